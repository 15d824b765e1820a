//! What one implementation says of features: which of its reports count, and what they make of a feature.

use super::reports::{Feature, Implementation, Report, features, implementations};
use super::{Need, Side};
use crate::order::sort;
use crate::schema::Channel;
use crate::settings::{Implementation as Wanted, SettingsError};
use crate::source::shown;
use crate::suggest::nearest;

/// The reports of one version of an implementation.
#[derive(Debug, Clone)]
pub(crate) struct Claims {
    /// Whose they are.
    pub implementation: &'static Implementation,
    /// The newest of those that count.
    pub report: &'static Report,
    /// Those that count: of the cluster's channel where there are any, in the default mode or, where none is the
    /// default, in every mode.
    counted: Vec<&'static Report>,
    /// All of the version's.
    all: Vec<&'static Report>,
}

/// What reports make of a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Support {
    /// They list it, and all its tests ran and passed.
    Full,
    /// They list it, though these tests were skipped or failed.
    Partly(Vec<&'static str>),
    /// They do not list it.
    None {
        /// Whether their tests are of a release that did not have it yet, so that they say nothing.
        newer: bool,
        /// The modes in which it is listed all the same.
        modes: Vec<&'static str>,
    },
}

impl Claims {
    /// The reports that settings ask for.
    ///
    /// # Errors
    /// Where no report is of that name, or none of that version or a patch of it.
    pub(crate) fn of(wanted: &Wanted, channel: Channel) -> Result<Self, SettingsError> {
        let fail = |why: String| SettingsError::value("settings", "implementation", &why);
        let implementation = find(&wanted.name).map_err(fail)?;
        let newest = implementation.reports.first().map(|it| it.version);
        let version = match &wanted.version {
            None => newest,
            Some(version) => Some(nearest_version(implementation, version).map_err(fail)?),
        };
        version
            .and_then(|it| Self::at(implementation, it, channel))
            .ok_or_else(|| fail(format!("names `{}`, which has no conformance report", implementation.name)))
    }

    /// The newest reports of an implementation; none where it has no report at all.
    pub(crate) fn newest(implementation: &'static Implementation, channel: Channel) -> Option<Self> {
        Self::at(implementation, implementation.reports.first()?.version, channel)
    }

    fn at(implementation: &'static Implementation, version: &str, channel: Channel) -> Option<Self> {
        let all: Vec<_> = implementation.reports.iter().filter(|it| it.version == version).collect();
        let channel = match channel {
            Channel::Standard => "standard",
            Channel::Experimental => "experimental",
        };
        let of_channel = preferred(all.clone(), |it| it.channel == channel);
        let counted = preferred(of_channel, |it| matches!(it.mode, "" | "default"));
        Some(Self { implementation, report: counted.first()?, counted, all })
    }

    /// Whether Gateways have the feature of this name; `None` where the reports do not list it, which proves nothing.
    pub(crate) fn known(&self, feature: &str) -> Option<bool> {
        let feature = features().iter().find(|it| it.name == feature)?;
        matches!(self.support_of(Side::Gateway, feature), Support::Full).then_some(true)
    }

    /// What the reports make of what is needed.
    pub(crate) fn support(&self, need: &Need) -> Support {
        self.support_of(need.side, need.feature)
    }

    /// What the reports make of a feature.
    pub(crate) fn support_of(&self, side: Side, feature: &Feature) -> Support {
        let lists = |it: &&&Report| it.lists(side, feature);
        if !self.counted.iter().all(|it| lists(&it)) {
            let mut modes: Vec<_> = self.all.iter().filter(lists).map(|it| it.mode).collect();
            modes.retain(|it| !matches!(*it, "" | "default"));
            sort(&mut modes);
            modes.dedup();
            return Support::None { newer: self.report.is_older_than(feature), modes };
        }
        let mut missed: Vec<_> =
            self.counted.iter().flat_map(|it| it.missed(side, feature)).copied().collect();
        sort(&mut missed);
        missed.dedup();
        if missed.is_empty() { Support::Full } else { Support::Partly(missed) }
    }
}

/// The reports that `is_meant` holds for, else all of them.
fn preferred(all: Vec<&'static Report>, is_meant: impl Fn(&Report) -> bool) -> Vec<&'static Report> {
    let meant: Vec<_> = all.iter().copied().filter(|it| is_meant(it)).collect();
    if meant.is_empty() { all } else { meant }
}

fn find(name: &str) -> Result<&'static Implementation, String> {
    let is = |it: &&Implementation| {
        it.name.eq_ignore_ascii_case(name) || it.aliases.iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    implementations().iter().find(is).ok_or_else(|| {
        let names =
            implementations().iter().flat_map(|it| [it.name].into_iter().chain(it.aliases.iter().copied()));
        let help = match nearest(&name.to_ascii_lowercase(), names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`routeproof implementations` lists those that do".to_owned(),
        };
        format!("names `{}`, which has no conformance report; {help}", shown(name))
    })
}

/// The reported version that is meant: this one, else the newest that begins with it, else the newest of the same
/// minor version, since patches keep features.
fn nearest_version(implementation: &Implementation, wanted: &str) -> Result<&'static str, String> {
    let versions = || implementation.reports.iter().map(|it| it.version);
    let bare = |it: &str| it.strip_prefix('v').unwrap_or(it).to_owned();
    let parts = numbers(wanted);
    let starts = |it: &&str, parts: &[u64]| !parts.is_empty() && numbers(it).starts_with(parts);
    let exact = versions().find(|it| bare(it) == bare(wanted));
    let longer = || versions().find(|it| starts(it, &parts));
    let patch = || versions().find(|it| parts.get(..2).is_some_and(|parts| starts(it, parts)));
    exact.or_else(longer).or_else(patch).ok_or_else(|| {
        let mut known: Vec<_> = versions().map(|it| format!("`{it}`")).collect();
        known.dedup();
        format!(
            "names version `{}` of `{}`, which has no conformance report; there are {}",
            shown(wanted),
            implementation.name,
            known.join(", ")
        )
    })
}

