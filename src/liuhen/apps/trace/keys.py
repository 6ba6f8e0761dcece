# SPDX-License-Identifier: Apache-2.0
"""The key that signs heads: a file in another place than the database.

LIUHEN_SIGNING_KEY names it (default LIUHEN_HOME/keys/journal.key, mode 600). It is made at first
need. Beside it stand

- `journal.pub`: the public keys of this log, a line each, oldest first. It may go anywhere; whoever
  checks a head from outside needs it.
- `journal.last`: the newest head that was signed, so that the signer itself notices a database that
  was cut or set back behind its back.

Whoever reads the database alone can neither sign nor change these files.
"""

import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from liuhen.apps.trace.errors import SigningError
from liuhen.apps.trace.models import Head
from liuhen.vault.checkpoint import (
    CheckpointError,
    Signed,
    SigningKey,
    VerifyKey,
    open_checkpoint,
)
from liuhen.vault.key_file import KeyFileError, load_key, write_key


def key_path() -> Path:
    """Return where the signing key lies."""
    return Path(settings.LIUHEN_SIGNING_KEY)


def public_path() -> Path:
    """Return where the public keys lie."""
    return key_path().with_suffix(".pub")


def signing_key() -> SigningKey:
    """Return the key, and make it where nothing was signed yet.

    Raises:
        SigningError: it cannot be read, or is gone although heads were signed with it.
    """
    path = key_path()
    try:
        if not path.exists():
            return _first_key(path)
        return load_key(path)
    except KeyFileError as error:
        raise SigningError(str(error)) from None
    except OSError as error:
        raise SigningError(f"{path}: {error.strerror}") from None


def new_key() -> SigningKey:
    """Make a further key for the same log, because the one before is lost or was seen by others.

    The file of the one before is kept beside it under another name.
    """
    path, keys = key_path(), public_keys()
    name = origin() if keys or Head.objects.exists() else ""
    if path.exists():
        count = len(keys)
        path.rename(path.with_suffix(f".key.{count}"))
    return _make(path, name)


def public_keys() -> list[VerifyKey]:
    """Return the public keys of this log: any of them may have signed a head.

    Raises:
        SigningError: the file is damaged.
    """
    try:
        text = public_path().read_text("utf-8")
        return [VerifyKey.parse(line) for line in text.splitlines() if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise SigningError(f"{public_path()}: {error}") from None


def public_texts() -> list[str]:
    """Return the public keys as they are handed out; none where the file is not in order."""
    try:
        return [key.text for key in public_keys()]
    except SigningError:
        return []


def origin() -> str:
    """Return the name of this log, which its heads begin with; empty before the first head."""
    if keys := public_keys():
        return keys[0].name
    newest = Head.objects.order_by("-pk").first()
    return newest.signed.checkpoint.origin if newest else ""


def remembered() -> Signed | None:
    """Return the head that the signer remembers having signed last.

    Raises:
        SigningError: the file is damaged.
    """
    path = key_path().with_suffix(".last")
    try:
        return open_checkpoint(path.read_bytes(), public_keys())
    except FileNotFoundError:
        return None
    except (OSError, CheckpointError) as error:
        raise SigningError(f"{path}: {error}") from None


def remember(note: str) -> None:
    """Keep the head that was signed now; the file is replaced as a whole."""
    _replace(key_path().with_suffix(".last"), note)


def _first_key(path: Path) -> SigningKey:
    if Head.objects.exists():
        raise SigningError(
            _(
                "%(path)s is not there, but heads were signed with it: bring it back, or begin to "
                "sign with another key (liuhen journal head --new-key)"
            )
            % {"path": path}
        )
    return _make(path, "")


def _make(path: Path, name: str) -> SigningKey:
    key = SigningKey.create(name)
    try:
        write_key(path, key)
    except FileExistsError:  # another process was first
        return load_key(path)
    known = [one.text for one in public_keys()]
    _replace(public_path(), "".join(f"{line}\n" for line in [*known, key.public.text]))
    return key


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
