"""A flag beats the environment beats the default, and a bad value names its field."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from graph.errors import MisconfiguredSettings
from graph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_flag_beats_environment_beats_default() -> None:
    environ = {"CAPTIVITY_PORT": "9000", "CAPTIVITY_HOST": "::1"}
    settings = Settings.from_env(environ, port=9001)
    assert (settings.port, settings.host, settings.query_timeout_s) == (9001, "::1", 30.0)


@pytest.mark.parametrize(
    ("name", "text"),
    [("port", "eighty"), ("port", "70000"), ("query_timeout_s", "0"), ("max_upload_mb", "-1")],
)
def test_bad_value_is_refused_with_field_value_and_form(name: str, text: str) -> None:
    with pytest.raises(MisconfiguredSettings) as caught:
        Settings.from_env({f"CAPTIVITY_{name.upper()}": text})
    assert name in caught.value.message
    assert text in caught.value.message
    assert caught.value.advice.startswith("Give a ")


def test_memory_store_has_no_path() -> None:
    assert Settings(store=":memory:").store_path is None


def test_home_is_expanded_in_the_store_path() -> None:
    assert Settings(store="~/market").store_path == Path.home() / "market"


def test_default_store_is_in_the_user_data_directory() -> None:
    path = Settings().store_path
    assert path is not None
    assert path.parts[-2:] == ("captivity", "store")


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_setting_is_documented_for_operators(field: dataclasses.Field[object]) -> None:
    papers = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert f"CAPTIVITY_{field.name.upper()}" in papers
    assert field.metadata["help"]
