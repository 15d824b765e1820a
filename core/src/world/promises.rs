//! What other objects make: a Secret that cert-manager is going to write is not missing because no manifest has it.
//!
//! [`MAKERS`] says of each kind what it makes and where the name is written.

use super::{Index, Item, ItemId, World};
use crate::model::{Gateway, GroupKind, Listener, ListenerSet, MULTICLUSTER, Many, View};
use std::borrow::Cow;

/// What the objects of a kind make.
struct Maker {
    kind: GroupKind<'static>,
    makes: GroupKind<'static>,
    /// Where the names are written: the first path that leads somewhere counts, `[]` is each entry of a list.
    names: &'static [&'static str],
    /// What is put behind each name.
    endings: &'static [&'static str],
    /// The field without which nothing is made.
    only_with: Option<&'static str>,
    /// It is made in more namespaces than the maker's own.
    everywhere: bool,
}

/// The name of the maker itself.
const OWN: &str = "metadata.name";

const MAKERS: &[Maker] = &[
    maker("cert-manager.io", "Certificate", GroupKind::SECRET, &["spec.secretName"]),
    maker("external-secrets.io", "ExternalSecret", GroupKind::SECRET, &["spec.target.name", OWN]),
    maker(
        "external-secrets.io",
        "ClusterExternalSecret",
        GroupKind::SECRET,
        &["spec.externalSecretSpec.target.name", "spec.externalSecretName", OWN],
    )
    .everywhere(),
    maker("bitnami.com", "SealedSecret", GroupKind::SECRET, &["spec.template.metadata.name", OWN]),
    maker("isindir.github.com", "SopsSecret", GroupKind::SECRET, &["spec.secretTemplates[].name"]),
    maker("onepassword.com", "OnePasswordItem", GroupKind::SECRET, &[OWN]),
    maker("secrets.hashicorp.com", "VaultStaticSecret", GroupKind::SECRET, &["spec.destination.name"]),
    maker("secrets.hashicorp.com", "VaultDynamicSecret", GroupKind::SECRET, &["spec.destination.name"]),
    maker("secrets.hashicorp.com", "VaultPKISecret", GroupKind::SECRET, &["spec.destination.name"]),
    maker(
        "secrets-store.csi.x-k8s.io",
        "SecretProviderClass",
        GroupKind::SECRET,
        &["spec.secretObjects[].secretName"],
    ),
    maker("trust.cert-manager.io", "Bundle", GroupKind::CONFIG_MAP, &[OWN])
        .only_with("spec.target.configMap")
        .everywhere(),
    maker("trust.cert-manager.io", "Bundle", GroupKind::SECRET, &[OWN])
        .only_with("spec.target.secret")
        .everywhere(),
    maker("serving.knative.dev", "Service", GroupKind::SERVICE, &[OWN]),
    maker("serving.knative.dev", "Route", GroupKind::SERVICE, &[OWN]),
    maker("serving.kserve.io", "InferenceService", GroupKind::SERVICE, &[OWN]).endings(&[
        "",
        "-predictor",
        "-transformer",
        "-explainer",
        "-predictor-default",
        "-transformer-default",
        "-explainer-default",
    ]),
    maker("serving.kserve.io", "InferenceGraph", GroupKind::SERVICE, &[OWN]),
    maker("flagger.app", "Canary", GroupKind::SERVICE, &["spec.service.name", "spec.targetRef.name"])
        .endings(&["", "-primary", "-canary"]),
    maker("postgresql.cnpg.io", "Cluster", GroupKind::SERVICE, &[OWN]).endings(&["-rw", "-ro", "-r"]),
    maker("kafka.strimzi.io", "Kafka", GroupKind::SERVICE, &[OWN])
        .endings(&["-kafka-bootstrap", "-kafka-brokers"]),
    maker("rabbitmq.com", "RabbitmqCluster", GroupKind::SERVICE, &[OWN]).endings(&["", "-nodes"]),
    maker(MULTICLUSTER, "ServiceExport", GroupKind::SERVICE_IMPORT, &[OWN]),
];

const fn maker(
    group: &'static str,
    kind: &'static str,
    makes: GroupKind<'static>,
    names: &'static [&'static str],
) -> Maker {
    let kind = GroupKind::new(group, kind);
    Maker { kind, makes, names, endings: &[""], only_with: None, everywhere: false }
}

