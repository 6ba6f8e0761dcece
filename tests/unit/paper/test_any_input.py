# SPDX-License-Identifier: Apache-2.0
"""Whatever is typed or sent: an answer in words, never a fault of the program."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuhen.paper.checking import MESSAGES, check_values
from liuhen.paper.form import FormError
from liuhen.paper.form_reader import read_form
from liuhen.paper.press import press
from liuhen.paper.sheets import PressError
from liuhen.paper.showing import shown
from liuhen.paper.standard import FORMS, standard_forms
from support.papers import FORM, letter, with_value

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
STANDARD = list(standard_forms().values())


@given(st.data())
def test_any_json_is_judged_and_shown(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(STANDARD))
    values: dict[str, Any] = {
        field.id: data.draw(JSON) for field in form.fields if data.draw(st.booleans())
    }
    for lack in check_values(form, values):
        assert lack.message in MESSAGES
    assert all(isinstance(str(value), str) for value in shown(form, values).values())


@given(st.data())
def test_any_change_of_a_form_is_read_or_refused_in_words(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([FORM, (FORMS / "inquiry_record.yaml").read_text("utf-8")]))
    begin = data.draw(st.integers(0, len(text)))
    end = min(len(text), begin + data.draw(st.integers(0, 12)))
    instead = data.draw(
        st.text(max_size=6) | st.sampled_from(["{", "[", "- ", ": ", "{{", "%}", "~"])
    )
    try:
        read_form(text[:begin] + instead + text[end:], "mine.yaml")
    except FormError as error:
        assert str(error).startswith("mine.yaml")  # noqa: PT017  # both ways are right


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_printed_or_refused_in_words(facts: str) -> None:
    if any(lack.field == "facts" for lack in check_values(letter(), {"facts": facts})):
        return
    try:
        assert press(with_value(facts=facts)).pages >= 1
    except PressError as error:
        assert (error.fault, error.character in facts) == ("glyph", True)  # noqa: PT017  # the same


_TRY = """
import sys
from liuhen.media.confinement import confine
mine, other = sys.argv[1:]
limits = {"seconds": 5, "memory_mib": 512, "most_file_bytes": 0, "hard_file_bytes": 0}
confine(**limits, folder="", readable=(mine,))
assert open(mine + "/file").read() == "mine"
for path, mode in ((other + "/file", "r"), (mine + "/file", "w"), (mine + "/new", "w")):
    try:
        open(path, mode)
    except PermissionError:
        continue
    print("opened", path, mode)
"""


def test_a_folder_of_fonts_is_read_and_no_other(tmp_path: Path) -> None:
    """What the press gives up; where the kernel has no Landlock there is nothing to see."""
    for name in ("mine", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    done = subprocess.run(
        [sys.executable, "-c", _TRY, tmp_path / "mine", tmp_path / "other"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if "opened" in done.stdout and not _has_landlock():
        pytest.skip("this kernel has no Landlock")
    assert done.stdout == ""


def _has_landlock() -> bool:
    listed = Path("/sys/kernel/security/lsm")
    return os.access(listed, os.R_OK) and "landlock" in listed.read_text()
