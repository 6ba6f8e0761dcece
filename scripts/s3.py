# SPDX-License-Identifier: Apache-2.0
"""Runs a throw-away S3 server with object lock on this machine, until it is interrupted.

eval "$(python scripts/s3.py)" would wait for ever; copy the lines it prints into another shell.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from support.seaweed import seaweed


def main() -> None:
    """Run a server, and say how it is reached."""
    os.environ.pop("AWS_PROFILE", None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with seaweed() as server:
        for name, value in server.environment.items():
            print(f"export {name}={value}")
        print(f"export LIUHEN_STORE_URL='{server.url('vault')}'", flush=True)
        print("runs until Ctrl-C; then everything in it is gone", file=sys.stderr)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
