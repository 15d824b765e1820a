//! What is asked of storage: `PersistentVolumeClaim`s, and the templates of them.

use super::node::Node;
use super::selector;
use crate::schema::violations::Violations;

const MODES: &[&str] = &["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/// Checks a `PersistentVolumeClaim`.
pub(super) fn claim(root: &Node<'_, '_>, out: &mut Violations) {
    claim_spec(&root.field("spec"), out);
}

/// Checks the `spec` of a claim, or of the template of one.
pub(super) fn claim_spec(spec: &Node<'_, '_>, out: &mut Violations) {
    let modes = spec.field("accessModes");
    if modes.len() == Some(0) {
        modes.missing(out);
    }
    let (mut alone, mut others) = (false, false);
    for mode in modes.items() {
        match mode.text() {
            Some("ReadWriteOncePod") => alone = true,
            Some(it) if MODES.contains(&it) => others = true,
            // The API server's code leaves the index out of this path.
            Some(it) => mode.called(spec, "accessModes").not_in(it, MODES, out),
            None => {}
        }
    }
    if alone && others {
        modes.refuse("has ReadWriteOncePod beside other modes", "keep it alone, or leave it out", out);
    }
    selector::check(&spec.field("selector"), out);
    size(&spec.field("resources"), out);
    for name in ["storageClassName", "volumeAttributesClassName"] {
        let class = spec.field(name);
        if class.some_text().is_some() {
            class.dns_subdomain(out);
        }
    }
    spec.field("volumeMode").strict_choice(&["Block", "Filesystem"], out);
}

fn size(resources: &Node<'_, '_>, out: &mut Violations) {
    let requests = resources.field("requests");
    if resources.len().is_none() || requests.len().is_none() {
        return;
    }
    let storage = requests.field("storage");
    // The API server's code leaves `requests` out of this path.
    let size = storage.called_entry(resources, "storage");
    if !storage.is_written() {
        size.missing(out);
    } else if size.amount_of().is_some_and(|it| it <= 0) {
        size.refuse("is not more than 0", "", out);
    }
}
