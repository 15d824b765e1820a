/** The project's own examples as texts: what works, and what is wrong in one way each. */
import customDomain from "@examples/kupe/custom-domain.yaml?raw";
import pathSplit from "@examples/kupe/path-split.yaml?raw";
import singleService from "@examples/kupe/single-service.yaml?raw";
import wrongGateway from "@examples/broken/wrong-gateway.yaml?raw";
import missingService from "@examples/broken/missing-service.yaml?raw";
import wrongPort from "@examples/broken/wrong-port.yaml?raw";
import notReady from "@examples/broken/workload-not-ready.yaml?raw";
import asIngress from "@examples/broken/custom-domain-as-ingress.yaml?raw";
import { PLATFORM, type Snapshot } from "./state.js";

/** Something to start from. */
export interface Example {
  readonly title: string;
  readonly text: string;
  readonly about: string;
}

export const EXAMPLES: readonly Example[] = [
  { title: "Single service", about: "One Service behind the shared Gateway", text: singleService },
  { title: "/api and / split", about: "Two Services behind one hostname", text: pathSplit },
  { title: "Custom domain", about: "The same route with a hostname of your own", text: customDomain },
];

/** One stop of the tour. */
export interface Stop {
  readonly title: string;
  readonly about: string;
  readonly text: string;
  /** What happens, and what to do about it. */
  readonly story: string;
  /** The text without the mistake. */
  readonly answer: (text: string) => string;
}

export const TOUR: readonly Stop[] = [
  {
    title: "The wrong Gateway",
    about: "A name that the platform does not have",
    text: wrongGateway,
    story: "The route names a Gateway that the platform does not have, so nothing ever picks it up. Below `parentRefs`, replace the name and the namespace by those that the message gives.",
    answer: (text) => text.replace("name: gateway-external\n      namespace: gateway-system", "name: external-gateway\n      namespace: kube-system"),
  },
  {
    title: "A Service that is not there",
    about: "webapp is called web",
    text: missingService,
    story: "The route sends to `webapp`; the Service is called `web`. Every request gets a 500. Put the cursor on the underlined name and press Ctrl + . (⌘ + . on a Mac) for the fix.",
    answer: (text) => text.replace("name: webapp", "name: web"),
  },
  {
    title: "The wrong port",
    about: "The port of the Pods, not of the Service",
    text: wrongPort,
    story: "8080 is where the Pods listen, but a route names the port of the Service. The API server takes any number, so there is no warning. This fix is safe: press “Fix 1 safely” below.",
    answer: (text) => text.replace("port: 8080", "port: 80"),
  },
  {
    title: "Open before anybody is home",
    about: "A selector that matches no Pod",
    text: notReady,
    story: "The route is fine and the Service is there, but its selector matches no Pod: every request fails with 503. Look at the picture: the last edge is the one in doubt.",
    answer: (text) => text.replace("selector:\n    app: web\n  ports", "selector:\n    app: website\n  ports"),
  },
  {
    title: "A custom domain as an Ingress",
    about: "It is one more hostname of the same route",
    text: asIngress,
    story: "A domain of your own needs no Ingress: it is one more hostname of the same HTTPRoute. Delete the Ingress and write the route, or let us show you.",
    answer: () => customDomain,
  },
];

/** Documents by what they are, as people keep them: the route, its Services, its workloads. */
export function asFiles(text: string): { name: string; text: string }[] {
  const files = new Map<string, string[]>();
  for (const document of text.split(/^---\n/m)) {
    const [, kind = ""] = /^kind: (\w+)/m.exec(document) ?? [];
    const name = /Route$/.test(kind) ? "route.yaml" : kind === "Service" ? "services.yaml" : kind === "Ingress" ? "ingress.yaml" : "workloads.yaml";
    files.set(name, [...(files.get(name) ?? []), document.trimEnd() + "\n"]);
  }
  const order = ["route.yaml", "ingress.yaml", "services.yaml", "workloads.yaml"];
  const of = (name: string) => files.get(name)?.join("---\n");
  return order.flatMap((name) => {
    const text = of(name);
    return text === undefined ? [] : [{ name, text }];
  });
}

/** The page with an example in it, a file for each sort of object; or in one file, where what stands together counts. */
export function snapshotOf(text: string, together = false): Snapshot {
  const files = (together ? [{ name: "route.yaml", text }] : asFiles(text)).map((it) => ({ ...it, live: false }));
  return { files, active: 0, platform: { ...PLATFORM, tenant: "acme", domains: ["shop.example.com"] } };
}
