//! Every difference that is known, and whose it is. What no entry explains is ours, and fails the test.

use crate::ours::Told;
use crate::recording::{Asked, Implementation, Seen, Table};
use Implementation::{EnvoyGateway, Traefik};
use serde_json::Value;

/// A request, what the engine says of it, and what was seen.
#[derive(Debug, Clone, Copy)]
pub struct Case<'c> {
    /// Its table.
    pub table: &'c Table,
    /// The request.
    pub asked: &'c Asked,
    /// What the engine says.
    pub told: &'c Told,
    /// What was seen.
    pub seen: &'c Seen,
}

/// A condition of an object that is not as the engine predicts it: `Accepted=True Accepted`.
#[derive(Debug, Clone, Copy)]
pub struct StatusCase<'c> {
    /// Its table.
    pub table: &'c Table,
    /// Kind, namespace and name of the object, then the parent or listener.
    pub place: [&'c str; 2],
    /// What the engine predicts; empty for nothing.
    pub ours: &'c str,
    /// What was written; empty for nothing.
    pub theirs: &'c str,
}

/// A known difference between the engine and an implementation.
#[derive(Debug)]
pub struct Difference<F> {
    /// What it is about.
    pub name: &'static str,
    /// Who differs.
    pub of: &'static [Implementation],
    /// The sentence of the spec, and what is done instead; or why the spec leaves it open.
    pub because: &'static str,
    /// Whether it explains what was seen.
    pub explains: F,
}

