# SPDX-License-Identifier: Apache-2.0
"""Imports run down, never round. The floors are kept by `make lint`; here stands the rest."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "liuhen"
DATA = {"packs"}  # folders without Python


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import of the package, also those inside functions and for type checking."""
    return grimp.build_graph("liuhen", cache_dir=None)


def test_no_module_imports_itself_round_a_corner(imports: grimp.ImportGraph) -> None:
    rounds = [
        " → ".join((module, *chain))
        for module in sorted(imports.modules)
        for used in imports.find_modules_directly_imported_by(module)
        if (chain := imports.find_shortest_chain(used, module))
    ]
    assert rounds == []


def test_no_package_imports_its_neighbour_round_a_corner(imports: grimp.ImportGraph) -> None:
    """Two packages of one folder may not need each other, whatever their modules do."""
    apps = {f"liuhen.apps.{folder.name}" for folder in _packages(PACKAGE / "apps")}
    needs = {
        (one, other)
        for one in apps
        for other in apps - {one}
        if imports.find_shortest_chains(one, other, as_packages=True)
    }
    assert [pair for pair in sorted(needs) if pair[::-1] in needs] == []


@pytest.mark.parametrize(("folder", "contract"), [(PACKAGE, 0), (PACKAGE / "apps", 1)])
def test_every_package_has_its_floor(folder: Path, contract: int) -> None:
    layers = _contracts()[contract]["layers"]
    placed = set(re.findall(r"\w+", " ".join(layers)))
    assert {found.name for found in _packages(folder)} - DATA <= placed


def test_every_package_stands_in_the_drawing() -> None:
    drawing = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    doors_and_floors = {found.name for found in _packages(PACKAGE)}
    apps = {found.name for found in _packages(PACKAGE / "apps")}
    assert {name for name in doors_and_floors if f"`{name}`" not in drawing} == set()
    assert {name for name in apps if f"\n| {name} | " not in drawing} == set()


def test_law_reads_no_clock() -> None:
    """An answer depends on facts, pack, calendar and day asked for; never on when it is asked."""
    clocks = {"now", "today", "utcnow", "time", "monotonic", "localtime"}
    readings = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((PACKAGE / "law").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in clocks
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time"}
    ]
    assert readings == []


def test_asking_the_law_loads_no_framework() -> None:
    """`liuhen law` answers in a few bare interpreter starts: nothing of the web is loaded."""
    program = (
        "import sys; from liuhen.cli.main import main; main(['law', 'packs']); "
        "print([name for name in sys.modules if name.split('.')[0] == 'django'], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"


def _contracts() -> list[dict[str, list[str]]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["contracts"]


def _packages(folder: Path) -> list[Path]:
    return [found for found in folder.iterdir() if (found / "__init__.py").is_file()]
