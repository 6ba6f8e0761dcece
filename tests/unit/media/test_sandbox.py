# SPDX-License-Identifier: Apache-2.0
"""Whatever a reader of hostile bytes does to itself, the caller gets an error and goes on."""

import io
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liuhen.media import sandbox
from liuhen.media.sandbox import SandboxError, read_apart

READERS = {
    "echoes": "def work(raw): return raw.upper()",
    "crashes": "import os\ndef work(raw): os.abort()",
    "raises": "def work(raw): raise ValueError('not this')",
    "loops": "def work(raw):\n while True: pass",
    "sleeps": "import time\ndef work(raw): time.sleep(60)",
    "grows": "def work(raw): return b'x' * (2 << 30)",
    "floods": "def work(raw): return b'x' * (17 << 20)",
    "writes": "import tempfile\ndef work(raw):\n with tempfile.TemporaryFile() as f: f.write(raw)\n"
    " return b'written'",
    "environment": "import os\ndef work(raw): return repr(sorted(os.environ)).encode()",
}


Make = Callable[[str], str]


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Writes a reader and lets the child find it, which else sees nothing but what is installed."""
    launcher = tmp_path / "python"
    launcher.write_text(
        f"#!{sys.executable}\nimport runpy, sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        f"sys.argv = sys.argv[3:]\nrunpy.run_module({sandbox.__name__!r}, run_name='__main__')\n"
    )
    launcher.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(launcher))

    def make(name: str) -> str:
        (tmp_path / f"reader_{name}.py").write_text(READERS[name])
        return f"reader_{name}"

    return make


def test_an_answer_comes_back(reader: Make) -> None:
    assert read_apart(reader("echoes"), b"abc") == b"ABC"


@pytest.mark.parametrize("name", ["crashes", "raises", "grows", "floods", "writes"])
def test_a_reader_that_breaks_a_limit_gives_an_error(reader: Make, name: str) -> None:
    with pytest.raises(SandboxError):
        read_apart(reader(name), b"x")


@pytest.mark.parametrize("name", ["loops", "sleeps"])
def test_a_reader_that_does_not_end_is_ended(reader: Make, name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(SandboxError):
        read_apart(reader(name), b"x", seconds=1)
    assert time.monotonic() - begun < 10


def test_a_reader_sees_nothing_of_our_environment(
    reader: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")

    assert b"DATABASE_URL" not in read_apart(reader("environment"), b"")


def test_a_bomb_of_a_sheet_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, b" " * (40 << 20))

    assert b"error" in read_apart("liuhen.paper.sheet", made.getvalue())
