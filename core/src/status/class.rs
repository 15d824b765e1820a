//! The status of a GatewayClass, and whether parameters are what they should be.

use super::merge::{self, Decided};
use super::shape::{FeatureName, GatewayClassStatus, Truth};
use super::{StatusContext, reasons, types};
use crate::attach::{Features, KindSupport, is_ours};
use crate::model::{CustomResourceDefinition, GatewayClass, GroupKind, ParametersRef};
use crate::world::{Item, Lookup};

/// The types of conditions that a controller writes here.
const OWN: [&str; 2] = [types::ACCEPTED, types::SUPPORTED_VERSION];

/// The most features that the API takes; there are more.
const MOST_FEATURES: usize = 64;

pub(super) fn status(cx: StatusContext<'_, '_, '_>, item: &Item<'_>) -> Option<GatewayClassStatus> {
    if !is_ours(item, cx.environment) {
        return None;
    }
    let old = cx.old(item);
    let decided = decide(cx, item);
    let conditions =
        merge::conditions(merge::reported(old.map(|it| it.conditions())), decided, &OWN, cx.stamp(item));
    let supported_features = match &cx.environment.features {
        Features::Only(names) => {
            names.iter().take(MOST_FEATURES).map(|it| FeatureName { name: it.clone() }).collect()
        }
        Features::All | Features::AllBut(_) => Vec::new(),
    };
    Some(GatewayClassStatus { conditions, supported_features })
}

fn decide(cx: StatusContext<'_, '_, '_>, item: &Item<'_>) -> Vec<Decided> {
    let version = version(cx);
    let parameters = item.read::<GatewayClass<'_>>().parameters_ref();
    let judged = parameters.map(|it| parameters_status(cx, it, it.namespace().map_or("", |it| it.value)));
    let accepted = match (&version, judged) {
        (Some(it), _) if it.status == Truth::False => {
            Decided::no(types::ACCEPTED, reasons::UNSUPPORTED_VERSION, it.message.clone())
        }
        (_, Some(Err(decided))) => decided,
        _ => Decided::yes(types::ACCEPTED, reasons::ACCEPTED, "the controller takes Gateways of this class"),
    };
    std::iter::once(accepted).chain(version).collect()
}

/// Whether the installed CRDs are of a release that the implementation knows; `None` where no CRD says one.
fn version(cx: StatusContext<'_, '_, '_>) -> Option<Decided> {
    let crds = cx.world.of_kind(GroupKind::CRD).iter();
    let crds = crds.map(Item::read::<CustomResourceDefinition<'_>>);
    let version =
        crds.filter(|it| it.group().value == crate::model::GATEWAY).find_map(|it| it.bundle_version())?;
    let known = cx.environment.bundle_versions.as_ref().is_none_or(|it| it.contains(version));
    Some(if known {
        let message = format!("Gateway API {version} is installed");
        Decided::yes(types::SUPPORTED_VERSION, reasons::SUPPORTED_VERSION, message)
    } else {
        let message = format!("Gateway API {version} is installed, which the controller does not know");
        Decided::no(types::SUPPORTED_VERSION, reasons::UNSUPPORTED_VERSION, message)
    })
}

/// Whether parameters can be used; the condition Accepted of their owner, where they cannot.
pub(super) fn parameters_status(
    cx: StatusContext<'_, '_, '_>,
    parameters: ParametersRef<'_>,
    namespace: &str,
) -> Result<(), Decided> {
    let (kind, name) = (parameters.target(), parameters.name().value);
    let shown = if namespace.is_empty() {
        format!("{} `{name}`", kind.kind)
    } else {
        format!("{} `{namespace}/{name}`", kind.kind)
    };
    let refused = |message| Err(Decided::no(types::ACCEPTED, reasons::INVALID_PARAMETERS, message));
    match support(cx, kind) {
        KindSupport::Unsupported => refused(format!("no controller takes a {} as parameters", kind.kind)),
        KindSupport::Supported | KindSupport::Unknown => match cx.world.find(kind, namespace, name) {
            Lookup::Found(_) => Ok(()),
            Lookup::Missing => refused(format!("{shown} does not exist")),
            Lookup::Unknown => {
                Err(Decided::unknown(types::ACCEPTED, format!("{shown} is not among the inputs")))
            }
        },
    }
}

fn support(cx: StatusContext<'_, '_, '_>, kind: GroupKind<'_>) -> KindSupport {
    let own = &cx.environment.parameter_kinds;
    if kind == GroupKind::CONFIG_MAP || own.contains(&(kind.group.to_owned(), kind.kind.to_owned())) {
        return KindSupport::Supported;
    }
    crate::attach::foreign_kind(cx.world, kind)
}
