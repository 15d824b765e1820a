// Written by `type-gen` from the engine's own types; edit those.

/** An address of a Gateway. */
export interface Address {
  /** What it is. */
  type: string;
  /** The address. */
  value: string;
}

/** What a host gets back. */
export type Answer =
  /** What is wrong; carries `"version": 1`. */
  | ({ type: "report" } & Report)
  /** A report in a format. */
  | ({
      type: "text";
      /** The report. */
      text: string;
    })
  /** Predicted statuses. */
  | ({
      type: "statuses";
      /** By kind, namespace and name. */
      statuses: ObjectStatus[];
    })
  /** The five answers about each route; carries `"version": 1`. */
  | ({ type: "verification" } & Verification)
  /** Texts with fixes applied. */
  | ({
      type: "fixed";
      /** The sources that changed, by name. */
      changes: Change[];
      /** How many findings were mended. */
      mended: number;
    })
  /** What can stand at the cursor, best first. */
  | ({
      type: "completions";
      /** The completions. */
      completions: Completion[];
    })
  /** What the field under the cursor means. */
  | ({
      type: "hover";
      /** Nothing where nothing is known. */
      hover: Hover | null;
    })
  /** Whether a file is a source now. */
  | ({
      type: "file";
      /** Whether it is judged, or an editor shows it. */
      taken: boolean;
    })
  /** Where something is written. */
  | ({
      type: "places";
      /** By source and place. */
      places: GraphPlace[];
    })
  /** The objects of a source. */
  | ({
      type: "symbols";
      /** In writing order, each object with its parts behind it. */
      symbols: Symbol[];
    })
  /** What becomes of the requests of rules. */
  | ({
      type: "outcomes";
      /** In writing order; a rule that no listener takes has none. */
      outcomes: Outcome[];
    })
  /** How implementations stand to what the sources need; carries `"version": 1`. */
  | ({ type: "implementations" } & Implementations)
  /** What becomes of each request; carries `"version": 1`. */
  | ({ type: "requests" } & RequestAnswers)
  /** The matches of Gateways; carries `"version": 1`. */
  | ({ type: "routes" } & RouteTables)
  /** How requests flow; carries `"version": 1`. */
  | ({ type: "graph" } & Graph)
  /** One rule. */
  | ({ type: "rule" } & Rule)
  /** All rules. */
  | ({
      type: "rules";
      /** By code. */
      rules: Rule[];
    })
  /** The engine's version. */
  | ({
      type: "version";
      /** The releases of Gateway API that it knows, oldest first. */
      gatewayApi: string[];
      /** As in `Cargo.toml`. */
      version: string;
    })
  /** The question was not understood, or could not be answered. */
  | ({ type: "failure" } & Failure);

/** How a backend proves itself to the Gateway. */
export interface BackendTls {
  /** The server name, which the certificate has to be for unless the policy names others. */
  hostname?: string | null;
  /** The BackendTLSPolicy, in the namespace of the backend. */
  policy: string;
}

/** A source that fixes changed. */
export interface Change {
  /** What it is called. */
  name: string;
  /** What it says now. */
  text: string;
}

/** A kind of which the inputs hold every object. */
export interface Complete {
  /** The API group; empty for the core group. */
  group?: string;
  /** The kind. */
  kind: string;
  /** The namespace; without it, every one. */
  namespace?: string | null;
}

/** Something that can stand at the cursor. */
export interface Completion {
  /** More about it, in a few words. */
  detail: string;
  /** What it means, as Markdown. */
  docs: string;
  /** What replaces the text at `span`. */
  insert: string;
  /** What it is. */
  kind: CompletionKind;
  /** What a list shows. */
  label: string;
  /** The text that is typed already. */
  span: Span;
}

/** What a completion stands for. */
export type CompletionKind = "name" | "field" | "value";

/** A condition. */
export interface Condition {
  /** When it last changed. */
  lastTransitionTime?: string | null;
  /** Why, in a sentence. */
  message: string;
  /** The generation that was judged. */
  observedGeneration?: number | null;
  /** Why, in a word. */
  reason: string;
  /** Whether it holds. */
  status: Truth;
  /** Its type. */
  type: string;
}

