//! What is predicted, as text: one file per kind. Every condition that manifests decide occurs in one of them, with
//! its reason, message, generation and place in the order.

#![expect(clippy::needless_raw_string_hashes, reason = "`UPDATE_EXPECT=1` writes them")]

mod gateway;
mod gateway_class;
mod listener;
mod listener_set;
mod merge;
mod policy;
mod route;

use super::{Condition, ListenerStatus, ParentReference, Status, predict};
use crate::attach::material::testing::{EC_CRT, EC_KEY, RSA_CRT, RSA_KEY};
use crate::attach::{Attachments, Environment, Features};
use crate::world::World;
use crate::world::testing::Files;
use base64ct::{Base64, Encoding};
use std::fmt::Write;

const CLASS: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c, generation: 3}
spec: {controllerName: example.com/controller}
---
";

const EDGE: &str = "
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra, generation: 2}
spec:
  gatewayClassName: c
  listeners:
  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
---
";

/// An object of Gateway API as a document.
fn object(kind: &str, metadata: &str, spec: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n---\n"
    )
}

/// The Gateway `infra/edge` of the class `c`.
fn gateway(spec: &str) -> String {
    object("Gateway", "name: edge, namespace: infra, generation: 2", &format!("gatewayClassName: c, {spec}"))
}

/// A Secret with TLS material, as a cluster has it.
fn secret(namespace: &str, name: &str, chain: &str, key: &str) -> String {
    let data = |it: &str| Base64::encode_string(it.as_bytes());
    format!(
        "{{apiVersion: v1, kind: Secret, metadata: {{name: {name}, namespace: {namespace}}}, type: kubernetes.io/tls, \
         data: {{tls.crt: {}, tls.key: {}}}}}\n---\n",
        data(chain),
        data(key)
    )
}

/// The Secret `infra/web` with a certificate and its key.
fn good_secret() -> String {
    secret("infra", "web", EC_CRT, EC_KEY)
}

/// A ConfigMap with a bundle of CAs.
fn bundle(namespace: &str, name: &str, text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}, namespace: {namespace}}}, data: {{ca.crt: {text}}}}}\n---\n"
    )
}

fn grant(namespace: &str, from: &str, to: &str) -> String {
    object(
        "ReferenceGrant",
        &format!("name: g, namespace: {namespace}"),
        &format!("from: [{from}], to: [{to}]"),
    )
}

/// An implementation that supports everything but these features.
fn without(features: &[&str]) -> Environment {
    let features = features.iter().map(|it| (*it).to_owned()).collect();
    Environment { features: Features::AllBut(features), ..Environment::default() }
}

/// What is predicted for objects of `kind` when nothing exists but `text`.
fn shown(kind: &str, text: &str) -> String {
    shown_by(kind, text, &Environment::default())
}

/// The same for a certain implementation.
fn shown_by(kind: &str, text: &str, environment: &Environment) -> String {
    let files = Files::new(text);
    shown_in(kind, &files.closed(), environment)
}

/// The same where other objects may exist.
fn shown_open(kind: &str, text: &str) -> String {
    let files = Files::new(text);
    shown_in(kind, &files.open(), &Environment::default())
}

/// A status without its listeners.
fn own(status: &str) -> &str {
    status.find("  listener ").and_then(|it| status.get(..it)).unwrap_or(status)
}

/// A status of listeners alone, moved to the left.
fn of_listeners(status: &str) -> String {
    let lines = status.lines().skip_while(|it| !it.starts_with("  listener "));
    lines.map(|it| format!("{}\n", it.strip_prefix("  ").unwrap_or(it))).collect()
}

fn shown_in(kind: &str, world: &World<'_>, environment: &Environment) -> String {
    let attachments = Attachments::new(world, environment);
    let mut out = String::new();
    for it in predict(world, &attachments, environment).into_iter().filter(|it| it.kind == kind) {
        writeln!(out, "{} {}", it.kind, [&*it.namespace, &*it.name].join("/").trim_start_matches('/'))
            .unwrap();
        show(&mut out, &it.status).unwrap();
    }
    out
}

fn show(out: &mut String, status: &Status) -> std::fmt::Result {
    match status {
        Status::GatewayClass(it) => {
            conditions(out, "  ", &it.conditions)?;
            it.supported_features.iter().try_for_each(|it| writeln!(out, "  feature {}", it.name))
        }
        Status::Gateway(it) => {
            conditions(out, "  ", &it.conditions)?;
            it.addresses.iter().try_for_each(|it| writeln!(out, "  address {} {}", it.kind, it.value))?;
            let sets = it.attached_listener_sets.filter(|it| *it > 0);
            sets.map_or(Ok(()), |it| writeln!(out, "  {it} ListenerSets"))?;
            it.listeners.iter().try_for_each(|it| listener(out, it))
        }
        Status::ListenerSet(it) => {
            conditions(out, "  ", &it.conditions)?;
            it.listeners.iter().try_for_each(|it| listener(out, it))
        }
        Status::Route(it) => it.parents.iter().try_for_each(|it| {
            reference(out, "via", &it.parent_ref, &it.controller_name)?;
            conditions(out, "    ", &it.conditions)
        }),
        Status::Policy(it) => it.ancestors.iter().try_for_each(|it| {
            reference(out, "for", &it.ancestor_ref, &it.controller_name)?;
            conditions(out, "    ", &it.conditions)
        }),
    }
}

fn listener(out: &mut String, it: &ListenerStatus) -> std::fmt::Result {
    let kinds: Vec<_> = it.supported_kinds.iter().map(|it| it.kind).collect();
    writeln!(out, "  listener {}: [{}] {} attached", it.name, kinds.join(" "), it.attached_routes)?;
    conditions(out, "    ", &it.conditions)
}

fn reference(out: &mut String, word: &str, it: &ParentReference, controller: &str) -> std::fmt::Result {
    let (namespace, name) = (it.namespace.as_deref().unwrap_or("-"), &it.name);
    write!(out, "  {word} {} {namespace}/{name}", it.kind)?;
    it.section_name.iter().try_for_each(|it| write!(out, " section {it}"))?;
    it.port.iter().try_for_each(|it| write!(out, " port {it}"))?;
    writeln!(out, " by {controller}")
}

fn conditions(out: &mut String, indent: &str, conditions: &[Condition]) -> std::fmt::Result {
    conditions.iter().try_for_each(|it| {
        let generation = it.observed_generation.map_or_else(|| "-".to_owned(), |it| it.to_string());
        writeln!(out, "{indent}{}={:?} {} @{generation} {}", it.kind, it.status, it.reason, it.message)
    })
}
