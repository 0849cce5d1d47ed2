"""Real clients of the running server: curl as the document says it, SPARQLWrapper, rdflib."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CAPTIVITY = str(Path(sys.executable).with_name("captivity"))
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sparql.md"
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
RECIPES = [text for kind, text in BLOCKS if kind == "sh" and "curl" in text]
#: What the answer to each recipe holds, in the order of the document.
ANSWERS = (
    "Amazon Bedrock",
    "?p\t?o",
    "<https://w3id.org/captivity/id/codex>",
    '"boolean":true',
    "https://w3id.org/captivity/id/bedrock",
    "https://w3id.org/captivity/id/openai/whisper-tiny",
    '"undo": "captivity undo update-',
    '<https://example.org/a> <https://example.org/p> "one" .',
)


@pytest.fixture(scope="module")
def address(new_market: Callable[[], Path]) -> Iterator[str]:
    process = subprocess.Popen(
        [CAPTIVITY, "--store", str(new_market()), "serve", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    words = process.stdout.readline().split()
    yield next(word for word in words if word.startswith("http")).rstrip("/")
    process.terminate()
    process.communicate(timeout=30)


def test_every_recipe_has_an_answer_here() -> None:
    assert len(RECIPES) == len(ANSWERS)


@pytest.mark.parametrize(("recipe", "answer"), list(zip(RECIPES, ANSWERS, strict=True)))
def test_recipe_of_the_document_works(
    address: str, tmp_path: Path, recipe: str, answer: str
) -> None:
    done = subprocess.run(
        ["sh", "-eu", "-c", f"AT={address}\n{recipe}"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert answer in done.stdout
    assert "application/problem+json" not in done.stdout
    if "--compressed" in recipe:
        assert "\netag: w/" in done.stderr.lower()


def run_python(library: str, address: str) -> dict:
    """What the names of the document's example are after it has run."""
    code = next(text for kind, text in BLOCKS if kind == "python" and f"from {library}" in text)
    names = {"AT": address}
    exec(compile(code, str(DOCUMENT), "exec"), names)  # noqa: S102 - our own document
    return names


def test_sparqlwrapper_reads_rows(address: str) -> None:
    assert "Amazon Bedrock" in run_python("SPARQLWrapper", address)["names"]


# Said by SPARQLWrapper's own use of rdflib.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("name", ["JSON", "XML", "CSV", "TSV", "TURTLE", "JSONLD", "RDFXML"])
def test_sparqlwrapper_reads_every_form(address: str, name: str) -> None:
    import SPARQLWrapper

    form = getattr(SPARQLWrapper, name)
    endpoint = SPARQLWrapper.SPARQLWrapper(f"{address}/sparql", returnFormat=form)
    is_graph = name in ("TURTLE", "JSONLD", "RDFXML")
    endpoint.setQuery("DESCRIBE :codex" if is_graph else "SELECT * { :codex ?p ?o }")
    assert endpoint.query().convert()


def test_sparqlwrapper_updates(address: str) -> None:
    from SPARQLWrapper import POST, SPARQLWrapper

    endpoint = SPARQLWrapper(f"{address}/sparql")
    endpoint.setMethod(POST)
    endpoint.setQuery("INSERT DATA { GRAPH <urn:wrapped> { :a :b 1 } }")
    assert endpoint.query().response.status == 200


def test_rdflib_reads_a_graph(address: str) -> None:
    from rdflib import Literal
    from rdflib.namespace import RDFS

    names = run_python("rdflib", address)
    assert (RDFS.label, Literal("Codex", lang="en")) in names["facts"] or (
        RDFS.label,
        Literal("Codex"),
    ) in names["facts"]
    rows = names["graph"].query("SELECT ?o { :codex rdfs:label ?o }", initNs={})
    assert "Codex" in {str(row.o) for row in rows}


def test_rdflib_updates(address: str) -> None:
    from rdflib import Graph, Literal, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

    store = SPARQLUpdateStore(f"{address}/sparql", f"{address}/sparql", returnFormat="json")
    graph = Graph(store, identifier=URIRef("urn:by-rdflib"))
    triple = (URIRef("urn:a"), URIRef("urn:b"), Literal("c"))
    graph.add(triple)
    assert triple in graph
    graph.remove(triple)
    assert triple not in graph