/** One finding. */
export interface Diagnostic {
  /** The stable code of the rule, for instance `RP2003`. */
  code: string;
  /** How to mend it, best first. */
  fixes: Fix[];
  /** What to do next. */
  help?: string | null;
  /** What is wrong, in one line. */
  message: string;
  /** The defect in kebab case, for instance `backend-port-not-found`. */
  name: string;
  /** The object that the place belongs to. */
  object?: Object | null;
  /** The field, as the API server writes it: `spec.rules[0].backendRefs[0].port`. */
  path?: string | null;
  /** Where it was found, if that is a text that a tool printed; `source` and `span` are then in the file that says it. */
  printed?: Printed | null;
  /** Other places that explain it. */
  related: Related[];
  /** How bad it is. */
  severity: Severity;
  /** The name of the source. */
  source: string;
  /** The smallest text that has to change. */
  span: Span;
  /** The rule's page on the site of the documentation. */
  url: string;
}

/** One replacement of text. */
export interface Edit {
  /** The name of the source. */
  source: string;
  /** The text that goes; empty for an insertion. */
  span: Span;
  /** The text that comes. */
  text: string;
}

/** The endpoints of one port of a Service. */
export interface Endpoints {
  /** The Service's port. */
  port: number;
  /** How many take traffic. */
  ready: number;
  /** How many could answer, also while they terminate. */
  serving: number;
  /** How many are going away. */
  terminating: number;
  /** How many endpoints there are. */
  total: number;
}

/** One piece of evidence. */
export interface Evidence {
  /** The condition that it is about, as reported. */
  condition?: ReportedCondition | null;
  /** The endpoints that it counts. */
  endpoints?: Endpoints | null;
  /** The object that it is about. */
  object?: Object | null;
  /** What keeps endpoints from being ready, in a word. */
  reason?: string | null;
  /** The name of the source that it stands in. */
  source?: string | null;
  /** Where it stands in it. */
  span?: Span | null;
  /** In words. */
  text: string;
  /** What it speaks for; nothing where it only explains. */
  verdict?: Verdict | null;
}

/** The least severity that fails a run. */
export type FailOn = "error" | "warning" | "never";

/** Why there is no answer. */
export interface Failure {
  /** Where, as far as it is known. */
  at: FailurePlace | null;
  /** What has to change. */
  kind: FailureKind;
  /** Why, in one line. */
  message: string;
}

/** What has to change for an answer. */
export type FailureKind = "notUnderstood" | "settings" | "crds" | "notFound" | "unsupported" | "internal";

/** Where the failure is. */
export interface FailurePlace {
  /** The column, from 1, in code points. */
  column?: number | null;
  /** The line, from 1. */
  line?: number | null;
  /** The field in it, for instance `requests[0]`. */
  path?: string | null;
  /** The text: `request`, `inputs`, `question`, `settings`, `profile`, or the name of a file or of a source. */
  text: string;
}

/** The name of a feature. */
export interface FeatureName {
  /** The name. */
  name: string;
}

/** Edits that mend a finding together. */
export interface Fix {
  /** What changes; never overlapping. */
  edits: Edit[];
  /** Whether it may be applied unseen. */
  safety: Safety;
  /** What it does, in the imperative. */
  title: string;
}

/** Whether a rule offers fixes. */
export type Fixes = "always" | "sometimes" | "never";

/** A format of reports. */
export type Format = "text" | "json" | "sarif" | "github" | "gitlab" | "junit";

/** A request as a backend gets it. */
export interface Forwarded {
  /** The other headers: name, value. */
  headers: string[][];
  /** The `Host` header. */
  host: string;
  /** The method. */
  method: string;
  /** Path and query. */
  path: string;
}

/** The status of a GatewayClass. */
export interface GatewayClassStatus {
  /** Its conditions. */
  conditions: Condition[];
  /** The features that its controller supports, where they are known. */
  supportedFeatures?: FeatureName[];
}

/** The status of a Gateway. */
export interface GatewayStatus {
  /** The addresses that it asked for and gets, else those that it had. */
  addresses?: Address[];
  /** How many ListenerSets attach to it. */
  attachedListenerSets?: number | null;
  /** Its conditions. */
  conditions: Condition[];
  /** Per listener, as written. */
  listeners: ListenerStatus[];
}

