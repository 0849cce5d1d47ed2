"""What the papers say is so: README has every command, and its figures come out of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import ontology
from web.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("command", main.lazy)
def test_command_is_in_the_table_of_the_readme(command: str) -> None:
    assert f"| `captivity {command}` |" in README


def test_readme_names_no_command_that_does_not_exist() -> None:
    named = set(re.findall(r"captivity ([a-z][a-z-]+)", README)) - {"is", "was"}
    assert named <= set(main.lazy), named - set(main.lazy)


def test_readme_is_short() -> None:
    assert len(README.splitlines()) < 200


@pytest.mark.parametrize("script", ["scripts/serve", "scripts/test"])
def test_command_of_the_first_screen_exists_and_runs(script: str) -> None:
    assert script in "\n".join(README.splitlines()[:24])
    assert (ROOT / script).stat().st_mode & 0o111


def test_ci_runs_the_readme_test_command() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("exec scripts/test")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("path", ontology.MARKET_FILES, ids=lambda path: path.name)
def test_readme_says_what_each_market_file_holds(path: Path) -> None:
    assert f"| `{path.name}` |" in README


@pytest.mark.parametrize(
    ("name", "captivity", "kind"),
    [("mai-code-1-flash", "1", "self-captive"), ("codex", "1/2", "multi-homed")],
)
def test_worked_example_of_the_readme_comes_out(name: str, captivity: str, kind: str) -> None:
    arguments = ["score", name, "--as-of", "2026-06-02", "--format", "csv"]
    arguments += ["--data", str(ontology.DATA / "article.ttl")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert f"| {name} | {captivity} | {kind} |" in README
    assert {captivity, kind} <= set(result.stdout.splitlines()[1].split(","))


@pytest.mark.parametrize("command", main.lazy)
def test_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 4
