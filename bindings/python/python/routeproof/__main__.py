"""`python -m routeproof`: the command line."""

from __future__ import annotations

import signal
import sys

from . import _engine


def main() -> int:
    """Runs the command line with this process's arguments; returns its exit code."""
    # Python would hear of Ctrl-C only after the engine is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _engine.run(["routeproof", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
