"""OCI image layouts, written without a daemon: the command as an image, and the Kubewarden policy as an artifact.

A layout is a folder, here as a tar, that `crane push`, `skopeo copy oci-archive:…` or `oras cp --from-oci-layout` send to
a registry. By https://github.com/opencontainers/image-spec, version 1.1.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from archives import Entry, compressed, tar

CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
# What Kubewarden's `kwctl` writes and its policy server takes.
WASM_CONFIG = "application/vnd.wasm.config.v1+json"
WASM_LAYER = "application/vnd.wasm.content.layer.v1+wasm"

# The architecture of a target, as OCI and Go call it.
ARCHITECTURES = {"x86_64-unknown-linux-musl": "amd64", "aarch64-unknown-linux-musl": "arm64"}
# A user that owns nothing; manifests are read from a folder that is mounted.
USER = "65532:65532"
FOLDER = "/work"

Json = dict[str, Any]


class Labels(NamedTuple):
    """What is said of an image."""

    version: str
    source: str
    description: str

    def annotations(self) -> dict[str, str]:
        return {
            "org.opencontainers.image.description": self.description,
            "org.opencontainers.image.licenses": "Apache-2.0",
            "org.opencontainers.image.source": self.source,
            "org.opencontainers.image.title": "routeproof",
            "org.opencontainers.image.version": self.version,
        }


class Layout:
    """Blobs by digest, and the one thing that they are about."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def add(self, data: bytes, media_type: str, **more: Any) -> Json:
        """Adds a blob and returns its descriptor."""
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data), **more}

    def add_json(self, value: Json, media_type: str, **more: Any) -> Json:
        return self.add(json.dumps(value, sort_keys=True).encode(), media_type, **more)

    def archive(self, about: Json, version: str) -> bytes:
        """The layout as a tar; `about` is called by its version."""
        named = {**about, "annotations": {"org.opencontainers.image.ref.name": version}}
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [named]}
        files = {f"blobs/sha256/{digest}": Entry(data) for digest, data in self.blobs.items()}
        files["oci-layout"] = Entry(b'{"imageLayoutVersion":"1.0.0"}')
        files["index.json"] = Entry(json.dumps(index, sort_keys=True).encode())
        return tar(files)


def image(binaries: Mapping[str, bytes], legal: Mapping[str, Entry], labels: Labels) -> tuple[bytes, dict[str, int]]:
    """An image of several architectures with nothing but the command; also what each weighs to download, in bytes."""
    layout, manifests, sizes = Layout(), [], {}
    for target, binary in sorted(binaries.items()):
        root = tar({"usr/bin/routeproof": Entry(binary, executable=True), **legal, f"{FOLDER[1:]}/.keep": Entry(b"")})
        layer = layout.add(compressed(root), LAYER)
        config = {
            "architecture": ARCHITECTURES[target],
            "os": "linux",
            "config": {
                "Entrypoint": ["/usr/bin/routeproof"],
                "Labels": labels.annotations(),
                "User": USER,
                "WorkingDir": FOLDER,
            },
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(root).hexdigest()]},
            "history": [{"created_by": "bindings/release"}],
        }
        platform = {"architecture": ARCHITECTURES[target], "os": "linux"}
        described = layout.add_json(config, CONFIG)
        manifests.append(manifest(layout, described, [layer], labels, platform=platform))
        sizes[target] = layer["size"] + described["size"]
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests, "annotations": labels.annotations()}
    return layout.archive(layout.add_json(index, INDEX), labels.version), sizes


def policy(module: bytes, labels: Labels) -> bytes:
    """A WebAssembly module as Kubewarden pulls it."""
    layout = Layout()
    layer = layout.add(module, WASM_LAYER, annotations={"org.opencontainers.image.title": "policy.wasm"})
    about = manifest(layout, layout.add(b"{}", WASM_CONFIG), [layer], labels)
    return layout.archive(about, labels.version)


def manifest(layout: Layout, config: Json, layers: Sequence[Json], labels: Labels, **more: Any) -> Json:
    value = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config,
        "layers": list(layers),
        "annotations": labels.annotations(),
    }
    return layout.add_json(value, MANIFEST, **more)
