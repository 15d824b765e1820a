"""Lists everything that a Rust user of the published libraries can name, as `rustdoc` shows it.

    public_api.py            writes docs/api/CRATE.txt
    public_api.py --check    fails where a listing is stale: a change of the public API is seen in review
"""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRATES = ["routeproof-core", "routeproof-yaml", "routeproof"]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PAGE = re.compile(r'<a href="([^"]+)">([^<]+)</a>')
SIGNATURE = re.compile(
    r'<section id="(?:method|tymethod|variant|structfield|associatedconstant)\.[^"]*"[^>]*class="(?:method|variant)"'
    r'.*?<h[34] class="code-header">(.*?)</h[34]>',
    re.S,
)
FIELD = re.compile(r'<span id="structfield\.[^"]*"[^>]*>.*?<code>(.*?)</code>', re.S)
OWN = re.compile(r'<h2 id="(?:trait-implementations|synthetic-implementations|blanket-implementations)"')


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", markup))).strip()


def listing(crate: str) -> str:
    folder = TARGET / "doc" / crate.replace("-", "_")
    lines = []
    for address, name in PAGE.findall((folder / "all.html").read_text()):
        if not re.match(r"(?:.*/)?(?:struct|enum|trait|fn|type|constant|static|macro|union)\.", address):
            continue
        kind = address.rsplit("/", 1)[-1].split(".", 1)[0]
        lines.append(f"{kind} {name}")
        page = OWN.split((folder / address).read_text())[0]
        members = [text(it) for it in SIGNATURE.findall(page) + FIELD.findall(page)]
        lines.extend(sorted(f"{kind} {name}: {it}" for it in members if it))
    return "".join(f"{it}\n" for it in sorted(set(lines)))


def main() -> int:
    command = ["cargo", "doc", "--quiet", "--no-deps", "--lib"]
    packages = [it for crate in CRATES for it in ("-p", crate)]
    subprocess.run(command + packages, cwd=ROOT, check=True, env=os.environ | {"RUSTDOCFLAGS": "-D warnings"})
    stale = []
    for crate in CRATES:
        wanted, file = listing(crate), ROOT / "docs" / "api" / f"{crate}.txt"
        if "--check" not in sys.argv:
            file.parent.mkdir(exist_ok=True)
            file.write_text(wanted)
        elif not file.exists() or file.read_text() != wanted:
            stale.append(str(file.relative_to(ROOT)))
        print(f"{crate}: {wanted.count(chr(10))} public names")
    for it in stale:
        print(f"{it} is stale: the public API changed; run tests/tools/public_api.py and look at the difference")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
