//! The Markdown of rule pages, as a terminal shows it: paragraphs wrapped, code set off, marks gone.

use routeproof_core::report::text::Paint;

/// `text` for a terminal of `width` columns.
pub(crate) fn render(text: &str, styled: bool, width: usize) -> String {
    let mut page =
        Page { styled, width, paragraph: String::new(), indent: String::new(), out: String::new() };
    let mut code = false;
    for line in text.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)) {
        if line.trim_start().starts_with("```") {
            page.flush();
            code = !code;
        } else if code {
            page.out.push_str(&Paint::Faint.on(styled, format!("    {line}").trim_end()));
            page.out.push('\n');
        } else {
            page.prose(line);
        }
    }
    page.flush();
    page.out
}

struct Page {
    styled: bool,
    width: usize,
    paragraph: String,
    /// What stands before every line of the paragraph but the first.
    indent: String,
    out: String,
}

impl Page {
    fn prose(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.flush();
            if !self.out.ends_with("\n\n") && !self.out.is_empty() {
                self.out.push('\n');
            }
        } else if let Some(title) = line.strip_prefix('#') {
            self.flush();
            if !self.out.ends_with("\n\n") && !self.out.is_empty() {
                self.out.push('\n');
            }
            let title = Paint::Strong.on(self.styled, title.trim_start_matches('#').trim());
            self.out.push_str(&title);
            self.out.push('\n');
        } else if let Some(item) = line.trim_start().strip_prefix("- ") {
            self.flush();
            self.paragraph = format!("- {item}");
            "  ".clone_into(&mut self.indent);
        } else {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(line.trim());
        }
    }

    fn flush(&mut self) {
        let paragraph = unlinked(&std::mem::take(&mut self.paragraph));
        let indent = std::mem::take(&mut self.indent);
        let mut line = String::new();
        let mut lines = Vec::new();
        for word in paragraph.split_whitespace() {
            let room = self.width.saturating_sub(indent.len());
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            lines.push(line);
        }
        let text = lines.join(&format!("\n{indent}"));
        if !text.is_empty() {
            self.out.push_str(&spans(&text, self.styled));
            self.out.push('\n');
        }
    }
}

/// Code spans in their colour, the backticks gone where colour says it.
fn spans(text: &str, styled: bool) -> String {
    if !styled {
        return text.to_owned();
    }
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { Paint::Help.on(true, part) } else { part.to_owned() }).collect()
}

/// `[text](address)` as `text (address)`.
fn unlinked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        out.push_str(before);
        match link.split_once("](").and_then(|(label, behind)| Some((label, behind.split_once(')')?))) {
            Some((label, (address, behind))) if !label.contains(['[', ']']) => {
                out.push_str(&format!("{label} ({address})"));
                rest = behind;
            }
            _ => {
                out.push('[');
                rest = link;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text without marks.
pub(crate) fn unmarked(text: &str) -> String {
    text.replace('`', "")
}

/// The start of `text`, in at most `width` characters.
pub(crate) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{render, shortened};

    #[test]
    fn a_page_is_wrapped_and_its_code_is_not() {
        let text = " One `two` three\n four five.\n\n ## Why\n See [the page](https://a.b).\n - first\n   more\n - second\n ```yaml\n a:   1   # long long line\n ```\n";
        let page = "One `two`\nthree four\nfive.\n\nWhy\nSee the page\n(https://a.b).\n- first\n  more\n- second\n    a:   1   # long long line\n";
        assert_eq!(render(text, false, 12), page);
        assert!(render(text, true, 80).contains("\u{1b}[1;36mtwo\u{1b}[0m"));
    }

    #[test]
    fn long_text_says_that_it_goes_on() {
        assert_eq!(shortened("äbcdef", 4), "äbc…");
        assert_eq!(shortened("äbcd", 4), "äbcd");
    }
}
