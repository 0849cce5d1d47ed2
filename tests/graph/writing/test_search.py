from __future__ import annotations

import pytest

from graph.market.names import NameIndex
from graph.writing.naming import Names
from graph.writing.search import find_choices


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("bo", "Asset", ["acme/bot"]),
        ("bot", "Platform", []),
        ("ac", "Organization", ["acme"]),
        ("paper", "Source", ["src"]),
        ("shop", "Claim", ["said"]),
        ("bot", "Record", ["acme/bot", "ch"]),
        ("", "Asset", []),
        ("bot", "Nonsense", []),
    ],
)
def test_choices_are_of_the_kind_and_have_the_text_in_a_name(
    index: NameIndex, text: str, kind: str, values: list[str]
) -> None:
    assert [choice.value for choice in find_choices(index, text, kind)] == values


def test_every_choice_is_a_name_that_the_field_takes(index: NameIndex) -> None:
    for kind in ("Asset", "Platform", "Organization", "Cloud", "Source", "Claim", "Channel"):
        for choice in find_choices(index, "s", kind) + find_choices(index, "b", kind):
            assert Names(index).resolve(choice.value, kind).value.endswith(choice.value)
