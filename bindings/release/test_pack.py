"""Packing, on files made up here: twice the same bytes, and nothing in them that does not hold."""

import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
import time
import tomllib
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import pack
import sbom

TARGETS = ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"]
COMMAND = """#!/bin/sh
case $1 in
  completions) echo "for $2" ;;
  man) echo page > "$2/routeproof.1" && echo page > "$2/routeproof-check.1" ;;
esac
"""


def release(folder: Path, targets: list[str] = TARGETS) -> Path:
    """A release of made-up binaries, in a folder of its own."""
    command = folder / "command"
    command.write_text(COMMAND)
    command.chmod(0o755)
    out = folder / "out"
    for target in targets:
        binary = folder / target
        binary.write_bytes(b"binary for " + target.encode())
        pack.archive(target, binary, command, out)
    module = folder / "module.wasm"
    module.write_bytes(b"\0asm")
    pack.image(out)
    pack.policy(module, out)
    pack.managers(out)
    pack.sums(out)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {it.name: it.read_bytes() for it in folder.iterdir()}


def layout(path: Path) -> tuple[dict, dict[str, bytes]]:
    """The index and the blobs of a layout, every blob checked against its name."""
    with tarfile.open(path) as files:
        all = {it.name: files.extractfile(it).read() for it in files if it.isfile()}
    assert json.loads(all.pop("oci-layout")) == {"imageLayoutVersion": "1.0.0"}
    index = json.loads(all.pop("index.json"))
    blobs = {"sha256:" + name.removeprefix("blobs/sha256/"): data for name, data in all.items()}
    for digest, data in blobs.items():
        assert digest == "sha256:" + hashlib.sha256(data).hexdigest()
    return index, blobs


