"""The layers hold: ontology <- graph <- web, no import upward, no cycle, even inside functions."""

from __future__ import annotations

import ast
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = {"ontology": 0, "graph": 1, "web": 2}
#: Packages of ``graph`` that import only those before them: numbers stand on markets, a what-if on
#: numbers, and a command on all.
INNER = ("graph.market", "graph.metrics", "graph.whatif", "graph.commands")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))
}


def imported_modules(path: Path) -> set[str]:
    """Every module of ours that a file imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys() or {
                node.module
            }
    return found & MODULES.keys()


@pytest.mark.parametrize("name", MODULES)
def test_module_imports_no_layer_above_its_own(name: str) -> None:
    own = LAYERS[name.split(".")[0]]
    upward = {m for m in imported_modules(MODULES[name]) if LAYERS[m.split(".")[0]] > own}
    assert not upward, f"{name} imports upward: {upward}"


def inner_layer(name: str) -> int:
    """The place of a module in :data:`INNER`; -1 for a module that is in none of them."""
    package = ".".join(name.split(".")[:2])
    return INNER.index(package) if package in INNER else -1


@pytest.mark.parametrize("name", [name for name in MODULES if inner_layer(name) >= 0])
def test_market_metrics_whatif_and_commands_import_downward_only(name: str) -> None:
    own = inner_layer(name)
    upward = {m for m in imported_modules(MODULES[name]) if inner_layer(m) > own}
    assert not upward, f"{name} imports upward: {upward}"


def test_imports_form_no_cycle() -> None:
    network = nx.DiGraph(
        (name, target) for name, path in MODULES.items() for target in imported_modules(path)
    )
    assert list(nx.simple_cycles(network)) == []


@pytest.mark.parametrize("package", ["graph", "web"])
def test_package_root_imports_nothing(package: str) -> None:
    assert imported_modules(ROOT / package / "__init__.py") == set()
