//! The `cors` filter: who may ask from a browser, and the headers that say so (Gateway API, `HTTPCORSFilter`).

use super::Request;
use super::v1::{HeaderAction, HeaderEditV1};
use crate::model::View;

/// How long a browser may keep the answer to a preflight, in seconds, where the filter does not say.
const MAX_AGE: i64 = 5;

/// Whether a browser asks whether it may send another request.
pub(super) fn is_preflight(request: &Request) -> bool {
    request.method == "OPTIONS"
        && request.header("origin").is_some()
        && request.header("access-control-request-method").is_some()
}

/// The headers that `cors` adds to the answer to `request`; none where its origin is not allowed.
pub(super) fn headers(cors: View<'_>, request: &Request) -> Vec<HeaderEditV1> {
    let Some(origin) = request.header("origin") else { return Vec::new() };
    let mut edits = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            edits.push(HeaderEditV1 { action: HeaderAction::Set, name: name.to_owned(), value });
        }
    };
    if !cors.texts("allowOrigins").any(|it| allows(it.value, &origin)) {
        return Vec::new();
    }
    let credentials = cors.boolean("allowCredentials").is_some_and(|it| it.value);
    // With credentials the answer may not be `*`, so what was asked for is repeated.
    let list = |key: &str, asked: &str| {
        let names: Vec<&str> = cors.texts(key).map(|it| it.value).collect();
        if credentials && names.contains(&"*") { asked.to_owned() } else { names.join(", ") }
    };
    add("access-control-allow-origin", origin.into_owned());
    if credentials {
        add("access-control-allow-credentials", "true".to_owned());
    }
    if is_preflight(request) {
        let asked = |name: &str| request.header(name).unwrap_or_default();
        add("access-control-allow-methods", list("allowMethods", &asked("access-control-request-method")));
        add("access-control-allow-headers", list("allowHeaders", &asked("access-control-request-headers")));
        let age = cors.int("maxAge").map_or(MAX_AGE, |it| it.value);
        add("access-control-max-age", age.to_string());
    }
    // A preflight needs them not, but the official conformance suite asks for them there too.
    add("access-control-expose-headers", list("exposeHeaders", ""));
    edits
}

/// Whether `pattern` of `allowOrigins` stands for `origin`: `*` in its host stands for any labels.
fn allows(pattern: &str, origin: &str) -> bool {
    let with_port = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let host = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).to_owned();
        let port = match host.rsplit_once(':') {
            Some(_) => "",
            None if lower.starts_with("https://") => ":443",
            None => ":80",
        };
        lower + port
    };
    if pattern == "*" || pattern.eq_ignore_ascii_case(origin) {
        return true;
    }
    let (pattern, origin) = (with_port(pattern), with_port(origin));
    match pattern.split_once('*') {
        Some((before, after)) => {
            let middle = origin.strip_prefix(before).and_then(|it| it.strip_suffix(after));
            middle.is_some_and(|it| !it.is_empty() && !it.contains('/'))
        }
        None => pattern == origin,
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, allows, headers, is_preflight};
    use crate::model::View;
    use crate::source::SourceId;

    #[test]
    fn origins_as_the_spec_reads_them() {
        for (pattern, origin, expected) in [
            ("*", "https://any.test", true),
            ("https://a.test", "https://a.test", true),
            ("https://a.test", "https://a.test:443", true),
            ("https://a.test", "http://a.test", false),
            ("https://*.a.test", "https://b.c.a.test", true),
            ("https://*.a.test", "https://a.test", false),
            ("http://*.com", "http://x.com", true),
            ("https://a.test:8443", "https://a.test", false),
            ("https://*.a.test", "https://evil.test/.a.test", false),
        ] {
            assert_eq!(allows(pattern, origin), expected, "{pattern} {origin}");
        }
    }

    #[test]
    fn with_credentials_no_star_is_answered() {
        let text = "{allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'], allowCredentials: true}";
        let tree = crate::yaml::read(text).tree;
        let root = tree.value(text, tree.documents()[0].root);
        let mut request = Request::get("http://a.test/").unwrap();
        request.method = "OPTIONS".to_owned();
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        request.headers =
            vec![header("Origin", "https://b.test"), header("Access-Control-Request-Method", "PUT")];
        assert!(is_preflight(&request));
        let edits = headers(View::new(SourceId(0), root), &request);
        let shown: Vec<_> = edits.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        assert_eq!(
            shown,
            [
                "access-control-allow-origin=https://b.test",
                "access-control-allow-credentials=true",
                "access-control-allow-methods=PUT",
                "access-control-max-age=5",
            ]
        );
    }
}
