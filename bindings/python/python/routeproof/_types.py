# Written by `type-gen` from the engine's own types; edit those.
"""What questions are made of, and what the answers hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Optional, Union

from ._record import Record


@dataclass(frozen=True)
class Address(Record):
    """An address of a Gateway."""

    type: str
    """What it is."""
    value: str
    """The address."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "type": ("type", None),
        "value": ("value", None),
    }


Truth = Literal["True", "False", "Unknown"]
"""`True`, `False` or `Unknown`."""


@dataclass(frozen=True)
class Condition(Record):
    """A condition."""

    message: str
    """Why, in a sentence."""
    reason: str
    """Why, in a word."""
    status: Truth
    """Whether it holds."""
    type: str
    """Its type."""
    last_transition_time: Optional[str] = None
    """When it last changed."""
    observed_generation: Optional[int] = None
    """The generation that was judged."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "message": ("message", None),
        "reason": ("reason", None),
        "status": ("status", None),
        "type": ("type", None),
        "last_transition_time": ("lastTransitionTime", None),
        "observed_generation": ("observedGeneration", None),
    }


@dataclass(frozen=True)
class FeatureName(Record):
    """The name of a feature."""

    name: str
    """The name."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "name": ("name", None),
    }


@dataclass(frozen=True)
class GatewayClassStatus(Record):
    """The status of a GatewayClass."""

    conditions: tuple[Condition, ...]
    """Its conditions."""
    supported_features: tuple[FeatureName, ...] = ()
    """The features that its controller supports, where they are known."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "conditions": ("conditions", (Condition,)),
        "supported_features": ("supportedFeatures", (FeatureName,)),
    }


@dataclass(frozen=True)
class SupportedKind(Record):
    """A kind of route that a listener takes."""

    group: str
    """The API group."""
    kind: str
    """The kind."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "group": ("group", None),
        "kind": ("kind", None),
    }


@dataclass(frozen=True)
class ListenerStatus(Record):
    """What becomes of a listener, of a Gateway or of a ListenerSet."""

    attached_routes: int
    """How many routes attach to it."""
    conditions: tuple[Condition, ...]
    """Its conditions."""
    name: str
    """Its name."""
    supported_kinds: tuple[SupportedKind, ...]
    """The kinds of routes that it takes."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "attached_routes": ("attachedRoutes", None),
        "conditions": ("conditions", (Condition,)),
        "name": ("name", None),
        "supported_kinds": ("supportedKinds", (SupportedKind,)),
    }


@dataclass(frozen=True)
class GatewayStatus(Record):
    """The status of a Gateway."""

    conditions: tuple[Condition, ...]
    """Its conditions."""
    listeners: tuple[ListenerStatus, ...]
    """Per listener, as written."""
    addresses: tuple[Address, ...] = ()
    """The addresses that it asked for and gets, else those that it had."""
    attached_listener_sets: Optional[int] = None
    """How many ListenerSets attach to it."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "conditions": ("conditions", (Condition,)),
        "listeners": ("listeners", (ListenerStatus,)),
        "addresses": ("addresses", (Address,)),
        "attached_listener_sets": ("attachedListenerSets", None),
    }


@dataclass(frozen=True)
class ListenerSetStatus(Record):
    """The status of a ListenerSet."""

    conditions: tuple[Condition, ...]
    """Its conditions."""
    listeners: tuple[ListenerStatus, ...] = ()
    """Per listener, as written."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "conditions": ("conditions", (Condition,)),
        "listeners": ("listeners", (ListenerStatus,)),
    }


@dataclass(frozen=True)
class ParentReference(Record):
    """A reference to a parent or ancestor."""

    group: str
    """The API group."""
    kind: str
    """The kind."""
    name: str
    """The name."""
    namespace: Optional[str] = None
    """The namespace, where there is one."""
    port: Optional[int] = None
    """The port, where there is one."""
    section_name: Optional[str] = None
    """The section, where there is one."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "group": ("group", None),
        "kind": ("kind", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
        "port": ("port", None),
        "section_name": ("sectionName", None),
    }


@dataclass(frozen=True)
class RouteParentStatus(Record):
    """What one parent makes of a route."""

    conditions: tuple[Condition, ...]
    """What it says."""
    controller_name: str
    """Who says so."""
    parent_ref: ParentReference
    """The parentRef, as the route says it."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "conditions": ("conditions", (Condition,)),
        "controller_name": ("controllerName", None),
        "parent_ref": ("parentRef", (ParentReference,)),
    }


@dataclass(frozen=True)
class RouteStatus(Record):
    """The status of a route."""

    parents: tuple[RouteParentStatus, ...]
    """Per parent."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "parents": ("parents", (RouteParentStatus,)),
    }


