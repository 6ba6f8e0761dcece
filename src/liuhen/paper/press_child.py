# SPDX-License-Identifier: Apache-2.0
"""The press itself: a child process that stays warm and sets one sheet after another.

It reads requests from its standard input and answers on its standard output, each a head (JSON)
and a body, with their lengths before them. Before the first request it gives up everything that it
does not need (`liuhen.media.confinement`); Typst sees one folder with nothing but the layout.
"""

import ctypes
import io
import json
import os
import re
import resource
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn

import msgspec
import segno
import typst

from liuhen.media.confinement import confine
from liuhen.paper import docx_sheet, stamping
from liuhen.paper.codes import PageCode, payload
from liuhen.paper.fonts import OWN, Stack, find_fonts
from liuhen.paper.setting import Plain, set_sheet
from liuhen.paper.sheets import PressError, Sheet

LAYOUT = Path(__file__).parent / "layout"
MOST_PAGES = 300
_TEMPLATE_SECONDS = 3
_PR_SET_PDEATHSIG = 1
_HEIGHT = 841.89  # points of A4
_QUOTES = "“”\"'`"
_MISSING = re.compile(rf"[{_QUOTES}]+(.+?)[{_QUOTES}]+ could not be displayed")


def run(own_fonts: str, memory_mib: int, cpu_seconds: int) -> None:
    """Answer requests until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    confine(
        seconds=cpu_seconds,
        memory_mib=memory_mib,
        most_file_bytes=0,
        folder="",
        hard_file_bytes=0,
        readable=(own_fonts,) if own_fonts else (),
    )
    # The parent's threads come and go; what ends this child is the end of its input.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, 0)
    signal.signal(signal.SIGVTALRM, _too_slow)
    worker = _Worker(own_fonts)
    while (request := _read(source)) is not None:
        head, body = worker.answer(request)
        head["cpu"] = time.process_time()
        head["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told = json.dumps(head).encode()
        sink.write(len(told).to_bytes(4, "big") + told + len(body).to_bytes(8, "big") + body)
        sink.flush()


def _read(source: BinaryIO) -> bytes | None:
    length = source.read(8)
    return source.read(int.from_bytes(length, "big")) if len(length) == 8 else None  # noqa: PLR2004  # a whole length


def _too_slow(_number: int, _frame: FrameType | None) -> NoReturn:
    raise PressError("a printed text of the form does not come to an end", "too_slow")


class _Worker:
    """Fonts and compiler, kept from sheet to sheet."""

    def __init__(self, own_fonts: str) -> None:
        self._own = own_fonts
        self._stack: Stack | None = None
        self._compiler: typst.Compiler | None = None
        self._decode = msgspec.json.Decoder(Sheet).decode

    def answer(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        """Press one sheet; the first byte says as what."""
        try:
            if request[:1] == b"s":
                return {"ok": True}, _stamp(request[1:])
            sheet = self._decode(request[1:])
            if request[:1] == b"d":
                return {"ok": True}, docx_sheet.write(sheet, _set(sheet))
            return self._press(sheet)
        except PressError as error:
            return _refusal(error), b""
        except MemoryError:
            raise  # nothing of this child is to be relied on any more
        except Exception as error:  # noqa: BLE001  # a sheet never takes the press along
            broken = PressError(f"the paper cannot be set: {type(error).__name__}", "broken")
            return _refusal(broken), b""

    def _fonts(self) -> Stack:
        if self._stack is None:
            self._stack = find_fonts(self._own)
            if not self._stack.fonts.families():
                raise PressError(f"there are no fonts in {OWN}; run make setup", "fonts")
        return self._stack

    def _press(self, sheet: Sheet) -> tuple[dict[str, Any], bytes]:
        stack = self._fonts()
        plain = _set(sheet)
        _refuse_missing(sheet, plain, stack)
        plain["fonts"] = stack.plain()
        pages = 1
        for _ in range(3):  # codes say how many pages there are, and stand on those pages
            plain["codes"] = _codes(sheet, pages)
            pdf = self._compile(plain, sheet)
            marks = json.loads(self._compiler_of(stack).query("<place>", field="value"))
            found = next(int(mark["pages"]) for mark in marks if "pages" in mark)
            if found == pages or sheet.coded is None:
                break
            pages = found
            if pages > MOST_PAGES:
                raise PressError(
                    f"the paper has {pages} pages; put long lists into an enclosure", "too_long"
                )
        places = [
            {
                "role": mark["role"],
                "index": mark["index"],
                "kind": mark["kind"],
                "page": mark["page"],
                "box": (
                    round(mark["x"], 2),
                    round(_HEIGHT - mark["y"] - mark["h"], 2),
                    round(mark["x"] + mark["w"], 2),
                    round(_HEIGHT - mark["y"], 2),
                ),
                "split": round(mark["split"], 2),
            }
            for mark in marks
            if mark["role"]
        ]
        return {"ok": True, "pages": found, "places": places}, pdf

    def _compiler_of(self, stack: Stack) -> typst.Compiler:
        if self._compiler is None:
            self._compiler = typst.Compiler(
                LAYOUT / "sheet.typ",
                root=LAYOUT,
                font_paths=stack.fonts,
                ignore_system_fonts=True,
            )
        return self._compiler

    def _compile(self, plain: Plain, sheet: Sheet) -> bytes:
        compiler = self._compiler_of(self._fonts())
        try:
            made = compiler.compile(
                format="pdf",
                sys_inputs={"sheet": json.dumps(plain)},
                pdf_standards="a-2b",
                timestamp=sheet.made_at,
            )
        except typst.TypstError as error:
            if match := _MISSING.search(str(error)):
                raise _missing_in(sheet, match[1].strip(_QUOTES)[:1]) from None
            raise PressError(f"the paper cannot be set: {error}", "broken") from None
        if not isinstance(made, bytes):
            raise PressError("the paper cannot be set", "broken")
        return made


def _refusal(error: PressError) -> dict[str, Any]:
    return {
        "ok": False,
        "sentence": str(error),
        "fault": error.fault,
        "field": error.field,
        "character": error.character,
    }


def _stamp(request: bytes) -> bytes:
    length = int.from_bytes(request[:4], "big")
    return stamping.draw_stamp(request[4 + length :], **json.loads(request[4 : 4 + length]))


def _set(sheet: Sheet) -> Plain:
    signal.setitimer(signal.ITIMER_VIRTUAL, _TEMPLATE_SECONDS)
    try:
        return set_sheet(sheet)
    except RecursionError:
        raise PressError("a printed text of the form calls itself", "template") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _codes(sheet: Sheet, pages: int) -> list[dict[str, str]]:
    coded = sheet.coded
    if coded is None:
        return []
    return [
        {
            "svg": _svg(payload(PageCode(coded.paper, coded.version, n, pages, coded.digest))),
            "says": f"{coded.paper}-{coded.version}  {n}/{pages}",
        }
        for n in range(1, pages + 1)
    ]


def _svg(text: str) -> str:
    made = io.BytesIO()
    square = segno.make_qr(text, error="m", boost_error=True)
    square.save(
        made, kind="svg", xmldecl=False, omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return made.getvalue().decode()


# ---------------------------------------------------------------- characters that no font has


def _refuse_missing(sheet: Sheet, plain: Plain, stack: Stack) -> None:
    text = json.dumps(plain, ensure_ascii=False)
    if character := stack.lacks(text):
        raise _missing_in(sheet, character)


def _missing_in(sheet: Sheet, character: str) -> PressError:
    for field in sheet.form.fields:
        if character in json.dumps(sheet.values.get(field.id), ensure_ascii=False):
            return _missing(character, field.id, field.label.zh)
    return _missing(character, "")


def _missing(character: str, field: str, label: str = "") -> PressError:
    where = f"{label or field}: " if field else ""
    return PressError(
        f"{where}no font has the character {character} (U+{ord(character):04X}); "
        "put a font that has it into the folder fonts of LIUHEN_HOME",
        "glyph",
        field=field,
        character=character,
    )


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    os._exit(0)
