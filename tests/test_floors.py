"""The house: a package imports only lower floors, and reading never loads the crawler's frameworks."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "news": set(),
    "storage": {"news"},
    "crawler": {"storage", "news"},
    "reading": {"storage", "news"},
    "scheduler": {"crawler", "reading", "storage", "news"},
}
PACKAGES = set(MAY_IMPORT)
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Top-level names and full module names a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_its_own_floor_and_those_below(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    upward = {name for name in imports(path) if name.split(".")[0] in PACKAGES - MAY_IMPORT[package] - {package}}
    assert not upward, f"{package} may import {sorted(MAY_IMPORT[package])}, not {sorted(upward)}"


@pytest.mark.parametrize("path", [p for p in FILES if "news" in p.relative_to(ROOT).parts[:1]], ids=lambda path: path.name)
def test_news_does_no_io_and_reads_no_clock(path: Path) -> None:
    forbidden = {"os", "io", "socket", "logging", "time", "subprocess", "requests", "sqlite3", "sqlalchemy", "scrapy", "lxml"}
    used = {name.split(".")[0] for name in imports(path)} & forbidden
    assert not used
    source = path.read_text(encoding="utf-8")
    assert "datetime.now(" not in source
    assert "date.today(" not in source


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_imported_never_its_own_package_root(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    assert package not in imports(path)


def test_imports_go_round_in_no_circle() -> None:
    """Not for types either: of two files that name each other nobody can read one first."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}
    taken = {
        module: {whole if whole in modules else whole.rpartition(".")[0] for whole in imports(path)} & modules.keys()
        for module, path in modules.items()
    }
    assert any(taken.values())
    graphlib.TopologicalSorter(taken).prepare()  # raises CycleError, which names them


def test_no_file_is_named_after_nothing() -> None:
    assert not {path.stem for path in FILES} & {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def test_reading_loads_neither_scrapy_nor_twisted() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "reading").rglob("*.py"))
        if path.name != "__init__.py"
    ]
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "heavy = {'scrapy', 'twisted', 'trafilatura', 'crawler'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert modules
    assert done.stdout.strip() == "[]"


def test_a_daemon_loads_nothing_that_only_crawls_or_pages_need() -> None:
    script = (
        "import sys, scheduler.daemon_command, scheduler.supervisor, scheduler.web\n"
        "heavy = {'scrapy', 'twisted', 'trafilatura', 'lxml', 'numpy', 'fastapi', 'apprise', 'httpx', 'OpenSSL'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_loads_no_floor() -> None:
    script = (
        "import sys, rasid\n"
        "try: rasid.main(['--version'])\n"
        "except SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'crawler', 'storage', 'reading', 'scheduler', 'sqlalchemy', 'scrapy'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
