//! What the filters of a rule do with a request, in the order of writing (Gateway API, `HTTPRouteFilter`).

use super::Request;
use super::v1::{ForwardedV1, HeaderAction, HeaderEditV1};
use crate::model::{Filter, HeaderEdits, View};

/// A redirect, as the client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redirect {
    pub(super) status: u16,
    pub(super) location: String,
}

/// Changes the headers of a request as `edits` says: `set` replaces, `add` appends, `remove` deletes.
pub(super) fn edit_headers(edits: HeaderEdits<'_>, forwarded: &mut ForwardedV1) {
    for it in edits.set() {
        let name = it.name().value;
        remove(name, forwarded);
        put(name, it.value().value, forwarded);
    }
    for it in edits.add() {
        let (name, value) = (it.name().value, it.value().value);
        match forwarded.headers.iter_mut().rfind(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, known)) => {
                known.push(',');
                known.push_str(value);
            }
            None => put(name, value, forwarded),
        }
    }
    for it in edits.remove() {
        remove(it.value, forwarded);
    }
}

/// The changes that a `responseHeaderModifier` makes to the answer.
pub(super) fn header_edits(edits: HeaderEdits<'_>) -> Vec<HeaderEditV1> {
    let edit = |action, name: &str, value: &str| HeaderEditV1 {
        action,
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let set = edits.set().map(|it| edit(HeaderAction::Set, it.name().value, it.value().value));
    let add = edits.add().map(|it| edit(HeaderAction::Add, it.name().value, it.value().value));
    let remove = edits.remove().map(|it| edit(HeaderAction::Remove, it.value, ""));
    set.chain(add).chain(remove).collect()
}

fn put(name: &str, value: &str, forwarded: &mut ForwardedV1) {
    if name.eq_ignore_ascii_case("host") {
        value.clone_into(&mut forwarded.host);
    } else {
        forwarded.headers.push((name.to_owned(), value.to_owned()));
    }
}

fn remove(name: &str, forwarded: &mut ForwardedV1) {
    forwarded.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
}

/// Changes host and path as a `urlRewrite` says; `prefix` is the prefix that the request was matched by.
pub(super) fn rewrite(written: View<'_>, prefix: &str, forwarded: &mut ForwardedV1) {
    if let Some(hostname) = written.text("hostname") {
        hostname.value.clone_into(&mut forwarded.host);
    }
    if let Some(target) = modified(written, prefix, &forwarded.path) {
        forwarded.path = target;
    }
}

/// Where a `requestRedirect` sends the client; `port` is the one of the listener.
pub(super) fn redirect(written: View<'_>, request: &Request, prefix: &str, port: i64) -> Redirect {
    let scheme = written.text("scheme").map(|it| it.value);
    // The `Host` header as it is written, without its port.
    let sent = request.authority.get(..request.host.len()).unwrap_or(&request.host);
    let host = written.text("hostname").map_or(sent, |it| it.value);
    let well_known = |scheme: &str| if scheme == "https" { 443 } else { 80 };
    let port = written.int("port").map(|it| it.value).or(scheme.map(well_known)).unwrap_or(port);
    let scheme = scheme.unwrap_or(request.scheme.name());
    let target = request.target();
    let target = modified(written, prefix, &target).unwrap_or(target);
    let port = if port == well_known(scheme) { String::new() } else { format!(":{port}") };
    let status = written.int("statusCode").and_then(|it| u16::try_from(it.value).ok()).unwrap_or(302);
    Redirect { status, location: format!("{scheme}://{host}{port}{target}") }
}

/// Path and query as a path modifier leaves them; `None` without a modifier. The query stays.
fn modified(written: View<'_>, prefix: &str, target: &str) -> Option<String> {
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = match written.text("path.type")?.value {
        "ReplaceFullPath" => written.text("path.replaceFullPath")?.value.to_owned(),
        _ => replace_prefix(path, prefix, written.text("path.replacePrefixMatch")?.value),
    };
    Some(match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

/// `path` with `prefix` replaced: slashes at the end of both are ignored, and the request's own stay.
fn replace_prefix(path: &str, prefix: &str, replacement: &str) -> String {
    let rest = path.strip_prefix(prefix.trim_end_matches('/')).unwrap_or(path);
    let replaced = format!("{}{rest}", replacement.trim_end_matches('/'));
    if replaced.starts_with('/') { replaced } else { format!("/{replaced}") }
}

/// The part of the requests that a `RequestMirror` copies, from 0 to 1.
pub(super) fn mirrored(filter: Filter<'_>) -> f64 {
    let number = |key: &str| filter.view().int(key).map(|it| it.value);
    let part = |of: i64, all: i64| share(of, all);
    if let Some(percent) = number("requestMirror.percent") {
        return part(percent, 100);
    }
    match number("requestMirror.fraction.numerator") {
        Some(numerator) => part(numerator, number("requestMirror.fraction.denominator").unwrap_or(100)),
        None => 1.0,
    }
}

/// `of` divided by `all`, from 0 to 1, on five digits: hosts write no more digits the same way.
pub(super) fn share(of: i64, all: i64) -> f64 {
    if all <= 0 || of <= 0 {
        return 0.0;
    }
    let parts = (i128::from(of) * 100_000 + i128::from(all) / 2) / i128::from(all);
    f64::from(u32::try_from(parts.min(100_000)).unwrap_or_default()) / 100_000.0
}

#[cfg(test)]
mod tests {
    use super::{replace_prefix, share};

    #[test]
    fn prefixes_are_replaced_by_elements() {
        // The table of Gateway API's docs of `replacePrefixMatch`.
        for (path, prefix, replacement, expected) in [
            ("/foo/bar", "/foo", "/xyz", "/xyz/bar"),
            ("/foo/bar", "/foo", "/xyz/", "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz", "/xyz/bar"),
            ("/foo/bar", "/foo/", "/xyz/", "/xyz/bar"),
            ("/foo", "/foo", "/xyz", "/xyz"),
            ("/foo/", "/foo", "/xyz", "/xyz/"),
            ("/foo/bar", "/foo", "", "/bar"),
            ("/foo/", "/foo", "", "/"),
            ("/foo", "/foo", "", "/"),
            ("/foo/", "/foo", "/", "/"),
            ("/foo", "/foo", "/", "/"),
            ("/a", "/", "/b", "/b/a"),
        ] {
            assert_eq!(replace_prefix(path, prefix, replacement), expected, "{path} {prefix} {replacement}");
        }
    }

    #[test]
    fn shares_are_parts_of_one() {
        assert_eq!(format!("{} {} {}", share(1, 4), share(1, 3), share(0, 1)), "0.25 0.33333 0");
    }
}
