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
}

impl Default for Reading {
    /// What the spec asks for, and what most implementations do where it is silent.
    fn default() -> Self {
        Self { own_hostnames: true, isolation: true, patterns_first: true, whole_patterns: true }
    }
}

impl Reading {
    /// Every other reading of one open question, and what it assumes.
    pub(super) fn others(self) -> [(&'static str, Self); 4] {
        [
            (
                "routes are ordered by the hostname that they share with the listener, not by their own",
                Self { own_hostnames: false, ..self },
            ),
            ("listeners of one port are not isolated from each other", Self { isolation: false, ..self }),
            ("regular expressions come behind path prefixes", Self { patterns_first: false, ..self }),
            ("a regular expression need not match the whole value", Self { whole_patterns: false, ..self }),
        ]
    }
}
