use crate::diagnostic::{Diagnostic, located};
use crate::rendered::Tool;
use crate::rules::declare_rule;
use crate::source::{SourceId, Span, shown};

declare_rule! {
    /// What a chart or kustomization makes can be checked.
    /// ## Why it matters
    /// Manifests of a chart do not exist before `helm template` has made them, and those of a kustomization are not
    /// complete before `kustomize build` or `kubectl kustomize` has. Where the tool fails, the chart is not checked at
    /// all, and the files of the kustomization are checked as they stand.
    ///
    /// A chart may need values that its user gives: `render.charts` in `routeproof.yaml` names files with values, and
    /// `render.exclude` names what is not to be rendered. Then a failure is an error, as it is with `--render always`.
    ///
    /// routeproof never lets a tool load anything over the network: a chart needs its dependencies in `charts/`, and a
    /// kustomization that refers to an address is not built.
    /// ## Example
    /// What `helm template` says of this chart, where its user has to give a hostname:
    /// ```yaml
    /// # output: execution error at (web/templates/route.yaml:9:7): a hostname is needed
    /// apiVersion: v2 # RP0083
    /// name: web
    /// version: 1.0.0
    /// ```
    /// ## Source
    /// [Charts and kustomizations](https://routeproof.github.io/routeproof/rendering.html): What a tool does not print
    /// is not checked, and the report says so.
    pub(crate) NOT_RENDERED = "RP0083", "not-rendered" {
        severity: Info, fixes: Never, since: "0.1.0",
    }
}

/// What a tool printed is cut behind so many characters.
const LONGEST: usize = 400;

/// Why a tool printed nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRendered {
    /// It failed.
    Failed {
        /// What was asked of it.
        command: String,
        /// What it printed.
        output: String,
    },
    /// It was not asked: it would load something over the network.
    Remote {
        /// The address.
        address: String,
    },
    /// It was not asked: what it needs is not there.
    Absent {
        /// The path.
        path: String,
    },
}

pub(super) fn diagnose(source: SourceId, text: &str, tool: Tool, why: &NotRendered) -> Diagnostic {
    let left = match tool {
        Tool::Helm => "the chart is not checked",
        Tool::Kustomize => "its files are checked as they stand",
    };
    let finding = |message| Diagnostic::new(&NOT_RENDERED, located(source, first_line(text)), message);
    match why {
        NotRendered::Failed { command, output } => {
            finding(format!("`{}` failed, so {left}: {}", shown(command), in_part(output)))
        }
        NotRendered::Remote { address } => {
            let address = in_part(address);
            finding(format!("it refers to `{address}`, which is not in the folder and not loaded, so {left}"))
        }
        NotRendered::Absent { path } => {
            finding(format!("it refers to `{}`, which is not there, so {left}", in_part(path)))
        }
    }
}

/// What a tool printed, in one line.
fn in_part(output: &str) -> String {
    let words: Vec<_> = output.split_whitespace().collect();
    let output = words.join(" ");
    match output.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", shown(output.get(..at).unwrap_or_default())),
        None => shown(&output),
    }
}

/// The first line that is no comment.
fn first_line(text: &str) -> Span {
    let mut end = 0;
    let mut lines = text.split_inclusive('\n').map(|line| {
        let start = end;
        end += line.len();
        Span::new(start, start + line.trim_end().len())
    });
    lines.find(|it| !it.is_empty() && !it.of(text).starts_with('#')).unwrap_or_default()
}
