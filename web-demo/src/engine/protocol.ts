/** What the page and the engine's worker say to each other. */
import type { Answer, Diagnostic, GraphEdge, GraphNode, Question, Severity, Summary } from "@routeproof/web";

/** What is sent to the worker. Messages are done in the order in which they come. */
export type Command =
  | { readonly type: "open"; readonly settings: string; readonly files: readonly EngineFile[] }
  | { readonly type: "set"; readonly file: EngineFile }
  | { readonly type: "remove"; readonly name: string }
  | { readonly type: "check"; readonly focus: string | undefined }
  | { readonly type: "graph" }
  | { readonly type: "warm"; readonly text: string }
  | { readonly type: "ask"; readonly question: Question };

/** A file as the engine needs it. */
export interface EngineFile {
  readonly name: string;
  readonly text: string;
  readonly live: boolean;
}

/** What is wrong, as much of it as people can read. */
export interface Findings {
  readonly summary: Summary;
  /** Those of the file in focus first. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many more there are. */
  readonly left: number;
  /** How many errors and warnings each file has. */
  readonly counts: Readonly<Record<string, Readonly<Record<Severity, number>>>>;
  /** How long the engine took, in milliseconds. */
  readonly took: number;
}

/** A place in a text, without lines and columns, which no picture shows. */
export interface Spot {
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

/** A node of the picture. */
export interface PictureNode extends Pick<GraphNode, "id" | "kind" | "label" | "detail" | "state" | "reason"> {
  readonly spot: Spot | undefined;
}

/** An edge of the picture. */
export interface PictureEdge extends Pick<GraphEdge, "from" | "to" | "label" | "state" | "reason" | "routes"> {
  readonly spot: Spot | undefined;
}

/** How requests flow. */
export interface Picturable {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** What each command is answered with; the others are not answered. */
export interface Replies {
  /** Why the settings cannot be used; those before are kept then. */
  open: string | undefined;
  check: Findings;
  /** Whether it is another than before; its pieces came before this. */
  graph: boolean;
  warm: Findings;
  ask: Answer;
}

export interface ToWorker {
  readonly id: number;
  readonly command: Command;
}

export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "reply"; readonly id: number; readonly reply: Replies[keyof Replies] }
  /** A piece of the graph: one message with all of a large one would hold up the page. */
  | { readonly type: "piece"; readonly piece: Picturable }
  /** The engine can do no more: the reader of this starts another. */
  | { readonly type: "stopped"; readonly message: string };
