use crate::diagnostic::Diagnostic;
use crate::model::RouteRule;
use crate::rules::{Context, declare_rule};

declare_rule! {
    /// The retries of a rule end before its request times out.
    /// ## Why it matters
    /// `timeouts.request` counts for a request with all its retries, and the gateway waits for `backoff` before each
    /// retry. Where all these waits together take as long as the timeout, the last retries never happen.
    /// ## Example
    /// ```yaml
    /// # settings: {gatewayApi: {channel: experimental}}
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - timeouts: { request: 10s }
    ///       retry:
    ///         attempts: 3
    ///         backoff: 5s # RP4057
    ///       backendRefs: [{ name: web, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPRouteTimeouts`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutetimeouts):
    /// `request` counts for the whole exchange with the client, retries included.
    pub(crate) RETRIES_OUTLAST_TIMEOUT = "RP4057", "retries-outlast-timeout" {
        severity: Warning, fixes: Never, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    out.extend(cx.routes.iter().flat_map(|it| it.route.rules()).filter_map(judge));
}

fn judge(rule: RouteRule<'_>) -> Option<Diagnostic> {
    let (retry, timeout) = (rule.retry()?, rule.request_timeout()?);
    let (attempts, backoff) = (retry.attempts().value, retry.backoff()?);
    // A timeout of 0 is none.
    let most = milliseconds(timeout.value).filter(|it| *it > 0)?;
    let waits = milliseconds(backoff.value)?.checked_mul(u64::try_from(attempts).ok()?)?;
    let retries = if attempts == 1 { "1 retry".to_owned() } else { format!("{attempts} retries") };
    (waits >= most).then(|| {
        let message = format!(
            "{retries} with {} before each do not fit into the request's {}",
            backoff.value, timeout.value
        );
        Diagnostic::new(&RETRIES_OUTLAST_TIMEOUT, backoff.at, message)
            .with_help("the request times out before the last retry: wait less, or retry less often")
            .with_related(timeout.at, "the timeout is here")
    })
}

/// The milliseconds of a duration of Gateway API, as `1m30s`.
fn milliseconds(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit())?;
        let (number, behind) = rest.split_at_checked(end)?;
        let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        let (left, unit) =
            units.iter().find_map(|(unit, worth)| Some((behind.strip_prefix(unit)?, *worth)))?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
        rest = left;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::{RETRIES_OUTLAST_TIMEOUT as RULE, milliseconds};
    use crate::rules::testing::{Tester, route};

    #[test]
    fn retries_outlast_timeout() {
        let with = |timeout: &str, retry: &str| {
            route(&format!("rules: [{{timeouts: {{{timeout}}}, retry: {{{retry}}}}}]"))
        };
        Tester::new(&RULE)
            .experimental()
            .pass("they fit", with("request: 10s", "attempts: 3, backoff: 3s").as_str())
            .pass("no timeout", with("request: 0s", "attempts: 3, backoff: 3s").as_str())
            .pass("no backoff", with("request: 1s", "attempts: 3").as_str())
            .fail(
                "they do not",
                with("request: 10s", "attempts: 3, backoff: 5s").as_str(),
                "3 retries with 5s before each do not fit into the request's 10s",
            )
            .at("5s")
            .fail("one is the default", with("request: 500ms", "backoff: 1s").as_str(), "1 retry with 1s");
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("1m30s", Some(90_000)),
            ("500ms", Some(500)),
            ("1h", Some(3_600_000)),
            ("1d", None),
            ("5", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
