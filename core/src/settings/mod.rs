//! `routeproof.yaml` and platform profiles: text in, checked data out. Other stages decide what the settings lead to:
//! `tenancy` judges by the profile, `rules` apply levels and ignores. Files are read by the host.

mod choice;
mod error;
mod glob;
mod levels;
mod names;
mod namespace_pattern;
mod overlap;
mod profile;
mod read;
mod release;
mod render;
#[cfg(feature = "schema")]
mod schema;
mod template;

pub use crate::schema::{Channel, Kubernetes, Release};
pub use choice::ProfileChoice;
pub use error::SettingsError;
pub use glob::PathGlob;
pub use levels::{Level, Levels};
pub use names::{DnsLabel, Hostname, NameFault};
pub(crate) use names::{hostname_fault, is_below};
pub use namespace_pattern::NamespacePattern;
pub use profile::{
    Allowed, CustomDomains, Deny, Forbidden, GatewayName, Hostnames, ListedTenant, OpenField, Profile,
    Routes, ServiceType, Tenants, TwoTenants,
};
pub use release::GatewayApi;
pub use render::{Chart, Render};
#[cfg(feature = "schema")]
pub use schema::schemas;
#[cfg(feature = "export")]
pub(crate) use template::Part as TemplatePart;
pub use template::{Fit, HostnameTemplate, Owner};

use crate::diagnostic::RuleInfo;
use crate::source::shown;
use crate::suggest::nearest;
use crate::typed::{read_as_object, read_as_text};
use serde::Serialize;

/// The settings of a check, as `routeproof.yaml` has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Settings {
    /// The release and channel of Gateway API in the cluster.
    pub gateway_api: GatewayApi,
    /// The release of Kubernetes in the cluster; `none`: its own kinds are not judged.
    pub kubernetes: Kubernetes,
    /// The platform: a built-in profile, a file with a profile, or a profile itself.
    pub profile: ProfileChoice,
    /// The tenant whose manifests these are.
    pub tenant: Option<DnsLabel>,
    /// The tenant's own domains.
    pub custom_domains: Vec<Hostname>,
    /// Whether the inputs hold everything that exists, so that what is not among them is missing.
    pub complete: bool,
    /// Whether an object that is not judged is an error.
    pub strict: bool,
    /// Files and folders with CRDs by which objects are judged, as paths from this file. The host reads them.
    pub crds: Vec<String>,
    /// How charts and kustomizations are rendered, where the host does that.
    pub render: Render,
    /// Files that belong to all units of a folder, such as those of a platform.
    pub shared: Vec<PathGlob>,
    /// The implementation that runs the Gateways: `NAME` or `NAME@VERSION`.
    pub implementation: Option<Implementation>,
    /// The severity of a rule, by its code.
    pub rules: Levels,
    /// Findings that are known and accepted.
    pub ignore: Vec<Ignore>,
}

/// An implementation, at a version or at any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Implementation {
    /// Its name: `envoy-gateway`.
    pub name: String,
    /// Its version: `1.5.0`.
    pub version: Option<String>,
}

/// A finding that is known and accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Ignore {
    /// The rule.
    pub code: String,
    /// A pattern over the names of sources.
    pub path: PathGlob,
    /// Why it is accepted.
    pub reason: String,
}

read_as_object! {
    Settings {
        gateway_api: "gatewayApi" = GatewayApi::default(),
        kubernetes: "kubernetes" = Kubernetes::default(),
        profile: "profile" = ProfileChoice::None,
        tenant: "tenant" = None,
        custom_domains: "customDomains" = Vec::new(),
        complete: "complete" = false,
        strict: "strict" = false,
        crds: "crds" = Vec::new(),
        render: "render" = Render::default(),
        shared: "shared" = Vec::new(),
        implementation: "implementation" = None,
        rules: "rules" = Levels::default(),
        ignore: "ignore" = Vec::new(),
    }
    Ignore { code: "code", path: "path", reason: "reason" }
}

read_as_text!(Implementation: "an implementation");

impl Settings {
    /// Reads settings from YAML or JSON; the codes in them are among `rules`.
    pub fn from_yaml(text: &str, rules: &[&RuleInfo]) -> Result<Self, SettingsError> {
        let settings: Self = read::read("settings", text)?.unwrap_or_default();
        for code in settings.rules.codes() {
            known_code("rules", code, rules)?;
        }
        for (place, ignore) in settings.ignore.iter().enumerate() {
            let key = format!("ignore[{place}]");
            known_code(&key, &ignore.code, rules)?;
            if ignore.reason.trim().is_empty() {
                return Err(SettingsError::value("settings", &key, "has no reason"));
            }
        }
        Ok(settings)
    }

