//! What the spec leaves to implementations.

/// One way to read what the spec leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Reading {
    /// Routes whose intersection with the listener is the same are ordered by their own hostname
    /// (`GatewayRouteHostnameIntersectionPrecedence`).
    pub own_hostnames: bool,
    /// A request is served by the routes of its best listener only (`GatewayHTTPListenerIsolation`).
    pub isolation: bool,
    /// A regular expression of a path comes before prefixes, not behind them.
    pub patterns_first: bool,
    /// A regular expression has to match the whole text, not a part of it.
    pub whole_patterns: bool,
    /// A header that is sent several times is one text with commas (RFC 9110, section 5.3), not several texts of which one has
    /// to match.
    pub joined_headers: bool,
    /// A slash at the end of a prefix is one of its characters, so that `/a/` goes before `/a`. Both take the same requests.
    pub slash_counts: bool,
    /// Of two regular expressions of paths the longer text comes first.
    pub long_patterns_first: bool,
}

impl Default for Reading {
    /// What the spec asks for, and what most implementations do where it is silent.
    fn default() -> Self {
        Self {
            own_hostnames: true,
            isolation: true,
            patterns_first: true,
            whole_patterns: true,
            joined_headers: true,
            slash_counts: true,
            long_patterns_first: true,
        }
    }
}

/// The readings of an implementation whose features are known or not.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    /// What the spec asks for, but where the implementation is known to do otherwise.
    pub(super) first: Reading,
    /// Every other reading of one open question, and what it assumes.
    pub(super) others: Vec<(&'static str, Reading)>,
}

impl Choices {
    pub(super) fn new(supports: &dyn Fn(&str) -> Option<bool>) -> Self {
        let hostnames = supports("GatewayRouteHostnameIntersectionPrecedence");
        let isolation = supports("GatewayHTTPListenerIsolation");
        let first = Reading {
            own_hostnames: hostnames.unwrap_or(true),
            isolation: isolation.unwrap_or(true),
            ..Reading::default()
        };
        let mut others = Vec::new();
        if hostnames.is_none() {
            others.push((
                "routes are ordered by the hostname that they share with the listener, not by their own",
                Reading { own_hostnames: false, ..first },
            ));
        }
        if isolation.is_none() {
            others.push((
                "listeners of one port are not isolated from each other",
                Reading { isolation: false, ..first },
            ));
        }
        others.extend([
            ("regular expressions come behind path prefixes", Reading { patterns_first: false, ..first }),
            (
                "a regular expression need not match the whole value",
                Reading { whole_patterns: false, ..first },
            ),
            (
                "a repeated header is compared value by value, not joined by commas",
                Reading { joined_headers: false, ..first },
            ),
            (
                "a slash at the end of a path prefix does not count as a character",
                Reading { slash_counts: false, ..first },
            ),
            (
                "the length of a regular expression does not order paths",
                Reading { long_patterns_first: false, ..first },
            ),
        ]);
        Self { first, others }
    }
}
