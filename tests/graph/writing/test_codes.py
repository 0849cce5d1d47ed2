from __future__ import annotations

import pytest

from graph.errors import InvalidInput
from graph.terms import CTV
from graph.writing.codes import find_code, read_code_lists
from graph.writing.fields import FORMS, Type


def test_lists_are_those_of_the_vocabulary_in_its_order() -> None:
    lists = read_code_lists()
    assert [code.name for code in lists["AccessModes"]] == [
        "RawAPI", "Embedded", "ManagedAgent", "OpenWeights", "AccessUnstated",
    ]  # fmt: skip
    assert len(lists["Stages"]) == 7
    ga = next(code for code in lists["Stages"] if code.name == "GA")
    assert (ga.label, ga.node) == ("generally available", CTV.GA)
    assert ga.definition.startswith("Usable by every customer")


@pytest.mark.parametrize(
    "text", ["GA", "ga", "ctv:GA", "Generally available", " generally-available "]
)
def test_code_is_found_by_name_or_label_in_any_case(text: str) -> None:
    assert find_code("Stages", text).name == "GA"


def test_misspelt_code_is_refused_with_what_was_meant_and_all_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"Did you mean Preview\? One of Rumoured, Announced"):
        find_code("Stages", "Previw")


def test_every_code_field_has_a_list_and_a_default_from_it() -> None:
    for fields in FORMS.values():
        for field in fields:
            if field.type is Type.CODE:
                names = [code.name for code in read_code_lists()[field.target]]
                assert not field.default or field.default in names
