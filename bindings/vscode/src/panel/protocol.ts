/** What the extension and the panel say to each other. */
import type { Answer, Question } from "@routeproof/web";
import type { Picturable } from "../../../../web-demo/src/engine/protocol.js";

/** What is sent to the panel. */
export type ToPanel =
  | { readonly type: "graph"; readonly graph: Picturable }
  | { readonly type: "cursor"; readonly source: string; readonly offset: number }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** Puts the cursor where a request is written. */
  | { readonly type: "request" };

/** What the panel tells. */
export type FromPanel =
  | { readonly type: "ready" }
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  | { readonly type: "reveal"; readonly source: string; readonly offset: number };
