/** The engine in a worker: it holds the workspace and answers in order. */
import { init, RouteproofError, Workspace, type Diagnostic } from "@routeproof/web";
import { picturable } from "./picturable.js";
import type { Command, EngineFile, Findings, FromWorker, Replies, ToWorker } from "./protocol.js";

/** Findings of one file, and of all others, that are handed over: more than anybody reads, little enough to show at once. */
const MOST = 500;
/** Nodes or edges in one message. */
const PIECE = 1000;

const loaded = init();
let workspace: Workspace | undefined;

const say = (message: FromWorker) => postMessage(message);

addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const { id, command } = event.data;
  void loaded.then(
    () => {
      try {
        if (command.type === "set") set(held(), command.file);
        else if (command.type === "remove") held().removeSource(command.name);
        else say({ type: "reply", id, reply: answer(command) });
      } catch (error) {
        // What the engine reports itself is an answer; what is left is a trap of WebAssembly, after which nothing is sure.
        say({ type: "stopped", message: String(error) });
      }
    },
    () => undefined,
  );
});

loaded.then(
  () => say({ type: "ready" }),
  (error: unknown) => say({ type: "stopped", message: `the engine could not be loaded: ${String(error)}` }),
);

function answer(command: Extract<Command, { type: keyof Replies }>): Replies[keyof Replies] {
  switch (command.type) {
    case "open":
      return open(command.settings, command.files);
    case "check":
      return check(held(), command.focus);
    case "graph":
      return graph();
    case "warm":
      return warm(command.text);
    case "ask":
      return held().ask(command.question);
  }
}

function held(): Workspace {
  workspace ??= new Workspace();
  return workspace;
}

function open(settings: string, files: readonly EngineFile[]): string | undefined {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  let next: Workspace;
  let problem: string | undefined;
  try {
    next = new Workspace({ settings, now });
  } catch (error) {
    if (!(error instanceof RouteproofError)) throw error;
    problem = error.message;
    if (workspace !== undefined) return problem;
    next = new Workspace({ now });
  }
  workspace?.close();
  workspace = next;
  for (const file of files) set(next, file);
  return problem;
}

function set(open: Workspace, { name, text, live }: EngineFile): void {
  if (live) open.setLive(name, text);
  else open.setSource(name, text);
}

/** How often an example is checked. */
const ROUNDS = 40;

/** WebAssembly is compiled when it first runs, and better when it has run often: both before the user waits for it. */
function warm(text: string): Findings {
  const example = new Workspace();
  const other = text.replaceAll(/port: \d+/g, "port: 1");
  let round = 0;
  const again = () => {
    example.setSource("example.yaml", round % 2 === 0 ? text : other);
    const findings = check(example, "example.yaml");
    round += 1;
    // Each in a task of its own: questions come first.
    if (round < ROUNDS) setTimeout(again);
    else example.close();
    return findings;
  };
  return again();
}

/** The graph as it was sent last. */
let sent = "";

function graph(): boolean {
  const { nodes, edges } = picturable(held().graph());
  const now = JSON.stringify([nodes, edges]);
  if (now === sent) return false;
  sent = now;
  for (let at = 0; at < Math.max(nodes.length, edges.length); at += PIECE) {
    say({ type: "piece", piece: { nodes: nodes.slice(at, at + PIECE), edges: edges.slice(at, at + PIECE) } });
  }
  return true;
}

function check(open: Workspace, focus: string | undefined): Findings {
  const begun = performance.now();
  const { summary, diagnostics } = open.check();
  const took = performance.now() - begun;
  const counts: Record<string, { error: number; warning: number; info: number }> = {};
  const near: Diagnostic[] = [];
  const far: Diagnostic[] = [];
  for (const it of diagnostics) {
    (counts[it.source] ??= { error: 0, warning: 0, info: 0 })[it.severity] += 1;
    const list = it.source === focus ? near : far;
    if (list.length < MOST) list.push(it);
  }
  const sent = [...near, ...far];
  return { summary, diagnostics: sent, left: diagnostics.length - sent.length, counts, took };
}
