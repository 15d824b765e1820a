//! Objects with the right answer by construction: what a tenant may create, and the same with one thing in it that the
//! platform does not give them. Nothing here asks the engine, or reads its tables.

use crate::random::Random;
use serde_json::{Value, json};

/// An object, and what is to become of it.
pub(crate) struct Case {
    pub(crate) object: Value,
    /// The codes of which one has to refuse it; none where it is the tenant's to create.
    pub(crate) refused_by: &'static [&'static str],
    /// The user who sends it, where that matters.
    pub(crate) author: Option<&'static str>,
    /// What it is, for whoever reads a failure.
    pub(crate) what: String,
}

/// Whose objects are made.
pub(crate) struct Tenant {
    pub(crate) name: String,
    pub(crate) other: String,
    pub(crate) namespace: String,
}

impl Tenant {
    pub(crate) fn new(random: &mut Random) -> Self {
        let name = random.label();
        Self { other: format!("{}x", random.label()), namespace: format!("{name}-web"), name }
    }

    pub(crate) fn custom_domains(&self) -> Value {
        json!([format!("app.{}.example", self.name), format!("*.{}.example.org", self.name)])
    }
}

const HOSTNAME: &[&str] = &["RP5005", "RP5006", "RP5007", "RP5008", "RP5009"];
const CONTROLLER: &str = "system:serviceaccount:kube-system:endpointslice-controller";

pub(crate) struct Maker<'r> {
    pub(crate) random: &'r mut Random,
    pub(crate) tenant: &'r Tenant,
}

