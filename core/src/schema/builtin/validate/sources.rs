//! What each source of a volume needs.

use super::node::Node;
use super::{projected, storage};
use crate::schema::violations::Violations;

const HOST_PATHS: &[&str] =
    &["BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// The texts and lists that a source may not leave empty.
const NEEDS: [(&str, &[&str]); 23] = [
    ("awsElasticBlockStore", &["volumeID"]),
    ("azureDisk", &["diskName", "diskURI"]),
    ("azureFile", &["secretName", "shareName"]),
    ("cephfs", &["monitors"]),
    ("cinder", &["volumeID"]),
    ("configMap", &["name"]),
    ("csi", &["driver"]),
    ("flexVolume", &["driver"]),
    ("gcePersistentDisk", &["pdName"]),
    ("gitRepo", &["repository"]),
    ("glusterfs", &["endpoints", "path"]),
    ("hostPath", &["path"]),
    ("image", &["reference"]),
    ("iscsi", &["targetPortal", "iqn"]),
    ("nfs", &["server", "path"]),
    ("persistentVolumeClaim", &["claimName"]),
    ("photonPersistentDisk", &["pdID"]),
    ("portworxVolume", &["volumeID"]),
    ("quobyte", &["registry", "volume"]),
    ("rbd", &["monitors", "image"]),
    ("scaleIO", &["gateway", "system", "volumeName"]),
    ("secret", &["secretName"]),
    ("vsphereVolume", &["volumePath"]),
];

/// Checks the source `name` of a volume.
pub(super) fn check(name: &str, volume: &Node<'_, '_>, source: &Node<'_, '_>, out: &mut Violations) {
    // The API server's code has another name for it.
    let disk = source.called(volume, "persistentDisk");
    let source = if name == "gcePersistentDisk" { &disk } else { source };
    needs(source, NEEDS.iter().find(|it| it.0 == name).map(|it| it.1).unwrap_or_default(), out);
    match name {
        "emptyDir" => {
            let limit = source.field("sizeLimit");
            if limit.amount_of().is_some_and(|it| it < 0) {
                limit.refuse("is less than 0", "", out);
            }
            mode(&source.field("mode"), 0o1777, out);
        }
        "hostPath" => {
            if source.field("path").some_text().is_some() {
                source.field("path").no_way_up(out);
                source.field("type").choice(HOST_PATHS, out);
            }
        }
        "secret" | "configMap" => {
            mode(&source.field("defaultMode"), 0o777, out);
            files(source, out);
        }
        "nfs" => {
            if source.field("path").some_text().is_some_and(|it| !it.starts_with('/')) {
                source.field("path").refuse("does not begin with `/`", "", out);
            }
        }
        "csi" => csi(source, out),
        "ephemeral" => {
            let template = source.field("volumeClaimTemplate");
            match template.is_set() {
                true if template.len().is_some() => storage::claim_spec(&template.field("spec"), out),
                true => {}
                false => template.missing(out),
            }
        }
        "projected" => projected::check(source, out),
        "downwardAPI" => {
            mode(&source.field("defaultMode"), 0o777, out);
            source.field("items").items().for_each(|it| projected::downward(source, &it, out));
        }
        "image" => {
            source.field("pullPolicy").choice(&["Always", "IfNotPresent", "Never"], out);
        }
        _ => of_makers(name, volume, source, out),
    }
}

/// Sources of one maker's storage.
fn of_makers(name: &str, volume: &Node<'_, '_>, source: &Node<'_, '_>, out: &mut Violations) {
    match name {
        "gcePersistentDisk" | "awsElasticBlockStore" => source.field("partition").between(0, 255, out),
        "gitRepo" => source.field("directory").descending_path(out),
        "cinder" => secret_name(source, "secretRef", out),
        "iscsi" => iscsi(volume, source, out),
        "fc" => channel(source, out),
        "flocker" => {
            let (name, id) = (source.field("datasetName"), source.field("datasetUUID"));
            match (name.text(), id.text()) {
                (Some(""), Some("")) => source.missing(out),
                (Some(one), Some(other)) if !one.is_empty() && !other.is_empty() => {
                    source.refuse("has both `datasetName` and `datasetUUID`", "keep one of them", out);
                }
                _ => {}
            }
            if name.text().is_some_and(|it| it.contains('/')) {
                name.refuse("has a slash in it", "", out);
            }
        }
        "quobyte" => {
            let (registry, tenant) = (source.field("registry"), source.field("tenant"));
            let Some(hosts) = registry.some_text() else { return };
            if tenant.text().is_some_and(|it| it.len() > 64) {
                tenant.refuse("is longer than 64 characters", "", out);
            } else if !hosts.split(',').all(is_host_and_port) {
                registry.refuse("is no list of hosts with ports", "write `host:port`", out);
            }
        }
        "flexVolume" => {
            for (key, option) in source.field("options").map_items() {
                let domain = format!(".{}", key.split('/').next().unwrap_or_default().to_ascii_lowercase());
                if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
                    option.refuse("has a domain that is Kubernetes' own", "", out);
                }
            }
        }
        "azureDisk" => azure_disk(source, out),
        "storageos" => {
            let (name, namespace) = (source.field("volumeName"), source.field("volumeNamespace"));
            match name.text() {
                Some("") => name.missing(out),
                _ => name.dns_label(out),
            }
            if namespace.some_text().is_some() {
                namespace.dns_label(out);
            }
            secret_name(source, "secretRef", out);
        }
        _ => {}
    }
}

