//! Path patterns of `ignore`: `*` and `?` within one folder's names, `**` across folders, `[ab]`, `{a,b}`.

use super::names::NameFault;
use crate::source::shown;
use crate::typed::read_as_text;
use serde::Serialize;

/// A pattern over the names of sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct PathGlob(String);

read_as_text!(PathGlob: "a path pattern");

impl PathGlob {
    /// Whether the source called `name` is meant; `./` in front and `\` between folders do not count.
    pub fn matches(&self, name: &str) -> bool {
        let name = name.replace('\\', "/");
        fast_glob::glob_match(&self.0, name.strip_prefix("./").unwrap_or(&name))
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PathGlob {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        let text = text.strip_prefix("./").unwrap_or(&text).to_owned();
        match fault(&text) {
            None => Ok(Self(text)),
            Some(fault) => Err(NameFault(format!("`{}` is not a path pattern: {fault}", shown(&text)))),
        }
    }
}

/// What the matcher would silently read as something else.
fn fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    let (mut escaped, mut class, mut braces) = (false, false, 0_u32);
    for letter in text.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' if class => class = false,
            _ if class => {}
            '[' => class = true,
            '{' => braces += 1,
            '}' if braces == 0 => return Some("a `}` closes nothing"),
            '}' => braces -= 1,
            _ => {}
        }
    }
    match (escaped, class, braces) {
        (true, _, _) => Some("it ends in a lone `\\`"),
        (_, true, _) => Some("a `[` is not closed"),
        (_, _, 1..) => Some("a `{` is not closed"),
        _ => None,
    }
}

impl From<PathGlob> for String {
    fn from(glob: PathGlob) -> Self {
        glob.0
    }
}

#[cfg(test)]
mod tests {
    use super::PathGlob;

    fn glob(text: &str) -> Result<PathGlob, String> {
        PathGlob::try_from(text.to_owned()).map_err(|it| it.to_string())
    }

    #[test]
    fn folders_are_crossed_only_by_two_stars() {
        let legacy = glob("./legacy/**").unwrap();
        assert!(
            legacy.matches("legacy/a.yaml")
                && legacy.matches("./legacy/b/c.yaml")
                && legacy.matches("legacy\\d.yaml")
        );
        assert!(!legacy.matches("src/legacy/a.yaml"));
        let flat = glob("*.yaml").unwrap();
        assert!(flat.matches("a.yaml") && !flat.matches("b/a.yaml"));
        assert!(glob("**/{a,b}?.y[a-c]ml").unwrap().matches("x/y/b1.yaml"));
    }

    #[test]
    fn a_pattern_that_would_never_match_is_refused() {
        for bad in ["", "a[b", "{a,b", "a}", "a\\"] {
            assert!(glob(bad).unwrap_err().contains("is not a path pattern"), "{bad}");
        }
    }

    #[test]
    fn stars_do_not_blow_up() {
        let many = glob(&format!("{}b", "*a".repeat(60))).unwrap();
        assert!(!many.matches(&"a".repeat(5000)));
        assert!(many.matches(&format!("{}b", "a".repeat(5000))));
    }
}
