"""The named questions: each with an answer worked out by hand on the article and later evidence.

The reasoning stands in the docstring of each test; the facts are in ``ontology/data/article.ttl``
and ``later-evidence.ttl``.
"""

from __future__ import annotations

from datetime import date

import pytest

from graph.asked.table import MARKET_QUESTIONS
from graph.asked.table import answer as answer_from_market
from graph.errors import InvalidDate, InvalidInput, UnknownEntity, UnknownQuestion
from graph.fragments import called_names
from graph.market.compile import compile_market
from graph.market.names import slug_of
from graph.market.read import read_records
from graph.questions import Question, ask, build_request, list_questions, load_question, read_rows
from graph.store.memory import read_files
from graph.store.port import QueryRequest
from graph.terms import VOCABULARY_BASE
from ontology import DATA, MARKET_FILES, QUESTIONS, VOCABULARY

DAY = date(2026, 6, 2)


@pytest.fixture(scope="module")
def store():
    """The ontology, the article and the later evidence."""
    return read_files([VOCABULARY, DATA / "article.ttl", DATA / "later-evidence.ttl"])


@pytest.fixture(scope="module")
def shipped():
    """The ontology and the whole shipped market."""
    return read_files([VOCABULARY, *MARKET_FILES])


@pytest.fixture
def answer(store):
    """Asks a question and gives its rows as tuples of short names, for the columns wanted."""

    def run(name: str, columns: str, day: date = DAY, **params: str):
        found, rows = read_rows(ask(store, name, params, day).read())
        assert set(columns.split()) <= set(found)
        return [tuple(short(row[column]) for column in columns.split()) for row in rows]

    return run


def short(value):
    return None if value is None else slug_of(value.removeprefix(VOCABULARY_BASE))


def test_assets_under_contract(answer) -> None:
    """Only the Bedrock channel of Codex is procured under the AWS contract: GA from 2026-06-02.

    On the day before, the preview (same contract) has just ended; on 2026-05-31 it was live.
    """
    columns = "asset channel"
    assert answer("assets-under-contract", columns) == [("codex", "ch-codex-bedrock")]
    assert answer("assets-under-contract", columns, date(2026, 6, 1)) == []
    assert answer("assets-under-contract", columns, date(2026, 5, 31)) == [
        ("codex", "ch-codex-bedrock-preview")
    ]
    azure = answer("assets-under-contract", columns, date(2026, 7, 5), contract="pv-azure")
    assert azure == [("mai-code-1-flash", "ch-mai-foundry")]


def test_channels_for_posture(answer) -> None:
    """A buyer cleared for AWS can take Codex through Bedrock; one with OpenAI's contract direct."""
    assert answer("channels-for-posture", "channel") == [("ch-codex-bedrock",)]
    direct = answer("channels-for-posture", "channel", accepted="direct OpenAI contract")
    assert direct == [("ch-codex-direct",)]


def test_channel_stages(answer) -> None:
    """Preview from 2026-04-28 up to 2026-06-01, GA from 2026-06-02; direct is GA since unknown."""
    direct = ("ch-codex-direct", "GA", None)
    columns = "channel stage since"
    assert answer("channel-stages", columns) == [("ch-codex-bedrock", "GA", "2026-06-02"), direct]
    assert answer("channel-stages", columns, date(2026, 5, 1)) == [
        ("ch-codex-bedrock-preview", "Preview", "2026-04-28"), direct,
    ]  # fmt: skip


def test_embedded_only(answer) -> None:
    """MAI is embedded in Copilot only, until the API on Foundry opens on 2026-07-01.

    OpenAI's models are embedded there too, but their own API is beside it.
    """
    assert answer("embedded-only", "asset") == [("mai-code-1-flash",)]
    assert answer("embedded-only", "asset", date(2026, 7, 1)) == []


