"""The installed packages are ours, and the files that belong together say the same."""

from __future__ import annotations

import configparser
import importlib.metadata
import re
from pathlib import Path

import pytest

import ontology

ROOT = Path(__file__).resolve().parents[1]

#: Modules of PyPI's web.py, which also installs a package called ``web``.
WEB_PY_MODULES = frozenset(
    "application browser db debugerror form http httpserver net session template test utils "
    "webapi wsgi py3helpers contrib".split()
)


@pytest.mark.parametrize("package", ["graph", "web", "ontology"])
def test_package_belongs_to_captivity_alone(package: str) -> None:
    providers = set(importlib.metadata.packages_distributions()[package])
    intruders = providers - {"captivity"}
    assert not intruders, f"{package} is also installed by {intruders}: uninstall that first"


def test_no_module_of_web_is_named_like_one_of_web_py() -> None:
    names = {path.stem for path in (ROOT / "web").iterdir()}
    assert not names & WEB_PY_MODULES


def test_installed_version_is_the_ontology_version() -> None:
    assert importlib.metadata.version("captivity") == ontology.VERSION


def test_changelog_has_an_entry_for_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{ontology.VERSION}]" in changelog or "## [Unreleased]" in changelog


def test_python_floor_agrees_in_every_paper() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    floor = config["options"]["python_requires"].removeprefix(">=")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'target-version = "py{floor.replace(".", "")}"' in pyproject
    assert f"Python {floor}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_packaged_market_file_exists() -> None:
    missing = [path.name for path in ontology.MARKET_FILES if not path.is_file()]
    assert not missing, f"run `captivity build-market` to make {missing}"


def tracked_text_files() -> list[Path]:
    """Every text file a commit would carry, hidden folders left out."""
    endings = {".py", ".md", ".cfg", ".toml", ".ttl", ".rq", ".js", ".css", ".html", ".txt", ""}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and path.suffix in endings
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
        and path.stat().st_size < 1_000_000
    ]


def test_no_file_names_a_machine_path_or_a_package_host() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/|index-url|registry=http")
    this_file = Path(__file__).resolve()
    offenders = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in tracked_text_files()
        if path.resolve() != this_file
        and (match := pattern.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not offenders, offenders
