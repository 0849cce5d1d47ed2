"""``captivity resolve`` as a program is used: CSV in, CSV out."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result

from graph.cli import COMMANDS, make_group


def run_resolve(text: str | bytes, *arguments: str) -> Result:
    """The result of the command with this text on stdin."""
    line = ["--store", ":memory:", "resolve", *arguments]
    return CliRunner().invoke(make_group(COMMANDS), line, input=text)


def test_listings_come_back_in_order_with_what_they_are() -> None:
    result = run_resolve(
        "provider,model_id\nazure,azure/gpt-35-turbo\nacme,@cf/openai/gpt-oss-20b\n",
        "--catalog",
        "litellm",
        "--format",
        "csv",
    )
    assert result.exit_code == 0, result.output
    assert list(csv.DictReader(io.StringIO(result.stdout))) == [
        {
            "catalog": "litellm",
            "provider": "azure",
            "model_id": "azure/gpt-35-turbo",
            "lab": "openai",
            "canonical_model": "openai/gpt-3.5-turbo",
            "method": "id",
            "confidence": "0.9",
        },
        {
            "catalog": "litellm",
            "provider": "acme",
            "model_id": "@cf/openai/gpt-oss-20b",
            "lab": "openai",
            "canonical_model": "openai/gpt-oss-20b",
            "method": "id",
            "confidence": "0.9",
        },
    ]


def test_the_column_says_the_catalog_and_a_display_name_helps() -> None:
    result = run_resolve(
        "catalog,provider,model_id,display_name,note\n"
        'models.dev,acme,house-1,"Acme: Claude Opus 4.8",x\n',
        "--format",
        "json",
    )
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert (row["canonical_model"], row["method"]) == ("anthropic/claude-opus-4.8", "display-name")
    assert row["display_name"] == "Acme: Claude Opus 4.8"
    assert row["floating"] is False


def test_a_base_model_is_taken_where_the_listings_give_it() -> None:
    result = run_resolve(
        "catalog,provider,model_id,base_model\nmodels.dev,acme,house,openai/gpt-5\n",
        "--format",
        "csv",
    )
    assert "openai/gpt-5,base-model" in result.stdout


def test_a_header_alone_is_an_empty_result() -> None:
    result = run_resolve("catalog,provider,model_id\n", "--format", "csv")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    result = run_resolve("\ufeffcatalog,provider,model_id\n\nlitellm,openai,o3\n\n", "--format=csv")
    assert "litellm,openai,o3,openai,openai/o3" in result.stdout


def test_the_table_is_for_people() -> None:
    result = run_resolve("catalog,provider,model_id\nlitellm,openai,o3\n")
    assert "1 listings" in result.stdout
    assert "openai/o3" in result.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The listings lack a column: provider, model_id, catalog"),
        ("provider,model_id\na,b\n", "lack a column: catalog, line 1"),
        ("catalog,provider,model_id,provider\n", "have a column twice"),
        ("catalog,provider,model_id\na,b\n", "A line has 2 cells and the header 3: stdin, line 2"),
        ("catalog,provider,model_id\na,b,\n", "A listing lacks its model_id: stdin, line 2"),
        ('catalog,provider,model_id\na,b,"c\n', "The listings are no CSV: stdin"),
        (b"catalog,provider,model_id\na,b,\xff\n", "The listings are not UTF-8"),
    ],
)
def test_bad_input_is_refused_with_its_line(text: str | bytes, words: str) -> None:
    result = run_resolve(text)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