@dataclass(frozen=True)
class PolicyAncestorStatus(Record):
    """What one ancestor makes of a policy."""

    ancestor_ref: ParentReference
    """The ancestor."""
    conditions: tuple[Condition, ...]
    """What it says."""
    controller_name: str
    """Who says so."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "ancestor_ref": ("ancestorRef", (ParentReference,)),
        "conditions": ("conditions", (Condition,)),
        "controller_name": ("controllerName", None),
    }


@dataclass(frozen=True)
class PolicyStatus(Record):
    """The status of a BackendTLSPolicy."""

    ancestors: tuple[PolicyAncestorStatus, ...]
    """Per ancestor."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "ancestors": ("ancestors", (PolicyAncestorStatus,)),
    }


Status = Union[GatewayClassStatus, GatewayStatus, ListenerSetStatus, RouteStatus, PolicyStatus]
"""The status of any kind."""


@dataclass(frozen=True)
class ObjectStatus(Record):
    """The predicted status of one object."""

    api_version: str
    """Group and version, as the object says them."""
    kind: str
    """The kind."""
    name: str
    """The name."""
    status: Status
    """The status."""
    namespace: Optional[str] = None
    """The namespace; empty for a cluster-scoped object."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "api_version": ("apiVersion", None),
        "kind": ("kind", None),
        "name": ("name", None),
        "status": ("status", (GatewayClassStatus, GatewayStatus, ListenerSetStatus, RouteStatus, PolicyStatus)),
        "namespace": ("namespace", None),
    }


@dataclass(frozen=True)
class Change(Record):
    """A source that fixes changed."""

    name: str
    """What it is called."""
    text: str
    """What it says now."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "name": ("name", None),
        "text": ("text", None),
    }


CompletionKind = Literal["name", "field", "value"]
"""What a completion stands for."""


@dataclass(frozen=True)
class Position(Record):
    """Where something stands; lines and columns count from 1, offsets from 0."""

    column: int
    """The column, from 1, in units."""
    line: int
    """The line, from 1."""
    offset: int
    """Units from the start of the text."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "column": ("column", None),
        "line": ("line", None),
        "offset": ("offset", None),
    }


@dataclass(frozen=True)
class Span(Record):
    """From where to where."""

    end: Position
    """Where it ends; not included."""
    start: Position
    """Where it starts."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "end": ("end", (Position,)),
        "start": ("start", (Position,)),
    }


@dataclass(frozen=True)
class Completion(Record):
    """Something that can stand at the cursor."""

    detail: str
    """More about it, in a few words."""
    docs: str
    """What it means, as Markdown."""
    insert: str
    """What replaces the text at `span`."""
    kind: CompletionKind
    """What it is."""
    label: str
    """What a list shows."""
    span: Span
    """The text that is typed already."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "detail": ("detail", None),
        "docs": ("docs", None),
        "insert": ("insert", None),
        "kind": ("kind", None),
        "label": ("label", None),
        "span": ("span", (Span,)),
    }


@dataclass(frozen=True)
class Hover(Record):
    """What the field under the cursor means."""

    span: Span
    """What it is about."""
    text: str
    """Markdown."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "span": ("span", (Span,)),
        "text": ("text", None),
    }


@dataclass(frozen=True)
class GraphPlace(Record):
    """Where something is written."""

    source: str
    """The name of the source."""
    span: Span
    """From where to where."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "source": ("source", None),
        "span": ("span", (Span,)),
    }


SymbolKind = Literal["object", "listener", "rule", "port"]
"""What a symbol is."""


@dataclass(frozen=True)
class Symbol(Record):
    """An object, or a part of one."""

    kind: SymbolKind
    """What it is."""
    name: str
    """What it is called: `HTTPRoute shop/web`, `listener http`, `rule 0`."""
    part_of: Optional[int]
    """The object that it is a part of, by its place in the list."""
    span: Span
    """All of it."""
    title: Span
    """Its name; empty where it has none."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "kind": ("kind", None),
        "name": ("name", None),
        "part_of": ("partOf", None),
        "span": ("span", (Span,)),
        "title": ("title", (Span,)),
    }


@dataclass(frozen=True)
class Outcome(Record):
    """What becomes of the requests of a rule."""

    span: Span
    """The rule."""
    text: str
    """In a few words: `infra/edge https → web/api:80`."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "span": ("span", (Span,)),
        "text": ("text", None),
    }


Fixes = Literal["always", "sometimes", "never"]
"""Whether a rule offers fixes."""


Severity = Literal["info", "warning", "error"]
"""How bad a finding is."""


RuleStatus = Literal["active", "retired"]
"""Whether a rule runs."""


@dataclass(frozen=True)
class Rule(Record):
    """A rule as hosts see it."""

    code: str
    """The stable code."""
    docs: str
    """Markdown."""
    fixes: Fixes
    """Whether it offers fixes."""
    name: str
    """The defect."""
    severity: Severity
    """The severity unless settings say otherwise."""
    since: str
    """The release that brought it."""
    status: RuleStatus
    """Whether it runs."""
    summary: str
    """What holds when all is well."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "code": ("code", None),
        "docs": ("docs", None),
        "fixes": ("fixes", None),
        "name": ("name", None),
        "severity": ("severity", None),
        "since": ("since", None),
        "status": ("status", None),
        "summary": ("summary", None),
    }


