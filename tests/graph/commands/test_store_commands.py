"""The commands on the store, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.settings import Settings
from graph.store import open_store

HEAD = """@prefix : <https://w3id.org/captivity/id/> .
@prefix ctv: <https://w3id.org/captivity/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NEWS = HEAD + ':newco a ctv:Organization ; rdfs:label "=Newco" .\n'
QUERY = (
    "SELECT ?o ?label { ?o a <https://w3id.org/captivity/ns#Organization> ;"
    " <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
)


class Console:
    """The console script on one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with open_store(Settings(store=str(folder / "store")), write=True):
            pass

    def run(self, *words: str, stdin: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        script = str(Path(sys.executable).with_name("captivity"))
        done = subprocess.run(
            [script, "--store", str(self.folder / "store"), *words],
            input=stdin, capture_output=True, text=True, cwd=self.folder, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path)


def test_add_list_and_undo_leave_the_dump_as_it_was(console: Console) -> None:
    before = console.run("dump").stdout
    news = console.file("news.ttl", NEWS)
    (report,) = json.loads(console.run("add", "--format", "json", news).stdout)
    assert (report["status"], report["triples"]) == ("added", 2)
    (load,) = json.loads(console.run("loads", "--format", "json").stdout)
    assert load["load_id"] == report["load_id"]
    again = console.run("add", news)
    assert "already-loaded" in again.stdout
    console.run("undo", report["load_id"])
    assert console.run("dump").stdout == before


def test_dry_run_writes_nothing(console: Console) -> None:
    before = console.run("dump").stdout
    (report,) = json.loads(
        console.run("add", "--dry-run", "--format", "json", console.file("n.ttl", NEWS)).stdout
    )
    assert (report["status"], report["new"]) == ("preview", 2)
    assert console.run("dump").stdout == before


def test_stdin_is_a_file_too(console: Console) -> None:
    (report,) = json.loads(console.run("add", "-", "--format", "json", stdin=NEWS).stdout)
    assert report["load_id"].startswith("stdin-")


@pytest.mark.parametrize(
    ("name", "text", "code", "words"),
    [
        ("a.ttl", HEAD + ":a :b :c", 4, "line 4, column 9. The file ends in the middle"),
        ("a.ttl", ":a :b :c .", 4, "@prefix : <https://w3id.org/captivity/id/> ."),
        ("a.ttl", "", 4, "no triple"),
        ("a.ttl", "<html>", 4, "web page"),
        ("a.doc", NEWS, 2, "Formats read: turtle"),
        ("a.ttl", HEAD + ":ch a ctv:Channel .", 4, "ch: "),
    ],
)
def test_broken_file_ends_with_one_message_and_an_untouched_store(
    console: Console, name: str, text: str, code: int, words: str
) -> None:
    before = console.run("dump").stdout
    done = console.run("add", console.file(name, text), code=code)
    assert words in done.stderr
    assert done.stderr.startswith("captivity: ")
    assert console.run("dump").stdout == before


def test_what_was_added_before_a_broken_file_is_told(console: Console) -> None:
    good, bad = console.file("good.ttl", NEWS), console.file("bad.ttl", "oops")
    done = console.run("add", "--format", "json", good, bad, code=4)
    assert [report["status"] for report in json.loads(done.stdout)] == ["added"]
    assert "bad.ttl" in done.stderr


def test_missing_file_and_unknown_load_are_not_found(console: Console) -> None:
    assert "none.ttl" in console.run("add", "none.ttl", code=3).stderr
    assert "no such load" in console.run("undo", "none", code=3).stderr


def test_validate_lists_findings_and_fails_on_violations(console: Console) -> None:
    good = console.file("good.ttl", NEWS)
    assert json.loads(console.run("validate", "--format", "json", good).stdout) == []
    bad = console.file("bad.ttl", HEAD + "\n:ch a ctv:Channel .")
    done = console.run("validate", "--format", "json", bad, code=4)
    findings = json.loads(done.stdout)
    assert {finding["node"] for finding in findings} == {"ch"}
    assert {finding["line"] for finding in findings} == {5}


def test_query_prints_each_format(console: Console) -> None:
    console.run("add", console.file("news.ttl", NEWS))
    file = console.file("q.rq", QUERY)
    assert "newco" in console.run("query", file).stdout
    assert json.loads(console.run("query", file, "--format", "json").stdout)["head"]["vars"]
    rows = list(csv.reader(io.StringIO(console.run("query", file, "--format", "csv").stdout)))
    assert rows == [["o", "label"], ["https://w3id.org/captivity/id/newco", "=Newco"]]
    assert "<sparql" in console.run("query", file, "--format", "xml").stdout
    assert '"=Newco"' in console.run("query", "-", "--format", "tsv", stdin=QUERY).stdout
    construct = "CONSTRUCT { ?o ?p ?v } " + QUERY[QUERY.index("{") :].replace(
        "?o a", "?o ?p ?v ; a"
    )
    turtle = console.run("query", "-", stdin=construct).stdout
    assert len(list(parse(turtle, RdfFormat.TURTLE))) == 2
    assert json.loads(console.run("query", "-", "--format", "json", stdin=construct).stdout)
    assert console.run("query", "-", stdin="ASK { ?s ?p ?o }").stdout == "yes\n"
    nothing = console.run("query", "-", stdin="SELECT * { <urn:x> ?p ?o }")
    assert (nothing.stdout, nothing.stderr) == ("", "No solution.\n")


def test_query_faults_have_places_reasons_and_exit_codes(console: Console) -> None:
    done = console.run("query", "-", stdin="SELECT *\n{ ?s ?p }", code=2)
    assert "line 2, column 10" in done.stderr
    done = console.run("query", "-", "--format", "turtle", stdin=QUERY, code=2)
    assert "table, json, csv" in done.stderr
    done = console.run("query", "-", stdin="SELECT * { SERVICE <http://x> {} }", code=2)
    assert "SERVICE is refused" in done.stderr
    assert "none.rq" in console.run("query", "none.rq", code=3).stderr
    runaway = "SELECT (COUNT(*) AS ?n) {" + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + "}"
    with open_store(Settings(store=str(console.folder / "store")), write=True) as store:
        from pyoxigraph import Literal, NamedNode, Quad

        node = NamedNode("urn:x")
        store.commit([Quad(node, node, Literal(n), node) for n in range(500)])
    done = console.run("query", "-", "--timeout", "0.5", stdin=runaway, code=5)
    assert "0.5 s" in done.stderr


def test_query_on_files_alone_needs_no_store(console: Console) -> None:
    file = console.file("news.ttl", NEWS)
    done = console.run("query", "-", "--data", file, "--format", "csv", stdin=QUERY)
    assert "newco" in done.stdout


def test_dump_takes_each_format_and_can_be_read_back(console: Console) -> None:
    console.run("add", console.file("news.ttl", NEWS))
    forms = {"nquads": "nq", "trig": "trig", "turtle": "ttl", "ntriples": "nt",
             "jsonld": "jsonld", "rdfxml": "rdf"}  # fmt: skip
    for form, ending in forms.items():
        text = console.run("dump", "--format", form).stdout
        assert len(list(parse(text, RdfFormat.from_extension(ending)))) == 2 + 8
    only = console.run("dump", "--load", "news", "--format", "turtle").stdout
    assert len(list(parse(only, RdfFormat.TURTLE))) == 2
    console.run("dump", "--output", "out.nq")
    assert (console.folder / "out.nq").read_text() == console.run("dump").stdout


def test_writer_elsewhere_is_named_and_reading_goes_on(console: Console) -> None:
    with open_store(Settings(store=str(console.folder / "store")), write=True):
        done = console.run("add", console.file("news.ttl", NEWS), code=5)
        assert "is held by process" in done.stderr
        assert console.run("loads", "--format", "json").stdout == "[]\n"
        console.run("add", "--dry-run", "news.ttl")


@pytest.mark.parametrize("command", ["add", "validate", "loads", "undo", "dump", "query"])
def test_each_command_explains_itself(console: Console, command: str) -> None:
    text = console.run(command, "--help").stdout
    assert "Usage: captivity" in text
    assert command in ("loads",) or "captivity " + command in text.split("Options")[0]
