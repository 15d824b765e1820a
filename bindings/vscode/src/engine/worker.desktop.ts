/** The worker of the desktop. */
import { parentPort } from "node:worker_threads";
import type { ToWorker } from "./protocol.js";
import { serve } from "./worker.js";

const take = serve((message) => parentPort?.postMessage(message));
parentPort?.on("message", (message: ToWorker) => take(message));
