//! The manifests that a platform is made of, as teams write them: by hand with comments, out of a chart, and as a
//! cluster prints them. `{APP}`, `{NS}` and `{VERSION}` are filled in.

pub(crate) const GATEWAY: &str = "# The one Gateway that every tenant shares.
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

pub(crate) const NAMESPACE: &str = "apiVersion: v1
kind: Namespace
metadata:
  name: {NS}
  labels:
    tenant: {NS}
    pod-security.kubernetes.io/enforce: restricted
";

pub(crate) const SIMPLE_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
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
          port: 80 # the Service's port, not the container's
";

pub(crate) const SPLIT_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
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

pub(crate) const CANARY_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
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

pub(crate) const REDIRECT_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
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

pub(crate) const GRPC_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
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
            service: example.v1.Orders
            method: Get
        - method:
            service: example.v1.Orders
            method: List
      backendRefs:
        - name: {APP}
          port: 80
";

pub(crate) const REFERENCE_GRANT: &str = "apiVersion: gateway.networking.k8s.io/v1beta1
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

pub(crate) const SERVICE: &str = "apiVersion: v1
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

pub(crate) const DEPLOYMENT: &str = "apiVersion: apps/v1
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

pub(crate) const CONFIG_MAP: &str = "apiVersion: v1
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

/// As `kubectl get -o yaml` prints it: defaults filled in, lists not indented, what a controller wrote below.
pub(crate) const EXPORTED_ROUTE: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  creationTimestamp: \"2026-03-02T09:41:17Z\"
  generation: 2
  name: {APP}
  namespace: {NS}
  resourceVersion: \"8812340\"
  uid: 0b9f6c1e-3c55-4c0e-9a53-6f1d2a7b8c90
spec:
  hostnames:
  - {APP}.{NS}.kupe.cloud
  parentRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: external-gateway
    namespace: kube-system
  rules:
  - backendRefs:
    - group: \"\"
      kind: Service
      name: {APP}
      port: 80
      weight: 1
    matches:
    - path:
        type: PathPrefix
        value: /
status:
  parents:
  - conditions:
    - lastTransitionTime: \"2026-03-02T09:41:18Z\"
      message: Route is accepted
      observedGeneration: 2
      reason: Accepted
      status: \"True\"
      type: Accepted
    controllerName: gateway.example.com/controller
    parentRef:
      group: gateway.networking.k8s.io
      kind: Gateway
      name: external-gateway
      namespace: kube-system
";

/// A chart's output.
pub(crate) const CHART_ROUTE: &str = "# Source: {APP}/templates/httproute.yaml
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {APP}
  namespace: {NS}
  labels:
    helm.sh/chart: {APP}-{VERSION}
    app.kubernetes.io/name: {APP}
    app.kubernetes.io/instance: {NS}
    app.kubernetes.io/version: \"{VERSION}\"
    app.kubernetes.io/managed-by: Helm
spec:
  parentRefs:
    - name: external-gateway
      namespace: kube-system
      sectionName: https
  hostnames:
    - \"{APP}.{NS}.kupe.cloud\"
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /
        - path:
            type: Exact
            value: /healthz
      backendRefs:
        - name: {APP}
          port: 80
          weight: 1
";

/// A Gateway that a tenant keeps for traffic inside the cluster.
pub(crate) const TENANT_GATEWAY: &str = "apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: {APP}-internal
  namespace: {NS}
spec:
  gatewayClassName: shared
  listeners:
    # Plain text: the mesh encrypts.
    - name: http
      port: 8080
      protocol: HTTP
      hostname: \"*.{NS}.internal\"
      allowedRoutes:
        namespaces:
          from: Selector
          selector:
            matchLabels:
              tenant: {NS}
        kinds:
          - kind: HTTPRoute
";
