// What a user's compiler accepts, and what it refuses.
import { RouteproofError, Workspace, check, explain, fix, verify, type Diagnostic, type Severity, Report } from "routeproof";

const report: Report = await check("k8s/", { profile: "kupe", tenant: "acme", unit: "utf16", now: new Date() });
for (const it of report) {
  const found: Diagnostic = it;
  const severity: Severity = found.severity;
  const line: number = found.span.start.line;
  const help: string | null | undefined = found.help;
  void [severity, line, help];
}
const text: string = (await report.render("sarif")) + report.renderSync("junit", { failOn: "warning" });
const changed: Readonly<Record<string, string>> = (await fix({ text: { "a.yaml": "" } }, { safety: "unsafe" })).texts;
const verdicts = [...(await verify(["dump.yaml"], { routes: ["shop/web"] }))].map((it) => it.verdict);
const workspace = await Workspace.open({ manifests: [{ kind: "Service" }, null], complete: [{ kind: "Service" }] });
workspace.setSource("a", new Uint8Array());
workspace.close();
const error: Error = new RouteproofError("a");
const level: "always" | "sometimes" | "never" = explain("RP2003").fixes;
void [text, changed, verdicts, error, level];

// @ts-expect-error an option that nobody knows
await check("k8s/", { tenent: "acme" });
// @ts-expect-error a format that nobody knows
await report.render("pdf");
// @ts-expect-error a severity that fails nothing
await report.render("junit", { failOn: "info" });
// @ts-expect-error a number is no manifest
await check(1);
// @ts-expect-error an answer is not made by hand
new Report();