@dataclass(frozen=True)
class Edit(Record):
    """One replacement of text."""

    source: str
    """The name of the source."""
    span: Span
    """The text that goes; empty for an insertion."""
    text: str
    """The text that comes."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "source": ("source", None),
        "span": ("span", (Span,)),
        "text": ("text", None),
    }


Safety = Literal["safe", "unsafe"]
"""Whether a fix may be applied unseen."""


@dataclass(frozen=True)
class Fix(Record):
    """Edits that mend a finding together."""

    edits: tuple[Edit, ...]
    """What changes; never overlapping."""
    safety: Safety
    """Whether it may be applied unseen."""
    title: str
    """What it does, in the imperative."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "edits": ("edits", (Edit,)),
        "safety": ("safety", None),
        "title": ("title", None),
    }


@dataclass(frozen=True)
class Object(Record):
    """What an object is and what it is called."""

    api_version: str
    """`group/version`, or `version` in the core group."""
    kind: str
    """The kind."""
    name: str
    """The name; empty where it has none."""
    namespace: Optional[str] = None
    """The namespace, where the object says one."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "api_version": ("apiVersion", None),
        "kind": ("kind", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
    }


@dataclass(frozen=True)
class Printed(Record):
    """A place in a text that a tool printed."""

    source: str
    """The command that printed it, in angle brackets."""
    span: Span
    """Where."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "source": ("source", None),
        "span": ("span", (Span,)),
    }


@dataclass(frozen=True)
class Related(Record):
    """Another place that explains a finding."""

    message: str
    """What is there."""
    source: str
    """The name of its source."""
    span: Span
    """Where."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "message": ("message", None),
        "source": ("source", None),
        "span": ("span", (Span,)),
    }


@dataclass(frozen=True)
class Diagnostic(Record):
    """One finding."""

    code: str
    """The stable code of the rule, for instance `RP2003`."""
    fixes: tuple[Fix, ...]
    """How to mend it, best first."""
    message: str
    """What is wrong, in one line."""
    name: str
    """The defect in kebab case, for instance `backend-port-not-found`."""
    related: tuple[Related, ...]
    """Other places that explain it."""
    severity: Severity
    """How bad it is."""
    source: str
    """The name of the source."""
    span: Span
    """The smallest text that has to change."""
    url: str
    """The rule's page on the site of the documentation."""
    help: Optional[str] = None
    """What to do next."""
    object: Optional[Object] = None
    """The object that the place belongs to."""
    path: Optional[str] = None
    """The field, as the API server writes it: `spec.rules[0].backendRefs[0].port`."""
    printed: Optional[Printed] = None
    """Where it was found, if that is a text that a tool printed; `source` and `span` are then in the file that says it."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "code": ("code", None),
        "fixes": ("fixes", (Fix,)),
        "message": ("message", None),
        "name": ("name", None),
        "related": ("related", (Related,)),
        "severity": ("severity", None),
        "source": ("source", None),
        "span": ("span", (Span,)),
        "url": ("url", None),
        "help": ("help", None),
        "object": ("object", (Object,)),
        "path": ("path", None),
        "printed": ("printed", (Printed,)),
    }


@dataclass(frozen=True)
class NotJudged(Record):
    """A kind whose objects were not judged."""

    count: int
    """How many objects there are of it."""
    group: str
    """Its API group; empty for the core group."""
    kind: str
    """The kind."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "count": ("count", None),
        "group": ("group", None),
        "kind": ("kind", None),
    }


@dataclass(frozen=True)
class Summary(Record):
    """How much was looked at, and how much was found."""

    errors: int
    """Findings that are errors."""
    infos: int
    """Findings that are advice."""
    not_judged: tuple[NotJudged, ...]
    """The kinds that were not judged, because nothing is known of their API, a browser has no tables of it, or the object
    is encrypted; those with most objects first."""
    objects: int
    """Objects in them."""
    sources: int
    """Sources looked at, with or without findings."""
    warnings: int
    """Findings that are warnings."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "errors": ("errors", None),
        "infos": ("infos", None),
        "not_judged": ("notJudged", (NotJudged,)),
        "objects": ("objects", None),
        "sources": ("sources", None),
        "warnings": ("warnings", None),
    }


@dataclass(frozen=True)
class Report(Record):
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]
    """The findings, sorted by source, span and code."""
    summary: Summary
    """How much was looked at, and how much was found."""
    version: int
    """Always 1."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "diagnostics": ("diagnostics", (Diagnostic,)),
        "summary": ("summary", (Summary,)),
        "version": ("version", None),
    }


