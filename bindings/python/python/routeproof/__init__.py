"""Proves Kubernetes Gateway API changes before they ship, and checks them after.

>>> import routeproof
>>> report = routeproof.check(text='''
... apiVersion: gateway.networking.k8s.io/v1
... kind: HTTPRoute
... metadata: {name: shop, namespace: web}
... spec:
...   parentRefs: [{name: edge, namespace: infra}]
...   rules: [{backendRefs: [{name: api, port: 8080}]}]
... ---
... {apiVersion: v1, kind: Service, metadata: {name: api, namespace: web}, spec: {ports: [{port: 80, targetPort: 8080}]}}
... ''')
>>> report.ok
False
>>> [it.message for it in report if it.severity == "error"]
['Service `web/api` has no port 8080']
"""

from __future__ import annotations

from ._api import (
    answer_json,
    check,
    explain,
    fix,
    gateway_api_releases,
    implementations,
    requests,
    routes,
    rules,
    status,
    verify,
)
from ._engine import VERSION as __version__
from ._engine import RouteproofError
from ._results import (
    FailOn,
    Fixed,
    Format,
    Implementations,
    Report,
    RequestAnswers,
    RouteTables,
    Rule,
    Statuses,
    Unit,
    Verification,
)
from ._types import (
    Change,
    Condition,
    Diagnostic,
    Edit,
    Evidence,
    Fix,
    Implementation,
    Object,
    ObjectStatus,
    Position,
    Related,
    RequestAnswer,
    RouteAnswer,
    RouteVerification,
    Safety,
    Severity,
    Span,
    Summary,
)
from ._workspace import Workspace

__all__ = [
    "Change",
    "Condition",
    "Diagnostic",
    "Edit",
    "Evidence",
    "FailOn",
    "Fix",
    "Fixed",
    "Format",
    "Implementation",
    "Implementations",
    "Object",
    "ObjectStatus",
    "Position",
    "Related",
    "Report",
    "RequestAnswer",
    "RequestAnswers",
    "RouteTables",
    "RouteAnswer",
    "RouteVerification",
    "RouteproofError",
    "Rule",
    "Safety",
    "Severity",
    "Span",
    "Statuses",
    "Summary",
    "Unit",
    "Verification",
    "Workspace",
    "__version__",
    "answer_json",
    "check",
    "explain",
    "fix",
    "gateway_api_releases",
    "implementations",
    "requests",
    "routes",
    "rules",
    "status",
    "verify",
]