def test_live_channels(answer) -> None:
    """Codex is sold by OpenAI itself, on Bedrock from 2026-06-02; the preview ended the day before.

    The article names a biller and a host for the Bedrock channel only.
    """
    direct = ("ch-codex-direct", "openai-direct", None, None)
    columns = "channel platform biller host"
    assert answer("live-channels", columns, date(2026, 6, 1)) == [direct]
    bedrock = ("ch-codex-bedrock", "bedrock", "aws-org", "aws")
    assert answer("live-channels", columns) == [bedrock, direct]


def test_surfaces(answer) -> None:
    """Both Copilot channels name Microsoft's own IDE; Codex names no surface."""
    row = ("ms-ide", "microsoft", "microsoft")
    assert answer("surfaces", "surface operator owner") == [row]
    assert answer("surfaces", "surface operator owner", asset="codex") == []


def test_strategies(answer) -> None:
    """P5 names a model edge (pursued by nobody named) and a surface (the bet of Cursor's maker)."""
    assert set(answer("strategies", "strategy pursued_by")) == {
        ("strat-model-edge", None),
        ("strat-surface", "anysphere"),
    }


def test_objectives(answer) -> None:
    """P4: Copilot users on Azure, Codex users on AWS, and Google's queued play; 0.6, 0.6, 0.5."""
    assert answer("objectives", "who users_of cloud confidence") == [
        ("aws-org", "codex", "aws", "0.6"),
        ("google", "gemini-code-assist", "gcp", "0.5"),
        ("microsoft", "copilot", "azure", "0.6"),
    ]


def test_end_to_end(answer) -> None:
    """Copilot's two channels have GitHub and Microsoft in every role, and GitHub is Microsoft's.

    Codex reaches developers through Amazon and OpenAI; Gemini Code Assist is only rumoured. A
    month earlier Copilot carried OpenAI's models alone, with the same single owner.
    """
    assert answer("end-to-end", "assistant sole_owner channels") == [("copilot", "microsoft", "2")]
    before = answer("end-to-end", "assistant sole_owner channels", date(2026, 4, 1))
    assert before == [("codex", "openai", "1"), ("copilot", "microsoft", "1")]


def test_beyond_clouds(answer) -> None:
    """Copilot, the IDE (Microsoft) and Bedrock (Amazon) belong to owners of clouds."""
    assert answer("beyond-clouds", "thing owner") == [("openai-direct", "openai")]


def test_controlled_vendors(answer) -> None:
    """Codeium belongs to Cognition from 2025-07-14; Google is part of Alphabet throughout.

    The purchase of Cursor's maker is only signed, and a 27 per cent economic stake is no control.
    """
    google = ("google", "alphabet")
    assert answer("controlled-vendors", "vendor owner") == [("codeium", "cognition"), google]
    assert answer("controlled-vendors", "vendor owner", date(2025, 7, 13)) == [google]


def test_decision_factors(answer) -> None:
    """P4h names three: billing surface, IDE integration, accepted compliance posture."""
    assert answer("decision-factors", "factor confidence") == [
        ("BillingSurface", "0.5"),
        ("CompliancePostureFactor", "0.5"),
        ("IDEIntegration", "0.5"),
    ]


def test_aggregator_exit(answer) -> None:
    """Foundry runs on Azure, which hosts its one channel from July: no exit from Microsoft.

    Of OpenRouter only a disputed channel is known, which does not count.
    """
    day = date(2026, 7, 5)
    columns = "needs depends_on owner channels"
    assert answer("aggregator-exit", columns, day, platform="foundry") == [
        ("cloud", "azure", "microsoft", "1"),
        ("host", "azure", "microsoft", "1"),
    ]
    assert answer("aggregator-exit", columns, day) == []


def test_capture_denials(answer) -> None:
    """The captive sets: MAI Copilot; Codex Bedrock and OpenAI. Foundry's API opens on 2026-07-01.

    The OpenRouter channel is denied with more confidence (0.5) than it is asserted with (0.3).
    """
    assert answer("capture-denials", "asset channel") == []
    denial = ("mai-code-1-flash", "ch-mai-foundry")
    assert answer("capture-denials", "asset channel", date(2026, 7, 1)) == [denial]


