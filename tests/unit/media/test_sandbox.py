# SPDX-License-Identifier: Apache-2.0
"""Whatever a reader of hostile bytes does to itself, the caller gets an error and goes on."""

import ctypes
import io
import platform
import socket
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liuhen.media import sandbox
from liuhen.media.sandbox import (
    BrokenError,
    Limits,
    SandboxError,
    TooSlowError,
    read_apart,
    work_apart,
)

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


FILE_READERS = {
    "own": "def work_on(request, descriptor, folder):\n"
    " open(folder + '/made', 'wb').write(request)\n return os.pread(descriptor, 4, 0)",
    "other": "def work_on(request, descriptor, folder):\n return open('/etc/passwd', 'rb').read()",
    "writes_elsewhere": "def work_on(request, descriptor, folder):\n"
    " open(request.decode(), 'wb').write(b'x')\n return b''",
    "forks": "def work_on(request, descriptor, folder):\n return str(os.fork()).encode()",
    "starts": "import subprocess\ndef work_on(request, descriptor, folder):\n"
    " subprocess.run(['/bin/true'])\n return b''",
    "calls_out": "import socket\ndef work_on(request, descriptor, folder):\n"
    " socket.create_connection(('127.0.0.1', int(request)), 2)\n return b''",
    "kills": "def work_on(request, descriptor, folder):\n os.kill(os.getppid(), 0)\n return b''",
    "fills": "def work_on(request, descriptor, folder):\n"
    " open(folder + '/made', 'wb').write(b'x' * (3 << 20))\n return b''",
    "bombs": "def work_on(request, descriptor, folder):\n return b'x' * (2 << 30)",
    "loops_on": "def work_on(request, descriptor, folder):\n while True: pass",
    "complains": "def work_on(request, descriptor, folder):\n"
    " sys.stderr.write('x' * (5 << 20))\n raise ValueError('at last')",
    "threads": "import threading\ndef work_on(request, descriptor, folder):\n"
    " said = []\n one = threading.Thread(target=lambda: said.append(b'done'))\n"
    " one.start(); one.join()\n return said[0]",
}


@pytest.fixture
def on_file(reader: Make, tmp_path: Path) -> Callable[..., bytes]:
    """Lets a reader of files work on one that says `abcdef`."""
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_bytes(b"abcdef")
    folder.mkdir()

    def work(name: str, request: bytes = b"hello") -> bytes:
        (tmp_path / f"reader_{name}.py").write_text("import os, sys\n" + FILE_READERS[name])
        limits = Limits(seconds=2, memory_mib=512, most_file_bytes=1 << 20)
        return work_apart(f"reader_{name}", request, file=file, limits=limits, folder=folder)

    return work


def test_a_reader_reads_its_file_and_writes_into_its_folder(
    on_file: Callable[..., bytes], tmp_path: Path
) -> None:
    assert on_file("own") == b"abcd"
    assert (tmp_path / "folder" / "made").read_bytes() == b"hello"


@pytest.mark.parametrize("name", ["fills", "complains"])
def test_a_reader_of_files_is_bounded(on_file: Callable[..., bytes], name: str) -> None:
    with pytest.raises(SandboxError):
        on_file(name)


def test_a_bomb_breaks_its_own_reader(on_file: Callable[..., bytes]) -> None:
    with pytest.raises(BrokenError):
        on_file("bombs")


def test_a_loop_is_told_from_a_crash(on_file: Callable[..., bytes]) -> None:
    with pytest.raises(TooSlowError):
        on_file("loops_on")


def test_a_reader_may_have_threads(on_file: Callable[..., bytes]) -> None:
    assert on_file("threads") == b"done"


def _confined() -> bool:
    """Whether this kernel has what closes files and calls."""
    libc = ctypes.CDLL(None, use_errno=True)
    return platform.machine() in ("x86_64", "aarch64") and libc.syscall(444, None, 0, 1) >= 1


@pytest.mark.skipif(not _confined(), reason="this kernel has no Landlock")
@pytest.mark.parametrize("name", ["other", "writes_elsewhere", "forks", "starts", "kills"])
def test_a_reader_reaches_nothing_else(
    on_file: Callable[..., bytes], tmp_path: Path, name: str
) -> None:
    with pytest.raises(SandboxError, match="Error"):
        on_file(name, str(tmp_path / "elsewhere").encode())
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.skipif(not _confined(), reason="this kernel has no Landlock")
def test_a_reader_has_no_network(on_file: Callable[..., bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(SandboxError):
        on_file("calls_out", str(server.getsockname()[1]).encode())
