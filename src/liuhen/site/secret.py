# SPDX-License-Identifier: Apache-2.0
"""The secret key of an installation: made once, kept in LIUHEN_HOME, read by its owner alone."""

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """Return the key, making it (mode 600) where there is none yet."""
    path = home / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key + "\n")
    return key
