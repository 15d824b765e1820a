//! The status of a listener, the same for Gateways and ListenerSets.

use super::merge::Decided;
use super::shape::Truth;
use super::{reasons, text, types};
use crate::attach::{CaProblem, CertificateProblem, Clash, Conflict, Fault, ListenerFact, Refusal};

/// The types of conditions that a controller writes here.
pub(super) const OWN: [&str; 5] = [
    types::ACCEPTED,
    types::CONFLICTED,
    types::RESOLVED_REFS,
    types::PROGRAMMED,
    types::OVERLAPPING_TLS_CONFIG,
];

/// The conditions of one listener, by name.
#[derive(Debug, Clone)]
pub(super) struct ListenerConditions {
    pub(super) accepted: Decided,
    pub(super) conflicted: Decided,
    pub(super) resolved_refs: Decided,
    pub(super) programmed: Decided,
    pub(super) overlapping: Option<Decided>,
}

impl ListenerConditions {
    /// The same where `owner` is whether the Gateway or ListenerSet is accepted: before that nothing is programmed.
    pub(super) fn of(mut self, owner: &Decided) -> Self {
        if self.programmed.status != Truth::False {
            match owner.status {
                Truth::True => {}
                Truth::False => {
                    self.programmed = Decided::no(types::PROGRAMMED, reasons::PENDING, owner.message.clone());
                }
                Truth::Unknown => {
                    self.programmed = Decided::unknown(types::PROGRAMMED, owner.message.clone());
                }
            }
        }
        self
    }

    /// In the order in which status lists them.
    pub(super) fn list(self) -> Vec<Decided> {
        let always = [self.accepted, self.conflicted, self.resolved_refs, self.programmed];
        always.into_iter().chain(self.overlapping).collect()
    }
}

pub(super) fn conditions(fact: &ListenerFact<'_, '_>) -> ListenerConditions {
    let accepted = accepted(fact);
    let resolved_refs = resolved_refs(fact);
    let programmed = programmed(fact, &accepted);
    let overlapping = fact.overlaps.then(|| {
        let message = "the hostname overlaps with that of another TLS listener of this port";
        Decided::yes(types::OVERLAPPING_TLS_CONFIG, reasons::OVERLAPPING_HOSTNAMES, message)
    });
    ListenerConditions { accepted, conflicted: conflicted(fact), resolved_refs, programmed, overlapping }
}

fn accepted(fact: &ListenerFact<'_, '_>) -> Decided {
    let protocol = fact.listener.protocol().value;
    match fact.refusal {
        Some(Refusal::UnsupportedProtocol) => {
            let message = format!("protocol `{protocol}` is not supported");
            return Decided::no(types::ACCEPTED, reasons::UNSUPPORTED_PROTOCOL, message);
        }
        Some(Refusal::UnsupportedTlsMode) => {
            let message = format!("TLS mode Terminate is not supported for protocol `{protocol}`");
            return Decided::no(types::ACCEPTED, reasons::UNSUPPORTED_VALUE, message);
        }
        None => {}
    }
    if let Some(conflict) = fact.conflict {
        return Decided::no(types::ACCEPTED, clash_reason(conflict), clash_text(fact, conflict));
    }
    if fact.fault() == Some(Fault::NoAuthority) {
        let message = "no CA certificate that clients would be checked against can be used";
        return Decided::no(types::ACCEPTED, reasons::NO_VALID_CA_CERTIFICATE, message);
    }
    Decided::yes(types::ACCEPTED, reasons::ACCEPTED, "the listener is valid")
}

fn conflicted(fact: &ListenerFact<'_, '_>) -> Decided {
    match fact.conflict {
        Some(conflict) => Decided::yes(types::CONFLICTED, clash_reason(conflict), clash_text(fact, conflict)),
        None => Decided::no(types::CONFLICTED, reasons::NO_CONFLICTS, "no other listener is in its way"),
    }
}

fn clash_reason(conflict: Conflict) -> &'static str {
    match conflict.clash {
        Clash::Hostname => reasons::HOSTNAME_CONFLICT,
        Clash::Protocol => reasons::PROTOCOL_CONFLICT,
    }
}

