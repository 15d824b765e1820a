//! Patterns over images as regular expressions of RE2, which CEL's `matches` takes.

use crate::settings::PathGlob;
use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// The regular expression that matches the same names as `glob`, without anchors; `None` where it has a form that the
/// matcher reads in a way of its own: `**` beside other text or within braces, and `!` in front.
pub(super) fn regex(glob: &PathGlob) -> Option<String> {
    let text = glob.as_str();
    if text.starts_with('!') {
        return None;
    }
    let mut reader = Reader { rest: text.chars().peekable(), depth: 0, at_start: true };
    let mut out = String::new();
    while let Some(letter) = reader.rest.next() {
        reader.step(letter, &mut out)?;
    }
    (reader.depth == 0).then_some(out)
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    depth: usize,
    /// Whether a part of a path begins here.
    at_start: bool,
}

impl Reader<'_> {
    fn step(&mut self, letter: char, out: &mut String) -> Option<()> {
        let at_start = std::mem::take(&mut self.at_start);
        match letter {
            '*' if self.rest.next_if_eq(&'*').is_some() => {
                if !at_start || self.depth > 0 {
                    return None;
                }
                match self.rest.next() {
                    None => out.push_str(".*"),
                    Some('/') if self.rest.peek() != Some(&'*') => {
                        out.push_str("(?:.*/)?");
                        self.at_start = true;
                    }
                    Some(_) => return None,
                }
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '[' => self.class(out)?,
            '{' => {
                self.depth += 1;
                out.push_str("(?:");
            }
            ',' if self.depth > 0 => out.push('|'),
            '}' if self.depth > 0 => {
                self.depth -= 1;
                out.push(')');
            }
            '\\' => literal(self.escaped()?, out),
            other => {
                self.at_start = other == '/' && self.depth == 0;
                literal(other, out);
            }
        }
        Some(())
    }

    /// What a backslash stands for, but for control characters, which no image has.
    fn escaped(&mut self) -> Option<char> {
        self.rest.next().filter(|it| !matches!(it, 'b' | 'n' | 'r' | 't'))
    }

    fn class(&mut self, out: &mut String) -> Option<()> {
        let negated = self.rest.next_if(|it| matches!(it, '^' | '!')).is_some();
        out.push_str(if negated { "[^/" } else { "[" });
        let mut first = true;
        loop {
            let letter = match self.rest.next()? {
                ']' if !first => break,
                '\\' => self.escaped()?,
                '/' => return None,
                other => other,
            };
            first = false;
            literal(letter, out);
            if self.rest.next_if_eq(&'-').is_some() {
                match self.rest.peek()? {
                    ']' => literal('-', out),
                    // A range over the slash would match it.
                    end if letter > *end || (letter..=*end).contains(&'/') || *end == '\\' => return None,
                    end => {
                        out.push('-');
                        literal(*end, out);
                        self.rest.next();
                    }
                }
            }
        }
        out.push(']');
        Some(())
    }
}

fn literal(letter: char, out: &mut String) {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '_' => out.push(letter),
        '-' | '.' => out.extend(['\\', letter]),
        // Writing to a text does not fail.
        other => _ = write!(out, "\\x{{{:x}}}", u32::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::regex;
    use crate::settings::{PathGlob, Profile};
    use regex_lite::Regex;

    fn glob(text: &str) -> PathGlob {
        PathGlob::try_from(text.to_owned()).unwrap()
    }

    /// Every text of up to `most` of these parts.
    fn texts(parts: &[&str], most: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..most {
            last = last.iter().flat_map(|it| parts.iter().map(move |part| format!("{it}{part}"))).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    #[test]
    fn a_regular_expression_matches_what_the_pattern_matches() {
        let names = texts(&["a", "b", "/", "-", "a/b"], 4);
        let patterns = texts(&["a", "*", "**", "/", "?", "{a,b*}", "[ab]", "[!a]", "{,-*}", "[-b]"], 3);
        let mut compared = 0;
        for pattern in patterns {
            let Ok(glob) = PathGlob::try_from(pattern.clone()) else { continue };
            let Some(regex) = regex(&glob) else { continue };
            compared += 1;
            let regex = Regex::new(&format!("^(?:{regex})$")).unwrap();
            for name in names.iter().filter(|it| !it.is_empty()) {
                assert_eq!(regex.is_match(name), glob.matches(name), "`{pattern}` and `{name}`: {regex}");
            }
        }
        assert!(compared > 300, "{compared}");
    }

    #[test]
    fn what_only_the_matcher_can_say_is_refused() {
        for text in ["!a", "a**", "{**,a}", "a/**b", "**/**/a"] {
            assert_eq!(regex(&glob(text)), None, "{text}");
        }
    }

    #[test]
    fn the_built_in_patterns_can_be_said() {
        for name in Profile::built_in_names() {
            let profile = Profile::built_in(name).unwrap().unwrap();
            assert!(profile.forbidden.images.iter().all(|it| regex(it).is_some()), "{name}");
        }
    }
}
