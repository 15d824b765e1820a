#!/usr/bin/env python3
"""Packs what `build.sh` compiled: archives, images, bills of materials, manifests of package managers, checksums.

Equal input gives equal bytes: no time, owner, order or path of the machine that packs gets into a file.
"""

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import oci
from archives import Entry, compressed, tar, tree, zipped

ROOT = Path(__file__).resolve().parents[2]
WORKSPACE = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]
VERSION, SOURCE = WORKSPACE["version"], WORKSPACE["repository"]
DESCRIPTION = "Proves Kubernetes Gateway API changes before they ship"
LABELS = oci.Labels(VERSION, SOURCE, DESCRIPTION)

# The limits in bytes of what people download; decimal megabytes.
MOST_COMMAND, MOST_IMAGE = 12_000_000, 15_000_000

# The packages that have a bill of materials, and the target whose crates it lists.
BILLS = {
    "routeproof-cli": "all",
    "routeproof-python": "all",
    "routeproof-node": "all",
    "routeproof-web": "wasm32-unknown-unknown",
    "routeproof-kubewarden": "wasm32-wasip1",
    "routeproof-opa": "wasm32-unknown-unknown",
}

SYSTEMS = {"linux": "linux", "apple": "darwin", "pc": "windows"}
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class Archive(NamedTuple):
    """An archive of the command, as package managers speak of it."""

    target: str
    sha256: str

    @property
    def os(self) -> str:
        return next(system for word, system in SYSTEMS.items() if word in self.target.split("-"))

    @property
    def arch(self) -> str:
        return ARCHITECTURES[self.target.split("-")[0]]

    @property
    def folder(self) -> str:
        return f"routeproof-{VERSION}-{self.target}"

    @property
    def command(self) -> str:
        return "routeproof.exe" if self.os == "windows" else "routeproof"

    @property
    def name(self) -> str:
        return self.folder + (".zip" if self.os == "windows" else ".tar.gz")

    @property
    def url(self) -> str:
        return f"{SOURCE}/releases/download/v{VERSION}/{self.name}"


def legal(below: str) -> dict[str, Entry]:
    """The files that go wherever the code goes."""
    return {f"{below}/{name}": Entry((ROOT / name).read_bytes()) for name in ("LICENSE", "NOTICE")}


def pages(command: Path, below: str) -> dict[str, Entry]:
    """The manual pages and completions, as `command` writes them."""
    shells = {"bash": "routeproof.bash", "zsh": "_routeproof", "fish": "routeproof.fish", "powershell": "_routeproof.ps1"}
    files = {}
    for shell, name in shells.items():
        script = subprocess.run([command, "completions", shell], stdout=subprocess.PIPE, check=True).stdout
        files[f"{below}/completions/{name}"] = Entry(script)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([command, "man", folder], check=True)
        return files | tree(Path(folder), f"{below}/man/man1")


def archive(target: str, binary: Path, command: Path, out: Path) -> Path:
    """The command for `target`, with its pages, which `command` writes: a build for this machine."""
    it = Archive(target, "")
    files = {f"{it.folder}/{it.command}": Entry(binary.read_bytes(), executable=True)}
    files |= {f"{it.folder}/README.md": Entry((ROOT / "bindings/cli/README.md").read_bytes())}
    files |= legal(it.folder) | pages(command.resolve(), it.folder)
    limit(it.command, binary.stat().st_size, MOST_COMMAND)
    return write(out / it.name, zipped(files) if it.os == "windows" else compressed(tar(files)))


def image(out: Path) -> Path:
    """The image of the command, from the static archives in `out`."""
    binaries = {}
    for it in released(out):
        if it.target in oci.ARCHITECTURES:
            with tarfile.open(out / it.name) as files:
                binaries[it.target] = files.extractfile(f"{it.folder}/{it.command}").read()  # type: ignore[union-attr]
    if not binaries:
        raise SystemExit(f"{out} has no archive of a static command")
    data, sizes = oci.image(binaries, legal("usr/share/doc/routeproof"), LABELS)
    for target, size in sizes.items():
        limit(f"image for {oci.ARCHITECTURES[target]}", size, MOST_IMAGE)
    return write(out / f"routeproof-image-{VERSION}.oci.tar", data)