def test_exclusive_overlaps(answer) -> None:
    """The Copilot channel is called exclusive; Foundry's beside it contradicts that from July."""
    assert answer("exclusive-overlaps", "exclusive_channel") == []
    columns = "exclusive_channel other_channel"
    assert answer("exclusive-overlaps", columns, date(2026, 7, 1)) == [
        ("ch-mai-copilot", "ch-mai-foundry")
    ]


def test_control_chain(answer) -> None:
    """Copilot's operator is GitHub, held wholly by Microsoft; Bedrock's AWS by Amazon."""
    columns = "issuer holder votes ultimate_owner"
    assert answer("control-chain", columns) == [("github", "microsoft", "1", "microsoft")]
    bedrock = answer("control-chain", columns, platform="Amazon Bedrock")
    assert bedrock == [("aws-org", "amazon", "1", "amazon")]


def test_claims_by_kind(answer) -> None:
    """The article: 19 facts, 18 inferences, 11 opinions, 3 predictions, 3 conditionals."""
    kinds = ("Fact", "Inference", "Opinion", "PredictionKind", "ConditionalKind")
    counts = [len(answer("claims-by-kind", "claim", kind=kind)) for kind in kinds]
    assert counts == [19, 18, 11, 3, 3]


def test_contested_claims(answer) -> None:
    """Six claims are contested, P5b by two and P6b by two, one of them itself contested."""
    assert answer("contested-claims", "claim contested_by counter_confidence") == [
        ("claim-p1a", "claim-up1", "0.85"),
        ("claim-p3g", "claim-up8", "0.75"),
        ("claim-p5b", "claim-up5", "0.85"),
        ("claim-p5b", "claim-up6", "0.85"),
        ("claim-p6b", "claim-up2", "0.3"),
        ("claim-p6b", "claim-up4", "0.6"),
        ("claim-up2", "claim-up3", "0.5"),
    ]


def test_open_predictions(answer) -> None:
    """Three predictions and three conditionals; only P6d has a horizon, 2027-06-02."""
    assert dict(answer("open-predictions", "claim status")) == {
        "claim-p3j": "open, no horizon", "claim-p3k": "open, no horizon",
        "claim-p4e": "open, no horizon", "claim-p5e": "open, no horizon",
        "claim-p6e": "open, no horizon", "claim-p6d": "open",
    }  # fmt: skip
    later = dict(answer("open-predictions", "claim status", date(2027, 6, 2)))
    assert later["claim-p6d"] == "horizon passed"
    assert answer("open-predictions", "claim", date(2026, 6, 1)) == []


def test_opened_and_closed(answer) -> None:
    """From 2026-04-28 to 2026-06-02, last day excluded: the preview opens, then closes."""
    columns = "day change channel"
    assert answer("opened-and-closed", columns, **{"from": "2026-04-28", "to": "2026-06-02"}) == [
        ("2026-04-28", "opened", "ch-codex-bedrock-preview"),
        ("2026-06-01", "closed", "ch-codex-bedrock-preview"),
    ]


def test_known_then(answer) -> None:
    """By 2026-06-02 five claims of the article speak of MAI's one channel; the OpenRouter claim
    came on 2026-06-05 and its denial on 2026-07-02, both about that same day.
    """
    channels = [row[0] for row in answer("known-then", "channel")]
    assert channels == ["ch-mai-copilot"] * 5
    known = answer("known-then", "claim", known="2026-06-05")
    assert ("claim-up2",) in known
    assert ("claim-up3",) not in known
    assert ("claim-up3",) in answer("known-then", "claim", known="2026-07-02")


def test_every_question_has_a_test_and_a_complete_head() -> None:
    tested = {name.removeprefix("test_").replace("_", "-") for name in globals()}
    questions = list_questions()
    assert len(questions) >= 14
    for question in questions:
        assert question.name in tested
        assert question.words.endswith("?")
        assert 1 <= question.number <= 38
        assert question.asked_by in set("SPFAC")
        assert all(parameter.default is not None for parameter in question.parameters)


