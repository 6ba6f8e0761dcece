# SPDX-License-Identifier: Apache-2.0
"""Looks after the translations without gettext's own tools.

    python scripts/messages.py compile   # every .po under src into its .mo
    python scripts/messages.py update    # bring every .po up to the words that src now uses
    python scripts/messages.py check     # exit 1 when a .po is behind or has a gap

Words come from `gettext` calls in Python and from Django's template tags. One .po serves the whole
package; the msgids are English.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "liuhen"
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("_p", "pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def main(verb: str) -> int:
    """Do one of the three; return the exit status."""
    files = sorted(SOURCE.rglob("locale/*/LC_MESSAGES/*.po"))
    if verb == "compile":
        for file in files:
            _compile(file)
        return 0
    words = _words_in_use()
    if verb == "update":
        for file in files:
            _update(file, words)
        return 0
    gaps = [gap for file in files for gap in _gaps(file, words)]
    print(*gaps, sep="\n", end="\n" if gaps else "")
    return 1 if gaps else 0


def _words_in_use() -> Catalog:
    """Every translatable word of the package, with the places where it stands."""
    words = Catalog(project="liuhen")
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix in {".py", ".html", ".txt"} and "locale" not in file.parts:
            place = file.relative_to(ROOT).as_posix()
            for _line, message, comments, context in extract(
                "python", BytesIO(_python_of(file)), KEYWORDS, ("Translators:",)
            ):
                # Places without line numbers: a .po changes only when a word does.
                words.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return words


def _python_of(file: Path) -> bytes:
    text = file.read_text(encoding="utf-8")
    return (text if file.suffix == ".py" else templatize(text, origin=file.name)).encode()


def _read(file: Path) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name)


def _compile(file: Path) -> None:
    with file.with_suffix(".mo").open("wb") as target:
        write_mo(target, _read(file))


def _update(file: Path, words: Catalog) -> None:
    catalog = _read(file)
    since = catalog.creation_date
    catalog.update(words, no_fuzzy_matching=True)
    catalog.creation_date = since  # else every run would change the file
    catalog.obsolete.clear()
    with file.open("wb") as target:
        write_po(target, catalog, width=100, sort_output=True, include_lineno=False)


def _gaps(file: Path, words: Catalog) -> Iterator[str]:
    """What a reader of this language would find untranslated, and what nobody uses any more."""
    name = file.relative_to(ROOT)
    catalog = _read(file)
    for message in words:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        found = known.string if known and not known.fuzzy else ""
        if not all(found if isinstance(found, tuple) else (found,)):
            yield f"{name}: no translation of {message.id!r}"
    used = {(message.id, message.context) for message in words}
    for message in catalog:
        if message.id and (message.id, message.context) not in used:
            yield f"{name}: {message.id!r} is no longer used"


if __name__ == "__main__":
    if sys.argv[1:] not in (["compile"], ["update"], ["check"]):
        sys.exit("usage: python scripts/messages.py compile|update|check")
    settings.configure(USE_I18N=True)
    sys.exit(main(sys.argv[1]))
