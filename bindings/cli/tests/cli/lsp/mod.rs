//! `routeproof lsp` as an editor sees it.

mod client;

use crate::harness::Folder;
use client::{Client, applied};
use serde_json::{Value, json};

const GATEWAY: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec:
  gatewayClassName: any
  listeners:
    - { name: http, port: 80, protocol: HTTP }
";

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80, targetPort: 8080 }] }
";

const ROUTE: &str = "\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: shop
spec:
  parentRefs:
    - name: edge
      sectionName: http
  rules:
    - backendRefs:
        - name: web
          port: 8080
";

const WRONG_PORT: &str =
    "13: RP2003 Service `shop/web` has no port 8080\nhelp: 8080 is the targetPort of port 80: use `port: 80`";

fn folder() -> Folder {
    Folder::with(&[("gateway.yaml", GATEWAY), ("service.yaml", SERVICE), ("route.yaml", ROUTE)])
}

fn started(folder: &Folder) -> Client {
    Client::start(folder, json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }))
}

/// What is more than advice.
fn wrong<'c>(client: &'c Client, name: &str) -> Vec<&'c str> {
    client.found(name).into_iter().filter(|it| !it.contains("RP2090")).collect()
}

#[test]
fn findings_follow_the_text_of_the_buffer() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    // Two edits of one message, the second one in the text that the first one made.
    client.change("route.yaml", &[([12, 16, 12, 20], "8"), ([12, 17, 12, 17], "0")]).settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    client.change("route.yaml", &[([6, 0, 6, 0], "  hostnames: [é.€.😀]\n")]).settle();
    let [finding] = wrong(&client, "route.yaml")[..] else { panic!("{:?}", client.found) };
    assert!(finding.starts_with("7: RP1"), "{finding}");
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn a_buffer_counts_before_it_is_saved_and_its_file_after_it_is_closed() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").open_file(&folder, "service.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    client.replace("service.yaml", &SERVICE.replace("port: 80,", "port: 8080,")).settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    client.close("service.yaml").settle();
    assert_eq!((wrong(&client, "route.yaml"), client.found("service.yaml")), (vec![WRONG_PORT], vec![]));
    client.close("route.yaml").settle();
    assert_eq!(client.found("route.yaml"), [""; 0], "what is closed shows nothing");
    client.open_file(&folder, "route.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
}

#[test]
fn files_that_change_on_disk_count() {
    let folder = folder();
    let watched = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::start(&folder, watched);
    client.open_file(&folder, "route.yaml").settle();
    folder.write("service.yaml", SERVICE.replace("port: 80,", "port: 8080,").as_bytes());
    client.files(&[("service.yaml", 2)]).settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    std::fs::remove_file(folder.path("gateway.yaml")).unwrap();
    folder.write("routeproof.yaml", b"complete: true\n");
    client.files(&[("gateway.yaml", 3), ("routeproof.yaml", 1)]).settle();
    let [finding] = wrong(&client, "route.yaml")[..] else { panic!("{:?}", client.found) };
    assert!(finding.starts_with("8: RP2001"), "{finding}");
    folder.write(".gitignore", b"service.yaml\n");
    client.files(&[(".gitignore", 1)]).settle();
    assert_eq!(wrong(&client, "route.yaml").len(), 2, "{:?}", client.found);
}

