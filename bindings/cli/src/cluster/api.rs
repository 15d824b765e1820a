//! The API server as a reader sees it: GET and nothing else, each answer waited for so long and no longer.

use anyhow::{Result, anyhow};
use kube::config::KubeConfigOptions;
use kube::core::Request;
use kube::core::params::{GetParams, ListParams};
use kube::{Client, Config};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// As many objects as kubectl asks for at a time.
const PAGE: u32 = 500;
/// How often a list is begun anew because the server forgot where it was.
const RESTARTS: usize = 3;

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The server does not know who asks.
    Unauthorized,
    /// RBAC does not let who asks.
    Forbidden,
    /// There is no such object, or no such kind.
    Absent,
    /// The rest of a list is no longer to be had.
    Gone,
    /// Anything else.
    Failed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => out.write_str("the credentials are not accepted"),
            Self::Forbidden => out.write_str("RBAC forbids reading"),
            Self::Absent => out.write_str("not served by the cluster"),
            Self::Gone => out.write_str("the list changes faster than it can be read"),
            Self::Failed(why) => out.write_str(why),
        }
    }
}

/// A cluster that can be asked. Cheap to clone.
#[derive(Clone)]
pub(super) struct Api {
    client: Client,
    patience: Duration,
}

/// Where a cluster is and what its kubeconfig says of it.
pub(super) struct Address {
    pub(super) server: String,
    pub(super) namespace: String,
}

/// The cluster of `context`, or of the current one. Nothing is asked yet.
pub(super) async fn connect(context: Option<&str>, patience: Duration) -> Result<(Api, Address)> {
    let config = config(context).await?;
    let address =
        Address { server: config.cluster_url.to_string(), namespace: config.default_namespace.clone() };
    let client = Client::try_from(config).map_err(|it| anyhow!("kubeconfig: {}", innermost(&it)))?;
    Ok((Api { client, patience }, address))
}

async fn config(context: Option<&str>) -> Result<Config> {
    let options = KubeConfigOptions { context: context.map(ToOwned::to_owned), ..Default::default() };
    let error = match Config::from_kubeconfig(&options).await {
        Ok(config) => return Ok(config),
        Err(error) => error,
    };
    // In a Pod there is no kubeconfig, but a service account.
    match Config::incluster() {
        Ok(config) if context.is_none() => Ok(config),
        _ => Err(anyhow!("no cluster to read: {error}")),
    }
}

impl Api {
    /// The answer to a path.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refusal> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.object(folder, name).await
    }

    /// The object called `name` among those at `path`.
    pub(super) async fn object<T: DeserializeOwned>(&self, path: &str, name: &str) -> Result<T, Refusal> {
        self.ask(Request::new(path).get(name, &GetParams::default())).await
    }

    /// All objects at `path`.
    pub(super) async fn list(&self, path: &str) -> Result<Vec<Value>, Refusal> {
        for _ in 0..RESTARTS {
            match self.pages(path).await {
                Err(Refusal::Gone) => {}
                other => return other,
            }
        }
        Err(Refusal::Gone)
    }

    async fn pages(&self, path: &str) -> Result<Vec<Value>, Refusal> {
        let mut all = Vec::new();
        let mut params = ListParams::default().limit(PAGE);
        loop {
            let mut page: Value = self.ask(Request::new(path).list(&params)).await?;
            match page.get_mut("items").map(Value::take) {
                Some(Value::Array(mut items)) => all.append(&mut items),
                // What Go makes of an empty list.
                Some(Value::Null) => {}
                _ => return Err(Refusal::Failed("the answer is no list".to_owned())),
            }
            let next = page.pointer("/metadata/continue").and_then(Value::as_str).filter(|it| !it.is_empty());
            match next {
                None => return Ok(all),
                Some(next) if params.continue_token.as_deref() == Some(next) => {
                    return Err(Refusal::Failed("the list does not end".to_owned()));
                }
                Some(next) => params.continue_token = Some(next.to_owned()),
            }
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        request: Result<http::Request<Vec<u8>>, kube::core::request::Error>,
    ) -> Result<T, Refusal> {
        let request = request.map_err(|it| Refusal::Failed(it.to_string()))?;
        let answer = self.client.request(request);
        match tokio::time::timeout(self.patience, answer).await {
            Ok(answer) => answer.map_err(|it| refusal(&it)),
            Err(_) => Err(Refusal::Failed(format!("no answer within {} s", self.patience.as_secs_f32()))),
        }
    }
}

fn refusal(error: &kube::Error) -> Refusal {
    match error {
        kube::Error::Api(status) => match status.code {
            401 => Refusal::Unauthorized,
            403 => Refusal::Forbidden,
            404 => Refusal::Absent,
            410 => Refusal::Gone,
            // JSON of a proxy before the server, which sends no Status.
            0 => Refusal::Failed("an error that does not say what it is".to_owned()),
            code => Refusal::Failed(format!("status {code}: {}", status.message)),
        },
        kube::Error::SerdeError(it) => Refusal::Failed(format!("the answer is no JSON of its kind: {it}")),
        other => Refusal::Failed(innermost(other)),
    }
}

/// What is at the bottom of an error, without the numbers of the system.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
