# SPDX-License-Identifier: Apache-2.0
"""The file of a signing key: written once, safe from a loss of power, read by its owner alone."""

import os
import stat
from pathlib import Path

from liuhen.vault.checkpoint import CheckpointError, SigningKey

_KEY_MODE = 0o600


class KeyFileError(CheckpointError):
    """A key file is not there, not readable, or readable by others."""


def write_key(path: Path, key: SigningKey) -> None:
    """Write a new key file that only its owner reads, safe from a loss of power.

    Raises:
        FileExistsError: there is a file already; it is left as it is.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _KEY_MODE)
    with os.fdopen(file, "w") as opened:
        opened.write(key.text + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def load_key(path: Path) -> SigningKey:
    """Read a key file.

    Raises:
        KeyFileError: it cannot be read, others may read it, or it holds no key.
    """
    try:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        text = path.read_text("utf-8")
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyFileError(f"{path} holds no key") from None
    if open_to_others:
        raise KeyFileError(f"{path} can be read by others; chmod 600 makes it its owner's")
    try:
        return SigningKey.parse(text)
    except CheckpointError as error:
        raise KeyFileError(f"{path}: {error}") from None
