"""Answers that a reader has already are not made again: weak ETags by data, day and address."""

from __future__ import annotations

from flask import Flask, Response, g, request

from graph.days import today
from web import reading
from web.negotiation import is_api

#: First parts of the paths whose answers depend on nothing but the data, the day and the address.
TAGGED = frozenset(
    ("", "about", "api", "changes", "compare", "embed", "id", "matrix", "ns", "ontology",
     "rankings", "search", "thesis", "tour", "whatif")
)  # fmt: skip
#: Set by the browser of a visitor who wants no guide: the market page then offers none.
GUIDED_COOKIE = "captivity_guided"


def register_conditional(app: Flask) -> None:
    """Give such answers a tag, and 304 to who sends it back; open the API to pages elsewhere."""
    app.before_request(answer_known)
    app.after_request(finish_answer)


def leave_untagged() -> None:
    """Say that the answer to this request depends on more, so that it must always be made."""
    g.tag = ""


def answer_known() -> Response | None:
    """304 for a reader who has this very answer; nothing otherwise."""
    if request.method not in reading.READ or request.path.split("/")[1] not in TAGGED:
        return None
    told = (today().isoformat(), request.cookies.get(GUIDED_COOKIE, ""))
    # Made before the answer: data that arrives between the two makes the next tag another one.
    g.tag = reading.make_tag(" ".join(told), request.headers.get("Accept", ""))
    return reading.not_modified(g.tag) if reading.is_known(request, g.tag) else None


def finish_answer(response: Response) -> Response:
    """The answer with its tag, compressed; what holds the token of a visit is left as it is."""
    if is_api(request.path):
        share(response)
    tag = g.get("tag", "")
    if response.status_code == 200 and tag and not g.get("visit"):
        response.vary.add("Accept")
        response = reading.compress(response)
        if "ETag" not in response.headers:
            reading.set_tag(response, tag)
    return response


def share(response: Response) -> None:
    """Let pages of other sites read the API, and say so to a browser that asks first."""
    reading.share(response)
    if request.method == "OPTIONS":
        preflight = reading.answer_preflight("GET, HEAD").headers
        told = [(name, text) for name, text in preflight if name.startswith("Access-Control-")]
        response.headers.update(told)
