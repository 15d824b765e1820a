//! What can be asked on the command line. The doc comments here are the help texts.

use clap::builder::styling::AnsiColor;
use clap::builder::{EnumValueParser, Styles, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use routeproof_core::ffi::FailOn;
use routeproof_core::time::Timestamp;
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
    /// shows; dot is for Graphviz.
    #[command(
        after_help = "Examples:\n  routeproof graph k8s/ > routes.mmd\n  routeproof graph --format dot k8s/ | dot -Tsvg > routes.svg"
    )]
    Graph(Box<GraphArgs>),
    /// Follow requests: which backend answers, and why no other does
    ///
    /// Reads manifests as `check` does and says for each request which listener, route, rule and match take it, what
    /// the filters do, which backends get it, and what they see; or what the Gateway answers itself. Where the spec
    /// leaves it to implementations, each reading is printed. What is not among the inputs is said, never invented.
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
    /// The policy is CEL and says of each object what the rules `RP5xxx` say. What CEL cannot say stands in the policy as
    /// comments, and on the standard error, by the codes of rules.
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

/// A line of help that is true only where the command speaks to clusters.
#[cfg(feature = "cluster")]
macro_rules! of_cluster {
    ($line:literal) => {
        concat!($line, "\n")
    };
}

#[cfg(not(feature = "cluster"))]
macro_rules! of_cluster {
    ($line:literal) => {
        ""
    };
}

const CHECK_EXAMPLES: &str = concat!(
    "\
Examples:
  routeproof check                          every manifest below this folder
  routeproof check deploy/ extra.yaml       a folder and a file
  helm template . | routeproof check -      what a chart renders
",
    of_cluster!("  routeproof check --cluster deploy/        against what the cluster has"),
    "  routeproof check --fix                    mend what is safe to mend
  routeproof check --diff                   show what --fix would do, as a patch
  routeproof check --format sarif > r.sarif for code scanning
  routeproof check --format github          annotations on a pull request
  routeproof check --format gitlab          code quality of a merge request
  routeproof check --gate --settings ../platform.yaml --tenant acme .

Exit codes:
  0  nothing was found at or above --fail-on
  1  something was found
  2  the job could not be done: wrong usage, an unreadable file, invalid settings"
);

const STATUS_EXAMPLES: &str = "\
Examples:
  routeproof status deploy/                     what a cluster will say of these manifests
  routeproof status --complete deploy/          the same, where the folder is the whole cluster
  routeproof status --only httproute/web -n shop
  kubectl get gateways,httproutes,services,namespaces -A -o yaml | routeproof status --live - deploy/

Exit codes:
  0  the status was printed
  2  the job could not be done: wrong usage, an unreadable file, no such object";

const REQUEST_EXAMPLES: &str = "\
Examples:
  routeproof request --url https://web.acme.kupe.cloud/api deploy/
  routeproof request --url http://shop.test/cart -X POST -H 'x-canary: yes' deploy/
  routeproof request --url http://web.shop:8080/cart --from checkout deploy/
  routeproof request --requests requests.jsonl --format json deploy/
  routeproof request --requests access.log --url https://shop.test deploy/

A file of requests is JSON lines with the fields url, method, host, path, headers, port, sni, gateway and from, a HAR file,
or an access log, for which --url gives scheme, host and port.

With --from a Pod of that namespace is the client, and the URL names a Service as the Pod does: web, web.shop,
web.shop.svc.cluster.local or its clusterIP. Routes that have the Service as parent decide, those of the client's namespace
first; without one the Service itself is reached.

Exit codes:
  0  each request has an answer
  2  the job could not be done: wrong usage, an unreadable file, no such URL";