#[test]
fn settings_count_while_they_are_typed() {
    let folder = folder();
    folder.write("routeproof.yaml", b"rules: { RP2003: off }\n");
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    client.open_file(&folder, "routeproof.yaml").replace("routeproof.yaml", "\nrulez: {}\n").settle();
    let [fault] = client.found("routeproof.yaml")[..] else { panic!("{:?}", client.found) };
    assert!(fault.starts_with("2:  unknown key `rulez`"), "{fault}");
    assert_eq!(client.found("route.yaml"), [""; 0], "nothing is judged by settings that nobody understands");
    client.replace("routeproof.yaml", "rules: {}\n").settle();
    assert_eq!((client.found("routeproof.yaml"), wrong(&client, "route.yaml")), (vec![], vec![WRONG_PORT]));
    client.close("routeproof.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0], "the file's text is back");
}

#[test]
fn a_profile_counts_when_its_file_changes() {
    let folder = folder();
    folder.write("routeproof.yaml", b"profile: own-profile.yaml\n");
    folder.write("own-profile.yaml", b"first: 7\n");
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    let fault = |client: &Client, key: &str| {
        let [fault] = client.found("routeproof.yaml")[..] else { panic!("{:?}", client.found) };
        assert!(
            fault.starts_with("1:  ") && fault.contains("own-profile.yaml") && fault.contains(key),
            "{fault}"
        );
    };
    fault(&client, "`first`");
    folder.write("own-profile.yaml", b"second: 7\n");
    client.files(&[("own-profile.yaml", 2)]).settle();
    fault(&client, "`second`");
    folder.write("routeproof.yaml", b"{}\n");
    client.files(&[("routeproof.yaml", 2)]).settle();
    assert_eq!((client.found("routeproof.yaml"), wrong(&client, "route.yaml")), (vec![], vec![WRONG_PORT]));
}

#[test]
fn a_folder_with_settings_is_judged_by_itself() {
    let folder = Folder::with(&[
        ("a/routeproof.yaml", "complete: true\n"),
        ("a/route.yaml", ROUTE),
        ("b/route.yaml", ROUTE),
        ("gateway.yaml", GATEWAY),
        ("service.yaml", SERVICE),
    ]);
    let mut client = started(&folder);
    client.open_file(&folder, "a/route.yaml").open_file(&folder, "b/route.yaml").settle();
    assert_eq!(wrong(&client, "a/route.yaml").len(), 2, "neither Gateway nor Service: {:?}", client.found);
    assert_eq!(wrong(&client, "b/route.yaml"), [WRONG_PORT]);
}

#[test]
fn settings_that_come_and_go_move_the_buffers_around_them() {
    let folder =
        Folder::with(&[("a/route.yaml", ROUTE), ("gateway.yaml", GATEWAY), ("service.yaml", SERVICE)]);
    let mut client = started(&folder);
    client.open_file(&folder, "a/route.yaml").settle();
    assert_eq!(wrong(&client, "a/route.yaml"), [WRONG_PORT]);
    folder.write("a/routeproof.yaml", b"complete: true\n");
    client.files(&[("a/routeproof.yaml", 1)]).settle();
    assert_eq!(wrong(&client, "a/route.yaml").len(), 2, "neither Gateway nor Service: {:?}", client.found);
    folder.write("a/routeproof.yaml", b"complet: true\n");
    client.files(&[("a/routeproof.yaml", 2)]).settle();
    assert_eq!(client.found("a/routeproof.yaml").len(), 1);
    std::fs::remove_file(folder.path("a/routeproof.yaml")).unwrap();
    client.files(&[("a/routeproof.yaml", 3)]).settle();
    assert_eq!(
        (client.found("a/routeproof.yaml"), wrong(&client, "a/route.yaml")),
        (vec![], vec![WRONG_PORT])
    );
    // An editor that watches no files says what it saved.
    client.open("a/routeproof.yaml", "complete: true\n").settle();
    folder.write("a/routeproof.yaml", b"complete: true\n");
    let document = json!({ "uri": client.uri("a/routeproof.yaml") });
    client.tell("textDocument/didSave", json!({ "textDocument": document }));
    client.settle();
    assert_eq!(wrong(&client, "a/route.yaml").len(), 2, "{:?}", client.found);
}

#[test]
fn files_that_git_ignores_stay_out_when_they_change() {
    let folder = folder();
    folder.write(".gitignore", b"made/\n");
    let made = SERVICE.replace("port: 80,", "port: 8080,");
    folder.write("made/service.yaml", made.as_bytes());
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    client.files(&[("made/service.yaml", 2)]).settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    client.open_file(&folder, "made/service.yaml").settle();
    client.close("made/service.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    // A file that was made in the editor counts when its buffer is closed.
    std::fs::remove_file(folder.path("service.yaml")).unwrap();
    client.files(&[("service.yaml", 3)]).settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    client.open("new.yaml", SERVICE).settle();
    folder.write("new.yaml", SERVICE.as_bytes());
    client.close("new.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
}

#[test]
fn an_editor_that_knows_one_folder_says_its_root() {
    let folder = folder();
    let path = folder.path("").display().to_string();
    for root in [
        json!({ "rootUri": format!("file://{}", path.trim_end_matches('/')) }),
        json!({ "rootUri": null, "rootPath": path }),
    ] {
        let mut client = Client::spawn(&folder);
        let mut params = json!({ "processId": null, "capabilities": {} });
        params.as_object_mut().unwrap().extend(root.as_object().unwrap().clone());
        client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client.open_file(&folder, "route.yaml").settle();
        assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT], "{root}");
    }
}

#[test]
fn edits_keep_the_ends_of_lines() {
    let folder = folder();
    let mut client = started(&folder);
    let text = ROUTE.replace('\n', "\r\n");
    client.open("route.yaml", &text).settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    let actions = client.actions("route.yaml", 12, &[]);
    for (place, wanted) in [
        (0, text.replace("8080", "80")),
        (
            1,
            text.replace(
                "          port",
                "          # routeproof: ignore RP2003 -- say why\r\n          port",
            ),
        ),
        (2, text.replace("8080", "80")),
    ] {
        let edits = &actions[place]["edit"]["documentChanges"][0]["edits"];
        assert_eq!(applied(&text, edits), wanted);
    }
}

#[test]
fn what_is_no_manifest_is_left_alone() {
    let folder = Folder::with(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("chart/values.yaml", "replicas: 2\n"),
        ("notes.yaml", "a: 1\n"),
    ]);
    let mut client = started(&folder);
    client.open_file(&folder, "chart/values.yaml").open_file(&folder, "notes.yaml").settle();
    assert_eq!((client.found("chart/values.yaml"), client.found("notes.yaml")), (vec![], vec![]));
    client.replace("notes.yaml", "kind: HTTPRoute\n").settle();
    assert_eq!(client.found("notes.yaml").len(), 1, "now it is a manifest: {:?}", client.found);
}

