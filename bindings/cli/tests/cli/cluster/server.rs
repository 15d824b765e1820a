//! An API server for reading: objects in memory, discovery of what they are, pages, and what goes wrong in real ones.

use super::tls::Identity;
use rustls::{ServerConnection, StreamOwned};
use serde::Deserialize as _;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Kinds with their group and version, and their name in a path.
const KINDS: [(&str, &str, &str); 16] = [
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions"),
    ("v1", "Namespace", "namespaces"),
    ("v1", "Service", "services"),
    ("v1", "Pod", "pods"),
    ("v1", "Secret", "secrets"),
    ("v1", "ConfigMap", "configmaps"),
    ("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
    ("apps/v1", "Deployment", "deployments"),
    ("apps/v1", "StatefulSet", "statefulsets"),
    ("apps/v1", "DaemonSet", "daemonsets"),
    ("gateway.networking.k8s.io/v1", "GatewayClass", "gatewayclasses"),
    ("gateway.networking.k8s.io/v1", "Gateway", "gateways"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes"),
    ("gateway.networking.k8s.io/v1", "GRPCRoute", "grpcroutes"),
    ("gateway.networking.k8s.io/v1", "BackendTLSPolicy", "backendtlspolicies"),
    ("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "referencegrants"),
];

/// What a server has and how it behaves.
#[derive(Debug, Clone, Default)]
pub(super) struct Behaviour {
    /// Objects with the path of their collection.
    objects: Vec<(String, Value)>,
    /// Answers to paths, whatever there is: the status and the body.
    answers: BTreeMap<String, (u16, String)>,
    /// Paths that are answered too late.
    slow: BTreeSet<String>,
    /// The most objects in a page.
    page: usize,
    /// The server forgets a list once, behind its first page.
    forgets: bool,
}

/// A server that runs until the process ends.
pub(super) struct Server {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Behaviour {
    /// A server of the objects in `yaml`.
    pub(super) fn of(yaml: &str) -> Self {
        Self { page: 500, ..Self::default() }.with(yaml)
    }

    /// The same with more objects, in documents and Lists.
    pub(super) fn with(mut self, yaml: &str) -> Self {
        let documents = serde_yaml::Deserializer::from_str(yaml).map(|it| Value::deserialize(it).unwrap());
        let objects = documents.flat_map(|it| match it.get("items") {
            Some(items) => items.as_array().unwrap().clone(),
            None => vec![it],
        });
        for mut object in objects {
            let (version, _, plural) = KINDS
                .into_iter()
                .find(|(version, kind, _)| object["apiVersion"] == *version && object["kind"] == *kind)
                .unwrap_or_else(|| panic!("{object}"));
            let root = if version.contains('/') { "/apis" } else { "/api" };
            object["metadata"]["managedFields"] = json!([{ "manager": "kubectl" }]);
            let fields = object.as_object_mut().unwrap();
            // Lists leave these out.
            fields.remove("apiVersion");
            fields.remove("kind");
            self.objects.push((format!("{root}/{version}/{plural}"), object));
        }
        self
    }

    /// The same without the object of that kind and name.
    pub(super) fn without(mut self, plural: &str, name: &str) -> Self {
        let before = self.objects.len();
        let is_it = |path: &str, it: &Value| path.ends_with(plural) && it["metadata"]["name"] == name;
        self.objects.retain(|(path, it)| !is_it(path, it));
        assert_eq!(self.objects.len() + 1, before, "{plural} {name}");
        self
    }

    /// The same, but RBAC forbids `paths`.
    pub(super) fn forbidding(self, paths: &[&str]) -> Self {
        paths.iter().fold(self, |it, path| it.answering(path, 403, &failure(403)))
    }

    /// The same, but `path` is answered so.
    pub(super) fn answering(mut self, path: &str, status: u16, body: &str) -> Self {
        self.answers.insert(path.to_owned(), (status, body.to_owned()));
        self
    }

    /// The same, but the client does not wait long enough for `path`.
    pub(super) fn slow_at(mut self, path: &str) -> Self {
        self.slow.insert(path.to_owned());
        self
    }

    /// The same with small pages.
    pub(super) fn in_pages_of(self, page: usize) -> Self {
        Self { page, ..self }
    }

    /// The same, but the rest of the first list is gone when it is asked for.
    pub(super) fn forgetting(self) -> Self {
        Self { forgets: true, ..self }
    }

    pub(super) fn start(self) -> Server {
        self.start_as(None)
    }

    /// A server that says who it is.
    pub(super) fn start_tls(self, identity: Identity) -> Server {
        self.start_as(Some(identity))
    }

    fn start_as(self, identity: Option<Identity>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if identity.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (shared, log) = (Arc::new(self), Arc::clone(&seen));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, log, identity) = (Arc::clone(&shared), Arc::clone(&log), identity.clone());
                std::thread::spawn(move || match identity {
                    Some(it) => {
                        let connection = ServerConnection::new(it).unwrap();
                        shared.serve(StreamOwned::new(connection, stream.unwrap()), &log);
                    }
                    None => shared.serve(stream.unwrap(), &log),
                });
            }
        });
        Server { url, seen }
    }

    fn serve(&self, mut stream: impl Read + Write, log: &Mutex<Vec<String>>) {
        let mut lines = BufReader::new(&mut stream).lines();
        // One of the two may not take the other for what it says to be.
        let Some(Ok(first)) = lines.next() else { return };
        for line in lines {
            if line.unwrap().is_empty() {
                break;
            }
        }
        let (request, _) = first.rsplit_once(' ').unwrap();
        let (_, target) = request.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let again = {
            let mut log = log.lock().unwrap();
            let again = log.iter().any(|it| it == request);
            log.push(request.to_owned());
            again
        };
        if self.slow.contains(path) {
            std::thread::sleep(Duration::from_secs(20));
        }
        let (status, body) = self.answer(path, query, again);
        let length = body.len();
        // Who no longer waits has hung up, which is no failure of the server.
        let _ = write!(
            stream,
            "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
    }

    fn answer(&self, path: &str, query: &str, again: bool) -> (u16, String) {
        if let Some(answer) = self.answers.get(path) {
            return answer.clone();
        }
        if path == "/apis" {
            return (200, groups().to_string());
        }
        if let Some(version) = path.strip_prefix("/apis/").filter(|it| it.matches('/').count() == 1) {
            let served = KINDS.iter().filter(|(it, ..)| *it == version);
            let resources: Vec<_> = served
                .flat_map(|(_, kind, plural)| {
                    [
                        json!({ "name": plural, "kind": kind }),
                        json!({ "name": format!("{plural}/status"), "kind": kind }),
                    ]
                })
                .collect();
            return (200, json!({ "kind": "APIResourceList", "resources": resources }).to_string());
        }
        let (collection, namespace, name) = place(path);
        if !KINDS.iter().any(|(version, _, plural)| collection.ends_with(&format!("{version}/{plural}"))) {
            return (404, failure(404));
        }
        let listed = self.objects.iter().filter(|(path, _)| *path == collection).map(|(_, it)| it);
        let mut listed = listed.filter(|it| namespace.is_none_or(|is| it["metadata"]["namespace"] == is));
        match name {
            Some(name) => match listed.find(|it| it["metadata"]["name"] == name) {
                Some(object) => (200, object.to_string()),
                None => (404, failure(404)),
            },
            None => self.page(&listed.collect::<Vec<_>>(), query, again),
        }
    }

    fn page(&self, all: &[&Value], query: &str, again: bool) -> (u16, String) {
        let asked = |key: &str| query.split('&').filter_map(|it| it.split_once('=')).find(|it| it.0 == key);
        let start: usize = asked("continue").map_or(0, |(_, it)| it.parse().unwrap());
        if self.forgets && start == self.page && !again {
            return (410, failure(410));
        }
        let limit: usize = asked("limit").unwrap().1.parse().unwrap();
        let end = (start + limit.min(self.page)).min(all.len());
        let next = if end < all.len() { end.to_string() } else { String::new() };
        let list = json!({ "kind": "List", "metadata": { "continue": next }, "items": all[start..end] });
        (200, list.to_string())
    }
}

impl Server {
    /// Every request so far: the method and what it is for.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// What a path is about: a collection in all namespaces, a namespace, and the name of an object.
fn place(path: &str) -> (String, Option<&str>, Option<&str>) {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let root = if parts[0] == "api" { 2 } else { 3 };
    let (version, rest) = parts.split_at(root);
    let collection = |plural: &str| format!("/{}/{plural}", version.join("/"));
    match rest {
        ["namespaces", namespace, plural] => (collection(plural), Some(namespace), None),
        ["namespaces", namespace, plural, name] => (collection(plural), Some(namespace), Some(name)),
        [plural] => (collection(plural), None, None),
        [plural, name] => (collection(plural), None, Some(name)),
        _ => (path.to_owned(), None, None),
    }
}

fn groups() -> Value {
    let mut by_group: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (version, ..) in KINDS {
        if let Some((group, _)) = version.split_once('/') {
            by_group.entry(group).or_default().insert(version);
        }
    }
    let version = |it: &&str| json!({ "groupVersion": it, "version": it.rsplit('/').next() });
    let group = |(name, versions): (&str, BTreeSet<&str>)| {
        let versions: Vec<_> = versions.iter().map(version).collect();
        json!({ "name": name, "preferredVersion": versions[0], "versions": versions })
    };
    json!({ "kind": "APIGroupList", "groups": by_group.into_iter().map(group).collect::<Vec<_>>() })
}

/// What a server says with a status.
fn failure(code: u16) -> String {
    let reason = match code {
        403 => "Forbidden",
        404 => "NotFound",
        410 => "Expired",
        _ => "Unauthorized",
    };
    let message = format!("{reason} said the server");
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "code": code, "reason": reason, "message": message,
    })
    .to_string()
}

/// The answer of a server that does not know who asks.
pub(super) fn unauthorized() -> String {
    failure(401)
}