/** The matches of one Gateway. */
export interface GatewayTable {
  /** Whether it is among the inputs. Of another one, the listeners are those that parent refs tell of. */
  known: boolean;
  /** Its listeners, and those of its ListenerSets. */
  listeners: ListenerTable[];
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
}

/** How requests flow through what the sources hold. */
export interface Graph {
  /**
   * What becomes of the request whose path is marked, where one was asked about. Without a node on its path, `reasons`
   * says why.
   */
  answer?: RequestAnswer | null;
  /** From where to where, in the order of the nodes. */
  edges: GraphEdge[];
  /** What requests pass, by kind, and then in the order of the routes. */
  nodes: GraphNode[];
  /** Always 1. */
  version: number;
}

/** A way from one node to the next. */
export interface GraphEdge {
  /** The node that it leaves, by its place in the list. */
  from: number;
  /** A port or a weight; empty where there is nothing to say. */
  label: string;
  /** Whether the request passes it that was asked about; where the answer depends, in one of its readings. */
  onPath?: boolean;
  /** The reference that it stands for. */
  place?: GraphPlace | null;
  /** Why they do not. */
  reason?: string | null;
  /** From a hostname to a listener: the routes that want it there. */
  routes?: number[];
  /** Whether requests pass it; never better than the node that it leads to. */
  state: GraphState;
  /** The node that it leads to. */
  to: number;
}

/** Something that requests pass. */
export interface GraphNode {
  /** More about it, in a few words; empty where there is nothing to say. */
  detail: string;
  /** Stays the same while names do: `route/HTTPRoute/shop/web`. */
  id: string;
  /** What it is. */
  kind: GraphNodeKind;
  /** What it is called. */
  label: string;
  /** The object that it is or belongs to. */
  object?: Object | null;
  /** Whether the request passes it that was asked about; where the answer depends, in one of its readings. */
  onPath?: boolean;
  /** Where it is written. */
  place?: GraphPlace | null;
  /** Why it does not. */
  reason?: string | null;
  /** Whether it works. */
  state: GraphState;
}

/** What requests pass, in this order. */
export type GraphNodeKind = "hostname" | "listener" | "route" | "rule" | "service" | "endpoints";

/** Where something is written. */
export interface GraphPlace {
  /** The name of the source. */
  source: string;
  /** From where to where. */
  span: Span;
}

/** Whether requests pass. */
export type GraphState = "ok" | "unknown" | "broken";

/** What is done to a header. */
export type HeaderAction = "set" | "add" | "remove";

/** A change of a header. */
export interface HeaderEdit {
  /** What is done. */
  action: HeaderAction;
  /** The header. */
  name: string;
  /** The value; empty where the header goes. */
  value: string;
}

/** What the field under the cursor means. */
export interface Hover {
  /** What it is about. */
  span: Span;
  /** Markdown. */
  text: string;
}

/** An implementation by its newest conformance report. */
export interface Implementation {
  /** The channel of Gateway API. */
  channel: string;
  /** The day of the report; empty where it does not say. */
  date: string;
  /** The release of Gateway API whose tests ran. */
  gatewayApi: string;
  /** What the report does not list. */
  missing: MissingFeature[];
  /** Its name, as the setting `implementation` takes it. */
  name: string;
  /** Whose it is. */
  organization: string;
  /** What it lists though tests were skipped or failed. */
  partly: PartlyTestedFeature[];
  /** Its version. */
  version: string;
}

/** What is needed, and how each implementation stands to it. */
export interface Implementations {
  /** The features that are needed, by name. */
  features: NeededFeature[];
  /**
   * Every implementation with a conformance report: those that lack least first, then those of whose features most
   * is tested, then by name.
   */
  implementations: Implementation[];
  /** How many objects of Gateway API there are; without any, every implementation has all that is needed. */
  objects: number;
  /** Always 1. */
  version: number;
}

