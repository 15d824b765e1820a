/** The rule pages of `docs/rules`, as texts: a part of the page that is loaded by itself. */
export const pages: Record<string, string> = import.meta.glob("../../docs/rules/RP*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
