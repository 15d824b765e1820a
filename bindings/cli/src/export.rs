//! `routeproof export`: a profile as policy of the cluster.

use crate::Exit;
use crate::args::{ExportArgs, TargetArg};
use crate::console::Console;
use crate::settings::load_platform;
use anyhow::{Result, anyhow};
use routeproof_core::export::{Options, Target, export};
use routeproof_core::report::text::Paint;
use routeproof_core::settings::DnsLabel;

pub(crate) fn print(args: &ExportArgs, console: &mut Console) -> Result<Exit> {
    let settings = load_platform(&[], &args.platform)?;
    let mut options = Options::default();
    options.tenant_label.clone_from(&args.tenant_label);
    options.namespaces = labels("--namespace", &args.namespace)?;
    options.platform_namespaces = labels("--platform-namespace", &args.platform_namespace)?;
    options.platform_users.clone_from(&args.platform_user);
    options.platform_groups.clone_from(&args.platform_group);
    options.cluster_scoped = args.cluster_scoped;
    let target = match args.target {
        TargetArg::ValidatingAdmissionPolicy => Target::ValidatingAdmissionPolicy,
        TargetArg::Kyverno => Target::Kyverno,
        TargetArg::Gatekeeper => Target::Gatekeeper,
    };
    let export = export(&settings, &options, target)?;
    let label = Paint::Warning.on(console.err_styled, "not covered");
    for gap in &export.gaps {
        console.tell(&format!("{label}: {}: {}\n", gap.codes.join(", "), gap.what));
    }
    console.print(&export.text)?;
    Ok(Exit::Clean)
}

fn labels(flag: &str, names: &[String]) -> Result<Vec<DnsLabel>> {
    let labels =
        names.iter().map(|it| DnsLabel::try_from(it.clone()).map_err(|fault| anyhow!("{flag}: {fault}")));
    labels.collect()
}
