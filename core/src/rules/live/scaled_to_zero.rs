use crate::diagnostic::{Diagnostic, Safety};
use crate::model::{View, Workload};
use crate::order::Set;
use crate::rules::{Context, declare_rule, edits};
use crate::world::Origin;
use std::rc::Rc;

declare_rule! {
    /// A workload behind a route has at least one Pod.
    /// ## Why it matters
    /// With `replicas: 0` the route is public before anything can answer: every request fails, unless something
    /// scales the workload up.
    /// ## Example
    /// ```yaml
    /// # manifests
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web, namespace: web }
    /// spec:
    ///   replicas: 0 # RP6009
    ///   selector: { matchLabels: { app: web } }
    ///   template: { metadata: { labels: { app: web } } }
    /// ```
    /// ## Source
    /// [Kubernetes Deployments](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment):
    /// `replicas` is the number of Pods that a Deployment runs.
    pub(crate) SCALED_TO_ZERO = "RP6009", "scaled-to-zero" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    // Several Services may select one workload.
    let (mut seen, mut met) = (Set::new(), Set::new());
    for used in cx.services {
        // One workload of several may well rest.
        if !used.behind.is_scaled_to_zero() || !met.insert(Rc::as_ptr(&used.behind)) {
            continue;
        }
        let workloads = used.behind.workloads.iter();
        let new = workloads.filter(|it| it.origin() == Origin::Desired && seen.insert(it.number()));
        for item in new {
            let Some(replicas) = item.read::<Workload<'_>>().replicas_field() else { continue };
            let fix = item
                .view()
                .one::<View<'_>>("spec")
                .and_then(|it| edits::set(it, "replicas", "1", Safety::Unsafe));
            let message = format!("{} is scaled to zero, so nothing answers the route", item.title());
            out.push(
                Diagnostic::new(&SCALED_TO_ZERO, replicas.at, message)
                    .with_help("scale it up before the route is applied")
                    .with_related(used.first.backend_ref.name().at, "requests are sent here")
                    .with_fix(fix),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SCALED_TO_ZERO as RULE;
    use crate::rules::testing::{Tester, deployment, route_to, service};

    #[test]
    fn scaled_to_zero() {
        let web = service("web", "{selector: {app: web}, ports: [{port: 80}]}");
        let shop = route_to("web", 80);
        let none = deployment("{replicas: 0}", "{}");
        let second = deployment("{replicas: 2}", "{}").replace("name: web,", "name: more,");
        Tester::new(&RULE)
            .pass("some", &[&shop, &web, &deployment("{replicas: 1}", "{}")])
            .pass("by default one", &[&shop, &web, &deployment("{paused: false}", "{}")])
            .pass("the workload is unknown", &[&shop, &web])
            .pass("no route leads there", &[&web, &none])
            .pass("another one has some", &[&shop, &web, &none, &second])
            .fail("none", &[&shop, &web, &none], "Deployment `web/web` is scaled to zero")
            .at("0")
            .fix("replicas: 0", "replicas: 1");
    }
}
