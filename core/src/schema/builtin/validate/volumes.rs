//! The volumes of Pods: their names, and what the commonest sources need.

use super::node::Node;
use super::storage;
use crate::order::{Set, sort};
use crate::schema::violations::Violations;
use crate::yaml::Entry;

/// The sources of a volume in the order in which the API server's code looks at them, and what it calls them where there is
/// more than one.
const SOURCES: [(&str, &str); 30] = [
    ("emptyDir", "emptyDir"),
    ("hostPath", "hostPath"),
    ("gitRepo", "gitRepo"),
    ("gcePersistentDisk", "gcePersistentDisk"),
    ("awsElasticBlockStore", "awsElasticBlockStore"),
    ("secret", "secret"),
    ("nfs", "nfs"),
    ("iscsi", "iscsi"),
    ("glusterfs", "glusterfs"),
    ("flocker", "flocker"),
    ("persistentVolumeClaim", "persistentVolumeClaim"),
    ("rbd", "rbd"),
    ("cinder", "cinder"),
    ("cephfs", "cephFS"),
    ("quobyte", "quobyte"),
    ("downwardAPI", "downwarAPI"),
    ("fc", "fc"),
    ("flexVolume", "flexVolume"),
    ("configMap", "configMap"),
    ("azureFile", "azureFile"),
    ("vsphereVolume", "vsphereVolume"),
    ("photonPersistentDisk", "photonPersistentDisk"),
    ("portworxVolume", "portworxVolume"),
    ("azureDisk", "azureDisk"),
    ("storageos", "storageos"),
    ("projected", "projected"),
    ("scaleIO", "scaleIO"),
    ("csi", "csi"),
    ("ephemeral", "ephemeral"),
    ("image", "image"),
];

/// The volumes of a Pod.
pub(super) struct Volumes<'a> {
    /// The names of all of them, those too that are not valid.
    names: Set<&'a str>,
    /// Whether some name is not known.
    open: bool,
}

impl<'a> Volumes<'a> {
    /// Whether a volume may have that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.open || self.names.contains(name)
    }

    /// Checks the list of volumes; `claims` are those that a StatefulSet adds.
    pub(super) fn check(list: &Node<'a, '_>, claims: Option<&Node<'a, '_>>, out: &mut Violations) -> Self {
        let mut found = Self { names: Set::new(), open: list.len().is_none() };
        let (mut own, mut added) = (Set::new(), Set::new());
        for claim in claims.iter().flat_map(|it| it.items()) {
            let metadata = claim.field("metadata");
            let name = metadata.field("name");
            match name.text() {
                Some("") => name.missing(out),
                Some(text) => {
                    name.dns_label(out);
                    _ = added.insert(text);
                }
                None => found.open = true,
            }
        }
        for volume in list.items() {
            let name = volume.field("name");
            let Some(text) = name.text() else {
                found.open = true;
                continue;
            };
            // What a StatefulSet adds stands in the place of a volume of that name.
            if added.contains(text) {
                continue;
            }
            match text {
                "" => name.missing(out),
                _ => name.dns_label(out),
            }
            if !text.is_empty() && !own.insert(text) {
                name.refuse("is the name of another volume", "give each volume a name of its own", out);
            }
            sources(&volume, out);
        }
        found.names.extend(own.into_iter().chain(added));
        found
    }
}

/// A volume has one source; one without any is an empty folder.
fn sources(volume: &Node<'_, '_>, out: &mut Violations) {
    let known = |it: Entry<'_>| SOURCES.iter().position(|source| it.key.as_str() == Some(source.0));
    let mut places: Vec<_> = volume.entries().filter_map(known).collect();
    sort(&mut places);
    let mut first = None;
    for (name, called) in places.into_iter().filter_map(|it| SOURCES.get(it).copied()) {
        let source = volume.field(name);
        if !source.is_set() || source.len().is_none() {
            continue;
        }
        match first {
            None => {
                first = Some(name);
                self::source(name, &source, out);
            }
            Some(first) => {
                let message = format!("may not stand beside `{first}`: a volume has one source");
                source.called(volume, called).refuse(&message, "make two volumes of them", out);
            }
        }
    }
}

fn source(name: &str, source: &Node<'_, '_>, out: &mut Violations) {
    match name {
        "emptyDir" => {
            let limit = source.field("sizeLimit");
            if limit.amount_of().is_some_and(|it| it < 0) {
                limit.refuse("is less than 0", "", out);
            }
            mode(&source.field("mode"), 0o1777, out);
        }
        "hostPath" => {
            needs(source, &["path"], out);
            if source.field("path").some_text().is_some() {
                source.field("path").no_way_up(out);
                source.field("type").choice(HOST_PATHS, out);
            }
        }
        "secret" | "configMap" => {
            needs(source, &[if name == "secret" { "secretName" } else { "name" }], out);
            files(source, out);
        }
        "persistentVolumeClaim" => needs(source, &["claimName"], out),
        "nfs" => {
            needs(source, &["server", "path"], out);
            if source.field("path").some_text().is_some_and(|it| !it.starts_with('/')) {
                source.field("path").refuse("does not begin with `/`", "", out);
            }
        }
        "csi" => {
            needs(source, &["driver"], out);
            let driver = source.field("driver");
            if let Some(text) = driver.some_text() {
                driver.dns_subdomain_of(&text.to_ascii_lowercase(), out);
            }
        }
        "ephemeral" => {
            let template = source.field("volumeClaimTemplate");
            match template.is_set() {
                true if template.len().is_some() => storage::claim_spec(&template.field("spec"), out),
                true => {}
                false => template.missing(out),
            }
        }
        _ => {}
    }
}

const HOST_PATHS: &[&str] =
    &["BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

fn needs(source: &Node<'_, '_>, names: &[&str], out: &mut Violations) {
    for name in names {
        if source.field(name).text() == Some("") {
            source.field(name).missing(out);
        }
    }
}

fn mode(mode: &Node<'_, '_>, most: i64, out: &mut Violations) {
    if mode.is_set() {
        mode.between(0, most, out);
    }
}

/// Which keys become which files.
fn files(source: &Node<'_, '_>, out: &mut Violations) {
    mode(&source.field("defaultMode"), 0o777, out);
    for item in source.field("items").items() {
        needs(&item, &["key", "path"], out);
        item.field("path").file_path(out);
        mode(&item.field("mode"), 0o777, out);
    }
}
