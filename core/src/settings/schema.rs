//! JSON Schemas of the files that people write, for editors: what `FromValue` reads, as far as a schema can say it.

use super::{
    DnsLabel, Hostname, HostnameTemplate, Implementation, Level, Levels, NamespacePattern, PathGlob, Profile,
    ProfileChoice, Settings,
};
use crate::diagnostic::RuleInfo;
use crate::schema::{Kubernetes, Release};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The JSON Schemas of `routeproof.yaml` and of a profile; the codes in settings are those of `rules`.
pub fn schemas(rules: &[&RuleInfo]) -> [(&'static str, Schema); 2] {
    let read = || SchemaSettings::draft07().into_generator();
    let mut settings = read().into_root_schema_for::<Settings>();
    name_codes(&mut settings, rules);
    [("settings", settings), ("profile", read().into_root_schema_for::<Profile>())]
}

/// Offers the code of each rule, with its name and what holds when all is well, and takes no other.
fn name_codes(settings: &mut Schema, rules: &[&RuleInfo]) {
    let about = |it: &RuleInfo| format!("{}: {}", it.name, it.summary());
    if let Some(Value::Object(levels)) = settings.pointer_mut("/properties/rules") {
        let level = levels.insert("additionalProperties".to_owned(), false.into());
        let property =
            |it: &&RuleInfo| (it.code.to_owned(), json!({ "description": about(it), "allOf": [level] }));
        levels.insert("properties".to_owned(), rules.iter().map(property).collect::<Map<_, _>>().into());
    }
    if let Some(Value::Object(code)) = settings.pointer_mut("/definitions/Ignore/properties/code") {
        let known = rules.iter().map(|it| json!({ "const": it.code, "description": about(it) }));
        code.insert("anyOf".to_owned(), known.collect::<Vec<_>>().into());
    }
}

pub(super) fn yes() -> bool {
    true
}

/// Gives types that are written as a text the schema of that text.
macro_rules! text {
    ($($name:ty: $schema:expr),+ $(,)?) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let Value::Object(mut schema) = $schema else { return Schema::default() };
                schema.insert("type".to_owned(), "string".into());
                schema.into()
            }
        }
    )+};
}

text! {
    DnsLabel: json!({ "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "maxLength": 63 }),
    Hostname: json!({ "pattern": r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "maxLength": 253 }),
    HostnameTemplate: json!({ "pattern": "^[-a-z0-9.<>]+$", "examples": ["<app>.<tenant>.example.cloud"] }),
    Implementation: json!({ "pattern": "^[^@]+(@.+)?$", "examples": ["envoy-gateway@1.9"] }),
    NamespacePattern: json!({ "pattern": "^[-a-z0-9]*<tenant>[-a-z0-9]*$", "examples": ["tenant-<tenant>"] }),
    PathGlob: json!({ "minLength": 1 }),
    Release<'static>: release(&Self::all().map(Self::minor).collect::<Vec<_>>(), r"(\.\d+)?", &[]),
    Kubernetes: release(&Self::all().map(Self::name).collect::<Vec<_>>(), "([.+-].*)?", &[Self::none().name()]),
}

/// One of the known releases, also with a patch version, or one of some words. The releases are offered by name.
fn release(known: &[&str], patch: &str, words: &[&str]) -> Value {
    let releases = known.join("|").replace('.', r"\.");
    let names: Vec<_> = known.iter().chain(words).collect();
    json!({ "anyOf": [{ "enum": names }, { "pattern": format!("^v?({releases}){patch}$") }] })
}

impl JsonSchema for ProfileChoice {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ProfileChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let built_in: Vec<_> = Profile::built_in_names().chain(["none"]).collect();
        json_schema!({
            "anyOf": [
                { "enum": built_in, "description": "A built-in profile, or none." },
                { "type": "string", "pattern": r"[/\\]|\.(yaml|yml|json)$", "description": "A file with a profile." },
                generator.subschema_for::<Profile>(),
            ]
        })
    }
}

impl JsonSchema for Levels {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Levels".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<Level>() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, Settings};
    use super::schemas;
    use crate::diagnostic::{Fixes, RuleInfo, RuleStatus, Severity};
    use std::collections::BTreeSet;

    static RULE: RuleInfo = RuleInfo {
        code: "RP4002",
        name: "duplicate-match",
        severity: Severity::Warning,
        fixes: Fixes::Never,
        since: "0.1.0",
        status: RuleStatus::Active,
        docs: "No two match.",
    };

    /// The keys that the reader knows where an unknown one stands.
    fn known(fault: &str) -> BTreeSet<&str> {
        let (_, list) = fault.split_once("known are `").unwrap_or_else(|| panic!("{fault}"));
        list.trim_end_matches('`').split("`, `").collect()
    }

    #[test]
    fn a_schema_has_the_keys_that_the_reader_knows() {
        let [(_, settings), (_, profile)] = schemas(&[]);
        let whole = "name: a, gateways: [], routes: {kinds: []}";
        let named = |inner: &str| format!("{{{inner}}}");
        for (text, at) in [
            (named("é: 1"), ""),
            (named("gatewayApi: {é: 1}"), "/definitions/GatewayApi"),
            (named("ignore: [{é: 1}]"), "/definitions/Ignore"),
            (named("render: {é: 1}"), "/definitions/Render"),
            (named("render: {charts: [{é: 1}]}"), "/definitions/Chart"),
        ] {
            check(&settings, at, &Settings::from_yaml(&text, &[]).unwrap_err().to_string());
        }
        for (text, at) in [
            (named("é: 1"), ""),
            (named("gateways: [{é: 1}]"), "/definitions/GatewayName"),
            (named("routes: {é: 1}"), "/definitions/Routes"),
            (named("hostnames: {é: 1}"), "/definitions/Hostnames"),
            (named("tenants: {é: 1}"), "/definitions/Tenants"),
            (named("tenants: {list: [{é: 1}]}"), "/definitions/ListedTenant"),
            (named("allowed: {é: 1}"), "/definitions/Allowed"),
            (named("forbidden: {é: 1}"), "/definitions/Forbidden"),
            (
                named(&format!("{whole}, hostnames: {{customDomains: {{é: 1}}}}")),
                "/definitions/CustomDomains",
            ),
        ] {
            check(&profile, at, &Profile::from_yaml(&text).unwrap_err().to_string());
        }
    }

    #[test]
    fn codes_are_those_of_rules() {
        let [(_, settings), _] = schemas(&[&RULE]);
        let rules = &settings.as_value()["properties"]["rules"];
        assert_eq!(rules["properties"]["RP4002"]["allOf"][0]["$ref"], "#/definitions/Level");
        assert_eq!(rules["additionalProperties"], false);
        let code = settings.as_value().pointer("/definitions/Ignore/properties/code").unwrap();
        assert_eq!(code["anyOf"][0]["const"], "RP4002");
        assert_eq!(code["anyOf"][0]["description"], "duplicate-match: No two match.");
    }

    fn check(schema: &schemars::Schema, at: &str, fault: &str) {
        let schema = schema.as_value().pointer(at).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(properties.keys().map(String::as_str).collect::<BTreeSet<_>>(), known(fault), "{at}");
        assert_eq!(schema["additionalProperties"], false, "{at}");
    }
}