@dataclass(frozen=True)
class ReportedCondition(Record):
    """A condition as it was reported."""

    message: str
    """Why, in a sentence."""
    reason: str
    """Why, in a word."""
    status: str
    """`True`, `False` or `Unknown`."""
    type: str
    """Its type."""
    generation: Optional[int] = None
    """The object's generation."""
    observed_generation: Optional[int] = None
    """The generation that the controller had seen."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "message": ("message", None),
        "reason": ("reason", None),
        "status": ("status", None),
        "type": ("type", None),
        "generation": ("generation", None),
        "observed_generation": ("observedGeneration", None),
    }


@dataclass(frozen=True)
class Endpoints(Record):
    """The endpoints of one port of a Service."""

    port: int
    """The Service's port."""
    ready: int
    """How many take traffic."""
    serving: int
    """How many could answer, also while they terminate."""
    terminating: int
    """How many are going away."""
    total: int
    """How many endpoints there are."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "port": ("port", None),
        "ready": ("ready", None),
        "serving": ("serving", None),
        "terminating": ("terminating", None),
        "total": ("total", None),
    }


Verdict = Literal["yes", "cannotTell", "no"]
"""An answer to a question."""


@dataclass(frozen=True)
class Evidence(Record):
    """One piece of evidence."""

    text: str
    """In words."""
    condition: Optional[ReportedCondition] = None
    """The condition that it is about, as reported."""
    endpoints: Optional[Endpoints] = None
    """The endpoints that it counts."""
    object: Optional[Object] = None
    """The object that it is about."""
    reason: Optional[str] = None
    """What keeps endpoints from being ready, in a word."""
    source: Optional[str] = None
    """The name of the source that it stands in."""
    span: Optional[Span] = None
    """Where it stands in it."""
    verdict: Optional[Verdict] = None
    """What it speaks for; nothing where it only explains."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "text": ("text", None),
        "condition": ("condition", (ReportedCondition,)),
        "endpoints": ("endpoints", (Endpoints,)),
        "object": ("object", (Object,)),
        "reason": ("reason", None),
        "source": ("source", None),
        "span": ("span", (Span,)),
        "verdict": ("verdict", None),
    }


RouteQuestion = Literal["routeExists", "serviceHealthy", "accepted", "resolvedRefs", "backendReached"]
"""The five questions, in the order in which they are asked."""


@dataclass(frozen=True)
class RouteAnswer(Record):
    """The answer to one question."""

    evidence: tuple[Evidence, ...]
    """Why; never empty."""
    question: RouteQuestion
    """The question."""
    statement: str
    """The same as a statement."""
    verdict: Verdict
    """Whether that is true."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "evidence": ("evidence", (Evidence,)),
        "question": ("question", None),
        "statement": ("statement", None),
        "verdict": ("verdict", None),
    }


@dataclass(frozen=True)
class RouteVerification(Record):
    """The answers about one route."""

    answers: tuple[RouteAnswer, ...]
    """The answers, in the order of the questions."""
    object: Object
    """The route; its kind and version are empty where only a name is known."""
    verdict: Verdict
    """The worst of the answers."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "answers": ("answers", (RouteAnswer,)),
        "object": ("object", (Object,)),
        "verdict": ("verdict", None),
    }


@dataclass(frozen=True)
class VerificationSummary(Record):
    """How many routes have which answer."""

    cannot_tell: int
    """The others."""
    no: int
    """Routes with at least one no."""
    yes: int
    """Routes of which all five answers are yes."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "cannot_tell": ("cannotTell", None),
        "no": ("no", None),
        "yes": ("yes", None),
    }


@dataclass(frozen=True)
class Verification(Record):
    """What verifying a dump came to."""

    diagnostics: tuple[Diagnostic, ...]
    """What rules find in the dump, as in a report."""
    routes: tuple[RouteVerification, ...]
    """The routes that were asked about, by kind, namespace and name; those that are not live come last."""
    summary: VerificationSummary
    """How many routes have which answer."""
    version: int
    """Always 1."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "diagnostics": ("diagnostics", (Diagnostic,)),
        "routes": ("routes", (RouteVerification,)),
        "summary": ("summary", (VerificationSummary,)),
        "version": ("version", None),
    }


@dataclass(frozen=True)
class Place(Record):
    """A field or value."""

    path: str
    """The field, as the API server writes it."""
    source: str
    """The name of the source."""
    span: Span
    """Where it stands."""
    object: Optional[Object] = None
    """The object."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "path": ("path", None),
        "source": ("source", None),
        "span": ("span", (Span,)),
        "object": ("object", (Object,)),
    }


Side = Literal["gateway", "mesh"]
"""What stands between clients and a route: reports list the features of either by themselves."""


@dataclass(frozen=True)
class NeededFeature(Record):
    """A feature that is needed, and where."""

    count: int
    """How many fields and values need it."""
    first: Place
    """The first of them, by source and place."""
    name: str
    """Its name: `HTTPRouteCORS`."""
    side: Side
    """Whether Gateways or meshes have to have it."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "count": ("count", None),
        "first": ("first", (Place,)),
        "name": ("name", None),
        "side": ("side", None),
    }


