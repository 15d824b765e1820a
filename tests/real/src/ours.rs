//! What the engine says to a table: statuses, and what becomes of each request.

use crate::recording::{Asked, Forwarded, Implementation, Seen, Status, Table, joined};
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
        let parents = list(&status, "parents").map(|it| {
            let parent = it.get("parentRef").unwrap_or(&Value::Null);
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
    let told = asked.iter().zip(answers).map(|(request, answer)| {
        // The first reading is that of the spec's own order.
        let [first, others] = match answer.readings.split_first() {
            None => [seen(request, &answer), Vec::new()],
            Some((first, rest)) => {
                let others = rest.iter().flat_map(|it| seen(request, &it.answer)).collect();
                [seen(request, &first.answer), others]
            }
        };
        Told { answer, first, others }
    });
    Ok(told.collect())
}

fn request(asked: &Asked) -> Result<Request, Box<dyn Error>> {
    let scheme = asked.scheme.as_deref().unwrap_or("http");
    let mut made = Request::get(&format!("{scheme}://any:{}{}", asked.port, asked.path))?;
    made.set_host(&asked.host)?;
    made.sni.clone_from(&asked.sni);
    made.method.clone_from(&asked.method);
    made.headers.clone_from(&asked.headers);
    made.gateway = Some(("app".to_owned(), asked.gateway.clone()));
    Ok(made)
}

/// What may be seen by one answer.
fn seen(request: &Request, answer: &RequestAnswerV1) -> Vec<Seen> {
    match (answer.outcome, answer.status, &answer.location) {
        (Outcome::Redirect, Some(status), Some(location)) => vec![Seen::Redirect(status, location.clone())],
        (Outcome::Respond, Some(status), _) => {
            let each = answer.backends.iter().filter(|it| it.share > 0.0).filter_map(|it| it.status);
            each.chain([status]).map(Seen::Status).collect()
        }
        (Outcome::Respond, None, _) => vec![Seen::Closed],
        (Outcome::Forward, ..) => {
            let taking = answer.backends.iter().filter(|it| it.share > 0.0);
            taking.map(|it| of_backend(request, answer, it)).collect()
        }
        _ => Vec::new(),
    }
}

fn of_backend(request: &Request, answer: &RequestAnswerV1, backend: &RequestBackendV1) -> Seen {
    if let Some(status) = backend.status {
        return Seen::Status(status);
    }
    let edits = if backend.response_headers.is_empty() {
        &answer.response_headers
    } else {
        &backend.response_headers
    };
    let seen = backend.forwarded.as_ref().or(answer.forwarded.as_ref());
    Seen::Backend {
        name: format!("{}/{}", backend.namespace, backend.name),
        request: seen.filter(|_| request.method != "HEAD").map(forwarded),
        response: response(edits),
    }
}

fn forwarded(seen: &ForwardedV1) -> Forwarded {
    let kept = seen.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
    let headers = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    Forwarded { path: seen.path.clone(), host: seen.host.clone(), headers: joined(headers) }
}

/// The headers that the backends of the rig answer with, as filters leave them.
fn response(edits: &[HeaderEditV1]) -> Vec<(String, String)> {
    let mut headers = vec![("x-old".to_owned(), "r".to_owned())];
    for it in edits {
        let name = it.name.to_ascii_lowercase();
        if it.action != HeaderAction::Add {
            headers.retain(|(known, _)| *known != name);
        }
        if it.action != HeaderAction::Remove {
            headers.push((name, it.value.clone()));
        }
    }
    headers.sort();
    headers
}