impl Maker<'_> {
    /// An object that is the tenant's to create, or one that is not.
    pub(crate) fn case(&mut self) -> Case {
        if self.random.once_in(3) {
            let (object, what) = self.rightful();
            return Case { object, refused_by: &[], author: None, what: format!("rightful {what}") };
        }
        let (object, refused_by, what) = match self.random.below(14) {
            0..=3 => self.hostname(),
            4 => self.parent(),
            5 => self.backend(),
            6 => self.open_route(),
            7 => self.service(),
            8 | 9 => self.kind(),
            10 => self.pod(),
            11 => self.annotation(),
            12 => self.certificate(),
            _ => return self.endpoints(),
        };
        Case { object, refused_by, author: None, what }
    }

    fn metadata(&mut self) -> Value {
        let mut metadata = json!({"name": self.random.label(), "namespace": self.tenant.namespace});
        if self.random.once_in(2) {
            metadata["labels"] = json!({"app": self.random.label()});
        }
        if self.random.once_in(3) {
            metadata["annotations"] =
                json!({"prometheus.io/scrape": "true", "example.com/hostname": "kupe.cloud"});
        }
        metadata
    }

    fn object(&mut self, api_version: &str, kind: &str, spec: Value) -> Value {
        let metadata = self.metadata();
        json!({"apiVersion": api_version, "kind": kind, "metadata": metadata, "spec": spec})
    }

    fn own_hostname(&mut self) -> String {
        let (label, tenant) = (self.random.label(), &self.tenant.name);
        match self.random.below(6) {
            0 => format!("app.{tenant}.example"),
            1 => format!("{label}.{tenant}.example.org"),
            2 => format!("*.{tenant}.kupe.cloud"),
            _ => format!("{label}.{tenant}.kupe.cloud"),
        }
    }

    fn foreign_hostname(&mut self) -> String {
        let label = self.random.label();
        let Tenant { name, other, .. } = self.tenant;
        let own = format!("{label}.{name}.kupe.cloud");
        match self.random.below(24) {
            0 | 1 => format!("{label}.{other}.kupe.cloud"),
            2 => "kupe.cloud".to_owned(),
            3 => format!("{name}.kupe.cloud"),
            4 => format!("{label}.b.{name}.kupe.cloud"),
            5 => own.replacen(&label, &label.to_ascii_uppercase(), 1),
            6 => format!("{own}."),
            7 => "*.kupe.cloud".to_owned(),
            8 => format!("*.{other}.kupe.cloud"),
            9 => format!("{own}.evil.example"),
            10 => format!("{label}.{name}kupe.cloud"),
            11 => format!("{label}.example.net"),
            12 => "10.11.12.13".to_owned(),
            13 => format!("{label}\u{430}.{name}.kupe.cloud"),
            14 => format!("xn--{label}.{name}.kupe.cloud"),
            15 => format!("{own}:443"),
            16 => format!("https://{own}"),
            17 => format!("app.{other}.example"),
            18 => "*.example.org".to_owned(),
            19 => format!("{label}..{name}.kupe.cloud"),
            20 => format!(" {own}"),
            21 => format!("{label}.{name}.kupe.cloud.{name}.example"),
            22 => format!("{label}_.{name}.kupe.cloud"),
            _ => format!("{label}.app.{name}.example"),
        }
    }

    fn route(&mut self) -> Value {
        let mut parent = json!({"name": "external-gateway", "namespace": "kube-system"});
        if self.random.once_in(2) {
            parent["sectionName"] = json!("https");
        }
        if self.random.once_in(3) {
            parent["group"] = json!("gateway.networking.k8s.io");
            parent["kind"] = json!("Gateway");
        }
        let mut hostnames: Vec<String> = (0..=self.random.below(4)).map(|_| self.own_hostname()).collect();
        hostnames.sort();
        hostnames.dedup();
        let rules: Vec<Value> = (0..=self.random.below(3)).map(|number| self.rule(number)).collect();
        let spec = json!({"parentRefs": [parent], "hostnames": hostnames, "rules": rules});
        self.object("gateway.networking.k8s.io/v1", "HTTPRoute", spec)
    }

    fn rule(&mut self, number: usize) -> Value {
        let mut backend = json!({"name": self.random.label(), "port": 8080});
        if self.random.once_in(3) {
            backend["namespace"] = json!(self.tenant.namespace);
        }
        if self.random.once_in(4) {
            backend["kind"] = json!("Service");
            backend["group"] = json!("");
        }
        let path = format!("/{number}/{}", self.random.label());
        json!({"matches": [{"path": {"type": "PathPrefix", "value": path}}], "backendRefs": [backend]})
    }

    fn rightful(&mut self) -> (Value, &'static str) {
        match self.random.below(11) {
            0..=3 => (self.route(), "route"),
            4 => (self.plain_service(), "Service"),
            5 | 6 => (self.workload().0, "workload"),
            7 => {
                let mut map = self.object("v1", "ConfigMap", json!(null));
                map.as_object_mut().unwrap().remove("spec");
                map["data"] = json!({"hostNetwork": "true", "hostPort": "80", "kind": "Ingress", "url": "web.kupe.cloud"});
                (map, "ConfigMap")
            }
            8 => (self.own_annotation(), "annotation of one's own"),
            9 => (self.own_certificate(), "Certificate"),
            _ => {
                let of = self.random.pick_of(&[
                    ("networking.k8s.io/v1", "NetworkPolicy"),
                    ("security.istio.io/v1", "AuthorizationPolicy"),
                    ("postgresql.cnpg.io/v1", "Cluster"),
                    ("cert-manager.io/v1", "Certificate"),
                    ("cilium.io/v2", "CiliumNetworkPolicy"),
                    ("example.com/v1", "Shop"),
                ]);
                let spec = match of.1 {
                    "NetworkPolicy" => json!({"podSelector": {}}),
                    _ => json!({"note": self.random.label()}),
                };
                (self.object(of.0, of.1, spec), of.1)
            }
        }
    }

    fn plain_service(&mut self) -> Value {
        let mut spec =
            json!({"selector": {"app": self.random.label()}, "ports": [{"port": 80, "targetPort": 8080}]});
        match self.random.below(4) {
            0 => spec["type"] = json!("ClusterIP"),
            1 => spec["clusterIP"] = json!("None"),
            2 => {
                spec = json!({"type": "ExternalName", "externalName": format!("api.{}.svc.cluster.local", self.tenant.namespace)});
            }
            _ => {}
        }
        self.object("v1", "Service", spec)
    }

    fn own_annotation(&mut self) -> Value {
        let mut service = self.plain_service();
        let names: Vec<String> = (0..=self.random.below(3)).map(|_| self.own_hostname()).collect();
        let separator = self.random.pick(&[",", ", ", " , "]);
        let key =
            self.random.pick(&["external-dns.alpha.kubernetes.io/hostname", "cert-manager.io/alt-names"]);
        service["metadata"]["annotations"] = json!({key: names.join(separator)});
        service
    }

    /// A workload, and the keys that lead to the spec of its Pods.
    fn workload(&mut self) -> (Value, &'static [&'static str]) {
        let of: (&str, &str, &'static [&'static str]) = self.random.pick_of(&[
            ("v1", "Pod", &["spec"][..]),
            ("apps/v1", "Deployment", &["spec", "template", "spec"][..]),
            ("apps/v1", "StatefulSet", &["spec", "template", "spec"][..]),
            ("apps/v1", "DaemonSet", &["spec", "template", "spec"][..]),
            ("apps/v1", "ReplicaSet", &["spec", "template", "spec"][..]),
            ("v1", "ReplicationController", &["spec", "template", "spec"][..]),
            ("v1", "PodTemplate", &["template", "spec"][..]),
            ("batch/v1", "Job", &["spec", "template", "spec"][..]),
            ("batch/v1", "CronJob", &["spec", "jobTemplate", "spec", "template", "spec"][..]),
            ("argoproj.io/v1alpha1", "Rollout", &["spec", "template", "spec"][..]),
        ]);
        let image = self.random.pick(&[
            "registry.example/team/app:1",
            "nginx:1.29",
            "traefik/whoami",
            "busybox@sha256:00",
        ]);
        let port = if self.random.once_in(3) {
            json!({"containerPort": 80, "hostPort": 0})
        } else {
            json!({"containerPort": 80})
        };
        let mut pod = json!({"containers": [{"name": "app", "image": image, "ports": [port]}]});
        if self.random.once_in(3) {
            pod["hostNetwork"] = json!(false);
        }
        let metadata = self.metadata();
        let mut object = json!({"apiVersion": of.0, "kind": of.1, "metadata": metadata});
        let place = of.2.iter().fold(&mut object, |it, key| &mut it[*key]);
        *place = pod;
        complete(&mut object);
        (object, of.2)
    }

    fn hostname(&mut self) -> (Value, &'static [&'static str], String) {
        let mut route = self.route();
        let hostname = self.foreign_hostname();
        let what = format!("hostname {hostname:?}");
        let hostnames = route["spec"]["hostnames"].as_array_mut().unwrap();
        self.random.insert(hostnames, json!(hostname));
        (route, HOSTNAME, what)
    }

    fn parent(&mut self) -> (Value, &'static [&'static str], String) {
        let (name, own) = ("external-gateway", &self.tenant.namespace);
        let parent = match self.random.below(9) {
            0 => json!({"name": name}),
            1 => json!({"name": name, "namespace": own}),
            2 => json!({"name": "internal-gateway", "namespace": "kube-system"}),
            3 => json!({"name": name, "namespace": "kube-system", "kind": "ListenerSet"}),
            4 => json!({"name": "web", "kind": "Service", "group": ""}),
            5 => json!({"name": name, "namespace": "kube-system", "group": "networking.istio.io"}),
            6 => json!({"name": "External-Gateway", "namespace": "kube-system"}),
            7 => json!({"name": name, "namespace": "kube-public"}),
            _ => json!({"name": self.random.label(), "namespace": "kube-system"}),
        };
        let mut route = self.route();
        let what = format!("parent {parent}");
        let parents = route["spec"]["parentRefs"].as_array_mut().unwrap();
        self.random.insert(parents, parent);
        (route, &["RP5001"], what)
    }

    fn backend(&mut self) -> (Value, &'static [&'static str], String) {
        let (reference, code): (Value, &'static [&'static str]) = match self.random.below(6) {
            0 => (json!({"name": "api", "port": 80, "namespace": self.tenant.other}), &["RP5011"]),
            1 => (json!({"name": "api", "port": 80, "namespace": "kube-system"}), &["RP5011"]),
            2 => (
                json!({"name": "a.example.com", "kind": "Hostname", "group": "networking.istio.io", "port": 443}),
                &["RP5020"],
            ),
            3 => (
                json!({"name": "api", "kind": "ServiceImport", "group": "multicluster.x-k8s.io", "port": 80}),
                &["RP5020"],
            ),
            4 => (json!({"name": "api", "kind": "Backend", "group": "gateway.envoyproxy.io"}), &["RP5020"]),
            _ => (json!({"name": "api", "kind": "Bucket", "group": "example.com"}), &["RP5020"]),
        };
        let mut route = self.route();
        let rules = route["spec"]["rules"].as_array_mut().unwrap();
        let at = self.random.below(rules.len());
        let what = format!("backend {reference}");
        if self.random.once_in(3) {
            rules[at]["filters"] =
                json!([{"type": "RequestMirror", "requestMirror": {"backendRef": reference}}]);
        } else {
            self.random.insert(rules[at]["backendRefs"].as_array_mut().unwrap(), reference);
        }
        (route, code, what)
    }

    /// A route that leaves something out, or is of another kind.
    fn open_route(&mut self) -> (Value, &'static [&'static str], String) {
        let mut route = self.route();
        let spec = route["spec"].as_object_mut().unwrap();
        let (codes, what): (&'static [&'static str], _) = match self.random.below(8) {
            0 => {
                spec.remove("hostnames");
                (&["RP5004"], "no hostnames")
            }
            1 => {
                spec.insert("hostnames".to_owned(), json!([]));
                (&["RP5004"], "an empty list of hostnames")
            }
            2 => {
                spec.remove("parentRefs");
                (&["RP5002"], "no parents")
            }
            3 => {
                spec.insert("useDefaultGateways".to_owned(), json!("All"));
                (&["RP5003"], "every default Gateway")
            }
            4 => {
                spec.insert("hostnames".to_owned(), json!("web.kupe.cloud"));
                (&["RP5016"], "hostnames that are a text")
            }
            _ => {
                let kind = self.random.pick(&["GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "QUICRoute"]);
                let version = self.random.pick(&["v1", "v1alpha2", "v1beta1", "v9"]);
                route["kind"] = json!(kind);
                route["apiVersion"] = json!(format!("gateway.networking.k8s.io/{version}"));
                (&["RP5010"], "another kind of route")
            }
        };
        (route, codes, what.to_owned())
    }

    fn service(&mut self) -> (Value, &'static [&'static str], String) {
        let other = &self.tenant.other;
        let (field, codes): (Value, &'static [&'static str]) = match self.random.below(8) {
            0 => (json!({"type": "LoadBalancer"}), &["RP5013"]),
            1 => (json!({"type": "NodePort"}), &["RP5013"]),
            2 => (json!({"externalIPs": ["203.0.113.7"]}), &["RP5017"]),
            3 => (json!({"loadBalancerIP": "203.0.113.7"}), &["RP5017"]),
            4 => (
                json!({"type": "ExternalName", "externalName": format!("api.{other}.svc.cluster.local")}),
                &["RP5018"],
            ),
            5 => (json!({"type": "ExternalName", "externalName": format!("api.{other}")}), &["RP5018"]),
            6 => (json!({"type": "ExternalName", "externalName": "metadata.example.com"}), &["RP5018"]),
            _ => (json!({"type": "ExternalName", "externalName": "169.254.169.254"}), &["RP5018"]),
        };
        let what = format!("Service {field}");
        let mut spec = json!({"ports": [{"port": 80}], "selector": {"app": "a"}});
        spec.as_object_mut().unwrap().extend(field.as_object().cloned().unwrap());
        (self.object("v1", "Service", spec), codes, what)
    }

    fn kind(&mut self) -> (Value, &'static [&'static str], String) {
        let (group, kind) = self.random.pick_of(KINDS);
        let version = self.random.pick(&["v1", "v1beta1", "v1alpha1", "v2", "v1alpha3"]);
        let api_version = format!("{group}/{version}");
        let spec = json!({"host": self.own_hostname(), "note": self.random.label()});
        let what = format!("{kind} of {api_version}");
        (self.object(&api_version, kind, spec), &["RP5012"], what)
    }

    fn pod(&mut self) -> (Value, &'static [&'static str], String) {
        let (mut object, keys) = self.workload();
        let pod = keys.iter().fold(&mut object, |it, key| &mut it[*key]);
        let image = self.random.pick(IMAGES);
        let mirror =
            self.random.pick(&["", "", "mirror.example/", "10.0.0.5:5000/hub/", "ghcr.io/someone/mirror/"]);
        let tag = self.random.pick(&["", ":v3.1", "@sha256:0000", ":1@sha256:00"]);
        let (container, codes): (Value, &'static [&'static str]) = match self.random.below(4) {
            0 => {
                pod["hostNetwork"] = json!(true);
                return (object, &["RP5023"], "hostNetwork".to_owned());
            }
            1 => (
                json!({"name": "b", "image": "a", "ports": [{"containerPort": 80}, {"containerPort": 81, "hostPort": 81}]}),
                &["RP5023"],
            ),
            _ => (json!({"name": "b", "image": format!("{mirror}{image}{tag}")}), &["RP5014"]),
        };
        let what = format!("container {container}");
        let list = self.random.pick(&["containers", "initContainers"]);
        if !pod[list].is_array() {
            pod[list] = json!([]);
        }
        self.random.insert(pod[list].as_array_mut().unwrap(), container);
        (object, codes, what)
    }

    fn annotation(&mut self) -> (Value, &'static [&'static str], String) {
        let (key, value, codes): (&str, String, &'static [&'static str]) = match self.random.below(4) {
            0 => {
                let key = self.random.pick(&[
                    "tailscale.com/expose",
                    "getambassador.io/config",
                    "service.cilium.io/global",
                    "external-dns.alpha.kubernetes.io/controller",
                ]);
                (key, "true".to_owned(), &["RP5022"])
            }
            1 => ("external-dns.alpha.kubernetes.io/target", "203.0.113.9".to_owned(), &["RP5021"]),
            _ => {
                let key = self.random.pick(&[
                    "external-dns.alpha.kubernetes.io/hostname",
                    "external-dns.alpha.kubernetes.io/internal-hostname",
                    "cert-manager.io/common-name",
                    "cert-manager.io/alt-names",
                ]);
                let mut names: Vec<String> = (0..self.random.below(3)).map(|_| self.own_hostname()).collect();
                // Around a name in a list space does not count.
                let foreign = self.foreign_hostname().trim().to_owned();
                let own =
                    foreign.ends_with(&format!(".{}.kupe.cloud", self.tenant.name)) && foreign.is_ascii();
                let foreign = if own { "kupe.cloud".to_owned() } else { foreign };
                self.random.insert(&mut names, foreign);
                (key, names.join(self.random.pick(&[",", ", "])), &["RP5021"])
            }
        };
        let what = format!("annotation {key}: {value}");
        let mut object = match self.random.below(3) {
            0 => self.plain_service(),
            1 => self.route(),
            _ => self.workload().0,
        };
        object["metadata"]["annotations"] = json!({"example.com/team": "a", key: value});
        (object, codes, what)
    }

    /// A Certificate for a name of the tenant's.
    fn own_certificate(&mut self) -> Value {
        let name = self.own_hostname();
        let namespace = &self.tenant.namespace;
        let names = match self.random.below(3) {
            0 => json!([name, "web", format!("web.{namespace}.svc")]),
            1 => json!([format!("web.{namespace}.svc.cluster.local")]),
            _ => json!([name]),
        };
        let issuer = json!({"name": "letsencrypt", "kind": "ClusterIssuer"});
        let spec = json!({"secretName": "web", "issuerRef": issuer, "dnsNames": names});
        self.object("cert-manager.io/v1", "Certificate", spec)
    }

    fn certificate(&mut self) -> (Value, &'static [&'static str], String) {
        let mut object = self.own_certificate();
        let foreign = loop {
            let name = self.foreign_hostname();
            // Without a dot it is a name of nobody's.
            if name.contains('.') {
                break name;
            }
        };
        let spec = &mut object["spec"];
        let what = match self.random.below(4) {
            0 => {
                spec["commonName"] = json!(foreign);
                format!("common name {foreign}")
            }
            1 => {
                let (field, value) = self.random.pick_of(&[
                    ("ipAddresses", "203.0.113.7"),
                    ("uris", "spiffe://kupe.cloud/ns/web"),
                    ("emailAddresses", "admin@kupe.cloud"),
                ]);
                spec[field] = json!([value]);
                field.to_owned()
            }
            _ => {
                let names = spec["dnsNames"].as_array_mut().unwrap();
                self.random.insert(names, json!(foreign));
                format!("DNS name {foreign}")
            }
        };
        (object, &["RP5025"], format!("Certificate with {what}"))
    }

    fn endpoints(&mut self) -> Case {
        let mut object = match self.random.below(3) {
            0 => {
                json!({"apiVersion": "v1", "kind": "Endpoints", "subsets": [{"addresses": [{"ip": "10.0.0.9"}], "ports": [{"port": 80}]}]})
            }
            _ => {
                json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.9"]}], "ports": [{"port": 80}]})
            }
        };
        object["metadata"] = self.metadata();
        object["metadata"]["labels"] =
            json!({"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"});
        object["metadata"]["ownerReferences"] =
            json!([{"apiVersion": "v1", "kind": "Service", "name": "web", "uid": "a", "controller": true}]);
        let author = self.random.pick_of(&[
            None,
            Some(CONTROLLER),
            Some("system:serviceaccount:web:endpointslice-controller"),
            Some("kubernetes-admin"),
        ]);
        let own = author == Some(CONTROLLER);
        let refused_by: &[&str] = if own { &[] } else { &["RP5019"] };
        Case { object, refused_by, author, what: format!("endpoints by {author:?}") }
    }
}

