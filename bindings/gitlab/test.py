"""The job of check.yml as a runner would run it, with a stand-in for pip. The command `routeproof` is on the `PATH`."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def job(**inputs: str) -> tuple[int, str, list]:
    """The exit code, the log and the report of the job."""
    header, template = yaml.safe_load_all((Path(__file__).parent / "check.yml").read_text())
    declared = header["spec"]["inputs"]
    assert inputs.keys() <= declared.keys()
    values = {name: inputs.get(name, it["default"]) for name, it in declared.items()}
    work = template["routeproof"]
    lines = [re.sub(r"\$\[\[ inputs\.(\S+) \]\]", lambda it: values[it[1]], line) for line in work["script"]]
    with tempfile.TemporaryDirectory() as folder:
        pip = Path(folder, "pip")
        pip.write_text('#!/bin/sh\n[ "$*" = "install --quiet routeproof" ]\n')
        pip.chmod(0o755)
        Path(folder, "examples").symlink_to(ROOT / "examples")
        path = f"{folder}:{os.environ['PATH']}"
        command = ["bash", "-e", "-c", "\n".join(lines)]
        done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)
        report = json.loads(Path(folder, work["artifacts"]["reports"]["codequality"]).read_text())
    return done.returncode, done.stdout + done.stderr, report


class Job(unittest.TestCase):
    def test_findings_fail_the_job_and_are_its_code_quality(self) -> None:
        code, log, report = job(paths="examples/broken")
        self.assertEqual(code, 1)
        self.assertIn("error[RP1010]", log)
        self.assertIn("RP1010", {it["check_name"] for it in report})

    def test_what_is_in_order_passes(self) -> None:
        code, log, report = job(**{"paths": "examples/kupe", "arguments": "--quiet", "fail-on": "warning"})
        self.assertEqual((code, log, report), (0, "", []))


if __name__ == "__main__":
    unittest.main()