def policy(module: Path, out: Path) -> Path:
    """The Kubewarden policy as an artifact of a registry."""
    return write(out / f"routeproof-kubewarden-{VERSION}.oci.tar", oci.policy(module.read_bytes(), LABELS))


def bills(out: Path) -> list[Path]:
    """A bill of materials for each package."""
    import sbom

    return [
        write(out / f"{package}-{VERSION}.cdx.json", sbom.bill(ROOT, package, target).encode())
        for package, target in BILLS.items()
    ]


def managers(out: Path) -> list[Path]:
    """The manifests of Homebrew, krew and Scoop, for the archives in `out`; Scoop's only where there is one for Windows."""
    import jinja2

    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    templates = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    archives = released(out)
    names = {"homebrew": "routeproof.rb", "krew": "routeproof.yaml"}
    if any(it.os == "windows" for it in archives):
        names["scoop"] = "routeproof.json"
    values = {"archives": archives, "version": VERSION, "source": SOURCE, "description": DESCRIPTION}
    return [
        write(out / f"{manager}-{name}", templates.get_template(name).render(values).encode())
        for manager, name in names.items()
    ]


def released(out: Path) -> list[Archive]:
    """The archives of the command in `out`, sorted by target."""
    start = f"routeproof-{VERSION}-"
    found = []
    for path in sorted([*out.glob(f"{start}*.tar.gz"), *out.glob(f"{start}*.zip")]):
        target = path.name.removeprefix(start).removesuffix(".tar.gz").removesuffix(".zip")
        found.append(Archive(target, hashlib.sha256(path.read_bytes()).hexdigest()))
    return found


def sums(out: Path) -> Path:
    """The checksums of everything in `out`, as `sha256sum --check` reads them."""
    files = sorted(it for it in out.iterdir() if it.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256(it.read_bytes()).hexdigest()}  {it.name}\n" for it in files)
    return write(out / "SHA256SUMS", "".join(lines).encode())


def notes(changelog: str) -> str:
    """The part of the changelog that is about this version."""
    parts = changelog.split("\n## ")
    for part in parts[1:]:
        title, _, text = part.partition("\n")
        if title.split(" ")[0] == VERSION and text.strip():
            return text.strip() + "\n"
    raise SystemExit(f"CHANGELOG.md has no section with text for {VERSION}")


def limit(what: str, size: int, most: int) -> None:
    """Says what something weighs, and fails where that is too much."""
    print(f"{what}: {size / 1e6:.2f} MB of {most / 1e6:.0f} MB")
    if size > most:
        raise SystemExit(f"{what} is larger than {most} bytes")


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main(arguments: Iterable[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the release")
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("archive", help=archive.__doc__)
    one.add_argument("target")
    one.add_argument("binary", type=Path)
    one.add_argument("command", type=Path)
    verbs.add_parser("policy", help=policy.__doc__).add_argument("module", type=Path)
    for name, verb in {"image": image, "bills": bills, "managers": managers, "sums": sums}.items():
        verbs.add_parser(name, help=verb.__doc__)
    verbs.add_parser("notes", help=notes.__doc__)
    args = parser.parse_args(list(arguments))
    made: Path | list[Path]
    match args.verb:
        case "archive":
            made = archive(args.target, args.binary, args.command, args.out)
        case "image":
            made = image(args.out)
        case "policy":
            made = policy(args.module, args.out)
        case "bills":
            made = bills(args.out)
        case "managers":
            made = managers(args.out)
        case "sums":
            made = sums(args.out)
        case _:
            made = write(args.out / "notes.md", notes((ROOT / "CHANGELOG.md").read_text()).encode())
    for path in made if isinstance(made, list) else [made]:
        print(f"{path} ({path.stat().st_size} bytes)")


if __name__ == "__main__":
    main(sys.argv[1:])
