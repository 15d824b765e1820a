use super::words::filters;
use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::model::{RouteRule, View};
use crate::rules::words::shown;
use crate::rules::{Context, declare_rule, edits};
use crate::source::Spanned;

declare_rule! {
    /// The path that a rewrite or redirect puts in is meant literally.
    /// ## Why it matters
    /// Gateway API has no capture groups and no variables: `$1`, `\1` and `*` are sent as they are written, and the
    /// backend or the client gets a path that does not exist. `ReplacePrefixMatch` keeps what follows the prefix by itself.
    /// ## Example
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: web }
    /// spec:
    ///   parentRefs: [{ name: edge }]
    ///   rules:
    ///     - matches: [{ path: { type: RegularExpression, value: "/old/(.*)" } }]
    ///       filters:
    ///         - type: URLRewrite
    ///           urlRewrite:
    ///             path:
    ///               type: ReplaceFullPath
    ///               replaceFullPath: /new/$1 # RP4052
    ///       backendRefs: [{ name: web, port: 80 }]
    /// ```
    /// ## Source
    /// [Gateway API, `HTTPPathModifier`](https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httppathmodifier):
    /// The value that replaces a path is text; nothing in it is replaced.
    pub(crate) REPLACEMENT_IS_LITERAL = "RP4052", "replacement-is-literal" {
        severity: Warning, fixes: Sometimes, since: "0.1.0",
    }
}

pub(super) fn check(cx: &Context<'_, '_, '_>, out: &mut Vec<Diagnostic>) {
    for rule in cx.routes.iter().flat_map(|it| it.route.rules()) {
        for filter in filters(rule) {
            let modifiers = filter.rewrite().into_iter().chain(filter.redirect());
            out.extend(modifiers.filter_map(|it| judge(rule, it.field("path")?)));
        }
    }
}

fn judge(rule: RouteRule<'_>, path: View<'_>) -> Option<Diagnostic> {
    let key = match path.text("type")?.value {
        "ReplaceFullPath" => "replaceFullPath",
        "ReplacePrefixMatch" => "replacePrefixMatch",
        _ => return None,
    };
    let written = path.text(key)?;
    let (stem, token) = pattern(written.value)?;
    let message =
        format!("`{}` is sent as it is written: there are no capture groups or variables", shown(token, 40));
    let found = Diagnostic::new(&REPLACEMENT_IS_LITERAL, written.at, message);
    let to = if stem.is_empty() { "/" } else { stem };
    let at_end = written.value.ends_with(token);
    Some(match key {
        "replacePrefixMatch" if at_end => found
            .with_help(format!("what follows the prefix stays by itself: write `{to}`"))
            .with_fix(edits::set(path, key, to, Safety::Unsafe)),
        "replaceFullPath" if at_end => match only_prefix(rule) {
            Some((holder, from)) => found
                .with_help(format!(
                    "match `type: PathPrefix` with `{from}`, and use `type: ReplacePrefixMatch` with `{to}`"
                ))
                .with_fix(by_prefix(holder, from, path, to)),
            None => found.with_help(BY_PREFIX),
        },
        _ => found.with_help(BY_PREFIX),
    })
}

const BY_PREFIX: &str = "match a PathPrefix and use `ReplacePrefixMatch`, or a filter of your implementation";

/// The part of a replacement before what looks like a pattern, without the slash at its end, and that.
fn pattern(text: &str) -> Option<(&str, &str)> {
    const VARIABLES: [&str; 5] = ["$request_uri", "$uri", "$args", "$path", "(.*)"];
    let starts = text.char_indices().map(|(at, _)| at);
    for (before, rest) in starts.filter_map(|at| text.split_at_checked(at)) {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let len = match rest.as_bytes() {
            [b'$' | b'\\', b'0'..=b'9', ..] => 1 + digits(rest.get(1..)?),
            [b'$', b'{', b'0'..=b'9', ..] => 2 + digits(rest.get(2..)?) + 1,
            [b'*', b'*', ..] => 2,
            [b'*', ..] => 1,
            _ => VARIABLES.iter().find(|it| rest.starts_with(**it)).map_or(0, |it| it.len()),
        };
        if len > 0 {
            return Some((before.trim_end_matches('/'), rest.get(..len).unwrap_or(rest)));
        }
    }
    None
}

