//! A profile as policy of the cluster itself: CEL that says of an object what `tenancy` says of it, written as a
//! `ValidatingAdmissionPolicy`, for Kyverno or for Gatekeeper.
//!
//! In go settings and what only a cluster has; out come YAML and the gaps: what the profile says and CEL cannot, by the
//! codes of rules. One model holds the expressions, and each format writes them. Nothing is judged here.

mod admission;
mod cel;
mod gatekeeper;
mod glob;
mod guard;
mod hostnames;
mod kyverno;
mod objects;
mod policy;
mod routes;
mod tenant;
#[cfg(test)]
mod tests;
mod yaml;

pub use policy::Gap;

use crate::schema::qualified_name;
use crate::settings::{DnsLabel, Profile, Settings, SettingsError, Tenants};
use crate::source::shown;
use policy::{Named, Policy, Scope};
use std::collections::BTreeMap;

/// Who evaluates a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The API server: a `ValidatingAdmissionPolicy` with its binding.
    ValidatingAdmissionPolicy,
    /// Kyverno: a `ValidatingPolicy`.
    Kyverno,
    /// Gatekeeper: a `ConstraintTemplate` for its CEL engine with its constraint.
    Gatekeeper,
}

/// What a policy has to know of its cluster, beside the profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The label of a namespace that names its tenant.
    pub tenant_label: Option<String>,
    /// The namespaces that are judged; all, where there are none.
    pub namespaces: Vec<DnsLabel>,
    /// The platform's own namespaces, which are never judged, besides `kube-system` and those of the profile's Gateways.
    pub platform_namespaces: Vec<DnsLabel>,
    /// The platform's users, who are never judged.
    pub platform_users: Vec<String>,
    /// The platform's groups of users, who are never judged.
    pub platform_groups: Vec<String>,
    /// Whether objects without a namespace are judged.
    pub cluster_scoped: bool,
}

/// A policy for a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// YAML to apply.
    pub text: String,
    /// What it does not hold objects to, or not by its code; the text says it as well.
    pub gaps: Vec<Gap>,
}

/// The groups of users who alone change the label of a tenant, where none are named.
const ADMINISTRATORS: &str = "system:masters";
/// The most characters that CEL parses as one expression.
const LONGEST: usize = 100_000;
/// The label of a namespace with its name, which the API server keeps.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// The profile that `settings` choose as a policy that `target` evaluates.
///
/// # Errors
/// Where settings choose no profile, cannot be used, or leave open whose objects are judged.
pub fn export(settings: &Settings, options: &Options, target: Target) -> Result<Export, SettingsError> {
    let Some(profile) = settings.profile()? else {
        return Err(SettingsError::value(
            "settings",
            "profile",
            "is `none`, so there is nothing to keep objects to",
        ));
    };
    let source = Source { settings, profile: &profile, options, title: shown(profile.title()) };
    source.check()?;
    let mut gaps = source.gaps();
    let policy = source.policy(&mut gaps);
    if policy.expressions().any(|it| it.len() > LONGEST) {
        return Err(SettingsError::value(
            "profile",
            "tenants",
            "are too many for an expression: let a label tell them",
        ));
    }
    let guard = guard::guard(&source);
    let policies = std::iter::once(&policy).chain(&guard);
    let text = match target {
        Target::ValidatingAdmissionPolicy => admission::write(policies),
        Target::Kyverno => kyverno::write(policies),
        Target::Gatekeeper => gatekeeper::write(policies, &mut gaps),
    };
    gaps.sort_by(|a, b| a.codes.cmp(b.codes));
    Ok(Export { text: yaml::head(&source, &gaps) + &text, gaps })
}

/// What a policy is made from.
struct Source<'a> {
    settings: &'a Settings,
    profile: &'a Profile,
    options: &'a Options,
    /// What people call the platform, on one line.
    title: String,
}

