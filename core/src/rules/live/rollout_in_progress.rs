use super::Serving;
use crate::diagnostic::Diagnostic;
use crate::live::Obstacle;
use crate::rules::declare_rule;

declare_rule! {
    /// The rollout of the workload behind a backend is complete.
    /// ## Why it matters
    /// While it goes on, old and new Pods answer requests, and fewer of them than wanted. Where nothing is ready yet,
    /// RP6005 says so instead.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }] # RP6006
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
    /// endpoints: [{ addresses: [10.0.1.7], conditions: { ready: true } }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: web, generation: 2 }
    /// spec: { replicas: 3, template: { metadata: { labels: { app: web } } } }
    /// status: { observedGeneration: 2, replicas: 3, updatedReplicas: 1, availableReplicas: 1 }
    /// ```
    /// ## Source
    /// [Kubernetes Deployment status](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status):
    /// A rollout is complete when all replicas are of the newest version and available.
    pub(crate) ROLLOUT_IN_PROGRESS = "RP6006", "rollout-in-progress" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(serving: &[Serving<'_, '_, '_>], out: &mut Vec<Diagnostic>) {
    for (backend, health) in serving.iter().filter(|(_, it)| !it.is_dead()) {
        let Some(obstacle) = &health.obstacle else { continue };
        if let Obstacle::Rollout(item, _) = obstacle {
            let message = format!("{}: {}", health.words(), obstacle.words());
            out.push(
                Diagnostic::new(&ROLLOUT_IN_PROGRESS, backend.backend_ref.name().at, message)
                    .with_help(obstacle.help())
                    .with_related(item.view().place("status"), "this tells how far it is"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ROLLOUT_IN_PROGRESS as RULE;
    use crate::rules::testing::{Tester, deployment, listed, route_to, service, slice};

    #[test]
    fn rollout_in_progress() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80}]}");
        let shop = route_to("web", 80);
        let case = |status: &str| {
            let (some, workload) = (slice("{ready: true}"), deployment("{replicas: 2}", status));
            let all = [&web, &some, &workload].map(String::as_str);
            Tester::new(&RULE).live(&listed(&all))
        };
        let counts = "replicas: 2, updatedReplicas: 2, availableReplicas";
        case(&format!("{{observedGeneration: 2, {counts}: 2}}")).pass("it is through", &shop);
        let through = "conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]";
        case(&format!("{{observedGeneration: 2, {counts}: 1, {through}}}"))
            .pass("a Pod became unready since", &shop);
        Tester::new(&RULE)
            .live(&listed(&[&web, &slice("{ready: true}")]))
            .pass("the workload is unknown", &shop);
        case(&format!("{{observedGeneration: 2, {counts}: 1}}")).fail(
            "it starts",
            &shop,
            "1 of 2 updated Pods are available",
        );
        case(&format!("{{observedGeneration: 1, {counts}: 2}}")).fail(
            "not looked at",
            &shop,
            "has not been looked at",
        );
        case("{observedGeneration: 2, replicas: 3, updatedReplicas: 1}").fail(
            "it updates",
            &shop,
            "1 of 2 Pods are updated",
        );
        case("{observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 3}").fail(
            "old Pods go",
            &shop,
            "1 old Pods are still there",
        );
        let stuck = "conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: timed out}]";
        case(&format!("{{observedGeneration: 2, {counts}: 1, {stuck}}}")).fail(
            "it is stuck",
            &shop,
            "the rollout of Deployment `web/web` is stuck: timed out",
        );
    }
}
