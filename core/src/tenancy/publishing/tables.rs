//! What publishes traffic, as data: API groups and annotations, each with its source, in the order of their names.
//! [`super`] says what counts.

use super::Kinds::{self, All, AllBut, Only};
use super::Use::{self, Names, Publishes, Targets};

/// API groups, by name.
#[rustfmt::skip]
pub(super) const GROUPS: &[(&str, Kinds)] = &[
    ("", Only(&["Endpoints"])), // https://kubernetes.io/docs/concepts/services-networking/service/#endpoints
    ("acm.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("acme.cert-manager.io", Only(&["Challenge", "Order"])), // https://cert-manager.io/docs/reference/api-docs/
    ("admin.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("admiral.io", All), // https://github.com/istio-ecosystem/admiral
    ("aga.k8s.aws", All), // https://github.com/kubernetes-sigs/aws-load-balancer-controller
    ("agentgateway.dev", All), // https://agentgateway.dev/docs/kubernetes/
    ("aigateway.envoyproxy.io", All), // https://aigateway.envoyproxy.io/docs/api/
    ("ako.vmware.com", All), // https://github.com/vmware/load-balancer-and-ingress-services-for-kubernetes
    ("alb.networking.azure.io", All), // https://learn.microsoft.com/azure/application-gateway/for-containers/
    ("alb.yc.io", All), // https://github.com/yandex-cloud/yc-alb-ingress-controller
    ("alibabacloud.com", All), // https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/configure-an-alb-ingress
    ("apigateway.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-apigateway
    ("apigateway.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-apigateway
    ("apigateway.cnrm.cloud.google.com", All), // https://cloud.google.com/config-connector/docs/reference/overview
    ("apigateway.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("apigatewayv2.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-apigatewayv2
    ("apigatewayv2.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-apigatewayv2
    ("apigatewayv2.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("apimanagement.azure.com", All), // https://azure.github.io/azure-service-operator/reference/
    ("apimanagement.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("apisix.apache.org", All), // https://apisix.apache.org/docs/ingress-controller/
    ("appgw.ingress.k8s.io", All), // https://github.com/Azure/application-gateway-kubernetes-ingress
    ("application-networking.k8s.aws", All), // https://github.com/aws/aws-application-networking-k8s
    ("appmesh.k8s.aws", All), // https://github.com/aws/aws-app-mesh-controller-for-k8s
    ("appprotect.f5.com", All), // https://docs.nginx.com/nginx-ingress-controller/
    ("bgp.purelb.io", All), // https://purelb.gitlab.io/docs/
    ("bgppeer.loxilb.io", All), // https://github.com/loxilb-io/kube-loxilb
    ("bindings.k8s.ngrok.com", All), // https://github.com/ngrok/ngrok-operator
    ("cdn.azure.com", All), // https://azure.github.io/azure-service-operator/reference/
    ("cert-manager.io", Only(&["CertificateRequest", "ClusterIssuer"])), // https://cert-manager.io/docs/configuration/
    ("cilium.io", Only(&[ // https://docs.cilium.io/en/stable/network/servicemesh/l7-traffic-management/ and /network/bgp-control-plane/
        "CiliumBGPAdvertisement", "CiliumBGPClusterConfig", "CiliumBGPNodeConfig", "CiliumBGPNodeConfigOverride",
        "CiliumBGPPeerConfig", "CiliumBGPPeeringPolicy", "CiliumClusterwideEnvoyConfig", "CiliumEndpointSlice",
        "CiliumEnvoyConfig", "CiliumGatewayClassConfig", "CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool",
        "CiliumLocalRedirectPolicy",
    ])),
    ("cis.f5.com", All), // https://github.com/F5Networks/k8s-bigip-ctlr
    ("citrix.com", All), // https://github.com/netscaler/netscaler-k8s-ingress-controller
    ("cloud.google.com", Only(&["BackendConfig"])), // https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration
    ("cloudflare-operator.io", All), // https://github.com/containeroo/cloudflare-operator
    ("cloudfront.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-cloudfront
    ("cloudfront.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-cloudfront
    ("cloudfront.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("compute.cnrm.cloud.google.com", Only(&[ // https://cloud.google.com/config-connector/docs/reference/overview
        "ComputeAddress", "ComputeBackendService", "ComputeForwardingRule", "ComputeTargetHTTPProxy",
        "ComputeTargetHTTPSProxy", "ComputeURLMap",
    ])),
    ("compute.gcp.m.upbound.io", Only(&[ // https://marketplace.upbound.io/providers/upbound/provider-gcp-compute
        "Address", "BackendService", "ForwardingRule", "GlobalAddress", "GlobalForwardingRule", "TargetHTTPProxy",
        "TargetHTTPSProxy", "URLMap",
    ])),
    ("compute.gcp.upbound.io", Only(&[ // https://marketplace.upbound.io/providers/upbound/provider-gcp-compute
        "Address", "BackendService", "ForwardingRule", "GlobalAddress", "GlobalForwardingRule", "TargetHTTPProxy",
        "TargetHTTPSProxy", "URLMap",
    ])),
    ("config.istio.io", All), // https://istio.io/v1.4/docs/reference/config/
    ("config.openservicemesh.io", All), // https://github.com/openservicemesh/osm
    ("config.openshift.io", Only(&["DNS", "Ingress", "Network"])), // https://github.com/openshift/api
    ("configuration.konghq.com", All), // https://github.com/Kong/kubernetes-configuration
    ("consul.hashicorp.com", All), // https://github.com/hashicorp/consul-k8s
    ("contour.heptio.com", All), // https://projectcontour.io, releases before 1.0
    ("core.haproxy.org", All), // https://github.com/haproxytech/kubernetes-ingress
    ("crd.antrea.io", Only(&["BGPPolicy", "ExternalIPPool", "IPPool"])), // https://antrea.io/docs/main/docs/service-loadbalancer/
    ("crd.nsx.vmware.com", All), // https://github.com/vmware-tanzu/nsx-operator
    ("crd.projectcalico.org", Only(&["BGPConfiguration", "BGPFilter", "BGPPeer", "IPPool"])), // https://docs.tigera.io/calico/latest/reference/resources/
    ("danm.k8s.io", All), // https://github.com/nokia/danm
    ("discovery.k8s.io", Only(&["EndpointSlice"])), // https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
    ("dns.cav.enablers.ob", All), // https://github.com/PowerDNS-Operator/PowerDNS-Operator
    ("dns.cnrm.cloud.google.com", All), // https://cloud.google.com/config-connector/docs/reference/overview
    ("dns.gardener.cloud", All), // https://github.com/gardener/external-dns-management
    ("dns.gcp.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-gcp-dns
    ("dns.gcp.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-gcp-dns
    ("ec2.aws.m.upbound.io", Only(&["EIP", "EIPAssociation"])), // https://marketplace.upbound.io/providers/upbound/provider-aws-ec2
    ("ec2.aws.upbound.io", Only(&["EIP", "EIPAssociation"])), // https://marketplace.upbound.io/providers/upbound/provider-aws-ec2
    ("ec2.services.k8s.aws", Only(&["ElasticIPAddress"])), // https://aws-controllers-k8s.github.io/community/reference/
    ("egress.loxilb.io", All), // https://github.com/loxilb-io/kube-loxilb
    ("elb.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-elb
    ("elb.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-elb
    ("elbv2.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-elbv2
    ("elbv2.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-elbv2
    ("elbv2.k8s.aws", All), // https://github.com/kubernetes-sigs/aws-load-balancer-controller
    ("elbv2.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("enroute.saaras.io", All), // https://github.com/saarasio/enroute
    ("enterprise.gloo.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("enterpriseagentgateway.solo.io", All), // https://docs.solo.io/agentgateway/
    ("extensions", Only(&["Ingress"])), // https://kubernetes.io/docs/reference/using-api/deprecation-guide/#ingress-v122
    ("extensions.higress.io", All), // https://github.com/alibaba/higress
    ("extensions.istio.io", All), // https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
    ("extensions.policy.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("externaldns.k8s.io", All), // https://kubernetes-sigs.github.io/external-dns/latest/docs/sources/crd/
    ("externaldns.nginx.org", All), // https://github.com/nginx/kubernetes-ingress
    ("federation.maistra.io", All), // https://docs.openshift.com/container-platform/4.16/service_mesh/v2x/ossm-federation.html
    ("fic.f5.com", All), // https://github.com/F5Networks/f5-ipam-controller
    ("fission.io", Only(&["HTTPTrigger"])), // https://fission.io/docs/usage/triggers/http-trigger/
    ("flomesh.io", All), // https://github.com/flomesh-io/fsm
    ("frp.zufardhiyaulhaq.com", All), // https://github.com/zufardhiyaulhaq/frp-operator
    ("frrk8s.metallb.io", All), // https://github.com/metallb/frr-k8s
    ("gateway-operator.konghq.com", All), // https://github.com/Kong/kubernetes-configuration
    ("gateway.envoyproxy.io", All), // https://gateway.envoyproxy.io/docs/api/extension_types/
    ("gateway.flomesh.io", All), // https://github.com/flomesh-io/fsm
    ("gateway.getambassador.io", All), // https://www.getambassador.io/docs/edge-stack/
    ("gateway.k8s.aws", All), // https://github.com/kubernetes-sigs/aws-load-balancer-controller
    ("gateway.kgateway.dev", All), // https://kgateway.dev/docs/reference/api/
    ("gateway.networking.k8s.io", AllBut(&["BackendTLSPolicy", "ReferenceGrant"])), // https://gateway-api.sigs.k8s.io/reference/spec/
    ("gateway.networking.x-k8s.io", AllBut(&["XBackendTrafficPolicy"])), // https://gateway-api.sigs.k8s.io/reference/specx/
    ("gateway.nginx.org", All), // https://docs.nginx.com/nginx-gateway-fabric/reference/api/
    ("gateway.pomerium.io", All), // https://www.pomerium.com/docs/deploy/k8s/gateway-api
    ("gateway.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("getambassador.io", All), // https://github.com/emissary-ingress/emissary
    ("globalaccelerator.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-globalaccelerator
    ("globalaccelerator.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-globalaccelerator
    ("gloo.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("graphql.gloo.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("gravitee.io", All), // https://documentation.gravitee.io/gravitee-kubernetes-operator-gko
    ("http.keda.sh", All), // https://github.com/kedacore/http-add-on
    ("hub.traefik.io", All), // https://doc.traefik.io/traefik-hub/
    ("incubator.ingress-controller.konghq.com", All), // https://github.com/Kong/kubernetes-configuration
    ("ingress.k8s.ngrok.com", All), // https://github.com/ngrok/ngrok-operator
    ("ingress.operator.openshift.io", All), // https://github.com/openshift/api
    ("ingress.oraclecloud.com", All), // https://github.com/oracle/oci-native-ingress-controller
    ("ingress.pomerium.io", All), // https://www.pomerium.com/docs/deploy/k8s/reference
    ("ingress.v1.haproxy.org", All), // https://github.com/haproxytech/kubernetes-ingress
    ("ingress.v3.haproxy.org", All), // https://github.com/haproxytech/kubernetes-ingress
    ("install.istio.io", All), // https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/
    ("ipam.liqo.io", All), // https://docs.liqo.io
    ("k8gb.absa.oss", All), // https://www.k8gb.io/docs/
    ("k8s.cni.cncf.io", Only(&["NetworkAttachmentDefinition"])), // https://github.com/k8snetworkplumbingwg/network-attachment-definition-client
    ("k8s.f5net.com", All), // https://clouddocs.f5.com/bigip-next-for-kubernetes/
    ("k8s.nginx.org", All), // https://docs.nginx.com/nginx-ingress-controller/configuration/
    ("k8s.ovn.org", Only(&["AdminPolicyBasedExternalRoute"])), // https://ovn-kubernetes.io/api-reference/introduction/
    ("konnect.konghq.com", All), // https://github.com/Kong/kubernetes-configuration
    ("kuadrant.io", Only(&["DNSPolicy", "DNSRecord", "TLSPolicy"])), // https://docs.kuadrant.io
    ("kubelb.k8c.io", All), // https://docs.kubermatic.com/kubelb/
    ("kubeovn.io", All), // https://kubeovn.github.io/docs/
    ("kuma.io", All), // https://kuma.io/docs/latest/
    ("lbconfig.carlosedp.com", All), // https://github.com/carlosedp/lbconfig-operator
    ("liqo.io", All), // https://docs.liqo.io
    ("maistra.io", All), // https://docs.openshift.com/container-platform/4.16/service_mesh/v2x/ossm-about.html
    ("metallb.io", All), // https://metallb.io/apis/
    ("microgateway.airlock.com", All), // https://github.com/airlock/microgateway
    ("mse.alibabacloud.com", All), // https://www.alibabacloud.com/help/en/mse/
    ("multicluster.flomesh.io", All), // https://github.com/flomesh-io/fsm
    ("multicluster.linkerd.io", All), // https://linkerd.io/2/reference/multicluster/
    ("multicluster.x-k8s.io", All), // https://github.com/kubernetes-sigs/mcs-api
    ("net.gke.io", All), // https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-services
    ("netbird.io", All), // https://docs.netbird.io/manage/integrations/kubernetes
    ("network.azure.com", Only(&[ // https://azure.github.io/azure-service-operator/reference/
        "ApplicationGateway", "DnsZonesARecord", "DnsZonesAAAARecord", "DnsZonesCNAMERecord", "DnsZonesTXTRecord",
        "DnsZone", "LoadBalancer", "PublicIPAddress", "TrafficManagerProfile",
    ])),
    ("network.azure.m.upbound.io", Only(&[ // https://marketplace.upbound.io/providers/upbound/provider-azure-network
        "ApplicationGateway", "DNSARecord", "DNSAAAARecord", "DNSCNAMERecord", "DNSTXTRecord", "DNSZone",
        "FrontDoor", "LoadBalancer", "PublicIP", "TrafficManagerProfile",
    ])),
    ("network.azure.upbound.io", Only(&[ // https://marketplace.upbound.io/providers/upbound/provider-azure-network
        "ApplicationGateway", "DNSARecord", "DNSAAAARecord", "DNSCNAMERecord", "DNSTXTRecord", "DNSZone",
        "FrontDoor", "LoadBalancer", "PublicIP", "TrafficManagerProfile",
    ])),
    ("network.frontdoor.azure.com", All), // https://azure.github.io/azure-service-operator/reference/
    ("network.kubesphere.io", All), // https://openelb.io/docs/
    ("network.openelb.kubesphere.io", All), // https://openelb.io/docs/
    ("network.openshift.io", Only(&["HostSubnet", "NetNamespace"])), // https://github.com/openshift/api
    ("networkaddonsoperator.network.kubevirt.io", All), // https://github.com/kubevirt/cluster-network-addons-operator
    ("networking.cfargotunnel.com", All), // https://github.com/adyanth/cloudflare-operator
    ("networking.cloudflare-operator.io", All), // https://github.com/StringKe/cloudflare-operator
    ("networking.datumapis.com", All), // https://github.com/datum-cloud/network-services-operator
    ("networking.fleet.azure.com", All), // https://github.com/Azure/fleet-networking
    ("networking.flomesh.io", All), // https://github.com/flomesh-io/fsm
    ("networking.gke.io", All), // https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources
    ("networking.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("networking.higress.io", All), // https://github.com/alibaba/higress
    ("networking.internal.knative.dev", All), // https://github.com/knative/networking
    ("networking.istio.io", All), // https://istio.io/latest/docs/reference/config/networking/
    ("networking.k8s.io", Only(&["Ingress", "IngressClass"])), // https://kubernetes.io/docs/concepts/services-networking/ingress/
    ("networking.karmada.io", All), // https://karmada.io/docs/userguide/service/
    ("networking.liqo.io", All), // https://docs.liqo.io
    ("networking.openfunction.io", All), // https://openfunction.dev/docs/
    ("networking.tanzu.vmware.com", All), // https://docs.vmware.com/en/VMware-Tanzu-Kubernetes-Grid/
    ("networkservices.cnrm.cloud.google.com", All), // https://cloud.google.com/config-connector/docs/reference/overview
    ("networkservices.gcp.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-gcp-networkservices
    ("networkservices.gcp.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-gcp-networkservices
    ("ngrok.k8s.ngrok.com", All), // https://github.com/ngrok/ngrok-operator
    ("nmstate.io", All), // https://nmstate.io/kubernetes-nmstate/
    ("offloading.liqo.io", All), // https://docs.liqo.io
    ("openfaas.com", All), // https://docs.openfaas.com/reference/kubernetes-crd/
    ("operator.inlets.dev", All), // https://github.com/inlets/inlets-operator
    ("operator.openshift.io", Only(&["IngressController"])), // https://github.com/openshift/api
    ("policy.flomesh.io", All), // https://github.com/flomesh-io/fsm
    ("policy.linkerd.io", Only(&["HTTPRoute"])), // https://linkerd.io/2/reference/httproute/
    ("policy.openservicemesh.io", All), // https://github.com/openservicemesh/osm
    ("projectcalico.org", Only(&["BGPConfiguration", "BGPFilter", "BGPPeer", "IPPool"])), // https://docs.tigera.io/calico/latest/reference/resources/
    ("projectcontour.io", All), // https://projectcontour.io/docs/main/config/api/
    ("purelb.io", All), // https://purelb.gitlab.io/docs/
    ("ratelimit.solo.io", All), // https://docs.solo.io/gloo-edge/
    ("redhatcop.redhat.io", Only(&["GlobalDNSRecord", "GlobalDNSZone", "KeepalivedGroup"])), // https://github.com/redhat-cop/keepalived-operator
    ("resilience.policy.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("route.openshift.io", All), // https://github.com/openshift/api
    ("route53.aws.m.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-route53
    ("route53.aws.upbound.io", All), // https://marketplace.upbound.io/providers/upbound/provider-aws-route53
    ("route53.services.k8s.aws", All), // https://aws-controllers-k8s.github.io/community/reference/
    ("sailoperator.io", All), // https://github.com/istio-ecosystem/sail-operator
    ("servicemesh.kubesphere.io", All), // https://github.com/kubesphere/kubesphere
    ("serving.knative.dev", All), // https://knative.dev/docs/serving/reference/serving-api/
    ("skupper.io", All), // https://skupper.io/docs/kubernetes-reference/
    ("specs.smi-spec.io", All), // https://github.com/servicemeshinterface/smi-spec
    ("split.smi-spec.io", All), // https://github.com/servicemeshinterface/smi-spec
    ("submariner.io", All), // https://submariner.io/getting-started/architecture/
    ("tailscale.com", All), // https://tailscale.com/kb/1236/kubernetes-operator
    ("traefik.containo.us", All), // https://doc.traefik.io/traefik/v2.11/reference/dynamic-configuration/kubernetes-crd/
    ("traefik.io", All), // https://doc.traefik.io/traefik/reference/dynamic-configuration/kubernetes-crd/
    ("trafficcontrol.policy.gloo.solo.io", All), // https://docs.solo.io/gloo-mesh-gateway/
    ("twingate.com", All), // https://github.com/Twingate/kubernetes-operator
    ("tyk.tyk.io", All), // https://tyk.io/docs/tyk-operator/
    ("voyager.appscode.com", All), // https://github.com/voyagermesh/voyager
    ("x.getambassador.io", All), // https://github.com/emissary-ingress/emissary
    ("zalando.org", All), // https://opensource.zalando.com/skipper/kubernetes/routegroup-crd/
];

/// Annotations, by key.
#[rustfmt::skip]
pub(super) const ANNOTATIONS: &[(&str, Use)] = &[
    ("anthos.cft.dev/autoneg", Publishes), // https://github.com/GoogleCloudPlatform/gke-autoneg-controller
    ("cert-manager.io/alt-names", Names), // https://cert-manager.io/docs/usage/gateway/#supported-annotations
    ("cert-manager.io/common-name", Names), // https://cert-manager.io/docs/usage/gateway/#supported-annotations
    ("cert-manager.io/email-sans", Publishes), // https://cert-manager.io/docs/reference/annotations/
    ("cert-manager.io/ip-sans", Publishes), // https://cert-manager.io/docs/reference/annotations/
    ("cert-manager.io/uri-sans", Publishes), // https://cert-manager.io/docs/reference/annotations/
    ("cert.gardener.cloud/commonname", Names), // https://github.com/gardener/cert-management
    ("cert.gardener.cloud/dnsnames", Names), // https://github.com/gardener/cert-management
    ("cloudflare-operator.io/content", Publishes), // https://github.com/containeroo/cloudflare-operator
    ("cni.projectcalico.org/floatingIPs", Publishes), // https://docs.tigera.io/calico/latest/networking/ipam/
    ("cni.projectcalico.org/ipAddrsNoIpam", Publishes), // https://docs.tigera.io/calico/latest/networking/ipam/
    ("consul.hashicorp.com/service-sync", Publishes), // https://developer.hashicorp.com/consul/docs/k8s/service-sync
    ("controller.autoneg.dev/neg", Publishes), // https://github.com/GoogleCloudPlatform/gke-autoneg-controller
    ("dns.alpha.kubernetes.io/external", Names), // https://github.com/kubernetes/kops/tree/master/dns-controller
    ("dns.alpha.kubernetes.io/internal", Names), // https://github.com/kubernetes/kops/tree/master/dns-controller
    ("dns.gardener.cloud/dnsnames", Names), // https://github.com/gardener/external-dns-management
    ("domainName", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/faq/, --compatibility=molecule
    ("eip.openelb.kubesphere.io/v1alpha2", Publishes), // https://openelb.io/docs/
    ("external-dns.alpha.kubernetes.io/cloudflare-custom-hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.alpha.kubernetes.io/controller", Publishes), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.alpha.kubernetes.io/hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.alpha.kubernetes.io/internal-hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.alpha.kubernetes.io/target", Targets), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.kubernetes.io/controller", Publishes), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.kubernetes.io/hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.kubernetes.io/internal-hostname", Names), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("external-dns.kubernetes.io/target", Targets), // https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    ("getambassador.io/config", Publishes), // https://github.com/emissary-ingress/emissary, Mappings in Services
    ("haproxy-ingress.github.io/server-alias", Names), // https://haproxy-ingress.github.io/docs/configuration/keys/
    ("haproxy-ingress.github.io/server-alias-regex", Publishes), // https://haproxy-ingress.github.io/docs/configuration/keys/
    ("ingress.alb.yc.io/external-ipv4-address", Publishes), // https://github.com/yandex-cloud/yc-alb-ingress-controller
    ("ingress.kubernetes.io/server-alias", Names), // https://haproxy-ingress.github.io/docs/configuration/keys/
    ("io.cilium/global-service", Publishes), // https://docs.cilium.io/en/stable/network/clustermesh/services/
    ("io.cilium/lb-ipam-ips", Publishes), // https://docs.cilium.io/en/stable/network/lb-ipam/
    ("io.cilium/lb-ipam-sharing-key", Publishes), // https://docs.cilium.io/en/stable/network/lb-ipam/
    ("k8s.ngrok.com/domain", Publishes), // https://github.com/ngrok/ngrok-operator
    ("k8s.ngrok.com/url", Publishes), // https://github.com/ngrok/ngrok-operator
    ("k8s.v1.cni.cncf.io/networks", Publishes), // https://github.com/k8snetworkplumbingwg/multus-cni
    ("konghq.com/host-aliases", Names), // https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/
    ("kube-router.io/service.advertise.clusterip", Publishes), // https://www.kube-router.io/docs/bgp/
    ("kube-router.io/service.advertise.externalip", Publishes), // https://www.kube-router.io/docs/bgp/
    ("kube-router.io/service.advertise.loadbalancerip", Publishes), // https://www.kube-router.io/docs/bgp/
    ("kube-vip.io/loadbalancerHostname", Names), // https://kube-vip.io/docs/usage/kubernetes-services/
    ("kube-vip.io/loadbalancerIPs", Publishes), // https://kube-vip.io/docs/usage/kubernetes-services/
    ("lb.kubesphere.io/v1alpha1", Publishes), // https://openelb.io/docs/
    ("lbipam.cilium.io/ips", Publishes), // https://docs.cilium.io/en/stable/network/lb-ipam/
    ("lbipam.cilium.io/sharing-cross-namespace", Publishes), // https://docs.cilium.io/en/stable/network/lb-ipam/
    ("lbipam.cilium.io/sharing-key", Publishes), // https://docs.cilium.io/en/stable/network/lb-ipam/
    ("load-balancer.hetzner.cloud/hostname", Names), // https://github.com/hetznercloud/hcloud-cloud-controller-manager
    ("loadbalancer.openstack.org/hostname", Names), // https://github.com/kubernetes/cloud-provider-openstack
    ("loadbalancer.openstack.org/load-balancer-address", Publishes), // https://github.com/kubernetes/cloud-provider-openstack
    ("loadbalancer.openstack.org/load-balancer-id", Publishes), // https://github.com/kubernetes/cloud-provider-openstack
    ("loxilb.io/staticIP", Publishes), // https://github.com/loxilb-io/kube-loxilb
    ("metallb.io/address-pool", Publishes), // https://metallb.io/usage/
    ("metallb.io/allow-shared-ip", Publishes), // https://metallb.io/usage/
    ("metallb.io/loadBalancerIPs", Publishes), // https://metallb.io/usage/
    ("metallb.universe.tf/address-pool", Publishes), // https://metallb.io/usage/
    ("metallb.universe.tf/allow-shared-ip", Publishes), // https://metallb.io/usage/
    ("metallb.universe.tf/loadBalancerIPs", Publishes), // https://metallb.io/usage/
    ("networking.gke.io/load-balancer-ip-addresses", Publishes), // https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
    ("networking.gke.io/load-balancer-type", Publishes), // https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
    ("networking.istio.io/service-type", Publishes), // https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
    ("nginx.ingress.kubernetes.io/configuration-snippet", Publishes), // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    ("nginx.ingress.kubernetes.io/server-alias", Names), // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    ("nginx.ingress.kubernetes.io/server-snippet", Publishes), // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    ("nginx.ingress.kubernetes.io/stream-snippet", Publishes), // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    ("nginx.org/server-snippets", Publishes), // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
    ("ovn.kubernetes.io/eip", Publishes), // https://kubeovn.github.io/docs/
    ("projectcalico.org/loadBalancerIPs", Publishes), // https://docs.tigera.io/calico/latest/networking/ipam/
    ("purelb.io/addresses", Publishes), // https://purelb.gitlab.io/docs/
    ("purelb.io/service-group", Publishes), // https://purelb.gitlab.io/docs/
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-hostname", Names), // https://github.com/kubernetes/cloud-provider-alibaba-cloud
    ("service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id", Publishes), // https://github.com/kubernetes/cloud-provider-alibaba-cloud
    ("service.beta.kubernetes.io/aws-load-balancer-eip-allocations", Publishes), // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
    ("service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses", Publishes), // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
    ("service.beta.kubernetes.io/aws-load-balancer-scheme", Publishes), // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
    ("service.beta.kubernetes.io/azure-additional-public-ips", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/azure-dns-label-name", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/azure-load-balancer-ipv4", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/azure-load-balancer-ipv6", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/azure-pip-name", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/azure-pls-create", Publishes), // https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
    ("service.beta.kubernetes.io/do-loadbalancer-hostname", Names), // https://github.com/digitalocean/digitalocean-cloud-controller-manager
    ("service.beta.kubernetes.io/exoscale-loadbalancer-id", Publishes), // https://github.com/exoscale/exoscale-cloud-controller-manager
    ("service.cilium.io/global", Publishes), // https://docs.cilium.io/en/stable/network/clustermesh/services/
    ("skupper.io/address", Publishes), // https://github.com/skupperproject/skupper
    ("skupper.io/proxy", Publishes), // https://github.com/skupperproject/skupper
    ("tailscale.com/expose", Publishes), // https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress
    ("tailscale.com/funnel", Publishes), // https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress
    ("tailscale.com/hostname", Publishes), // https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress
    ("zalando.org/dnsname", Names), // https://github.com/linki/mate
];