impl Maker {
    const fn everywhere(self) -> Self {
        Self { everywhere: true, ..self }
    }

    const fn only_with(self, path: &'static str) -> Self {
        Self { only_with: Some(path), ..self }
    }

    const fn endings(self, endings: &'static [&'static str]) -> Self {
        Self { endings, ..self }
    }
}

/// What is made: kind, namespace, name. The namespace is empty for what is made in many.
type Key<'a> = (GroupKind<'a>, &'a str, Cow<'a, str>);

/// What the objects of a world make, each with its maker.
#[derive(Debug, Default)]
pub(super) struct Promises<'a>(Index<Key<'a>, ItemId>);

/// Whether objects of `kind` may make others.
pub(super) fn may_make(kind: GroupKind<'_>) -> bool {
    has_listeners(kind) || MAKERS.iter().any(|it| it.kind == kind)
}

fn has_listeners(kind: GroupKind<'_>) -> bool {
    kind == GroupKind::GATEWAY || kind == GroupKind::LISTENER_SET
}

impl<'a> Promises<'a> {
    pub(super) fn add(&mut self, item: &Item<'a>) {
        if has_listeners(item.kind()) {
            self.add_certificates(item);
            return;
        }
        let view = item.view();
        let fitting = MAKERS.iter().filter(|it| it.kind == item.kind());
        for maker in fitting.filter(|it| it.only_with.is_none_or(|path| view.field(path).is_some())) {
            let namespace = if maker.everywhere { "" } else { item.namespace() };
            let names = maker.names.iter().map(|it| names(view, it)).find(|it| !it.is_empty());
            for name in names.unwrap_or_default() {
                for ending in maker.endings {
                    let name = match *ending {
                        "" => Cow::Borrowed(name),
                        _ => Cow::Owned([name, ending].concat()),
                    };
                    self.0.insert((maker.makes, namespace, name), item.number);
                }
            }
        }
    }

    /// Adds the certificates that cert-manager makes for a Gateway or ListenerSet with an annotation of it: those in its
    /// own namespace, of listeners with a hostname.
    fn add_certificates(&mut self, item: &Item<'a>) {
        let mut annotations = item.meta().into_iter().flat_map(|it| it.annotations());
        let asks = annotations.any(|(key, value)| match key.value {
            "cert-manager.io/issuer" | "cert-manager.io/cluster-issuer" => true,
            "kubernetes.io/tls-acme" => value.value == "true",
            _ => false,
        });
        if !asks {
            return;
        }
        let listeners: Many<'a, Listener<'a>> = match item.kind() {
            GroupKind::GATEWAY => item.read::<Gateway<'_>>().listeners(),
            _ => item.read::<ListenerSet<'_>>().listeners(),
        };
        let made = listeners.filter(|it| it.hostname().is_some() && it.terminates() == Some(true));
        for it in made.filter_map(Listener::tls).flat_map(|it| it.certificate_refs()) {
            let own = it.namespace().is_none_or(|it| it.value == item.namespace());
            if own && it.target() == GroupKind::SECRET {
                let name = Cow::Borrowed(it.name().value);
                self.0.insert((GroupKind::SECRET, item.namespace(), name), item.number);
            }
        }
    }

    fn get<'n>(&self, kind: GroupKind<'n>, namespace: &'n str, name: &'n str) -> Option<ItemId>
    where
        'a: 'n,
    {
        if self.0.is_empty() {
            return None;
        }
        let made = |namespace| self.0.get(&(kind, namespace, Cow::Borrowed(name))).copied();
        made(namespace).or_else(|| made(""))
    }
}

impl<'a> World<'a> {
    /// The object among the inputs that makes the one of `kind` named `name` in `namespace`.
    pub fn maker<'n>(&self, kind: GroupKind<'n>, namespace: &'n str, name: &'n str) -> Option<&Item<'a>>
    where
        'a: 'n,
    {
        self.promises.get(kind, namespace, name).and_then(|it| self.item(it))
    }
}

/// The names at `path`.
fn names<'a>(view: View<'a>, path: &str) -> Vec<&'a str> {
    let texts: Vec<_> = match path.split_once("[].") {
        Some((list, rest)) => view.all::<View<'_>>(list).filter_map(|it| it.text(rest)).collect(),
        None => view.text(path).into_iter().collect(),
    };
    texts.into_iter().map(|it| it.value).filter(|it| !it.is_empty()).collect()
}
