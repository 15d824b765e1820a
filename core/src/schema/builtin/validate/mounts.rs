//! Where a container finds its volumes: as folders and files, and as devices.

use super::node::Node;
use super::volumes::Volumes;
use crate::order::{Map, Set};
use crate::schema::violations::Violations;

/// Checks the mounts and devices of a container.
pub(super) fn check(container: &Node<'_, '_>, volumes: &Volumes<'_>, out: &mut Violations) {
    let mounts = container.field("volumeMounts");
    let mut paths = Set::new();
    let devices = places(&container.field("volumeDevices"), "devicePath");
    let device_paths: Set<&str> = devices.iter().map(|it| *it.1).collect();
    for mount in mounts.items() {
        let (name, path) = (mount.field("name"), mount.field("mountPath"));
        match name.text() {
            Some("") => name.missing(out),
            Some(text) if !volumes.has(text) => {
                name.refuse(
                    "is no volume of the Pod",
                    "add it to `volumes`, or use the name of one there",
                    out,
                );
            }
            _ => {}
        }
        match path.text() {
            Some("") => path.missing(out),
            Some(text) if !paths.insert(text) => {
                path.refuse("is the path of another mount", "", out);
            }
            _ => {}
        }
        // The API server's code leaves the index out of these paths.
        let (part, expression) = (mount.field("subPath"), mount.field("subPathExpr"));
        part.called(&mounts, "subPath").descending_path(out);
        expression.called(&mounts, "subPathExpr").descending_path(out);
        if part.some_text().is_some() && expression.some_text().is_some() {
            expression.refuse("may not stand beside `subPath`", "keep one of the two", out);
        }
        propagation(&mount, &mounts, container, out);
        if name.text().is_some_and(|it| devices.contains_key(it)) {
            name.refuse("is the name of a device as well", "", out);
        }
        if path.text().is_some_and(|it| device_paths.contains(it)) {
            path.refuse("is the path of a device as well", "", out);
        }
    }
    self::devices(container, volumes, out);
}

/// The places of a list by name; of two with one name the last.
fn places<'a>(list: &Node<'a, '_>, path: &str) -> Map<&'a str, &'a str> {
    let mut found = Map::new();
    for item in list.items() {
        if let (Some(name), Some(path)) = (item.field("name").text(), item.field(path).text()) {
            _ = found.insert(name, path);
        }
    }
    found
}

fn propagation(mount: &Node<'_, '_>, mounts: &Node<'_, '_>, container: &Node<'_, '_>, out: &mut Violations) {
    let (spread, recursive) = (mount.field("mountPropagation"), mount.field("recursiveReadOnly"));
    let context = container.field("securityContext");
    // The API server's code leaves the index out of these paths.
    let named = spread.called(mounts, "mountPropagation");
    named.strict_choice(&["Bidirectional", "HostToContainer", "None"], out);
    if named.text() == Some("Bidirectional") && !context.field("privileged").is_true() {
        named.refuse("is `Bidirectional`, which needs a privileged container", "", out);
    }
    let named = recursive.called(mounts, "recursiveReadOnly");
    match named.text() {
        Some("Enabled" | "IfPossible") => {
            if !mount.field("readOnly").is_true() {
                named.refuse("needs `readOnly: true`", "", out);
            } else if spread.is_set() && spread.text().is_some_and(|it| it != "None") {
                named.refuse("may not be set beside `mountPropagation`", "", out);
            }
        }
        _ => named.strict_choice(&["Disabled", "Enabled", "IfPossible"], out),
    }
}

fn devices(container: &Node<'_, '_>, volumes: &Volumes<'_>, out: &mut Violations) {
    let mounts = places(&container.field("volumeMounts"), "mountPath");
    let mount_paths: Set<&str> = mounts.iter().map(|it| *it.1).collect();
    let (mut names, mut paths) = (Set::new(), Set::new());
    for device in container.field("volumeDevices").items() {
        let (name, path) = (device.field("name"), device.field("devicePath"));
        match name.text() {
            Some("") => name.missing(out),
            Some(text) if !volumes.has(text) => {
                name.refuse("is no volume of the Pod", "add it to `volumes`", out);
            }
            Some(text) if !volumes.has_device(text) => {
                name.refuse("is a volume that is no claim", "only a claim can be a device", out);
            }
            Some(text) if mounts.contains_key(text) || !names.insert(text) => {
                name.refuse("is the name of another mount or device", "", out);
            }
            _ => {}
        }
        match path.text() {
            Some("") => path.missing(out),
            Some(text) if text.split('/').any(|it| it == "..") => path.refuse("has `..` in it", "", out),
            Some(text) if mount_paths.contains(text) || !paths.insert(text) => {
                path.refuse("is the path of another mount or device", "", out);
            }
            _ => {}
        }
    }
}
