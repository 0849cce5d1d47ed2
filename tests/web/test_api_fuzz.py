"""Requests made from the description of the API: no failure of ours, answers as described.

The examples are few and always the same, so that the suite stays quick; ``CAPTIVITY_FUZZ=300``
makes that many for each address, other ones each time.
"""

from __future__ import annotations

import os
from contextlib import nullcontext, suppress

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

FEW = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_answers_are_as_described(small_app: Flask, mode: schemathesis.GenerationMode) -> None:
    examples = os.environ.get("CAPTIVITY_FUZZ")
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", small_app)
    operations = [found.ok() for found in described.get_all_operations()]
    if mode is schemathesis.GenerationMode.NEGATIVE:
        operations = [o for o in operations if list(o.iter_parameters())]
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=int(examples or FEW),
            deadline=None,
            database=None,
            derandomize=examples is None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answer(case: Case) -> None:
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        # Where every text is as good as any other there is nothing bad to send.
        is_bad = mode is schemathesis.GenerationMode.NEGATIVE
        with suppress(Unsatisfiable) if is_bad else nullcontext():
            answer()
    assert "GET /api/score" in {operation.label for operation in operations}
