"""The way from the command line to the first answer of a store on disk carries no dead weight."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store import open_store

#: Libraries that take long to import and that one query has no use for.
HEAVY = (
    "anyio", "asyncio", "flask", "httpcore", "httpx", "jinja2", "networkx", "numpy", "pyshacl",
    "pyvis", "rapidfuzz", "rdflib", "rich", "scipy", "uvicorn", "waitress", "werkzeug",
)  # fmt: skip
#: What only a writer of the store needs, or a server.
WRITERS = ("graph.ingest.add", "graph.ingest.parse", "graph.market.read", "graph.store.recovery",
           "graph.update.effect", "hashlib", "logging", "tempfile")  # fmt: skip
PROGRAM = """
import sys
from web.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_query_imports_only_what_it_needs(tmp_path: Path, form: str) -> None:
    store, query = str(tmp_path / "store"), tmp_path / "one.rq"
    open_store(Settings(store=store), write=True).close()
    query.write_text("SELECT (1 AS ?n) {}")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--store", store, "query", str(query), "--format", form],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "1" in done.stdout
    assert set(done.stderr.split()).isdisjoint({*HEAVY, *WRITERS})


def test_import_of_the_command_line_needs_no_command() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, web.cli; print(*sys.modules, sep='\\n')"],
        capture_output=True,
        text=True,
    )
    found = set(done.stdout.split())
    assert found.isdisjoint({*HEAVY, *WRITERS, "pyoxigraph", "graph.commands", "graph.store"})
