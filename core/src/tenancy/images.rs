//! The container images of a workload that a profile forbids: an ingress controller is a workload like any other, so
//! only its image tells.

use super::Role;
use crate::manifest::View;
use crate::settings::PathGlob;
use crate::yaml::{Kind, Value};

/// The lists of containers in a Pod's spec.
const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// The role of `object`, if it runs containers.
pub(super) fn role<'a>(forbidden: &[PathGlob], object: View<'a>) -> Role<'a> {
    let spec = object.value().get("spec");
    let pod = match object.kind() {
        "Pod" => spec,
        "CronJob" => spec.and_then(|it| it.get("jobTemplate")?.get("spec")?.get("template")?.get("spec")),
        _ => spec.and_then(|it| it.get("template")?.get("spec")),
    };
    let Some(pod) = pod.filter(|it| !forbidden.is_empty() && it.kind() == Kind::Mapping) else {
        return Role::Other;
    };
    let containers = CONTAINERS.iter().filter_map(|key| pod.get(key)).flat_map(Value::items);
    let images = containers.filter_map(|it| it.get("image"));
    let bad = images.filter(|it| it.as_str().is_some_and(|image| is_forbidden(forbidden, image)));
    Role::Workload(bad.collect())
}

fn is_forbidden(forbidden: &[PathGlob], image: &str) -> bool {
    let image = repository(image);
    forbidden.iter().any(|it| it.matches(image))
}

/// The image without its digest and tag; a colon in front of a slash is a registry's port.
fn repository(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(it, _)| it);
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}

#[cfg(test)]
mod tests {
    use super::repository;

    #[test]
    fn an_image_without_tag_and_digest() {
        assert_eq!(repository("traefik"), "traefik");
        assert_eq!(repository("traefik:v3.1"), "traefik");
        assert_eq!(repository("local:5000/a/b"), "local:5000/a/b");
        assert_eq!(repository("local:5000/a/b:1@sha256:00"), "local:5000/a/b");
    }
}
