/** Docs of rules: asked once, then kept. */
import type { Rule } from "@routeproof/web";
import type { Engine } from "./engine/client.js";

export class RuleDocs {
  readonly #engine: Engine;
  readonly #kept = new Map<string, Promise<Rule>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  of(code: string): Promise<Rule> {
    const kept = this.#kept.get(code);
    if (kept !== undefined) return kept;
    const asked = this.#engine.ask({ op: "explain", rule: code }, "rule");
    this.#kept.set(code, asked);
    return asked;
  }

  /** Why the rule is: the first section of its docs. */
  async why(code: string): Promise<string> {
    const { docs } = await this.of(code);
    const [, why = ""] = /## Why it matters\s*\n([\s\S]*?)(?=\n\s*## |$)/.exec(docs) ?? [];
    return why;
  }
}
