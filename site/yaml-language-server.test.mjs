// What an editor shows of `routeproof.yaml` with yaml-language-server: the schema is found by the first line of the file.
import { spawn } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import test from "node:test";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const uri = pathToFileURL(path("routeproof.yaml")).href;
const text = `# yaml-language-server: $schema=${path("../docs/schema/settings.schema.json")}
tenent: acme
rules: {RP2003: of}
`;

/** The server, and what it says of the text: the first findings, and the keys that it offers in the last line. */
async function ask() {
  const server = spawn(process.execPath, [path("node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]);
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  try {
    send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } } } });
    let findings;
    for await (const message of messages(server.stdout)) {
      if (message.id === 1) {
        send({ method: "initialized", params: {} });
        send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
      } else if (message.method === "workspace/configuration") {
        send({ id: message.id, result: message.params.items.map(() => ({ validate: true, completion: true, schemaStore: { enable: false } })) });
      } else if (message.method && message.id !== undefined) {
        send({ id: message.id, result: null });
      } else if (message.method === "textDocument/publishDiagnostics" && message.params.diagnostics.length > 0) {
        findings = message.params.diagnostics;
        send({ id: 2, method: "textDocument/completion", params: { textDocument: { uri }, position: { line: 3, character: 0 } } });
      } else if (message.id === 2) {
        return { findings, keys: message.result.items.map((it) => it.label) };
      }
    }
    throw new Error("the server ended without an answer");
  } finally {
    server.kill();
  }
}

/** The messages in a stream of the protocol. */
async function* messages(stream) {
  let read = Buffer.alloc(0);
  for await (const chunk of stream) {
    read = Buffer.concat([read, chunk]);
    for (let end = read.indexOf("\r\n\r\n"); end >= 0; end = read.indexOf("\r\n\r\n")) {
      const from = end + 4;
      const to = from + Number(/Content-Length: (\d+)/i.exec(read.subarray(0, end).toString())[1]);
      if (read.length < to) break;
      yield JSON.parse(read.subarray(from, to).toString());
      read = read.subarray(to);
    }
  }
}

test("yaml-language-server finds the schema of the settings", { timeout: 60_000 }, async () => {
  const { findings, keys } = await ask();
  const lines = findings.map((it) => [it.range.start.line, it.message]);
  assert.ok(lines.some(([line, message]) => line === 1 && message.includes("tenent")), JSON.stringify(lines));
  assert.ok(lines.some(([line, message]) => line === 2 && message.includes('"off"')), JSON.stringify(lines));
  assert.ok(keys.includes("gatewayApi") && keys.includes("tenant"), JSON.stringify(keys));
});
