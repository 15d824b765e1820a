//! What other crates of this repository use and nobody else should: the facts behind the answers.
//!
//! This is no part of the public interface, so it is not in the docs, and names come and go without notice. Each use has
//! a reason: `bindings/cli` asks a cluster for the kinds that objects refer to, `wasm/admission` reads the object under
//! review before it asks for others, `core/crd` writes the tables that `schema` reads, and the oracles and benches of
//! `tests` look at one stage alone.

/// Attachment, for what a cluster is asked, and for tests of one stage.
pub mod attach {
    pub use crate::attach::{Attachments, CaFact, CertificateFact, Environment, Features};
}

/// Objects in a tree.
pub mod manifest {
    pub use crate::manifest::{Items, Object, Objects, View, json, objects, objects_with};
}

/// Typed views, for references and for kinds by name.
pub mod model {
    pub use crate::model::{
        GATEWAY, GATEWAY_X, ListenerSet, MULTICLUSTER, Namespace, PolicyTargetRef, Route, RouteKind, View,
        is_cluster_scoped,
    };
}

/// The table of matches, for tests that ask it many requests.
pub mod routing {
    pub use crate::routing::Table;
}

/// The API server's verdict, and the format of its tables.
pub mod schema {
    pub use crate::schema::{
        CrdFault, CrdTable, Crds, Gap, Serving, Violation, ViolationKind, is_timestamp, judge_in_full,
        judge_list, layout,
    };
}

/// Names that are nearly the same.
pub mod suggest {
    pub use crate::suggest::{likeness, nearest};
}

/// What a profile says of one object.
pub mod tenancy {
    pub use crate::tenancy::{Platform, judged_resources};
}

/// The index of all objects.
pub mod world {
    pub use crate::world::{Completeness, DEFAULT_NAMESPACE, Grant, Input, Item, Lookup, Origin, World};
}
