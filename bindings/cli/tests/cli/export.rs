//! A profile as policy of the cluster.

use crate::harness::Folder;

const PROFILE: &str = "\
name: own
gateways: [{namespace: infra, name: edge}]
routes: {kinds: [HTTPRoute]}
hostnames: {templates: ['<app>.<tenant>.own.example']}
tenants: {namespace: 'tenant-<tenant>'}
";

#[test]
fn what_is_not_covered_is_told_beside_the_policy() {
    let run = Folder::new().run(&[
        "export",
        "--as",
        "validatingadmissionpolicy",
        "--profile",
        "kupe",
        "--tenant-label",
        "kupe.cloud/tenant",
    ]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.out.contains(
            "kind: ValidatingAdmissionPolicyBinding\nmetadata: {name: routeproof-kupe-tenant-label}\n"
        ),
        "{}",
        run.out
    );
    assert!(
        run.err.lines().all(|it| it.starts_with("not covered: RP")) && run.err.contains("RP5016"),
        "{}",
        run.err
    );
}

#[test]
fn settings_and_flags_decide() {
    let folder = Folder::with(&[("routeproof.yaml", "profile: ./own.yaml\n"), ("own.yaml", PROFILE)]);
    let run = folder.run(&[
        "export",
        "--as",
        "gatekeeper",
        "--platform-namespace",
        "ingress",
        "--platform-user",
        "root",
    ]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("excludedNamespaces: [\"infra\", \"ingress\", \"kube-system\"]"), "{}", run.out);
    assert!(run.out.contains("kind: RouteproofOwn\n") && run.out.contains("in ['root']"), "{}", run.out);
    let run = folder.run(&["export", "--as", "kyverno", "--namespace", "tenant-a", "--cluster-scoped"]);
    assert!(
        run.out.contains("operator: In, values: [\"tenant-a\"]") && run.out.contains("scope: \"*\""),
        "{}",
        run.out
    );
}

#[test]
fn what_would_leave_a_cluster_open_is_refused() {
    for (args, why) in [
        (&["--as", "kyverno"][..], "`profile` is `none`"),
        (&["--as", "kyverno", "--profile", "kupe"], "`tenant` is not known"),
        (
            &["--as", "kyverno", "--profile", "kupe", "--tenant", "acme"],
            "name the namespaces that are judged",
        ),
        (
            &["--as", "kyverno", "--profile", "kupe", "--tenant", "a", "--namespace", "B"],
            "--namespace: `B` is not a DNS label",
        ),
        (
            &["--as", "kyverno", "--profile", "kupe", "--tenant", "a", "--tenant-label", "b"],
            "cannot be used with",
        ),
        (&["--as", "opa"], "invalid value 'opa'"),
    ] {
        let run = Folder::new().run(&[&["export"], args].concat());
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(run.err.contains(why), "{args:?}: {}", run.err);
    }
}
