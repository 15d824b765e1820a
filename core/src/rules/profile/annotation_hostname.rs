use super::Subject;
use super::words::{own_names, shown};
use crate::diagnostic::Diagnostic;
use crate::rules::declare_rule;
use crate::tenancy::{AnnotationFault, HostnameVerdict};

declare_rule! {
    /// The hostnames in annotations of external-dns and cert-manager are the tenant's own.
    /// ## Why it matters
    /// external-dns makes DNS records from annotations, also for a Service that no route leads to, and cert-manager
    /// orders certificates for the names in them. With another tenant's name, requests for that name would go to this
    /// tenant's addresses, with a valid certificate. The rule is the same as for the hostnames of routes.
    /// ## Example
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: api
    ///   namespace: web
    ///   annotations:
    ///     external-dns.alpha.kubernetes.io/hostname: web.globex.kupe.cloud # RP5021
    /// spec: { ports: [{ port: 80 }] }
    /// ```
    /// ## Source
    /// [Profiles](https://routeproof.github.io/routeproof/profiles.html#a-profile): A hostname in an annotation is
    /// judged like a hostname of a route.
    pub(crate) ANNOTATION_HOSTNAME = "RP5021", "annotation-hostname" {
        severity: Error, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for fact in &subject.facts.annotations {
        let AnnotationFault::NotOwn(name, verdict) = &fact.fault else { continue };
        let why = match verdict {
            HostnameVerdict::OwnerUnknown => {
                "cannot be told to be the tenant's: the tenant is not known".to_owned()
            }
            HostnameVerdict::Malformed { fault, .. } => fault.clone(),
            HostnameVerdict::OtherTenant(other) => format!("is tenant `{}`'s", shown(other)),
            _ => "is not this tenant's".to_owned(),
        };
        let message = format!("`{}` in annotation `{}` {why}", shown(name), fact.key);
        out.push(
            Diagnostic::new(&ANNOTATION_HOSTNAME, subject.at(fact.value.span()), message)
                .with_help(format!("this tenant's hostnames are {}", own_names(subject)))
                .with_path("metadata.annotations"),
        );
    }
}