fn csi(source: &Node<'_, '_>, out: &mut Violations) {
    let driver = source.field("driver");
    if let Some(text) = driver.some_text() {
        if text.len() > 63 {
            driver.refuse("is longer than 63 characters", "", out);
        }
        driver.dns_subdomain_of(&text.to_lowercase(), out);
    }
    secret_name(source, "nodePublishSecretRef", out);
    let secret = source.field("nodePublishSecretRef");
    let name = secret.field("name");
    if name.some_text().is_some() {
        // The API server's code leaves the reference out of this path.
        name.called(source, "name").dns_subdomain(out);
    }
}

fn secret_name(source: &Node<'_, '_>, field: &str, out: &mut Violations) {
    let secret = source.field(field);
    if secret.is_set() && secret.len().is_some() {
        needs(&secret, &["name"], out);
    }
}

fn iscsi(volume: &Node<'_, '_>, source: &Node<'_, '_>, out: &mut Violations) {
    let (target, initiator) = (source.field("iqn"), source.field("initiatorName"));
    if target.some_text().is_some_and(|it| !is_initiator(it)) {
        target.refuse("is no name of an iSCSI node", "names begin with `iqn.`, `eui.` or `naa.`", out);
    }
    source.field("lun").between(0, 255, out);
    let secret = source.field("secretRef");
    if !secret.is_set()
        && ["chapAuthDiscovery", "chapAuthSession"].iter().any(|it| source.field(it).is_true())
    {
        secret.missing(out);
    }
    let Some(text) = initiator.text().filter(|_| initiator.is_set()) else { return };
    if !is_initiator(text) {
        // The API server's code writes it in lower case.
        initiator.called(source, "initiatorname").refuse("is no name of an iSCSI node", "", out);
    }
    let (name, portal) = (volume.field("name"), source.field("targetPortal"));
    if name.text().zip(portal.text()).is_some_and(|(name, portal)| name.len() + portal.len() > 63) {
        name.refuse("is too long, together with `targetPortal`", "both have 63 characters at most", out);
    }
}

/// Whether `text` is the name of an iSCSI node, read as loosely as the API server reads it.
fn is_initiator(text: &str) -> bool {
    let is_id = |rest: &str, length: usize| {
        let mut rest = rest.chars();
        rest.next().is_some_and(|it| it != '\n')
            && rest.clone().count() == length
            && rest.all(|it| it.is_ascii_alphanumeric())
    };
    match (text.strip_prefix("eui"), text.strip_prefix("naa")) {
        (Some(rest), _) => is_id(rest, 16),
        (_, Some(rest)) => is_id(rest, 32),
        _ => text.starts_with("iqn") && text.match_indices("iqn.").any(|it| is_qualified(text.get(it.0..))),
    }
}

