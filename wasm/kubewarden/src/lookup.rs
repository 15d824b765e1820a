//! Looks up what a request refers to. The host answers from a cache that it keeps; what it refuses or cannot find stays
//! unknown, and the answer says so.

use routeproof_admission::{Complete, Known, References, Source, is_same, list_of, unplaced};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::RefCell;

/// The kinds that can be looked up.
pub const LOOK_UPS: [&str; 4] = ["Gateway", "Namespace", "ReferenceGrant", "Service"];

/// So many lists are asked for at most for one request.
const MOST_LOOK_UPS: usize = 36;

const GATEWAY: &str = "gateway.networking.k8s.io";

/// Answers questions about the cluster.
pub trait Cluster {
    /// The answer to an operation of the host's `kubernetes` capability.
    ///
    /// # Errors
    /// Why there is none.
    fn ask(&self, operation: &str, request: &str) -> Result<Vec<u8>, String>;
}

/// A kind that is listed.
struct Resource {
    group: &'static str,
    /// The versions to ask for, newest first: clusters of older releases do not serve the newest.
    versions: &'static [&'static str],
    kind: &'static str,
}

const SERVICE: Resource = Resource { group: "", versions: &["v1"], kind: "Service" };
const GATEWAYS: Resource = Resource { group: GATEWAY, versions: &["v1"], kind: "Gateway" };
const GRANTS: Resource = Resource { group: GATEWAY, versions: &["v1", "v1beta1"], kind: "ReferenceGrant" };

/// The routes that have hostnames.
const ROUTES: [Resource; 3] = [
    Resource { group: GATEWAY, versions: &["v1"], kind: "HTTPRoute" },
    Resource { group: GATEWAY, versions: &["v1"], kind: "GRPCRoute" },
    Resource { group: GATEWAY, versions: &["v1", "v1alpha3", "v1alpha2"], kind: "TLSRoute" },
];

/// What of a route matters to the routes of others.
const OF_ROUTE: [&str; 4] = ["metadata.name", "metadata.namespace", "metadata.creationTimestamp", "spec"];

/// What the host answers a list with.
#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow)]
    items: &'a RawValue,
}

/// What the host answers the question for one object with.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Object<'a> {
    #[serde(borrow)]
    metadata: &'a RawValue,
}

/// Its name.
#[derive(Deserialize)]
#[serde(expecting = "metadata")]
struct Named<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

/// The question for the objects of a kind, in a namespace or in all.
#[derive(Serialize, Default)]
struct ListRequest<'a> {
    api_version: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    label_selector: Option<&'a str>,
    field_selector: Option<&'a str>,
    field_masks: Option<&'a [&'a str]>,
}

/// The question for one object.
#[derive(Serialize, Default)]
struct GetRequest<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
    namespace: Option<&'a str>,
    disable_cache: bool,
    field_masks: Option<&'a [&'a str]>,
}

/// What the host answered lately, by question: the same bytes are read once.
#[derive(Default)]
pub(crate) struct Answers(RefCell<Vec<Answer>>);

/// A list that the host answered with, as it came and as it was read.
struct Answer {
    question: String,
    raw: Vec<u8>,
    list: String,
}

/// So many bytes of answers are kept.
const MOST_KEPT: usize = 4 * 1024 * 1024;

impl Answers {
    /// What `read` makes of an answer.
    fn read(
        &self,
        question: String,
        raw: Vec<u8>,
        read: impl FnOnce(&[u8]) -> Result<String, String>,
    ) -> Result<String, String> {
        let mut kept = self.0.borrow_mut();
        if let Some(it) = kept.iter().find(|it| it.question == question && is_same(&it.raw, &raw)) {
            return Ok(it.list.clone());
        }
        let list = read(&raw)?;
        kept.retain(|it| it.question != question);
        kept.insert(0, Answer { question, raw, list: list.clone() });
        let mut bytes = 0;
        kept.retain(|it| {
            bytes += it.raw.len();
            bytes <= MOST_KEPT
        });
        Ok(list)
    }
}

/// The Namespace of an object, of the kinds in `wanted`: what tells its tenant.
pub(crate) fn look_up_namespace(
    cluster: &dyn Cluster,
    answers: &Answers,
    references: &References,
    wanted: &[String],
) -> Known {
    let mut search = Search { cluster, answers, wanted, known: Known::default() };
    if !references.namespace.is_empty() {
        search.namespace(&references.namespace);
    }
    search.known
}

/// What the cluster has of what `references` refer to, of the kinds in `wanted`. `namespace` is what was asked about the
/// Namespace before.
///
/// # Errors
/// Where that are too many questions for one request, in one line: it is to be denied.
pub(crate) fn look_up(
    cluster: &dyn Cluster,
    answers: &Answers,
    references: &References,
    wanted: &[String],
    namespace: Option<Known>,
) -> Result<Known, String> {
    let namespaces =
        references.services.len() + references.gateways.len() + references.other_namespaces().count();
    if namespaces > MOST_LOOK_UPS {
        return Err(format!(
            "the object refers to too many namespaces: a policy looks into {MOST_LOOK_UPS} at most, each kind counted, and here are {namespaces}"
        ));
    }
    let ask_namespace = namespace.is_none() && references.attaches && !references.namespace.is_empty();
    let mut search = Search { cluster, answers, wanted, known: namespace.unwrap_or_default() };
    for namespace in &references.services {
        search.list(&SERVICE, namespace);
    }
    for namespace in &references.gateways {
        search.list(&GATEWAYS, namespace);
    }
    for namespace in references.other_namespaces() {
        search.list(&GRANTS, namespace);
    }
    if ask_namespace {
        search.namespace(&references.namespace);
    }
    Ok(search.known)
}

