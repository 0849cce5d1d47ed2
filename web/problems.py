"""One form for every failure: a problem document for machines, the same words as a page."""

from __future__ import annotations

import json

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from graph.errors import CaptivityError, NotFound
from web.negotiation import is_api, wants_html

#: Seconds after which it is worth asking again when the store could not answer now.
RETRY_AFTER_S = 5
PROBLEM_TYPE = "application/problem+json"

#: What we say about the failures that the framework finds before a route does.
WORDS = {
    400: ("The request cannot be read", "Check the address and the form, then send it again."),
    404: ("There is no page at this address", "Search for the name, or start at the market."),
    405: ("This address does not take that method", "Open it in a browser to see what it offers."),
    413: ("That is larger than this server takes", "Use `captivity add` on the machine itself."),
    415: ("This address does not take that kind of content", "The page /about says what it takes."),
    500: (
        "Something went wrong here, and it is our fault",
        "Nothing was changed. Try again; the server's log says more.",
    ),
}


def register_problems(app: Flask) -> None:
    """Answer every error of ours and of the framework in the one form."""
    app.register_error_handler(CaptivityError, show_error)
    app.register_error_handler(HTTPException, show_http_error)


def show_error(error: CaptivityError) -> Response:
    """One of our own errors, in its own words."""
    return make_answer(error, error.status, error.code)


def show_http_error(error: HTTPException) -> Response:
    """An error of the framework, in ours."""
    status = error.code or 500
    what, advice = WORDS.get(status, (error.name, ""))
    kind = NotFound if status == 404 else CaptivityError
    problem = kind(what, request.path if status in (404, 405) else "", advice)
    answer = make_answer(problem, status, error.name.lower().replace(" ", "-"))
    if allowed := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def make_answer(error: CaptivityError, status: int, code: str) -> Response:
    """The error as the reader wants it: a page, or RFC 9457."""
    answer = _write(error, status, code)
    answer.headers.update(delay_headers(status))
    return answer


def delay_headers(status: int) -> list[tuple[str, str]]:
    """When to ask again, where that may help."""
    return [("Retry-After", str(RETRY_AFTER_S))] if status in (503, 504) else []


def _write(error: CaptivityError, status: int, code: str) -> Response:
    if wants_html(request) and not is_api(request.path):
        return Response(render_template("problem.html", error=error, status=status), status)
    return Response(write_problem(error, status, code), status, mimetype=PROBLEM_TYPE)


def write_problem(error: CaptivityError, status: int, code: str) -> bytes:
    """The error as RFC 9457 has it."""
    problem = error.to_problem() | {
        "status": status,
        "code": code,
        "type": f"https://w3id.org/captivity/problems#{code}",
    }
    return json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace")
