//! The same objects for policies that other programs evaluate: `tests/export` puts them to the API server's own code.
//!
//! Into the folder `export` of Cargo's folder for tests go the policies of some profiles, and the objects with the codes for
//! which the engine refuses each of them.

use crate::generate::{Case, Maker, Tenant};
use crate::random::Random;
use crate::{Codes, OF_A_TENANT, number};
use routeproof_core::export::{Options, Target, export};
use routeproof_core::internal::manifest::objects;
use routeproof_core::internal::tenancy::Platform;
use routeproof_core::rules::profile::{Tenancy, tenancy};
use routeproof_core::rules::registry;
use routeproof_core::settings::DnsLabel;
use routeproof_core::source::SourceId;
use routeproof_core::{Settings, yaml};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const LABEL: &str = "kupe.cloud/tenant";
const TARGETS: [(&str, Target); 3] = [
    ("validatingadmissionpolicy", Target::ValidatingAdmissionPolicy),
    ("kyverno", Target::Kyverno),
    ("gatekeeper", Target::Gatekeeper),
];

/// A profile under which the objects are judged.
struct Under {
    name: &'static str,
    settings: Settings,
    options: Options,
}

impl Under {
    fn new(name: &'static str, profile: &Value, label: bool) -> Self {
        let settings = Settings::from_yaml(&json!({"profile": profile}).to_string(), registry()).unwrap();
        let mut options = Options::default();
        options.tenant_label = label.then(|| LABEL.to_owned());
        Self { name, settings, options }
    }

    /// The codes for which the engine refuses the object of a case.
    fn codes(&self, case: &Case, tenant: &Tenant) -> Codes {
        let mut platform = Platform::new(&self.settings).unwrap().unwrap();
        if self.options.tenant_label.is_some() {
            platform = platform.of_tenant(&DnsLabel::try_from(tenant.name.clone()).unwrap());
        }
        let platform = platform.by(case.author.unwrap_or("someone"));
        let text = case.object.to_string();
        let tree = yaml::read(&text).tree;
        let found = objects(&text, &tree).objects;
        match tenancy(&platform, SourceId(0), found[0].view(&text, &tree)) {
            Tenancy::Allowed => Codes::new(),
            Tenancy::Denied(found) => found.iter().map(|it| it.rule.code.to_owned()).collect(),
        }
    }
}

/// Profiles that differ in what they ask of expressions.
fn profiles(tenants: &[Tenant]) -> [Under; 3] {
    let built_in = fs::read_to_string("../../core/src/settings/profiles/kupe.yaml").unwrap();
    let mut kupe: Value =
        serde_json::to_value(routeproof_core::settings::Profile::from_yaml(&built_in).unwrap()).unwrap();
    let own = |it: &Tenant| json!({"name": it.name, "customDomains": it.custom_domains()});
    kupe["tenants"] = json!({"list": tenants.iter().map(own).collect::<Vec<_>>()});
    let open = json!({
        "name": "Open's \u{2028} platform",
        "gateways": [{"namespace": "kube-system", "name": "external-gateway"}, {"namespace": "kube-public", "name": "external-gateway"}],
        "routes": {"kinds": ["HTTPRoute", "GRPCRoute", "TCPRoute", "QUICRoute"], "sameNamespace": false},
        "hostnames": {
            "templates": ["<app>.<tenant>.kupe.cloud", "<app>.<namespace>.apps.kupe.cloud"],
            "punycode": true, "exclusive": true,
        },
        "tenants": {"namespace": "<tenant>-web"},
        "allowed": {
            "kinds": ["Gateway", "ServiceExport.multicluster.x-k8s.io", "*.traefik.io", "EndpointSlice.discovery.k8s.io"],
            "serviceTypes": ["ClusterIP", "ExternalName", "NodePort"],
            "backends": ["ServiceImport.multicluster.x-k8s.io", "*.gateway.envoyproxy.io", "Bucket"],
            "annotations": ["tailscale.com/expose", "cert-manager.io/alt-names"],
            "fields": ["hostPort", "externalIPs"],
        },
        "forbidden": {
            "kinds": ["VirtualService", "HTTPProxy.projectcontour.io", "*.metallb.io"],
            "serviceTypes": ["NodePort"],
            "images": ["**/k[no]ng{,/*}", "?raefik", "**/ingress-nginx/*"],
        },
        "controllers": ["kubernetes-admin"],
    });
    let listed = |(place, it): (usize, &Tenant)| match place % 3 {
        0 => json!({"name": it.name, "namespaces": [it.namespace], "customDomains": it.custom_domains()}),
        1 => json!({"name": it.name, "namespaces": [format!("{}-other", it.name)]}),
        _ => json!({"name": format!("{}-x", it.name), "namespaces": [it.namespace]}),
    };
    let forbidden = json!({
        "name": "forbidden",
        "gateways": [{"namespace": "kube-system", "name": "external-gateway"}],
        "routes": {"kinds": ["HTTPRoute"]},
        "hostnames": {"templates": ["<app>.<tenant>.kupe.cloud"], "wildcards": true, "customDomains": {"cname": "ext.kupe.cloud"}},
        "tenants": {"list": tenants.iter().enumerate().map(listed).collect::<Vec<_>>()},
        "deny": "forbidden",
        "forbidden": {"kinds": ["Ingress", "*.traefik.io"], "serviceTypes": ["LoadBalancer"]},
    });
    [
        Under::new("kupe", &kupe, true),
        Under::new("open", &open, false),
        Under::new("forbidden", &forbidden, true),
    ]
}

#[test]
fn policies_and_objects_for_the_api_server() {
    let (count, seed) = (number("HOSTILE_OBJECTS", 2_000), number("HOSTILE_SEED", 17));
    let mut random = Random::new(seed);
    let tenants: Vec<_> =
        (0..usize::try_from(count).unwrap() / OF_A_TENANT).map(|_| Tenant::new(&mut random)).collect();
    let profiles = profiles(&tenants);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export");
    fs::create_dir_all(&folder).unwrap();
    for under in &profiles {
        for (target, of) in TARGETS {
            let text = export(&under.settings, &under.options, of).unwrap().text;
            fs::write(folder.join(format!("{}.{target}.yaml", under.name)), text).unwrap();
        }
    }
    let (mut lines, mut refused) = (String::new(), BTreeMap::<&str, usize>::new());
    for tenant in &tenants {
        for _ in 0..OF_A_TENANT {
            let case = Maker { random: &mut random, tenant }.case();
            let mut codes = BTreeMap::new();
            for under in &profiles {
                let found = under.codes(&case, tenant);
                *refused.entry(under.name).or_default() += usize::from(!found.is_empty());
                codes.insert(under.name, found);
            }
            assert_eq!(
                codes["kupe"].is_empty(),
                case.refused_by.is_empty(),
                "{}: {}",
                case.what,
                case.object
            );
            let labels = json!({LABEL: tenant.name});
            let line = json!({"what": case.what, "object": case.object, "author": case.author, "labels": labels, "codes": codes});
            writeln!(lines, "{line}").unwrap();
        }
    }
    fs::write(folder.join("objects.jsonl"), lines).unwrap();
    println!("{count} objects of {} tenants, refused {refused:?}: {}", tenants.len(), folder.display());
    assert!(refused.values().all(|it| *it > tenants.len() * OF_A_TENANT / 4), "{refused:?}");
}
