"""``captivity new``, ``template`` and ``watch``, run as a user runs them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.errors import StoreLocked
from graph.ingest.add import add_document
from graph.settings import Settings
from graph.store import open_store
from graph.store.embedded import EmbeddedStore
from ontology import DATA, TEMPLATE
from web.cli import main

CHANNEL = (
    "new channel --asset codex --platform google-ai --stage ga --access rawapi --confidence 0.8 "
    "--valid-from 2026-07-01 --recorded-on 2026-07-01 --source src-seed"
).split()
NEWS = '<https://w3id.org/captivity/id/n> <http://www.w3.org/2000/01/rdf-schema#label> "n" .\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store with the article."""
    settings = Settings(store=str(tmp_path / "store"))
    with open_store(settings, write=True) as store:
        article = DATA / "article.ttl"
        add_document(store, article.name, article.read_bytes(), check=False)
    return settings


def run(settings: Settings, *words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["--store", settings.store, *words])
    assert result.exit_code == code, result.output
    return result


def test_channel_is_printed_as_turtle_that_can_be_added(settings: Settings, tmp_path: Path) -> None:
    printed = run(settings, *CHANNEL).stdout
    assert ":ch-codex-google-ai a ctv:Channel ;" in printed
    file = tmp_path / "new.ttl"
    file.write_text(printed)
    (row,) = json.loads(run(settings, "add", str(file), "--format", "json").stdout)
    assert (row["status"], row["warnings"]) == ("added", [])
    # Amazon and OpenAI held a road each; Google is the third owner.
    (score,) = json.loads(
        run(settings, "score", "codex", "--as-of", "2026-07-01", "--format", "json").stdout
    )
    assert score["captivity"] == "1/3"


