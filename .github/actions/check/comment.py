#!/usr/bin/env python3
"""Says findings in a comment of the pull request: `comment.py REPOSITORY NUMBER FILE`, with `gh` logged in.

There is one comment, found by its first line and written anew at each run. Where nothing was found there is none, unless
an earlier run wrote one. FILE is what `routeproof check --quiet` printed; it stands in a fence, so that nothing in a
manifest becomes markup, a link or a mention.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

MARK = "<!-- routeproof check -->"
# GitHub takes 65,536 characters.
MOST = 60_000


def body(sections: dict[str, str]) -> str:
    """A comment with a section for each title."""
    parts = [MARK]
    for title, text in sections.items():
        if len(text) > MOST // len(sections):
            text = text[: MOST // len(sections)] + "\n… the rest is in the log of the run"
        # A fence ends at as many backticks as it began with.
        longest = max((len(it) for it in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        parts.append(f"### {title}\n\n{fence}text\n{text.rstrip()}\n{fence}")
    return "\n\n".join(parts) + "\n"


def gh(*arguments: str, **fields: str) -> str:
    """What GitHub answers to a request, with `fields` as its body."""
    command = ["gh", "api", *arguments] + (["--input", "-"] if fields else [])
    return subprocess.run(command, input=json.dumps(fields), stdout=subprocess.PIPE, text=True, check=True).stdout


def main(repository: str, number: str, file: str) -> None:
    text = Path(file).read_text()
    sections = {"routeproof": text or "no errors, no warnings"}
    comments = f"repos/{repository}/issues/{number}/comments"
    mine = f'.[] | select(.body | startswith("{MARK}")) | .id'
    earlier = gh(f"{comments}?per_page=100", "--paginate", "--jq", mine).split()
    if earlier:
        gh(f"repos/{repository}/issues/comments/{earlier[0]}", "--method", "PATCH", body=body(sections))
    elif text:
        gh(comments, "--method", "POST", body=body(sections))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        # The token of a pull request from a fork may only read; the findings are annotations all the same.
        print(f"::warning title=routeproof::the comment could not be written: {error}")
