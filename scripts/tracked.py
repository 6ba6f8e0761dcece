# SPDX-License-Identifier: Apache-2.0
"""Reads every file that goes into the repository and refuses what ties it to one place.

Refused: the address of a package registry, a `resolved` address in a lock, options that name an
index, a path of somebody's machine, and a source file without its licence line. Prints one line a
fault; exit status 1 when there is one.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Patterns escape their dots, so this file does not hold what it looks for.
TIES = {
    "the address of a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs\.(?:org|com)|registry\.yarnpkg\.com"
        r"|npmmirror\.com|/simple/?[\"'\s]|(?:pypi|mirrors?|npm)\.[a-z0-9.-]+\.(?:cn|com|org|edu)\b"
    ),
    "where a package was fetched from": re.compile(
        r'"resolved"\s*:|--(?:extra-)?index-(?:url)|--find-(?:links)'
    ),
    "a path of one machine": re.compile(
        rf"{re.escape(str(ROOT))}(?:/|\b)|(?<![\w.$}}~-])/(?:home|Users|root)/[\w.-]+"
    ),
}
LICENCE = "SPDX-License-Identifier: Apache-2.0"
LICENSED = {".py", ".ts", ".css", ".sh", ".toml"}
WRITTEN_BY_DJANGO = "migrations"
MADE = {".venv", "node_modules", "var", ".git", "build", "__pycache__"}


def main() -> int:
    """Look at each file; return the exit status."""
    faults = [fault for file in _files() for fault in _faults(file)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def _files() -> list[Path]:
    """What git tracks or would track; without git, what is not made by setting up."""
    try:
        listed = subprocess.run(
            [
                "git",
                "-C",
                str(ROOT),
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ],
            capture_output=True,
            check=True,
        ).stdout.decode()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [
            file
            for file in sorted(ROOT.rglob("*"))
            if file.is_file() and not MADE & set(file.relative_to(ROOT).parts)
        ]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _faults(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # a picture or another binary file
    name = file.relative_to(ROOT)
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in TIES.items():
            if found := pattern.search(line):
                yield f"{name}:{number}: {what}: {found.group()}"
    if WRITTEN_BY_DJANGO in file.parts:
        return
    if (file.suffix in LICENSED or text.startswith("#!")) and LICENCE not in text[:300]:
        yield f"{name}: no line {LICENCE!r}"


if __name__ == "__main__":
    sys.exit(main())
