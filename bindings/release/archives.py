"""Archives that are the same bytes whenever and wherever they are made of the same files."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """A file of an archive."""

    data: bytes
    executable: bool = False

    @property
    def mode(self) -> int:
        return 0o755 if self.executable else 0o644


Entries = Mapping[str, Entry]


def tree(folder: Path, below: str) -> dict[str, Entry]:
    """All files of `folder`, with names below `below`."""
    files = (it for it in folder.rglob("*") if it.is_file())
    return {f"{below}/{it.relative_to(folder).as_posix()}": Entry(it.read_bytes()) for it in files}


def tar(entries: Entries) -> bytes:
    """A tar of `entries` in the order of their names, without owners and times; folders come first."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        folders = {str(it) for name in entries for it in Path(name).parents if str(it) != "."}
        for name in sorted(folders):
            header = tarfile.TarInfo(name)
            header.type, header.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(header)
        for name, entry in sorted(entries.items()):
            header = tarfile.TarInfo(name)
            header.size, header.mode = len(entry.data), entry.mode
            archive.addfile(header, io.BytesIO(entry.data))
    return out.getvalue()


def compressed(data: bytes) -> bytes:
    """`data` by gzip, without a time or name."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def zipped(entries: Entries) -> bytes:
    """A ZIP of `entries` in the order of their names, of the first time that the format knows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, entry in sorted(entries.items()):
            header = zipfile.ZipInfo(name)
            header.create_system = 3
            header.external_attr = (0o100000 | entry.mode) << 16
            header.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(header, entry.data, compresslevel=9)
    return out.getvalue()