    /// The profile, where one is chosen, as far as it and the settings agree.
    ///
    /// # Errors
    /// Where a profile is needed and not given, or a name would have two owners.
    pub fn profile(&self) -> Result<Option<Profile>, SettingsError> {
        let Some(profile) = self.profile.profile()? else { return self.alone() };
        let own =
            self.tenant.iter().flat_map(|it| self.custom_domains.iter().map(move |domain| (it, domain)));
        match overlap::domains(own.chain(profile.domains())) {
            Some(fault) => Err(SettingsError::value(
                "settings",
                "customDomains",
                &format!("give a name to two tenants: {fault}"),
            )),
            None => Ok(Some(profile)),
        }
    }

    /// An error where settings say what has no meaning without a profile: the user would believe that it holds.
    fn alone(&self) -> Result<Option<Profile>, SettingsError> {
        let key = match self {
            Self { tenant: Some(_), .. } => "tenant",
            Self { custom_domains, .. } if !custom_domains.is_empty() => "customDomains",
            _ => return Ok(None),
        };
        Err(SettingsError::value(
            "settings",
            key,
            "says nothing without a `profile`: nothing would be kept to it",
        ))
    }

    /// Whether settings put up with findings of `code` in the source called `name`.
    pub fn ignores(&self, code: &str, name: &str) -> bool {
        self.ignore.iter().any(|it| it.code == code && it.path.matches(name))
    }
}

/// Refuses a code that no rule has or had.
fn known_code(key: &str, code: &str, rules: &[&RuleInfo]) -> Result<(), SettingsError> {
    if rules.iter().any(|it| it.code == code) {
        return Ok(());
    }
    let named = rules.iter().find(|it| it.name == code).map(|it| it.code);
    // All codes look alike, so a near one says something only where letters differ.
    let folded = code.to_ascii_uppercase();
    let meant = named.or_else(|| rules.iter().map(|it| it.code).find(|it| *it == folded));
    let meant = meant.or_else(|| nearest(code, rules.iter().map(|it| it.name)));
    let help = meant.map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
    Err(SettingsError::value("settings", key, &format!("names `{}`, which is no rule{help}", shown(code))))
}

impl TryFrom<String> for Implementation {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Self, NameFault> {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (text.as_str(), None),
        };
        if name.is_empty() || version.as_deref() == Some("") {
            return Err(NameFault(format!("`{}` is not of the form NAME or NAME@VERSION", shown(&text))));
        }
        Ok(Self { name: name.to_owned(), version })
    }
}

impl From<Implementation> for String {
    fn from(it: Implementation) -> Self {
        it.version.map_or_else(|| it.name.clone(), |version| format!("{}@{version}", it.name))
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, ProfileChoice, Settings};
    use crate::diagnostic::{Fixes, RuleInfo, RuleStatus, Severity};
    use crate::schema::Channel;

    static RULE: RuleInfo = RuleInfo {
        code: "RP4002",
        name: "duplicate-match",
        severity: Severity::Warning,
        fixes: Fixes::Never,
        since: "0.1.0",
        status: RuleStatus::Active,
        docs: "",
    };

    fn read(text: &str) -> Result<Settings, String> {
        Settings::from_yaml(text, &[&RULE]).map_err(|it| it.to_string())
    }

    #[test]
    fn the_whole_file_reads() {
        let text = r#"
gatewayApi: {version: "1.6", channel: experimental}
profile: kupe
tenant: acme
customDomains: [app.example.com, "*.shop.example.com"]
complete: true
strict: true
implementation: envoy-gateway@1.5.0
rules: {RP4002: off}
ignore: [{code: RP4002, path: "legacy/**", reason: "moves in Q3"}]
"#;
        let settings = read(text).unwrap();
        assert_eq!(settings.gateway_api.version.minor(), "1.6");
        assert_eq!(settings.gateway_api.channel, Channel::Experimental);
        assert_eq!(settings.profile, ProfileChoice::BuiltIn("kupe".to_owned()));
        assert_eq!(settings.tenant.as_ref().map(|it| it.as_str()), Some("acme"));
        assert_eq!(settings.custom_domains.len(), 2);
        assert!(settings.complete && settings.strict);
        assert_eq!(settings.implementation.as_ref().and_then(|it| it.version.as_deref()), Some("1.5.0"));
        assert_eq!(settings.rules.get("RP4002"), Some(Level::Off));
        assert!(settings.ignores("RP4002", "legacy/a/b.yaml") && !settings.ignores("RP4002", "b.yaml"));
        let again = serde_json::to_string(&settings).unwrap();
        assert_eq!(read(&again).unwrap(), settings, "JSON is read as well, and nothing is lost");
    }

