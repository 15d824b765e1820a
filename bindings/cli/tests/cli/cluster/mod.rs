//! `--cluster`, against API servers that the tests start themselves.

mod server;
mod tls;

use crate::harness::{Folder, Outcome, outcome, project};
use server::{Behaviour, Server, unauthorized};
use std::collections::BTreeSet;

const PLATFORM: &str = include_str!("platform.yaml");

/// A route from `parent` to `backend`, both flow mappings without braces.
fn route(parent: &str, backend: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{ name: web, namespace: shop }}\n\
         spec:\n  parentRefs: [{{ {parent} }}]\n  rules: [{{ backendRefs: [{{ {backend} }}] }}]\n"
    )
}

const PARENT: &str = "name: edge, namespace: infra";
const BACKEND: &str = "name: web, port: 80";

/// A folder with a kubeconfig: its contexts have a server and a namespace, and the first is the current one.
fn folder(contexts: &[(&str, &str, &str)], manifest: &str) -> Folder {
    let entry = |key: &str, (name, url, namespace): &(&str, &str, &str)| match key {
        "clusters" => format!("  - {{ name: {name}, cluster: {{ server: '{url}' }} }}\n"),
        "users" => format!("  - {{ name: {name}, user: {{ token: secret }} }}\n"),
        _ => format!(
            "  - {{ name: {name}, context: {{ cluster: {name}, user: {name}, namespace: {namespace} }} }}\n"
        ),
    };
    let mut text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: {}\n",
        contexts.first().map_or("", |it| it.0)
    );
    for key in ["clusters", "users", "contexts"] {
        text += key;
        text += ":\n";
        text.extend(contexts.iter().map(|it| entry(key, it)));
    }
    Folder::with(&[("kubeconfig", &text), ("manifests/route.yaml", manifest)])
}

/// `check --cluster` of that folder's manifests.
fn check_in(folder: &Folder, args: &[&str]) -> Outcome {
    run_in(folder, &[&["check", "manifests", "--cluster"], args].concat())
}

/// The command in that folder, with its kubeconfig and no other.
fn run_in(folder: &Folder, args: &[&str]) -> Outcome {
    let mut command = folder.command(args);
    command.env("KUBECONFIG", folder.path("kubeconfig")).env("HOME", folder.path(""));
    command.env_remove("KUBERNETES_SERVICE_HOST");
    outcome(command, "")
}

/// `check --cluster` of one manifest against one server, in namespace `shop`.
fn check(server: &Server, manifest: &str, args: &[&str]) -> Outcome {
    check_in(&folder(&[("here", &server.url, "shop")], manifest), args)
}

/// What is found where nothing is certain: the advice that says so.
fn undecided() -> BTreeSet<String> {
    BTreeSet::from(["RP2090".to_owned()])
}

/// The codes in a report.
fn codes(outcome: &Outcome) -> BTreeSet<String> {
    let words = outcome.out.split(|it: char| !it.is_ascii_alphanumeric());
    words.filter(|it| it.len() == 6 && it.starts_with("RP")).map(ToOwned::to_owned).collect()
}

#[test]
fn what_works_against_a_cluster_is_fine() {
    let server = Behaviour::of(PLATFORM).start();
    let result = check(&server, &route(PARENT, BACKEND), &[]);
    let out = "no findings in 1 file (1 object)\n";
    assert_eq!((result.code, result.out.as_str(), result.err.as_str()), (Some(0), out, ""));
}

#[test]
fn a_cluster_is_asked_by_get_only_and_for_no_secret() {
    let server = Behaviour::of(PLATFORM).start();
    check(&server, &route(PARENT, BACKEND), &[]);
    let seen = server.seen();
    assert!(seen.iter().all(|it| it.starts_with("GET /api")), "{seen:#?}");
    assert!(!seen.iter().any(|it| it.contains("secrets") || it.contains("configmaps")), "{seen:#?}");
    assert!(
        seen.iter().any(|it| it.starts_with("GET /apis/gateway.networking.k8s.io/v1/httproutes?")),
        "{seen:#?}"
    );
    // ReferenceGrant is served in an older version than the preferred one.
    let grants = "GET /apis/gateway.networking.k8s.io/v1beta1/referencegrants?";
    assert!(seen.iter().any(|it| it.starts_with(grants)), "{seen:#?}");
}

