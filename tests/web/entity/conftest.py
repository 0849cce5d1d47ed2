"""The shipped market to read, as the pages see it on the article's day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Pages = Callable[..., dict[str, Any]]


@pytest.fixture
def page_of(shipped: FlaskClient) -> Pages:
    """What the page of a slug says on a day, by the API."""

    def find(slug: str, as_of: str = "2026-06-02", **args: str) -> dict[str, Any]:
        answer = shipped.get(f"/api/entity/{slug}", query_string={"as_of": as_of, **args})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    return find
