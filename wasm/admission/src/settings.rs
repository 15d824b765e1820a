//! What a policy goes by: the keys of `routeproof.yaml` as JSON, and what only admission needs.

use routeproof_core::ffi;
use routeproof_core::internal::suggest::{likeness, nearest};
use routeproof_core::settings::{ListedTenant, Profile, ProfileChoice, SettingsError};
use routeproof_core::source::shown;
use routeproof_core::{Settings, Workspace, rules};
use serde_json::{Map, Value};

/// The label of a Namespace that names its tenant.
const TENANT_LABEL: &str = "tenantLabel";
/// The platform.
const PROFILE: &str = "profile";
/// Tenants with their namespaces and custom domains, beside a profile that is named.
const TENANTS: &str = "tenants";

/// Checked settings.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) settings: Settings,
    pub(crate) tenant_label: Option<String>,
}

impl Policy {
    /// Reads settings from JSON. Which profile is kept has to be given, so that no slip leaves a cluster open. `own` are
    /// the keys that the host reads itself.
    ///
    /// # Errors
    /// What is wrong, with the key.
    pub fn read(settings: &Value, own: &[&str]) -> Result<Self, String> {
        let mut keys = match settings {
            Value::Null => Map::new(),
            Value::Object(keys) => keys.clone(),
            _ => return Err("settings: not an object".to_owned()),
        };
        keys.retain(|key, _| !own.contains(&key.as_str()));
        let tenant_label = take_label(&mut keys)?;
        let tenants = keys.remove(TENANTS).filter(|it| !it.is_null());
        let known: Vec<_> = own.iter().copied().chain([TENANT_LABEL, TENANTS]).collect();
        unknown_key(&keys, &known)?;
        let chosen = keys.get(PROFILE).is_some_and(|it| !it.is_null());
        keys.retain(|key, _| chosen || key != PROFILE);
        let mut settings = from_json(&Value::Object(keys))?;
        if !chosen {
            return Err(format!(
                "settings: `{PROFILE}` is missing: name the platform's profile, or `none` to judge without tenants"
            ));
        }
        let built_in = matches!(settings.profile, ProfileChoice::BuiltIn(_));
        let mut profile = settings.profile.profile().map_err(|it| without_place(&it))?;
        if let Some(tenants) = tenants {
            let Some(profile) = profile.as_mut().filter(|_| built_in) else {
                return Err(format!(
                    "settings: `{TENANTS}` goes with a built-in profile; write them into a profile of your own as `tenants.list`"
                ));
            };
            add_tenants(profile, &tenants)?;
        }
        settings.profile = profile.map_or(ProfileChoice::None, |it| ProfileChoice::Given(Box::new(it)));
        if tenant_label.is_some() {
            alone(&settings)?;
        }
        settings.profile().map_err(|it| without_place(&it))?;
        Ok(Self { settings, tenant_label })
    }

    /// Whether what was read can be used, down to what a workspace makes of it.
    ///
    /// # Errors
    /// What cannot, with the key.
    pub fn check(&self) -> Result<(), String> {
        Workspace::new(self.settings.clone()).map(drop).map_err(|it| without_place(&it))
    }

    /// Whether objects are kept to a platform's profile: `none` is none.
    pub fn is_armed(&self) -> bool {
        self.settings.profile != ProfileChoice::None
    }

    /// Whether the Namespace of an object has to be known to tell its tenant.
    pub fn asks_namespaces(&self) -> bool {
        self.tenant_label.is_some()
    }

    /// The kinds of route whose hostnames only one namespace may have.
    pub fn exclusive_kinds(&self) -> &[String] {
        match &self.settings.profile {
            ProfileChoice::Given(profile) if profile.hostnames.exclusive => &profile.routes.kinds,
            _ => &[],
        }
    }

    /// Whether settings say that what is not known of the cluster does not exist.
    pub fn is_complete(&self) -> bool {
        self.settings.complete
    }
}

