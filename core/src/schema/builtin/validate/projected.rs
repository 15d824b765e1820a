//! Volumes of files that are made of several sources, and of the fields of the Pod itself.

use super::fields;
use super::node::Node;
use super::sources::{files, mode, needs};
use crate::order::Set;
use crate::schema::violations::Violations;

/// The shortest and the longest life of a token, in seconds.
const TOKEN_LIFE: (i64, i64) = (600, 1 << 32);

/// Checks a projected volume.
///
/// Trust bundles and certificates of Pods are not judged: whether the API server looks at them is for the cluster to say.
pub(super) fn check(source: &Node<'_, '_>, out: &mut Violations) {
    mode(&source.field("defaultMode"), 0o777, out);
    let mut paths = Set::new();
    for part in source.field("sources").items() {
        let [secret, map, downward, token] = ["secret", "configMap", "downwardAPI", "serviceAccountToken"];
        let lists = [part.field(secret), part.field(map), part.field(downward)];
        for (name, list) in [secret, map, downward].into_iter().zip(&lists) {
            if !list.is_set() || list.len().is_none() {
                continue;
            }
            if name == downward {
                list.field("items").items().for_each(|it| self::downward(list, &it, out));
            } else {
                needs(list, &["name"], out);
                files(list, out);
            }
            for item in list.field("items").items() {
                let path = item.field("path");
                if path.some_text().is_some_and(|it| !paths.insert(it)) {
                    // The API server's code names the whole volume.
                    source.refuse_at(path.at(), "has two files at the same path", "", out);
                }
            }
        }
        let token = part.field(token);
        if token.is_set() && token.len().is_some() {
            self::token(source, &token, out);
        }
        if lists.iter().chain([&token]).filter(|it| it.is_set()).count() > 1 {
            part.refuse("has more than one source", "make two items of it", out);
        }
    }
}

fn token(source: &Node<'_, '_>, token: &Node<'_, '_>, out: &mut Violations) {
    let (life, path) = (token.field("expirationSeconds"), token.field("path"));
    if life.is_set() {
        life.between(TOKEN_LIFE.0, TOKEN_LIFE.1, out);
    }
    // The API server's code leaves the item out of this path.
    needs_path(&path.called(source, "path"), out);
}

/// Checks a file that holds a field of the Pod; the API server's code names `owner` in place of the item.
pub(super) fn downward(owner: &Node<'_, '_>, file: &Node<'_, '_>, out: &mut Violations) {
    needs_path(&file.field("path").called(owner, "path"), out);
    let (field, resource) = (file.field("fieldRef"), file.field("resourceFieldRef"));
    match (field.is_set(), resource.is_set()) {
        (true, both) => {
            fields::of_pod(&field.called(owner, "fieldRef"), fields::IN_VOLUMES, out);
            if both {
                owner.refuse_at(
                    file.at(),
                    "has both `fieldRef` and `resourceFieldRef`",
                    "keep one of them",
                    out,
                );
            }
        }
        (false, true) => fields::of_container(&resource.called(owner, "resourceFieldRef"), true, out),
        (false, false) if file.len().is_some() => owner.missing(out),
        (false, false) => {}
    }
    mode(&file.field("mode").called(owner, "mode"), 0o777, out);
}

fn needs_path(path: &Node<'_, '_>, out: &mut Violations) {
    match path.text() {
        Some("") => path.missing(out),
        _ => path.file_path(out),
    }
}