class Pack(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch("builtins.print"))

    def test_twice_the_same_bytes(self) -> None:
        first, second = self.folder / "first", self.folder / "at" / "another" / "place"
        first.mkdir()
        second.mkdir(parents=True)
        before = contents(release(first))
        umask = os.umask(0o077)
        try:
            with mock.patch("time.time", return_value=time.time() + 1e6):
                after = contents(release(second))
        finally:
            os.umask(umask)
        self.assertEqual(sorted(before), sorted(after))
        self.assertEqual([name for name in before if before[name] != after[name]], [])

    def test_archives_have_the_command_and_its_pages(self) -> None:
        out = release(self.folder)
        name = f"routeproof-{pack.VERSION}-x86_64-unknown-linux-musl"
        with tarfile.open(out / f"{name}.tar.gz") as files:
            members = {it.name.removeprefix(name): it for it in files}
            pages = {"/man/man1/routeproof.1", "/completions/routeproof.bash", "/completions/_routeproof"}
            self.assertLessEqual({"/routeproof", "/LICENSE", "/NOTICE", "/README.md"} | pages, set(members))
            self.assertEqual({(it.mtime, it.uid, it.gid, it.uname) for it in members.values()}, {(0, 0, 0, "")})
            self.assertEqual((members["/routeproof"].mode, members["/LICENSE"].mode), (0o755, 0o644))
        with zipfile.ZipFile(out / f"routeproof-{pack.VERSION}-x86_64-pc-windows-msvc.zip") as files:
            exe = files.getinfo(f"routeproof-{pack.VERSION}-x86_64-pc-windows-msvc/routeproof.exe")
            self.assertEqual(exe.date_time, (1980, 1, 1, 0, 0, 0))

    def test_the_image_is_one_of_each_architecture(self) -> None:
        index, blobs = layout(release(self.folder) / f"routeproof-image-{pack.VERSION}.oci.tar")
        (named,) = index["manifests"]
        self.assertEqual(named["annotations"], {"org.opencontainers.image.ref.name": pack.VERSION})
        manifests = json.loads(blobs[named["digest"]])["manifests"]
        self.assertEqual(sorted(it["platform"]["architecture"] for it in manifests), ["amd64", "arm64"])
        for described in manifests:
            manifest = json.loads(blobs[described["digest"]])
            self.assertEqual(described["size"], len(blobs[described["digest"]]))
            config = json.loads(blobs[manifest["config"]["digest"]])
            self.assertEqual(config["architecture"], described["platform"]["architecture"])
            (layer,) = manifest["layers"]
            root = gzip.decompress(blobs[layer["digest"]])
            self.assertEqual(config["rootfs"]["diff_ids"], ["sha256:" + hashlib.sha256(root).hexdigest()])
            with tarfile.open(fileobj=io.BytesIO(root)) as files:
                (entry,) = config["config"]["Entrypoint"]
                self.assertEqual(files.getmember(entry[1:]).mode, 0o755)
                self.assertTrue(files.getmember(config["config"]["WorkingDir"][1:]).isdir())

    def test_the_policy_is_an_artifact_of_one_module(self) -> None:
        index, blobs = layout(release(self.folder) / f"routeproof-kubewarden-{pack.VERSION}.oci.tar")
        manifest = json.loads(blobs[index["manifests"][0]["digest"]])
        self.assertEqual(manifest["config"]["mediaType"], "application/vnd.wasm.config.v1+json")
        (layer,) = manifest["layers"]
        self.assertEqual(layer["mediaType"], "application/vnd.wasm.content.layer.v1+wasm")
        self.assertEqual(blobs[layer["digest"]], b"\0asm")

    def test_package_managers_get_the_checksums_of_the_archives(self) -> None:
        out = release(self.folder)
        sums = {it.url: it.sha256 for it in pack.released(out)}
        self.assertEqual(len(sums), len(TARGETS))
        scoop = json.loads((out / "scoop-routeproof.json").read_text())
        (windows,) = scoop["architecture"].values()
        self.assertEqual(sums[windows["url"]], windows["hash"])
        pairs = r"ur[il]:? \"?(\S+?)\"?\n\s+sha256:? \"?(\w{64})\b"
        krew = re.findall(pairs, (out / "krew-routeproof.yaml").read_text())
        self.assertEqual(dict(krew), sums)
        brew = re.findall(pairs, (out / "homebrew-routeproof.rb").read_text())
        self.assertEqual(dict(brew), {url: sum for url, sum in sums.items() if "windows" not in url})

    def test_without_an_archive_for_windows_there_is_no_manifest_for_scoop(self) -> None:
        out = release(self.folder, TARGETS[:2])
        self.assertFalse((out / "scoop-routeproof.json").exists())
        self.assertNotIn("on_macos", (out / "homebrew-routeproof.rb").read_text())

    def test_sha256sum_reads_the_checksums(self) -> None:
        out = release(self.folder)
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=out, check=True)
        self.assertEqual(len((out / "SHA256SUMS").read_text().splitlines()), len(list(out.iterdir())) - 1)

    def test_what_is_too_large_is_not_packed(self) -> None:
        with mock.patch("pack.MOST_COMMAND", 10), self.assertRaises(SystemExit):
            release(self.folder)

    def test_notes_are_those_of_the_version(self) -> None:
        changelog = f"# Changelog\n\n## Unreleased\n\n- x\n\n## {pack.VERSION} (2026-12-31)\n\n- y\n\n## 0.0.1\n\n- z\n"
        self.assertEqual(pack.notes(changelog), "- y\n")
        with self.assertRaises(SystemExit):
            pack.notes("# Changelog\n\n## Unreleased\n\n- x\n")

    def test_files_that_say_a_version_say_this_one(self) -> None:
        hook = tomllib.loads((pack.ROOT / "pyproject.toml").read_text())["project"]
        self.assertEqual((hook["version"], hook["dependencies"]), (pack.VERSION, [f"routeproof=={pack.VERSION}"]))
        for plugin in ("bindings/helm/plugin.yaml", "bindings/helm/post-renderer/plugin.yaml"):
            self.assertIn(f"\nversion: {pack.VERSION}\n", (pack.ROOT / plugin).read_text())

    def test_a_bill_lists_what_is_linked(self) -> None:
        tree = "0a v1.0.0 (/x)\n1b v2.0.0\n2c v3.0.0\n1c v3.0.0 (*)\n"
        a, b, c = ("a", "1.0.0"), ("b", "2.0.0"), ("c", "3.0.0")
        self.assertEqual(sbom.linked(tree), {a: {b, c}, b: {c}, c: set()})
        text = sbom.bill(pack.ROOT, "routeproof-cli", "all")
        bill = json.loads(text)
        self.assertEqual(bill["metadata"]["component"]["name"], "routeproof-cli")
        parts = {it["name"]: it for it in bill["components"]}
        self.assertIn("routeproof-core", parts)
        self.assertEqual(len(parts["serde_json"]["hashes"][0]["content"]), 64)
        self.assertNotIn("clap_derive", parts)
        self.assertNotIn(str(pack.ROOT), text)
        self.assertEqual(text, sbom.bill(pack.ROOT, "routeproof-cli", "all"))


if __name__ == "__main__":
    unittest.main()