const VERIFY_EXAMPLES: &str = concat!(
    "\
Examples:
  kubectl get gatewayclasses,gateways,httproutes,services,endpointslices,pods,deployments -A -o yaml > dump.yaml
  routeproof verify --live dump.yaml                      every route in it
  routeproof verify --live dump.yaml shop/web             one route, in full: HTTPRoute/shop/web
  routeproof verify --live dump.yaml --manifests deploy/  also: is what runs what was applied?
  kubectl get … -A -o yaml | routeproof verify --live -   without a file
",
    of_cluster!("  routeproof verify --cluster shop/web                    straight from the cluster of the kubeconfig"),
    "
A kind that is not in the dump is unknown, so ask for all that matter, and without a selector.

Exit codes:
  0  every answer about every route is yes
  1  some answer is no, or cannot be told
  2  the job could not be done: wrong usage, an unreadable file, no route at all"
);

const EXPORT_EXAMPLES: &str = "\
Examples:
  routeproof export --as validatingadmissionpolicy --profile kupe --tenant-label kupe.cloud/tenant | kubectl apply -f -
  routeproof export --as kyverno --profile platform.yaml --platform-group platform-admins
  routeproof export --as gatekeeper --profile kupe --tenant acme --namespace shop --namespace blog

The tenant of a namespace is told by its label, by the profile's `tenants`, or by --tenant for the namespaces that --namespace
names. Namespaces of the platform itself, where its controllers run, have to be named: --platform-namespace.

Exit codes:
  0  the policy was printed
  2  the job could not be done: no profile, invalid settings, nothing that tells the tenant";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  routeproof completions bash > ~/.local/share/bash-completion/completions/routeproof
  routeproof completions zsh  > ~/.zfunc/_routeproof
  routeproof completions fish > ~/.config/fish/completions/routeproof.fish";

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
    /// The API server: a `ValidatingAdmissionPolicy` with its binding
    #[value(name = "validatingadmissionpolicy")]
    ValidatingAdmissionPolicy,
    /// Kyverno: a `ValidatingPolicy`
    Kyverno,
    /// Gatekeeper: a `ConstraintTemplate` in CEL with its constraint
    Gatekeeper,
}

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Files and folders with manifests; `-` is the standard input
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The URL: http, https, tls, tcp or udp
    #[arg(long, value_name = "URL", required_unless_present = "requests")]
    pub(crate) url: Option<String>,

    /// The method
    #[arg(long, short = 'X', value_name = "METHOD", default_value = "GET")]
    pub(crate) method: String,

    /// A header, as `Name: value`; may be given several times
    #[arg(long, short = 'H', value_name = "HEADER")]
    pub(crate) header: Vec<String>,

    /// The server name of the TLS handshake [default: the host of the URL]
    #[arg(long, value_name = "NAME")]
    pub(crate) sni: Option<String>,

    /// The Gateway that receives the request [default: every Gateway is considered]
    #[arg(long, value_name = "NAMESPACE/NAME")]
    pub(crate) gateway: Option<String>,

    /// The namespace of the Pod that sends the request to a Service, in a mesh: no Gateway is asked
    #[arg(long, value_name = "NAMESPACE", conflicts_with = "gateway")]
    pub(crate) from: Option<String>,

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
#[command(next_help_heading = "Report")]
pub(crate) struct OutputArgs {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,

    /// Write the report to a file instead of the standard output
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The least severity that makes the exit code 1 and is a failure in JUnit
    #[arg(long, value_parser = fail_on(), default_value = "error", value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,

    /// Make each object that is not judged an error: its API is neither Kubernetes' nor Gateway API's
    #[arg(long)]
    pub(crate) strict: bool,

    /// Show all advice; of a folder with more than a little it is only counted
    #[arg(long, short, conflicts_with = "quiet")]
    pub(crate) verbose: bool,

    /// Report errors and warnings only, without advice and summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Mending")]
pub(crate) struct MendArgs {
    /// Apply the fixes that are safe; everything else in the file stays byte for byte
    #[arg(long)]
    pub(crate) fix: bool,

    /// Print what --fix would change as a patch, and write nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlatformArgs {
    /// The platform: a built-in profile, a file, or `none`
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,