#[test]
fn fixes_are_edits_of_the_buffer() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    let actions = client.actions("route.yaml", 12, &[]);
    let titles: Vec<_> = actions.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        ["use `80`", "ignore RP2003 here, with a reason", "apply all safe fixes of routeproof in this file"]
    );
    let text = |action: &Value| {
        let change = &action["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"], json!({ "uri": client.uri("route.yaml"), "version": 1 }));
        applied(ROUTE, &change["edits"])
    };
    let mended = ROUTE.replace("8080", "80");
    assert_eq!((text(&actions[0]), text(&actions[2])), (mended.clone(), mended));
    let ignored = text(&actions[1]);
    assert!(
        ignored.contains("\n          # routeproof: ignore RP2003 -- say why\n          port: 8080\n"),
        "{ignored}"
    );
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"][0]["code"], "RP2003");
    let page = actions[0]["diagnostics"][0]["codeDescription"]["href"].as_str().unwrap_or_default();
    assert!(page.starts_with("https://") && page.ends_with("/rules/RP2003.html"), "{page}");
    // Nothing was changed by asking.
    client.replace("route.yaml", ROUTE).settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    client.replace("route.yaml", &ignored).settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
    assert_eq!(
        client.actions("route.yaml", 0, &["source.fixAll"]),
        [json!(null); 0],
        "nothing is left to mend"
    );
}

#[test]
fn only_the_kinds_that_are_asked_for_are_offered() {
    let folder = folder();
    let mut client = Client::start(&folder, json!({}));
    client.open_file(&folder, "route.yaml").settle();
    let kinds = |actions: &[Value]| -> Vec<String> {
        actions.iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
    };
    let all = client.actions("route.yaml", 0, &["source.fixAll"]);
    assert_eq!(kinds(&all), ["source.fixAll.routeproof"]);
    // An editor without `documentChanges` gets edits by URI.
    let edits = &all[0]["edit"]["changes"][client.uri("route.yaml")];
    assert_eq!(applied(ROUTE, edits), ROUTE.replace("8080", "80"));
    assert_eq!(kinds(&client.actions("route.yaml", 12, &["quickfix"])), ["quickfix", "quickfix"]);
    assert_eq!(client.actions("route.yaml", 12, &["refactor"]), [json!(null); 0]);
    assert_eq!(client.actions("gone.yaml", 12, &[]), [json!(null); 0]);
}

#[test]
fn fields_are_explained_and_completed() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml");
    let params = client.at("route.yaml", 12, 12);
    let hover = client.ask("textDocument/hover", params);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**`spec.rules[].backendRefs[].port`**"), "{text}");
    assert_eq!(hover["range"]["start"], json!({ "line": 12, "character": 10 }));
    assert!(text.contains("\n\nRequests of this rule: shop/edge http → status 500"), "{text}");
    assert!(!text.contains("RP2003"), "the finding is at the value: {text}");
    let params = client.at("route.yaml", 12, 17);
    let hover = client.ask("textDocument/hover", params);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("\n\n**RP2003 backend-port-not-found**: The port of a backend ref is one of"),
        "{text}"
    );
    assert!(text.contains("\n\nThe API server accepts any number.") && !text.contains("##"), "{text}");
    let params = client.at("route.yaml", 5, 5);
    assert_eq!(client.ask("textDocument/hover", params)["contents"]["kind"], "markdown");
    client.change("route.yaml", &[([11, 16, 11, 19], "")]);
    let params = client.at("route.yaml", 11, 16);
    let found = client.ask("textDocument/completion", params);
    assert_eq!((&found[0]["label"], &found[0]["textEdit"]["newText"]), (&json!("web"), &json!("web")));
    let (start, end) = (json!({ "line": 11, "character": 16 }), json!({ "line": 11, "character": 16 }));
    assert_eq!(found[0]["textEdit"]["range"], json!({ "start": start, "end": end }));
    let params = client.at("route.yaml", 0, 0);
    assert!(client.ask("textDocument/completion", params).is_array());
}

