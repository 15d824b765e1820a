//! The operations `load`, `compute` and `request`: a whole cluster goes in, then the statuses that a controller writes come
//! out, and what becomes of requests.
//!
//! The objects go through the reader that manifests go through, so that what is proven of their statuses is proven
//! of it too. They stay until the next `load`.

use routeproof_core::ffi::RequestText;
use routeproof_core::internal::attach::{Attachments, Environment, Features};
use routeproof_core::internal::manifest::{self, Object};
use routeproof_core::internal::routing::Table;
use routeproof_core::internal::world::{Completeness, DEFAULT_NAMESPACE, Input, Origin, World};
use routeproof_core::routing::Request;
use routeproof_core::source::SourceId;
use routeproof_core::{status, yaml};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::Refusal;

/// Every object of a cluster, in JSON.
#[derive(Deserialize)]
pub(crate) struct Load<'q> {
    #[serde(borrow)]
    objects: Vec<&'q RawValue>,
}

/// What no object says and a controller knows nevertheless.
#[derive(Deserialize)]
pub(crate) struct Compute {
    environment: Around,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Around {
    controller_name: String,
    supported_features: Vec<String>,
    usable_addresses: Vec<Address>,
    now: String,
}

#[derive(Deserialize)]
struct Address {
    value: String,
}

/// One loaded object.
#[derive(Debug)]
pub(crate) struct Loaded {
    text: String,
    tree: yaml::Tree,
    object: Object,
}

/// Reads the objects of a question.
pub(crate) fn load(question: &Load<'_>) -> Result<Vec<Loaded>, Refusal> {
    question.objects.iter().map(|it| read(it.get())).collect()
}

fn read(text: &str) -> Result<Loaded, Refusal> {
    let reading = yaml::read(text);
    if let Some(problem) = reading.problems.first() {
        return Err(Refusal::NoObject(format!("{:?} in {text}", problem.kind)));
    }
    let found = manifest::objects(text, &reading.tree);
    match (<[Object; 1]>::try_from(found.objects), found.problems.first()) {
        (Ok([object]), None) => Ok(Loaded { text: text.to_owned(), tree: reading.tree, object }),
        (_, problem) => Err(Refusal::NoObject(format!("{problem:?} in {text}"))),
    }
}

/// What becomes of one request, and in which environment.
#[derive(Deserialize)]
pub(crate) struct Follow {
    environment: Around,
    request: RequestText,
}

/// The status of every object that a controller writes one for. Nothing else exists than what was loaded.
pub(crate) fn compute(loaded: &[Loaded], question: Compute) -> Result<Value, Refusal> {
    let world = world(loaded);
    let environment = environment(question.environment);
    let attachments = Attachments::new(&world, &environment);
    let statuses = status::predict(&world, &attachments, &environment);
    Ok(json!({ "statuses": serde_json::to_value(statuses)? }))
}

/// What becomes of a request.
pub(crate) fn follow(loaded: &[Loaded], question: Follow) -> Result<Value, Refusal> {
    let world = world(loaded);
    let environment = environment(question.environment);
    let attachments = Attachments::new(&world, &environment);
    let request = Request::try_from(question.request).map_err(|it| Refusal::NoRequest(it.to_string()))?;
    let answer = Table::new(&world, &attachments, &[], &|it| environment.features.known(it)).answer(&request);
    Ok(json!({ "answer": serde_json::to_value(answer)? }))
}

fn world(loaded: &[Loaded]) -> World<'_> {
    let inputs = (0..).map(SourceId).zip(loaded).map(|(source, it)| Input {
        source,
        origin: Origin::Live,
        text: &it.text,
        tree: &it.tree,
        object: &it.object,
        default_namespace: DEFAULT_NAMESPACE,
        renamed: None,
    });
    World::new(inputs, Completeness::closed())
}

fn environment(around: Around) -> Environment {
    let mut environment = Environment::default();
    environment.controller_name = Some(around.controller_name);
    environment.features = Features::Only(around.supported_features.into_iter().collect());
    environment.usable_addresses = Some(around.usable_addresses.into_iter().map(|it| it.value).collect());
    environment.now = Some(around.now);
    environment
}
