import type * as types from "./types";

export type {
  Change,
  Condition,
  Diagnostic,
  Edit,
  Evidence,
  FailOn,
  Fix,
  Format,
  Implementation,
  ObjectStatus,
  Position,
  Related,
  RouteAnswer,
  RouteVerification,
  Rule,
  Safety,
  Severity,
  Span,
  Summary,
  Unit,
} from "./types";

/** A text, or its bytes in UTF-8. */
export type Text = string | Uint8Array;

/** An object as parsed YAML has it, or as the Kubernetes client returns it. */
export type KubernetesObject = object;

/** Manifests in any of their forms. */
export interface Forms {
  /** Files, and folders, which are searched as the command line does it; `-` is the standard input. */
  paths?: string | readonly string[];
  /** A text, or texts by name. */
  text?: Text | Readonly<Record<string, Text>>;
  /** One object or many; `null`, as an empty YAML document reads, is left out. */
  objects?: KubernetesObject | readonly (KubernetesObject | null)[];
}

/**
 * A path or paths, a text (a string with a line break or one that starts with `{`, or bytes), an object or objects, or any
 * of these by name.
 */
export type Manifests = Text | readonly string[] | KubernetesObject | readonly (KubernetesObject | null)[] | Forms;

/** What questions go by; what is not given here is taken from `settings`. */
export interface Options {
  /** What a cluster reported. */
  live?: Manifests;
  /** What `routeproof.yaml` says: its path, its text, or an object. Without it, the file nearest to the first path counts. */
  settings?: Text | object;
  /** The platform: the name of a built-in profile, a file, an object, or `none`. */
  profile?: string | object;
  /** Whose manifests these are. */
  tenant?: string;
  /** The tenant's own domains. */
  customDomains?: readonly string[];
  /** The Gateway API release of the cluster, for instance `1.7`. */
  gatewayApi?: string;
  /** The channel of the cluster's Gateway API. */
  channel?: "standard" | "experimental";
  /** The Kubernetes release of the cluster, for instance `1.37`. */
  kubernetes?: string;
  /** Whether the manifests are all there is; or of which kinds they are. */
  complete?: boolean | readonly types.Complete[];
  /** Whether an object that is not judged is an error. */
  strict?: boolean;
  /** Files and folders with CRDs to judge objects by, besides those among the manifests; not with WebAssembly. */
  crds?: readonly string[];
  /** What runs the Gateways, with or without its version: `istio@1.31`. */
  implementation?: string;
  /** Severities by code. */
  rules?: Readonly<Record<string, types.Severity | "off">>;
  /** Findings that are known and put up with. */
  ignore?: readonly { code: string; path: string; reason: string }[];
  /** The current time. Without it, nothing that depends on the date is reported. */
  now?: Date | string;
  /** Whether to judge as the API server does, and no further. */
  apiOnly?: boolean;
}

/** What offsets and columns count: bytes of UTF-8, as on every host, unless something else is asked for. */
export interface UnitOption {
  /** JavaScript's own strings count `utf16`. */
  unit?: types.Unit;
}

export interface SafetyOption {
  /** How safe a fix has to be; `safe` by default. */
  safety?: types.Safety;
}

export interface FailOnOption {
  /** The least severity that JUnit marks as a failure; `error` by default. */
  failOn?: types.FailOn;
}

export interface RoutesOption {
  /** `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`; without any, every route. */
  routes?: readonly string[];
}

export interface GatewayOption {
  /** `NAMESPACE/NAME`; every Gateway by default. */
  gateway?: string;
}

export interface RequestsOption {
  /** URLs, or requests by their parts. */
  requests: readonly (string | types.RequestText)[];
}

/** What was handed over cannot be worked with, and why: settings, a text, an object, a question. */
export class RouteproofError extends Error {
  readonly name: "RouteproofError";
  /** What has to change; `undefined` where the engine was not asked. */
  readonly kind: types.FailureKind | undefined;
  /** Where, as far as it is known. */
  readonly at: types.FailurePlace | undefined;
}

/** A whole answer. */
declare class Result {
  protected constructor();
  /** The answer as JSON on one line, byte for byte as every host of routeproof has it. */
  toJson(): string;
}

export interface Report extends types.Report {}
/** What a check found. Iterates over its diagnostics. */
export class Report extends Result implements Iterable<types.Diagnostic> {
  /** Whether nothing is an error. */
  readonly ok: boolean;
  /** The report in a format, as `routeproof check --format` prints it. */
  render(format?: types.Format, options?: FailOnOption): Promise<string>;
  /** The same on this thread. */
  renderSync(format?: types.Format, options?: FailOnOption): string;
  /** The report as SARIF 2.1.0, for code scanning services and editors. */
  toSarif(): Promise<string>;
  [Symbol.iterator](): Iterator<types.Diagnostic>;
}

/** The status that every conformant controller writes. Iterates over the objects. */
export class Statuses extends Result implements Iterable<types.ObjectStatus> {
  /** By kind, namespace and name. */
  readonly statuses: readonly types.ObjectStatus[];
  [Symbol.iterator](): Iterator<types.ObjectStatus>;
}

export interface Verification extends types.Verification {}
/** The five answers about each route. Iterates over the routes. */
export class Verification extends Result implements Iterable<types.RouteVerification> {
  [Symbol.iterator](): Iterator<types.RouteVerification>;
}

