//! An editor without a screen: speaks to `routeproof lsp` over its standard input and output.

use crate::harness::Folder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long an answer may take on a machine that does other work.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running server and what it said so far.
pub(crate) struct Client {
    process: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: u64,
    versions: BTreeMap<String, i64>,
    /// The findings of each buffer as they were last published: line, from 1, code, and message.
    pub(crate) found: BTreeMap<String, Vec<String>>,
    /// What the server logged.
    pub(crate) logged: Vec<String>,
    /// What the server answered to `initialize`.
    pub(crate) greeting: Value,
    root: String,
}

impl Client {
    /// Starts a server on a folder, with what the editor can do.
    pub(crate) fn start(folder: &Folder, capabilities: Value) -> Self {
        let mut client = Self::spawn(folder);
        let folders = json!([{ "uri": client.root, "name": "folder" }]);
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders });
        client.greeting = client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }

    /// Starts a process and says nothing to it.
    pub(crate) fn spawn(folder: &Folder) -> Self {
        let mut process = folder
            .command(&["lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let (sender, messages) = channel();
        thread::spawn(move || {
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if out.read_line(&mut line).unwrap() == 0 {
                        return;
                    }
                    match line.trim_end().split_once(": ") {
                        Some(("Content-Length", it)) => length = it.parse().unwrap(),
                        _ => break,
                    }
                }
                let mut body = vec![0; length];
                out.read_exact(&mut body).unwrap();
                if sender.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: process.stdin.take(),
            process,
            messages,
            next: 0,
            versions: BTreeMap::new(),
            found: BTreeMap::new(),
            logged: Vec::new(),
            greeting: Value::Null,
            root: format!("file://{}", folder.path("").display()).trim_end_matches('/').to_owned(),
        }
    }

    pub(crate) fn uri(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }

    /// Writes bytes as they are.
    pub(crate) fn write(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(text.as_bytes()).and_then(|()| stdin.flush()).unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.write(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its number.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        self.next
    }

    /// The whole response to a request. What the server says before it is taken in.
    pub(crate) fn response(&mut self, id: u64) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the server says nothing");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.take(&message);
        }
    }

    /// The result of a request.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// Waits until the server has done all that it was asked to: an answer comes after what was said before.
    pub(crate) fn settle(&mut self) -> &mut Self {
        let id = self.request("routeproof/nothing", json!({}));
        let response = self.response(id);
        assert_eq!(response["error"]["code"], -32601, "{response}");
        self
    }

    fn take(&mut self, message: &Value) {
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let params = &message["params"];
                let name = params["uri"].as_str().unwrap().strip_prefix(&format!("{}/", self.root));
                let name = name.unwrap_or(params["uri"].as_str().unwrap()).to_owned();
                if let (Some(told), Some(own)) = (params["version"].as_i64(), self.versions.get(&name)) {
                    assert!(told <= *own, "{params}");
                }
                let all = params["diagnostics"].as_array().unwrap().iter().map(|it| {
                    let line = it["range"]["start"]["line"].as_u64().unwrap() + 1;
                    let code = it["code"].as_str().unwrap_or_default();
                    format!("{line}: {code} {}", it["message"].as_str().unwrap())
                });
                self.found.insert(name, all.collect());
            }
            // Files to watch.
            Some("client/registerCapability") => {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
            }
            Some("window/logMessage") => {
                self.logged.push(message["params"]["message"].as_str().unwrap().to_owned());
            }
            other => panic!("{other:?}: {message}"),
        }
    }

    pub(crate) fn open(&mut self, name: &str, text: &str) -> &mut Self {
        let uri = self.uri(name);
        self.versions.insert(name.to_owned(), 1);
        let item = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
        self
    }

    /// Opens a file with the text that it has.
    pub(crate) fn open_file(&mut self, folder: &Folder, name: &str) -> &mut Self {
        let text = folder.read(name);
        self.open(name, &text)
    }

    /// Changes a buffer: each change is a range, as `[line, character, line, character]` from 0, and a text.
    pub(crate) fn change(&mut self, name: &str, changes: &[([u32; 4], &str)]) -> &mut Self {
        let changes = changes.iter().map(|([line, character, end_line, end_character], text)| {
            let (start, end) = (
                json!({ "line": line, "character": character }),
                json!({ "line": end_line, "character": end_character }),
            );
            json!({ "range": { "start": start, "end": end }, "text": text })
        });
        let changes: Vec<_> = changes.collect();
        self.changed(name, &Value::Array(changes))
    }

    /// Gives a buffer another text.
    pub(crate) fn replace(&mut self, name: &str, text: &str) -> &mut Self {
        self.changed(name, &json!([{ "text": text }]))
    }

    fn changed(&mut self, name: &str, changes: &Value) -> &mut Self {
        let uri = self.uri(name);
        let version = self.versions.get_mut(name).unwrap();
        *version += 1;
        let document = json!({ "uri": uri, "version": *version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        self
    }

    pub(crate) fn close(&mut self, name: &str) -> &mut Self {
        let uri = self.uri(name);
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        self
    }

    /// Tells that files changed on disk: 1 created, 2 changed, 3 deleted.
    pub(crate) fn files(&mut self, changes: &[(&str, u32)]) -> &mut Self {
        let changes: Vec<_> =
            changes.iter().map(|(name, kind)| json!({ "uri": self.uri(name), "type": kind })).collect();
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        self
    }

    /// The parameters of a request about a place, from 0.
    pub(crate) fn at(&self, name: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        json!({ "textDocument": { "uri": self.uri(name) }, "position": position })
    }

    /// The parameters of a request about a whole buffer.
    pub(crate) fn whole(&self, name: &str) -> Value {
        json!({ "textDocument": { "uri": self.uri(name) } })
    }

    /// The code actions on a line, from 0, of some kinds; all kinds where none is named.
    pub(crate) fn actions(&mut self, name: &str, line: u32, only: &[&str]) -> Vec<Value> {
        let mut context = json!({ "diagnostics": [] });
        if !only.is_empty() {
            context["only"] = json!(only);
        }
        let range =
            json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 200 } });
        let params = json!({ "textDocument": { "uri": self.uri(name) }, "range": range, "context": context });
        self.ask("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    /// The findings of a buffer as they were last published.
    pub(crate) fn found(&self, name: &str) -> Vec<&str> {
        self.found.get(name).map(|it| it.iter().map(String::as_str).collect()).unwrap_or_default()
    }

    /// Kibibytes of memory that the server holds.
    pub(crate) fn memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(Path::new("/proc").join(self.process.id().to_string()).join("status"));
        let status = status.unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Ends the session as editors do; the exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.wait()
    }

    /// Closes the server's input; the exit code.
    pub(crate) fn wait(mut self) -> Option<i32> {
        self.stdin = None;
        self.process.wait().unwrap().code()
    }
}

/// The text after the edits of one buffer in a workspace edit, which are on ASCII lines.
pub(crate) fn applied(text: &str, edits: &Value) -> String {
    let byte = |at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(at["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<_> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (byte(&it["range"]["start"]), byte(&it["range"]["end"]), it["newText"].as_str().unwrap()))
        .collect();
    edits.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}
