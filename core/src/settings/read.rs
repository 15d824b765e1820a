//! A file of settings to what it says, errors with their place.

use super::error::SettingsError;
use crate::source::{LineIndex, Span, Unit};
use crate::typed::{FromValue, explain};
use crate::yaml;

/// Reads the one document of `text`; nothing where there is none, or `null`. Settings fail closed: whatever the reader
/// finds odd is refused, even if kubectl would go on.
pub(super) fn read<T: FromValue>(file: &'static str, text: &str) -> Result<Option<T>, SettingsError> {
    let refuse = |at: Span, message: String| {
        let place = LineIndex::new(text, Unit::CodePoints).position(text, at.start());
        SettingsError::Invalid { file, line: place.line, column: place.column, message }
    };
    let reading = yaml::read(text);
    if let Some(problem) = reading.problems.first() {
        return Err(refuse(problem.span, explain(text, problem)));
    }
    let root = match reading.tree.documents() {
        [] => return Ok(None),
        [only] => reading.tree.value(text, only.root),
        [_, second, ..] => return Err(refuse(second.span, "a second document begins here".to_owned())),
    };
    Option::<T>::from_value(root).map_err(|it| refuse(it.at(), it.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::{Profile, Settings};

    fn fault(text: &str) -> String {
        Settings::from_yaml(text, &[]).unwrap_err().to_string()
    }

    #[test]
    fn a_fault_stands_at_its_value_and_names_the_keys_to_it() {
        for (text, whole) in [
            (
                "tenant: acme\nignore:\n- code: RP1\n  path: [a]\n",
                "settings line 4, column 9: ignore[0].path: a path pattern is expected here, not a list",
            ),
            (
                "tenant: acme\nignore:\n- code: RP1\n  path: a\n",
                "settings line 3, column 3: ignore[0]: has no `reason`",
            ),
            (
                "é: 1\n",
                "settings line 1, column 1: unknown key `é`; known are `gatewayApi`, `kubernetes`, `profile`, `tenant`, `customDomains`, `complete`, `strict`, `crds`, `render`, `shared`, `implementation`, `rules`, `ignore`",
            ),
            (
                "# é\ncomplete: 1\n",
                "settings line 2, column 11: complete: a boolean is expected here, not `1`",
            ),
            ("tenant: a\ntenant: b\n", "settings line 2, column 1: has `tenant` twice"),
            ("tenant: a\n---\ntenant: b\n", "settings line 3, column 1: a second document begins here"),
            ("[]", "settings line 1, column 1: an object is expected here, not a list"),
            (
                "profile: {name: a, gateways: [x]}",
                "settings line 1, column 31: profile.gateways[0]: an object is expected here, not `x`",
            ),
            ("tenant: [a\n", "settings line 1, column 9: `[` cannot be read as YAML"),
            ("tenant: 1.5\n", "settings line 1, column 9: tenant: a DNS label is expected here, not `1.5`"),
        ] {
            assert_eq!(fault(text), whole, "{text}");
        }
    }

    #[test]
    fn words_that_only_yaml_1_1_takes_for_booleans_are_texts() {
        let read = |text: &str| Settings::from_yaml(text, &[]);
        assert_eq!(read("tenant: no").unwrap().tenant.unwrap().as_str(), "no");
        assert!(read("complete: TRUE").unwrap().complete);
        assert!(fault("complete: yes").contains("a boolean is expected here, not `yes`"));
    }

    #[test]
    fn a_profile_that_says_nothing_is_refused() {
        assert_eq!(Profile::from_yaml("# later\n").unwrap_err().to_string(), "profile: says nothing");
    }
}