/** What is asked about. */
export interface Inputs {
  /** Whether to judge as the API server does, and no further. */
  apiOnly?: boolean;
  /** Of which kinds the inputs hold every object. */
  complete?: Complete[];
  /**
   * CRDs that are no source themselves, beside those among the sources. Objects are judged by them where the host has
   * what compiles CRDs: native hosts do.
   */
  crds?: SourceText[];
  /**
   * The files of a folder, by their paths in it with `/` between folders; see [`Question::File`]. A `routeproof.yaml`
   * among them goes before `settings`, and the profile and the CRDs that settings name are looked for among them.
   */
  files?: SourceText[];
  /** What a cluster reported: the output of `kubectl get … -o yaml`. */
  live?: SourceText[];
  /** The current time. Without it, nothing that depends on the date is reported. */
  now?: Timestamp | null;
  /** What `routeproof.yaml` says, as that file's text; JSON is YAML too. */
  settings?: string | null;
  /** The manifests that are to be applied. */
  sources?: SourceText[];
}

/** The status of a ListenerSet. */
export interface ListenerSetStatus {
  /** Its conditions. */
  conditions: Condition[];
  /** Per listener, as written. */
  listeners?: ListenerStatus[];
}

/** What becomes of a listener, of a Gateway or of a ListenerSet. */
export interface ListenerStatus {
  /** How many routes attach to it. */
  attachedRoutes: number;
  /** Its conditions. */
  conditions: Condition[];
  /** Its name. */
  name: string;
  /** The kinds of routes that it takes. */
  supportedKinds: SupportedKind[];
}

/** The matches of one listener. */
export interface ListenerTable {
  /** The hostname, where it has one. */
  hostname?: string | null;
  /** `Gateway` or `ListenerSet`; `Service` in a mesh. */
  kind: string;
  /** Its matches, the one that is tried first at the top. */
  matches: TableMatch[];
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** The port, where it is known. */
  port?: number | null;
  /** The protocol, where it is known. */
  protocol?: string | null;
  /** The name of the listener in it; empty where it is not known, and for a `Service`. */
  section: string;
}

/** A match that would take the request too. */
export interface Lost {
  /** Its entry of `matches`, from 0. */
  match?: number | null;
  /** Its route. */
  route: RequestRoute;
  /** Its rule, from 0. */
  rule: number;
  /** The step of precedence that decided. */
  step: string;
}

/** A feature that a report does not list. */
export interface MissingFeature {
  /** Its name: `HTTPRouteCORS`. */
  name: string;
  /** Whether the report is older than the feature, so that it says nothing. */
  newer: boolean;
  /** Whether Gateways or meshes have to have it. */
  side: Side;
}

/** A feature that is needed, and where. */
export interface NeededFeature {
  /** How many fields and values need it. */
  count: number;
  /** The first of them, by source and place. */
  first: Place;
  /** Its name: `HTTPRouteCORS`. */
  name: string;
  /** Whether Gateways or meshes have to have it. */
  side: Side;
}

/** A kind whose objects were not judged. */
export interface NotJudged {
  /** How many objects there are of it. */
  count: number;
  /** Its API group; empty for the core group. */
  group: string;
  /** The kind. */
  kind: string;
}

/** What an object is and what it is called. */
export interface Object {
  /** `group/version`, or `version` in the core group. */
  apiVersion: string;
  /** The kind. */
  kind: string;
  /** The name; empty where it has none. */
  name: string;
  /** The namespace, where the object says one. */
  namespace?: string | null;
}

/** The predicted status of one object. */
export interface ObjectStatus {
  /** Group and version, as the object says them. */
  apiVersion: string;
  /** The kind. */
  kind: string;
  /** The name. */
  name: string;
  /** The namespace; empty for a cluster-scoped object. */
  namespace?: string;
  /** The status. */
  status: Status;
}

/** What becomes of the requests of a rule. */
export interface Outcome {
  /** The rule. */
  span: Span;
  /** In a few words: `infra/edge https → web/api:80`. */
  text: string;
}

/** A reference to a parent or ancestor. */
export interface ParentReference {
  /** The API group. */
  group: string;
  /** The kind. */
  kind: string;
  /** The name. */
  name: string;
  /** The namespace, where there is one. */
  namespace?: string | null;
  /** The port, where there is one. */
  port?: number | null;
  /** The section, where there is one. */
  sectionName?: string | null;
}

/** A feature that a report lists without some of its tests. */
export interface PartlyTestedFeature {
  /** Its name: `HTTPRouteCORS`. */
  name: string;
  /** Whether Gateways or meshes have to have it. */
  side: Side;
  /** The tests that were skipped or failed. */
  tests: string[];
}

