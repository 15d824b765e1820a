//! What a container asks for and may use: `resources`.

use super::node::Node;
use crate::schema::builtin::quantity::thousandths;
use crate::schema::names::qualified_name;
use crate::schema::violations::Violations;

/// The resources of a container that are no other maker's, besides huge pages.
const STANDARD: [&str; 3] = ["cpu", "ephemeral-storage", "memory"];
const HUGE_PAGES: &str = "hugepages-";

/// Checks the `resources` of a container.
pub(super) fn check(resources: &Node<'_, '_>, out: &mut Violations) {
    let (limits, requests) = (resources.field("limits"), resources.field("requests"));
    let (mut has_pages, mut has_others) = (false, false);
    for (name, amount) in limits.map_items().chain(requests.map_items()) {
        self::name(name, &amount, out);
        value(name, &amount, out);
        has_pages |= name.starts_with(HUGE_PAGES);
        has_others |= matches!(name, "cpu" | "memory");
    }
    if has_pages && !has_others {
        resources.refuse("has huge pages, and neither `cpu` nor `memory`", "add one of them", out);
    }
    for (name, request) in requests.map_items() {
        let (limit, shared) = (limits.entry(name), is_shared(name));
        if !limit.is_written() {
            if !shared && limits.len().is_some() {
                limits.missing(out);
            }
            continue;
        }
        let (Some(asked), Some(most)) = (request.amount_of(), limit.amount_of()) else { continue };
        if asked > most || (asked != most && !shared) {
            let word = if shared { "more than" } else { "not" };
            let message = format!("asks for `{name}` that is {word} its limit");
            requests.refuse_at(request.at(), &message, "lower it, or raise the limit", out);
        }
    }
}

/// Whether nodes may promise more of a resource than they have.
fn is_shared(name: &str) -> bool {
    is_native(name) && !name.starts_with(HUGE_PAGES)
}

fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Checks the name of a resource of a container.
pub(super) fn name(name: &str, at: &Node<'_, '_>, out: &mut Violations) {
    let help = "its own resources are `cpu`, `memory`, `ephemeral-storage` and `hugepages-…`";
    let is_standard = STANDARD.contains(&name) || name.starts_with(HUGE_PAGES);
    let is_extended =
        || !name.starts_with("requests.") && qualified_name(&format!("requests.{name}")).is_none();
    if qualified_name(name).is_some()
        || (!name.contains('/') && !is_standard)
        || (!is_native(name) && !is_extended())
    {
        at.refuse("is no resource of a container", help, out);
    }
}

fn value(name: &str, at: &Node<'_, '_>, out: &mut Violations) {
    let Some(amount) = at.amount_of() else { return };
    if amount < 0 {
        at.refuse("is less than 0", "", out);
    }
    let is_whole = amount % 1000 == 0;
    if !is_native(name) && !is_whole {
        at.refuse("is not a whole number", "", out);
    }
    if let Some(size) = name.strip_prefix(HUGE_PAGES) {
        let size = thousandths(size).filter(|it| *it > 0 && it % 1000 == 0);
        // What is not whole is rounded up before it is divided.
        let amount = amount.div_euclid(1000) + i128::from(amount.rem_euclid(1000) != 0);
        if size.is_none_or(|it| amount % (it / 1000) != 0) {
            at.refuse("is no multiple of the size of the pages", "", out);
        }
    }
}