/// The path of the only match of a rule, and its prefix where it is one with anything behind it.
fn only_prefix<'a>(rule: RouteRule<'a>) -> Option<(View<'a>, &'a str)> {
    let mut matches = rule.matches();
    let path = matches.next()?.path().filter(|_| matches.next().is_none())?;
    let value: Spanned<&'a str> = path.value();
    let text = value.value.strip_prefix('^').unwrap_or(value.value);
    let text = text.strip_suffix('$').unwrap_or(text);
    let stem = ["(/.*)?", "/?(.*)", "(.*)", "(.+)", "(/.*)"].iter().find_map(|it| text.strip_suffix(it))?;
    let stem = stem.trim_end_matches('/');
    let literal = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '-' | '_' | '~');
    let is_prefix = path.kind().value == "RegularExpression" && !stem.is_empty() && stem.chars().all(literal);
    is_prefix.then_some((path.view(), stem))
}

/// Matches a prefix, and replaces it.
fn by_prefix(holder: View<'_>, from: &str, path: View<'_>, to: &str) -> Option<Fix> {
    let matched = edits::set_all(holder, &[("type", "PathPrefix"), ("value", from)], Safety::Unsafe)?;
    let replaced =
        edits::set_all(path, &[("type", "ReplacePrefixMatch"), ("replaceFullPath", to)], Safety::Unsafe)?;
    let key = path.key_place("replaceFullPath")?;
    let mut edits = matched.edits;
    edits.extend(replaced.edits);
    edits.push(Edit { at: key, text: "replacePrefixMatch".to_owned() });
    Some(Fix { title: format!("replace the prefix `{from}` by `{to}`"), safety: Safety::Unsafe, edits })
}

#[cfg(test)]
mod tests {
    use super::{REPLACEMENT_IS_LITERAL as RULE, pattern};
    use crate::rules::testing::{Tester, route};

    fn rewritten(matched: &str, by: &str) -> String {
        route(&format!(
            "rules: [{{matches: [{{path: {{{matched}}}}}], filters: [{{type: URLRewrite, urlRewrite: {{path: {{{by}}}}}}}]}}]"
        ))
    }

    #[test]
    fn replacement_is_literal() {
        let old = "type: RegularExpression, value: '/old/(.*)'";
        let full = |text: &str| format!("type: ReplaceFullPath, replaceFullPath: '{text}'");
        let prefix = |text: &str| format!("type: ReplacePrefixMatch, replacePrefixMatch: '{text}'");
        let redirect = rewritten("value: /old", &full("/new/$1"))
            .replace("URLRewrite, urlRewrite", "RequestRedirect, requestRedirect");
        Tester::new(&RULE)
            .pass("a path", rewritten(old, &full("/new")).as_str())
            .pass("dollars", rewritten(old, &full("/$metadata/a$")).as_str())
            .pass("filled in by a tool", rewritten(old, &full("/${BASE}")).as_str())
            .pass("a prefix", rewritten("value: /old", &prefix("/new")).as_str())
            .fail("a group", rewritten(old, &full("/new/$1")).as_str(), "`$1` is sent as it is written")
            .at("'/new/$1'")
            .help("match `type: PathPrefix` with `/old`, and use `type: ReplacePrefixMatch` with `/new`")
            .fail("a backslash", rewritten("value: /old", &full("/new/\\1/a")).as_str(), "`\\1` is sent")
            .help("match a PathPrefix and use `ReplacePrefixMatch`")
            .no_fix()
            .fail("a redirect", redirect.as_str(), "`$1` is sent")
            .fail("a prefix", rewritten("value: /old", &prefix("/new/*")).as_str(), "`*` is sent")
            .help("what follows the prefix stays by itself: write `/new`")
            .fix("'/new/*'", "'/new'");
    }

    #[test]
    fn a_group_becomes_a_prefix() {
        let (old, new) = (
            "type: RegularExpression, value: '/old/(.*)'",
            "type: ReplaceFullPath, replaceFullPath: '/new/$1'",
        );
        let text = rewritten(old, new);
        let found = crate::examples::findings(&RULE, &text).unwrap();
        let found = found.iter().find(|it| std::ptr::eq(it.rule, &raw const RULE)).unwrap();
        let mut edits = found.fixes[0].edits.clone();
        edits.sort_by_key(|it| std::cmp::Reverse(it.at));
        let mut mended = text;
        for it in edits {
            mended.replace_range(it.at.span.start()..it.at.span.end(), &it.text);
        }
        let wanted = rewritten(
            "type: PathPrefix, value: '/old'",
            "type: ReplacePrefixMatch, replacePrefixMatch: '/new'",
        );
        assert_eq!(mended, wanted);
    }

    #[test]
    fn patterns_are_found() {
        for (text, stem, token) in [
            ("/a/$12", "/a", "$12"),
            ("/a/${1}", "/a", "${1}"),
            ("$request_uri", "", "$request_uri"),
            ("/a/**", "/a", "**"),
            ("/é/(.*)", "/é", "(.*)"),
        ] {
            assert_eq!(pattern(text), Some((stem, token)), "{text}");
        }
        assert_eq!(pattern("/a/$b(c)"), None);
    }
}
