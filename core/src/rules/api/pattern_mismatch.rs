use super::{Subject, words};
use crate::diagnostic::{Diagnostic, Safety};
use crate::rules::declare_rule;
use crate::schema::{Violation, ViolationKind};

declare_rule! {
    /// Text has the form that its field asks for.
    /// ## Why it matters
    /// Hostnames, names, durations and header names have a strict form: no capitals in a hostname, `5m` and not
    /// `5 minutes`. The API server refuses any other.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   hostnames: [Shop.example.com] # RP1023
    /// ```
    /// ## Source
    /// [Validation of custom resources](https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation):
    /// Text fits the `pattern` of its field.
    pub(crate) PATTERN_MISMATCH = "RP1023", "pattern-mismatch" {
        severity: Error, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn diagnose(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::Pattern { found, pattern, fits_lower } = &violation.kind else {
        return Diagnostic::new(&PATTERN_MISMATCH, at, "this text has another form than its field asks for");
    };
    let form = form(pattern);
    let what = form.map_or("allowed here", |(what, _)| what);
    let message = format!("{} is not {what}", words::quoted(found));
    let help = match form {
        Some((_, help)) => help.to_owned(),
        None => format!("it has to match the pattern `{pattern}`"),
    };
    let lower = found.to_ascii_lowercase();
    let fix =
        fits_lower.then(|| subject.replace(violation.at, &lower, Safety::Unsafe, format!("use {lower}")));
    Diagnostic::new(&PATTERN_MISMATCH, at, message).with_help(help).with_fix(fix)
}

/// Text that has not the format that a CRD names.
pub(super) fn format(subject: &Subject<'_>, violation: &Violation) -> Diagnostic {
    let at = subject.at(violation.at);
    let ViolationKind::Format { found, format } = &violation.kind else {
        return Diagnostic::new(&PATTERN_MISMATCH, at, "this text has another form than its field asks for");
    };
    let (what, example) = match *format {
        "date-time" => ("a time", "write it as `2024-05-06T07:08:09Z`"),
        "date" => ("a date", "write it as `2024-05-06`"),
        "duration" => ("a duration", "write it as `1h30m` or `500ms`"),
        "byte" => ("Base64", "write the text in Base64, with padding"),
        "cidr" => ("a range of addresses", "write it as `10.0.0.0/8`"),
        _ => ("a UUID", "write it as `123e4567-e89b-12d3-a456-426614174000`"),
    };
    Diagnostic::new(&PATTERN_MISMATCH, at, format!("{} is not {what}", words::quoted(found)))
        .with_help(example)
}

/// What a pattern of the CRDs asks for, and how it is written.
fn form(pattern: &str) -> Option<(&'static str, &'static str)> {
    FORMS.iter().find(|it| it.0 == pattern).map(|it| (it.1, it.2))
}

const FORMS: &[(&str, &str, &str)] = &[
    (
        r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "a hostname",
        "a hostname is lower-case, without scheme, port, path or trailing dot; only its first label may be `*`",
    ),
    (
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "a DNS name",
        "use lower-case letters, digits, `-` and `.`, each part beginning and ending with a letter or digit",
    ),
    (
        r"^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        "an API group",
        "a group is a lower-case DNS name such as `gateway.networking.k8s.io`, or empty for the core group; the version does not belong to it",
    ),
    (
        r"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$",
        "a kind",
        "a kind begins with a letter and has letters, digits and `-`, such as `Service`",
    ),
    (
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        "a namespace name",
        "use lower-case letters, digits and `-`, beginning and ending with a letter or digit",
    ),
    (
        r"^([0-9]{1,5}(h|m|s|ms)){1,4}$",
        "a duration",
        "a duration is one to four numbers of at most five digits, each with `h`, `m`, `s` or `ms`, such as `1m30s`; it has no spaces, fractions or days",
    ),
    (
        r"^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$",
        "a header name",
        "use letters, digits and any of !#$%&'*+-.^_`|~, without spaces or a colon",
    ),
    (
        r"^[!-~]+([\t ]?[!-~]+)*$",
        "a header value",
        "use printable ASCII, with single spaces or tabs only between words",
    ),
    (
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$",
        "a controller name",
        "a controller name is a domain, a slash and a path, such as `example.com/gateway-controller`",
    ),
    (
        r"^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$",
        "an address type",
        "use `IPAddress`, `Hostname`, `NamedAddress` or a type of your implementation such as `example.com/type`",
    ),
    (
        r"^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$",
        "a protocol",
        "use `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP` or a protocol of your implementation such as `example.com/protocol`",
    ),
    (
        r"(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)",
        "a CORS origin",
        "an origin is `*`, or a scheme and a host such as `https://shop.example.com` or `https://*.example.com`, without a path or trailing slash",
    ),
    (
        r"(^\*$)|(^([a-zA-Z][a-zA-Z0-9+\-.]+):\/\/([^:/?#]+)(:([0-9]{1,5}))?$)",
        "a CORS origin",
        "an origin is `*`, or a scheme and a host such as `https://shop.example.com`, without a path or trailing slash",
    ),
    (
        r"^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?",
        "an absolute URI",
        "it begins with a scheme and `//`, such as `spiffe://example.com/ns/web`",
    ),
    (
        r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$",
        "a label value",
        "use at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit",
    ),
    (
        r"^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$",
        "a URL path",
        "use the characters of a URL path; write others as `%` and two hexadecimal digits",
    ),
    (
        r"^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$",
        "a set of well-known CA certificates",
        "use `System`, or a set of your implementation such as `example.com/set`",
    ),
    (
        r"^[a-zA-Z0-9_.:/-]+$",
        "a name of letters, digits and any of _.:/-",
        "remove every other character, spaces included",
    ),
    (
        r"^[a-zA-Z0-9_.:/-]+( [a-zA-Z0-9_.:/-]+)*$",
        "a name of letters, digits and any of _.:/-",
        "remove every other character, and keep only single spaces between words",
    ),
    (r"^[a-z0-9_.-]+$", "an attribute key", "use lower-case letters, digits, `_`, `.` and `-`"),
];

#[cfg(test)]
mod tests {
    use super::PATTERN_MISMATCH as RULE;
    use crate::rules::testing::{Tester, route};

    #[test]
    fn pattern_mismatch() {
        Tester::new(&RULE)
            .pass("a hostname", &route("hostnames: ['*.example.com', 1.2.3.4]"))
            .fail("capitals", &route("hostnames: [Shop.example.com]"), "`Shop.example.com` is not a hostname")
            .fix("Shop.example.com", "shop.example.com")
            .fail("a port", &route("hostnames: ['a.b:80']"), "is not a hostname")
            .fail("a duration", &route("rules: [{timeouts: {request: 1d}}]"), "`1d` is not a duration");
    }
}
