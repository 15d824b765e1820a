//! What the engine says to a table: statuses, and what becomes of each request.

use crate::recording::{
    Asked, Forwarded, Implementation, Link, Seen, Status, Table, as_sets, code_of_grpc, joined,
};
use routeproof_core::routing::{
    ForwardedV1, HeaderAction, HeaderEditV1, Outcome, Request, RequestAnswerV1, RequestBackendV1,
};
use routeproof_core::rules::registry;
use routeproof_core::{Settings, Workspace};
use serde_json::{Value, json};
use std::error::Error;

/// Everything that may be seen of one request, as the engine says.
#[derive(Debug, Clone)]
pub struct Told {
    /// What the engine answers.
    pub answer: RequestAnswerV1,
    /// What may be seen by the answer; several where backends share the requests.
    pub first: Vec<Seen>,
    /// What may be seen by other readings of the spec.
    pub others: Vec<Seen>,
}

fn workspace(table: &Table, implementation: Implementation) -> Result<Workspace, Box<dyn Error>> {
    let text = format!("implementation: {}\n", implementation.name());
    let mut settings = Settings::from_yaml(&text, registry())?;
    settings.complete = true;
    let mut workspace = Workspace::new(settings)?;
    let class = json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "class"},
        "spec": {"controllerName": implementation.controller()},
    });
    let is_live =
        |it: &&Value| matches!(it.get("kind").and_then(Value::as_str), Some("Service" | "EndpointSlice"));
    let documents = |all: Vec<&Value>| all.iter().map(|it| format!("{it}\n---\n")).collect::<String>();
    let manifests = std::iter::once(&class).chain(&table.objects);
    workspace.set_source("table.yaml", documents(manifests.collect()));
    // Endpoints count where a cluster reports them.
    workspace.set_live("live.yaml", documents(table.objects.iter().filter(is_live).collect()));
    Ok(workspace)
}