/** A field or value. */
export interface Place {
  /** The object. */
  object?: Object | null;
  /** The field, as the API server writes it. */
  path: string;
  /** The name of the source. */
  source: string;
  /** Where it stands. */
  span: Span;
}

/** What one ancestor makes of a policy. */
export interface PolicyAncestorStatus {
  /** The ancestor. */
  ancestorRef: ParentReference;
  /** What it says. */
  conditions: Condition[];
  /** Who says so. */
  controllerName: string;
}

/** The status of a BackendTLSPolicy. */
export interface PolicyStatus {
  /** Per ancestor. */
  ancestors: PolicyAncestorStatus[];
}

/** Where something stands; lines and columns count from 1, offsets from 0. */
export interface Position {
  /** The column, from 1, in units. */
  column: number;
  /** The line, from 1. */
  line: number;
  /** Units from the start of the text. */
  offset: number;
}

/** A place in a text that a tool printed. */
export interface Printed {
  /** The command that printed it, in angle brackets. */
  source: string;
  /** Where. */
  span: Span;
}

/** What is asked. */
export type Question =
  /** What is wrong. */
  | ({
      op: "check";
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** What is wrong, as text in a format. */
  | ({
      op: "render";
      /** What fails, in a format that says so: JUnit does. */
      failOn?: FailOn;
      /** The format. */
      format: Format;
    })
  /** The status that every conformant controller writes. */
  | ({ op: "status" })
  /** The five questions after apply, about routes that a cluster reported. */
  | ({
      op: "verify";
      /** The routes: `NAME`, `NAMESPACE/NAME` or `KIND/NAMESPACE/NAME`; without any, every one. */
      routes?: string[];
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** The texts with fixes applied. */
  | ({
      op: "fix";
      /** How safe a fix has to be. */
      safety: Safety;
    })
  /** What can stand at the cursor. */
  | ({
      op: "complete";
      /** Where the cursor is, in `unit`s from the start. */
      offset: number;
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in question and answer. */
      unit?: Unit;
    })
  /** What the field under the cursor means. */
  | ({
      op: "hover";
      /** Where the cursor is, in `unit`s from the start. */
      offset: number;
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in question and answer. */
      unit?: Unit;
    })
  /** Takes in the new text of a file of the folder, as `check` does of a folder: what is no manifest is no source. */
  | ({
      op: "file";
      /** Its path in the folder. */
      name: string;
      /** Whether an editor shows it: then it can be asked about although it holds no manifests. */
      open?: boolean;
      /** What it says. */
      text: string;
    })
  /** What the reference at the cursor names. */
  | ({
      op: "definitions";
      /** Where the cursor is, in `unit`s from the start. */
      offset: number;
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in question and answer. */
      unit?: Unit;
    })
  /** What refers to the thing that is named at the cursor. */
  | ({
      op: "references";
      /** Where the cursor is, in `unit`s from the start. */
      offset: number;
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in question and answer. */
      unit?: Unit;
    })
  /** The objects of a source, with their listeners, rules and ports. */
  | ({
      op: "symbols";
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** What becomes of the requests of each rule in a source. */
  | ({
      op: "outcomes";
      /** The name of the source. */
      source: string;
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** Which implementations report all that the sources need. */
  | ({
      op: "implementations";
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** What becomes of requests: which backend answers, and why no other does. */
  | ({
      op: "requests";
      /** The requests. */
      requests: RequestText[];
    })
  /** The matches of Gateways, in the order in which they are tried. */
  | ({
      op: "routes";
      /** The Gateway, `NAMESPACE/NAME`; every one by default. */
      gateway?: string | null;
    })
  /** How requests flow: hostnames, listeners, routes, rules, Services, endpoints. */
  | ({
      op: "graph";
      /** The request whose path is marked; none by default. */
      request?: RequestText | null;
      /** The unit of offsets and columns in the answer. */
      unit?: Unit;
    })
  /** The docs of one rule. */
  | ({
      op: "explain";
      /** Its code or its name. */
      rule: string;
    })
  /** Every rule there is or ever was. */
  | ({ op: "rules" })
  /** The engine's version. */
  | ({ op: "version" });

/** An answer under an assumption. */
export interface Reading {
  /** The answer then; it has no readings of its own. */
  answer: RequestAnswer;
  /** What is assumed. */
  assumes: string;
}

/** Another place that explains a finding. */
export interface Related {
  /** What is there. */
  message: string;
  /** The name of its source. */
  source: string;
  /** Where. */
  span: Span;
}

/** What a check found. */
export interface Report {
  /** The findings, sorted by source, span and code. */
  diagnostics: Diagnostic[];
  /** How much was looked at, and how much was found. */
  summary: Summary;
  /** Always 1. */
  version: number;
}

/** A condition as it was reported. */
export interface ReportedCondition {
  /** The object's generation. */
  generation?: number | null;
  /** Why, in a sentence. */
  message: string;
  /** The generation that the controller had seen. */
  observedGeneration?: number | null;
  /** Why, in a word. */
  reason: string;
  /** `True`, `False` or `Unknown`. */
  status: string;
  /** Its type. */
  type: string;
}

/** One question with everything that it takes to answer it. */
export interface Request {
  /** What is asked about. */
  inputs?: Inputs;
  /** What is asked. */
  question: Question;
}

/** What becomes of one request, and why. */
export interface RequestAnswer {
  /** The backends that share the requests. */
  backends: RequestBackend[];
  /** The request as a backend gets it. */
  forwarded?: Forwarded | null;
  /** The hostname under which the route takes it: what listener and route share, empty for every hostname. */
  hostname?: string | null;
  /** The listener that takes it. */
  listener?: RequestListener | null;
  /** The `Location` header of a redirect. */
  location?: string | null;
  /** Other matches that would take the request, best first; a long list is cut. */
  lost: Lost[];
  /** The entry of the rule's `matches`, from 0; none where the rule has no matches. */
  match?: number | null;
  /** The backends that get a copy; `share` is the part of the requests that is copied. */
  mirrors: RequestBackend[];
  /** What becomes of it. */
  outcome: RequestOutcome;
  /** The answers of `depends`, one for each assumption. */
  readings: Reading[];
  /** Each step of the decision, in a sentence. */
  reasons: string[];
  /** What is changed in the headers of the answer. */
  responseHeaders: HeaderEdit[];
  /** What is tried again. */
  retry?: Retry | null;
  /** The route that takes it. */
  route?: RequestRoute | null;
  /** The rule of the route, from 0. */
  rule?: number | null;
  /** The status code that the Gateway itself answers with. */
  status?: number | null;
  /** How long the client waits at most. */
  timeouts?: Timeouts | null;
}

/** What becomes of each request, in the order of the requests. */
export interface RequestAnswers {
  /** One answer for each request. */
  answers: RequestAnswer[];
  /** Always 1. */
  version: number;
}

/** A backend and its part of the requests. */
export interface RequestBackend {
  /** The request as this backend gets it, where filters of its own change it. */
  forwarded?: Forwarded | null;
  /** Its kind, nearly always `Service`. */
  kind: string;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** Its port. */
  port?: number | null;
  /** The port's `appProtocol`. */
  protocol?: string | null;
  /** What is changed in the headers of its answers, where filters of its own do so. */
  responseHeaders: HeaderEdit[];
  /** Its part of the requests, from 0 to 1. */
  share: number;
  /** The status code that its part of the requests gets instead of reaching it. */
  status?: number | null;
  /** The TLS that a BackendTLSPolicy asks for. */
  tls?: BackendTls | null;
  /** Its weight. */
  weight: number;
}

/** A listener of a Gateway or ListenerSet, or a port of a Service. */
export interface RequestListener {
  /** `Gateway` or `ListenerSet`; `Service` where a Pod is the client. */
  kind: string;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** The port. */
  port: number;
  /** The name of the listener in it; empty for a `Service`. */
  section: string;
}

/** What becomes of a request. */
export type RequestOutcome = "forward" | "redirect" | "respond" | "depends" | "unknown";

/** A route. */
export interface RequestRoute {
  /** Its kind. */
  kind: string;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
}

/** A request as a client sends it: a URL, or its parts. */
export interface RequestText {
  /**
   * The namespace of the Pod that sends it. With one, the request goes to the Service that the URL names, through the
   * routes that have it as parent, and no Gateway is asked.
   */
  from?: string | null;
  /** The Gateway that receives it: `NAMESPACE/NAME`. Without one, every Gateway is considered. */
  gateway?: string | null;
  /** Names and values of headers, in pairs. `host`, `:authority`, `:method` and `:path` stand for fields that are not given. */
  headers?: string[][];
  /** The host, with or without a port. */
  host?: string | null;
  /** The method; `GET` by default. */
  method?: string | null;
  /** Path and query. */
  path?: string | null;
  /** The port of the Gateway. Without a URL, 443 and every port with a server name mean HTTPS. */
  port?: number | null;
  /** The server name of the TLS handshake, where it is not the host. */
  sni?: string | null;
  /** `http://`, `https://`, `tls://`, `tcp://` or `udp://`, host, port, path and query. The other fields go before it. */
  url?: string | null;
}

/** What is tried again. */
export interface Retry {
  /** How often, after the first attempt. */
  attempts: number;
  /** Status codes of a backend after which it is tried again; connection errors always are. */
  codes: number[];
}

/** The answer to one question. */
export interface RouteAnswer {
  /** Why; never empty. */
  evidence: Evidence[];
  /** The question. */
  question: RouteQuestion;
  /** The same as a statement. */
  statement: string;
  /** Whether that is true. */
  verdict: Verdict;
}

/** What one parent makes of a route. */
export interface RouteParentStatus {
  /** What it says. */
  conditions: Condition[];
  /** Who says so. */
  controllerName: string;
  /** The parentRef, as the route says it. */
  parentRef: ParentReference;
}

/** The five questions, in the order in which they are asked. */
export type RouteQuestion = "routeExists" | "serviceHealthy" | "accepted" | "resolvedRefs" | "backendReached";

/** The status of a route. */
export interface RouteStatus {
  /** Per parent. */
  parents: RouteParentStatus[];
}

/** The matches of Gateways, in the order in which they are tried. */
export interface RouteTables {
  /** One table for each Gateway of the inputs, and for each that a route names. */
  gateways: GatewayTable[];
  /**
   * The Services of a mesh that routes have as parent, once for each namespace of such routes; none where the question
   * names a Gateway.
   */
  services: ServiceTable[];
  /** Always 1. */
  version: number;
}

/** The answers about one route. */
export interface RouteVerification {
  /** The answers, in the order of the questions. */
  answers: RouteAnswer[];
  /** The route; its kind and version are empty where only a name is known. */
  object: Object;
  /** The worst of the answers. */
  verdict: Verdict;
}

/** A rule as hosts see it. */
export interface Rule {
  /** The stable code. */
  code: string;
  /** Markdown. */
  docs: string;
  /** Whether it offers fixes. */
  fixes: Fixes;
  /** The defect. */
  name: string;
  /** The severity unless settings say otherwise. */
  severity: Severity;
  /** The release that brought it. */
  since: string;
  /** Whether it runs. */
  status: RuleStatus;
  /** What holds when all is well. */
  summary: string;
}

/** Whether a rule runs. */
export type RuleStatus = "active" | "retired";

/** Whether a fix may be applied unseen. */
export type Safety = "safe" | "unsafe";

/** The matches of one Service, of the routes in one namespace. */
export interface ServiceTable {
  /** Whether it is among the inputs. */
  known: boolean;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** Its ports that routes are for, without one where they are for every port. */
  ports: ListenerTable[];
  /**
   * The namespace of the routes. They hold for all clients where it is that of the Service, and else for the clients in
   * it, before those of the Service's namespace.
   */
  routesIn: string;
}

/** How bad a finding is. */
export type Severity = "info" | "warning" | "error";

/** The match that takes the requests of another one. */
export interface Shadow {
  /** Whether the order of creation decides, and the inputs do not tell it. */
  byAge: boolean;
  /** Whether the other match takes no request at all. */
  everywhere: boolean;
  /** Its entry of `matches`, from 0. */
  match?: number | null;
  /** Its route. */
  route: RequestRoute;
  /** Its rule, from 0. */
  rule: number;
}

/** What stands between clients and a route: reports list the features of either by themselves. */
export type Side = "gateway" | "mesh";

/** One source. */
export interface SourceText {
  /** What it is called: for instance a path. */
  name: string;
  /** What it says. */
  text: string;
}

/** From where to where. */
export interface Span {
  /** Where it ends; not included. */
  end: Position;
  /** Where it starts. */
  start: Position;
}

/** The status of any kind. */
export type Status = GatewayClassStatus | GatewayStatus | ListenerSetStatus | RouteStatus | PolicyStatus;

/** How much was looked at, and how much was found. */
export interface Summary {
  /** Findings that are errors. */
  errors: number;
  /** Findings that are advice. */
  infos: number;
  /**
   * The kinds that were not judged, because nothing is known of their API, a browser has no tables of it, or the object
   * is encrypted; those with most objects first.
   */
  notJudged: NotJudged[];
  /** Objects in them. */
  objects: number;
  /** Sources looked at, with or without findings. */
  sources: number;
  /** Findings that are warnings. */
  warnings: number;
}

/** A kind of route that a listener takes. */
export interface SupportedKind {
  /** The API group. */
  group: string;
  /** The kind. */
  kind: string;
}

/** An object, or a part of one. */
export interface Symbol {
  /** What it is. */
  kind: SymbolKind;
  /** What it is called: `HTTPRoute shop/web`, `listener http`, `rule 0`. */
  name: string;
  /** The object that it is a part of, by its place in the list. */
  partOf: number | null;
  /** All of it. */
  span: Span;
  /** Its name; empty where it has none. */
  title: Span;
}

/** What a symbol is. */
export type SymbolKind = "object" | "listener" | "rule" | "port";

/** One match of a table. */
export interface TableMatch {
  /** The backends that share its requests. */
  backends: RequestBackend[];
  /** The headers. */
  headers: TableValue[];
  /** The hostname that listener and route share; empty for every one. */
  hostname: string;
  /** Its entry of `matches`, from 0; none where the rule has no matches. */
  match?: number | null;
  /** The method. */
  method?: string | null;
  /** What becomes of its requests. */
  outcome: RequestOutcome;
  /** The path; none for every path. */
  path?: TablePath | null;
  /** The query parameters. */
  queryParams: TableValue[];
  /** Its route. */
  route: RequestRoute;
  /** Its rule, from 0. */
  rule: number;
  /** The match that goes first and asks for the same, where there is one. */
  shadowed?: Shadow | null;
  /** The status code that the Gateway itself answers with. */
  status?: number | null;
}

/** The path of a match; a gRPC method is the path `/service/method`. */
export interface TablePath {
  /** How it is matched. */
  type: TablePathType;
  /** The path. */
  value: string;
}

/** How a path is matched. */
export type TablePathType = "Exact" | "PathPrefix" | "RegularExpression";

/** A header or query parameter of a match. */
export interface TableValue {
  /** Whether that is a regular expression. */
  isPattern: boolean;
  /** Its name. */
  name: string;
  /** The value that it must have. */
  value: string;
}

/** How long requests may take, as the route writes it (GEP-2257): `0s` means without a limit. */
export interface Timeouts {
  /** One attempt at a backend. */
  backendRequest?: string | null;
  /** The whole exchange with the client. */
  request?: string | null;
}

/** A point in time, to the second, between 1970 and 9999. */
export type Timestamp = string;

/** `True`, `False` or `Unknown`. */
export type Truth = "True" | "False" | "Unknown";

/** The unit in which a host counts offsets and columns. */
export type Unit = "utf8" | "utf16" | "code-points";

/** An answer to a question. */
export type Verdict = "yes" | "cannotTell" | "no";

/** What verifying a dump came to. */
export interface Verification {
  /** What rules find in the dump, as in a report. */
  diagnostics: Diagnostic[];
  /** The routes that were asked about, by kind, namespace and name; those that are not live come last. */
  routes: RouteVerification[];
  /** How many routes have which answer. */
  summary: VerificationSummary;
  /** Always 1. */
  version: number;
}

/** How many routes have which answer. */
export interface VerificationSummary {
  /** The others. */
  cannotTell: number;
  /** Routes with at least one no. */
  no: number;
  /** Routes of which all five answers are yes. */
  yes: number;
}
