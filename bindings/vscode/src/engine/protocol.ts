/** What the extension and the engine's worker say to each other. */
import type { Answer, Diagnostic, Question, SourceText, Summary } from "@routeproof/web";

/** Manifests that are judged together, by number. */
export type ProjectId = number;

/** What is sent to the worker. Commands are done in the order in which they come, and each is answered. */
export type Command =
  | { readonly type: "load"; readonly wasm: Uint8Array }
  | { readonly type: "open"; readonly project: ProjectId; readonly files: readonly SourceText[]; readonly settings: string; readonly now: string }
  | { readonly type: "close"; readonly project: ProjectId }
  | { readonly type: "set"; readonly project: ProjectId; readonly name: string; readonly text: string; readonly open: boolean }
  | { readonly type: "remove"; readonly project: ProjectId; readonly name: string }
  | { readonly type: "check"; readonly project: ProjectId; readonly shown: readonly string[] }
  | { readonly type: "mend"; readonly project: ProjectId; readonly name: string }
  | { readonly type: "ask"; readonly project: ProjectId; readonly question: Question };

/** What is wrong in the files that are shown. */
export interface Findings {
  readonly summary: Summary;
  readonly diagnostics: readonly Diagnostic[];
}

/** What each command is answered with. */
export interface Replies {
  load: undefined;
  /** Why the settings cannot be used; then nothing is judged. */
  open: string | undefined;
  close: undefined;
  /** Whether the file is a source. */
  set: boolean;
  remove: undefined;
  check: Findings | undefined;
  /** The text of the file with all safe fixes; nothing where none applies. */
  mend: string | undefined;
  ask: Answer;
}

export interface ToWorker {
  readonly id: number;
  readonly command: Command;
}

export type FromWorker =
  | { readonly type: "reply"; readonly id: number; readonly reply: Replies[keyof Replies] }
  /** The engine can do no more: the reader of this starts another. */
  | { readonly type: "stopped"; readonly message: string };