    #[test]
    fn nothing_said_is_every_default() {
        for text in [
            "",
            "# nothing yet
",
            "{}",
            "null",
        ] {
            assert_eq!(read(text), Ok(Settings::default()), "{text:?}");
        }
        assert_eq!(Settings::default().gateway_api.version.minor(), "1.7");
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        for (text, why) in [
            (
                "
tenent: acme
",
                "settings line 2, column 1: unknown key `tenent`; did you mean `tenant`?",
            ),
            ("gatewayApi: {versoin: '1.7'}", "gatewayApi: unknown key `versoin`; did you mean `version`?"),
            ("gatewayApi: {version: 1.7}", "a release in quotes"),
            (
                "gatewayApi: {version: '1.2'}",
                "Gateway API `1.2` is not known; known are 1.3, 1.4, 1.5, 1.6, 1.7",
            ),
            ("gatewayApi: {channel: stable}", "unknown value `stable`; known are `standard`, `experimental`"),
            ("profile: kup", "unknown profile `kup`; did you mean `kupe`?"),
            ("profile: {name: own}", "profile: has no `gateways`"),
            ("tenant: Acme", "tenant: `Acme` is not a DNS label"),
            ("tenant: a.b", "not a DNS label"),
            (
                "customDomains: [ok.example, Bad.example]",
                "customDomains[1]: `Bad.example` is not a hostname: it has capital letters",
            ),
            ("customDomains: ['*']", "is not a hostname"),
            ("rules: {RP4002: of}", "unknown value `of`"),
            ("rules: {RP4002: off, RP4002: error}", "has `RP4002` twice"),
            ("rules: {RP9999: off}", "`rules` names `RP9999`, which is no rule"),
            ("rules: {rp4002: off}", "did you mean `RP4002`?"),
            ("rules: {duplicate-match: off}", "did you mean `RP4002`?"),
            ("ignore: [{code: RP4002, path: '**'}]", "ignore[0]: has no `reason`"),
            ("ignore: [{code: RP4002, path: '**', reason: ' '}]", "`ignore[0]` has no reason"),
            ("ignore: [{code: RP4002, path: 'a[', reason: x}]", "is not a path pattern"),
            ("implementation: '@1'", "NAME@VERSION"),
            (
                "tenant: acme
tenant: b
",
                "has `tenant` twice",
            ),
            ("[]", "settings"),
            ("a: b: c", "line 1"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.contains(why), "{text}: {fault}");
        }
    }

    #[test]
    fn a_yaml_1_1_reader_has_turned_off_into_false() {
        assert_eq!(read(r#"{"rules": {"RP4002": false}}"#).unwrap().rules.get("RP4002"), Some(Level::Off));
        assert!(read(r#"{"rules": {"RP4002": true}}"#).is_err());
    }

    #[test]
    fn what_says_nothing_without_a_profile_is_refused() {
        let fault =
            |text: &str| read(text).unwrap().profile().err().map(|it| it.to_string()).unwrap_or_default();
        for key in ["tenant: acme", "customDomains: [a.example]"] {
            for profile in ["", "profile: none\n"] {
                let message = fault(&format!("{profile}{key}"));
                assert!(message.contains("says nothing without a `profile`"), "{message}");
            }
            assert_eq!(fault(&format!("profile: kupe\n{key}")), "");
        }
    }

    #[test]
    fn a_name_has_one_owner() {
        let text = |tenant: &str| {
            format!(
                "tenant: {tenant}\ncustomDomains: [shop.example.com]\nprofile: {{name: own, gateways: [{{namespace: a, name: b}}], routes: {{kinds: [HTTPRoute]}}, hostnames: {{templates: [], customDomains: {{cname: in.own.example}}}}, tenants: {{list: [{{name: b, customDomains: ['*.example.com']}}]}}}}"
            )
        };
        assert!(read(&text("b")).unwrap().profile().is_ok());
        let fault = read(&text("a")).unwrap().profile().unwrap_err().to_string();
        let why = "settings: `customDomains` give a name to two tenants: `shop.example.com` of tenant `a` is below `*.example.com` of tenant `b`";
        assert_eq!(fault, why);
    }

    #[test]
    fn a_profile_is_a_name_a_file_or_itself() {
        let profile = |text: &str| read(&format!("profile: {text}")).unwrap().profile;
        assert!(profile("none").profile().unwrap().is_none());
        assert_eq!(profile("kupe").profile().unwrap().unwrap().name, "kupe");
        assert_eq!(profile("./own.yaml").file(), Some("./own.yaml"));
        let unread = profile("own.yml").profile().unwrap_err().to_string();
        assert!(unread.contains("`own.yml`"), "{unread}");
        let given = profile(
            "{name: own, gateways: [{namespace: a, name: b}], routes: {kinds: [HTTPRoute]}, hostnames: {templates: ['<app>.own.example']}}",
        );
        assert_eq!(given.profile().unwrap().unwrap().name, "own");
    }
}