fn clash_text(fact: &ListenerFact<'_, '_>, conflict: Conflict) -> String {
    let (port, protocol) = (fact.listener.port_number(), fact.listener.protocol().value);
    match (conflict.clash, fact.listener.hostname()) {
        (Clash::Protocol, _) => {
            format!(
                "another listener has port {port} with a protocol or TLS mode that {protocol} cannot share it with"
            )
        }
        (Clash::Hostname, Some(hostname)) => {
            format!("another listener has hostname `{}` on port {port}", hostname.value)
        }
        (Clash::Hostname, None) => format!("another listener without hostname has port {port}"),
    }
}

fn resolved_refs(fact: &ListenerFact<'_, '_>) -> Decided {
    let no = |reason, message| Decided::no(types::RESOLVED_REFS, reason, message);
    let certificates = fact.certificates.iter().filter_map(|it| it.problem().map(|problem| (it, problem)));
    if let Some((it, problem)) =
        certificates.min_by_key(|(_, problem)| *problem != CertificateProblem::NotPermitted)
    {
        let reason = match problem {
            CertificateProblem::NotPermitted => reasons::REF_NOT_PERMITTED,
            _ => reasons::INVALID_CERTIFICATE_REF,
        };
        return no(reason, text::certificate(it, problem));
    }
    if let Some((it, problem)) =
        fact.authorities.iter().find_map(|it| it.problem().map(|problem| (it, problem)))
    {
        let reason = match problem {
            CaProblem::InvalidKind => reasons::INVALID_CA_CERTIFICATE_KIND,
            CaProblem::NotPermitted => reasons::REF_NOT_PERMITTED,
            _ => reasons::INVALID_CA_CERTIFICATE_REF,
        };
        return no(reason, text::authority(it, problem));
    }
    if let Some(kind) = fact.invalid_kinds.first() {
        let protocol = fact.listener.protocol().value;
        let message =
            format!("a listener of protocol {protocol} does not take routes of kind `{}`", kind.kind().value);
        return no(reasons::INVALID_ROUTE_KINDS, message);
    }
    let unknown = fact.certificates.iter().find(|it| !it.is_resolved());
    if let Some(it) = unknown {
        let shown = it.secret_ref.target().title(it.namespace, it.secret_ref.name().value);
        return Decided::unknown(
            types::RESOLVED_REFS,
            format!("{shown} or what permits its use is not among the inputs"),
        );
    }
    if let Some(it) = fact.authorities.iter().find(|it| !it.is_resolved()) {
        let shown = it.ca_ref.target().title(it.namespace, it.ca_ref.name().value);
        return Decided::unknown(
            types::RESOLVED_REFS,
            format!("{shown} or what permits its use is not among the inputs"),
        );
    }
    Decided::yes(types::RESOLVED_REFS, reasons::RESOLVED_REFS, "all references are resolved")
}

fn programmed(fact: &ListenerFact<'_, '_>, accepted: &Decided) -> Decided {
    let no = |reason, message: &'static str| Decided::no(types::PROGRAMMED, reason, message);
    if accepted.status == Truth::False {
        // Conformance wants the conflict's reason here too, although no list of reasons has it.
        let reason = fact.conflict.map_or(reasons::INVALID, clash_reason);
        return Decided::no(types::PROGRAMMED, reason, accepted.message.clone());
    }
    match fact.fault() {
        Some(Fault::NoTlsSettings) => {
            return no(reasons::INVALID_TLS_CONFIG, "the listener has no certificate to show");
        }
        Some(Fault::NoCertificate) => {
            return no(reasons::INVALID, "none of the listener's certificates can be used");
        }
        _ => {}
    }
    let certificates = &fact.certificates;
    if !certificates.is_empty() && !certificates.iter().any(crate::attach::CertificateFact::is_resolved) {
        return Decided::unknown(types::PROGRAMMED, "the listener's certificates are not among the inputs");
    }
    Decided::yes(types::PROGRAMMED, reasons::PROGRAMMED, "the listener is configured")
}
