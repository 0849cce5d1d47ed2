"""Every error has a code of its own, a docstring, and its place in the tree drawn for readers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import graph.errors
from graph.errors import CaptivityError, Finding, ParseFailed, QueryTimeout, ShapesViolated


def iter_errors(root: type[CaptivityError] = CaptivityError) -> Iterator[type[CaptivityError]]:
    yield root
    for child in root.__subclasses__():
        yield from iter_errors(child)


ERRORS = list(iter_errors())


def is_drawn(name: str) -> bool:
    """Whether the docstring of the module draws a class of that name."""
    return any(name in line.split() for line in (graph.errors.__doc__ or "").splitlines())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_error_is_documented_and_drawn(error: type[CaptivityError]) -> None:
    assert error.__doc__
    assert is_drawn(error.__name__)


def test_codes_are_unique_and_kebab_case() -> None:
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)
    assert all(code == code.lower() and " " not in code and "_" not in code for code in codes)


@pytest.mark.parametrize("error", ERRORS[1:], ids=lambda error: error.__name__)
def test_statuses_and_exit_codes_are_those_of_the_protocols(error: type[CaptivityError]) -> None:
    assert 400 <= error.status <= 599
    assert 1 <= error.exit_code <= 7


def test_message_says_what_failed_on_which_thing_where_and_what_to_do() -> None:
    error = ParseFailed("Not valid Turtle", "market.ttl", "Add the final dot.", line=3, column=9)
    assert error.message == "Not valid Turtle: market.ttl, line 3, column 9. Add the final dot."
    assert str(error) == error.message


def test_message_that_ends_a_sentence_gets_no_second_dot() -> None:
    assert CaptivityError("Is it on?", advice="Look.").message == "Is it on? Look."


def test_problem_document_carries_status_code_place_and_findings() -> None:
    finding = Finding("violation", "channel/x", "A channel needs a platform.", line=7)
    problem = ShapesViolated("Rules broken", "x.ttl", findings=[finding]).to_problem()
    assert problem["status"] == 422
    assert problem["code"] == "shapes-violated"
    assert problem["findings"][0]["line"] == 7
    assert "column" not in problem


def test_finding_reads_as_one_sentence_with_place_value_and_fix() -> None:
    finding = Finding("violation", "codex", "One stage only.", "GA, Preview", 4, "Drop one.")
    assert str(finding) == "line 4: codex: One stage only. (found GA, Preview) Drop one."


def test_subclass_inherits_what_it_does_not_set() -> None:
    assert (QueryTimeout.status, QueryTimeout.exit_code) == (504, 5)
