//! What the API server knows of each kind, and how it judges an object on create: unknown fields, types, defaults,
//! limits, then CEL, in its order.

mod alternatives;
mod belongs;
mod below;
mod builtin;
mod crds;
mod formats;
mod judge;
mod known_field;
pub(crate) mod kubernetes;
#[doc(hidden)]
pub mod layout;
mod leaves;
mod lists;
mod mend;
mod metadata;
mod names;
mod path;
mod reindent;
mod renamed;
mod rules;
mod serving;
mod standing;
mod structural;
pub(crate) mod table;
pub(crate) mod view;
mod violation;
mod violations;

pub(crate) use belongs::{Fit, Home, Step, belongs_in, fits_as};
pub use builtin::Kubernetes;
pub(crate) use crds::CompileCrds;
pub use crds::{CrdFault, CrdTable, Crds, Gap};
pub use formats::is_timestamp;
pub(crate) use judge::{Verdict, is_gateway_group, judge};
pub use judge::{judge_in_full, judge_list};
pub(crate) use known_field::{KnownIn, known_in};
#[cfg(feature = "export")]
pub(crate) use names::qualified_name;
pub(crate) use names::{NameFault, PrefixFault, dns_subdomain};
pub(crate) use reindent::{Lost, lost};
pub(crate) use renamed::{Renamed, called_before, called_now, renamed, renamed_kind};
pub use serving::Serving;
pub(crate) use standing::{Nowhere, Place, Standing, places, standing};
pub use table::{Channel, Release};
pub(crate) use violation::{Counted, Mend, MetadataFault, Misfit, Owner, Stage, Unserved};
pub use violation::{Violation, ViolationKind};

use crate::yaml::{Kind, Value};

/// The JSON type of a value.
pub(crate) fn type_name(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Null => "null",
        Kind::Bool => "boolean",
        Kind::Int => "integer",
        Kind::Float => "number",
        Kind::String => "string",
        Kind::Sequence => "array",
        Kind::Mapping => "object",
    }
}