/// Whether it is `iqn.`, a year and month, a domain and a name.
fn is_qualified(text: Option<&str>) -> bool {
    let Some((head, name)) = text.and_then(|it| it.split_once(':')) else { return false };
    let mut parts = head.splitn(3, '.');
    let (_, date, domain) = (parts.next(), parts.next(), parts.next());
    let is_date = |it: &str| {
        it.len() == 7
            && it.bytes().enumerate().all(|(at, it)| if at == 4 { it == b'-' } else { it.is_ascii_digit() })
    };
    let is_space = |it: char| matches!(it, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    date.is_some_and(is_date)
        && domain.is_some_and(|it| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.'))
        })
        && !name.is_empty()
        && !name.contains(|it: char| is_space(it) || matches!(it, ',' | ';' | '*' | '&' | '$' | '|'))
}

/// A volume behind Fibre Channel.
fn channel(source: &Node<'_, '_>, out: &mut Violations) {
    let (targets, ids, lun) = (source.field("targetWWNs"), source.field("wwids"), source.field("lun"));
    match (targets.len(), ids.len()) {
        (Some(0), Some(0)) => targets.missing(out),
        (Some(1..), Some(1..)) => targets.refuse("may not be set beside `wwids`", "keep one of them", out),
        _ => {}
    }
    if targets.len().is_some_and(|it| it > 0) {
        match lun.is_set() {
            true => lun.between(0, 255, out),
            false => lun.missing(out),
        }
    }
}

fn azure_disk(source: &Node<'_, '_>, out: &mut Violations) {
    let (kind, address) = (source.field("kind"), source.field("diskURI"));
    source.field("cachingMode").strict_choice(&["None", "ReadOnly", "ReadWrite"], out);
    kind.strict_choice(&["Dedicated", "Managed", "Shared"], out);
    let wanted = if kind.text() == Some("Managed") { "/subscriptions/" } else { "https://" };
    if kind.text().is_some() && address.text().is_some_and(|it| !it.starts_with(wanted)) {
        address.refuse(&format!("does not begin with `{wanted}`"), "", out);
    }
}

/// Whether Go splits `text` into a host and a port.
fn is_host_and_port(text: &str) -> bool {
    let split = match text.strip_prefix('[') {
        Some(rest) => rest.split_once("]:"),
        None => text.split_once(':'),
    };
    split.is_some_and(|(host, port)| !host.contains(['[', ']']) && !port.contains([':', '[', ']']))
}

/// Checks that texts and lists are not empty.
pub(super) fn needs(source: &Node<'_, '_>, names: &[&str], out: &mut Violations) {
    for name in names {
        let field = source.field(name);
        if field.text() == Some("") || field.len() == Some(0) {
            field.missing(out);
        }
    }
}

/// Checks the mode of a file.
pub(super) fn mode(mode: &Node<'_, '_>, most: i64, out: &mut Violations) {
    if mode.is_set() {
        mode.between(0, most, out);
    }
}

/// Checks which keys become which files.
pub(super) fn files(source: &Node<'_, '_>, out: &mut Violations) {
    for item in source.field("items").items() {
        needs(&item, &["key", "path"], out);
        item.field("path").file_path(out);
        mode(&item.field("mode"), 0o777, out);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_host_and_port, is_initiator};

    #[test]
    fn names_of_iscsi_nodes() {
        for good in ["iqn.2001-04.com.example:storage", "eui.0123456789abcdef", "iqn.2001-04.a:b:c"] {
            assert!(is_initiator(good), "{good}");
        }
        for bad in [
            "",
            "iqn",
            "a",
            "iqn.2001-04.com.example",
            "iqn.01-04.a:b",
            "eui.1",
            "naa.1",
            "iqn.2001-04.a:b c",
        ] {
            assert!(!is_initiator(bad), "{bad}");
        }
    }

    #[test]
    fn hosts_with_ports() {
        assert!(["a:1", "[::1]:2", ":"].iter().all(|it| is_host_and_port(it)));
        assert!(["a", "a:1:2", "[::1]", "[a]b:1", "a]:1"].iter().all(|it| !is_host_and_port(it)));
    }
}
