# SPDX-License-Identifier: Apache-2.0
"""`liuhen law text load`: a bureau's own regulation text beside its pack. It needs the database."""

import argparse
import sys
from typing import TYPE_CHECKING

from liuhen.errors import UserError
from liuhen.law.errors import BadInput

if TYPE_CHECKING:
    from liuhen.apps.people.models import Organisation


def load_command(options: argparse.Namespace) -> int:
    """Read the file, say what its reader is unsure of, and keep it as the bureau's text.

    Raises:
        BadInput: the file cannot be read.
        UserError: it is no regulation, or there is no such bureau.
    """
    try:
        raw = options.file.read_bytes()
    except OSError as error:
        raise BadInput(f"{options.file.name}: cannot be read: {error.strerror}") from None
    from liuhen.cli.database import ready

    ready()
    from liuhen.apps.rules.files import parsed_values, regulation_in
    from liuhen.apps.rules.texts import load_text
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.vault.canonical import digest_of

    bureau = _bureau_called(options.bureau)
    regulation = regulation_in(options.file.name, raw)
    load_text(
        by=SystemActor("command-line"),
        file_name=options.file.name,
        digest=digest_of(raw),
        parsed=parsed_values(regulation),
        bureau=bureau,
    )
    for doubt in regulation.doubts:
        print(f"unsure: {doubt}", file=sys.stderr)
    count = sum(1 for _article in regulation.articles())
    title = regulation.title or options.file.name
    print(f"{bureau.name}: {title}, {count} articles, is now shown beside the pack.")
    return 0


def _bureau_called(text: str) -> "Organisation":
    """The one bureau of that code, short name, name, or pack."""
    from django.db.models import Q

    from liuhen.apps.people.models import Kind, Organisation

    bureaus = Organisation.objects.filter(kind=Kind.BUREAU)
    for wanted in (Q(code=text), Q(short_name=text) | Q(name=text), Q(pack_id=text)):
        found = list(bureaus.filter(wanted)[:2])
        if len(found) == 1:
            return found[0]
    known = ", ".join(bureaus.order_by("code").values_list("code", flat=True)[:20]) or "none yet"
    raise UserError(f"--bureau: there is no bureau {text[:60]!r}; known are: {known}")