/// Kinds that publish traffic.
const KINDS: &[(&str, &str)] = &[
    ("networking.k8s.io", "Ingress"),
    ("networking.k8s.io", "IngressClass"),
    ("extensions", "Ingress"),
    ("gateway.networking.k8s.io", "Gateway"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("gateway.networking.k8s.io", "ListenerSet"),
    ("gateway.networking.x-k8s.io", "XListenerSet"),
    ("gateway.networking.k8s.io", "NotYetThought"),
    ("networking.istio.io", "VirtualService"),
    ("networking.istio.io", "Gateway"),
    ("networking.istio.io", "ServiceEntry"),
    ("networking.istio.io", "EnvoyFilter"),
    ("networking.istio.io", "DestinationRule"),
    ("networking.istio.io", "WorkloadEntry"),
    ("traefik.io", "IngressRoute"),
    ("traefik.io", "IngressRouteTCP"),
    ("traefik.io", "IngressRouteUDP"),
    ("traefik.io", "Middleware"),
    ("traefik.io", "TraefikService"),
    ("traefik.containo.us", "IngressRoute"),
    ("projectcontour.io", "HTTPProxy"),
    ("k8s.nginx.org", "VirtualServer"),
    ("k8s.nginx.org", "TransportServer"),
    ("configuration.konghq.com", "TCPIngress"),
    ("configuration.konghq.com", "UDPIngress"),
    ("getambassador.io", "Mapping"),
    ("getambassador.io", "Host"),
    ("apisix.apache.org", "ApisixRoute"),
    ("serving.knative.dev", "Service"),
    ("serving.knative.dev", "DomainMapping"),
    ("route.openshift.io", "Route"),
    ("cilium.io", "CiliumEnvoyConfig"),
    ("gateway.envoyproxy.io", "EnvoyPatchPolicy"),
    ("gateway.envoyproxy.io", "Backend"),
    ("externaldns.k8s.io", "DNSEndpoint"),
    ("multicluster.x-k8s.io", "ServiceExport"),
    ("tailscale.com", "Connector"),
    ("metallb.io", "IPAddressPool"),
    ("elbv2.k8s.aws", "TargetGroupBinding"),
    ("cis.f5.com", "VirtualServer"),
];

/// Controllers that take requests.
const IMAGES: &[&str] = &[
    "traefik",
    "library/traefik",
    "ingress-nginx/controller",
    "ingress-nginx/controller-chroot",
    "nginx/nginx-ingress",
    "haproxytech/kubernetes-ingress",
    "kong",
    "kong/kubernetes-ingress-controller",
    "projectcontour/contour",
    "emissary-ingress/emissary",
    "envoyproxy/gateway",
    "envoyproxy/envoy",
    "cloudflare/cloudflared",
];

/// Adds what the API server requires of a workload besides its Pods.
fn complete(workload: &mut Value) {
    let labels = json!({"app": "web"});
    let kind = workload["kind"].as_str().unwrap_or_default().to_owned();
    match kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Rollout" => {
            workload["spec"]["selector"] = json!({"matchLabels": labels});
            workload["spec"]["template"]["metadata"] = json!({"labels": labels});
        }
        "ReplicationController" => {
            workload["spec"]["selector"] = labels.clone();
            workload["spec"]["template"]["metadata"] = json!({"labels": labels});
        }
        "Job" => workload["spec"]["template"]["spec"]["restartPolicy"] = json!("Never"),
        "CronJob" => {
            workload["spec"]["schedule"] = json!("0 4 * * *");
            workload["spec"]["jobTemplate"]["spec"]["template"]["spec"]["restartPolicy"] = json!("Never");
        }
        _ => {}
    }
}