/// A known difference of requests.
pub type OfRequests = Difference<fn(Case<'_>) -> bool>;

/// A known difference of statuses.
pub type OfStatuses = Difference<fn(StatusCase<'_>) -> bool>;

/// What is known of requests.
pub const OF_REQUESTS: &[OfRequests] = &[
    Difference {
        name: "the port in Location",
        of: &[Traefik, EnvoyGateway],
        because: "HTTPRequestRedirectFilter.port: 'If redirect scheme is empty, the redirect port MUST be the Gateway \
                  Listener port', and 'Implementations SHOULD NOT add the port number' where the scheme stands for it. \
                  Traefik writes a well-known port that the rule names, both write the port of the Host header, and \
                  Envoy leaves out 443 for http too.",
        explains: |it| locations(it).any(|[ours, theirs]| ours.port != theirs.port && ours.is_near(&theirs)),
    },
    Difference {
        name: "a slash behind a replaced prefix",
        of: &[EnvoyGateway],
        because: "HTTPPathModifier.replacePrefixMatch says for no replacement with a slash at the end what becomes of a \
                  path that is the prefix itself: `/new` or `/new/`.",
        explains: |it| match (it.told.first.first(), it.seen) {
            (
                Some(Seen::Backend { request: Some(ours), .. }),
                Seen::Backend { request: Some(theirs), .. },
            ) => ours.path != theirs.path && without_slash(&ours.path) == without_slash(&theirs.path),
            _ => locations(it).any(|[ours, theirs]| ours.path != theirs.path && ours.is_near(&theirs)),
        },
    },
    Difference {
        name: "no weight",
        of: &[Traefik],
        because: "BackendRef.weight: 'If weight is set to 0, no traffic should be forwarded for this entry.' No sentence \
                  names the status where that leaves no backend: Traefik says 503, as without endpoints, others 500.",
        explains: |it| {
            let no_weight = it.told.answer.reasons.iter().any(|it| it.contains("weight 0"));
            no_weight && it.told.first.contains(&Seen::Status(500)) && *it.seen == Seen::Status(503)
        },
    },
    Difference {
        name: "an unknown server name is no reason to refuse",
        of: &[Traefik],
        because: "Listener.hostname: 'HTTPS: The Listener Hostname SHOULD match both the SNI and Host header.' Traefik has a \
                  certificate of its own for other names, and routes by the Host header.",
        explains: |it| {
            let unknown = it.told.answer.reasons.iter().any(|it| it.contains("stands for"));
            unknown && it.asked.sni.is_some() && *it.seen != Seen::Closed
        },
    },
    Difference {
        name: "one number orders all matches",
        of: &[Traefik],
        because: "HTTPRouteSpec.hostnames: 'precedence must be given to rules from the HTTPRoute with the largest number \
                  of: characters in a matching non-wildcard hostname; characters in a matching hostname', then the steps of \
                  HTTPRouteRule.matches, one after the other. Traefik adds up a number for the hostname, the path, the \
                  method, headers and query parameters, so that a later step can outdo an earlier one.",
        explains: |it| is_lost(it, &|step| !TIES.contains(&step)),
    },
    Difference {
        name: "the age of a route decides no tie",
        of: &[Traefik],
        because: "HTTPRouteRule.matches: 'If ties still exist across multiple Routes, matching precedence MUST be determined in \
                  order of …: The oldest Route based on creation timestamp'. Traefik's number does not know the age.",
        explains: |it| is_lost(it, &|step| TIES.contains(&step)),
    },
    Difference {
        name: "several choices at once",
        of: &[Traefik],
        because: "A regular expression matches a part of a path, one of several headers of a name is enough, and listeners \
                  of one port are not isolated (all left to implementations), beside the two differences above: a rule \
                  that the first reading does not try takes the request.",
        explains: |it| {
            let patterns = it.table.objects.iter().any(|it| it.to_string().contains("RegularExpression"));
            let open = patterns || it.table.listeners == "isolated" || repeats(it.asked);
            open && it.table.objects.iter().any(|route| {
                let namespace =
                    route.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
                route
                    .get("spec")
                    .is_some_and(|spec| list(spec, "rules").any(|rule| gives(rule, namespace, it.seen)))
            })
        },
    },
    Difference {
        name: "only the most specific hostname is looked at",
        of: &[EnvoyGateway],
        because: "HTTPRouteRule.matches: a 404 is for requests that 'no rules matching a request' take. Envoy chooses the \
                  virtual host by the hostname first, and routes with a wider hostname are not tried.",
        explains: |it| {
            let taken = it.told.answer.hostname.as_deref();
            *it.seen == Seen::Status(404)
                && taken.is_some_and(|taken| has_narrower(it.table, it.asked, taken))
        },
    },
    Difference {
        name: "no handshake for an unknown name",
        of: &[EnvoyGateway],
        because: "Gateway.listeners: 'If traffic to a Gateway does not match any Listener's hostname …, the request MUST \
                  be rejected. The specific mechanism for rejection depends on the protocol: HTTP returns a 404'. Envoy has \
                  no certificate for the name and ends the connection before a request is read.",
        explains: |it| {
            let unknown = it.told.answer.reasons.iter().any(|it| it.contains("stands for"));
            unknown && it.asked.sni.is_some() && *it.seen == Seen::Closed
        },
    },
];

/// What is known of statuses.
pub const OF_STATUSES: &[OfStatuses] = &[
    Difference {
        name: "ResolvedRefs of a Gateway is not written",
        of: &[Traefik, EnvoyGateway],
        because: "GatewayConditionResolvedRefs: 'This is an experimental condition'.",
        explains: |it| {
            it.place[1].is_empty() && it.ours.starts_with("ResolvedRefs=True") && it.theirs.is_empty()
        },
    },
    Difference {
        name: "a listener without a conflict does not say so",
        of: &[Traefik, EnvoyGateway],
        because: "ListenerConditionConflicted: a listener without the condition has no conflict.",
        explains: |it| it.ours == "Conflicted=False NoConflicts" && it.theirs.is_empty(),
    },
    Difference {
        name: "conditions of its own",
        of: &[EnvoyGateway],
        because: "'Implementations MAY add additional conditions': endpoints that are missing, rules that ask for the same.",
        explains: |it| {
            let own =
                ["BackendsAvailable=False EndpointsNotFound", "RouteRulesOverlap=True RouteRulesOverlap"];
            it.ours.is_empty() && own.contains(&it.theirs)
        },
    },
    Difference {
        name: "a reason of its own for a missing port",
        of: &[EnvoyGateway],
        because: "The spec has no reason for a port that a Service does not have.",
        explains: |it| {
            refused(it).is_some_and(|[ours, theirs]| {
                let is_port = ["BackendNotFound", "UnsupportedProtocol"].contains(&ours);
                is_port && theirs == "PortNotFound"
            })
        },
    },
    Difference {
        name: "several problems",
        of: &[Traefik, EnvoyGateway],
        because: "A condition has one reason, and no sentence says which problem of several it names. Envoy Gateway joins \
                  all with commas, Traefik names the last one.",
        explains: |it| refused(it).is_some() && problems(it.table, it.place[0]) > 1,
    },
    Difference {
        name: "no status for a ListenerSet that its Gateway does not allow",
        of: &[EnvoyGateway],
        because: "Gateway.allowedListeners: a ListenerSet that is not allowed is no parent, so whether a route gets a status \
                  for it is open.",
        explains: |it| {
            it.place[1].starts_with("ListenerSet/") && it.theirs.is_empty() && {
                let own = ["Accepted=False NoMatchingParent", "ResolvedRefs="];
                own.iter().any(|own| it.ours.starts_with(own))
            }
        },
    },
];

/// A `Location`, taken apart.
struct Location<'l> {
    origin: [&'l str; 2],
    port: Option<&'l str>,
    path: &'l str,
    status: u16,
}

impl<'l> Location<'l> {
    fn of(seen: &'l Seen) -> Option<Self> {
        let Seen::Redirect(status, text) = seen else { return None };
        let (scheme, rest) = text.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find('/')?);
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        Some(Self { origin: [scheme, host], port, path, status: *status })
    }

    /// Whether only the port, or a slash at the end, differs.
    fn is_near(&self, other: &Self) -> bool {
        let same = self.origin == other.origin && self.status == other.status;
        same && without_slash(self.path) == without_slash(other.path)
    }
}

/// The redirects of the engine's readings, each with the one that was seen.
fn locations(case: Case<'_>) -> impl Iterator<Item = [Location<'_>; 2]> {
    let ours = case.told.first.iter().chain(&case.told.others).filter_map(Location::of);
    ours.filter_map(move |it| Some([it, Location::of(case.seen)?]))
}

/// A path without a slash at its end, and its query.
fn without_slash(target: &str) -> (&str, Option<&str>) {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    (path.trim_end_matches('/'), query)
}

/// The steps that decide between matches that ask for the same.
const TIES: [&str; 3] = [
    "its route is not the older one",
    "its route comes later by namespace and name",
    "it comes later in the route",
];

/// Whether a match that lost by such a step gives what was seen.
fn is_lost(case: Case<'_>, is_step: &dyn Fn(&str) -> bool) -> bool {
    case.told.answer.lost.iter().filter(|it| is_step(&it.step)).any(|it| {
        let object = format!("{} {}/{}", it.route.kind, it.route.namespace, it.route.name);
        let rule =
            route(case.table, &object).and_then(|route| route.pointer(&format!("/spec/rules/{}", it.rule)));
        rule.is_some_and(|rule| gives(rule, &it.route.namespace, case.seen))
    })
}

/// Whether a header is sent several times.
fn repeats(asked: &Asked) -> bool {
    let names: Vec<_> = asked.headers.iter().map(|it| it.0.to_ascii_lowercase()).collect();
    names.iter().enumerate().any(|(at, name)| names.iter().skip(at + 1).any(|it| it == name))
}

/// The object called `Kind namespace/name`.
fn route<'t>(table: &'t Table, object: &str) -> Option<&'t Value> {
    let text = |it: &Value, pointer: &str| {
        it.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    table.objects.iter().find(|it| {
        let [kind, namespace, name] =
            ["/kind", "/metadata/namespace", "/metadata/name"].map(|at| text(it, at));
        format!("{kind} {namespace}/{name}") == object
    })
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a rule may answer so.
fn gives(rule: &Value, namespace: &str, seen: &Seen) -> bool {
    let mut backends = list(rule, "backendRefs");
    match seen {
        Seen::Backend { name, .. } => backends.any(|it| {
            let namespace = it.get("namespace").and_then(Value::as_str).unwrap_or(namespace);
            name == "?" || *name == format!("{namespace}/{}", text(it, "name"))
        }),
        Seen::Redirect(..) => list(rule, "filters").any(|it| text(it, "type") == "RequestRedirect"),
        Seen::Status(500 | 503) => rule.get("backendRefs").is_none() || backends.any(is_bad),
        Seen::Status(_) | Seen::Grpc(_) | Seen::Preflight(_) | Seen::Closed => false,
    }
}

/// Whether a backend gets no request: the tables have these that are wrong, and one without endpoints.
fn is_bad(backend: &Value) -> bool {
    let number = |key: &str| backend.get(key).and_then(Value::as_i64);
    is_refused(backend) || text(backend, "name") == "b5" || number("weight") == Some(0)
}

/// Whether `ResolvedRefs` is False because of a backend.
fn is_refused(backend: &Value) -> bool {
    let port = backend.get("port").and_then(Value::as_i64);
    let name = text(backend, "name");
    name == "nope" || name == "far" || port != Some(80)
}

/// How many backends of a route are refused.
fn problems(table: &Table, object: &str) -> usize {
    let rules = route(table, object).and_then(|it| it.get("spec"));
    let rules = rules.into_iter().flat_map(|it| list(it, "rules"));
    rules.flat_map(|it| list(it, "backendRefs")).filter(|it| is_refused(it)).count()
}

/// Whether a route writes a hostname that stands for the host and is narrower than `taken`.
fn has_narrower(table: &Table, asked: &Asked, taken: &str) -> bool {
    let host = asked.host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let stands_for = |hostname: &str| match hostname.strip_prefix('*') {
        Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
        None => hostname == host,
    };
    let rank = |hostname: &str| (!hostname.is_empty() && !hostname.starts_with('*'), hostname.len());
    let of_route = |it: &Value| {
        let hostnames =
            it.get("spec").into_iter().flat_map(|it| list(it, "hostnames")).filter_map(Value::as_str);
        hostnames.into_iter().any(|it| stands_for(it) && rank(it) > rank(taken))
    };
    table.objects.iter().any(of_route)
}

/// The reasons of two refusals of references.
fn refused<'c>(case: StatusCase<'c>) -> Option<[&'c str; 2]> {
    let reason = |it: &'c str| it.strip_prefix("ResolvedRefs=False ");
    Some([reason(case.ours)?, reason(case.theirs)?])
}