    /// Whose manifests these are, on a platform with tenants
    #[arg(long, value_name = "TENANT")]
    pub(crate) tenant: Option<String>,

    /// The settings file; by default the nearest routeproof.yaml in the first path or above it
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is known")]
pub(crate) struct WorldArgs {
    /// The paths hold everything there is: what is not there is missing
    #[arg(long)]
    pub(crate) complete: bool,

    /// What a cluster reported: the output of `kubectl get … -A -o yaml`; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) live: Vec<PathBuf>,

    /// A file or folder with CRDs to judge objects by, besides those among the inputs; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) crd: Vec<PathBuf>,

    /// Whether Helm charts and kustomizations in folders are rendered by helm, kustomize or kubectl
    #[arg(long, value_enum, default_value_t = RenderArg::Auto, value_name = "WHEN")]
    pub(crate) render: RenderArg,

    #[command(flatten)]
    pub(crate) platform: PlatformArgs,

    /// The Gateway API release of the cluster: 1.7, 1.6, …
    #[arg(long, value_name = "VERSION")]
    pub(crate) gateway_api: Option<String>,

    /// The channel of the cluster's Gateway API
    #[arg(long, value_enum, value_name = "CHANNEL")]
    pub(crate) channel: Option<ChannelArg>,

    /// The Kubernetes release of the cluster: 1.37, 1.36, …
    #[arg(long, value_name = "VERSION")]
    pub(crate) kubernetes: Option<String>,

    /// The implementation that runs the Gateways, with its version: envoy-gateway, istio@1.31
    #[arg(long, value_name = "NAME[@VERSION]")]
    pub(crate) implementation: Option<String>,

    /// Judge as the API server does, and no further
    #[arg(long)]
    pub(crate) api_only: bool,

    /// What to take for the present, for certificates that expire: a date or a time in UTC [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<Timestamp>,
}

/// A command that is built without `cluster` has no such flags.
#[cfg(not(feature = "cluster"))]
#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {}

#[cfg(feature = "cluster")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster")]
pub(crate) struct ClusterArgs {
    /// Read what there is from the cluster of the kubeconfig; only GET is sent, and what RBAC forbids is unknown
    #[arg(long, conflicts_with_all = ["complete", "live"])]
    pub(crate) cluster: bool,

    /// The context of the kubeconfig, instead of the current one
    #[arg(long, value_name = "CONTEXT", requires = "cluster")]
    pub(crate) context: Option<String>,

    /// Look into this namespace only; may be given several times [default: all namespaces]
    #[arg(long, short, value_name = "NAMESPACE", requires = "cluster")]
    pub(crate) namespace: Vec<String>,

    /// How long to wait for each answer of the cluster
    #[arg(long, value_name = "SECONDS", requires = "cluster", default_value = "30")]
    pub(crate) request_timeout: std::num::NonZeroU32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: excerpts with carets, help, and fixes as diffs
    Text,
    /// The versioned report, on one line
    Json,
    /// SARIF 2.1.0, for code scanning services and editors
    Sarif,
    /// GitHub workflow commands, shown as annotations
    Github,
    /// GitLab's code quality report, shown in merge requests
    Gitlab,
    /// JUnit XML: a test case for each object
    Junit,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOnArg {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Findings never make the exit code 1
    Never,
}

/// Reads the engine's own choice, with help of the command line's.
fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    EnumValueParser::<FailOnArg>::new().map(|it| match it {
        FailOnArg::Error => FailOn::Error,
        FailOnArg::Warning => FailOn::Warning,
        FailOnArg::Never => FailOn::Never,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RenderArg {
    /// Where the tool is installed
    Auto,
    /// Charts are left out, and kustomizations are judged as their files stand
    Never,
    /// A tool that is not installed is exit code 2, and one that fails is an error
    Always,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChannelArg {
    /// What is stable
    Standard,
    /// The same, and what is being tried
    Experimental,
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
