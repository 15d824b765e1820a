//! The volumes of Pods: their names, and that each has one source.

use super::node::Node;
use super::sources;
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
    /// The names of those that are claims, which can be devices.
    claims: Set<&'a str>,
    /// Whether some name is not known.
    open: bool,
}

impl<'a> Volumes<'a> {
    /// Whether a volume may have that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.open || self.names.contains(name)
    }

    /// Whether it may be a device.
    pub(super) fn has_device(&self, name: &str) -> bool {
        self.open || self.claims.contains(name)
    }

    /// Checks the list of volumes; `claims` are those that a StatefulSet adds.
    pub(super) fn check(list: &Node<'a, '_>, claims: Option<&Node<'a, '_>>, out: &mut Violations) -> Self {
        let mut found = Self { names: Set::new(), claims: Set::new(), open: list.len().is_none() };
        let (mut own, mut added) = (Set::new(), Set::new());
        for claim in claims.iter().flat_map(|it| it.items()) {
            let metadata = claim.field("metadata");
            let name = metadata.field("name");
            match name.text() {
                Some("") => name.missing(out),
                Some(text) => {
                    name.dns_label(out);
                    _ = added.insert(text);
                    _ = found.claims.insert(text);
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
            if ["persistentVolumeClaim", "ephemeral"].iter().any(|it| volume.field(it).is_set()) {
                _ = found.claims.insert(text);
            }
            one_source(&volume, out);
        }
        found.names.extend(own.into_iter().chain(added));
        found
    }
}

/// A volume has one source; one without any is an empty folder.
fn one_source(volume: &Node<'_, '_>, out: &mut Violations) {
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
                sources::check(name, volume, &source, out);
            }
            Some(first) => {
                let message = format!("may not stand beside `{first}`: a volume has one source");
                source.called(volume, called).refuse(&message, "make two volumes of them", out);
            }
        }
    }
}
