"""The guard: which query texts are refused, by which limit, and that it is not fooled."""

from __future__ import annotations

import contextlib
import time

import pytest

from graph.errors import InvalidQuery, QueryTooLarge
from graph.store.guard import LIMITS, MAX_CHARACTERS, MAX_DEPTH, check_query


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("SELECT * { ?s ?p ?o } #" + "x" * MAX_CHARACTERS, "characters"),
        ("SELECT * " + "{" * 65 + "}" * 65, "levels of nesting"),
        ("SELECT (" + "(" * 70 + "1" + ")" * 70 + " AS ?x) {}", "levels of nesting"),
        ("SELECT (1" + "+1" * 1_001 + " AS ?x) {}", "operators"),
        ("SELECT * {" + " OPTIONAL { ?s ?p ?o }" * 401 + "}", "pattern keywords"),
        ("".join(f"PREFIX a{n}: <urn:x> " for n in range(501)) + "ASK {}", "prefixes"),
        ("SELECT * {" + "".join(f" ?v{n} a ?w{n} ." for n in range(251)) + "}", "variables"),
    ],
)
def test_text_beyond_a_limit_is_refused_by_its_name(text: str, limit: str) -> None:
    with pytest.raises(QueryTooLarge, match=limit):
        check_query(text)


def test_text_at_the_limits_passes() -> None:
    check_query("SELECT * " + "{" * MAX_DEPTH + "}" * MAX_DEPTH)
    check_query("SELECT (1" + "+1" * LIMITS["operators"] + " AS ?x) {}")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
        "SELECT * { sErViCe <http://x> { ?s ?p ?o } }",
        "SELECT * { SERVICE#comment\n<http://x> { ?s ?p ?o } }",
        r"SELECT * { SERV\u0049CE <http://x> { ?s ?p ?o } }",
        r"SELECT * { \U00000053ERVICE <http://x> { ?s ?p ?o } }",
        "SELECT * { ?s ?p true.SERVICE <http://x> {} }",
        "SELECT * { ?s ?p 'a' ; ?q '''b'c''' . SERVICE <http://x> {} }",
        "LOAD <http://x>",
        # Nothing closes this quotation mark as a long string, so it is an empty string and more.
        "SELECT * { VALUES ?x { ''' x ' } SERVICE <http://x> { ?s ?p ?o } }",
        # The escape closes the string before the parser sees it.
        'SELECT * { ?s ?p "\\u0022 . SERVICE <http://x> {} }',
    ],
)
def test_call_to_another_server_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(InvalidQuery, match="is refused"):
        check_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE' }",
        "SELECT * { ?s ?p ?o } # SERVICE",
        "SELECT * { ?s <http://x/SERVICE#LOAD> ?load . ?service service:load ?x }",
        'SELECT * { ?s ?p """ {{{{ SERVICE " ""\\""" """ }',
        "SELECT * { ?s ?p '" + "{(" * 500 + "' }",
        "SELECT * { FILTER(?a<?b && ?c>?d) }",
    ],
)
def test_words_in_strings_comments_and_names_are_no_matter(text: str) -> None:
    check_query(text)


@pytest.mark.parametrize("text", ["INSERT DATA {}", "PREFIX e: <urn:e> delete where {?s ?p ?o}"])
def test_update_is_told_from_a_query(text: str) -> None:
    with pytest.raises(InvalidQuery, match="is an update, not a query"):
        check_query(text)


def test_nul_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="NUL"):
        check_query("SELECT * { ?s ?p '\0' }")
    with pytest.raises(InvalidQuery, match="NUL"):
        check_query(r"SELECT * { ?s ?p '\u0000' }")


@pytest.mark.parametrize(
    "part",
    [
        "'\\'",
        "'''a",
        '"""\'',
        "<",
        "a.",
        "a-",
        "a:",
        "_:.",
        "?a ",
        "@a-",
        "\\u0041",
        "<\\u0041",
        "(",
    ],
)
def test_time_is_linear_for_the_worst_texts(part: str) -> None:
    text = part * (900_000 // len(part))
    start = time.process_time()
    with contextlib.suppress(QueryTooLarge):
        check_query(text)
    assert time.process_time() - start < 10
