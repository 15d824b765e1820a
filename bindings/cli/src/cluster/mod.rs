//! What there is, read from a cluster: the kinds that the engine judges by, in all namespaces or in some, and each
//! Secret and ConfigMap that something refers to. In come a kubeconfig's context and namespaces; out come live sources
//! and how far they are complete. Only GET is ever sent. What RBAC forbids is unknown to the engine and reported on the
//! standard error; what cannot be reached at all is an error.

mod api;
mod kinds;
mod notes;
mod references;
mod text;

use crate::args::ClusterArgs;
use crate::console::Console;
use crate::settings::Chosen;
use anyhow::{Result, anyhow};
use api::{Address, Api, Refusal};
use futures::StreamExt as _;
use kinds::Resource;
use notes::Notes;
use routeproof_core::GroupKind;
use routeproof_core::Workspace;
use routeproof_core::internal::model::GATEWAY;
use routeproof_core::report::text::Paint;
use routeproof_core::settings::{Channel, Release};
use routeproof_core::settings::{GatewayApi, NameFault, Settings};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// How many questions are asked at a time.
const AT_A_TIME: usize = 8;

/// A cluster whose lists have been read.
pub(crate) struct Cluster {
    runtime: Runtime,
    api: Api,
    lists: Vec<List>,
    notes: Notes,
    /// Where kubectl would apply a manifest that says no namespace.
    namespace: String,
}

/// The objects of a kind, in a namespace or in all.
struct List {
    resource: Resource,
    namespace: Option<String>,
    objects: Vec<Value>,
    /// Whether these are all; they are not where each was asked for by name.
    complete: bool,
}

/// Where to look.
struct Scope {
    /// These namespaces; all of them where there are none.
    only: Vec<String>,
    /// Where to look if looking everywhere is forbidden.
    own: String,
}

/// What reading one kind came to.
#[derive(Default)]
struct Outcome {
    lists: Vec<List>,
    notes: Vec<Note>,
}

enum Note {
    Refused(Refusal),
    Narrowed,
}

impl Cluster {
    /// Reads every list.
    ///
    /// # Errors
    /// Where there is no kubeconfig, no server answers, or it refuses the credentials.
    pub(crate) fn read(args: &ClusterArgs) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let patience = Duration::from_secs(args.request_timeout.get().into());
        let (api, address) = runtime.block_on(api::connect(args.context.as_deref(), patience))?;
        let mut notes = Notes::default();
        let resources = runtime.block_on(kinds::discover(&api, &mut notes));
        let resources = resources.map_err(|it| unreachable(&it, &address))?;
        let scope = Scope { only: args.namespace.clone(), own: address.namespace };
        let reading = futures::stream::iter(&resources).map(|it| read_kind(&api, it, &scope));
        let outcomes: Vec<_> = runtime.block_on(reading.buffered(AT_A_TIME).collect());
        let mut lists = Vec::new();
        for (resource, outcome) in resources.iter().zip(outcomes) {
            for note in outcome.notes {
                match note {
                    Note::Refused(refusal) => notes.refused(&refusal, resource.kind.kind),
                    Note::Narrowed => notes.narrowed(&scope.own, resource.kind.kind),
                }
            }
            lists.extend(outcome.lists);
        }
        let namespace = match args.namespace.as_slice() {
            [only] => only.clone(),
            _ => scope.own,
        };
        Ok(Self { runtime, api, lists, notes, namespace })
    }

    /// Lets the cluster say what neither settings nor flags do: which Gateway API it has. What is complete is for its
    /// lists to say, whatever the settings have.
    pub(crate) fn settle(mut self, settings: &mut Settings, chosen: Chosen) -> Self {
        settings.complete = false;
        let Some((version, channel)) = self.gateway_api() else { return self };
        let installed = GatewayApi {
            version: match release(&version) {
                Ok(it) => it,
                Err(why) => {
                    let judged = settings.gateway_api.version.minor();
                    self.notes.say(format!("the cluster: {why}; manifests are judged by {judged}"));
                    settings.gateway_api.version
                }
            },
            channel: if channel == "experimental" { Channel::Experimental } else { Channel::Standard },
        };
        let judged = &mut settings.gateway_api;
        if !chosen.version {
            judged.version = installed.version;
        }
        if !chosen.channel {
            judged.channel = installed.channel;
        }
        if *judged != installed {
            let (minor, judged) = (judged.version.minor(), judged.channel.name());
            self.notes.say(format!(
                "the cluster has Gateway API {version} ({channel}); manifests are judged by {minor} ({judged}), as settings or flags say"
            ));
        }
        self
    }

    /// The release and the channel that the installed CRDs say.
    fn gateway_api(&self) -> Option<(String, String)> {
        let crds =
            self.lists.iter().filter(|it| it.resource.kind == GroupKind::CRD).flat_map(|it| &it.objects);
        let mut own = crds.filter(|it| it.pointer("/spec/group").is_some_and(|it| it == GATEWAY));
        own.find_map(|crd| {
            let annotation = |key| crd.pointer(&format!("/metadata/annotations/{GATEWAY}~1{key}"))?.as_str();
            Some((
                annotation("bundle-version")?.to_owned(),
                annotation("channel").unwrap_or("standard").to_owned(),
            ))
        })
    }

    /// Hands everything to `workspace`, reads what its objects refer to, and says what could not be read.
    pub(crate) fn fill(mut self, workspace: &mut Workspace, console: &mut Console) {
        workspace.set_default_namespace(&self.namespace);
        for list in std::mem::take(&mut self.lists) {
            hand_over(list, workspace);
        }
        self.follow_references(workspace);
        for line in self.notes.lines() {
            console.tell(&format!("{}: {line}\n", Paint::Info.on(console.err_styled, "note")));
        }
    }

    fn follow_references(&mut self, workspace: &mut Workspace) {
        let wanted = references::wanted(workspace);
        let (api, runtime) = (&self.api, &self.runtime);
        let reading = futures::stream::iter(&wanted).map(|it| async move {
            let path = it.resource().path(Some(&it.namespace));
            api.object::<Value>(&path, &it.name).await
        });
        let answers: Vec<_> = runtime.block_on(reading.buffered(AT_A_TIME).collect());
        let mut found: BTreeMap<&str, (Resource, Vec<Value>)> = BTreeMap::new();
        for (it, answer) in wanted.iter().zip(answers) {
            let resource = it.resource();
            match answer {
                Ok(object) => {
                    let (_, objects) = found.entry(resource.kind.kind).or_insert((resource, Vec::new()));
                    objects.push(object);
                }
                Err(Refusal::Absent) => workspace.set_absent(resource.kind, &it.namespace, &it.name),
                Err(refusal) => self.notes.refused(&refusal, &it.title()),
            }
        }
        for (_, (resource, objects)) in found {
            hand_over(List { resource, namespace: None, objects, complete: false }, workspace);
        }
    }
}