impl<'a> Source<'a> {
    /// Refuses what would leave the tenant open, or say of all what holds of one.
    fn check(&self) -> Result<(), SettingsError> {
        let refuse = |key: &str, why: &str| Err(SettingsError::value("settings", key, why));
        let tenants = &self.profile.tenants;
        let lists_namespaces =
            tenants.namespace.is_some() || tenants.list.iter().any(|it| !it.namespaces.is_empty());
        if let Some(label) = self.tenant_label().filter(|it| qualified_name(it).is_some()) {
            return refuse("tenantLabel", &format!("is not the key of a label: `{}`", shown(label)));
        }
        match (self.tenant_label(), &self.settings.tenant) {
            (Some(_), Some(_)) => {
                refuse("tenant", "and a label of namespaces that tells the tenant exclude each other")
            }
            (None, None) if !lists_namespaces => refuse(
                "tenant",
                "is not known: name the label of namespaces that tells it, or give the profile `tenants`",
            ),
            (None, Some(_)) if self.options.namespaces.is_empty() && !lists_namespaces => refuse(
                "tenant",
                "is one, and every namespace would be its own: name the namespaces that are judged",
            ),
            _ if self.name().len() > 200 => refuse("profile", "has a name that is too long for an object"),
            _ => Ok(()),
        }
    }

    /// The name of the policy.
    fn name(&self) -> String {
        let name = self.profile.name.to_ascii_lowercase();
        let name: String = name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
        format!("routeproof-{}", name.trim_matches('-')).trim_end_matches('-').to_owned()
    }

