use super::Serving;
use crate::attach::BackendRefFact;
use crate::diagnostic::Diagnostic;
use crate::live::{Health, Obstacle};
use crate::rules::declare_rule;

declare_rule! {
    /// At least one endpoint of every backend is ready.
    /// ## Why it matters
    /// The route is accepted and its references are resolved, and every request that is sent to this backend fails.
    /// The message tells why nothing is ready: the selector matches no Pod, Pods crash or are not ready, the rollout is
    /// still going on, or the workload is scaled to zero.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }] # RP6005
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: web-4xk2p, namespace: web, labels: { kubernetes.io/service-name: web } }
    /// addressType: IPv4
    /// ports: [{ name: "", port: 80, protocol: TCP }]
    /// endpoints: [{ addresses: [10.0.1.7], conditions: { ready: false } }]
    /// ```
    /// ## Source
    /// [Kubernetes EndpointSlices](https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#ready):
    /// Requests go to endpoints whose condition `ready` is true.
    pub(crate) NO_READY_ENDPOINTS = "RP6005", "no-ready-endpoints" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(serving: &[Serving<'_, '_, '_>], out: &mut Vec<Diagnostic>) {
    let dead = serving.iter().filter(|(_, health)| health.is_dead());
    out.extend(dead.map(|(backend, health)| no_ready_endpoints(backend, health)));
}

fn no_ready_endpoints(backend: &BackendRefFact<'_, '_>, health: &Health<'_, '_>) -> Diagnostic {
    let obstacle = health.obstacle.as_ref();
    let why = obstacle.map(|it| format!(": {}", it.words())).unwrap_or_default();
    let message = format!("{}{why}", health.words());
    let help =
        obstacle.map_or_else(|| "look at the Pods that the Service selects".to_owned(), Obstacle::help);
    let found = Diagnostic::new(&NO_READY_ENDPOINTS, backend.backend_ref.name().at, message)
        .with_help(help)
        .with_related(health.service.at(), "the Service is here");
    match obstacle.and_then(Obstacle::evidence) {
        Some(at) => found.with_related(at, "this tells why"),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::NO_READY_ENDPOINTS as RULE;
    use crate::rules::testing::{Tester, deployment, listed, pod, route_to, service, slice};

    /// The route is to be applied, everything else is in a dump.
    fn with(dump: &[&str]) -> Tester {
        Tester::new(&RULE).live(&listed(dump))
    }

    #[test]
    fn no_ready_endpoints() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80}]}");
        let shop = route_to("web", 80);
        with(&[&web, &slice("{ready: true}")]).pass("one is ready", &shop);
        with(&[&web]).pass("EndpointSlices may not have been asked for", &shop);
        Tester::new(&RULE).pass("no dump", &[&web, &shop]);
        with(&[&web, &slice("{ready: false}")])
            .pass("a backend that takes no share", &shop.replace("port: 80}", "port: 80, weight: 0}"))
            .fail("none is ready", &shop, "Service `web/web` has no ready endpoint for port 80")
            .at("web");
    }

    #[test]
    fn the_reasons_are_told_apart() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80, targetPort: http}]}");
        let (shop, none) = (route_to("web", 80), slice("{ready: false}"));
        let case = |objects: &[&str], says: &str, help: &str| {
            let mut all = vec![web.as_str(), none.as_str()];
            all.extend(objects);
            with(&all).fail(says, &shop, says).help(help);
        };
        let other =
            pod("other", "{app: api}", "{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
        case(&[&other], "its selector `app=web` matches no Pod", "compare");
        let crash = "{phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: main, restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, reason: Error}}}]}";
        case(
            &[&pod("web-1", "{app: web}", crash)],
            "Pod `web/web-1` is crash-looping: container `main` was restarted 7 times, last exit code 1",
            "kubectl logs web-1 -n web -c main --previous",
        );
        let image = "{phase: Pending, containerStatuses: [{name: main, state: {waiting: {reason: ImagePullBackOff, message: not found}}}]}";
        case(
            &[&pod("web-1", "{app: web}", image)],
            "has no image for container `main` (ImagePullBackOff): not found",
            "describe",
        );
        let unready = "{phase: Running, conditions: [{type: Ready, status: 'False', message: 'containers with unready status: [main]'}]}";
        case(&[&pod("web-1", "{app: web}", unready)], "runs and is not ready: containers with", "describe");
        let pending = "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: '0/3 nodes are available'}]}";
        case(&[&pod("web-1", "{app: web}", pending)], "is not scheduled on any node: 0/3", "describe");
        case(
            &[&deployment("{replicas: 0}", "{observedGeneration: 2}")],
            "Deployment `web/web` is scaled to zero",
            "scale",
        );
        let rolling = deployment(
            "{replicas: 2}",
            "{observedGeneration: 2, replicas: 2, updatedReplicas: 2, unavailableReplicas: 2}",
        );
        case(
            &[&rolling, &pod("web-1", "{app: web}", unready)],
            "the rollout of Deployment `web/web` is in progress: 0 of 2 updated Pods are available",
            "kubectl rollout status deployment/web -n web",
        );
        let ready = "{phase: Running, conditions: [{type: Ready, status: 'True'}]}";
        case(
            &[&pod("web-1", "{app: web}", ready)],
            "no container port of its Pods is called `http`",
            "targetPort",
        );
    }
}