#[test]
fn what_is_wrong_with_a_route_is_found_against_a_cluster() {
    let server = Behaviour::of(PLATFORM).start();
    for (name, manifest, code) in [
        ("a Gateway in the wrong namespace", route("name: edge, namespace: shop", BACKEND), "RP2001"),
        ("a Gateway that is called otherwise", route("name: edgy, namespace: infra", BACKEND), "RP2001"),
        ("no such Service", route(PARENT, "name: webapp, port: 80"), "RP2002"),
        ("a wrong port", route(PARENT, "name: web, port: 8080"), "RP2003"),
        ("a wrong listener", route(&format!("{PARENT}, sectionName: htp"), BACKEND), "RP3001"),
    ] {
        let result = check(&server, &manifest, &[]);
        assert_eq!(result.code, Some(1), "{name}: {}{}", result.out, result.err);
        assert_eq!(codes(&result), BTreeSet::from([code.to_owned()]), "{name}: {}", result.out);
    }
}

#[test]
fn a_manifest_without_namespace_is_in_that_of_the_context() {
    let server = Behaviour::of(PLATFORM).start();
    let manifest = route(PARENT, BACKEND).replace(", namespace: shop", "");
    for (context, args, codes_found) in [
        ("shop", &[][..], BTreeSet::new()),
        ("infra", &[], BTreeSet::from(["RP2002".to_owned()])),
        ("infra", &["-n", "shop"], undecided()),
    ] {
        let result = check_in(&folder(&[("here", &server.url, context)], &manifest), args);
        assert_eq!(codes(&result), codes_found, "{context} {args:?}: {}", result.out);
    }
}