    fn tenant_label(&self) -> Option<&'a str> {
        self.options.tenant_label.as_deref()
    }

    /// The platform's Gateways, as `namespace/name`.
    fn gateways(&self) -> Vec<String> {
        self.profile.gateways.iter().map(|it| format!("{}/{}", it.namespace, it.name)).collect()
    }

    /// The namespaces that the profile lists with their tenants; nothing where two are named.
    fn listed(&self) -> BTreeMap<&'a str, Option<&'a str>> {
        let Tenants { namespace: pattern, list } = &self.profile.tenants;
        let mut found: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for tenant in list {
            for namespace in &tenant.namespaces {
                let by_pattern = pattern.as_ref().and_then(|it| it.tenant(namespace.as_str()));
                for name in [tenant.name.as_str()].into_iter().chain(by_pattern) {
                    let known = found.entry(namespace.as_str()).or_insert(Some(name));
                    *known = known.filter(|it| *it == name);
                }
            }
        }
        found
    }

    /// The domains of tenants' own, with the tenant; none where the platform takes none.
    fn domains(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let taken = self.profile.hostnames.custom_domains.is_some();
        let own = self.settings.tenant.iter();
        let own = own.flat_map(|tenant| self.settings.custom_domains.iter().map(move |it| (tenant, it)));
        let all = own.chain(self.profile.domains()).filter(move |_| taken);
        all.map(|(tenant, domain)| (tenant.as_str(), domain.as_str()))
    }

    fn policy(&self, gaps: &mut Vec<Gap>) -> Policy {
        let mut policy = Policy {
            name: self.name(),
            about: vec![format!("What a tenant of {} may create.", self.title)],
            scope: self.scope(),
            conditions: self.conditions(),
            ..Policy::default()
        };
        objects::add_kind(self, &mut policy);
        tenant::add(self, &mut policy);
        routes::add_parents(self, &mut policy);
        objects::add_templates(self, &mut policy);
        objects::add_certificates(self, &mut policy);
        hostnames::add(self, &mut policy);
        routes::add_backends(self, &mut policy, gaps);
        objects::add_kinds(self, &mut policy);
        objects::add_services(self, &mut policy);
        objects::add_pods(self, &mut policy);
        objects::add_gateways(self, &mut policy);
        // Messages begin with their code.
        policy.validations.sort_by(|a, b| a.message.cmp(&b.message));
        policy
    }

    fn scope(&self) -> Scope {
        let gateways = self.profile.gateways.iter().map(|it| &it.namespace);
        let exempt = gateways.chain(&self.options.platform_namespaces).map(|it| it.as_str().to_owned());
        let mut exempt: Vec<String> = exempt.chain(["kube-system".to_owned()]).collect();
        exempt.sort();
        exempt.dedup();
        Scope {
            // The status of these kinds changes annotations as well; that of others does not.
            resources: vec![
                ("*", vec!["*"]),
                ("", vec!["pods/ephemeralcontainers", "pods/status", "services/status"]),
            ],
            // Written all the time, and read by nothing that publishes.
            without: vec![
                ("", vec!["events"]),
                ("events.k8s.io", vec!["events"]),
                ("coordination.k8s.io", vec!["leases"]),
            ],
            cluster: self.options.cluster_scoped,
            namespaces: self.options.namespaces.iter().map(|it| it.as_str().to_owned()).collect(),
            exempt,
        }
    }

    /// Who and what is judged at all.
    fn conditions(&self) -> Vec<Named> {
        let same = ["spec", "template", "subsets", "endpoints", "ports", "data"]
            .map(|it| format!("object.?{it} == oldObject.?{it}"));
        let same = same.into_iter().chain(
            ["annotations", "labels"].map(|it| format!("object.metadata.?{it} == oldObject.metadata.?{it}")),
        );
        let same: Vec<String> = same.collect();
        // A finalizer of an object that is being deleted has to be let go, whatever the object is.
        let leaves = format!(
            "!(\n  request.operation == 'UPDATE' && has(object.metadata.deletionTimestamp)\n  && {}\n)",
            cel::indented(&cel::all(&same))
        );
        let leaves = Named { name: "is-no-release-of-a-finalizer", expression: leaves };
        let status = Named {
            name: "is-no-mere-status",
            expression: "request.?subResource.orValue('') != 'status' || object.metadata.?annotations != oldObject.metadata.?annotations"
                .to_owned(),
        };
        self.not_of_the_platform().into_iter().chain([leaves, status]).collect()
    }

    /// Leaves out what the platform's own users do.
    fn not_of_the_platform(&self) -> Vec<Named> {
        let Options { platform_users: users, platform_groups: groups, .. } = self.options;
        let mut groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        if users.is_empty() && groups.is_empty() && self.tenant_label().is_some() {
            groups.push(ADMINISTRATORS);
        }
        let mut conditions = Vec::new();
        if !users.is_empty() {
            let expression =
                format!("!(request.userInfo.username in {})", cel::list(users.iter().map(String::as_str)));
            conditions.push(Named { name: "is-no-user-of-the-platform", expression });
        }
        if !groups.is_empty() {
            let groups = cel::list(groups);
            let expression =
                format!("!request.userInfo.?groups.orValue([]).exists(group, group in {groups})");
            conditions.push(Named { name: "is-no-group-of-the-platform", expression });
        }
        conditions
    }

    /// What no expression says, in any format.
    fn gaps(&self) -> Vec<Gap> {
        let gap = |codes, what: &str| Gap { codes, what: what.to_owned() };
        let mut gaps = vec![
            gap(
                &["RP5005", "RP5007", "RP5008", "RP5009"],
                "a hostname that is not the tenant's is refused as RP5006, whatever is wrong with it",
            ),
            gap(
                &["RP5014", "RP5021", "RP5022", "RP5023"],
                "in kinds whose template of Pods is not known, only the Pods that are made of it are judged, and only the annotations in `metadata`",
            ),
            gap(
                &["RP5016"],
                "what cannot be read is refused by the API server, or by the error of an expression, without this code",
            ),
        ];
        if !self.options.cluster_scoped {
            gaps.push(gap(
                &["RP5012", "RP5021", "RP5022"],
                "objects without a namespace, such as GatewayClasses, are not judged: RBAC keeps them from tenants",
            ));
        }
        if self.profile.hostnames.exclusive {
            gaps.push(gap(&["RP3032"], "a hostname that another namespace's route has is not refused: an expression cannot look it up"));
        }
        let patterns = self.profile.forbidden.images.iter();
        gaps.extend(patterns.filter(|it| glob::regex(it).is_none()).map(|it| Gap {
            codes: &["RP5014"],
            what: format!(
                "images like `{}` are not refused: no regular expression matches the same",
                shown(it.as_str())
            ),
        }));
        gaps
    }
}
