use super::absent::Wanted;
use super::backend_not_found::BACKEND_NOT_FOUND;
use super::words::{listed, parent_on_platform};
use super::{
    backend_not_found, ca_not_found, certificate_not_found, extension_not_found, gateway_class_not_found,
    parameters_not_found, parent_not_found, policy_target_not_found, reference_name_not_valid, target_refs,
};
use crate::attach::{
    Admission, KindSupport, Outcome, Ownership, Parent, PolicyFact, Role, RouteFact, Target,
};
use crate::diagnostic::Diagnostic;
use crate::model::{Gateway, GroupKind, ListenerSet};
use crate::order::sort;
use crate::rules::{Context, declare_rule};
use crate::source::Location;
use crate::world::{Item, Lookup, Origin};

declare_rule! {
    /// Everything that is needed to judge a route, Gateway, ListenerSet or policy is among the inputs.
    /// ## Why it matters
    /// What cannot be looked up is not reported as missing. It is not fine either: it was not checked. Add the
    /// manifests of these objects or a dump of the cluster, or say `complete: true` where the inputs hold everything.
    /// An object that another object makes, as cert-manager makes the Secret of a Certificate, is expected and never
    /// missing.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata:
    ///   name: shop # RP2090
    ///   namespace: web
    /// spec:
    ///   parentRefs: [{ name: edge, namespace: infra }]
    ///   rules: [{ backendRefs: [{ name: catalog, port: 80 }] }]
    /// ```
    /// ## Source
    /// [found, missing, unknown](https://routeproof.github.io/routeproof/glossary.html#what-the-engine-makes-of-it):
    /// What the inputs do not tell is unknown, and never an error.
    pub(crate) NOT_DECIDED = "RP2090", "not-decided" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let lost = out.iter().filter(|it| it.rule.code == BACKEND_NOT_FOUND.code);
    let mut reported: Vec<_> = lost.map(|it| it.at).collect();
    sort(&mut reported);
    for route in cx.routes.iter().filter(|it| it.item.origin() == Origin::Desired) {
        out.extend(finding(route.item, of_route(cx, route, &reported)));
    }
}

pub(super) fn check_others(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    let desired = |it: &Item<'_>| it.origin() == Origin::Desired;
    for parent in cx.attachments.parents().iter().filter(|it| desired(it.item)) {
        out.extend(finding(parent.item, of_parent(cx, parent)));
    }
    for policy in cx.attachments.policies().iter().filter(|it| desired(it.item)) {
        out.extend(finding(policy.item, of_policy(cx, policy)));
    }
    for class in cx.world.of_kind(GroupKind::GATEWAY_CLASS).iter().filter(|it| desired(it)) {
        out.extend(finding(class, parameters(cx, class)));
    }
    for item in cx.world.items().iter().filter(|it| desired(it)) {
        out.extend(finding(item, of_target_refs(cx, item)));
    }
}

/// What is not known, each once, in the order in which it is met.
#[derive(Default)]
struct Unknown(Vec<String>);

impl Unknown {
    fn add(&mut self, what: String) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    /// Adds what was looked up in vain, unless a rule has reported it already.
    fn look_up<T: Copy>(
        &mut self,
        cx: &Context<'_, '_, '_>,
        target: Lookup<T>,
        reported: bool,
        name: Wanted<'_>,
    ) {
        if target.is_unknown() && !reported && !name.name.is_empty() {
            self.add(match cx.world.maker(name.kind, name.namespace, name.name) {
                Some(maker) => format!("{} (expected from {})", name.title(), maker.title()),
                None => name.title(),
            });
        }
    }

    /// Adds the labels of a namespace.
    fn labels(&mut self, namespace: &str) {
        self.add(format!("the labels of namespace `{namespace}`"));
    }
}

fn finding(item: &Item<'_>, unknown: Unknown) -> Option<Diagnostic> {
    let (be, them) = match unknown.0.as_slice() {
        [] => return None,
        [only] if !only.starts_with("the labels") => ("is", "it"),
        _ => ("are", "them"),
    };
    let (all, kind) = (listed(unknown.0), item.kind().kind);
    let parts = [&all, " ", be, " not among the inputs: this ", kind, " is not checked against ", them];
    let message = parts.concat();
    Some(Diagnostic::new(&NOT_DECIDED, item.at(), message))
}

