//! Writes the manifests of a made-up platform: many tenants behind one shared Gateway, as teams write them —
//! comments, labels, split and header routes, grants — so that figures speak of real text.

use std::fmt::Write;

/// What a platform has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Gateway API objects, over all tenants.
    pub(crate) gateway_objects: usize,
    /// How many tenants share them.
    pub(crate) tenants: usize,
    /// Whether Namespaces, Services, Deployments and ConfigMaps come along.
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

/// The platform's files: one for the shared Gateway, one a tenant.
pub(crate) fn generate(shape: Shape) -> Vec<File> {
    let mut dice = Dice(shape.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut files = vec![File { name: "platform/gateway.yaml".into(), text: shared_gateway(shape.tenants) }];
    let tenants = shape.tenants.max(1);
    for tenant in 0..tenants {
        let count = shape.gateway_objects * (tenant + 1) / tenants - shape.gateway_objects * tenant / tenants;
        files.push(tenant_file(tenant, count, shape.workloads, &mut dice));
    }
    files
}

fn tenant_file(tenant: usize, count: usize, workloads: bool, dice: &mut Dice) -> File {
    let namespace = format!("team-{tenant}");
    let mut text = format!("# Routes of {namespace}; owned by its on-call, see the runbook.\n");
    if workloads {
        push(&mut text, NAMESPACE, &[("NS", &namespace)]);
    }
    for number in 0..count {
        let app =
            format!("{}-{number}", dice.pick(&["web", "cart", "checkout", "search", "billing", "media"]));
        let version = format!("1.{}.{}", dice.below(40), dice.below(9));
        let words = [("NS", &*namespace), ("APP", &*app), ("VERSION", &*version)];
        let template = match dice.below(10) {
            0 => GRPC_ROUTE,
            1 => REFERENCE_GRANT,
            2 | 3 => SPLIT_ROUTE,
            4 | 5 => CANARY_ROUTE,
            6 => REDIRECT_ROUTE,
            _ => SIMPLE_ROUTE,
        };
        push(&mut text, template, &words);
        if workloads && template != REFERENCE_GRANT {
            push(&mut text, SERVICE, &words);
            push(&mut text, DEPLOYMENT, &words);
            if dice.below(3) == 0 {
                push(&mut text, CONFIG_MAP, &words);
            }
        }
    }
    File { name: format!("tenants/{namespace}.yaml"), text }
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

const GATEWAY: &str = "# The one Gateway that every tenant shares.
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: shared
spec:
  controllerName: gateway.example.com/controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: external-gateway
  namespace: kube-system
  labels:
    app.kubernetes.io/part-of: platform
spec:
  gatewayClassName: shared
  listeners:
    - name: http
      port: 80
      protocol: HTTP
      allowedRoutes:
        namespaces:
          from: All
    - name: https
      port: 443
      protocol: HTTPS
      hostname: \"*.kupe.cloud\"
      tls:
        mode: Terminate
        certificateRefs:
          - name: kupe-cloud-tls
      allowedRoutes:
        namespaces:
          from: All
";

const NAMESPACE: &str = "apiVersion: v1
kind: Namespace
metadata:
  name: {NS}
  labels:
    tenant: {NS}
    pod-security.kubernetes.io/enforce: restricted
";

const SIMPLE_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {APP}
  namespace: {NS}
  labels:
    app.kubernetes.io/name: {APP}
    app.kubernetes.io/version: \"{VERSION}\"
    app.kubernetes.io/managed-by: Helm
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
  hostnames:
    - {APP}.{NS}.kupe.cloud
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /
      backendRefs:
        - name: {APP}
          port: 80
";

const SPLIT_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {APP}
  namespace: {NS}
  annotations:
    example.com/owner: \"{NS} on-call\"
spec:
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: external-gateway
      namespace: kube-system
      sectionName: https
  hostnames:
    - \"{APP}.{NS}.kupe.cloud\"
  rules:
    # The API keeps its prefix.
    - matches:
        - path:
            type: PathPrefix
            value: /api
      timeouts:
        request: 10s
        backendRequest: 2s
      backendRefs:
        - name: {APP}
          port: 80
          weight: 90
        - name: {APP}-next
          port: 80
          weight: 10
    - matches:
        - path:
            type: PathPrefix
            value: /
      filters:
        - type: ResponseHeaderModifier
          responseHeaderModifier:
            set:
              - name: strict-transport-security
                value: max-age=31536000
      backendRefs:
        - name: {APP}
          port: 80
";

const CANARY_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {APP}
  namespace: {NS}
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
  hostnames: [{APP}.{NS}.kupe.cloud]
  rules:
    - name: canary
      matches:
        - path: {type: PathPrefix, value: /}
          headers:
            - name: x-canary
              value: always
        - queryParams:
            - name: canary
              value: \"1\"
          method: GET
      filters:
        - type: URLRewrite
          urlRewrite:
            path:
              type: ReplaceFullPath
              replaceFullPath: /canary
        - type: RequestHeaderModifier
          requestHeaderModifier:
            add:
              - {name: x-route, value: canary}
            remove: [x-internal]
      backendRefs:
        - name: {APP}-canary
          port: 8080
    - name: stable
      backendRefs:
        - name: {APP}
          port: 80
";

const REDIRECT_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {APP}-redirect
  namespace: {NS}
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
      sectionName: http
  hostnames:
    - {APP}.{NS}.kupe.cloud
  rules:
    - filters:
        - type: RequestRedirect
          requestRedirect:
            scheme: https
            statusCode: 301
";

const GRPC_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: {APP}-grpc
  namespace: {NS}
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
  hostnames:
    - {APP}-grpc.{NS}.kupe.cloud
  rules:
    - matches:
        - method:
            service: example.{APP}
            method: Get
        - method:
            service: example.{APP}
            method: List
      backendRefs:
        - name: {APP}
          port: 80
";

const REFERENCE_GRANT: &str = "apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: {APP}-from-edge
  namespace: {NS}
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: edge
  to:
    - group: \"\"
      kind: Service
";

const SERVICE: &str = "apiVersion: v1
kind: Service
metadata:
  name: {APP}
  namespace: {NS}
  labels:
    app.kubernetes.io/name: {APP}
spec:
  selector:
    app.kubernetes.io/name: {APP}
  ports:
    - name: http
      port: 80
      targetPort: 8080
      protocol: TCP
";

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {APP}
  namespace: {NS}
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: {APP}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {APP}
    spec:
      containers:
        - name: app
          image: registry.example.com/{NS}/{APP}:{VERSION}
          args: [\"--listen\", \":8080\"]
          ports:
            - containerPort: 8080
              name: http
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
";

const CONFIG_MAP: &str = "apiVersion: v1
kind: ConfigMap
metadata:
  name: {APP}
  namespace: {NS}
data:
  LOG_LEVEL: info
  application.properties: |
    server.port=8080
    feature.new-checkout=true
    # keep in step with the chart
    upstream.timeout=2s
";
