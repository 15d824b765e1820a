//! Writes the manifests of a made-up platform: many tenants behind one shared Gateway, as teams write them —
//! comments, labels, split and header routes, grants, several files a tenant and many documents a file — so that
//! figures speak of real text.

use crate::templates::{
    CANARY_ROUTE, CHART_ROUTE, CONFIG_MAP, DEPLOYMENT, EXPORTED_ROUTE, GATEWAY, GRPC_ROUTE, NAMESPACE,
    REDIRECT_ROUTE, REFERENCE_GRANT, SERVICE, SIMPLE_ROUTE, SPLIT_ROUTE, TENANT_GATEWAY,
};
use std::fmt::Write;

/// The Gateway API objects of tenants: what they are called in figures, how many of 32 they are, how they are written.
pub(crate) const MIX: [(&str, u64, &str); 9] = [
    ("Gateway", 1, TENANT_GATEWAY),
    ("GRPCRoute", 3, GRPC_ROUTE),
    ("ReferenceGrant", 3, REFERENCE_GRANT),
    ("HTTPRoute, simple", 6, SIMPLE_ROUTE),
    ("HTTPRoute, split", 5, SPLIT_ROUTE),
    ("HTTPRoute, canary", 4, CANARY_ROUTE),
    ("HTTPRoute, redirect", 3, REDIRECT_ROUTE),
    ("HTTPRoute, of a chart", 4, CHART_ROUTE),
    ("HTTPRoute, exported", 3, EXPORTED_ROUTE),
];

/// The parts of [`MIX`] together.
const PARTS: u64 = 32;

/// The most apps that share a file.
const APPS_IN_A_FILE: u64 = 12;

/// What a platform has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Gateway API objects, over all tenants.
    pub(crate) gateway_objects: usize,
    /// How many tenants share them.
    pub(crate) tenants: usize,
    /// Whether the Services, Deployments and the rest of the tenants come along.
    pub(crate) workloads: bool,
    /// Another seed makes another platform.
    pub(crate) seed: u64,
}

/// One file of the platform.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path.
    pub(crate) name: String,
    /// Its manifests.
    pub(crate) text: String,
}

/// The platform's files: one for the shared Gateway, several a tenant.
pub(crate) fn generate(shape: Shape) -> Vec<File> {
    let mut dice = Dice(shape.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut files = vec![File { name: "platform/gateway.yaml".into(), text: shared_gateway(shape.tenants) }];
    let tenants = shape.tenants.max(1);
    // The shared Gateway and its class count.
    let objects = shape.gateway_objects.saturating_sub(2);
    for tenant in 0..tenants {
        let count = objects * (tenant + 1) / tenants - objects * tenant / tenants;
        tenant_files(tenant, count, shape.workloads, &mut dice, &mut files);
    }
    files
}

/// `count` objects of one entry of [`MIX`], in one file.
pub(crate) fn uniform(template: &str, count: usize) -> File {
    let mut text = String::new();
    for number in 0..count {
        let app = format!("web-{number}");
        push(&mut text, template, &[("NS", "team-1"), ("APP", &app), ("VERSION", "1.2.3")]);
    }
    File { name: "uniform.yaml".into(), text }
}

fn tenant_files(tenant: usize, count: usize, workloads: bool, dice: &mut Dice, files: &mut Vec<File>) {
    let namespace = format!("team-{tenant}");
    let header = format!("# Owned by the on-call of {namespace}; see the runbook before you change it.\n");
    if workloads {
        let mut text = header.clone();
        push(&mut text, NAMESPACE, &[("NS", &namespace)]);
        files.push(File { name: format!("tenants/{namespace}/namespace.yaml"), text });
    }
    let mut left = 0;
    for number in 0..count {
        if left == 0 {
            left = 1 + dice.below(APPS_IN_A_FILE);
            let name = format!("tenants/{namespace}/apps-{number}.yaml");
            files.push(File { name, text: header.clone() });
        }
        left -= 1;
        if let Some(file) = files.last_mut() {
            app(&mut file.text, &namespace, number, workloads, dice);
        }
    }
}

fn app(text: &mut String, namespace: &str, number: usize, workloads: bool, dice: &mut Dice) {
    let app = format!("{}-{number}", dice.pick(&["web", "cart", "checkout", "search", "billing", "media"]));
    let version = format!("1.{}.{}", dice.below(40), dice.below(9));
    let words = [("NS", namespace), ("APP", &*app), ("VERSION", &*version)];
    let mut part = dice.below(PARTS);
    let mut template = SIMPLE_ROUTE;
    for (_, parts, it) in MIX {
        template = it;
        match part.checked_sub(parts) {
            Some(rest) => part = rest,
            None => break,
        }
    }
    push(text, template, &words);
    if workloads && template != REFERENCE_GRANT {
        push(text, SERVICE, &words);
        push(text, DEPLOYMENT, &words);
        if dice.below(3) == 0 {
            push(text, CONFIG_MAP, &words);
        }
    }
}

fn shared_gateway(tenants: usize) -> String {
    let mut text = String::from(GATEWAY);
    // A Gateway holds 64 listeners at the most; the wildcard listener serves the other tenants.
    for tenant in 0..tenants.min(60) {
        let _ = write!(
            text,
            "    - name: team-{tenant}\n      port: 443\n      protocol: HTTPS\n      hostname: \"*.team-{tenant}.kupe.cloud\"\n      tls:\n        mode: Terminate\n        certificateRefs:\n          - name: team-{tenant}-tls\n      allowedRoutes:\n        namespaces:\n          from: All\n"
        );
    }
    text
}

fn push(text: &mut String, template: &str, words: &[(&str, &str)]) {
    text.push_str("---\n");
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (word, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        match words.iter().find(|(name, _)| *name == word) {
            Some((_, value)) => text.push_str(value),
            // A flow mapping, not one of the template's words.
            None => text.extend(["{", word, "}"]),
        }
        rest = after;
    }
    text.push_str(rest);
}

/// A small generator of pseudo-random numbers; the seed is the whole of its state.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(words.len().try_into().unwrap_or(1))).unwrap_or_default();
        words.get(at).copied().unwrap_or_default()
    }
}
