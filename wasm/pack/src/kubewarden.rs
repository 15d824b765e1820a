//! Metadata into a Kubewarden policy, as `kwctl annotate` does it: a custom section with the metadata as JSON.

use crate::VERSION;
use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use wasm_encoder::{CustomSection, Section as _};

/// The section that policy servers and `kwctl inspect` read.
const SECTION: &str = "io.kubewarden.metadata";
/// What [`crate::kubewarden`] writes of its own.
const USAGE: &str = "io.kubewarden.policy.usage";
/// When this version was listed first.
const CREATED: &str = "2026-11-25T00:00:00Z";
/// Its value has to be the version of this workspace.
const POLICY_VERSION: &str = "io.kubewarden.policy.version";

/// `module` with `metadata`, which is YAML, and `usage` in it.
pub(crate) fn annotate(module: &[u8], metadata: &str, usage: &str) -> Result<Vec<u8>> {
    let mut metadata: Value = serde_yaml::from_str(metadata).context("the metadata cannot be read")?;
    let Some(fields) = metadata.as_object_mut() else { bail!("the metadata is no object") };
    // What the policy answers to `protocol_version`.
    fields.insert("protocolVersion".to_owned(), "v1".into());
    let Some(annotations) = fields.get_mut("annotations").and_then(Value::as_object_mut) else {
        bail!("the metadata has no annotations")
    };
    match annotations.get(POLICY_VERSION).and_then(Value::as_str) {
        Some(VERSION) => {}
        other => bail!("{POLICY_VERSION} is {other:?}, and this is version {VERSION}"),
    }
    annotations.insert(USAGE.to_owned(), usage.into());
    let data = serde_json::to_vec(&metadata)?;
    let mut annotated = module.to_vec();
    CustomSection { name: SECTION.into(), data: data.as_slice().into() }.append_to(&mut annotated);
    wasmparser::validate(&annotated).context("the annotated module is not valid")?;
    Ok(annotated)
}

/// What Artifact Hub lists of the policy, as `kwctl scaffold artifacthub` makes it of `metadata` and `questions`.
pub(crate) fn listing(metadata: &str, questions: &str) -> Result<String> {
    let metadata: Value = serde_yaml::from_str(metadata).context("the metadata cannot be read")?;
    let annotation = |key: &str| {
        let text = metadata.get("annotations").and_then(|it| it.get(key)).and_then(Value::as_str);
        text.with_context(|| format!("the metadata has no annotation {key}"))
    };
    let as_yaml = |key: &str| serde_yaml::to_string(metadata.get(key).unwrap_or(&Value::Null));
    let policy = |key: &str| annotation(&format!("io.kubewarden.policy.{key}"));
    let (version, url, source) = (policy("version")?, policy("url")?, policy("source")?);
    let image = format!("{}:v{version}", policy("ociUrl")?);
    let (name, email) = policy("author")?.split_once(" <").context("the author has no address")?;
    let keywords: Vec<_> = annotation("io.artifacthub.keywords")?.split(',').map(str::trim).collect();
    let listing = json!({
        "version": version,
        "name": policy("title")?,
        "displayName": annotation("io.artifacthub.displayName")?,
        "createdAt": CREATED,
        "description": policy("description")?,
        "license": policy("license")?,
        "homeURL": url,
        "containersImages": [{"name": "policy", "image": image}],
        "keywords": keywords,
        "links": [
            {"name": "policy", "url": format!("{source}/releases/download/v{version}/policy.wasm")},
            {"name": "source", "url": source},
        ],
        "install": format!("```console\nkwctl pull {image}\nkwctl scaffold manifest -t ClusterAdmissionPolicy registry://{image}\n```\n"),
        "maintainers": [{"name": name, "email": email.trim_end_matches('>')}],
        "provider": {"name": "routeproof"},
        "recommendations": [{"url": "https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller"}],
        "annotations": {
            "kubewarden/mutation": metadata.get("mutating").unwrap_or(&Value::Bool(false)).to_string(),
            "kubewarden/resources": annotation("io.artifacthub.resources")?,
            "kubewarden/contextAwareResources": as_yaml("contextAwareResources")?,
            "kubewarden/rules": as_yaml("rules")?,
            "kubewarden/questions-ui": questions,
        },
    });
    let header =
        "# Written by `routeproof-pack artifacthub` from metadata.yml and questions-ui.yml; edit those.\n";
    Ok(format!("{header}{}", serde_yaml::to_string(&listing)?))
}

#[cfg(test)]
mod tests {
    use super::annotate;
    use crate::VERSION;
    use serde_json::Value;
    use wasmparser::{Parser, Payload};

    #[test]
    fn the_metadata_is_in_the_module() {
        let empty = wasm_encoder::Module::new().finish();
        let text =
            format!("rules: []\nmutating: true\nannotations: {{io.kubewarden.policy.version: {VERSION}}}\n");
        let policy = annotate(&empty, &text, "# how").unwrap();
        let sections = Parser::new(0).parse_all(&policy).map(Result::unwrap);
        let data = sections.filter_map(|it| match it {
            Payload::CustomSection(it) if it.name() == "io.kubewarden.metadata" => Some(it.data().to_vec()),
            _ => None,
        });
        let [data] = &data.collect::<Vec<_>>()[..] else { panic!() };
        let metadata: Value = serde_json::from_slice(data).unwrap();
        assert_eq!(metadata["protocolVersion"], "v1");
        assert_eq!(metadata["annotations"]["io.kubewarden.policy.usage"], "# how");
        assert!(annotate(&empty, &text.replace(VERSION, "9.9.9"), "").is_err());
        assert!(annotate(&empty, "rules: []", "").is_err());
    }
}
