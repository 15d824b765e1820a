//! `--fix` and `--diff`.

use crate::harness::{Folder, GOOD};
use expect_test::expect;

/// A port in quotes, which has one right answer, between bytes that have to stay.
fn quoted() -> String {
    let lines = [
        "# Häuser \u{1f3e0}   ",
        "apiVersion:   gateway.networking.k8s.io/v1",
        "kind: HTTPRoute",
        "metadata: {name: web,   namespace: shop} # routeproof: ignore RP2090 -- a case of its own",
        "spec:",
        "  parentRefs: [{name: edge}]",
        "  rules:",
        "    - backendRefs:",
        "        - name: web",
        "          port: \"80\"   # the web port",
        "",
    ];
    lines.map(|it| format!("{it}\r\n")).concat()
}

fn mended() -> String {
    quoted().replace("\"80\"", "80")
}

#[test]
fn a_fix_changes_nothing_else() {
    let folder = Folder::with(&[("route.yaml", &quoted())]);
    let run = folder.run(&["check", "--fix", "--profile", "none"]);
    assert_eq!(folder.read("route.yaml"), mended(), "{}{}", run.out, run.err);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert_eq!(run.out, "mended 1 finding in 1 file\nno findings in 1 file (1 object)\n");
}

#[test]
fn diff_writes_nothing_but_a_patch() {
    let folder = Folder::with(&[("deploy/route.yaml", &quoted())]);
    let run = folder.run(&["check", "--diff", "--profile", "none"]);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert_eq!(folder.read("deploy/route.yaml"), quoted());
    assert_eq!(run.err, "--fix would mend 1 finding in 1 file\n");
    expect![[r#"
        --- a/deploy/route.yaml
        +++ b/deploy/route.yaml
        @@ -7,5 +7,5 @@
           rules:<CR>
             - backendRefs:<CR>
                 - name: web<CR>
        -          port: "80"   # the web port<CR>
        +          port: 80   # the web port<CR>
         <CR>
    "#]]
    .assert_eq(&run.out.replace('\r', "<CR>"));
}

#[test]
fn the_standard_input_is_mended_on_its_way() {
    let folder = Folder::new();
    let run = folder.pipe(&["check", "--fix", "-", "--profile", "none"], &quoted());
    assert_eq!((run.code, run.out), (Some(0), mended()), "{}", run.err);
    assert!(run.err.contains("mended 1 finding in 1 file"), "{}", run.err);
    // What needs no mending comes out as it went in.
    let run = folder.pipe(&["check", "--fix", "-", "--profile", "none"], GOOD);
    assert_eq!((run.code, run.out.as_str()), (Some(0), GOOD));
}

#[test]
fn what_is_not_safe_stays() {
    let text = GOOD.replace("parentRefs", "parentRef");
    let folder =
        Folder::with(&[("route.yaml", &GOOD.replace("port: 80", "port: 80800")), ("typo.yaml", &text)]);
    let run = folder.run(&["check", "--fix", "route.yaml"]);
    assert_eq!(run.code, Some(1));
    assert!(folder.read("route.yaml").contains("port: 80800"));
    assert!(!run.out.contains("mended"), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_survive() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::with(&[("real/route.yaml", &quoted())]);
    fs::set_permissions(folder.path("real/route.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/route.yaml", folder.path("link.yaml")).unwrap();
    let run = folder.run(&["check", "--fix", "link.yaml"]);
    assert!(run.out.contains("mended 1 finding"), "{}{}", run.out, run.err);
    assert!(fs::symlink_metadata(folder.path("link.yaml")).unwrap().is_symlink());
    assert_eq!(folder.read("real/route.yaml"), mended());
    let mode = fs::metadata(folder.path("real/route.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    // Nothing is left behind.
    assert_eq!(fs::read_dir(folder.path("real")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_left_alone_and_said() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(&[("route.yaml", &quoted())]);
    fs::set_permissions(folder.path("route.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
    let run = folder.run(&["check", "--fix"]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.err.contains("`route.yaml` cannot be mended: it is read-only"), "{}", run.err);
    assert_eq!(folder.read("route.yaml"), quoted());
}
