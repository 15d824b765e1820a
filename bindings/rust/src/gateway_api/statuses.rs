//! Predicted statuses by object.

use super::read::typed;
use super::{Resource, TypedError, compare, title};
use crate::ObjectStatus;
use kube::core::object::HasStatus;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a condition gets as `lastTransitionTime` where the workspace was not told the time: what the defaults of Gateway
/// API's CRDs say.
const UNSAID: &str = "1970-01-01T00:00:00Z";

/// Group, kind, namespace and name; a cluster-scoped object has no namespace.
type Id = (String, String, String, String);

/// The statuses that every conformant controller writes for the objects of a workspace.
#[derive(Debug, Clone)]
pub struct Statuses {
    all: BTreeMap<Id, ObjectStatus>,
}

impl Statuses {
    pub(super) fn new(statuses: Vec<ObjectStatus>) -> Self {
        let id = |it: &ObjectStatus| {
            let group = it.api_version.split_once('/').map_or("", |it| it.0);
            (group.to_owned(), it.kind.clone(), it.namespace.clone(), it.name.clone())
        };
        Self { all: statuses.into_iter().map(|it| (id(&it), it)).collect() }
    }

    /// The predicted status of an object, as its type has it. A condition that the workspace does not decide is `Unknown`
    /// with the reason `Pending`. `lastTransitionTime` is what [`Workspace::set_now`](crate::Workspace::set_now) said, else
    /// 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// Where no status is predicted for the object, or the type lacks fields of it.
    pub fn of<T>(&self, object: &T) -> Result<T::Status, TypedError>
    where
        T: Resource<DynamicType = ()> + HasStatus,
        T::Status: DeserializeOwned,
    {
        let (title, mut status) = self.json(object)?;
        each_condition(&mut status, &mut |condition| {
            condition.entry("lastTransitionTime").or_insert_with(|| UNSAID.into());
        });
        typed(format!("the status of {title}"), status)
    }

    /// Holds the status that a controller wrote for an object against the prediction.
    ///
    /// Conditions are matched by type, listeners by name, parents by reference and controller. Of a condition, `status`,
    /// `reason` and, where the object has a generation, `observedGeneration` count; `message` and `lastTransitionTime` are
    /// the controller's own. Not compared is what Gateway API leaves to the implementation: conditions of other types than
    /// those that are predicted, addresses and features, and conditions that the workspace does not decide.
    ///
    /// # Errors
    /// [`TypedError::Differs`] names every difference. An error as well is an object that no status is predicted for.
    pub fn compare<T>(&self, object: &T, status: &T::Status) -> Result<(), TypedError>
    where
        T: Resource<DynamicType = ()> + HasStatus,
        T::Status: Serialize,
    {
        let (title, mut predicted) = self.json(object)?;
        if object.meta().generation.is_none() {
            each_condition(&mut predicted, &mut |condition| {
                condition.remove("observedGeneration");
            });
        }
        let own = serde_json::to_value(status)
            .map_err(|source| TypedError::Write { object: format!("the status of {title}"), source })?;
        let differences = compare::differences(&predicted, &own);
        match differences.is_empty() {
            true => Ok(()),
            false => Err(TypedError::Differs { object: title, differences }),
        }
    }

    fn json<T: Resource<DynamicType = ()>>(&self, object: &T) -> Result<(String, Value), TypedError> {
        let title = title(object)?;
        let (group, kind) = (T::group(&()).into_owned(), T::kind(&()).into_owned());
        let (namespace, name) = (object.meta().namespace.clone(), object.meta().name.clone());
        let namespaces = match namespace {
            Some(namespace) => vec![namespace],
            // A namespaced object goes to `default`, a cluster-scoped one to none.
            None => vec![String::new(), "default".to_owned()],
        };
        let name = name.unwrap_or_default();
        let ids = namespaces.into_iter().map(|it| (group.clone(), kind.clone(), it, name.clone()));
        let Some(found) = ids.into_iter().find_map(|it| self.all.get(&it)) else {
            return Err(TypedError::NoStatus(title));
        };
        match serde_json::to_value(&found.status) {
            Ok(status) => Ok((title, status)),
            Err(source) => Err(TypedError::Write { object: format!("the status of {title}"), source }),
        }
    }

    /// The predictions as the engine has them, by group, kind, namespace and name.
    pub fn iter(&self) -> impl Iterator<Item = &ObjectStatus> {
        self.all.values()
    }
}

/// Does something to every condition of a status, wherever it stands.
fn each_condition(value: &mut Value, change: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|it| each_condition(it, change)),
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                match value {
                    Value::Array(items) if key == "conditions" => {
                        items.iter_mut().filter_map(Value::as_object_mut).for_each(&mut *change);
                    }
                    other => each_condition(other, change),
                }
            }
        }
        _ => {}
    }
}
