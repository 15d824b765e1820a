//! The output of a tool: its text, and which file each part of it was made from.

use crate::source::Span;
use crate::yaml::{self, Value};
use std::collections::BTreeSet;

/// What makes manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// `helm template`: charts.
    Helm,
    /// `kustomize build`, `kubectl kustomize`: kustomizations.
    Kustomize,
}

/// What a tool printed.
#[derive(Debug, Default)]
pub struct Output {
    /// The manifests.
    pub text: String,
    /// Where they come from.
    pub origins: Origins,
}

/// Which files the parts of a text were made from.
#[derive(Debug, Default)]
pub struct Origins {
    /// Where parts begin, in order, and their files.
    parts: Vec<(usize, Option<String>)>,
    /// Files that say more: values, patches, kustomizations.
    pub(crate) others: Vec<String>,
}

/// What Helm writes before each template's output.
const SOURCE: &str = "# Source: ";

/// What kustomize notes at each object where an option asks for it, and the lines of it that name files.
const ORIGIN: &str = "config.kubernetes.io/origin";
const PATHS: [&str; 2] = ["path: ", "configuredIn: "];

impl Output {
    /// Reads what `tool` printed. Kustomize had the option to note the origins of objects; these notes are no part of the text.
    pub fn new(tool: Tool, printed: String) -> Self {
        match tool {
            Tool::Helm => Self::of_helm(printed),
            Tool::Kustomize => Self::of_kustomize(&printed),
        }
    }

    fn of_helm(text: String) -> Self {
        let (mut parts, mut at, mut separated) = (Vec::new(), 0, true);
        for line in text.split_inclusive('\n') {
            // The same words elsewhere are a comment of the chart's author.
            if let Some(file) = line.strip_prefix(SOURCE).filter(|_| separated) {
                parts.push((at, Some(file.trim_end().to_owned())));
            }
            separated = line.trim_end() == "---";
            at += line.len();
        }
        Self { text, origins: Origins { parts, others: Vec::new() } }
    }

    fn of_kustomize(printed: &str) -> Self {
        let tree = yaml::read(printed).tree;
        let mut output = Self::default();
        let mut done = 0;
        for document in tree.documents() {
            let root = tree.value(printed, document.root);
            let start = document.span.start().max(done);
            output.text.push_str(printed.get(done..start).unwrap_or_default());
            done = start;
            let note = origin(root);
            output.origins.parts.push((output.text.len(), note.and_then(|it| file_of(it.0))));
            if let Some((_, lines)) = note {
                output.text.push_str(printed.get(done..lines.start()).unwrap_or_default());
                done = lines.end();
            }
        }
        output.text.push_str(printed.get(done..).unwrap_or_default());
        output
    }
}

impl Origins {
    /// The file that the text at a byte was made from, where that is known.
    pub fn file_at(&self, byte: usize) -> Option<&str> {
        let behind = self.parts.partition_point(|it| it.0 <= byte);
        self.parts.get(behind.checked_sub(1)?)?.1.as_deref()
    }

    /// The files that it was made from.
    pub fn files(&self) -> BTreeSet<&str> {
        self.parts.iter().filter_map(|it| it.1.as_deref()).collect()
    }

    /// These files, and those that say more of the text.
    pub fn all_files(&self) -> impl Iterator<Item = &str> {
        self.files().into_iter().chain(self.others.iter().map(String::as_str))
    }

    /// Calls the files what reports call them, where the tool has names of its own, and says which files say more of the
    /// text: values, patches, kustomizations.
    #[must_use]
    pub fn named(mut self, name: impl Fn(&str) -> Option<String>, others: Vec<String>) -> Self {
        for (_, file) in &mut self.parts {
            *file = file.as_deref().and_then(&name);
        }
        Self { others, ..self }
    }
}

/// What kustomize noted of an object's origin, and the lines that go with the note.
fn origin(root: Value<'_>) -> Option<(&str, Span)> {
    let entry = root.get("metadata")?.entry("annotations")?;
    let note = entry.value.entry(ORIGIN)?;
    let first = if entry.value.len() == 1 { entry.key } else { note.key };
    let text = root.source_text();
    let before = text.get(..first.span().start())?;
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    let end = note.value.span().end();
    let rest = text.get(end..)?;
    let line = match text.get(..end)?.ends_with('\n') {
        true => 0,
        false => rest.find('\n').map_or(rest.len(), |it| it + 1),
    };
    Some((note.value.as_str()?, Span::new(start, end + line)))
}

/// The file that a note names; none where it is in another repository.
fn file_of(note: &str) -> Option<String> {
    if note.lines().any(|it| it.starts_with("repo: ")) {
        return None;
    }
    let path = |key| note.lines().find_map(|it| it.strip_prefix(key));
    PATHS.into_iter().find_map(path).map(|it| it.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Output, Tool};

    #[test]
    fn helm_names_the_template_of_each_part() {
        let text = "---\n# Source: web/templates/a.yaml\na: 1\n# Source: no/part.yaml\n---\n# Source: web/charts/sub/templates/b.yaml\nb: 1\n";
        let output = Output::new(Tool::Helm, text.to_owned());
        assert_eq!(output.text, text);
        let file = |part| output.origins.file_at(text.find(part).unwrap());
        assert_eq!(file("a: 1"), Some("web/templates/a.yaml"));
        assert_eq!(file("b: 1"), Some("web/charts/sub/templates/b.yaml"));
        assert_eq!(output.origins.file_at(0), None);
    }

    #[test]
    fn notes_of_kustomize_are_read_and_taken_away() {
        let printed = "\
apiVersion: v1
kind: Service
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: base/a.yaml
  name: a
---
apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    a: b
    config.kubernetes.io/origin: |
      configuredIn: kustomization.yaml
      configuredBy:
        apiVersion: builtin
        kind: ConfigMapGenerator
    z: b
  name: b
---
apiVersion: v1
kind: Secret
metadata:
  annotations:
    config.kubernetes.io/origin: |
      path: c.yaml
      repo: https://example.com/c
  name: c
";
        let output = Output::new(Tool::Kustomize, printed.to_owned());
        let left = "\
apiVersion: v1
kind: Service
metadata:
  name: a
---
apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    a: b
    z: b
  name: b
---
apiVersion: v1
kind: Secret
metadata:
  name: c
";
        assert_eq!(output.text, left);
        let file = |part| output.origins.file_at(left.find(part).unwrap());
        assert_eq!(file("name: a"), Some("base/a.yaml"));
        assert_eq!(file("name: b"), Some("kustomization.yaml"));
        assert_eq!(file("name: c"), None, "it is in another repository");
    }
}
