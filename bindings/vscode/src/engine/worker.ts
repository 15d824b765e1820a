/** The engine in a worker: it holds a workspace for each project and answers in order. */
import { init, RouteproofError, Workspace } from "@routeproof/web";
import type { Command, Findings, FromWorker, ProjectId, Replies, ToWorker } from "./protocol.js";

/** A project, and the texts of its files: trying fixes changes them in the engine. */
interface Held {
  readonly workspace: Workspace;
  readonly files: Map<string, { readonly text: string; readonly open: boolean }>;
}

const held = new Map<ProjectId, Held>();

/** Serves the listener of `say`; the result takes the messages for the engine. */
export function serve(say: (message: FromWorker) => void): (message: ToWorker) => void {
  let last: Promise<unknown> = Promise.resolve();
  return ({ id, command }) => {
    last = last.then(() => answer(command)).then(
      (reply) => say({ type: "reply", id, reply }),
      // What the engine reports itself is an answer; what is left is a trap of WebAssembly, after which nothing is sure.
      (error: unknown) => say({ type: "stopped", message: String(error) }),
    );
  };
}

function answer(command: Command): Replies[keyof Replies] | Promise<undefined> {
  switch (command.type) {
    case "load":
      return init(command.wasm as BufferSource).then(() => undefined);
    case "open":
      return open(command);
    case "close":
      held.get(command.project)?.workspace.close();
      held.delete(command.project);
      return undefined;
    case "set":
      return set(command);
    case "remove":
      held.get(command.project)?.files.delete(command.name);
      held.get(command.project)?.workspace.removeSource(command.name);
      return undefined;
    case "check":
      return check(command.project, command.shown);
    case "mend":
      return mend(command.project, command.name);
    case "ask":
      return held.get(command.project)?.workspace.ask(command.question) ?? { type: "failure", kind: "notFound", message: "nothing is judged here", at: null };
  }
}

function open({ project, files, settings, now }: Extract<Command, { type: "open" }>): string | undefined {
  held.get(project)?.workspace.close();
  held.delete(project);
  try {
    const workspace = new Workspace({ files: [...files], settings, now });
    held.set(project, { workspace, files: new Map(files.map(({ name, text }) => [name, { text, open: false }])) });
  } catch (error) {
    if (!(error instanceof RouteproofError)) throw error;
    return error.message;
  }
  return undefined;
}

function set({ project, name, text, open }: Extract<Command, { type: "set" }>): boolean {
  const it = held.get(project);
  if (it === undefined) return false;
  it.files.set(name, { text, open });
  return it.workspace.setFile(name, text, open);
}

function check(project: ProjectId, shown: readonly string[]): Findings | undefined {
  const report = held.get(project)?.workspace.check();
  if (report === undefined) return undefined;
  const names = new Set(shown);
  return { summary: report.summary, diagnostics: report.diagnostics.filter((it) => names.has(it.source)) };
}

function mend(project: ProjectId, name: string): string | undefined {
  const it = held.get(project);
  if (it === undefined) return undefined;
  const { changes } = it.workspace.fix("safe");
  for (const { name } of changes) {
    const before = it.files.get(name);
    if (before !== undefined) it.workspace.setFile(name, before.text, before.open);
  }
  return changes.find((it) => it.name === name)?.text;
}
