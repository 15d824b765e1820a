//! What the Pods of an object do: the container images that a profile forbids, and ways to the network of their node.
//! Pods stand in templates of many kinds, so that the fields are looked for wherever they are.

use super::{OpenFact, Platform};
use crate::manifest::View;
use crate::settings::{OpenField, PathGlob};
use crate::yaml::{Kind, Value};

/// The lists of containers in a Pod's spec.
const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// The most bytes of an image: a longer name, with tag and digest, is of no form that a kubelet pulls.
const MOST_IMAGE: usize = 512;

/// The images in `object` that the profile forbids.
pub(super) fn images<'a>(platform: &Platform, object: View<'a>) -> Vec<Value<'a>> {
    let forbidden = &platform.profile().forbidden.images;
    if forbidden.is_empty() {
        return Vec::new();
    }
    let lists = CONTAINERS.iter().flat_map(|key| object.value().all_below(key));
    let images = lists.flat_map(Value::items).filter_map(|it| it.get("image"));
    images.filter(|it| it.as_str().is_some_and(|image| is_forbidden(forbidden, image))).collect()
}

/// The fields in `object` that take a Pod to the network of its node.
pub(super) fn open_fields<'a>(platform: &Platform, object: View<'a>, out: &mut Vec<OpenFact<'a>>) {
    // In an unknown kind a text may mean anything.
    let is_known = matches!(object.group(), "" | "apps" | "batch");
    if !platform.allows_field(OpenField::HostNetwork) {
        let found = object.value().all_below("hostNetwork");
        let found = found.filter(|it| match it.kind() {
            Kind::Bool => it.as_bool() == Some(true),
            Kind::String => is_known && object.value().get("data").is_none() && it.as_str() != Some("false"),
            _ => false,
        });
        out.extend(found.map(|it| OpenFact { value: it, field: OpenField::HostNetwork }));
    }
    if !platform.allows_field(OpenField::HostPort) {
        let found = object.value().all_below("hostPort");
        let found = found.filter(|it| match it.kind() {
            Kind::Int | Kind::Float => it.as_i64() != Some(0),
            Kind::String => is_known && object.value().get("data").is_none() && it.as_str() != Some(""),
            _ => false,
        });
        out.extend(found.map(|it| OpenFact { value: it, field: OpenField::HostPort }));
    }
}

fn is_forbidden(forbidden: &[PathGlob], image: &str) -> bool {
    if image.len() > MOST_IMAGE {
        return false;
    }
    let image = repository(image).to_ascii_lowercase();
    forbidden.iter().any(|it| it.matches(&image))
}

/// The image without its digest and tag; a colon in front of a slash is a registry's port.
fn repository(image: &str) -> &str {
    let image = image.trim();
    let image = image.split_once('@').map_or(image, |(it, _)| it);
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_IMAGE, is_forbidden, repository};
    use crate::settings::PathGlob;

    #[test]
    fn an_image_that_no_kubelet_pulls_is_none() {
        let forbidden = [PathGlob::try_from("**/nginx*".to_owned()).unwrap()];
        assert!(is_forbidden(&forbidden, "local:5000/a/nginx-ingress:1"));
        assert!(!is_forbidden(&forbidden, &format!("{}nginx", "a/".repeat(MOST_IMAGE))));
    }

    #[test]
    fn an_image_without_tag_and_digest() {
        assert_eq!(repository("traefik"), "traefik");
        assert_eq!(repository("traefik:v3.1"), "traefik");
        assert_eq!(repository("local:5000/a/b"), "local:5000/a/b");
        assert_eq!(repository("local:5000/a/b:1@sha256:00"), "local:5000/a/b");
    }
}
