"""The named questions as JSON: the list of them, and the answer to each."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.asked.question import MarketQuestion
from graph.asked.table import answer, every_question, find_question
from graph.errors import InvalidInput, UnknownEntity, UnknownQuestion
from graph.questions import build_request, read_rows
from web.answer_shapes import Answer, Question
from web.answers import as_json
from web.operation import AS_OF, Parameter, describe, in_path
from web.state import state
from web.viewpoint import read_viewpoint

api_questions = Blueprint("api_questions", __name__, url_prefix="/api")

#: Parts of an address that are no parameters of a question.
VIEWPOINT = ("as_of", "view", "resale")


@api_questions.get("/questions")
@describe(answer=list[Question], topic="Questions", tries="/api/questions")
def questions() -> Response:
    """Every named question with its parameters, in the order of their numbers."""
    return as_json(
        [
            {
                "name": question.name,
                "number": question.number,
                "asked_by": question.asked_by,
                "words": question.words,
                "answered_by": "metric" if isinstance(question, MarketQuestion) else "sparql",
                "parameters": [
                    {"name": p.name, "type": p.type, "meaning": p.meaning, "default": p.default}
                    for p in question.parameters
                ],
                "url": f"/api/ask/{question.name}",
            }
            for question in every_question()
        ]
    )


@api_questions.get("/ask/<name>")
@describe(
    in_path("name", "Name of the question, as /api/questions lists it.", example="how-captive"),
    Parameter("asset", "One of the parameters that a question has.", example="codex"),
    AS_OF,
    answer=Answer,
    raises=[UnknownQuestion, UnknownEntity, InvalidInput],
    topic="Questions",
    tries="/api/ask/how-captive?asset=codex",
)
def ask(name: str) -> Response:
    """The answer to a named question; its parameters stand in the address by their names."""
    at = read_viewpoint(request.args)
    given = {key: value for key, value in request.args.items() if key not in VIEWPOINT and value}
    head = {"name": name, "as_of": at.as_of.isoformat()}
    question = find_question(name)
    if isinstance(question, MarketQuestion):
        rows = answer(question, state().records(), given, at.as_of)
        said = {"question": question.words, "command": question.command}
        return as_json(head | said | {"rows": rows})
    built = build_request(question, given, at.as_of, state().records)
    _, rows = read_rows(state().store.query(built).read())
    return as_json(head | {"question": question.words, "rows": rows})
