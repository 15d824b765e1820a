//! The five questions after apply, asked about the dumps in `examples/live`.

use crate::harness::{Folder, Outcome, command, outcome, project};
use expect_test::expect;
use serde_json::Value;

fn verify(args: &[&str]) -> Outcome {
    let args: Vec<_> = ["verify"].iter().chain(args).copied().collect();
    outcome(command(&project(), &args), "")
}

/// The text of an example.
fn example(name: &str) -> String {
    std::fs::read_to_string(project().join(name)).unwrap()
}

#[test]
fn a_healthy_route_is_all_yes() {
    let run = verify(&["--live", "examples/live/healthy.yaml"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    expect![[r"
        HTTPRoute shop/web
          yes          1. the route exists where you think
                          HTTPRoute `shop/web` is live, generation 3
          yes          2. its Services are there and healthy
                          Service `shop/web` has 2 of 2 endpoints ready for port 80
          yes          3. every parent reports Accepted=True
                          Gateway `kube-system/external-gateway`: Accepted=True (Accepted)
          yes          4. every parent reports ResolvedRefs=True
                          Gateway `kube-system/external-gateway`: ResolvedRefs=True (ResolvedRefs)
          yes          5. requests reach the expected backends
                          Gateway `kube-system/external-gateway`: Programmed=True (Programmed)
                          listener `https` of Gateway `kube-system/external-gateway` takes requests for `web.acme.kupe.cloud` on
                          port 443
                          nothing is known to be in their way
                          no request was simulated: this follows from attachment, backends and readiness

        1 route: 1 yes
    "]]
    .assert_eq(&run.out);
}

#[test]
fn a_broken_route_is_told_with_its_evidence() {
    let run = verify(&["--live", "examples/live/crash-loop.yaml", "shop/web"]);
    assert_eq!(run.code, Some(1));
    expect![[r"
        HTTPRoute shop/web
          yes          1. the route exists where you think
                          HTTPRoute `shop/web` is live, generation 3
          no           2. its Services are there and healthy
                          Service `shop/web` has no ready endpoint for port 80: 2 of 2 Pods are not ready: Pod
                          `shop/web-6d8f7c9b54-k2xvw` is crash-looping: container `web` was restarted 7 times, last exit code 1
                          (examples/live/crash-loop.yaml:291)
          yes          3. every parent reports Accepted=True
                          Gateway `kube-system/external-gateway`: Accepted=True (Accepted)
          yes          4. every parent reports ResolvedRefs=True
                          Gateway `kube-system/external-gateway`: ResolvedRefs=True (ResolvedRefs)
          no           5. requests reach the expected backends
                          Gateway `kube-system/external-gateway`: Programmed=True (Programmed)
                          listener `https` of Gateway `kube-system/external-gateway` takes requests for `web.acme.kupe.cloud` on
                          port 443
                          the answer to question 2 is no
                          no request was simulated: this follows from attachment, backends and readiness

        error[RP6005]: Service `shop/web` has no ready endpoint for port 80: 2 of 2 Pods are not ready: Pod `shop/web-6d8f7c9b54-k2xvw` is crash-looping: container `web` was restarted 7 times, last exit code 1
           --> examples/live/crash-loop.yaml:112:15  (no-ready-endpoints, HTTPRoute shop/web)
            |
        112 |         name: web
            |               ^^^
        ...
        144 |     name: web
            |           --- the Service is here
        ...
        291 |         waiting:
            |         -------- this tells why (to line 293)
            |
            = help: `kubectl logs web-6d8f7c9b54-k2xvw -n shop -c web --previous` tells why

        1 route: 1 no
    "]].assert_eq(&run.out);
}

#[test]
fn each_dump_has_its_answers() {
    let mut seen = String::new();
    for name in [
        "healthy",
        "rollout-in-progress",
        "no-ready-endpoints",
        "crash-loop",
        "scaled-to-zero",
        "stale-generation",
        "not-accepted",
        "gateway-not-programmed",
    ] {
        let run = verify(&["--live", &format!("examples/live/{name}.yaml"), "-o", "json"]);
        let answers: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(answers["version"], 1);
        let list = |value: &Value| value.as_array().unwrap().clone();
        let route = &answers["routes"][0];
        let verdicts: Vec<_> =
            list(&route["answers"]).iter().map(|it| it["verdict"].as_str().unwrap().to_owned()).collect();
        let reason = list(&route["answers"][1]["evidence"])[0]["reason"].as_str().unwrap_or("-").to_owned();
        let codes: Vec<_> = list(&answers["diagnostics"])
            .iter()
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .filter(|it| it.starts_with("RP6"))
            .collect();
        let code = run.code.unwrap();
        let line = format!("{name}: {code} {} {reason} {}", verdicts.join(" "), codes.join(" "));
        seen.push_str(&format!("{}\n", line.trim_end()));
    }
    expect![[r"
        healthy: 0 yes yes yes yes yes -
        rollout-in-progress: 0 yes yes yes yes yes RolloutInProgress RP6006
        no-ready-endpoints: 1 yes no yes yes no PodsNotReady RP6005
        crash-loop: 1 yes no yes yes no CrashLooping RP6005
        scaled-to-zero: 1 yes no yes yes no ScaledToZero RP6005
        stale-generation: 1 yes yes cannotTell cannotTell cannotTell - RP6002
        not-accepted: 1 yes yes no yes no -
        gateway-not-programmed: 1 yes yes yes yes no - RP6004
    "]]
    .assert_eq(&seen);
}

#[test]
fn kubectl_can_be_piped_in() {
    let dump = example("examples/live/healthy.yaml");
    let folder = Folder::new();
    assert_eq!(folder.pipe(&["verify", "--live", "-"], &dump).code, Some(0));
    let json = folder.pipe(&["verify", "--live", "-", "-o", "json", "HTTPRoute/shop/web"], &dump);
    let answers: Value = serde_json::from_str(&json.out).unwrap();
    let endpoints = &answers["routes"][0]["answers"][1]["evidence"][0]["endpoints"];
    assert_eq!(
        (&endpoints["port"], &endpoints["ready"], &endpoints["total"]),
        (&80.into(), &2.into(), &2.into())
    );
    let condition = &answers["routes"][0]["answers"][2]["evidence"][0]["condition"];
    assert_eq!((&condition["type"], &condition["observedGeneration"]), (&"Accepted".into(), &3.into()));
}

#[test]
fn what_was_applied_is_compared_with_what_is_live() {
    let live =
        ["--live", "examples/live/stale-generation.yaml", "--manifests", "examples/kupe/single-service.yaml"];
    let run = verify(&live);
    assert_eq!(run.code, Some(1));
    let difference = "`spec.hostnames[0]` is `shop.acme.kupe.cloud`, the manifest says `web.acme.kupe.cloud`";
    assert!(
        run.out
            .replace("\n                  ", " ")
            .contains(&format!("it is not what was applied: {difference}")),
        "{}",
        run.out
    );
    assert!(run.out.contains("warning[RP6008]"), "{}", run.out);
    let run =
        verify(&["--live", "examples/live/healthy.yaml", "--manifests", "examples/kupe/single-service.yaml"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert!(run.out.contains("its spec is what its manifest says"), "{}", run.out);
}

#[test]
fn a_route_that_is_not_there_is_a_no() {
    let healthy = ["--live", "examples/live/healthy.yaml"];
    let ask = |name: &str| verify(&[&healthy[..], &[name]].concat());
    let run = ask("HTTPRoute/shop/wbe");
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("there is no HTTPRoute `shop/wbe` in the cluster"), "{}", run.out);
    // Where it is instead is said.
    let run = ask("HTTPRoute/web/web");
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("there is HTTPRoute `shop/web`"), "{}", run.out);
    for wrong in ["a/b/c/d", "Pod/shop/web", "shop//web"] {
        let run = ask(wrong);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{wrong}");
        assert!(run.err.contains(wrong.split('/').next().unwrap()), "{}", run.err);
    }
}

#[test]
fn nothing_to_verify_is_not_all_well() {
    let folder = Folder::with(&[("a.yaml", "apiVersion: v1\nkind: List\nitems: []\n")]);
    for args in [&["verify"][..], &["verify", "--live", "a.yaml"], &["verify", "--live", "missing.yaml"]] {
        let run = folder.run(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.out);
        assert!(run.err.contains("error: "), "{args:?}");
    }
    // A dump that is cut off is not verified, whatever its beginning says.
    let healthy = example("examples/live/healthy.yaml");
    folder.write("cut.yaml", format!("{healthy}\n---\na: [\n").as_bytes());
    assert_eq!(folder.run(&["verify", "--live", "cut.yaml"]).code, Some(1));
}

#[test]
fn a_dump_without_the_workload_cannot_tell() {
    let healthy = example("examples/live/healthy.yaml");
    let (head, tail) = healthy.split_once("- apiVersion: v1\n  kind: Service\n").unwrap();
    let folder = Folder::with(&[("routes.yaml", &format!("{head}kind: List\n"))]);
    assert!(tail.contains("kind: EndpointSlice"));
    let run = folder.run(&["verify", "--live", "routes.yaml"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("cannot tell  2. its Services are there and healthy"), "{}", run.out);
    assert!(run.out.contains("Service `shop/web` is not in the dump"), "{}", run.out);
}

#[test]
fn a_route_that_is_exposed_before_its_workload_is_ready_is_found_at_its_backend() {
    let run = outcome(
        command(
            &project(),
            &["check", "examples/kupe/single-service.yaml", "--live", "examples/live/crash-loop.yaml"],
        ),
        "",
    );
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("error[RP6005]: Service `shop/web` has no ready endpoint for port 80"),
        "{}",
        run.out
    );
    let route = example("examples/kupe/single-service.yaml");
    let before = route.split("backendRefs:").next().unwrap();
    let line = before.matches('\n').count() + 2;
    assert!(run.out.contains(&format!("examples/kupe/single-service.yaml:{line}:17")), "{}", run.out);
}
