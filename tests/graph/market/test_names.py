"""From what people type to the entity they mean."""

from __future__ import annotations

import pytest

from graph.errors import UnknownEntity
from graph.market.names import NameIndex, slug_of
from graph.market.records import Entity, MarketRecords
from graph.terms import ID_BASE

ENTITIES = [
    ("codex", "Codex", {"Assistant", "Model"}, ()),
    ("aws", "AWS", {"Cloud"}, ()),
    ("aws-org", "Amazon Web Services", {"CloudProvider"}, ("AWS", "the cloud people")),
    ("openai/gpt-5", "GPT-5", {"Model"}, ()),
    ("copy/gpt-5", "GPT-5 copy", {"Model"}, ()),
    ("cursor", "Cursor", {"Assistant"}, ()),
    ("anysphere", "Anysphere", {"Vendor"}, ("Cursor",)),
    ("mistral", "Twin", {"Vendor"}, ()),
    ("mistral-ai", "Twin", {"Model"}, ()),
]


@pytest.fixture
def index() -> NameIndex:
    """An index over a few entities whose names overlap."""
    entities = {
        ID_BASE + slug: Entity(ID_BASE + slug, label, frozenset(kinds), alt)
        for slug, label, kinds, alt in ENTITIES
    }
    return NameIndex(MarketRecords(1, entities, {}, {}, {}, {}))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("codex", "codex"),
        ("CODEX", "codex"),
        (ID_BASE + "codex", "codex"),
        ("Amazon Web Services", "aws-org"),
        ("AWS", "aws"),
        ("the cloud people", "aws-org"),
        ("openai/GPT-5", "openai/gpt-5"),
        ("gpt-5", "openai/gpt-5"),
        ("gpt-5 copy", "copy/gpt-5"),
        ("Cursor", "cursor"),
    ],
)
def test_slugs_come_before_labels_before_other_names(index, name: str, slug: str) -> None:
    """``gpt-5`` is the label of one model and the last part of two: the label wins."""
    assert index.resolve(name) == ID_BASE + slug


def test_a_name_of_several_lists_their_slugs(index) -> None:
    with pytest.raises(UnknownEntity, match=r"fits 2 entities: Twin\..* mistral, mistral-ai\."):
        index.resolve("Twin")


def test_the_kind_settles_which_of_several_is_meant(index) -> None:
    assert slug_of(index.resolve("Twin", kind="Asset")) == "mistral-ai"


def test_a_misspelt_name_is_answered_with_a_suggestion(index) -> None:
    with pytest.raises(UnknownEntity, match="Did you mean codex"):
        index.resolve("codx")