@dataclass(frozen=True)
class MissingFeature(Record):
    """A feature that a report does not list."""

    name: str
    """Its name: `HTTPRouteCORS`."""
    newer: bool
    """Whether the report is older than the feature, so that it says nothing."""
    side: Side
    """Whether Gateways or meshes have to have it."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "name": ("name", None),
        "newer": ("newer", None),
        "side": ("side", None),
    }


@dataclass(frozen=True)
class PartlyTestedFeature(Record):
    """A feature that a report lists without some of its tests."""

    name: str
    """Its name: `HTTPRouteCORS`."""
    side: Side
    """Whether Gateways or meshes have to have it."""
    tests: tuple[str, ...]
    """The tests that were skipped or failed."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "name": ("name", None),
        "side": ("side", None),
        "tests": ("tests", None),
    }


@dataclass(frozen=True)
class Implementation(Record):
    """An implementation by its newest conformance report."""

    channel: str
    """The channel of Gateway API."""
    date: str
    """The day of the report; empty where it does not say."""
    gateway_api: str
    """The release of Gateway API whose tests ran."""
    missing: tuple[MissingFeature, ...]
    """What the report does not list."""
    name: str
    """Its name, as the setting `implementation` takes it."""
    organization: str
    """Whose it is."""
    partly: tuple[PartlyTestedFeature, ...]
    """What it lists though tests were skipped or failed."""
    version: str
    """Its version."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "channel": ("channel", None),
        "date": ("date", None),
        "gateway_api": ("gatewayApi", None),
        "missing": ("missing", (MissingFeature,)),
        "name": ("name", None),
        "organization": ("organization", None),
        "partly": ("partly", (PartlyTestedFeature,)),
        "version": ("version", None),
    }


@dataclass(frozen=True)
class Implementations(Record):
    """What is needed, and how each implementation stands to it."""

    features: tuple[NeededFeature, ...]
    """The features that are needed, by name."""
    implementations: tuple[Implementation, ...]
    """Every implementation with a conformance report: those that lack least first, then those of whose features most
    is tested, then by name."""
    objects: int
    """How many objects of Gateway API there are; without any, every implementation has all that is needed."""
    version: int
    """Always 1."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "features": ("features", (NeededFeature,)),
        "implementations": ("implementations", (Implementation,)),
        "objects": ("objects", None),
        "version": ("version", None),
    }


@dataclass(frozen=True)
class Forwarded(Record):
    """A request as a backend gets it."""

    headers: tuple[tuple[str, ...], ...]
    """The other headers: name, value."""
    host: str
    """The `Host` header."""
    method: str
    """The method."""
    path: str
    """Path and query."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "headers": ("headers", None),
        "host": ("host", None),
        "method": ("method", None),
        "path": ("path", None),
    }


HeaderAction = Literal["set", "add", "remove"]
"""What is done to a header."""


@dataclass(frozen=True)
class HeaderEdit(Record):
    """A change of a header."""

    action: HeaderAction
    """What is done."""
    name: str
    """The header."""
    value: str
    """The value; empty where the header goes."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "action": ("action", None),
        "name": ("name", None),
        "value": ("value", None),
    }


@dataclass(frozen=True)
class BackendTls(Record):
    """How a backend proves itself to the Gateway."""

    policy: str
    """The BackendTLSPolicy, in the namespace of the backend."""
    hostname: Optional[str] = None
    """The server name, which the certificate has to be for unless the policy names others."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "policy": ("policy", None),
        "hostname": ("hostname", None),
    }


@dataclass(frozen=True)
class RequestBackend(Record):
    """A backend and its part of the requests."""

    kind: str
    """Its kind, nearly always `Service`."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    response_headers: tuple[HeaderEdit, ...]
    """What is changed in the headers of its answers, where filters of its own do so."""
    share: float
    """Its part of the requests, from 0 to 1."""
    weight: int
    """Its weight."""
    forwarded: Optional[Forwarded] = None
    """The request as this backend gets it, where filters of its own change it."""
    port: Optional[int] = None
    """Its port."""
    protocol: Optional[str] = None
    """The port's `appProtocol`."""
    status: Optional[int] = None
    """The status code that its part of the requests gets instead of reaching it."""
    tls: Optional[BackendTls] = None
    """The TLS that a BackendTLSPolicy asks for."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "kind": ("kind", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
        "response_headers": ("responseHeaders", (HeaderEdit,)),
        "share": ("share", None),
        "weight": ("weight", None),
        "forwarded": ("forwarded", (Forwarded,)),
        "port": ("port", None),
        "protocol": ("protocol", None),
        "status": ("status", None),
        "tls": ("tls", (BackendTls,)),
    }


@dataclass(frozen=True)
class RequestListener(Record):
    """A listener of a Gateway or ListenerSet, or a port of a Service."""

    kind: str
    """`Gateway` or `ListenerSet`; `Service` where a Pod is the client."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    port: int
    """The port."""
    section: str
    """The name of the listener in it; empty for a `Service`."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "kind": ("kind", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
        "port": ("port", None),
        "section": ("section", None),
    }


@dataclass(frozen=True)
class RequestRoute(Record):
    """A route."""

    kind: str
    """Its kind."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "kind": ("kind", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
    }