/// What a route is not checked against; `reported` are the places of backend refs that lead nowhere, in order.
fn of_route<'a>(cx: &Context<'_, '_, 'a>, route: &RouteFact<'_, 'a>, reported: &[Location]) -> Unknown {
    let (mut unknown, item) = (Unknown::default(), route.item);
    for it in &route.attachments {
        let target = match it.target {
            Target::Listeners(target) => target.map(|_| ()),
            Target::Service(target) => target.map(|_| ()),
            // Whether an implementation lets routes attach to a kind of its own, only it can say.
            Target::Other => Lookup::Found(()),
        };
        if target.is_unknown() {
            // A platform answers for the Gateways that it names.
            let reported = parent_on_platform(cx, item, it.parent_ref.view()).is_some()
                || reference_name_not_valid::is_no_parent(it.parent_ref)
                || parent_not_found::reports(cx, item, it.parent_ref, target);
            let name = Wanted {
                kind: it.parent_ref.target(),
                namespace: it.namespace,
                name: it.parent_ref.name().value,
            };
            unknown.look_up(cx, target, reported, name);
        }
        if it.meets(&Outcome::NamespaceUnknown) {
            unknown.labels(item.namespace());
        }
    }
    for it in route.backends.iter().filter(|it| it.target.is_unknown()) {
        let place = it.backend_ref.name().at;
        let reported = it.kind == KindSupport::Unsupported
            || reference_name_not_valid::is_no_backend(it)
            || reported.binary_search(&place).is_ok();
        unknown.look_up(cx, it.target, reported, backend_not_found::name(it));
    }
    for it in &route.extensions {
        let reported =
            it.support == KindSupport::Unsupported || extension_not_found::absent(cx, route, it).is_some();
        let name = Wanted { kind: it.kind, namespace: item.namespace(), name: it.name };
        unknown.look_up(cx, it.target, reported, name);
    }
    unknown
}

fn of_parent<'a>(cx: &Context<'_, '_, 'a>, parent: &Parent<'_, 'a>) -> Unknown {
    let item = parent.item;
    let mut unknown = match parent.role {
        Role::Gateway { .. } => parameters(cx, item),
        Role::ListenerSet { gateway, admission } => {
            of_set(cx, item, gateway.map(|it| it.map(|_| ())), admission)
        }
    };
    if let (Role::Gateway { .. }, Ownership::Assumed) = (&parent.role, parent.ownership) {
        let class = item.read::<Gateway<'_>>().class_name().map_or("", |it| it.value);
        let reported = gateway_class_not_found::absent(cx, parent).is_some();
        let name = Wanted { kind: GroupKind::GATEWAY_CLASS, namespace: "", name: class };
        unknown.look_up(cx, Lookup::<()>::Unknown, reported, name);
    }
    let of_listeners = parent.listeners.iter().flat_map(|it| &it.certificates);
    for it in of_listeners.chain(&parent.client_certificate) {
        let reported =
            it.kind == KindSupport::Unsupported || certificate_not_found::absent(cx, item, it).is_some();
        let secret = it.secret_ref;
        let name = Wanted { kind: secret.target(), namespace: it.namespace, name: secret.name().value };
        unknown.look_up(cx, it.target, reported, name);
    }
    for it in parent.listeners.iter().flat_map(|it| &it.authorities) {
        let reported = it.kind == KindSupport::Unsupported || ca_not_found::absent(cx, item, it).is_some();
        let name = Wanted { kind: it.ca_ref.target(), namespace: it.namespace, name: it.ca_ref.name().value };
        unknown.look_up(cx, it.target, reported, name);
    }
    unknown
}

fn of_set<'a>(
    cx: &Context<'_, '_, 'a>,
    item: &Item<'a>,
    gateway: Option<Lookup<()>>,
    admission: Admission,
) -> Unknown {
    let mut unknown = Unknown::default();
    if let (Some(target), Some(it)) = (gateway, item.read::<ListenerSet<'_>>().parent_ref()) {
        let namespace = it.namespace().map_or(item.namespace(), |it| it.value);
        let name = Wanted { kind: it.target(), namespace, name: it.name().value };
        unknown.look_up(cx, target, parent_not_found::reports(cx, item, it, target), name);
        if matches!((target, admission), (Lookup::Found(()), Admission::Unknown)) {
            unknown.labels(item.namespace());
        }
    }
    unknown
}

fn of_policy<'a>(cx: &Context<'_, '_, 'a>, policy: &PolicyFact<'_, 'a>) -> Unknown {
    let (mut unknown, item) = (Unknown::default(), policy.item);
    for it in &policy.targets {
        let reported = policy_target_not_found::absent(cx, policy, it).is_some();
        let target = it.target_ref;
        let name = Wanted { kind: target.target(), namespace: item.namespace(), name: target.name().value };
        unknown.look_up(cx, it.target, reported, name);
    }
    for it in &policy.authorities {
        let reported = it.kind == KindSupport::Unsupported || ca_not_found::absent(cx, item, it).is_some();
        let name = Wanted { kind: it.ca_ref.target(), namespace: it.namespace, name: it.ca_ref.name().value };
        unknown.look_up(cx, it.target, reported, name);
    }
    unknown
}