#[test]
fn references_lead_to_what_they_name_and_back() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml");
    let mut find = |method: &str, (name, line, character): (&str, u32, u32)| -> Vec<String> {
        let mut params = client.at(name, line, character);
        params["context"] = json!({ "includeDeclaration": false });
        let found = client.ask(method, params);
        let one = |it: &Value| {
            let name = it["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            format!("{name} {}", it["range"]["start"]["line"])
        };
        found.as_array().unwrap().iter().map(one).collect()
    };
    assert_eq!(find("textDocument/definition", ("route.yaml", 7, 13)), ["gateway.yaml 2"]);
    assert_eq!(find("textDocument/definition", ("route.yaml", 8, 21)), ["gateway.yaml 6"]);
    assert_eq!(find("textDocument/definition", ("route.yaml", 11, 17)), ["service.yaml 2"]);
    assert_eq!(find("textDocument/definition", ("route.yaml", 3, 9)), [""; 0]);
    client.open_file(&folder, "gateway.yaml");
    let mut params = client.at("gateway.yaml", 2, 20);
    params["context"] = json!({ "includeDeclaration": true });
    let found = client.ask("textDocument/references", params);
    let lines: Vec<_> =
        found.as_array().unwrap().iter().map(|it| it["range"]["start"]["line"].clone()).collect();
    assert_eq!(lines, [7, 2], "the parentRef, and the name itself");
}

#[test]
fn a_buffer_has_symbols_and_lenses() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").open_file(&folder, "gateway.yaml");
    let params = client.whole("gateway.yaml");
    let symbols = client.ask("textDocument/documentSymbol", params);
    assert_eq!(symbols[0]["name"], "Gateway shop/edge");
    assert_eq!(symbols[0]["children"][0]["name"], "listener http");
    let params = client.whole("route.yaml");
    let symbols = client.ask("textDocument/documentSymbol", params.clone());
    assert_eq!(symbols[0]["children"][0]["name"], "rule 0");
    let title = |client: &mut Client| {
        let lenses = client.ask("textDocument/codeLens", client.whole("route.yaml"));
        assert_eq!(lenses[0]["range"]["start"]["line"], 10);
        lenses[0]["command"]["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(title(&mut client), "shop/edge http → status 500");
    client.change("route.yaml", &[([12, 16, 12, 20], "80")]);
    assert_eq!(title(&mut client), "shop/edge http → shop/web:80");
}

#[test]
fn columns_are_in_the_unit_that_was_agreed_on() {
    let folder = folder();
    for (offered, agreed) in
        [(json!(["utf-8", "utf-16"]), "utf-8"), (json!(["utf-16"]), "utf-16"), (json!([]), "utf-16")]
    {
        let mut client = Client::start(&folder, json!({ "general": { "positionEncodings": offered } }));
        assert_eq!(client.greeting["capabilities"]["positionEncoding"], agreed);
        let line = "metadata: { \"é€😀\": x, name: q }\n";
        client.open("route.yaml", &ROUTE.replacen("metadata:\n  name: web\n  namespace: shop\n", line, 1));
        // The letters are 9 bytes and 4 units of UTF-16: the edit is right, and so is what comes back, in one unit only.
        let column = |byte: usize| u32::try_from(if agreed == "utf-8" { byte } else { byte - 5 }).unwrap();
        let x = column(line.find('x').unwrap());
        client.change("route.yaml", &[([2, x, 2, x + 1], "yy")]).settle();
        let params = client.whole("route.yaml");
        let symbols = client.ask("textDocument/documentSymbol", params);
        assert_eq!(symbols[0]["name"], "HTTPRoute q");
        let name = column(line.find('q').unwrap()) + 1;
        assert_eq!(symbols[0]["selectionRange"]["start"]["character"], name, "{symbols}");
    }
}

#[test]
fn a_request_can_be_taken_back() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    // The server judges the buffer anew while request and cancellation arrive; who reads them sooner may win now and then.
    let cancelled = (0..100).any(|_| {
        client.replace("route.yaml", ROUTE);
        let params = client.whole("route.yaml");
        let id = client.request("textDocument/codeLens", params);
        client.tell("$/cancelRequest", json!({ "id": id }));
        let response = client.response(id);
        let cancelled = response["error"]["code"] == -32800;
        assert!(cancelled || response["result"].is_array(), "{response}");
        cancelled
    });
    assert!(cancelled);
    client.tell("$/cancelRequest", json!({ "id": "nothing" }));
    assert_eq!(client.stop(), Some(0));
}