/// Refuses a key that neither `routeproof.yaml` nor `own` has.
///
/// # Errors
/// The key, and what was probably meant.
pub fn unknown_key(keys: &Map<String, Value>, own: &[&str]) -> Result<(), String> {
    let shared = serde_json::to_value(Settings::default()).unwrap_or_default();
    let known =
        || shared.as_object().into_iter().flat_map(Map::keys).map(String::as_str).chain(own.iter().copied());
    let Some(wrong) = keys.keys().find(|key| known().all(|it| it != key.as_str())) else { return Ok(()) };
    let help = match nearest(wrong, known()) {
        Some(right) => format!("did you mean `{right}`?"),
        None => format!("known are `{}`", known().collect::<Vec<_>>().join("`, `")),
    };
    Err(format!("settings: unknown key `{}`; {help}", shown(wrong)))
}

/// Whether `key` is a slip of `right`: but for capital letters, one edit away.
pub fn is_slip(key: &str, right: &str) -> bool {
    let folded = key.to_ascii_lowercase();
    key != right && (folded == right || likeness(&folded, right) == Some(1))
}

fn take_label(keys: &mut Map<String, Value>) -> Result<Option<String>, String> {
    match keys.remove(TENANT_LABEL) {
        None | Some(Value::Null) => Ok(None),
        // A form that was not filled in.
        Some(Value::String(label)) => Ok(Some(label).filter(|it| !it.is_empty())),
        Some(_) => Err(format!("settings: {TENANT_LABEL}: not the key of a label")),
    }
}

/// A label names many tenants: settings for one tenant would hold for all.
fn alone(settings: &Settings) -> Result<(), String> {
    let fault = if settings.profile == ProfileChoice::None {
        "says nothing without a `profile`"
    } else if settings.tenant.is_some() {
        "and `tenant` exclude each other"
    } else if !settings.custom_domains.is_empty() {
        "and `customDomains` exclude each other: name the domains of each tenant in `tenants`"
    } else {
        return Ok(());
    };
    Err(format!("settings: `{TENANT_LABEL}` {fault}"))
}

/// Puts `tenants` in front of the profile's own.
fn add_tenants(profile: &mut Profile, tenants: &Value) -> Result<(), String> {
    let list: Result<Vec<ListedTenant>, _> = ffi::read(&tenants.to_string());
    let mut list = list.map_err(|error| {
        let fault = error.to_string();
        let colon = if fault.starts_with('[') { "" } else { ": " };
        format!("settings: {TENANTS}{colon}{fault}")
    })?;
    list.append(&mut profile.tenants.list);
    profile.tenants.list = list;
    Ok(())
}

fn from_json(settings: &Value) -> Result<Settings, String> {
    Settings::from_yaml(&settings.to_string(), rules::registry()).map_err(|it| without_place(&it))
}