/** Texts with fixes applied. Iterates over the sources that changed. */
export class Fixed extends Result implements Iterable<types.Change> {
  /** How many findings were mended. */
  readonly mended: number;
  /** The sources that changed, by name. */
  readonly changes: readonly types.Change[];
  /** The new texts by the names of their sources. */
  readonly texts: Readonly<Record<string, string>>;
  [Symbol.iterator](): Iterator<types.Change>;
}

export interface RequestAnswers extends types.RequestAnswers {}
/** What becomes of each request, in the order of the requests. Iterates over the answers. */
export class RequestAnswers extends Result implements Iterable<types.RequestAnswer> {
  [Symbol.iterator](): Iterator<types.RequestAnswer>;
}

export interface RouteTables extends types.RouteTables {}
/** The matches of Gateways, in the order in which they are tried. Iterates over the Gateways. */
export class RouteTables extends Result implements Iterable<types.GatewayTable> {
  [Symbol.iterator](): Iterator<types.GatewayTable>;
}

export interface Implementations extends types.Implementations {}
/** How implementations stand to what the manifests need. Iterates over the implementations, best first. */
export class Implementations extends Result implements Iterable<types.Implementation> {
  [Symbol.iterator](): Iterator<types.Implementation>;
}

/** What is wrong with manifests. Reads and works off this thread. */
export function check(manifests: Manifests, options?: Options & UnitOption): Promise<Report>;
export function checkSync(manifests: Manifests, options?: Options & UnitOption): Report;

/** The status that every conformant controller writes. */
export function status(manifests: Manifests, options?: Options): Promise<Statuses>;
export function statusSync(manifests: Manifests, options?: Options): Statuses;

/** The five questions after apply, about what a cluster reported; `manifests` is what was applied. */
export function verify(
  live: Manifests,
  options?: Omit<Options, "live"> & UnitOption & RoutesOption & { manifests?: Manifests },
): Promise<Verification>;
export function verifySync(
  live: Manifests,
  options?: Omit<Options, "live"> & UnitOption & RoutesOption & { manifests?: Manifests },
): Verification;

/** The texts with fixes applied; files stay as they are. */
export function fix(manifests: Manifests, options?: Options & SafetyOption): Promise<Fixed>;
export function fixSync(manifests: Manifests, options?: Options & SafetyOption): Fixed;

/** Which implementations report all that the manifests need, best first. */
export function implementations(manifests: Manifests, options?: Options & UnitOption): Promise<Implementations>;
export function implementationsSync(manifests: Manifests, options?: Options & UnitOption): Implementations;

/** What becomes of requests: which backend answers, and why no other does. */
export function requests(manifests: Manifests, options: Options & RequestsOption): Promise<RequestAnswers>;
export function requestsSync(manifests: Manifests, options: Options & RequestsOption): RequestAnswers;

/** The matches of Gateways, in the order in which they are tried. */
export function routes(manifests: Manifests, options?: Options & GatewayOption): Promise<RouteTables>;
export function routesSync(manifests: Manifests, options?: Options & GatewayOption): RouteTables;

/** A rule, by its code or its name. */
export function explain(rule: string): types.Rule;

/** Every rule there is or ever was, by code. */
export function rules(): types.Rule[];

/** The releases of Gateway API that the engine knows, oldest first. */
export function gatewayApiReleases(): string[];

/**
 * Answers one request in JSON with JSON, for what has no function of its own: `Request` and `Answer` in `types.d.ts`. A
 * request that is not understood gets an answer of the type `failure`.
 */
export function answerJson(request: string): string;

/** The version of the engine. */
export const version: string;

/** What answers: the binary that was built for this platform, or WebAssembly. */
export const engine: "native" | "wasm";

/**
 * Manifests and settings that are kept between questions: after a change, only the source that changed is read and judged
 * again. Questions are answered off this thread, in the order in which they were asked.
 */
export class Workspace {
  /** Reads files on this thread; {@link Workspace.open} does not. */
  constructor(options?: Options & { manifests?: Manifests });
  static open(options?: Options & { manifests?: Manifests }): Promise<Workspace>;

  /** Adds a source of manifests, or replaces what it says. */
  setSource(name: string, text: Text | KubernetesObject): void;
  /** Adds what a cluster reported, or replaces it. */
  setLive(name: string, text: Text | KubernetesObject): void;
  /** Takes a source away; says whether it was there. */
  removeSource(name: string): boolean;
  /** The texts of the manifests by name. */
  readonly sources: Record<string, string>;

  check(options?: UnitOption): Promise<Report>;
  checkSync(options?: UnitOption): Report;
  status(): Promise<Statuses>;
  statusSync(): Statuses;
  verify(options?: UnitOption & RoutesOption): Promise<Verification>;
  verifySync(options?: UnitOption & RoutesOption): Verification;
  /** Applies fixes to the sources of this workspace. */
  fix(options?: SafetyOption): Promise<Fixed>;
  fixSync(options?: SafetyOption): Fixed;
  requests(options: RequestsOption): Promise<RequestAnswers>;
  requestsSync(options: RequestsOption): RequestAnswers;
  routes(options?: GatewayOption): Promise<RouteTables>;
  routesSync(options?: GatewayOption): RouteTables;
  implementations(options?: UnitOption): Promise<Implementations>;
  implementationsSync(options?: UnitOption): Implementations;

  /** Gives back the memory of the engine; a closed workspace answers nothing. */
  close(): void;
  readonly closed: boolean;
}
