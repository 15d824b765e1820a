//! CRDs as they are written: the fields that decide a verdict, and what is wrong with them.
//!
//! Reading never stops at a mistake: each one is a fault at its place, and a CRD with faults gets no table.

use std::collections::BTreeMap;

use routeproof_core::internal::schema::CrdFault;
use routeproof_core::source::Span;
use routeproof_core::yaml::{Kind, Number, Value as Yaml};
use serde_json::Value;

/// The part of a CRD that decides what becomes of its objects.
pub struct Crd {
    /// The API group.
    pub group: String,
    /// The kind.
    pub kind: String,
    /// The name of the kind in URLs.
    pub plural: String,
    /// Whether objects belong to a namespace.
    pub namespaced: bool,
    /// Its versions, as listed.
    pub versions: Vec<Version>,
}

/// A version of a CRD.
#[expect(clippy::struct_excessive_bools, reason = "a CRD has them")]
pub struct Version {
    /// Such as `v1`.
    pub name: String,
    /// Whether the API server answers for it.
    pub served: bool,
    pub(crate) storage: bool,
    pub(crate) deprecated: bool,
    pub(crate) has_status: bool,
    /// The schema of a whole object.
    pub schema: Schema,
}

/// A schema node.
#[expect(clippy::struct_excessive_bools, reason = "OpenAPI has them")]
#[derive(Default)]
pub struct Schema {
    pub(crate) kind: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) nullable: bool,
    pub(crate) properties: BTreeMap<String, Schema>,
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Schema>>,
    pub(crate) additional_properties: Option<Additional>,
    pub(crate) default: Option<Value>,
    pub(crate) choices: Option<Vec<Value>>,
    pub(crate) pattern: Option<String>,
    pub(crate) minimum: Option<Value>,
    pub(crate) maximum: Option<Value>,
    pub(crate) exclusive_minimum: bool,
    pub(crate) exclusive_maximum: bool,
    pub(crate) multiple_of: Option<Value>,
    pub(crate) min_length: Option<u32>,
    pub(crate) max_length: Option<u32>,
    pub(crate) min_items: Option<u32>,
    pub(crate) max_items: Option<u32>,
    pub(crate) min_properties: Option<u32>,
    pub(crate) max_properties: Option<u32>,
    pub(crate) all_of: Vec<Schema>,
    pub(crate) any_of: Vec<Schema>,
    pub(crate) one_of: Vec<Schema>,
    pub(crate) not: Option<Box<Schema>>,
    pub(crate) preserve_unknown_fields: bool,
    pub(crate) embedded_resource: bool,
    pub(crate) int_or_string: bool,
    pub(crate) list_type: Option<String>,
    pub(crate) list_map_keys: Vec<String>,
    pub(crate) map_type: Option<String>,
    pub(crate) rules: Vec<Rule>,
}

/// `additionalProperties`.
pub(crate) enum Additional {
    /// Any value, or none.
    Allowed(bool),
    /// Values of this schema.
    Schema(Box<Schema>),
}

/// An entry of `x-kubernetes-validations`.
pub struct Rule {
    /// The CEL expression.
    pub expression: String,
    /// What the CRD says of an object that breaks it.
    pub message: String,
    /// Whether CEL makes the message.
    pub has_message_expression: bool,
    pub(crate) reason: Option<String>,
    pub(crate) field_path: Option<String>,
    pub(crate) optional_old_self: bool,
}

impl Schema {
    /// Calls `seen` with every rule of this subtree and the path of the node that carries it.
    pub fn each_rule(&self, path: &str, seen: &mut dyn FnMut(&str, &Rule)) {
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

/// Reads a `CustomResourceDefinition`; `None`, and at least one fault, where the API server would refuse it.
pub fn read(root: Yaml<'_>, faults: &mut Vec<CrdFault>) -> Option<Crd> {
    let before = faults.len();
    let mut reader = Reader { faults };
    let crd = reader.crd(root);
    (faults.len() == before).then_some(crd)?
}

struct Reader<'f> {
    faults: &'f mut Vec<CrdFault>,
}

/// Whether the words of a place in a schema may say a structure, or limit values only.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// The schema of a whole object.
    Root,
    /// The schema of a value.
    Structure,
    /// Within `allOf`, `anyOf`, `oneOf` or `not`, which only limit values.
    Limit,
}

