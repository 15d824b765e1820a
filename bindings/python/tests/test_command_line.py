"""`python -m routeproof` is the command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig

import pytest
from conftest import ROUTE

import routeproof

SCRIPT = shutil.which("routeproof", path=sysconfig.get_path("scripts"))


def run(*args: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "routeproof", *args]
    return subprocess.run(line, input=given, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["check", "examples/broken"], 1),
        (["check", "examples/kupe"], 0),
        (["check", "nowhere.yaml"], 2),
        (["chek"], 2),
        (["--help"], 0),
        (["explain", "RP2003"], 0),
        (["status", "examples/kupe"], 0),
        (["verify", "--live", "examples/live/healthy.yaml"], 0),
    ],
)
def test_exit_codes(args: list[str], code: int) -> None:
    done = run(*args)
    assert done.returncode == code, done.stderr
    assert done.stdout or code == 2


def test_it_reads_the_standard_input() -> None:
    done = run("check", "-", "--complete", given=ROUTE)
    assert done.returncode == 1 and "<stdin>" in done.stdout


def test_version_and_script() -> None:
    assert run("--version").stdout.split() == ["routeproof", routeproof.__version__]
    assert SCRIPT is not None, "the package installs a command"
    done = subprocess.run([SCRIPT, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["routeproof", routeproof.__version__]
