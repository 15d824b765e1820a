//! `GatewayClass`.

use super::GroupKind;
use super::view::view;

view! {
    /// A `GatewayClass`.
    GatewayClass {
        controller_name "spec.controllerName": text,
        parameters_ref "spec.parametersRef": one(ParametersRef),
    }
}

view! {
    /// A reference to parameters; of a Gateway it has no namespace.
    ParametersRef {
        group "group": text_or(""),
        kind "kind": text_or(""),
        namespace "namespace": text,
        name "name": text_or(""),
    }
}

impl<'a> ParametersRef<'a> {
    /// The group and kind that it names.
    pub fn target(self) -> GroupKind<'a> {
        GroupKind { group: self.group().value, kind: self.kind().value }
    }
}
