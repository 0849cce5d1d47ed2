"""Scenarios as people write them: what is read, what is written, and what is said of mistakes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from graph.cli import COMMANDS, make_group
from graph.errors import FileMissing, InvalidEdit, UnknownEntity
from graph.market.names import NameIndex
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.store.memory import read_files
from graph.terms import ID_BASE
from graph.whatif.edits import (
    Acquire,
    ChangeOperator,
    ChangeRole,
    CloseChannel,
    CloseRoads,
    Divest,
    Edit,
    LoadFile,
    OpenChannel,
    SetShare,
)
from graph.whatif.files import read_statements, write_scenario
from graph.whatif.language import FORMS, parse_edit, write_edit
from graph.whatif.scenario import Scenario, read_scenario
from graph.whatif.statements import (
    MAX_LENGTH,
    from_shared,
    join_arguments,
    join_words,
    split_statements,
    to_shared,
)
from ontology import DATA


@pytest.fixture(scope="module")
def article() -> MarketRecords:
    """The records of the article."""
    return read_records(read_files([DATA / "article.ttl"]))


def iri(slug: str) -> str:
    return ID_BASE + slug


def read(text: str, records: MarketRecords) -> Edit:
    (statement,) = split_statements(text)
    return parse_edit(statement, NameIndex(records))


JULY = date(2026, 7, 1)
EDITS = [
    ("open codex on google-ai", OpenChannel(iri("codex"), iri("google-ai"))),
    (
        "open codex on google-ai biller google host gcp surface copilot upstream ch-codex-direct "
        "mode RawAPI stage Preview from 2026-07-01 to 2026-08-01",
        OpenChannel(
            iri("codex"), iri("google-ai"), (iri("google"),), (iri("gcp"),), (iri("copilot"),),
            (iri("ch-codex-direct"),), "RawAPI", "Preview", JULY, date(2026, 8, 1),
        ),
    ),
    ("close ch-codex-bedrock", CloseChannel(iri("ch-codex-bedrock"))),
    ("close ch-codex-bedrock from 2026-07-01", CloseChannel(iri("ch-codex-bedrock"), JULY)),
    ("close codex on bedrock from 2026-07-01", CloseRoads(iri("codex"), iri("bedrock"), JULY)),
    ("biller ch-codex-direct aws-org",
     ChangeRole("biller", iri("ch-codex-direct"), iri("aws-org"))),
    ("host ch-codex-direct azure", ChangeRole("host", iri("ch-codex-direct"), iri("azure"))),
    ("drop host ch-codex-bedrock aws",
     ChangeRole("host", iri("ch-codex-bedrock"), iri("aws"), drop=True)),
    ("operator bedrock openai", ChangeOperator(iri("bedrock"), iri("openai"))),
    ("drop operator bedrock aws-org",
     ChangeOperator(iri("bedrock"), iri("aws-org"), drop=True)),
    ("acquire amazon anysphere", Acquire(iri("amazon"), iri("anysphere"))),
    ("divest microsoft github from 2026-07-01", Divest(iri("microsoft"), iri("github"), JULY)),
    ("share microsoft openai 0.6", SetShare(iri("microsoft"), iri("openai"), Decimal("0.6"))),
    ("load facts.ttl", LoadFile("facts.ttl")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edit"), EDITS, ids=[text for text, _ in EDITS])
def test_every_edit_is_read_and_written_the_same(
    article: MarketRecords, text: str, edit: Edit
) -> None:
    assert read(text, article) == edit
    assert write_edit(edit) == text


@pytest.mark.parametrize("verb", FORMS)
def test_every_edit_is_in_the_operating_manual_and_in_the_help(verb: str) -> None:
    manual = (DATA.parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")
    assert f"`{verb}" in manual or f"`{verb} " in manual
    shown = CliRunner().invoke(make_group(COMMANDS), ["whatif", "--help"]).output
    assert verb in shown


def test_labels_stand_in_quotes_and_case_does_not_matter(article: MarketRecords) -> None:
    edit = CloseRoads(iri("codex"), iri("bedrock"))
    assert read('CLOSE Codex ON "Amazon Bedrock"', article) == edit
    assert read("close 'codex' on 'amazon bedrock'", article) == edit


def test_comments_blank_lines_and_semicolons_part_edits() -> None:
    text = "# a plan\n\nclose a on b  # first\n acquire c 'd;#e' ; share f g 0.5;\n;"
    found = split_statements(text)
    assert [(s.line, s.words) for s in found] == [
        (3, ("close", "a", "on", "b")),
        (4, ("acquire", "c", "d;#e")),
        (4, ("share", "f", "g", "0.5")),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("clse codex", ("Not an edit", "'clse'", "line 1", "Did you mean close?", "acquire")),
        ("close codex", ("codex", "ch-codex-bedrock", "close CHANNEL")),
        ("close codex at bedrock", ("codex", "ch-codex-direct")),
        ("open codex at bedrock", ("Expected 'on'", "'at'", "quotes")),
        ("open codex on Amazon Bedrock", ("amazon (Organization)", "several words needs quotes")),
        ("open codex on bedrock mode api", ("Not a mode", "'api'", "RawAPI", "OpenWeights")),
        ("open codex on bedrock stage Rumoured", ("Not a stage", "Preview, GA, Deprecated")),
        ("open codex on azure", ("Not a platform", "azure (Cloud)")),
        ("open codex on bedrock from 2026-13-01", ("'2026-13-01'", "YYYY-MM-DD")),
        ("open codex on google-ai from 2026-07-01 to 2026-07-01", ("ends before it begins",)),
        ("close codex on bedrock tomorrow", ("One word too many", "'tomorrow'")),
        ("biller codex aws-org", ("Not a channel", "codex", "ch-codex-bedrock")),
        ("biller ch-codex-direct aws", ("Not an organisation", "aws (Cloud)", "aws-org")),
        ("biller ch-codex-direct", ("ends where an organisation is due",)),
        ("acquire ch-codex-direct openai", ("Not an organisation", "ch-codex-direct")),
        ("share microsoft openai 1.5", ("'1.5'", "0 to 1")),
        ("share microsoft openai half", ("Not a share of votes",)),
        ("drop owner github microsoft", ("Not a role", "operator")),
        ("load", ("ends where a file is due",)),
        ("close 'codex on bedrock", ("quote is not closed", "line 1")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_word_and_choices(
    article: MarketRecords, text: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises((InvalidEdit, UnknownEntity)) as caught:
        read(text, article)
    message = caught.value.message.replace("share microsoft openai", "")
    missing = [p for p in parts if p not in message and p.strip("'") not in message]
    assert not missing, message


def test_an_unknown_name_is_told_with_its_line_and_what_was_meant(article: MarketRecords) -> None:
    with pytest.raises(UnknownEntity, match=r"codx, line 2\. Did you mean codex\?"):
        read_scenario(split_statements("\nclose codx on bedrock"), article)


@pytest.mark.parametrize("verb", [verb for verb in FORMS if verb != "load"])
def test_a_verb_alone_says_how_the_edit_is_written(article: MarketRecords, verb: str) -> None:
    with pytest.raises(InvalidEdit) as caught:
        read(verb, article)
    assert FORMS[verb] in caught.value.message


def test_a_scenario_file_is_read_as_it_was_written(article: MarketRecords, tmp_path: Path) -> None:
    scenario = Scenario(tuple(edit for _, edit in EDITS if not isinstance(edit, LoadFile)))
    write_scenario(tmp_path / "plan.txt", scenario)
    assert read_scenario(read_statements(tmp_path / "plan.txt"), article) == scenario


def test_a_scenario_loads_files_from_beside_itself_and_first(
    article: MarketRecords, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("close ch-codex-direct\nload facts.ttl\n", encoding="utf-8")
    scenario = read_scenario(read_statements(path), article)
    assert scenario.texts == (f"load {tmp_path / 'facts.ttl'}", "close ch-codex-direct")


def test_a_scenario_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="No such file"):
        read_statements(tmp_path / "none.txt")
    (tmp_path / "bytes.txt").write_bytes(b"close \xff")
    with pytest.raises(InvalidEdit, match="UTF-8"):
        read_statements(tmp_path / "bytes.txt")


def test_a_scenario_of_absurd_length_is_refused() -> None:
    with pytest.raises(InvalidEdit, match="too long"):
        split_statements("x" * (MAX_LENGTH + 1))
    with pytest.raises(InvalidEdit, match="201 edits"):
        split_statements("close a on b\n" * 201)


def test_a_shared_text_holds_only_what_an_address_may(article: MarketRecords) -> None:
    scenario = Scenario(tuple(edit for _, edit in EDITS if not isinstance(edit, LoadFile)))
    shared = scenario.to_shared()
    assert set(shared) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%;/:.-_~"
    )
    assert read_scenario(split_statements(from_shared(shared)), article) == scenario


def test_a_scenario_that_loads_a_file_cannot_be_shared() -> None:
    with pytest.raises(InvalidEdit, match=r"load facts\.ttl.*Share the file too"):
        Scenario((LoadFile("facts.ttl"),)).to_shared()


def test_what_is_no_shared_text_is_refused() -> None:
    with pytest.raises(InvalidEdit, match="Not a shared scenario"):
        from_shared("close%ff")


words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\"'"),
    min_size=1,
    max_size=8,
)


@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_words_survive_being_written_shared_and_read(statements: list[list[str]]) -> None:
    texts = [join_words(["edit", *each]) for each in statements]
    found = split_statements(from_shared(to_shared(texts)))
    assert [list(s.words[1:]) for s in found] == statements


def test_arguments_are_words_of_one_edit_or_edits() -> None:
    assert join_arguments(["close", "codex", "on", "Amazon Bedrock"]) == (
        'close codex on "Amazon Bedrock"'
    )
    assert join_arguments(["close a on b", "close c on d"]) == "close a on b\nclose c on d"
    assert join_arguments(["close a on b;close c on d"]) == "close a on b;close c on d"
    assert join_arguments([]) == ""