#[test]
fn buffers_without_a_folder_are_judged_alone() {
    let folder = folder();
    let mut client = Client::spawn(&folder);
    let greeting =
        client.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    assert_eq!(greeting["serverInfo"]["name"], "routeproof");
    client.tell("initialized", json!({}));
    client.open_file(&folder, "route.yaml").settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0], "the Service is in another file");
    let item = json!({ "uri": "untitled:Untitled-1", "languageId": "yaml", "version": 1, "text": "kind: HTTPRoute\n" });
    client.tell("textDocument/didOpen", json!({ "textDocument": item }));
    client.settle();
    assert_eq!(client.found("untitled:Untitled-1").len(), 1, "{:?}", client.found);
    // The editor opens the folder.
    let added = json!([{ "uri": client.uri("").trim_end_matches('/'), "name": "folder" }]);
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": added, "removed": [] } }));
    client.settle();
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
    let event = json!({ "event": { "added": [], "removed": added } });
    client.tell("workspace/didChangeWorkspaceFolders", event);
    client.settle();
    assert_eq!(wrong(&client, "route.yaml"), [""; 0]);
}

#[test]
fn the_protocol_is_kept() {
    let folder = folder();
    let mut client = started(&folder);
    let id = client.request("textDocument/hover", json!({ "position": 7 }));
    assert_eq!(client.response(id)["error"]["code"], -32602);
    client.tell("textDocument/didOpen", json!({ "textDocument": 7 }));
    client.settle();
    let [log] = &client.logged[..] else { panic!("{:?}", client.logged) };
    assert!(log.starts_with("`textDocument/didOpen` is not understood: "), "{log}");
    client.ask("shutdown", Value::Null);
    let id = client.request("textDocument/hover", Value::Null);
    assert_eq!(client.response(id)["error"]["code"], -32600, "after shutdown nothing is answered");
    client.tell("exit", Value::Null);
    assert_eq!(client.wait(), Some(0));
    let mut client = started(&folder);
    client.tell("exit", Value::Null);
    assert_eq!(client.wait(), Some(1), "exit without shutdown");
    assert_eq!(started(&folder).wait(), Some(1), "the editor is gone");
    let mut client = started(&folder);
    client.write("Content-Length: 3\r\n\r\n{]}");
    assert_eq!(client.wait(), Some(2), "what is no message ends it");
}

/// Memory does not grow with edits.
#[test]
fn memory_is_steady_while_someone_types() {
    let folder = folder();
    let mut client = started(&folder);
    client.open_file(&folder, "route.yaml").settle();
    let edits = |client: &mut Client, count: u32| {
        for _ in 0..count {
            client.change("route.yaml", &[([12, 16, 12, 20], "8081")]);
            client.change("route.yaml", &[([12, 16, 12, 20], "8080")]).settle();
        }
        client.memory()
    };
    let before = edits(&mut client, 300);
    let after = edits(&mut client, 700);
    assert!(after < before + 2048, "{before} KiB, then {after} KiB");
    assert_eq!(wrong(&client, "route.yaml"), [WRONG_PORT]);
}

/// Half a text, no text and hostile text are buffers too.
#[test]
fn nothing_that_is_typed_ends_the_server() {
    let folder = folder();
    let mut client = started(&folder);
    client.open("route.yaml", "");
    let texts = [
        "\u{feff}kind: [",
        "a: &a [*a, *a]\n",
        "- ? |\n  😀\r",
        "\0\u{7f}",
        "{\"kind\": \"HTTPRoute\", \"spec\": {\"rules\": [{}]}}",
        ROUTE,
    ];
    for text in texts {
        client.replace("route.yaml", text);
        for (line, character) in [(0, 0), (0, 3), (0, 900), (2, 1), (u32::MAX, u32::MAX)] {
            for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
                let params = client.at("route.yaml", line, character);
                client.ask(method, params);
            }
        }
        client.actions("route.yaml", 0, &[]);
        for method in ["textDocument/documentSymbol", "textDocument/codeLens"] {
            let params = client.whole("route.yaml");
            client.ask(method, params);
        }
    }
    // Ranges that are none.
    client.change(
        "route.yaml",
        &[([9, 9, 1, 1], "x"), ([u32::MAX, 0, u32::MAX, 0], "y"), ([0, u32::MAX, 0, 0], "z")],
    );
    assert_eq!(client.stop(), Some(0));
}