def test_every_file_is_valid_sparql_as_it_stands_and_calls_only_what_is_there(store) -> None:
    known = {path.name.split(".")[0] for path in QUESTIONS.glob("*.fragment.txt")} | {"owners"}
    for question in list_questions():
        assert store.query(QueryRequest(question.text)).kind == "select"
        assert called_names(question.text) <= known, question.name
        assert "NOT EXISTS" not in question.text.upper()


def run_with_fragments(store, text: str, day: date):
    """The rows of a query that is written with the fragments of the named questions."""
    whole = "PREFIX ctv: <https://w3id.org/captivity/ns#>\n" + text
    question = Question("test", "a test", 0, "", (), whole)
    request = build_request(question, {}, day, lambda: read_records(store))
    return read_rows(store.query(request).read())[1]


@pytest.mark.parametrize("day", [date(2026, 2, 1), DAY, date(2026, 7, 2)])
def test_live_keeps_exactly_the_channels_that_the_market_counts(shipped, day) -> None:
    """The rule stands once in Python and once as a fragment: on the whole market they agree."""
    text = "SELECT DISTINCT ?channel WHERE { ?channel ctv:asset ?asset .\n#live ?channel\n}"
    rows = run_with_fragments(shipped, text, day)
    market = compile_market(read_records(shipped), day)
    counted = {route.channel.iri for routes in market.routes.values() for route in routes}
    assert {row["channel"] for row in rows} == counted
    assert len(counted) > 100


#: Too slow to be one of the named questions, and another way to the same answer.
SHARED_VETO = """
SELECT ?owner (COUNT(DISTINCT ?vendor) AS ?vendors) (COUNT(DISTINCT ?asset) AS ?assets) WHERE {
  {
    SELECT ?asset (COUNT(DISTINCT ?channel) AS ?all) WHERE {
      ?channel ctv:asset ?asset .
      #live ?channel
    }
    GROUP BY ?asset
  }
  {
    SELECT ?asset ?owner (COUNT(DISTINCT ?channel) AS ?gated) WHERE {
      ?channel ctv:asset ?asset .
      #live ?channel
      MINUS { ?channel ctv:accessMode ctv:OpenWeights }
      #party ?channel ?party
      #owners ?party ?owner
    }
    GROUP BY ?asset ?owner
  }
  FILTER(?all = ?gated)
  ?asset ctv:developedBy ?vendor .
}
GROUP BY ?owner
HAVING(COUNT(DISTINCT ?vendor) > 1)
"""


def test_shared_vetoes_of_the_market_are_those_of_a_query(shipped) -> None:
    """Owners with a veto over assets of two vendors: from the gate sets, and counted by SPARQL."""
    day = date(2026, 7, 2)
    rows = run_with_fragments(shipped, SHARED_VETO, day)
    counted = {(slug_of(row["owner"]), int(row["vendors"]), int(row["assets"])) for row in rows}
    found = answer_from_market(MARKET_QUESTIONS["shared-veto"], read_records(shipped), {}, day)
    assert {(row["owner"], row["vendors"], row["assets"]) for row in found} == counted
    assert len(found) > 3


def test_a_parameter_is_refused_with_its_meaning(store) -> None:
    with pytest.raises(UnknownQuestion, match="Did you mean surfaces"):
        load_question("surface")
    with pytest.raises(InvalidInput, match=r"no parameter: color\. It takes asset"):
        ask(store, "surfaces", {"color": "red"}, DAY)
    with pytest.raises(InvalidInput, match="takes only the date"):
        ask(store, "strategies", {"color": "red"}, DAY)
    with pytest.raises(UnknownEntity, match="Did you mean"):
        ask(store, "surfaces", {"asset": "codx"}, DAY)
    with pytest.raises(InvalidDate, match="YYYY-MM-DD"):
        ask(store, "known-then", {"known": "June"}, DAY)
    with pytest.raises(InvalidInput, match="Did you mean Opinion"):
        ask(store, "claims-by-kind", {"kind": "opinoin"}, DAY)