/// A place in text that the host wrote says nothing to the author of the settings; the key does.
fn without_place(error: &SettingsError) -> String {
    match error {
        SettingsError::Invalid { file, message, .. } => format!("{file}: {message}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use serde_json::{Value, json};

    fn read(settings: &Value) -> Result<Policy, String> {
        let policy = Policy::read(settings, &["mutate"])?;
        policy.check().map(|()| policy)
    }

    #[test]
    fn what_admission_adds_is_read() {
        for settings in [
            json!({"profile": "none"}),
            json!({"profile": "none", "tenantLabel": "", "tenant": null}),
            json!({"profile": "kupe", "tenant": "acme", "mutate": true, "customDomains": ["shop.example.com"]}),
            json!({"profile": "kupe", "tenantLabel": "kupe.cloud/tenant"}),
            json!({"profile": "kupe", "tenants": [{"name": "acme", "namespaces": ["shop"], "customDomains": ["shop.example.com"]}]}),
            json!({"profile": "none", "gatewayApi": {"version": "1.5"}, "implementation": null, "tenantLabel": null, "tenants": null}),
        ] {
            assert!(read(&settings).is_ok(), "{settings}: {:?}", read(&settings));
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (settings, why) in [
            (json!([]), "settings: not an object"),
            (json!({"tenent": "acme"}), "unknown key `tenent`; did you mean `tenant`?"),
            (json!({"tenantLable": "a"}), "unknown key `tenantLable`; did you mean `tenantLabel`?"),
            (json!({"mutat": true}), "did you mean `mutate`?"),
            (json!({"xyz": 1}), "known are `"),
            (json!({"it's\u{1b}\u{200b}": 1}), r"unknown key `it's\u{1b}\u{200b}`; known are `"),
            (json!({"tenant": 5}), "settings: tenant: "),
            (json!({"tenant": "Acme"}), "settings: tenant: `Acme` is not a DNS label"),
            (json!({"customDomains": ["ok.example", "Bad.example"]}), "customDomains[1]: "),
            (json!({"profile": "kup"}), "did you mean `kupe`?"),
            (json!({"profile": "./own.yaml"}), "`./own.yaml` is a file whose text was not given"),
            (json!({"profile": {"name": "own"}}), "profile: has no `gateways`"),
            (json!({"profile": "none", "implementation": "no-such-thing"}), "no-such-thing"),
            (json!({"rules": {"RP9999": "off"}}), "`rules` names `RP9999`"),
            (json!(null), "settings: `profile` is missing"),
            (json!({}), "settings: `profile` is missing"),
            (json!({"profile": null}), "settings: `profile` is missing"),
            (json!({"tenant": "acme"}), "settings: `profile` is missing"),
            (json!({"tenantLabel": ""}), "settings: `profile` is missing"),
            (json!({"tenantLabel": "a"}), "settings: `profile` is missing"),
            (json!({"profile": "none", "tenant": "acme"}), "`tenant` says nothing without a `profile`"),
            (
                json!({"profile": "none", "customDomains": ["a.example"]}),
                "`customDomains` says nothing without",
            ),
            (
                json!({"profile": "none", "tenantLabel": "a"}),
                "`tenantLabel` says nothing without a `profile`",
            ),
            (json!({"profile": "none", "tenants": []}), "goes with a built-in profile"),
            (
                json!({"profile": "kupe", "tenants": [
                    {"name": "a", "customDomains": ["shop.example.com"]},
                    {"name": "b", "customDomains": ["shop.example.com"]},
                ]}),
                "`shop.example.com` is a domain of tenant `a` and of tenant `b`",
            ),
            (
                json!({"profile": "kupe", "tenant": "a", "customDomains": ["*.example.com"], "tenants": [
                    {"name": "b", "customDomains": ["shop.example.com"]},
                ]}),
                "`shop.example.com` of tenant `b` is below `*.example.com` of tenant `a`",
            ),
            (
                json!({"profile": {"name": "own", "gateways": [{"namespace": "a", "name": "b"}], "routes": {"kinds": ["HTTPRoute"]},
                    "hostnames": {"templates": ["<app>.<tenant>.x.io", "<tenant>.b.x.io"]}}}),
                "profile: `hostnames.templates` give `<tenant>.b.x.io` to two tenants",
            ),
            (json!({"tenantLabel": 7, "profile": "kupe"}), "tenantLabel: not the key of a label"),
            (json!({"tenantLabel": "a", "tenant": "b", "profile": "kupe"}), "exclude each other"),
            (
                json!({"tenantLabel": "a", "customDomains": ["a.example"], "profile": "kupe"}),
                "exclude each other",
            ),
            (json!({"profile": "kupe", "tenants": {}}), "tenants: a list is expected here, not an object"),
            (
                json!({"profile": "kupe", "tenants": [{"name": "A"}]}),
                "tenants[0].name: `A` is not a DNS label",
            ),
        ] {
            let fault = read(&settings).unwrap_err();
            assert!(fault.contains(why), "{settings}: {fault}");
            assert!(!fault.contains("line 1"), "{fault}");
        }
    }
}
