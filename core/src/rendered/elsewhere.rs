//! Values that are printed and that the file of the object does not say: they are in the chart's values, or in patches.

use super::trace::says_same;
use crate::source::Span;
use crate::yaml::Value;

/// How templates name a value of their chart.
const VALUES: &str = ".Values.";

/// The value in a chart's `values` that a template writes where `said` is, if that is what was printed.
pub(crate) fn value_of_chart<'v>(said: &str, printed: Value<'_>, values: Value<'v>) -> Option<Value<'v>> {
    let mut named = said.split(VALUES).skip(1);
    let (Some(path), None) = (named.next(), named.next()) else { return None };
    let end = path.find(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '.');
    let path = path.get(..end.unwrap_or(path.len()))?;
    let found = path.split('.').try_fold(values, |value, key| value.get(key))?;
    says_same(found, printed).then_some(found)
}

/// The places where lines of `text` say that `key` is what was printed; or `value`, as a JSON patch calls it.
pub(crate) fn line_that_says<'t>(
    text: &'t str,
    key: &str,
    printed: Value<'_>,
) -> impl Iterator<Item = Span> + 't {
    let wanted = printed.as_str().unwrap_or(printed.span().of(printed.source_text())).to_owned();
    let keys = [key.to_owned(), "value".to_owned()];
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let entry = line.trim_start().trim_start_matches("- ");
        let value = keys.iter().find_map(|it| entry.strip_prefix(it.as_str())?.strip_prefix(": "))?;
        let value = value.split(" #").next().unwrap_or_default().trim();
        let plain = value.trim_matches(['"', '\'']);
        let colon = line.find(": ")? + 1;
        let place = start + colon + line.get(colon..)?.find(value)?;
        (plain == wanted && !wanted.is_empty()).then(|| Span::new(place, place + value.len()))
    })
}