/// The statuses that the engine predicts.
///
/// # Errors
/// Where the table cannot be read.
pub fn statuses(table: &Table, implementation: Implementation) -> Result<Vec<Status>, Box<dyn Error>> {
    let mut all = Vec::new();
    for it in workspace(table, implementation)?.snapshot().status() {
        let object = format!("{} {}/{}", it.kind, it.namespace, it.name);
        let status = serde_json::to_value(&it.status)?;
        let listeners = list(&status, "listeners").map(|it| {
            let head = ["name", "attachedRoutes"].map(|key| it.get(key).cloned().unwrap_or_default());
            head.into_iter().chain(conditions(it).into_iter().map(Value::from)).collect()
        });
        let parents = list(&status, "parents").chain(list(&status, "ancestors")).map(|it| {
            let parent = it.get("parentRef").or(it.get("ancestorRef")).unwrap_or(&Value::Null);
            let name = ["kind", "name", "sectionName"].map(|key| text(parent, key)).join("/");
            std::iter::once(name).chain(conditions(it)).collect()
        });
        let (listeners, parents) = (listeners.collect(), parents.collect());
        all.push(Status { object, conditions: conditions(&status), listeners, parents });
    }
    Ok(all)
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn conditions(status: &Value) -> Vec<String> {
    let one = |it| format!("{}={} {}", text(it, "type"), text(it, "status"), text(it, "reason"));
    let mut all: Vec<_> = list(status, "conditions").map(one).collect();
    all.sort();
    all
}

/// What becomes of each request.
///
/// # Errors
/// Where the table or a request cannot be read.
pub fn requests(table: &Table, implementation: Implementation) -> Result<Vec<Told>, Box<dyn Error>> {
    let asked: Vec<Request> = table.requests.iter().map(request).collect::<Result<_, _>>()?;
    let answers = workspace(table, implementation)?.snapshot().requests(&asked).answers;
    let told = table.requests.iter().zip(answers).map(|(asked, answer)| {
        let seen = |answer: &RequestAnswerV1| seen(table, asked, answer);
        // The first reading is that of the spec's own order.
        let [first, others] = match answer.readings.split_first() {
            None => [seen(&answer), Vec::new()],
            Some((first, rest)) => {
                let others = rest.iter().flat_map(|it| seen(&it.answer)).collect();
                [seen(&first.answer), others]
            }
        };
        Told { answer, first, others }
    });
    Ok(told.collect())
}

fn request(asked: &Asked) -> Result<Request, Box<dyn Error>> {
    let scheme = if asked.scheme.is_some() { "https" } else { "http" };
    let mut made = Request::get(&format!("{scheme}://any:{}{}", asked.port, asked.path))?;
    made.set_host(&asked.host)?;
    made.sni.clone_from(&asked.sni);
    made.method.clone_from(&asked.method);
    made.headers.clone_from(&asked.headers);
    made.gateway = Some(("app".to_owned(), asked.gateway.clone()));
    Ok(made)
}

/// What may be seen by one answer.
fn seen(table: &Table, asked: &Asked, answer: &RequestAnswerV1) -> Vec<Seen> {
    let status = |it| if asked.is_grpc() { Seen::Grpc(code_of_grpc(it)) } else { Seen::Status(it) };
    match (answer.outcome, answer.status, &answer.location) {
        (Outcome::Redirect, Some(status), Some(location)) => vec![Seen::Redirect(status, location.clone())],
        (Outcome::Respond, Some(200), _) => {
            vec![Seen::Preflight(edited(Vec::new(), &answer.response_headers))]
        }
        (Outcome::Respond, Some(own), _) => {
            let each = answer.backends.iter().filter(|it| it.share > 0.0).filter_map(|it| it.status);
            each.chain([own]).map(status).collect()
        }
        (Outcome::Respond, None, _) => vec![Seen::Closed],
        (Outcome::Forward, ..) => {
            let taking = answer.backends.iter().filter(|it| it.share > 0.0);
            taking.map(|it| of_backend(table, asked, answer, it).unwrap_or_else(status)).collect()
        }
        _ => Vec::new(),
    }
}

/// What a backend sees and answers, or the status code that a request gets instead.
fn of_backend(
    table: &Table,
    asked: &Asked,
    answer: &RequestAnswerV1,
    backend: &RequestBackendV1,
) -> Result<Seen, u16> {
    if let Some(status) = backend.status {
        return Err(status);
    }
    let edits = if backend.response_headers.is_empty() {
        &answer.response_headers
    } else {
        &backend.response_headers
    };
    let seen = backend.forwarded.as_ref().or(answer.forwarded.as_ref());
    let is_told = asked.method != "HEAD" && asked.scheme.as_deref() != Some("tls");
    Ok(Seen::Backend {
        name: format!("{}/{}", backend.namespace, backend.name),
        request: seen.filter(|_| is_told).map(forwarded),
        response: edited(vec![("x-old".to_owned(), "r".to_owned())], edits),
        link: link(table, asked, answer, backend)?,
    })
}

/// How a backend is reached, and what those of the rig answer to a request that asks for a pause or for failures.
fn link(
    table: &Table,
    asked: &Asked,
    answer: &RequestAnswerV1,
    backend: &RequestBackendV1,
) -> Result<Link, u16> {
    let limits = answer.timeouts.iter().flat_map(|it| [&it.request, &it.backend_request]).flatten();
    // The tables have limits well below the pause, above it, and none.
    if asked.header("x-pause").is_some() && limits.into_iter().any(|it| it.ends_with("ms")) {
        return Err(504);
    }
    let (code, failures) = asked.header("x-fail").and_then(|it| it.split_once(' ')).unwrap_or(("200", "0"));
    let (code, failures): (u16, usize) = (code.parse().unwrap_or(200), failures.parse().unwrap_or_default());
    let retry = answer.retry.as_ref().filter(|it| it.codes.contains(&i64::from(code)));
    let most = 1 + retry.map_or(0, |it| usize::try_from(it.attempts).unwrap_or_default());
    let passes = asked.scheme.as_deref() == Some("tls");
    let grpc = answer.route.as_ref().is_some_and(|it| it.kind == "GRPCRoute");
    let passthrough = passes && mode(table, answer) == Some("Passthrough");
    let tls = match passthrough {
        true => asked.sni.clone(),
        false => backend.tls.as_ref().map(|it| it.hostname.clone().unwrap_or_default()),
    };
    let upgrade = asked.header("upgrade").is_some();
    let status = if upgrade { 101 } else { 200 };
    Ok(Link {
        status: if failures < most { status } else { code },
        attempts: most.min(failures + 1),
        // With TLS both sides agree on a version.
        http2: tls.is_none() && (grpc || backend.protocol.as_deref() == Some("kubernetes.io/h2c")),
        tls,
        certificate: passes.then(|| if passthrough { "backend" } else { "gateway" }.to_owned()),
    })
}

/// What the listener that takes a request does with TLS.
fn mode<'t>(table: &'t Table, answer: &RequestAnswerV1) -> Option<&'t str> {
    let taking = answer.listener.as_ref()?;
    let listeners = table.objects.iter().filter_map(|it| it.pointer("/spec/listeners")?.as_array()).flatten();
    let mut named = listeners.filter(|it| it.get("name").and_then(Value::as_str) == Some(&taking.section));
    named.next()?.pointer("/tls/mode")?.as_str()
}

fn forwarded(seen: &ForwardedV1) -> Forwarded {
    // Those of one connection, and what only the backends of the rig look at, are not recorded.
    let own = ["content-length", "connection", "upgrade", "x-pause", "x-fail"];
    let is_own = |name: &str| own.contains(&name) || name.starts_with("sec-websocket-");
    let kept = seen.headers.iter().filter(|(name, _)| !is_own(&name.to_ascii_lowercase()));
    let headers = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    Forwarded { path: seen.path.clone(), host: seen.host.clone(), headers: joined(headers) }
}

/// Headers of an answer, as filters leave them.
fn edited(mut headers: Vec<(String, String)>, edits: &[HeaderEditV1]) -> Vec<(String, String)> {
    for it in edits {
        let name = it.name.to_ascii_lowercase();
        if it.action != HeaderAction::Add {
            headers.retain(|(known, _)| *known != name);
        }
        if it.action != HeaderAction::Remove {
            headers.push((name, it.value.clone()));
        }
    }
    as_sets(headers.into_iter())
}