@dataclass(frozen=True)
class Lost(Record):
    """A match that would take the request too."""

    route: RequestRoute
    """Its route."""
    rule: int
    """Its rule, from 0."""
    step: str
    """The step of precedence that decided."""
    match: Optional[int] = None
    """Its entry of `matches`, from 0."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "route": ("route", (RequestRoute,)),
        "rule": ("rule", None),
        "step": ("step", None),
        "match": ("match", None),
    }


RequestOutcome = Literal["forward", "redirect", "respond", "depends", "unknown"]
"""What becomes of a request."""


@dataclass(frozen=True)
class Reading(Record):
    """An answer under an assumption."""

    answer: RequestAnswer
    """The answer then; it has no readings of its own."""
    assumes: str
    """What is assumed."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "answer": ("answer", None),
        "assumes": ("assumes", None),
    }


@dataclass(frozen=True)
class Retry(Record):
    """What is tried again."""

    attempts: int
    """How often, after the first attempt."""
    codes: tuple[int, ...]
    """Status codes of a backend after which it is tried again; connection errors always are."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "attempts": ("attempts", None),
        "codes": ("codes", None),
    }


@dataclass(frozen=True)
class Timeouts(Record):
    """How long requests may take, as the route writes it (GEP-2257): `0s` means without a limit."""

    backend_request: Optional[str] = None
    """One attempt at a backend."""
    request: Optional[str] = None
    """The whole exchange with the client."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "backend_request": ("backendRequest", None),
        "request": ("request", None),
    }


@dataclass(frozen=True)
class RequestAnswer(Record):
    """What becomes of one request, and why."""

    backends: tuple[RequestBackend, ...]
    """The backends that share the requests."""
    lost: tuple[Lost, ...]
    """Other matches that would take the request, best first; a long list is cut."""
    mirrors: tuple[RequestBackend, ...]
    """The backends that get a copy; `share` is the part of the requests that is copied."""
    outcome: RequestOutcome
    """What becomes of it."""
    readings: tuple[Reading, ...]
    """The answers of `depends`, one for each assumption."""
    reasons: tuple[str, ...]
    """Each step of the decision, in a sentence."""
    response_headers: tuple[HeaderEdit, ...]
    """What is changed in the headers of the answer."""
    forwarded: Optional[Forwarded] = None
    """The request as a backend gets it."""
    hostname: Optional[str] = None
    """The hostname under which the route takes it: what listener and route share, empty for every hostname."""
    listener: Optional[RequestListener] = None
    """The listener that takes it."""
    location: Optional[str] = None
    """The `Location` header of a redirect."""
    match: Optional[int] = None
    """The entry of the rule's `matches`, from 0; none where the rule has no matches."""
    retry: Optional[Retry] = None
    """What is tried again."""
    route: Optional[RequestRoute] = None
    """The route that takes it."""
    rule: Optional[int] = None
    """The rule of the route, from 0."""
    status: Optional[int] = None
    """The status code that the Gateway itself answers with."""
    timeouts: Optional[Timeouts] = None
    """How long the client waits at most."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "backends": ("backends", (RequestBackend,)),
        "lost": ("lost", (Lost,)),
        "mirrors": ("mirrors", (RequestBackend,)),
        "outcome": ("outcome", None),
        "readings": ("readings", (Reading,)),
        "reasons": ("reasons", None),
        "response_headers": ("responseHeaders", (HeaderEdit,)),
        "forwarded": ("forwarded", (Forwarded,)),
        "hostname": ("hostname", None),
        "listener": ("listener", (RequestListener,)),
        "location": ("location", None),
        "match": ("match", None),
        "retry": ("retry", (Retry,)),
        "route": ("route", (RequestRoute,)),
        "rule": ("rule", None),
        "status": ("status", None),
        "timeouts": ("timeouts", (Timeouts,)),
    }


@dataclass(frozen=True)
class RequestAnswers(Record):
    """What becomes of each request, in the order of the requests."""

    answers: tuple[RequestAnswer, ...]
    """One answer for each request."""
    version: int
    """Always 1."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "answers": ("answers", (RequestAnswer,)),
        "version": ("version", None),
    }


@dataclass(frozen=True)
class TableValue(Record):
    """A header or query parameter of a match."""

    is_pattern: bool
    """Whether that is a regular expression."""
    name: str
    """Its name."""
    value: str
    """The value that it must have."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "is_pattern": ("isPattern", None),
        "name": ("name", None),
        "value": ("value", None),
    }


TablePathType = Literal["Exact", "PathPrefix", "RegularExpression"]
"""How a path is matched."""


@dataclass(frozen=True)
class TablePath(Record):
    """The path of a match; a gRPC method is the path `/service/method`."""

    type: TablePathType
    """How it is matched."""
    value: str
    """The path."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "type": ("type", None),
        "value": ("value", None),
    }