/// The numbers at the start of a version: those of `enterprise-2.18` and `v1.2.0-rc.1` are 2, 18 and 1, 2, 0.
fn numbers(version: &str) -> Vec<u64> {
    let from = version.find(|it: char| it.is_ascii_digit()).unwrap_or(version.len());
    let text = version.get(from..).unwrap_or_default();
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().split('.').map_while(|it| it.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Channel, Claims, Side, Support, Wanted, numbers};
    use crate::features::features;

    fn claims(wanted: &str, channel: Channel) -> Result<Claims, String> {
        let wanted = Wanted::try_from(wanted.to_owned()).unwrap();
        Claims::of(&wanted, channel).map_err(|it| it.to_string())
    }

    fn version(wanted: &str) -> &'static str {
        claims(wanted, Channel::Standard).unwrap().report.version
    }

    fn support(wanted: &str, channel: Channel, side: Side, feature: &str) -> Support {
        let feature = features().iter().find(|it| it.name == feature).unwrap();
        claims(wanted, channel).unwrap().support_of(side, feature)
    }

    #[test]
    fn a_version_is_found_by_what_people_write() {
        assert_eq!(version("envoy-gateway"), "v1.9.0");
        assert_eq!(version("envoy-gateway@v1.8.0"), "v1.8.0");
        assert_eq!(version("envoy-gateway@1.8"), "v1.8.0");
        assert_eq!(version("envoy-gateway@1.8.3"), "v1.8.0", "a patch keeps features");
        assert_eq!(version("istio@1.30"), "1.30.5");
        assert_eq!(version("istio-istio"), version("Istio"));
        assert_eq!(version("gke-gateway@1.36"), "1.36.2-gke.2154000");
        assert_eq!(version("buoyant-enterprise-for-linkerd@2.20"), "enterprise-2.20.2");
        assert_eq!(version("haproxy-ingress"), version("n42-gateway"));
        assert_eq!(numbers("v1.2.0-rc.1"), [1, 2, 0]);
        assert!(numbers("latest").is_empty());
    }

    #[test]
    fn what_no_report_is_of_is_said() {
        let error = claims("envoy-gatway", Channel::Standard).unwrap_err();
        assert!(error.contains("did you mean `envoy-gateway`?"), "{error}");
        let error = claims("own-controller", Channel::Standard).unwrap_err();
        assert!(error.contains("routeproof implementations"), "{error}");
        let error = claims("envoy-gateway@0.9", Channel::Standard).unwrap_err();
        assert!(error.contains("`0.9`") && error.contains("`v1.9.0`, `v1.8.0`"), "{error}");
        let error = claims("envoy-gateway@newest", Channel::Standard).unwrap_err();
        assert!(error.contains("`newest`"), "{error}");
    }

    #[test]
    fn channel_and_mode_choose_the_reports() {
        let standard = claims("cilium", Channel::Standard).unwrap();
        assert_eq!(standard.report.channel, "standard");
        let experimental = claims("cilium", Channel::Experimental).unwrap();
        assert_eq!((experimental.report.channel, experimental.report.version), ("experimental", "v1.20.0"));
        let infrastructure = "GatewayInfrastructure";
        let found = support("envoy-gateway", Channel::Standard, Side::Gateway, infrastructure);
        assert_eq!(found, Support::None { newer: false, modes: vec!["gateway-namespace-mode"] });
        let found = support("kong-operator", Channel::Standard, Side::Gateway, "HTTPRouteMethodMatching");
        assert_eq!(found, Support::None { newer: false, modes: vec!["expressions-standard"] });
    }

    #[test]
    fn skipped_tests_are_no_full_support() {
        let found = support("traefik", Channel::Standard, Side::Gateway, "HTTPRoute");
        assert_eq!(found, Support::Partly(vec!["HTTPRouteMultipleGateways"]));
        assert_eq!(support("traefik", Channel::Standard, Side::Gateway, "Gateway"), Support::Full);
    }

    #[test]
    fn a_feature_newer_than_the_report_is_unknown_to_it() {
        let found = support("istio", Channel::Experimental, Side::Gateway, "HTTPRouteBackendURLRewrite");
        assert_eq!(found, Support::None { newer: true, modes: Vec::new() });
    }
}
