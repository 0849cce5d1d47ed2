"""The SPARQL 1.1 Protocol for updates: by program, from this machine or with the token."""

from __future__ import annotations

from flask import Request, Response

from graph.errors import InvalidInput
from graph.update.effect import Limits, UpdateRequest
from graph.update.record import Recorded, run_update
from web.answers import as_json
from web.state import state
from web.writers import require_program, writer_name


def answer_update(incoming: Request, texts: list[str]) -> Response:
    """What one update changed, and how to undo it.

    Raises
    ------
    NotAllowed
        The caller may not write here, or the update would change what it may not.
    InvalidInput
        There is no update, or more than one.
    """
    require_program(incoming, state().settings)
    if len(texts) != 1:
        raise InvalidInput("Send exactly one update", f"{len(texts)} given", "Name it `update`.")
    request = UpdateRequest(
        texts[0],
        using=tuple(incoming.values.getlist("using-graph-uri")),
        using_named=tuple(incoming.values.getlist("using-named-graph-uri")),
        base=incoming.base_url,
    )
    settings = state().settings
    limits = Limits(settings.query_timeout_s, settings.query_memory_mb)
    return show_change(run_update(state().store, request, writer_name(incoming), limits))


def show_change(change: Recorded | None, status: int = 200) -> Response:
    """A change as JSON; one of nothing has nothing to undo."""
    answer = as_json(change.to_dict() if change else {"load_id": None, "added": 0, "removed": 0})
    answer.status_code = status
    return answer
