# SPDX-License-Identifier: Apache-2.0
"""The documents speak of what is there."""

import json
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
ADR = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_path_named_in_a_page_exists(page: Path) -> None:
    """`src/…`, `docs/…`, `tests/…`, `scripts/…`, `frontend/…` in backticks are files or folders."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|docs|tests|scripts|frontend|bench|requirements)/[\w./-]*)`", text)
    made = ("frontend/node_modules", "src/liuhen/web/static/build")
    assert [
        path for path in named if not path.startswith(made) and not (ROOT / path).exists()
    ] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    ahead = [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text(encoding="utf-8"))
        ahead += [(page.parent / target).resolve() for target in targets if "://" not in target]
    assert [_name(page) for page in DOCS.rglob("*.md") if page not in reached] == []


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    numbers = sorted(
        int(found[1]) for page in (DOCS / "adr").iterdir() if (found := ADR.fullmatch(page.name))
    )
    assert numbers == list(range(len(numbers)))  # 0000 is the template
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in (DOCS / "adr").iterdir() if page.name not in index] == [
        "README.md"
    ]


def test_every_make_target_in_the_pages_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {line.partition(":")[0] for line in makefile.splitlines()}
    said = {
        target
        for page in PAGES
        for target in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))
    }
    assert said <= targets


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    browser = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[\[=]", line)[0] for line in wanted}
    names |= browser["dependencies"].keys() | browser["devDependencies"].keys()
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_every_setting_from_outside_is_documented() -> None:
    read = {
        name
        for file in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"[\"'](LIUHEN_[A-Z_]+|DATABASE_URL)[\"']", file.read_text("utf-8"))
    }
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in sorted(read) if f"`{name}`" not in page] == []


def test_the_command_reference_is_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
