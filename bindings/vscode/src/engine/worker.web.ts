/** The worker of a browser. */
import type { ToWorker } from "./protocol.js";
import { serve } from "./worker.js";

const take = serve((message) => postMessage(message));
addEventListener("message", (event: MessageEvent<ToWorker>) => take(event.data));
