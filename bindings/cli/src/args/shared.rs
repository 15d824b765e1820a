//! Flags that several commands have, and their values.

use clap::builder::{EnumValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use routeproof_core::ffi::FailOn;
use routeproof_core::time::Timestamp;
use std::path::PathBuf;

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

/// A request as a client sends it.
#[derive(Debug, Args)]
pub(crate) struct SentArgs {
    /// The URL: http, https, tls, tcp or udp
    #[arg(long, value_name = "URL")]
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
}
