//! A small controller that writes the status of each HTTPRoute, with tests that ask routeproof whether it writes what Gateway
//! API demands. `reconcile` is a function of objects, so that the tests need no cluster:
//!
//! ```console
//! $ cargo test --features gateway-api --example controller
//! ```
//!
//! It takes routes on Gateways of its class, by namespace, name, section and port. Hostnames of listeners and
//! `allowedRoutes` are left out to keep it short, so it is no complete controller.

use anyhow::Result;
use futures::StreamExt as _;
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use k8s_openapi::jiff::Timestamp;
use kube::api::{ListParams, Patch, PatchParams};
use kube::runtime::Controller;
use kube::runtime::controller::Action;
use kube::runtime::watcher::Config;
use kube::{Api, Client, ResourceExt as _};
use routeproof::gateway_api::gatewayclasses::GatewayClass;
use routeproof::gateway_api::gateways::{Gateway, GatewayListeners};
use routeproof::gateway_api::httproutes::{
    HttpRoute, HttpRouteParentRefs, HttpRouteStatus, HttpRouteStatusParents, HttpRouteStatusParentsParentRef,
};
use std::sync::Arc;
use std::time::Duration;

const CONTROLLER: &str = "example.com/small-controller";

/// What the status of a route depends on.
#[derive(Debug, Default)]
struct Cluster {
    classes: Vec<GatewayClass>,
    gateways: Vec<Gateway>,
    services: Vec<Service>,
}

/// The status of a route: an entry for each parent that is a Gateway of this controller.
fn reconcile(route: &HttpRoute, cluster: &Cluster, now: &Time) -> HttpRouteStatus {
    let parents = route.spec.parent_refs.iter().flatten().filter_map(|parent| {
        let gateway = own_gateway(route, parent, cluster)?;
        let (accepted, reason) = accepted(parent, gateway);
        let (resolved, why) = resolved(route, cluster);
        let conditions = [("Accepted", accepted, reason), ("ResolvedRefs", resolved, why)];
        Some(HttpRouteStatusParents {
            controller_name: CONTROLLER.to_owned(),
            parent_ref: reference(parent),
            conditions: conditions.map(|it| condition(route, it, now)).to_vec(),
        })
    });
    HttpRouteStatus { parents: parents.collect() }
}

fn own_gateway<'c>(
    route: &HttpRoute,
    parent: &HttpRouteParentRefs,
    cluster: &'c Cluster,
) -> Option<&'c Gateway> {
    let namespace = parent.namespace.clone().or_else(|| route.namespace());
    let is_parent = |it: &&Gateway| it.name_any() == parent.name && it.namespace() == namespace;
    let gateway = cluster.gateways.iter().find(is_parent)?;
    let is_class = |it: &&GatewayClass| it.name_any() == gateway.spec.gateway_class_name;
    let class = cluster.classes.iter().find(is_class)?;
    (class.spec.controller_name == CONTROLLER).then_some(gateway)
}

fn accepted(parent: &HttpRouteParentRefs, gateway: &Gateway) -> (bool, &'static str) {
    let is_meant = |it: &&GatewayListeners| {
        parent.section_name.as_ref().is_none_or(|name| *name == it.name)
            && parent.port.is_none_or(|port| port == it.port)
    };
    let mut meant = gateway.spec.listeners.iter().filter(is_meant).peekable();
    if meant.peek().is_none() {
        return (false, "NoMatchingParent");
    }
    match meant.any(|it| matches!(it.protocol.as_str(), "HTTP" | "HTTPS")) {
        true => (true, "Accepted"),
        false => (false, "NotAllowedByListeners"),
    }
}

fn resolved(route: &HttpRoute, cluster: &Cluster) -> (bool, &'static str) {
    let rules = route.spec.rules.iter().flatten();
    for backend in rules.flat_map(|it| it.backend_refs.iter().flatten()) {
        if backend.kind.as_deref().unwrap_or("Service") != "Service" {
            return (false, "InvalidKind");
        }
        // A namespace of its own takes a ReferenceGrant, which this controller does not read.
        if backend.namespace.is_some() && backend.namespace != route.namespace() {
            return (false, "RefNotPermitted");
        }
        let is_backend = |it: &Service| it.name_any() == backend.name && it.namespace() == route.namespace();
        if !cluster.services.iter().any(is_backend) {
            return (false, "BackendNotFound");
        }
    }
    (true, "ResolvedRefs")
}

/// A condition; one that keeps its status keeps its time.
fn condition(route: &HttpRoute, (kind, holds, reason): (&str, bool, &str), now: &Time) -> Condition {
    let status = if holds { "True" } else { "False" };
    let old = route.status.iter().flat_map(|it| &it.parents).filter(|it| it.controller_name == CONTROLLER);
    let mut old = old.flat_map(|it| &it.conditions).filter(|it| it.type_ == kind && it.status == status);
    Condition {
        type_: kind.to_owned(),
        status: status.to_owned(),
        reason: reason.to_owned(),
        message: String::new(),
        observed_generation: route.metadata.generation,
        last_transition_time: old.next().map_or_else(|| now.clone(), |it| it.last_transition_time.clone()),
    }
}

