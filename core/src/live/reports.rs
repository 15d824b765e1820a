//! What controllers reported, beside what a conformant one would report for the same objects.

use crate::attach::{Attachment, Attachments, Environment, RouteFact, Verdict};
use crate::model::{ConditionView, ParentRef, ParentStatus, StatusView};
use crate::order::Map;
use crate::status::{self, Condition, ObjectStatus, ParentReference, Status, Truth};
use crate::world::{ItemId, World};

/// The statuses that are predicted for the objects of a dump.
#[derive(Debug)]
pub(crate) struct Reports {
    predicted: Map<ItemId, Status>,
}

/// One parentRef of a route, with what is reported for it.
#[derive(Debug, Clone)]
pub(crate) struct ParentReport<'f, 'w, 'a> {
    /// The parentRef.
    pub attachment: &'f Attachment<'w, 'a>,
    /// The entries of the route's status that are about it, one per controller.
    pub entries: Vec<ParentStatus<'a>>,
    /// The conditions that the controller of its Gateway would report; none where there is no such controller.
    pub predicted: &'f [Condition],
}

/// One condition: as reported, and as predicted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConditionReport<'f, 'a> {
    /// As the cluster says it.
    pub reported: ConditionView<'a>,
    /// As a conformant controller would.
    pub predicted: Option<&'f Condition>,
    /// The object's own generation.
    pub generation: Option<i64>,
}

impl Reports {
    /// Predicts the status of everything in `world`.
    pub(crate) fn new(
        world: &World<'_>,
        attachments: &Attachments<'_, '_>,
        environment: &Environment,
    ) -> Self {
        let predicted = status::predict(world, attachments, environment).into_iter();
        Self { predicted: predicted.map(|ObjectStatus { item, status, .. }| (item, status)).collect() }
    }

    /// What is reported on each parentRef of `route`.
    pub(crate) fn parents<'f, 'w, 'a>(
        &'f self,
        attachments: &Attachments<'w, 'a>,
        environment: &Environment,
        route: &'f RouteFact<'w, 'a>,
    ) -> Vec<ParentReport<'f, 'w, 'a>> {
        let status = route.item.status();
        let one = |attachment: &'f Attachment<'w, 'a>| {
            let namespace = route.item.namespace();
            let entries = status.into_iter().flat_map(StatusView::parents);
            let of_this = |it: &ParentStatus<'a>| {
                it.parent_ref().is_some_and(|it| same(it, attachment.parent_ref, namespace))
            };
            let predicted = self.predicted_for(attachments, environment, route, attachment);
            ParentReport { attachment, entries: entries.filter(of_this).collect(), predicted }
        };
        route.attachments.iter().map(one).collect()
    }

    fn predicted_for<'w, 'a>(
        &self,
        attachments: &Attachments<'w, 'a>,
        environment: &Environment,
        route: &RouteFact<'w, 'a>,
        attachment: &Attachment<'w, 'a>,
    ) -> &[Condition] {
        let parent = attachment.parent().and_then(|it| attachments.parent(it));
        let (Some(parent), Some(Status::Route(status))) = (parent, self.predicted.get(&route.item.number()))
        else {
            return &[];
        };
        if matches!(attachment.verdict, Verdict::NoStatus) {
            return &[];
        }
        let (parent_ref, controller) =
            (ParentReference::from(attachment.parent_ref), parent.ownership.controller(environment));
        let own =
            status.parents.iter().find(|it| it.parent_ref == parent_ref && it.controller_name == controller);
        own.map_or(&[], |it| it.conditions.as_slice())
    }
}

/// Whether two parentRefs of a route in `namespace` mean the same.
fn same(one: ParentRef<'_>, other: ParentRef<'_>, namespace: &str) -> bool {
    let key = |it: ParentRef<'_>| {
        let mut key = ParentReference::from(it);
        key.namespace.get_or_insert_with(|| namespace.to_owned());
        key
    };
    key(one) == key(other)
}

impl<'f, 'a> ParentReport<'f, '_, 'a> {
    /// The condition of type `kind`, by any controller.
    pub(crate) fn condition(&self, kind: &str, generation: Option<i64>) -> Vec<ConditionReport<'f, 'a>> {
        let predicted = self.predicted.iter().find(|it| it.kind == kind);
        let entries = self.entries.iter().flat_map(|it| it.conditions());
        let of_kind = entries.filter(|it| it.kind().value == kind);
        of_kind.map(|reported| ConditionReport { reported, predicted, generation }).collect()
    }
}

impl ConditionReport<'_, '_> {
    /// Whether it was reported for an older generation than the object's.
    pub(crate) fn is_stale(&self) -> bool {
        is_stale(self.reported, self.generation)
    }

    /// What is predicted, where it is certain and says something else.
    pub(crate) fn drift(&self) -> Option<&Condition> {
        let predicted = self.predicted.filter(|it| it.status != Truth::Unknown)?;
        let reported = self.reported.status().value;
        let truth = match predicted.status {
            Truth::True => "True",
            Truth::False => "False",
            Truth::Unknown => "Unknown",
        };
        // Controllers word their reasons for True as they like; those for False say what is to be mended.
        let other_reason = reported == "False" && self.reported.reason().value != predicted.reason;
        (truth != reported || other_reason).then_some(predicted)
    }
}

/// Whether `condition` was reported for an older generation than `generation`.
pub(super) fn is_stale(condition: ConditionView<'_>, generation: Option<i64>) -> bool {
    match (condition.observed_generation(), generation) {
        (Some(observed), Some(generation)) => observed.value < generation,
        _ => false,
    }
}