@dataclass(frozen=True)
class Shadow(Record):
    """The match that takes the requests of another one."""

    by_age: bool
    """Whether the order of creation decides, and the inputs do not tell it."""
    everywhere: bool
    """Whether the other match takes no request at all."""
    route: RequestRoute
    """Its route."""
    rule: int
    """Its rule, from 0."""
    match: Optional[int] = None
    """Its entry of `matches`, from 0."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "by_age": ("byAge", None),
        "everywhere": ("everywhere", None),
        "route": ("route", (RequestRoute,)),
        "rule": ("rule", None),
        "match": ("match", None),
    }


@dataclass(frozen=True)
class TableMatch(Record):
    """One match of a table."""

    backends: tuple[RequestBackend, ...]
    """The backends that share its requests."""
    headers: tuple[TableValue, ...]
    """The headers."""
    hostname: str
    """The hostname that listener and route share; empty for every one."""
    outcome: RequestOutcome
    """What becomes of its requests."""
    query_params: tuple[TableValue, ...]
    """The query parameters."""
    route: RequestRoute
    """Its route."""
    rule: int
    """Its rule, from 0."""
    match: Optional[int] = None
    """Its entry of `matches`, from 0; none where the rule has no matches."""
    method: Optional[str] = None
    """The method."""
    path: Optional[TablePath] = None
    """The path; none for every path."""
    shadowed: Optional[Shadow] = None
    """The match that goes first and asks for the same, where there is one."""
    status: Optional[int] = None
    """The status code that the Gateway itself answers with."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "backends": ("backends", (RequestBackend,)),
        "headers": ("headers", (TableValue,)),
        "hostname": ("hostname", None),
        "outcome": ("outcome", None),
        "query_params": ("queryParams", (TableValue,)),
        "route": ("route", (RequestRoute,)),
        "rule": ("rule", None),
        "match": ("match", None),
        "method": ("method", None),
        "path": ("path", (TablePath,)),
        "shadowed": ("shadowed", (Shadow,)),
        "status": ("status", None),
    }


@dataclass(frozen=True)
class ListenerTable(Record):
    """The matches of one listener."""

    kind: str
    """`Gateway` or `ListenerSet`; `Service` in a mesh."""
    matches: tuple[TableMatch, ...]
    """Its matches, the one that is tried first at the top."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    section: str
    """The name of the listener in it; empty where it is not known, and for a `Service`."""
    hostname: Optional[str] = None
    """The hostname, where it has one."""
    port: Optional[int] = None
    """The port, where it is known."""
    protocol: Optional[str] = None
    """The protocol, where it is known."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "kind": ("kind", None),
        "matches": ("matches", (TableMatch,)),
        "name": ("name", None),
        "namespace": ("namespace", None),
        "section": ("section", None),
        "hostname": ("hostname", None),
        "port": ("port", None),
        "protocol": ("protocol", None),
    }


@dataclass(frozen=True)
class GatewayTable(Record):
    """The matches of one Gateway."""

    known: bool
    """Whether it is among the inputs. Of another one, the listeners are those that parent refs tell of."""
    listeners: tuple[ListenerTable, ...]
    """Its listeners, and those of its ListenerSets."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "known": ("known", None),
        "listeners": ("listeners", (ListenerTable,)),
        "name": ("name", None),
        "namespace": ("namespace", None),
    }


@dataclass(frozen=True)
class ServiceTable(Record):
    """The matches of one Service, of the routes in one namespace."""

    known: bool
    """Whether it is among the inputs."""
    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    ports: tuple[ListenerTable, ...]
    """Its ports that routes are for, without one where they are for every port."""
    routes_in: str
    """The namespace of the routes. They hold for all clients where it is that of the Service, and else for the clients in
    it, before those of the Service's namespace."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "known": ("known", None),
        "name": ("name", None),
        "namespace": ("namespace", None),
        "ports": ("ports", (ListenerTable,)),
        "routes_in": ("routesIn", None),
    }


@dataclass(frozen=True)
class RouteTables(Record):
    """The matches of Gateways, in the order in which they are tried."""

    gateways: tuple[GatewayTable, ...]
    """One table for each Gateway of the inputs, and for each that a route names."""
    services: tuple[ServiceTable, ...]
    """The Services of a mesh that routes have as parent, once for each namespace of such routes; none where the question
    names a Gateway."""
    version: int
    """Always 1."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "gateways": ("gateways", (GatewayTable,)),
        "services": ("services", (ServiceTable,)),
        "version": ("version", None),
    }


GraphState = Literal["ok", "unknown", "broken"]
"""Whether requests pass."""


@dataclass(frozen=True)
class GraphEdge(Record):
    """A way from one node to the next."""

    from_: int
    """The node that it leaves, by its place in the list."""
    label: str
    """A port or a weight; empty where there is nothing to say."""
    state: GraphState
    """Whether requests pass it; never better than the node that it leads to."""
    to: int
    """The node that it leads to."""
    on_path: Optional[bool] = None
    """Whether the request passes it that was asked about; where the answer depends, in one of its readings."""
    place: Optional[GraphPlace] = None
    """The reference that it stands for."""
    reason: Optional[str] = None
    """Why they do not."""
    routes: tuple[int, ...] = ()
    """From a hostname to a listener: the routes that want it there."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "from_": ("from", None),
        "label": ("label", None),
        "state": ("state", None),
        "to": ("to", None),
        "on_path": ("onPath", None),
        "place": ("place", (GraphPlace,)),
        "reason": ("reason", None),
        "routes": ("routes", None),
    }