def test_channel_is_added_at_once_and_its_turtle_kept(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept.ttl"
    words = [*CHANNEL, "--add", "--output", str(kept), "--format", "json"]
    (row,) = json.loads(run(settings, *words).stdout)
    assert (row["status"], row["name"]) == ("added", "ch-codex-google-ai.ttl")
    assert kept.read_text() == row["turtle"]
    assert row["load_id"] in run(settings, "loads").stdout


def test_file_that_is_there_is_not_written_over(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept.ttl"
    kept.write_text("mine")
    result = run(settings, *CHANNEL, "--output", str(kept), code=2)
    assert "The file is there already" in result.stderr
    assert kept.read_text() == "mine"


def test_what_the_shapes_refuse_is_refused_and_said(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept.ttl"
    words = [*CHANNEL, "--valid-to", "2026-06-01", "--add", "--output", str(kept)]
    result = run(settings, *words, code=4)
    assert "The start must be before the end" in result.stderr
    assert "ch-codex-google-ai" not in run(settings, "loads").stdout
    assert not kept.exists()


def test_warning_of_the_shapes_is_said(settings: Settings) -> None:
    words = [
        word for word in CHANNEL if word not in ("--valid-from", "2026-07-01", "--recorded-on")
    ]
    result = run(settings, *words)
    assert "counts at every earlier date" in result.stderr
    assert result.stdout.startswith("# Codex through Google Cloud (AI).")


def test_misspelt_name_code_and_command_are_told_what_was_meant(settings: Settings) -> None:
    result = run(settings, "new", "channel", "--asset", "codx", "--stage", "previw", code=2)
    assert "Did you mean Codex" in result.stderr or "Did you mean codex" in result.stderr
    assert "Did you mean Preview?" in result.stderr
    assert "Did you mean channel?" in run(settings, "new", "chanel", code=2).stderr


def test_new_things_are_declared_on_the_way(settings: Settings) -> None:
    words = ["--declare", "vendor", "Newco", "-", "--declare", "model", "Newbot", "newco"]
    printed = run(settings, *CHANNEL[:2], "--asset", "Newbot", *CHANNEL[4:], *words).stdout
    assert ':newco\\/newbot a ctv:Model ;\n    rdfs:label "Newbot" ;' in printed


@pytest.mark.parametrize("form", ["channel", "stake", "claim"])
def test_help_of_each_form_names_its_options_and_codes(form: str) -> None:
    text = CliRunner().invoke(main, ["new", form, "--help"]).stdout
    assert "--confidence NUMBER" in text
    assert "captivity new" in text
    assert "PredictionKind" in text


def test_template_is_added_as_it_is_without_a_warning(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    run(settings, "template", "--output", str(file))
    assert run(settings, "template").stdout == file.read_text() == TEMPLATE.read_text()
    (row,) = json.loads(run(settings, "add", str(file), "--format", "json").stdout)
    assert (row["status"], row["warnings"], row["already_known"]) == ("added", [], 0)


@pytest.mark.parametrize(
    "words",
    "ctv:Channel ctv:Stake ctv:Claim ctv:Source ctv:validFrom ctv:validTo ctv:billedBy "
    "ctv:hostedOn ctv:sellerOfRecord ctv:surface ctv:upstream ctv:votingShareMin ctv:confidence "
    "ctv:polarity prov:hadPrimarySource".split(),
)
def test_template_teaches(words: str) -> None:
    assert words in TEMPLATE.read_text()


def test_watch_once_loads_what_is_there_and_ends(settings: Settings, tmp_path: Path) -> None:
    incoming = tmp_path / "in"
    incoming.mkdir()
    (incoming / "a.nt").write_text(NEWS)
    (incoming / "b.ttl").write_text("<html>")
    result = run(settings, "watch", "--once", "--interval", "0.05", str(incoming))
    assert "Added a.nt as a-" in result.stdout
    assert "b.ttl was refused: Not a Turtle file" in result.stdout
    assert (incoming / "a.nt.report.json").is_file()
    assert (incoming / "b.ttl.report.txt").is_file()


def test_watch_names_who_holds_the_store(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text(NEWS)
    with open_store(settings, write=True):
        words = ["watch", "--once", "--interval", "0.05", str(tmp_path)]
        result = run(settings, *words, code=5)
    assert "is held by process" in result.stderr


@pytest.mark.parametrize(
    ("store", "folder", "code", "words"),
    [(":memory:", ".", 2, "would be gone"), ("store", "nowhere", 3, "no such folder")],
)
def test_watch_refuses_what_cannot_be_watched(
    tmp_path: Path, store: str, folder: str, code: int, words: str
) -> None:
    path = store if store == ":memory:" else str(tmp_path / store)
    result = CliRunner().invoke(main, ["--store", path, "watch", str(tmp_path / folder)])
    assert (result.exit_code, words in result.stderr) == (code, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch_loads_what_appears_lets_others_write_and_ends_cleanly(
    settings: Settings, tmp_path: Path, number: signal.Signals
) -> None:
    incoming = tmp_path / "in"
    incoming.mkdir()
    script = str(Path(sys.executable).with_name("captivity"))
    words = [script, "--store", settings.store, "watch", "--interval", "0.1", str(incoming)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        (incoming / "a.nt").write_text(NEWS)
        wait_for(incoming / "a.nt.report.json", "added")
        with open_when_free(settings) as store:
            add_document(store, "other.nt", NEWS.replace('"n"', '"m"').encode(), check=False)
            (incoming / "a.nt").write_text(NEWS.replace('"n"', '"changed"'))
            assert "is held by process" in process.stderr.readline()
        wait_for(incoming / "a.nt.report.json", "replaced")
        process.send_signal(number)
        _, complaints = process.communicate(timeout=30)
        assert (process.returncode, complaints) == (0, "")
    finally:
        process.kill()
        process.communicate()


def open_when_free(settings: Settings) -> EmbeddedStore:
    """The store, once the watch has let go of it."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return open_store(settings, write=True)
        except StoreLocked:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def wait_for(path: Path, status: str) -> None:
    """Wait until the report is there and says so."""
    deadline = time.monotonic() + 30
    while not path.exists() or json.loads(path.read_text())["status"] != status:
        assert time.monotonic() < deadline, f"{path.name} does not say {status}"
        time.sleep(0.05)
