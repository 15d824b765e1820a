//! Worlds for tests, from YAML.

use super::{Completeness, DEFAULT_NAMESPACE, Input, Origin, World};
use crate::manifest::{Object, objects};
use crate::source::SourceId;
use crate::yaml::{Tree, read};

/// Sources that a world borrows from.
pub(crate) struct Files(Vec<(Origin, String, Tree, Vec<Object>)>);

impl Files {
    /// One source to apply.
    pub(crate) fn new(text: &str) -> Self {
        Self(Vec::new()).with(Origin::Desired, text)
    }

    /// Another source.
    pub(crate) fn with(mut self, origin: Origin, text: &str) -> Self {
        let reading = read(text);
        assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        let found = objects(text, &reading.tree).objects;
        self.0.push((origin, text.to_owned(), reading.tree, found));
        self
    }

    /// A world in which nothing else exists.
    pub(crate) fn closed(&self) -> World<'_> {
        self.world(Completeness::closed())
    }

    /// A world in which anything else may exist.
    pub(crate) fn open(&self) -> World<'_> {
        self.world(Completeness::open())
    }

    /// A world that is complete where `completeness` says so.
    pub(crate) fn world(&self, completeness: Completeness) -> World<'_> {
        let sources = self.0.iter().zip(0..);
        let inputs = sources.flat_map(|((origin, text, tree, objects), number)| {
            let input = move |object| Input {
                source: SourceId(number),
                origin: *origin,
                text,
                tree,
                object,
                default_namespace: DEFAULT_NAMESPACE,
                renamed: None,
            };
            objects.iter().map(input)
        });
        World::new(inputs, completeness)
    }
}
