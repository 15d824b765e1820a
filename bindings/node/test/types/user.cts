// The same package, required.
import routeproof = require("routeproof");

const report: routeproof.Report = routeproof.checkSync("kind: Service\n");
const codes: string[] = [...report].map((it) => it.code);
const kind: "native" | "wasm" = routeproof.engine;
void [codes, kind];