GraphNodeKind = Literal["hostname", "listener", "route", "rule", "service", "endpoints"]
"""What requests pass, in this order."""


@dataclass(frozen=True)
class GraphNode(Record):
    """Something that requests pass."""

    detail: str
    """More about it, in a few words; empty where there is nothing to say."""
    id: str
    """Stays the same while names do: `route/HTTPRoute/shop/web`."""
    kind: GraphNodeKind
    """What it is."""
    label: str
    """What it is called."""
    state: GraphState
    """Whether it works."""
    object: Optional[Object] = None
    """The object that it is or belongs to."""
    on_path: Optional[bool] = None
    """Whether the request passes it that was asked about; where the answer depends, in one of its readings."""
    place: Optional[GraphPlace] = None
    """Where it is written."""
    reason: Optional[str] = None
    """Why it does not."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "detail": ("detail", None),
        "id": ("id", None),
        "kind": ("kind", None),
        "label": ("label", None),
        "state": ("state", None),
        "object": ("object", (Object,)),
        "on_path": ("onPath", None),
        "place": ("place", (GraphPlace,)),
        "reason": ("reason", None),
    }


@dataclass(frozen=True)
class Graph(Record):
    """How requests flow through what the sources hold."""

    edges: tuple[GraphEdge, ...]
    """From where to where, in the order of the nodes."""
    nodes: tuple[GraphNode, ...]
    """What requests pass, by kind, and then in the order of the routes."""
    version: int
    """Always 1."""
    answer: Optional[RequestAnswer] = None
    """What becomes of the request whose path is marked, where one was asked about. Without a node on its path, `reasons`
    says why."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "edges": ("edges", (GraphEdge,)),
        "nodes": ("nodes", (GraphNode,)),
        "version": ("version", None),
        "answer": ("answer", (RequestAnswer,)),
    }


@dataclass(frozen=True)
class FailurePlace(Record):
    """Where the failure is."""

    text: str
    """The text: `request`, `inputs`, `question`, `settings`, `profile`, or the name of a file or of a source."""
    column: Optional[int] = None
    """The column, from 1, in code points."""
    line: Optional[int] = None
    """The line, from 1."""
    path: Optional[str] = None
    """The field in it, for instance `requests[0]`."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "text": ("text", None),
        "column": ("column", None),
        "line": ("line", None),
        "path": ("path", None),
    }


FailureKind = Literal["notUnderstood", "settings", "crds", "notFound", "unsupported", "internal"]
"""What has to change for an answer."""


@dataclass(frozen=True)
class Failure(Record):
    """Why there is no answer."""

    at: Optional[FailurePlace]
    """Where, as far as it is known."""
    kind: FailureKind
    """What has to change."""
    message: str
    """Why, in one line."""

    _fields: ClassVar[dict[str, tuple[str, Any]]] = {
        "at": ("at", (FailurePlace,)),
        "kind": ("kind", None),
        "message": ("message", None),
    }


# Types that hold each other.
Reading._fields["answer"] = ("answer", (RequestAnswer,))


__all__ = [
    "Address",
    "BackendTls",
    "Change",
    "Completion",
    "CompletionKind",
    "Condition",
    "Diagnostic",
    "Edit",
    "Endpoints",
    "Evidence",
    "Failure",
    "FailureKind",
    "FailurePlace",
    "FeatureName",
    "Fix",
    "Fixes",
    "Forwarded",
    "GatewayClassStatus",
    "GatewayStatus",
    "GatewayTable",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "GraphNodeKind",
    "GraphPlace",
    "GraphState",
    "HeaderAction",
    "HeaderEdit",
    "Hover",
    "Implementation",
    "Implementations",
    "ListenerSetStatus",
    "ListenerStatus",
    "ListenerTable",
    "Lost",
    "MissingFeature",
    "NeededFeature",
    "NotJudged",
    "Object",
    "ObjectStatus",
    "Outcome",
    "ParentReference",
    "PartlyTestedFeature",
    "Place",
    "PolicyAncestorStatus",
    "PolicyStatus",
    "Position",
    "Printed",
    "Reading",
    "Related",
    "Report",
    "ReportedCondition",
    "RequestAnswer",
    "RequestAnswers",
    "RequestBackend",
    "RequestListener",
    "RequestOutcome",
    "RequestRoute",
    "Retry",
    "RouteAnswer",
    "RouteParentStatus",
    "RouteQuestion",
    "RouteStatus",
    "RouteTables",
    "RouteVerification",
    "Rule",
    "RuleStatus",
    "Safety",
    "ServiceTable",
    "Severity",
    "Shadow",
    "Side",
    "Span",
    "Status",
    "Summary",
    "SupportedKind",
    "Symbol",
    "SymbolKind",
    "TableMatch",
    "TablePath",
    "TablePathType",
    "TableValue",
    "Timeouts",
    "Truth",
    "Verdict",
    "Verification",
    "VerificationSummary",
]
