/** Docs of rules: the project's own pages, loaded when the user looks at the first of them. */

/** The page of a rule. */
export interface RulePage {
  /** `RP2003: backend-port-not-found`. */
  readonly title: string;
  /** What the rule wants, in a sentence. */
  readonly summary: string;
  /** Everything else, as Markdown. */
  readonly body: string;
  /** Why the rule is, as Markdown. */
  readonly why: string;
}

/** The page of the rule with this code; `undefined` where there is none. */
export async function rulePage(code: string): Promise<RulePage | undefined> {
  const { pages } = await import("./pages.js");
  const page = Object.entries(pages).find(([path]) => path.endsWith(`/${code}.md`))?.[1];
  if (page === undefined) return undefined;
  const [, title = code, , summary = "", body = ""] = /^# (.*)\n+(.*)\n+(.*(?:\n.+)*)\n+([\s\S]*)$/m.exec(page) ?? [];
  const [, why = ""] = /## Why it matters\s*\n([\s\S]*?)(?=\n## |$)/.exec(body) ?? [];
  return { title, summary: summary.replaceAll("\n", " "), body, why };
}
