"""Counts the instructions of what users wait for, and fails where one grew by more than a tenth.

`count.py` compares with `tests/bench/instructions.json`; `count.py --update` writes that file. The release build of
`routeproof-bench` runs in valgrind, once with few rounds and once with more: the difference is the stage's own cost.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / "tests/bench/instructions.json"
BENCH = ROOT / "target/release/routeproof-bench"
TOLERANCE = 0.10

# What is counted: a stage of the bench, how many rounds more, and on how many objects.
STAGES = {
    "reading": ("reading", 1, 500),
    "check": ("check", 1, 500),
    "snapshot": ("rest", 1, 500),
    "admission request": ("known", 10, 0),
    "1,000 requests": ("requests", 1, 0),
}


def instructions(stage: str, rounds: int, objects: int) -> int:
    """How many instructions the bench takes for so many rounds."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", BENCH]
    command += ["run", stage, str(rounds), str(objects)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not counted:
        sys.exit(f"`{stage}` was not counted:\n{run.stderr}")
    return int(counted[1])


def cost(stage: str, rounds: int, objects: int) -> int:
    """What one round of a stage costs, without what is done once."""
    once = instructions(stage, 1, objects)
    return (instructions(stage, 1 + rounds, objects) - once) // rounds


def main() -> None:
    counts = {name: cost(*of) for name, of in STAGES.items()}
    if sys.argv[1:] == ["--update"]:
        BASELINE.write_text(json.dumps(counts, indent=2) + "\n")
    baseline = json.loads(BASELINE.read_text())
    if baseline.keys() != counts.keys():
        sys.exit(f"{BASELINE.name} is of other stages: `cargo make count-update` writes it")
    grown = 0
    for name, count in counts.items():
        ratio = count / baseline[name]
        grown += ratio > 1 + TOLERANCE
        print(f"{name:<18} {count / 1e6:>8.2f} million instructions, {ratio:.3f} of what is recorded")
    if grown:
        sys.exit(f"{grown} grew by more than {TOLERANCE:.0%}: mend it, or record it by `cargo make count-update`")


if __name__ == "__main__":
    main()
