"""What a package is made of, as CycloneDX: every crate that is linked into it, with licence and checksum."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.validation.json import JsonStrictValidator
from cyclonedx.schema import SchemaVersion
from packageurl import PackageURL

LINE = re.compile(r"(?P<depth>\d+)(?P<name>\S+) v(?P<version>\S+)")

Crate = tuple[str, str]


def bill(root: Path, package: str, target: str) -> str:
    """The crates of `package` on `target` (`all` for every one), as JSON; the same for the same lock file."""
    metadata = json.loads(cargo(root, "metadata", "--format-version", "1"))
    licences = {(it["name"], it["version"]): it["license"] for it in metadata["packages"]}
    lock = tomllib.loads((root / "Cargo.lock").read_text())["package"]
    checksums = {(it["name"], it["version"]): it["checksum"] for it in lock if "checksum" in it}
    # Macros run in the compiler and are in no binary.
    edges = ("--edges", "normal,no-proc-macro")
    links = linked(cargo(root, "tree", "--package", package, "--target", target, *edges, "--prefix", "depth"))
    components = {crate: component(crate, licences.get(crate), checksums.get(crate)) for crate in links}
    bom = Bom()
    bom.serial_number = None  # type: ignore[assignment]
    main = next(iter(components.values()))
    main.type = ComponentType.APPLICATION
    bom.metadata.component = main
    bom.components.update(it for it in components.values() if it is not main)
    for crate, needs in links.items():
        bom.register_dependency(components[crate], [components[it] for it in sorted(needs)])
    return checked(JsonV1Dot6(bom).output_as_string(indent=2))


def cargo(root: Path, *arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=root, stdout=subprocess.PIPE, text=True, check=True).stdout


def linked(tree: str) -> dict[Crate, set[Crate]]:
    """What each crate needs, from the lines of `cargo tree`, the package itself first."""
    above: list[Crate] = []
    links: dict[Crate, set[Crate]] = {}
    for line in tree.splitlines():
        found = LINE.match(line)
        if not found:
            raise ValueError(f"no line of `cargo tree`: {line}")
        crate = (found["name"], found["version"])
        del above[int(found["depth"]) :]
        if above:
            links[above[-1]].add(crate)
        above.append(crate)
        links.setdefault(crate, set())
    return links


def component(crate: Crate, licence: str | None, checksum: str | None) -> Component:
    name, version = crate
    purl = PackageURL("cargo", name=name, version=version)
    made = Component(name=name, version=version, type=ComponentType.LIBRARY, bom_ref=str(purl), purl=purl)
    if licence:
        made.licenses.add(LicenseExpression(licence.replace("/", " OR ")))
    if checksum:
        made.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=checksum))
    return made


def checked(text: str) -> str:
    """The text without its time, if the official schema takes it."""
    value = json.loads(text)
    value["metadata"].pop("timestamp", None)
    text = json.dumps(value, indent=2) + "\n"
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        raise ValueError(f"no valid CycloneDX: {error}")
    return text
