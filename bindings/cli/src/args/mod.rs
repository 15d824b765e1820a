//! What can be asked on the command line. The doc comments here are the help texts.

mod examples;
mod shared;

pub(crate) use shared::{
    ChannelArg, ClusterArgs, Format, MendArgs, OutputArgs, PlatformArgs, RenderArg, SentArgs, WorldArgs,
};

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use examples::{
    CHECK_EXAMPLES, COMPLETIONS_EXAMPLES, EXPORT_EXAMPLES, REQUEST_EXAMPLES, STATUS_EXAMPLES, VERIFY_EXAMPLES,
};
use routeproof_core::verify::RouteName;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing was found at or above --fail-on
  1  something was found
  2  the job could not be done: wrong usage, an unreadable file, invalid settings";

/// Proves Kubernetes Gateway API changes before they ship
///
/// Reads manifests and says what will happen to them: what the API server rejects, and why, at the line that is
/// wrong. Works offline; sends nothing anywhere.
#[derive(Debug, Parser)]
#[command(name = "routeproof", version, styles = STYLES, arg_required_else_help = true)]
#[command(after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Check manifests
    ///
    /// Reads every .yaml, .yml and .json file below the given folders, except what .gitignore excludes, and reports
    /// what is wrong, where, and how to mend it.
    #[command(after_long_help = CHECK_EXAMPLES)]
    Check(Box<CheckArgs>),
    /// Print the status that every conformant controller must write
    ///
    /// Prints GatewayClasses, Gateways, ListenerSets, routes and BackendTLSPolicies with nothing but their status, as a
    /// controller would patch them. What the inputs do not decide is `Unknown`, with what is missing as the message.
    #[command(after_long_help = STATUS_EXAMPLES)]
    Status(Box<StatusArgs>),
    /// Rank implementations by how much of what manifests need they report
    ///
    /// Reads manifests as `check` does, lists the features of Gateway API that they need, and says which
    /// implementations list all of them in their newest conformance report, and what the others lack.
    #[command(
        after_help = "Examples:\n  routeproof implementations k8s/\n  helm template . | routeproof implementations -"
    )]
    Implementations(Box<ImplementationsArgs>),
    /// Draw how requests flow: hostnames, listeners, routes, rules, Services, endpoints
    ///
    /// Each edge says whether requests pass it and, where they do not, why. Mermaid is what Markdown on GitHub and GitLab
    /// shows; dot is for Graphviz. With --url, the path of that request is bold.
    #[command(
        after_help = "Examples:\n  routeproof graph --url https://shop.example.com/cart k8s/\n  routeproof graph k8s/ > routes.mmd\n  routeproof graph --format dot k8s/ | dot -Tsvg > routes.svg"
    )]
    Graph(Box<GraphArgs>),
    /// Follow requests: which backend answers, and why no other does
    ///
    /// Reads manifests as `check` does and says for each request which listener, route, rule and match take it, what
    /// the filters do, which backends get it, and what they see; or what the Gateway answers itself. Where the spec
    /// leaves it to implementations, each reading is printed. What is not among the inputs is reported as unknown, never invented.
    #[command(after_long_help = REQUEST_EXAMPLES)]
    Request(Box<RequestArgs>),
    /// List the matches of Gateways in the order in which they are tried, and those that never take a request
    ///
    /// A request is taken by the first match that fits it: `= /a` is a whole path, `/a/…` a path and all below it, `~ /a.*` a
    /// regular expression. A match behind one that asks for the same is shadowed: its route is accepted and gets nothing.
    #[command(
        after_help = "Examples:\n  routeproof routes k8s/\n  routeproof routes --gateway infra/edge --format json k8s/"
    )]
    Routes(Box<RoutesArgs>),
    /// Verify routes after they were applied: five questions about each, answered from what the cluster reported
    ///
    /// Reads what `kubectl get … -A -o yaml` printed, and says for each route: does it exist, are its Services there
    /// and healthy, is it accepted, are its references resolved, do requests reach its backends. Each answer is yes, no
    /// or cannot tell, with its evidence.
    #[command(after_long_help = VERIFY_EXAMPLES)]
    Verify(Box<VerifyArgs>),
    /// Write a profile as policy of the cluster: for the API server itself, Kyverno or Gatekeeper
    ///
    /// The policy is CEL and says of each object what a check by the profile says. What CEL cannot say stands in the policy
    /// as comments, and on the standard error, by the codes of rules.
    #[command(after_long_help = EXPORT_EXAMPLES)]
    Export(Box<ExportArgs>),
    /// Explain a rule: what it wants, why, and how to mend what it finds
    #[command(
        after_help = "Examples:\n  routeproof explain RP2003\n  routeproof explain backend-port-not-found"
    )]
    Explain(ExplainArgs),
    /// List every rule with its code, severity and whether --fix can mend it
    Rules(RulesArgs),
    /// Serve an editor: the language server, on the standard input and output
    ///
    /// Findings while you type, completion, hover, fixes, and the way from references to what they name. Editors start it.
    #[cfg(feature = "lsp")]
    Lsp,
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell to complete for
        shell: Shell,
    },
    /// Write the manual pages, one for each command, into a folder
    #[command(after_help = "Examples:\n  routeproof man ~/.local/share/man/man1")]
    Man {
        /// The folder; it has to be there
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Print the version, and which Gateway API releases it knows
    Version(VersionArgs),
    /// Write the rule pages, one for each rule, and their index
    #[command(hide = true)]
    Docs(DocsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders to check; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Judge as a gate: nothing that the manifests' author writes or leaves out lets them pass
    ///
    /// Settings come from the file that --settings names and from nowhere else; it has to name a profile, and must not be
    /// in the paths. Comments silence nothing, `rules` and `ignore` nothing of `RP5xxx`. Hidden files and those of .gitignore
    /// are judged, every file has to hold manifests, and charts, kustomizations, links to folders and variables are refused.
    #[arg(long, requires = "settings", conflicts_with_all = ["fix", "diff", "profile", "api_only"])]
    pub(crate) gate: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) mend: MendArgs,

    #[command(flatten)]
    pub(crate) world: WorldArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Files and folders with manifests; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// How to print it
    #[arg(long, short, value_enum, default_value_t = StatusFormat::Yaml, value_name = "FORMAT")]
    pub(crate) output: StatusFormat,

    /// Print these objects only: a name, or a kind and a name
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) only: Vec<String>,

    /// Print objects of this namespace only
    #[arg(long, short, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,

    #[command(flatten)]
    pub(crate) world: WorldArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// Files and folders with manifests; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// How to draw it
    #[arg(long, short = 'o', value_enum, default_value_t = GraphFormat::Mermaid, value_name = "FORMAT")]
    pub(crate) format: GraphFormat,

    #[command(flatten)]
    pub(crate) sent: SentArgs,

    #[command(flatten)]
    pub(crate) world: WorldArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A flowchart for Mermaid
    Mermaid,
    /// A digraph for Graphviz
    Dot,
    /// The versioned graph on one line
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Who evaluates the policy
    #[arg(long = "as", value_enum, value_name = "TARGET")]
    pub(crate) target: TargetArg,

    #[command(flatten)]
    pub(crate) platform: PlatformArgs,

    /// The label of a namespace that names its tenant
    #[arg(long, value_name = "LABEL", conflicts_with = "tenant")]
    pub(crate) tenant_label: Option<String>,

    /// Judge objects of this namespace only; may be given several times [default: all but those of the platform]
    #[arg(long, short, value_name = "NAMESPACE")]
    pub(crate) namespace: Vec<String>,

    /// A namespace of the platform itself, never judged, besides kube-system and those of the profile's Gateways; may be
    /// given several times
    #[arg(long, value_name = "NAMESPACE")]
    pub(crate) platform_namespace: Vec<String>,

    /// A user of the platform itself, who is never judged and may change the label of a tenant; may be given several times
    #[arg(long, value_name = "USER")]
    pub(crate) platform_user: Vec<String>,

    /// The same for a group of users [default with --tenant-label: system:masters]
    #[arg(long, value_name = "GROUP")]
    pub(crate) platform_group: Vec<String>,

    /// Judge objects without a namespace as well, such as GatewayClasses
    #[arg(long)]
    pub(crate) cluster_scoped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TargetArg {
    /// The API server itself, without a webhook
    #[value(name = "validatingadmissionpolicy")]
    ValidatingAdmissionPolicy,
    /// Kyverno
    Kyverno,
    /// Gatekeeper, by its engine for CEL
    Gatekeeper,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").args(["url", "requests"]).multiple(true).required(true)))]
pub(crate) struct RequestArgs {
    /// Files and folders with manifests; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) sent: SentArgs,

    /// A file of requests: JSON lines, HAR or an access log; `-` is the standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["header", "sni"])]
    pub(crate) requests: Option<PathBuf>,

    /// How to print the answers
    #[arg(long, short = 'o', value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) world: WorldArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RoutesArgs {
    /// Files and folders with manifests; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The Gateway [default: every Gateway of the inputs, and each that a route names]
    #[arg(long, value_name = "NAMESPACE/NAME")]
    pub(crate) gateway: Option<String>,

    /// How to print the tables
    #[arg(long, short = 'o', value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) world: WorldArgs,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The routes: NAME, NAMESPACE/NAME or KIND/NAMESPACE/NAME [default: all]
    #[arg(value_name = "ROUTE")]
    pub(crate) routes: Vec<RouteName>,

    /// The files and folders that were applied, to compare with what is live; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) manifests: Vec<PathBuf>,

    /// How to print the answers
    #[arg(long, short = 'o', value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) world: WorldArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    /// A document for each object
    Yaml,
    /// A List of the objects
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct ImplementationsArgs {
    /// Files and folders to read; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// How to print them
    #[arg(long, value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) world: WorldArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A code or a name: RP2003, backend-port-not-found
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,

    /// How to print it
    #[arg(long, value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to print them
    #[arg(long, value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Args)]
pub(crate) struct VersionArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = PageFormat::Text, value_name = "FORMAT")]
    pub(crate) format: PageFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    /// Where the pages are
    #[arg(long, default_value = "docs/rules", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,

    /// Write nothing; fail when a page is stale, missing or of no rule
    #[arg(long)]
    pub(crate) check: bool,
}
