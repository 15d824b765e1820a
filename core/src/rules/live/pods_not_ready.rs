use super::Serving;
use crate::diagnostic::Diagnostic;
use crate::live::Obstacle;
use crate::rules::declare_rule;

declare_rule! {
    /// Every Pod behind a backend is ready.
    /// ## Why it matters
    /// Fewer Pods than wanted carry the load, and there may be none left when the next one fails. Where none is ready,
    /// RP6005 says so instead.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }] # RP6007
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
    /// endpoints:
    ///   - { addresses: [10.0.1.7], conditions: { ready: true }, targetRef: { kind: Pod, name: web-1 } }
    ///   - { addresses: [10.0.1.8], conditions: { ready: false }, targetRef: { kind: Pod, name: web-2 } }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-2, namespace: web, labels: { app: web } }
    /// status:
    ///   phase: Running
    ///   conditions: [{ type: Ready, status: "False", reason: ContainersNotReady }]
    ///   containerStatuses:
    ///     - { name: web, ready: false, restartCount: 7, state: { waiting: { reason: CrashLoopBackOff } } }
    /// ```
    /// ## Source
    /// [Kubernetes Pod conditions](https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions):
    /// A Pod with `Ready: True` can take requests of its Services.
    pub(crate) PODS_NOT_READY = "RP6007", "pods-not-ready" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(serving: &[Serving<'_, '_, '_>], out: &mut Vec<Diagnostic>) {
    for (backend, health) in serving.iter().filter(|(_, it)| !it.is_dead()) {
        let Some(obstacle @ Obstacle::Pod { .. }) = &health.obstacle else { continue };
        let message = format!("{}: {}", health.words(), obstacle.words());
        let found = Diagnostic::new(&PODS_NOT_READY, backend.backend_ref.name().at, message)
            .with_help(obstacle.help());
        out.push(match obstacle.evidence() {
            Some(at) => found.with_related(at, "this tells why"),
            None => found,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::PODS_NOT_READY as RULE;
    use crate::rules::testing::{Tester, listed, pod, route_to, service, slice};

    #[test]
    fn pods_not_ready() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80}]}");
        let (shop, some) = (route_to("web", 80), slice("{ready: true}"));
        let good = "{phase: Running, conditions: [{type: Ready, status: 'True'}]}";
        let bad = "{phase: Running, conditions: [{type: Ready, status: 'False'}]}";
        let case = |first: &str, second: &str| {
            let pods = [pod("web-1", "{app: web}", first), pod("web-2", "{app: web}", second)];
            Tester::new(&RULE).live(&listed(&[&web, &some, &pods[0], &pods[1]]))
        };
        case(good, good).pass("all are ready", &shop);
        case(good, "{phase: Failed, reason: Evicted}").pass("another took its place", &shop);
        Tester::new(&RULE).live(&listed(&[&web, &some])).pass("the Pods are unknown", &shop);
        case(good, bad)
            .fail("one is not", &shop, "1 of 2 Pods are not ready: Pod `web/web-2` runs and is not ready")
            .help("kubectl describe pod web-2 -n web");
    }
}