fn of_target_refs<'a>(cx: &Context<'_, '_, 'a>, item: &Item<'a>) -> Unknown {
    let mut unknown = Unknown::default();
    for it in target_refs::of_item(item) {
        if let (Some(target), Some(name)) = (it.target(cx), it.wanted()) {
            unknown.look_up(cx, target, it.absent(cx).is_some(), name);
        }
    }
    unknown
}

fn parameters<'a>(cx: &Context<'_, '_, 'a>, item: &Item<'a>) -> Unknown {
    let mut unknown = Unknown::default();
    if let Some((it, namespace)) = parameters_not_found::parameters(item) {
        let name = Wanted { kind: it.target(), namespace, name: it.name().value };
        let target = cx.world.find(name.kind, namespace, name.name);
        let reported = parameters_not_found::absent(cx, item, it, namespace).is_some();
        unknown.look_up(cx, target, reported || parameters_not_found::is_unusable(cx, name.kind), name);
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::NOT_DECIDED as RULE;
    use crate::diagnostic::Severity;
    use crate::rules::testing::{Tester, gateway, route, route_to, service};

    #[test]
    fn a_route() {
        let edge = gateway("{name: web, port: 80, protocol: HTTP}")
            .replace("name: edge", "name: edge, namespace: web");
        let catalog = service("catalog", "{ports: [{port: 80}]}");
        let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: shared}\nspec: {controllerName: example.com/gateway}\n".to_owned();
        let shop = route_to("catalog", 80);
        Tester::new(&RULE)
            .pass("all is known", &[&edge, &catalog, &class, &shop])
            .fail("nothing is", &[&shop], "Gateway `web/edge` and Service `web/catalog` are not among the inputs: this HTTPRoute is not checked against them")
            .severity(Severity::Info)
            .at("shop")
            .fail("the Service is not", &[&edge, &class, &shop], "Service `web/catalog` is not among the inputs: this HTTPRoute is not checked against it")
            .fail("the class is not", &[&edge, &catalog, &shop], "GatewayClass `shared` is not among the inputs: this Gateway is not checked against it")
            .pass("RP2005 tells it", &[&edge, &class, &shop.replace("{name: catalog", "{kind: ConfigMap, name: catalog")])
            .pass("RP2002 tells it", &[&edge, &class, &catalog, &route_to("catalgo", 80)])
            .complete()
            .pass("nothing else exists", &[&class, &shop]);
    }

    #[test]
    fn labels_of_a_namespace() {
        let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: shared}\nspec: {controllerName: example.com/gateway}\n".to_owned();
        let edge = gateway(
            "{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}}",
        );
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n".to_owned();
        let shop = route("parentRefs: [{name: edge}]");
        Tester::new(&RULE).pass("they are known", &[&edge, &class, &namespace, &shop]).fail(
            "they are not",
            &[&edge, &class, &shop],
            "the labels of namespace `default` are not among the inputs: this HTTPRoute",
        );
    }

    #[test]
    fn material_and_targets() {
        let class = "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: shared}\nspec: {controllerName: example.com/gateway}\n".to_owned();
        let edge = gateway("{name: web, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: a}]}}");
        let policy = crate::rules::references::samples::policy("ca");
        let certificate =
            "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: b}\nspec: {secretName: a}\n"
                .to_owned();
        let set = "apiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: more}\nspec:\n  parentRef: {name: edge}\n  listeners: [{name: web, port: 80, protocol: HTTP}]\n".to_owned();
        Tester::new(&RULE)
            .fail("a certificate", &[&edge, &class], "Secret `default/a` is not among the inputs: this Gateway")
            .fail("one that is expected", &[&edge, &class, &certificate], "Secret `default/a` (expected from Certificate `default/b`) is not")
            .fail("a policy", &[&policy], "Service `default/api` and ConfigMap `default/ca` are not among the inputs: this BackendTLSPolicy")
            .fail("a policy of another API", "apiVersion: kuadrant.io/v1\nkind: AuthPolicy\nmetadata: {name: a}\nspec: {targetRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}}\n", "HTTPRoute `default/shop` is not among the inputs: this AuthPolicy")
            .fail("a ListenerSet", &[&set], "Gateway `default/edge` is not among the inputs: this ListenerSet");
    }

    #[test]
    fn a_platform_answers_for_its_gateways() {
        let shop =
            |parents: &str| route(&format!("parentRefs: [{{{parents}}}], hostnames: [web.acme.kupe.cloud]"));
        Tester::new(&RULE)
            .settings("{profile: kupe, tenant: acme}")
            .pass("its own", &[&shop("name: external-gateway, namespace: kube-system")])
            .pass("RP5001", &[&shop("name: gateway-external, namespace: kube-system")]);
    }
}
