//! Finds and reads `routeproof.yaml`, and lets the command line have the last word.

use crate::args::{ChannelArg, PlatformArgs, WorldArgs};
use crate::input::{name, plain};
use anyhow::{Context as _, Result, anyhow, bail};
use routeproof_core::rules::registry;
use routeproof_core::settings::{Channel, Kubernetes, Release};
use routeproof_core::settings::{DnsLabel, Implementation, Profile, ProfileChoice, Settings};
use std::fs;
use std::path::{Path, PathBuf};

/// The file that holds settings.
pub(crate) const FILE: &str = "routeproof.yaml";

/// The settings for a check of `paths`.
pub(crate) fn load(paths: &[PathBuf], args: &WorldArgs) -> Result<Settings> {
    let mut settings = load_platform(paths, &args.platform)?;
    settings.crds.extend(args.crd.iter().map(|it| it.to_string_lossy().into_owned()));
    overlay(&mut settings, args)?;
    Ok(settings)
}

/// The settings for `paths`, with the platform that the command line names.
pub(crate) fn load_platform(paths: &[PathBuf], args: &PlatformArgs) -> Result<Settings> {
    let file = file(paths, args);
    let mut settings = match &file {
        Some(file) => of_file(file)?,
        None => Settings::default(),
    };
    if let Some(folder) = file.as_deref().and_then(Path::parent) {
        from_folder(&mut settings, folder);
    }
    overlay_platform(&mut settings, args)?;
    let folder = match &args.profile {
        Some(_) => None,
        None => file.as_deref().and_then(Path::parent),
    };
    read_profile(&mut settings, folder.unwrap_or(Path::new("")))?;
    if args.tenant.is_some() && settings.profile == ProfileChoice::None {
        bail!("--tenant says nothing without a profile: add --profile, or `profile` to `{FILE}`");
    }
    match (settings.profile(), &file) {
        (Ok(_), _) => Ok(settings),
        (Err(fault), Some(file)) => Err(anyhow!("`{}`: {fault}", name(file))),
        (Err(fault), None) => Err(fault.into()),
    }
}

/// The release and channel of Gateway API that were given, where a default would look the same.
#[cfg(feature = "cluster")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) version: bool,
    pub(crate) channel: bool,
}

/// What settings or flags say of the Gateway API.
#[cfg(feature = "cluster")]
pub(crate) fn chosen(paths: &[PathBuf], args: &WorldArgs) -> Result<Chosen> {
    #[derive(Default, serde::Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Written {
        gateway_api: std::collections::BTreeMap<String, serde_yaml::Value>,
    }
    let written = match file(paths, &args.platform) {
        Some(file) => serde_yaml::from_str::<Option<Written>>(&fs::read_to_string(file)?)?,
        None => None,
    };
    let keys = written.unwrap_or_default().gateway_api;
    Ok(Chosen {
        version: args.gateway_api.is_some() || keys.contains_key("version"),
        channel: args.channel.is_some() || keys.contains_key("channel"),
    })
}

fn file(paths: &[PathBuf], args: &PlatformArgs) -> Option<PathBuf> {
    args.settings.clone().or_else(|| nearest(paths))
}

/// The nearest settings file in the first path, or above it.
pub(crate) fn nearest(paths: &[PathBuf]) -> Option<PathBuf> {
    let first = paths.first().filter(|it| it.as_os_str() != "-");
    let start = first.map_or(Path::new("."), PathBuf::as_path).canonicalize().ok()?;
    start.ancestors().map(|it| it.join(FILE)).find(|it| it.is_file())
}

/// What `file` says.
pub(crate) fn of_file(file: &Path) -> Result<Settings> {
    let text = fs::read_to_string(file).map_err(|it| anyhow!("`{}`: {}", name(file), plain(&it)))?;
    Settings::from_yaml(&text, registry()).with_context(|| format!("`{}`", name(file)))
}

/// Makes the paths of CRDs and charts, which settings name from their own folder, paths from here.
pub(crate) fn from_folder(settings: &mut Settings, folder: &Path) {
    let here = std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default();
    let charts = settings.render.charts.iter_mut();
    let of_charts = charts.flat_map(|it| it.values.iter_mut().chain([&mut it.path]));
    for path in settings.crds.iter_mut().chain(of_charts) {
        let from_root = folder.join(&*path);
        *path = name(from_root.strip_prefix(&here).unwrap_or(&from_root));
    }
}

fn overlay(settings: &mut Settings, args: &WorldArgs) -> Result<()> {
    settings.complete |= args.complete;
    if let Some(version) = &args.gateway_api {
        settings.gateway_api.version =
            Release::try_from(version.clone()).map_err(|it| anyhow!("--gateway-api: {it}"))?;
    }
    if let Some(channel) = args.channel {
        settings.gateway_api.channel = match channel {
            ChannelArg::Standard => Channel::Standard,
            ChannelArg::Experimental => Channel::Experimental,
        };
    }
    if let Some(version) = &args.kubernetes {
        settings.kubernetes =
            Kubernetes::try_from(version.clone()).map_err(|it| anyhow!("--kubernetes: {it}"))?;
    }
    if let Some(implementation) = &args.implementation {
        let named = Implementation::try_from(implementation.clone());
        settings.implementation = Some(named.map_err(|it| anyhow!("--implementation: {it}"))?);
    }
    Ok(())
}

fn overlay_platform(settings: &mut Settings, args: &PlatformArgs) -> Result<()> {
    if let Some(profile) = &args.profile {
        settings.profile = ProfileChoice::named(profile).map_err(|it| anyhow!("--profile: {it}"))?;
        // Who asks for no platform leaves out what the file says of it.
        if settings.profile == ProfileChoice::None {
            settings.tenant = None;
            settings.custom_domains.clear();
        }
    }
    if let Some(tenant) = &args.tenant {
        let label = DnsLabel::try_from(tenant.clone()).map_err(|it| anyhow!("--tenant: {it}"))?;
        settings.tenant = Some(label);
    }
    Ok(())
}

/// Reads a profile that is a file; settings name it from their own folder.
pub(crate) fn read_profile(settings: &mut Settings, folder: &Path) -> Result<()> {
    let Some(file) = settings.profile.file().map(|it| folder.join(it)) else { return Ok(()) };
    let text =
        fs::read_to_string(&file).map_err(|it| anyhow!("profile `{}`: {}", name(&file), plain(&it)))?;
    let profile = Profile::from_yaml(&text).with_context(|| format!("`{}`", name(&file)))?;
    settings.profile = ProfileChoice::Given(Box::new(profile));
    Ok(())
}
