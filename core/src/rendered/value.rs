//! Values that are printed and that the file of the object does not say: they are in the chart's values, or in patches.

use super::trace::says_same;
use crate::source::Span;
use crate::yaml::Value;

/// How templates name a value of their chart.
const VALUES: &str = ".Values.";

/// The value in a chart's `values` that a template writes where `action` is, if that is what was printed.
pub(crate) fn value_of_chart<'v>(action: &str, printed: Value<'_>, values: Value<'v>) -> Option<Value<'v>> {
    let mut named = action.split(VALUES).skip(1);
    let (Some(path), None) = (named.next(), named.next()) else { return None };
    let end = path.find(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '.');
    let path = path.get(..end.unwrap_or(path.len()))?;
    let found = path.split('.').try_fold(values, |value, key| value.get(key))?;
    says_same(found, printed).then_some(found)
}

/// The lines of `text` that say a value: `key: value` without quotes and comments, and where the value is.
pub(crate) fn lines_that_say(text: &str) -> impl Iterator<Item = (String, Span)> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = end;
        end += line.len();
        let entry = line.trim_start().trim_start_matches("- ");
        let (key, behind) = entry.split_once(": ")?;
        let value = behind.split(" #").next().unwrap_or_default().trim();
        let place = start + line.find(": ")? + 1;
        let place = place + text.get(place..)?.find(value)?;
        let plain = value.trim_matches(['"', '\'']);
        let says = !plain.is_empty() && !key.starts_with('#');
        says.then(|| (line_of(key, plain), Span::new(place, place + value.len())))
    })
}

/// What lines are called that may say a printed value: with its key, or as a JSON patch does.
pub(crate) fn lines_for(key: &str, printed: Value<'_>) -> [String; 2] {
    let value = printed.as_str().unwrap_or(printed.span().of(printed.source_text()));
    [line_of(key, value), line_of("value", value)]
}

fn line_of(key: &str, value: &str) -> String {
    format!("{key}: {value}")
}
