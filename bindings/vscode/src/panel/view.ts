/** The page of the panel: the request bar and the picture of the web demo, with the extension in place of its engine. */
import type { Answer, Question } from "@routeproof/web";
import { RequestBar } from "../../../../web-demo/src/panels/request.js";
import { Picture } from "../../../../web-demo/src/picture/picture.js";
import type { FromPanel, ToPanel } from "./protocol.js";

interface Request {
  readonly method: string;
  readonly url: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Request | undefined;
  setState(state: Request): void;
};

const code = acquireVsCodeApi();
const waiting = new Map<number, (answer: Answer) => void>();
let next = 1;

/** Answers come from the extension. */
const engine = {
  async ask<T extends Answer["type"]>(question: Question, type: T): Promise<Extract<Answer, { type: T }>> {
    const id = next;
    next += 1;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      code.postMessage({ type: "ask", id, question });
    });
    if (answer.type === type) return answer as Extract<Answer, { type: T }>;
    throw new Error(answer.type === "failure" ? answer.message : `unexpected answer \`${answer.type}\``);
  },
};

/** The request outlives the page, which is gone while it is hidden. */
const state = {
  request: code.getState() ?? { method: "GET", url: "" },
  setRequest(request: Request) {
    this.request = request;
    code.setState(request);
  },
  listen: () => undefined,
};

const picture = new Picture((source, offset) => code.postMessage({ type: "reveal", source, offset }));
const requests = new RequestBar(state, engine, (ids) => picture.highlight(ids));

addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
  switch (data.type) {
    case "graph":
      picture.update(data.graph);
      void requests.update();
      break;
    case "cursor":
      picture.follow({ source: data.source, offset: data.offset });
      break;
    case "answer":
      waiting.get(data.id)?.(data.answer);
      waiting.delete(data.id);
      break;
    case "request":
      requests.focus();
      break;
  }
});
code.postMessage({ type: "ready" });