/// Adds a list to `workspace`, and says what is complete with it.
fn hand_over(list: List, workspace: &mut Workspace) {
    let List { resource, namespace, objects, complete } = list;
    let place = namespace.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
    let mut whole = true;
    for (number, text) in text::texts(&resource, objects).into_iter().enumerate() {
        let part = if number == 0 { String::new() } else { format!("#{}", number + 1) };
        let name = format!("cluster:{place}{}{part}", resource.plural);
        let id = workspace.set_live(&name, text);
        whole &= workspace.analysis(id).is_some_and(|it| it.findings().is_empty());
    }
    // What the engine cannot read is not known to be all.
    if complete && whole {
        workspace.set_complete(resource.kind, namespace.as_deref());
    }
}

/// The release whose tables are the right ones for `version`: v1.5.0-rc.1 is judged like v1.5.0.
fn release(version: &str) -> Result<Release<'static>, NameFault> {
    let bare = version.split('-').next().unwrap_or_default();
    Release::try_from(bare.to_owned())
}

fn unreachable(refusal: &Refusal, address: &Address) -> anyhow::Error {
    let server = &address.server;
    match refusal {
        Refusal::Unauthorized => anyhow!("the cluster at {server} does not accept the credentials"),
        Refusal::Failed(why) => anyhow!("the cluster at {server} cannot be read: {why}"),
        other => anyhow!("what answers at {server} is no Kubernetes API server: {other}"),
    }
}

async fn read_kind(api: &Api, resource: &Resource, scope: &Scope) -> Outcome {
    let mut outcome = Outcome::default();
    let everywhere = resource.is_cluster_scoped() || scope.only.is_empty();
    if !everywhere {
        for namespace in &scope.only {
            outcome.list(api, resource, Some(namespace)).await;
        }
        return outcome;
    }
    if !outcome.list(api, resource, None).await {
        return outcome;
    }
    if resource.is_cluster_scoped() {
        outcome.by_name(api, resource, scope).await;
        return outcome;
    }
    let mut own = Outcome::default();
    own.list(api, resource, Some(&scope.own)).await;
    // Where even that is refused, that is the note worth making.
    if own.notes.is_empty() {
        own.notes.push(Note::Narrowed);
    }
    own
}

impl Outcome {
    /// Reads one list; says whether it is forbidden.
    async fn list(&mut self, api: &Api, resource: &Resource, namespace: Option<&str>) -> bool {
        match api.list(&resource.path(namespace)).await {
            Ok(objects) => {
                let (resource, namespace) = (resource.clone(), namespace.map(ToOwned::to_owned));
                self.lists.push(List { resource, namespace, objects, complete: true });
                false
            }
            Err(refusal) => {
                let forbidden = refusal == Refusal::Forbidden;
                self.notes.push(Note::Refused(refusal));
                forbidden
            }
        }
    }

    /// Reads those objects of a kind that may not be listed whose names are known beforehand. A tenant often may get its
    /// own Namespace and no list of all.
    async fn by_name(&mut self, api: &Api, resource: &Resource, scope: &Scope) {
        let names: Vec<&str> = match resource.kind {
            GroupKind::NAMESPACE if scope.only.is_empty() => vec![&scope.own],
            GroupKind::NAMESPACE => scope.only.iter().map(String::as_str).collect(),
            GroupKind::CRD => vec!["gateways.gateway.networking.k8s.io"],
            _ => Vec::new(),
        };
        let mut objects = Vec::new();
        for name in names {
            if let Ok(object) = api.object::<Value>(&resource.path(None), name).await {
                objects.push(object);
            }
        }
        self.lists.push(List { resource: resource.clone(), namespace: None, objects, complete: false });
    }
}