impl Reader<'_> {
    fn fault(&mut self, at: Span, message: impl Into<String>) {
        self.faults.push(CrdFault { at, message: message.into() });
    }

    fn crd(&mut self, root: Yaml<'_>) -> Option<Crd> {
        let Some(spec) = root.get("spec").filter(|it| it.kind() == Kind::Mapping) else {
            let at = root
                .entry("spec")
                .map_or(root.entries().next().map_or(root.span(), |it| it.key.span()), |it| it.key.span());
            self.fault(at, "a CustomResourceDefinition has a `spec`");
            return None;
        };
        let group = self.needed_text(spec, "group");
        let names = spec.get("names").unwrap_or(spec);
        if spec.get("names").is_none() {
            self.fault(key_of(spec), "`spec.names` is missing");
        }
        let (kind, plural) = (self.needed_text(names, "kind"), self.needed_text(names, "plural"));
        let namespaced = match spec.get("scope").and_then(Yaml::as_str) {
            Some("Namespaced") => true,
            Some("Cluster") => false,
            _ => {
                let at = spec.get("scope").map_or(key_of(spec), Yaml::span);
                self.fault(at, "`spec.scope` is `Namespaced` or `Cluster`");
                false
            }
        };
        self.name(root, &group, &plural);
        let list = spec.get("versions").filter(|it| it.kind() == Kind::Sequence && !it.is_empty());
        let Some(list) = list else {
            let at = spec.entry("versions").map_or(key_of(spec), |it| it.key.span());
            self.fault(at, "`spec.versions` lists at least one version");
            return None;
        };
        let versions: Vec<_> = list.items().filter_map(|it| self.version(it)).collect();
        let stored = versions.iter().filter(|it| it.storage).count();
        if stored != 1 {
            let at = spec.entry("versions").map_or(key_of(spec), |it| it.key.span());
            self.fault(at, format!("exactly one version has `storage: true`, but {stored} have it"));
        }
        for (place, it) in versions.iter().enumerate() {
            if versions.iter().take(place).any(|other| other.name == it.name) {
                self.fault(list.span(), format!("version `{}` is listed twice", it.name));
            }
        }
        Some(Crd { group, kind, plural, namespaced, versions })
    }

    /// The name of a CRD follows from what it defines.
    fn name(&mut self, root: Yaml<'_>, group: &str, plural: &str) {
        let Some(name) = root.get("metadata").and_then(|it| it.get("name")) else { return };
        let wanted = format!("{plural}.{group}");
        if !group.is_empty() && !plural.is_empty() && name.as_str() != Some(&*wanted) {
            self.fault(
                name.span(),
                format!(
                    "the name is not `{wanted}`, which follows from `spec.names.plural` and `spec.group`"
                ),
            );
        }
    }

    fn needed_text(&mut self, of: Yaml<'_>, key: &str) -> String {
        match of.get(key).map(|it| (it, it.as_str())) {
            Some((_, Some(text))) if !text.is_empty() => text.to_owned(),
            Some((value, _)) => {
                self.fault(value.span(), format!("`{key}` is a text that is not empty"));
                String::new()
            }
            None => {
                self.fault(key_of(of), format!("`{key}` is missing"));
                String::new()
            }
        }
    }

    fn version(&mut self, it: Yaml<'_>) -> Option<Version> {
        let name = self.needed_text(it, "name");
        let mut flag = |key: &str, needed: bool| match it.get(key).map(|it| (it, it.as_bool())) {
            Some((_, Some(flag))) => flag,
            None if !needed => false,
            Some((value, None)) => {
                self.fault(value.span(), format!("`{key}` is true or false"));
                false
            }
            None => {
                self.fault(key_of(it), format!("`{key}` is missing"));
                false
            }
        };
        let (served, storage, deprecated) =
            (flag("served", true), flag("storage", true), flag("deprecated", false));
        let has_status =
            it.get("subresources").and_then(|it| it.get("status")).is_some_and(|it| !it.is_null());
        let root = it.get("schema").and_then(|it| it.get("openAPIV3Schema"));
        let Some(root) = root.filter(|it| it.kind() == Kind::Mapping) else {
            self.fault(key_of(it), format!("version `{name}` has no `schema.openAPIV3Schema`"));
            return None;
        };
        let schema = self.schema(root, Role::Root);
        Some(Version { name, served, storage, deprecated, has_status, schema })
    }

    fn schema(&mut self, value: Yaml<'_>, role: Role) -> Schema {
        let mut schema = Schema::default();
        if value.kind() != Kind::Mapping {
            self.fault(value.span(), "a schema is an object");
            return schema;
        }
        for it in value.entries() {
            let key = it.key.as_str().unwrap_or_default();
            if !it.value.is_null() {
                self.keyword(&mut schema, key, it.key.span(), it.value, role);
            }
        }
        self.structure(&schema, value, role);
        schema
    }

    /// What a structural schema has to say besides.
    fn structure(&mut self, schema: &Schema, value: Yaml<'_>, role: Role) {
        let at = key_of(value);
        let kind = schema.kind.as_deref();
        match (role, kind) {
            (Role::Root, it) if it != Some("object") => {
                self.fault(at, "the schema of an object has `type: object`");
            }
            (Role::Structure, None)
                if value.get("type").is_none()
                    && !schema.int_or_string
                    && !schema.preserve_unknown_fields =>
            {
                self.fault(at, "a schema says the `type` of its value");
            }
            _ => {}
        }
        if kind == Some("array") && schema.items.is_none() && role == Role::Structure {
            self.fault(at, "the schema of an array has `items`");
        }
        if !schema.properties.is_empty()
            && schema
                .additional_properties
                .as_ref()
                .is_some_and(|it| !matches!(it, Additional::Allowed(false)))
        {
            self.fault(at, "`properties` and `additionalProperties` exclude each other");
        }
        if schema.list_type.as_deref() == Some("map") {
            let items = schema.items.as_ref();
            if schema.list_map_keys.is_empty() {
                self.fault(at, "a list of type `map` names its keys in `x-kubernetes-list-map-keys`");
            }
            for key in &schema.list_map_keys {
                let property = items.and_then(|it| it.properties.get(key));
                let there = property.is_some_and(|it| {
                    it.default.is_some() || items.is_some_and(|it| it.required.contains(key))
                });
                if !there {
                    let message = format!(
                        "`{key}`, a key of the list, is a property of the items that is required or has a default"
                    );
                    self.fault(at, message);
                }
            }
        }
    }

    fn keyword(&mut self, schema: &mut Schema, key: &str, at: Span, value: Yaml<'_>, role: Role) {
        match key {
            "description" | "title" | "example" | "externalDocs" => {}
            "type" => schema.kind = self.kind(value),
            "format" => schema.format = self.text(key, value),
            "pattern" => schema.pattern = self.text(key, value),
            "nullable" => schema.nullable = self.flag(key, value),
            "exclusiveMinimum" => schema.exclusive_minimum = self.flag(key, value),
            "exclusiveMaximum" => schema.exclusive_maximum = self.flag(key, value),
            "minimum" => schema.minimum = self.number(key, value),
            "maximum" => schema.maximum = self.number(key, value),
            "multipleOf" => schema.multiple_of = self.number(key, value),
            "minLength" => schema.min_length = self.count(key, value),
            "maxLength" => schema.max_length = self.count(key, value),
            "minItems" => schema.min_items = self.count(key, value),
            "maxItems" => schema.max_items = self.count(key, value),
            "minProperties" => schema.min_properties = self.count(key, value),
            "maxProperties" => schema.max_properties = self.count(key, value),
            "required" => schema.required = self.texts(key, value),
            "default" => schema.default = Some(json(value)),
            "enum" => schema.choices = Some(value.items().map(json).collect()),
            "properties" => {
                for it in value.entries() {
                    let name = it.key.as_str().unwrap_or_default().to_owned();
                    let child = self.schema(it.value, role.below());
                    schema.properties.insert(name, child);
                }
            }
            "items" => schema.items = Some(Box::new(self.schema(value, role.below()))),
            "additionalProperties" => {
                schema.additional_properties = Some(match value.as_bool() {
                    Some(it) => Additional::Allowed(it),
                    None => Additional::Schema(Box::new(self.schema(value, role.below()))),
                });
            }
            "allOf" => schema.all_of = self.limits(value),
            "anyOf" => schema.any_of = self.limits(value),
            "oneOf" => schema.one_of = self.limits(value),
            "not" => schema.not = Some(Box::new(self.schema(value, Role::Limit))),
            "uniqueItems" if value.as_bool() == Some(false) => {}
            _ => self.extension(schema, key, at, value),
        }
    }

    fn extension(&mut self, schema: &mut Schema, key: &str, at: Span, value: Yaml<'_>) {
        match key {
            "x-kubernetes-preserve-unknown-fields" => schema.preserve_unknown_fields = self.flag(key, value),
            "x-kubernetes-embedded-resource" => schema.embedded_resource = self.flag(key, value),
            "x-kubernetes-int-or-string" => schema.int_or_string = self.flag(key, value),
            "x-kubernetes-list-type" => schema.list_type = self.one_of(key, value, &["atomic", "set", "map"]),
            "x-kubernetes-map-type" => schema.map_type = self.one_of(key, value, &["atomic", "granular"]),
            "x-kubernetes-list-map-keys" => schema.list_map_keys = self.texts(key, value),
            "x-kubernetes-validations" => {
                schema.rules = value.items().filter_map(|it| self.rule(it)).collect();
            }
            _ => self.fault(at, format!("`{key}` has no place in the schema of a CRD")),
        }
    }

    fn rule(&mut self, value: Yaml<'_>) -> Option<Rule> {
        let text = |key: &str| value.get(key).and_then(Yaml::as_str).map(str::to_owned);
        let known = ["rule", "message", "messageExpression", "reason", "fieldPath", "optionalOldSelf"];
        for it in value.entries() {
            let key = it.key.as_str().unwrap_or_default();
            if !known.contains(&key) {
                self.fault(it.key.span(), format!("`{key}` has no place in a rule"));
            }
        }
        let Some(expression) = text("rule").filter(|it| !it.trim().is_empty()) else {
            self.fault(key_of(value), "`rule` is a CEL expression");
            return None;
        };
        let reason = value
            .get("reason")
            .and_then(|it| self.one_of("reason", it, &routeproof_core::internal::schema::layout::REASONS));
        Some(Rule {
            message: text("message").unwrap_or_default(),
            has_message_expression: value.get("messageExpression").is_some(),
            reason,
            field_path: text("fieldPath"),
            optional_old_self: value.get("optionalOldSelf").and_then(Yaml::as_bool) == Some(true),
            expression,
        })
    }

    fn limits(&mut self, value: Yaml<'_>) -> Vec<Schema> {
        value.items().map(|it| self.schema(it, Role::Limit)).collect()
    }

    fn kind(&mut self, value: Yaml<'_>) -> Option<String> {
        self.one_of("type", value, &["object", "array", "string", "integer", "number", "boolean"])
    }

    fn one_of(&mut self, key: &str, value: Yaml<'_>, known: &[&str]) -> Option<String> {
        let text = value.as_str().filter(|it| known.contains(it));
        if text.is_none() {
            self.fault(value.span(), format!("`{key}` is one of {}", known.join(", ")));
        }
        text.map(str::to_owned)
    }

    fn text(&mut self, key: &str, value: Yaml<'_>) -> Option<String> {
        if value.as_str().is_none() {
            self.fault(value.span(), format!("`{key}` is a text"));
        }
        value.as_str().map(str::to_owned)
    }

    fn texts(&mut self, key: &str, value: Yaml<'_>) -> Vec<String> {
        let items: Option<Vec<String>> = match value.kind() {
            Kind::Sequence => value.items().map(|it| it.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        if items.is_none() {
            self.fault(value.span(), format!("`{key}` is a list of texts"));
        }
        items.unwrap_or_default()
    }

    fn flag(&mut self, key: &str, value: Yaml<'_>) -> bool {
        if value.as_bool().is_none() {
            self.fault(value.span(), format!("`{key}` is true or false"));
        }
        value.as_bool().unwrap_or_default()
    }

    fn number(&mut self, key: &str, value: Yaml<'_>) -> Option<Value> {
        if value.as_number().is_none() {
            self.fault(value.span(), format!("`{key}` is a number"));
            return None;
        }
        Some(json(value))
    }

    /// A count; more than 32 bits can count limits nothing that fits a request.
    fn count(&mut self, key: &str, value: Yaml<'_>) -> Option<u32> {
        match value.as_i64() {
            Some(it) if it >= 0 => Some(u32::try_from(it).unwrap_or(u32::MAX)),
            _ => {
                self.fault(value.span(), format!("`{key}` is a whole number of at least 0"));
                None
            }
        }
    }
}

impl Role {
    fn below(self) -> Self {
        if self == Self::Limit { Self::Limit } else { Self::Structure }
    }
}

/// The text that stands for an object: its first key.
fn key_of(value: Yaml<'_>) -> Span {
    value.entries().next().map_or(value.span(), |it| it.key.span())
}

/// A value of a manifest as JSON.
fn json(value: Yaml<'_>) -> Value {
    match value.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => value.as_bool().unwrap_or_default().into(),
        Kind::Int | Kind::Float => match value.as_number() {
            Some(Number::Int(it)) => it.into(),
            Some(Number::Float(it)) => it.into(),
            None => Value::Null,
        },
        Kind::String => value.as_str().unwrap_or_default().into(),
        Kind::Sequence => value.items().map(json).collect(),
        Kind::Mapping => value
            .entries()
            .map(|it| (it.key.as_str().unwrap_or_default().to_owned(), json(it.value)))
            .collect(),
    }
}
