// Annotates a pull request: each finding stands at its line in the diff. A step of a GitHub workflow:
//
//   - run: npm install --no-save routeproof
//   - run: node annotate.mjs k8s/
//
// Ends with 1 where something is wrong, and with 2 where the manifests could not be checked.

import { appendFile } from "node:fs/promises";
import { check } from "routeproof";

const paths = process.argv.slice(2);

try {
  const report = await check(paths.length > 0 ? paths : ".", { now: new Date() });
  // GitHub reads annotations from the standard output.
  process.stdout.write(await report.render("github"));
  await summarize(report.summary);
  process.exitCode = report.ok ? 0 : 1;
} catch (error) {
  console.log(`::error title=routeproof::${error.message.replaceAll("%", "%25").replaceAll("\n", "%0A")}`);
  process.exitCode = 2;
}

/** A line on the page of the run. */
async function summarize({ errors, warnings, infos, objects, notJudged }) {
  const page = process.env.GITHUB_STEP_SUMMARY;
  if (page) {
    await appendFile(page, `**routeproof**: ${errors} errors, ${warnings} warnings, ${infos} infos in ${objects} objects\n`);
    for (const { group, kind, count } of notJudged) {
      await appendFile(page, `- not judged: ${count} of ${kind}.${group}\n`);
    }
  }
}
