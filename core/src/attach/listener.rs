//! What a listener takes, judged by itself: protocol, TLS mode, kinds of routes.

use super::Environment;
use super::conflict::Conflict;
use super::secret::{CaFact, CertificateFact};
use crate::model::{GroupKind, Listener, RouteGroupKind, RouteKind};
use crate::source::Location;

/// Why a listener is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its protocol is unknown or not supported.
    UnsupportedProtocol,
    /// Its TLS mode is not supported.
    UnsupportedTlsMode,
}

/// What keeps a listener from working, as far as the inputs tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not accepted.
    Refused(Refusal),
    /// It is not accepted, because of another listener.
    Conflicted(Conflict),
    /// It is not accepted: nothing that clients would be checked against can be used.
    NoAuthority,
    /// It needs TLS settings and has none.
    NoTlsSettings,
    /// None of its certificates can be used.
    NoCertificate,
}

/// One listener of a Gateway or ListenerSet.
#[derive(Debug, Clone)]
pub struct ListenerFact<'w, 'a> {
    /// As written.
    pub listener: Listener<'a>,
    /// What every route that knocks is compared with, looked up once.
    pub(super) gate: Gate<'a>,
    /// Why it is not accepted, whatever else listens.
    pub refusal: Option<Refusal>,
    /// Which other listener it cannot stand beside.
    pub conflict: Option<Conflict>,
    /// Another TLS listener of its port has a hostname that overlaps with its own.
    pub overlaps: bool,
    /// Another TLS listener of its port, whose hostname stands for its own and more.
    pub covered_by: Option<Location>,
    /// The kinds of routes that it takes, in the order in which it names them.
    pub kinds: Vec<RouteKind>,
    /// The kinds that it names and cannot take.
    pub invalid_kinds: Vec<RouteGroupKind<'a>>,
    /// Its certificates, where TLS ends here.
    pub certificates: Vec<CertificateFact<'w, 'a>>,
    /// What the clients of an HTTPS listener prove themselves with, where the Gateway asks for that.
    pub authorities: Vec<CaFact<'w, 'a>>,
    /// How many routes attach to it.
    pub attached_routes: u32,
}

/// The fields of a listener that decide which routes attach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gate<'a> {
    pub(super) name: &'a str,
    pub(super) port: i64,
    pub(super) hostname: Option<&'a str>,
    pub(super) namespaces_from: &'a str,
}

impl<'a> ListenerFact<'_, 'a> {
    pub(super) fn new(listener: Listener<'a>, environment: &Environment) -> Self {
        let refusal = refusal(listener, environment);
        let (mut kinds, invalid_kinds) = kinds(listener, environment);
        if refusal.is_some() {
            kinds.clear();
        }
        Self {
            listener,
            gate: Gate {
                name: listener.name().value,
                port: listener.port_number(),
                hostname: listener.hostname().map(|it| it.value),
                namespaces_from: listener.namespaces_from().value,
            },
            refusal,
            conflict: None,
            overlaps: false,
            covered_by: None,
            kinds,
            invalid_kinds,
            certificates: Vec::new(),
            authorities: Vec::new(),
            attached_routes: 0,
        }
    }

    /// Whether TLS ends here; a listener that needs TLS settings and has none counts as one where it does.
    pub fn terminates(&self) -> bool {
        let protocol = self.listener.protocol().value;
        protocol == "HTTPS" || (protocol == "TLS" && self.listener.terminates() != Some(false))
    }

    /// Whether it lacks the TLS settings without which it has nothing to show.
    pub fn lacks_tls(&self) -> bool {
        self.terminates()
            && self
                .listener
                .tls()
                .is_none_or(|it| it.certificate_refs().next().is_none() && it.options().next().is_none())
    }

    /// What certainly keeps it from working.
    pub fn fault(&self) -> Option<Fault> {
        let refused = self.refusal.map(Fault::Refused).or(self.conflict.map(Fault::Conflicted));
        let (authorities, certificates) = (&self.authorities, &self.certificates);
        refused.or_else(|| {
            if !authorities.is_empty() && authorities.iter().all(|it| it.problem().is_some()) {
                Some(Fault::NoAuthority)
            } else if self.lacks_tls() {
                Some(Fault::NoTlsSettings)
            } else {
                let unusable =
                    !certificates.is_empty() && certificates.iter().all(|it| it.problem().is_some());
                unusable.then_some(Fault::NoCertificate)
            }
        })
    }

    /// Whether nothing in the listener itself or beside it keeps it from being accepted.
    pub fn is_distinct(&self) -> bool {
        self.refusal.is_none() && self.conflict.is_none()
    }
}

fn refusal(listener: Listener<'_>, environment: &Environment) -> Option<Refusal> {
    let protocol = listener.protocol().value;
    let needed = match protocol {
        "HTTP" | "HTTPS" => None,
        "TLS" => Some("TLSRoute"),
        "TCP" => Some("TCPRoute"),
        "UDP" => Some("UDPRoute"),
        _ => return Some(Refusal::UnsupportedProtocol),
    };
    if needed.is_some_and(|it| !environment.supports(it)) {
        return Some(Refusal::UnsupportedProtocol);
    }
    let terminates = protocol == "TLS" && listener.terminates() == Some(true);
    let unsupported = terminates && !environment.supports("TLSRouteModeTerminate");
    unsupported.then_some(Refusal::UnsupportedTlsMode)
}

/// The kinds that a listener takes, and those that it names in vain.
fn kinds<'a>(listener: Listener<'a>, environment: &Environment) -> (Vec<RouteKind>, Vec<RouteGroupKind<'a>>) {
    let possible = RouteKind::for_protocol(listener.protocol().value).unwrap_or_default();
    let possible: Vec<_> = possible.iter().copied().filter(|it| environment.supports(it.name())).collect();
    let (mut named, mut kinds, mut invalid) = (false, Vec::new(), Vec::new());
    for entry in listener.kinds() {
        named = true;
        let target: GroupKind<'_> = entry.target();
        match RouteKind::of(target).filter(|it| possible.contains(it)) {
            Some(kind) if kinds.contains(&kind) => {}
            Some(kind) => kinds.push(kind),
            None => invalid.push(entry),
        }
    }
    (if named { kinds } else { possible }, invalid)
}