fn reference(parent: &HttpRouteParentRefs) -> HttpRouteStatusParentsParentRef {
    HttpRouteStatusParentsParentRef {
        group: parent.group.clone(),
        kind: parent.kind.clone(),
        name: parent.name.clone(),
        namespace: parent.namespace.clone(),
        port: parent.port,
        section_name: parent.section_name.clone(),
    }
}

/// Writes the status of a route where it changed.
async fn apply(route: Arc<HttpRoute>, client: Arc<Client>) -> Result<Action, kube::Error> {
    let client = Client::clone(&client);
    let everything = ListParams::default();
    let cluster = Cluster {
        classes: Api::all(client.clone()).list(&everything).await?.items,
        gateways: Api::all(client.clone()).list(&everything).await?.items,
        services: Api::all(client.clone()).list(&everything).await?.items,
    };
    let status = reconcile(&route, &cluster, &Time(Timestamp::now()));
    if route.status.as_ref() != Some(&status) {
        let api: Api<HttpRoute> = Api::namespaced(client, &route.namespace().unwrap_or_default());
        let patch = Patch::Merge(serde_json::json!({ "status": status }));
        api.patch_status(&route.name_any(), &PatchParams::default(), &patch).await?;
    }
    Ok(Action::requeue(Duration::from_mins(1)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let client = Client::try_default().await?;
    let routes: Api<HttpRoute> = Api::all(client.clone());
    let retry = |_: Arc<HttpRoute>, _: &kube::Error, _: Arc<Client>| Action::requeue(Duration::from_secs(5));
    let controller = Controller::new(routes, Config::default()).run(apply, retry, Arc::new(client));
    controller.for_each(|_| std::future::ready(())).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{CONTROLLER, Cluster, HttpRoute, reconcile};
    use anyhow::Result;
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
    use k8s_openapi::jiff::Timestamp;
    use routeproof::Workspace;
    use routeproof::gateway_api::read;

    fn cluster() -> Result<Cluster> {
        Ok(Cluster {
            classes: vec![read(&format!(
                "{{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {{name: small}}, \
                 spec: {{controllerName: {CONTROLLER}}}}}"
            ))?],
            gateways: vec![read(
                "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: web}, \
                 spec: {gatewayClassName: small, listeners: [{name: http, port: 80, protocol: HTTP}]}}",
            )?],
            services: vec![read(
                "{apiVersion: v1, kind: Service, metadata: {name: shop, namespace: web}, spec: {ports: [{port: 80}]}}",
            )?],
        })
    }

    fn route(spec: &str) -> Result<HttpRoute> {
        Ok(read(&format!(
            "{{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, \
             metadata: {{name: shop, namespace: web, generation: 3}}, spec: {spec}}}"
        ))?)
    }

    /// Whether the controller writes for a route what every conformant controller writes.
    fn is_conformant(spec: &str) -> Result<()> {
        let (route, cluster) = (route(spec)?, cluster()?);
        let mut workspace = Workspace::with_settings("complete: true")?;
        cluster.classes.iter().try_for_each(|it| workspace.set_object(it))?;
        cluster.gateways.iter().try_for_each(|it| workspace.set_object(it))?;
        cluster.services.iter().try_for_each(|it| workspace.set_object(it))?;
        workspace.set_object(&route)?;
        let status = reconcile(&route, &cluster, &Time(Timestamp::UNIX_EPOCH));
        Ok(workspace.statuses().compare(&route, &status)?)
    }

    #[test]
    fn a_route_is_accepted() -> Result<()> {
        is_conformant("{parentRefs: [{name: edge}], rules: [{backendRefs: [{name: shop, port: 80}]}]}")
    }

    #[test]
    fn a_backend_that_does_not_exist_is_not_resolved() -> Result<()> {
        is_conformant("{parentRefs: [{name: edge}], rules: [{backendRefs: [{name: shpo, port: 80}]}]}")
    }

    #[test]
    fn a_section_that_does_not_exist_is_no_parent() -> Result<()> {
        is_conformant("{parentRefs: [{name: edge, sectionName: https}]}")
    }

    /// What the controller leaves out is found.
    #[test]
    fn hostnames_of_listeners_are_not_implemented() -> Result<()> {
        let mut cluster = cluster()?;
        cluster.gateways[0].spec.listeners[0].hostname = Some("*.example.com".to_owned());
        let route = route("{parentRefs: [{name: edge}], hostnames: [shop.example.org]}")?;
        let mut workspace = Workspace::with_settings("complete: true")?;
        workspace.set_object(&cluster.classes[0])?;
        workspace.set_object(&cluster.gateways[0])?;
        workspace.set_object(&route)?;
        let status = reconcile(&route, &cluster, &Time(Timestamp::UNIX_EPOCH));
        let error = workspace.statuses().compare(&route, &status).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the status of HTTPRoute web/shop is not what a conformant controller writes:\n  \
             parents[example.com/small-controller Gateway edge].conditions[Accepted].reason is \"Accepted\", \
             predicted is \"NoMatchingListenerHostname\"\n  \
             parents[example.com/small-controller Gateway edge].conditions[Accepted].status is \"True\", predicted is \"False\""
        );
        Ok(())
    }
}
