"""The named questions over HTTP: all of them listed, each answered, bad ones refused."""

from __future__ import annotations


def test_every_question_is_listed_with_an_address_that_answers(shipped) -> None:
    listed = shipped.get("/api/questions").get_json()
    assert sorted({question["number"] for question in listed}) == list(range(1, 39))
    for question in listed:
        answer = shipped.get(question["url"], query_string={"as_of": "2026-06-02"})
        assert answer.status_code == 200, question["name"]
        assert answer.get_json()["question"] == question["words"]


def test_parameters_stand_in_the_address(shipped) -> None:
    address = "/api/ask/how-captive?asset=mai-code-1-flash&as_of=2026-06-02"
    (row,) = shipped.get(address).get_json()["rows"]
    assert (row["name"], row["captivity"]) == ("mai-code-1-flash", "1")


def test_unknown_question_is_a_problem_with_advice(shipped) -> None:
    answer = shipped.get("/api/ask/how-captiv")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert "how-captive" in answer.get_json()["detail"]
