//! The examples at the end of the help texts.

/// A line of help that is true only where the command speaks to clusters.
#[cfg(feature = "cluster")]
macro_rules! of_cluster {
    ($line:literal) => {
        concat!($line, "\n")
    };
}

#[cfg(not(feature = "cluster"))]
macro_rules! of_cluster {
    ($line:literal) => {
        ""
    };
}

pub(super) const CHECK_EXAMPLES: &str = concat!(
    "\
Examples:
  routeproof check                          every manifest below this folder
  routeproof check deploy/ extra.yaml       a folder and a file
  helm template . | routeproof check -      what a chart renders
",
    of_cluster!("  routeproof check --cluster deploy/        against what the cluster has"),
    "  routeproof check --fix                    mend what is safe to mend
  routeproof check --diff                   show what --fix would do, as a patch
  routeproof check --format sarif > r.sarif for code scanning
  routeproof check --format github          annotations on a pull request
  routeproof check --format gitlab          code quality of a merge request
  routeproof check --gate --settings ../platform.yaml --tenant acme .

Exit codes:
  0  nothing was found at or above --fail-on
  1  something was found
  2  the job could not be done: wrong usage, an unreadable file, invalid settings"
);

pub(super) const STATUS_EXAMPLES: &str = "\
Examples:
  routeproof status deploy/                     what a cluster will say of these manifests
  routeproof status --complete deploy/          the same, where the folder is the whole cluster
  routeproof status --only httproute/web -n shop
  kubectl get gateways,httproutes,services,namespaces -A -o yaml | routeproof status --live - deploy/

Exit codes:
  0  the status was printed
  2  the job could not be done: wrong usage, an unreadable file, no such object";

pub(super) const REQUEST_EXAMPLES: &str = "\
Examples:
  routeproof request --url https://web.acme.kupe.cloud/api deploy/
  routeproof request --url http://shop.test/cart -X POST -H 'x-canary: yes' deploy/
  routeproof request --url http://web.shop:8080/cart --from checkout deploy/
  routeproof request --requests requests.jsonl --format json deploy/
  routeproof request --requests access.log --url https://shop.test deploy/

A file of requests is JSON lines with the fields url, method, host, path, headers, port, sni, gateway and from, a HAR file,
or an access log of nginx, Envoy or Traefik, for which --url gives scheme, port and, where the log has none, the host.

With --from a Pod of that namespace is the client, and the URL names a Service as the Pod does: web, web.shop,
web.shop.svc.cluster.local or its clusterIP. Routes that have the Service as parent decide, those of the client's namespace
first; without one the Service itself is reached.

Exit codes:
  0  each request has an answer
  2  the job could not be done: wrong usage, an unreadable file, no such URL";

pub(super) const VERIFY_EXAMPLES: &str = concat!(
    "\
Examples:
  kubectl get gatewayclasses,gateways,httproutes,services,endpointslices,pods,deployments -A -o yaml > dump.yaml
  routeproof verify --live dump.yaml                      every route in it
  routeproof verify --live dump.yaml shop/web             one route, in full: HTTPRoute/shop/web
  routeproof verify --live dump.yaml --manifests deploy/  also: is what runs what was applied?
  kubectl get … -A -o yaml | routeproof verify --live -   without a file
",
    of_cluster!("  routeproof verify --cluster shop/web                    straight from the cluster of the kubeconfig"),
    "
A kind that is not in the dump is unknown, so ask for all that matter, and without a selector.

Exit codes:
  0  every answer about every route is yes
  1  some answer is no, or cannot be told
  2  the job could not be done: wrong usage, an unreadable file, no route at all"
);

pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  routeproof export --as validatingadmissionpolicy --profile kupe --tenant-label kupe.cloud/tenant | kubectl apply -f -
  routeproof export --as kyverno --profile platform.yaml --platform-group platform-admins
  routeproof export --as gatekeeper --profile kupe --tenant acme --namespace shop --namespace blog

The tenant of a namespace is told by its label, by the profile's `tenants`, or by --tenant for
the namespaces that --namespace names. Name the namespaces where the platform's own controllers
run with --platform-namespace.

Exit codes:
  0  the policy was printed
  2  the job could not be done: no profile, invalid settings, nothing that tells the tenant";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  routeproof completions bash > ~/.local/share/bash-completion/completions/routeproof
  routeproof completions zsh  > ~/.zfunc/_routeproof
  routeproof completions fish > ~/.config/fish/completions/routeproof.fish";
