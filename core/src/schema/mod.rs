//! What the API server knows of each kind, and how it judges an object on create: unknown fields, types, defaults,
//! limits, then CEL, in its order.

mod alternatives;
mod belongs;
mod below;
mod builtin;
mod crds;
mod elsewhere;
mod formats;
mod judge;
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
pub mod table;
pub mod view;
mod violation;
mod violations;

pub use belongs::{Fit, Home, Step, belongs_in, fits_as};
pub use builtin::Kubernetes;
pub use crds::{CompileCrds, CrdFault, CrdTable, Crds, Gap};
pub use elsewhere::{Elsewhere, elsewhere};
pub use formats::is_timestamp;
pub(crate) use judge::is_gateway_group;
pub use judge::{Verdict, judge, judge_in_full, judge_list};
pub use names::{NameFault, PrefixFault, dns_label, dns_subdomain, label_value, qualified_name};
pub use path::Path;
pub(crate) use reindent::{Lost, lost};
pub use renamed::{Renamed, called_before, renamed, renamed_kind};
pub use serving::Serving;
pub(crate) use standing::{Nowhere, Place, Standing, places, standing};
pub use table::{Channel, Release};
pub use violation::{
    Class, Counted, Mend, MetadataFault, Misfit, Owner, Stage, Unserved, Violation, ViolationKind,
};
pub use violations::Omitted;

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
