//! References to the fields of a Pod and to the resources of its containers.

use super::node::Node;
use crate::schema::builtin::quantity::thousandths;
use crate::schema::names::qualified_name;
use crate::schema::violation::ViolationKind;
use crate::schema::violations::Violations;

/// The fields that a variable may hold.
pub(super) const IN_VARIABLES: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// The fields that a file may hold.
pub(super) const IN_VOLUMES: &[&str] =
    &["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

const RESOURCES: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// Checks a reference to a field of the Pod.
pub(super) fn of_pod(reference: &Node<'_, '_>, allowed: &[&str], out: &mut Violations) {
    let (version, path) = (reference.field("apiVersion"), reference.field("fieldPath"));
    let (Some(version), Some(text), Some(_)) = (version.text(), path.text(), reference.len()) else { return };
    if text.is_empty() {
        return path.missing(out);
    }
    let entry = text.strip_suffix("']").and_then(|it| it.split_once("['")).filter(|it| !it.0.is_empty());
    match entry {
        _ if !matches!(version, "" | "v1") => path.refuse("cannot be read: `apiVersion` is not v1", "", out),
        Some((owner @ ("metadata.annotations" | "metadata.labels"), key)) => {
            let lower = key.to_lowercase();
            let key = if owner == "metadata.labels" { key } else { &lower };
            if let Some(fault) = qualified_name(key) {
                // The API server's code names the reference.
                reference.report(ViolationKind::Misnamed { what: "a key", fault }, path.at(), out);
            }
        }
        Some(_) => path.refuse("is no map", "only labels and annotations have keys", out),
        // Old clients call it so.
        None if text == "spec.host" && allowed.contains(&"spec.nodeName") => {}
        None if !allowed.contains(&text) => path.not_in(text, allowed, out),
        None => {}
    }
}

/// Checks a reference to a resource of a container, which a volume has to name.
pub(super) fn of_container(reference: &Node<'_, '_>, in_volume: bool, out: &mut Violations) {
    let (container, resource) = (reference.field("containerName"), reference.field("resource"));
    let divisor = reference.field("divisor");
    let (Some(owner), Some(text), Some(_)) = (container.text(), resource.text(), reference.len()) else {
        return;
    };
    let pages = ["limits.hugepages-", "requests.hugepages-"].iter().any(|it| text.starts_with(it));
    if in_volume && owner.is_empty() {
        container.missing(out);
    } else if text.is_empty() {
        resource.missing(out);
    } else if !RESOURCES.contains(&text) && !pages {
        resource.not_in(text, RESOURCES, out);
    }
    let is_cpu = matches!(text, "limits.cpu" | "requests.cpu");
    if (pages || RESOURCES.contains(&text))
        && divisor.written().and_then(|it| is_unit(it, is_cpu)) == Some(false)
    {
        let help = if is_cpu { "write `1` or `1m`" } else { "write 1 with a unit, such as `1Mi`" };
        divisor.refuse("is no unit of that resource", help, out);
    }
}

/// Whether a quantity is one of a unit; nothing where it is finer than thousandths.
fn is_unit(text: &str, is_cpu: bool) -> Option<bool> {
    let text = text.trim();
    let digits = text.split_once('.').map_or(0, |it| it.1.bytes().take_while(u8::is_ascii_digit).count());
    let value = thousandths(text).filter(|_| digits <= 3 && !text.ends_with(['n', 'u']))?;
    if value == 0 || value == 1000 {
        return Some(true);
    }
    if is_cpu {
        return Some(value == 1 && !text.contains(['e', 'E']));
    }
    // A power of ten is not written as a unit.
    let is_power = text.contains(['e', 'E']) && text.ends_with(|it: char| it.is_ascii_digit());
    let step = if text.ends_with('i') { 1024 } else { 1000 };
    let mut units = (1..=6).scan(1000_i128, |unit, _| {
        *unit = unit.saturating_mul(step);
        Some(*unit)
    });
    Some(!is_power && units.any(|it| it == value))
}

#[cfg(test)]
mod tests {
    use super::is_unit;

    #[test]
    fn units_of_resources() {
        for good in ["0", "1", "1000m", "1k", "1000", "1Ki", "1024Ki", "1Ei", "1E"] {
            assert_eq!(is_unit(good, false), Some(true), "{good}");
        }
        for bad in ["2", "1024", "500m", "1e3", "3Mi", "-1"] {
            assert_eq!(is_unit(bad, false), Some(false), "{bad}");
        }
        assert_eq!(is_unit("1m", true), Some(true));
        assert_eq!(is_unit("1k", true), Some(false));
        assert_eq!(is_unit("1n", true), None);
    }
}