#[test]
fn what_rbac_forbids_is_unknown_and_said() {
    let forbidden = [
        "/api/v1/services",
        "/api/v1/namespaces/shop/services",
        "/api/v1/pods",
        "/apis/gateway.networking.k8s.io/v1/gatewayclasses",
    ];
    let server = Behaviour::of(PLATFORM).forbidding(&forbidden).start();
    let result = check(&server, &route(PARENT, "name: nowhere, port: 8080"), &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
    assert_eq!(
        result.err,
        "note: Pod: RBAC forbids listing all namespaces; read in `shop` only\n\
         note: Service, GatewayClass: RBAC forbids reading; what depends on it is unknown\n"
    );
}

#[test]
fn where_all_is_forbidden_nothing_is_wrong() {
    let all = [
        "/apis",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gateways.gateway.networking.k8s.io",
        "/api/v1/namespaces",
        "/api/v1/namespaces/shop",
    ];
    let lists = [
        "/api/v1|services",
        "/api/v1|pods",
        "/apis/apps/v1|deployments",
        "/apis/apps/v1|statefulsets",
        "/apis/apps/v1|daemonsets",
        "/apis/discovery.k8s.io/v1|endpointslices",
    ];
    let lists = lists.map(|it| (it.replace('|', "/"), it.replace('|', "/namespaces/shop/")));
    let lists: Vec<&str> = lists.iter().flat_map(|(one, other)| [one.as_str(), other.as_str()]).collect();
    let server = Behaviour::of(PLATFORM).forbidding(&all).forbidding(&lists).start();
    let result =
        check(&server, &route("name: elsewhere, namespace: nowhere", "name: nowhere, port: 8080"), &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
    let told =
        ["CustomResourceDefinition", "Namespace", "Service", "HTTPRoute", "ReferenceGrant", "ServiceImport"];
    assert!(told.iter().all(|it| result.err.contains(it)), "{}", result.err);
    assert_eq!(result.err.lines().count(), 1, "{}", result.err);
}

#[test]
fn who_may_list_the_own_namespace_only_is_judged_by_that() {
    let collections = [
        "/api/v1/services",
        "/api/v1/pods",
        "/apis/gateway.networking.k8s.io/v1/gateways",
        "/api/v1/namespaces",
    ];
    let server = Behaviour::of(PLATFORM).forbidding(&collections).start();
    let result = check(&server, &route(PARENT, "name: web, port: 8080"), &[]);
    assert_eq!(
        (result.code, codes(&result)),
        (Some(1), BTreeSet::from(["RP2003".to_owned(), "RP2090".to_owned()])),
        "{}",
        result.err
    );
    let seen = server.seen();
    assert!(seen.iter().any(|it| it == "GET /api/v1/namespaces/shop"), "the Namespace by name: {seen:#?}");
    assert_eq!(
        result.err,
        "note: Service, Pod, Gateway: RBAC forbids listing all namespaces; read in `shop` only\n\
         note: Namespace: RBAC forbids reading; what depends on it is unknown\n"
    );
    // The Gateways of `infra` may exist: the list of `shop` says nothing of them.
    let result = check(&server, &route("name: other, namespace: infra", BACKEND), &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
}

#[test]
fn namespaces_narrow_what_is_read_and_what_is_certain() {
    let server = Behaviour::of(PLATFORM).start();
    let result =
        check(&server, &route(PARENT, "name: web, port: 8080"), &["-n", "infra", "--namespace", "shop"]);
    assert_eq!(codes(&result), BTreeSet::from(["RP2003".to_owned()]), "{}", result.err);
    let seen = server.seen();
    assert!(!seen.iter().any(|it| it.starts_with("GET /api/v1/services")), "{seen:#?}");
    for namespace in ["infra", "shop"] {
        let list = format!("GET /api/v1/namespaces/{namespace}/services?");
        assert!(seen.iter().any(|it| it.starts_with(&list)), "{seen:#?}");
    }
    let result =
        check(&server, &route("name: other, namespace: infra", "name: web, port: 8080"), &["-n", "infra"]);
    // Nothing is known of `shop` now, and there is no Gateway `other` in `infra`.
    assert!(!codes(&result).contains("RP2003"), "{}", result.out);
}

#[test]
fn contexts_are_chosen_by_name() {
    let (good, bad) = (Behaviour::of(PLATFORM).start(), Behaviour::of(PLATFORM).start());
    let contexts = [("one", bad.url.as_str(), "shop"), ("two", good.url.as_str(), "shop")];
    let folder = folder(&contexts, &route(PARENT, "name: web, port: 8080"));
    let result = check_in(&folder, &["--context", "two"]);
    assert_eq!(codes(&result), BTreeSet::from(["RP2003".to_owned()]), "{}", result.err);
    assert_eq!((good.seen().is_empty(), bad.seen().len()), (false, 0));
    check_in(&folder, &[]);
    assert!(!bad.seen().is_empty());
    let result = check_in(&folder, &["--context", "three"]);
    assert_eq!((result.code, result.out.as_str()), (Some(2), ""));
    assert!(result.err.contains("three"), "{}", result.err);
}

#[test]
fn lists_are_read_to_their_end_and_anew_where_the_rest_is_gone() {
    let many: String = (0..7)
        .map(|it| format!("---\napiVersion: v1\nkind: Service\nmetadata: {{ name: s{it}, namespace: shop }}\nspec: {{ selector: {{ app: web }}, ports: [{{ port: {it}0, targetPort: 8080 }}] }}\n"))
        .collect();
    let behaviour = Behaviour::of(PLATFORM).with(&many).in_pages_of(2);
    for server in [behaviour.clone().start(), behaviour.forgetting().start()] {
        // The last Service is on the last page.
        let result = check(&server, &route(PARENT, "name: s6, port: 80"), &[]);
        assert_eq!(codes(&result), BTreeSet::from(["RP2003".to_owned()]), "{}{}", result.out, result.err);
        assert_eq!(result.err, "");
    }
}

#[test]
fn an_answer_that_is_late_or_is_no_list_makes_its_kind_unknown() {
    let services = "/api/v1/services";
    let behaviour = || Behaviour::of(PLATFORM);
    for (server, why) in [
        (behaviour().slow_at(services), "no answer within 1 s"),
        (behaviour().answering(services, 200, "{}"), "the answer is no list"),
        (behaviour().answering(services, 200, "<html>"), "the answer is no JSON"),
        (behaviour().answering(services, 500, "oops"), "status 500"),
        (behaviour().answering(services, 502, "{}"), "an error that does not say what it is"),
        (behaviour().answering(services, 404, "not here"), "not served by the cluster"),
        (behaviour().answering(services, 401, &unauthorized()), "the credentials are not accepted"),
        (behaviour().answering(services, 200, r#"{"items":[],"metadata":{"continue":"1"}}"#), "does not end"),
    ] {
        let server = server.start();
        let result = check(&server, &route(PARENT, "name: nowhere, port: 80"), &["--request-timeout", "1"]);
        assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
        let told = result.err.starts_with("note: Service: ") && result.err.contains(why);
        assert!(told, "{why}: {}", result.err);
    }
}

#[test]
fn a_cluster_that_cannot_be_read_at_all_is_an_error() {
    let manifest = route(PARENT, BACKEND);
    let answering = |status, body: &str| Behaviour::of(PLATFORM).answering("/apis", status, body).start();
    for (server, why) in [
        (answering(401, &unauthorized()), "does not accept the credentials"),
        (answering(200, "<html>log in</html>"), "the answer is no JSON"),
        (answering(404, "not here"), "is no Kubernetes API server"),
        (Behaviour::of(PLATFORM).slow_at("/apis").start(), "no answer within 1 s"),
    ] {
        let result = check(&server, &manifest, &["--request-timeout", "1"]);
        assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
        assert!(result.err.contains(why) && result.err.contains(&server.url), "{why}: {}", result.err);
    }
    // Nothing listens on a port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let result = check_in(&folder(&[("here", &format!("http://{free}"), "shop")], &manifest), &[]);
    assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
    assert!(result.err.ends_with("cannot be read: Connection refused\n"), "{}", result.err);
}

#[test]
fn without_a_kubeconfig_there_is_no_cluster() {
    let folder = Folder::with(&[("manifests/route.yaml", &route(PARENT, BACKEND))]);
    let result = check_in(&folder, &[]);
    assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
    assert!(result.err.starts_with("error: no cluster to read: "), "{}", result.err);
    folder.write("kubeconfig", b"- no: kubeconfig");
    let result = check_in(&folder, &[]);
    assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "{}", result.err);
}

#[test]
fn flags_of_a_cluster_go_with_a_cluster() {
    let folder = Folder::with(&[("route.yaml", &route(PARENT, BACKEND))]);
    for args in [
        ["check", "--context", "a"].as_slice(),
        &["check", "-n", "a"],
        &["check", "--request-timeout", "1"],
        &["check", "--cluster", "--request-timeout", "0"],
        &["check", "--cluster", "--complete"],
        &["check", "--cluster", "--live", "route.yaml"],
    ] {
        assert_eq!(folder.run(args).code, Some(2), "{args:?}");
    }
}

/// A Gateway with a certificate.
fn gateway(certificate_refs: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{ name: tls, namespace: infra }}\n\
         spec:\n  gatewayClassName: edge\n  listeners:\n    - name: https\n      port: 443\n      protocol: HTTPS\n\
         \x20     hostname: a.example\n      tls: {{ certificateRefs: [{certificate_refs}] }}\n"
    )
}

const SECRET: &str = "/api/v1/namespaces/infra/secrets/tls";

#[test]
fn secrets_are_read_by_name_where_something_refers_to_them() {
    let asked = |server: &Server| {
        let seen = server.seen().into_iter();
        seen.filter(|it| it.contains("secrets")).collect::<Vec<_>>()
    };
    let live = gateway("{ name: tls }, { name: ../x }");
    let server = Behaviour::of(PLATFORM).with(&live).start();
    let result = check(&server, &route(PARENT, BACKEND), &[]);
    assert_eq!((asked(&server), result.err.as_str()), (vec![format!("GET {SECRET}")], ""));
    // The same where the manifests are what refers to it.
    let server = Behaviour::of(PLATFORM).start();
    let result = check(&server, &gateway("{ name: tls }"), &[]);
    assert_eq!(asked(&server), [format!("GET {SECRET}")]);
    assert_eq!(
        (result.code, codes(&result)),
        (Some(1), BTreeSet::from(["RP2020".to_owned()])),
        "{}",
        result.out
    );
}

#[test]
fn a_secret_is_judged_if_it_may_be_read() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: tls, namespace: infra }\n\
        type: kubernetes.io/tls\ndata: { tls.crt: c2VjcmV0 }\n";
    let server = Behaviour::of(PLATFORM).with(secret).start();
    let result = check(&server, &gateway("{ name: tls }"), &[]);
    assert_eq!(
        (result.code, codes(&result)),
        (Some(1), BTreeSet::from(["RP2022".to_owned()])),
        "{}",
        result.out
    );
    assert!(!result.out.contains("c2VjcmV0"), "what a Secret holds is not shown: {}", result.out);
    let server = Behaviour::of(PLATFORM).with(secret).forbidding(&[SECRET]).start();
    let result = check(&server, &gateway("{ name: tls }"), &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}", result.out);
    let note = "note: Secret `infra/tls`: RBAC forbids reading; what depends on it is unknown\n";
    assert_eq!(result.err, note);
}

