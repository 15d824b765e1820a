"""Writes `core/src/generated/kubernetes.rs`: the kinds that Kubernetes itself serves, and those that it once served.

The facts are those of the Go modules `k8s.io/api`, `k8s.io/apiextensions-apiserver` and `k8s.io/kube-aggregator`:
`register.go` names the types, `+genclient` marks those that are resources, and `APILifecycleRemoved` says which release
stops serving a version. Fetch them with `go mod download MODULE@VERSION`, run this, then `cargo fmt`.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

MODULES = Path.home() / "go/pkg/mod/k8s.io"
RELEASES = ["0.34.13", "0.35.10", "0.36.6", "0.37.2"]
OLDEST = 34
OUT = Path(__file__).parents[2] / "core/src/generated/kubernetes.rs"

# Groups of messages and of files that only the API server reads.
MESSAGES = {"admission.k8s.io", "apidiscovery.k8s.io", "imagepolicy.k8s.io"}

# Resources that have no client.
MORE = {("", "v1", "Binding")}

# What was served once and is not in the modules any more, or has no release there; 0 where the release is not known.
GONE = {
    ("batch", "v2alpha1", "CronJob"): 21,
    ("extensions", "v1beta1", "PodSecurityPolicy"): 16,
    ("node.k8s.io", "v1alpha1", "RuntimeClass"): 0,
    ("policy", "v1beta1", "PodSecurityPolicy"): 25,
    ("rbac.authorization.k8s.io", "v1alpha1", "ClusterRole"): 0,
    ("rbac.authorization.k8s.io", "v1alpha1", "ClusterRoleBinding"): 0,
    ("rbac.authorization.k8s.io", "v1alpha1", "Role"): 0,
    ("rbac.authorization.k8s.io", "v1alpha1", "RoleBinding"): 0,
    ("scheduling.k8s.io", "v1alpha1", "PriorityClass"): 0,
    ("settings.k8s.io", "v1alpha1", "PodPreset"): 20,
}

VERSION = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?")


def resources(folder: Path) -> dict[tuple[str, str, str], tuple[int | None, bool]]:
    """The resources that a package registers, each with the minor release that removes it and whether it is namespaced."""
    text = (folder / "register.go").read_text()
    named = re.search(r'GroupName\s*=\s*"([^"]*)"', text)
    group = named.group(1) if named else ""
    if named is None or group in MESSAGES:
        return {}
    types = "\n".join(it.read_text() for it in sorted(folder.glob("*types*.go")))
    cycle = folder / "zz_generated.prerelease-lifecycle.go"
    cycle = cycle.read_text() if cycle.exists() else ""
    found = {}
    for kind in re.findall(r"&(\w+)\{\}", text):
        key = (group, folder.name, kind)
        comment = re.search(rf"((?:^//[^\n]*\n|^\s*\n)*)^type {kind} struct", types, re.MULTILINE)
        comment = comment.group(1) if comment else ""
        if key not in MORE and "+genclient" not in comment:
            continue
        removed = re.search(rf"\*{kind}\) APILifecycleRemoved\(\)[^{{]*\{{\s*return 1, (\d+)", cycle)
        found[key] = (int(removed.group(1)) if removed else None, "+genclient:nonNamespaced" not in comment)
    return found


def order(version: str) -> tuple[int, int, int]:
    """As Kubernetes orders versions: the best first."""
    major, stage, number = VERSION.fullmatch(version).groups()
    return ({None: 0, "beta": 1, "alpha": 2}[stage], -int(major), -int(number or 0))


def of_release(release: str) -> dict[tuple[str, str, str], tuple[int | None, bool]]:
    """The resources of a release."""
    found = {}
    for root in ("api", "apiextensions-apiserver", "kube-aggregator"):
        for register in sorted((MODULES / f"{root}@v{release}").rglob("register.go")):
            if VERSION.fullmatch(register.parent.name):
                found.update(resources(register.parent))
    return found


def main() -> None:
    served: dict[tuple[str, str], set[str]] = {}
    removed: dict[tuple[str, str], dict[str, int]] = {}
    for release in RELEASES:
        for (group, version, kind), (last, _) in of_release(release).items():
            if (group, version, kind) in GONE:
                continue
            if last is not None and last <= OLDEST:
                removed.setdefault((group, kind), {})[version] = last
            else:
                served.setdefault((group, kind), set()).add(version)
    for (group, version, kind), last in GONE.items():
        removed.setdefault((group, kind), {})[version] = last
    lines = []
    for group, kinds in itertools.groupby(sorted({*served, *removed}), key=lambda it: it[0]):
        lines.append(f'    ("{group}", &[\n')
        for _, kind in kinds:
            now = sorted(served.get((group, kind), ()), key=order)
            gone = removed.get((group, kind), {})
            now = ", ".join(f'"{it}"' for it in now)
            gone = ", ".join(f'("{it}", {gone[it]})' for it in sorted(gone, key=order))
            lines.append(f'        Kind {{ group: "{group}", name: "{kind}", served: &[{now}], removed: &[{gone}] }},\n')
        lines.append("    ]),\n")
    head = f"""\
//! The kinds of Kubernetes 1.{OLDEST} to 1.{RELEASES[-1].split(".")[1]}, by group and name, as `tests/tools/kubernetes_kinds.py` writes them from the Go
//! modules k8s.io/api, k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator ({", ".join("v" + it for it in RELEASES)}).

/// A kind of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {{
    /// Its API group; empty for the core group.
    pub(crate) group: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// The versions that some release serves, the best first.
    pub(crate) served: &'static [&'static str],
    /// The versions that no release serves any more, each with the minor release that ended it; 0 where it is not known.
    pub(crate) removed: &'static [(&'static str, u8)],
}}

/// Every group, with every kind that is a resource, or was one.
pub(crate) static GROUPS: &[(&str, &[Kind])] = &[
"""
    OUT.write_text(head + "".join(lines) + "];\n")


if __name__ == "__main__":
    main()