/// Adds every route of `kinds` in the cluster to what is known.
///
/// # Errors
/// Why that is not known, in one line: who else has a hostname is not known then.
pub(crate) fn look_up_routes(
    cluster: &dyn Cluster,
    answers: &Answers,
    kinds: &[String],
    known: &mut Known,
) -> Result<(), String> {
    let search = Search { cluster, answers, wanted: &[], known: Known::default() };
    for kind in ROUTES.iter().filter(|it| kinds.iter().any(|named| named == it.kind)) {
        let text = search.ask_for_list(kind, None).map_err(|why| {
            let kind = kind.kind;
            format!("the profile's hostnames are exclusive, and {kind}s of other namespaces could not be looked up: {why}")
        })?;
        known.sources.push(Source::new(format!("cluster:{}", kind.kind), text));
    }
    Ok(())
}

struct Search<'a> {
    cluster: &'a dyn Cluster,
    answers: &'a Answers,
    wanted: &'a [String],
    known: Known,
}

impl Search<'_> {
    fn wants(&self, kind: &str) -> bool {
        self.wanted.iter().any(|it| it == kind)
    }

    fn list(&mut self, kind: &Resource, namespace: &str) {
        if !self.wants(kind.kind) {
            return;
        }
        match self.ask_for_list(kind, Some(namespace)) {
            Ok(text) => self.take_list(kind, namespace, text),
            Err(refused) => {
                let kind = kind.kind;
                self.known.gaps.push(format!(
                    "{kind}s of namespace `{namespace}` could not be looked up, so references to them are not decided: {refused}"
                ));
            }
        }
    }

    fn take_list(&mut self, kind: &Resource, namespace: &str, text: String) {
        let Resource { group, kind, .. } = *kind;
        self.known.sources.push(Source::new(format!("cluster:{namespace}/{kind}"), text));
        let namespace = Some(namespace.to_owned());
        self.known.complete.push(Complete { group: group.to_owned(), kind: kind.to_owned(), namespace });
    }

    /// The list in the first version that is answered.
    fn ask_for_list(&self, kind: &Resource, namespace: Option<&str>) -> Result<String, String> {
        let mut refused = String::new();
        for version in kind.versions {
            match self.ask_for_version(kind, version, namespace) {
                Ok(text) => return Ok(text),
                Err(why) => refused = why,
            }
        }
        Err(refused)
    }

    fn ask_for_version(
        &self,
        kind: &Resource,
        version: &str,
        namespace: Option<&str>,
    ) -> Result<String, String> {
        let api_version =
            if kind.group.is_empty() { version.to_owned() } else { format!("{}/{version}", kind.group) };
        let mut request =
            ListRequest { api_version: &api_version, kind: kind.kind, namespace, ..ListRequest::default() };
        let mut operation = "list_resources_by_namespace";
        if namespace.is_none() {
            operation = "list_all_resources";
            request.field_masks = Some(&OF_ROUTE);
        }
        let question = json(&request)?;
        let answer = self.cluster.ask(operation, &question)?;
        self.answers.read(question, answer, |raw| {
            let list: List<'_> = serde_json::from_slice(raw)
                .map_err(|it| format!("the answer is no list: {}", unplaced(&it)))?;
            if !list.items.get().starts_with('[') {
                return Err("the answer is no list".to_owned());
            }
            Ok(list_of(&api_version, kind.kind, list.items))
        })
    }

    /// One Namespace is asked for by name: a cluster may have thousands, and the labels of one are what matters.
    fn namespace(&mut self, name: &str) {
        if !self.wants("Namespace") {
            return;
        }
        let request = GetRequest { api_version: "v1", kind: "Namespace", name, ..GetRequest::default() };
        let answer = json(&request).and_then(|it| self.cluster.ask("get_resource", &it));
        match answer.and_then(|it| namespace_in(&it, name)) {
            Ok(text) => self.known.sources.push(Source::new(format!("cluster:Namespace/{name}"), text)),
            Err(why) => self.known.gaps.push(format!("Namespace `{name}` could not be looked up: {why}")),
        }
    }
}

fn json(request: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(request).map_err(|it| it.to_string())
}

/// The Namespace in an answer, which need not say what it is. Of its parts only the metadata matters here.
fn namespace_in(answer: &[u8], name: &str) -> Result<String, String> {
    let no_object = |it: serde_json::Error| format!("the answer is no object: {}", unplaced(&it));
    let Object { metadata } = serde_json::from_slice(answer).map_err(no_object)?;
    let named: Named<'_> = serde_json::from_str(metadata.get()).map_err(no_object)?;
    if named.name.as_deref() != Some(name) {
        return Err("the answer is another Namespace".to_owned());
    }
    Ok(format!(r#"{{"apiVersion":"v1","kind":"Namespace","metadata":{metadata}}}"#))
}

#[cfg(test)]
mod tests;
