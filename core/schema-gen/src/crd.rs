//! CRDs as they are written: only the fields that decide a verdict; an unknown schema keyword is an error, because
//! a table that leaves it out would judge differently from the API server.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::Value;

/// One document of a CRD file.
#[derive(Deserialize)]
pub(crate) struct Document {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    spec: Value,
}

impl Document {
    /// The CRD, where the document is one; kustomizations and policies lie beside them.
    pub(crate) fn into_crd(self) -> Result<Option<Crd>> {
        if self.kind != "CustomResourceDefinition" {
            return Ok(None);
        }
        Ok(Some(serde_json::from_value(self.spec)?))
    }
}

/// The `spec` of a CRD.
#[derive(Deserialize)]
pub(crate) struct Crd {
    pub(crate) group: String,
    pub(crate) names: Names,
    pub(crate) scope: String,
    pub(crate) versions: Vec<Version>,
}

#[derive(Deserialize)]
pub(crate) struct Names {
    pub(crate) kind: String,
    pub(crate) plural: String,
}

#[derive(Deserialize)]
pub(crate) struct Version {
    pub(crate) name: String,
    pub(crate) served: bool,
    pub(crate) storage: bool,
    #[serde(default)]
    pub(crate) deprecated: bool,
    pub(crate) schema: VersionSchema,
    #[serde(default)]
    pub(crate) subresources: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
pub(crate) struct VersionSchema {
    #[serde(rename = "openAPIV3Schema")]
    pub(crate) root: Schema,
}

/// A schema node.
#[expect(clippy::struct_excessive_bools, reason = "OpenAPI has them")]
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Schema {
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(rename = "title")]
    _title: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) format: Option<String>,
    #[serde(default)]
    pub(crate) nullable: bool,
    #[serde(default)]
    pub(crate) properties: BTreeMap<String, Schema>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Schema>>,
    pub(crate) additional_properties: Option<Additional>,
    pub(crate) default: Option<Value>,
    #[serde(rename = "enum")]
    pub(crate) choices: Option<Vec<Value>>,
    pub(crate) pattern: Option<String>,
    pub(crate) minimum: Option<Value>,
    pub(crate) maximum: Option<Value>,
    #[serde(default)]
    pub(crate) exclusive_minimum: bool,
    #[serde(default)]
    pub(crate) exclusive_maximum: bool,
    pub(crate) multiple_of: Option<Value>,
    pub(crate) min_length: Option<u32>,
    pub(crate) max_length: Option<u32>,
    pub(crate) min_items: Option<u32>,
    pub(crate) max_items: Option<u32>,
    pub(crate) min_properties: Option<u32>,
    pub(crate) max_properties: Option<u32>,
    #[serde(default)]
    pub(crate) all_of: Vec<Schema>,
    #[serde(default)]
    pub(crate) any_of: Vec<Schema>,
    #[serde(default)]
    pub(crate) one_of: Vec<Schema>,
    pub(crate) not: Option<Box<Schema>>,
    #[serde(default, rename = "x-kubernetes-preserve-unknown-fields")]
    pub(crate) preserve_unknown_fields: bool,
    #[serde(default, rename = "x-kubernetes-embedded-resource")]
    pub(crate) embedded_resource: bool,
    #[serde(default, rename = "x-kubernetes-int-or-string")]
    pub(crate) int_or_string: bool,
    #[serde(rename = "x-kubernetes-list-type")]
    pub(crate) list_type: Option<String>,
    #[serde(default, rename = "x-kubernetes-list-map-keys")]
    pub(crate) list_map_keys: Vec<String>,
    #[serde(rename = "x-kubernetes-map-type")]
    pub(crate) map_type: Option<String>,
    #[serde(default, rename = "x-kubernetes-validations")]
    pub(crate) rules: Vec<Rule>,
}

/// `additionalProperties`.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Additional {
    /// Any value, or none.
    Allowed(bool),
    /// Values of this schema.
    Schema(Box<Schema>),
}

/// An entry of `x-kubernetes-validations`.
#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    #[serde(rename = "rule")]
    pub(crate) expression: String,
    #[serde(default)]
    pub(crate) message: String,
    pub(crate) message_expression: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) field_path: Option<String>,
    pub(crate) optional_old_self: Option<bool>,
}

impl Schema {
    /// Calls `seen` with every rule of this subtree and the path of the node that carries it.
    pub(crate) fn each_rule(&self, path: &str, seen: &mut dyn FnMut(&str, &Rule)) {
        for rule in &self.rules {
            seen(path, rule);
        }
        for (name, child) in &self.properties {
            child.each_rule(&format!("{path}.{name}"), seen);
        }
        if let Some(items) = &self.items {
            items.each_rule(&format!("{path}[]"), seen);
        }
        if let Some(Additional::Schema(values)) = &self.additional_properties {
            values.each_rule(&format!("{path}.*"), seen);
        }
    }
}

impl Crd {
    /// Whether objects belong to a namespace.
    pub(crate) fn namespaced(&self) -> Result<bool> {
        match self.scope.as_str() {
            "Namespaced" => Ok(true),
            "Cluster" => Ok(false),
            other => bail!("scope `{other}` of {}", self.names.kind),
        }
    }
}