#[test]
fn the_release_and_the_channel_are_those_of_the_cluster_where_nobody_says_another() {
    let manifest = route(PARENT, BACKEND) + "      sessionPersistence: { sessionName: cart }\n";
    let manifest = manifest.replace(
        "rules: [{ backendRefs: [{ name: web, port: 80 }] }]\n",
        "rules:\n    - backendRefs: [{ name: web, port: 80 }]\n",
    );
    let server = Behaviour::of(PLATFORM).start();
    let result = check(&server, &manifest, &[]);
    assert_eq!((result.code, result.err.as_str()), (Some(0), ""), "{}", result.out);
    let note = "note: the cluster has Gateway API v1.6.1 (experimental); manifests are judged by 1.6 (standard), as settings or flags say\n";
    let result = check(&server, &manifest, &["--channel", "standard"]);
    assert_eq!((result.code, result.err.as_str()), (Some(1), note), "{}", result.out);
    let folder = folder(&[("here", &server.url, "shop")], &manifest);
    folder.write("manifests/routeproof.yaml", b"gatewayApi: { channel: standard }\ncomplete: true\n");
    let result = check_in(&folder, &[]);
    assert_eq!((result.code, result.err.as_str()), (Some(1), note), "{}", result.out);
}

#[test]
fn settings_do_not_make_an_incomplete_cluster_complete() {
    let forbidden = ["/api/v1/services", "/api/v1/namespaces/shop/services"];
    let server = Behaviour::of(PLATFORM).forbidding(&forbidden).start();
    let folder = folder(&[("here", &server.url, "shop")], &route(PARENT, "name: nowhere, port: 80"));
    folder.write("manifests/routeproof.yaml", b"complete: true\n");
    let result = check_in(&folder, &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
}

#[test]
fn a_cluster_without_gateway_api_says_so_and_decides_nothing() {
    let server = Behaviour::of(PLATFORM)
        .without("customresourcedefinitions", "gateways.gateway.networking.k8s.io")
        .answering("/apis", 200, r#"{"groups":[]}"#)
        .start();
    let result = check(&server, &route(PARENT, BACKEND), &[]);
    assert_eq!((result.code, codes(&result)), (Some(0), undecided()), "{}{}", result.out, result.err);
    let kinds = "GatewayClass, Gateway, ReferenceGrant, HTTPRoute, GRPCRoute";
    assert_eq!(
        result.err,
        format!("note: {kinds}: not served by the cluster; what depends on it is unknown\n")
    );
}

#[test]
fn a_cluster_is_verified_as_its_dump_is() {
    let verdicts = |it: &Outcome| {
        let lines = it.out.lines().map(str::trim_start);
        let is_verdict = |it: &&str| ["yes", "no", "cannot tell"].iter().any(|word| it.starts_with(word));
        lines.filter(is_verdict).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(project().join("examples/live")).unwrap() {
        let path = entry.unwrap().path();
        let dump = std::fs::read_to_string(&path).unwrap();
        let server = Behaviour::of(&dump).start();
        let folder = folder(&[("here", &server.url, "default")], "");
        folder.write("dump.yaml", dump.as_bytes());
        let live = run_in(&folder, &["verify", "--live", "dump.yaml"]);
        let cluster = run_in(&folder, &["verify", "--cluster"]);
        let name = path.display();
        assert_eq!(
            (live.code, verdicts(&live)),
            (cluster.code, verdicts(&cluster)),
            "{name}: {}",
            cluster.out
        );
        assert_eq!(cluster.err, "", "{name}");
        assert!(!verdicts(&live).is_empty(), "{name}: {}", live.out);
        codes.insert(cluster.code);
    }
    // Some are fine and some are not.
    assert_eq!(codes, BTreeSet::from([Some(0), Some(1)]));
}

#[test]
fn what_cannot_be_read_cannot_be_verified() {
    let dump = std::fs::read_to_string(project().join("examples/live/healthy.yaml")).unwrap();
    let forbidden = ["/api/v1/services", "/api/v1/namespaces/shop/services"];
    let server = Behaviour::of(&dump).forbidding(&forbidden).start();
    let result = run_in(&folder(&[("here", &server.url, "shop")], ""), &["verify", "--cluster"]);
    assert_eq!(result.code, Some(1), "{}{}", result.out, result.err);
    let says = |word: &str| result.out.lines().any(|it| it.trim_start().starts_with(word));
    assert!(says("cannot tell  2.") && !says("no  "), "{}", result.out);
    let server = Behaviour::of(PLATFORM).start();
    let result = run_in(&folder(&[("here", &server.url, "shop")], ""), &["verify", "--cluster"]);
    assert_eq!((result.code, result.out.as_str()), (Some(2), ""), "no route at all: {}", result.err);
}
