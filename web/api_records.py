"""What happened in the market and in the store, as JSON: changes, loads, log, review."""

from __future__ import annotations

from flask import Blueprint, Response, request

from graph.errors import StoreUnavailable, UnknownLoad
from graph.ingest.history import read_log
from graph.ingest.loads import find_load, list_loads
from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.narrowing import narrow_records
from graph.network_export import export_network
from web.answer_shapes import ChangesAnswer, LoadRow, LoadsAnswer, LogAnswer, ReviewAnswer
from web.answers import as_file, as_json
from web.conditional import leave_untagged
from web.negotiation import choose
from web.operation import (
    PAGING,
    POPULATION,
    RESALE,
    VIEWPOINT,
    Parameter,
    describe,
    in_path,
)
from web.paging import as_page
from web.periods import KINDS, read_period, read_wanted, tell_changes
from web.populations import first_population, read_population
from web.review_queue import queue_of, read_wish, select_entries
from web.state import State, state
from web.viewpoint import Viewpoint, read_viewpoint

api_records = Blueprint("api_records", __name__, url_prefix="/api")

GRAPHML = "application/graphml+xml"
GEXF = "application/gexf+xml"
#: Short name -> media type of the forms of the network; the first is JSON.
NETWORKS = {"json": "application/json", "graphml": GRAPHML, "gexf": GEXF}
WRITER_OF = {"application/json": "node-link", GRAPHML: "graphml", GEXF: "gexf"}


@api_records.get("/changes")
@describe(
    Parameter("since", "First day of the period.", format="date", example="2026-06-01"),
    Parameter("until", "The day after the last.", format="date", example="2026-07-01"),
    Parameter("kind", "Kind of change.", enum=("", *KINDS), default=""),
    Parameter("platform", "IRI of a platform."),
    Parameter("vendor", "IRI of a vendor."),
    RESALE, *PAGING,
    answer=ChangesAnswer,
    topic="Records",
    tries="/api/changes?since=2026-06-01&until=2026-06-08&limit=20",
)  # fmt: skip
def changes() -> Response:
    """What opened, closed and changed hands in a period, newest first."""
    wanted = read_wanted(request.args)
    told = tell_changes(state(), read_period(state(), request.args, wanted.resale), wanted)
    head = {
        "since": told.period.since.isoformat(),
        "until": told.period.until.isoformat(),
        "seen": told.found.seen,
        "set_aside": told.found.set_aside,
    }
    return as_page(request, [change.to_row() for change in told.changes], "changes", head)


@api_records.get("/loads")
@describe(*PAGING, answer=LoadsAnswer, topic="Records", tries="/api/loads")
def loads() -> Response:
    """Every file that was added, newest first."""
    rows = [load.to_dict() for load in list_loads(state().store)[::-1]]
    return as_page(request, rows, "loads")


@api_records.get("/loads/<load_id>")
@describe(
    in_path("load_id", "Id, file name, digest or graph; its beginning is enough.", "article"),
    answer=LoadRow,
    raises=[UnknownLoad],
    topic="Records",
    tries="/api/loads/article.ttl",
)
def load(load_id: str) -> Response:
    """One file that was added."""
    return as_json(find_load(state().store, load_id).to_dict())


@api_records.get("/log")
@describe(*PAGING, answer=LogAnswer, raises=[StoreUnavailable], topic="Records", tries="/api/log")
def log() -> Response:
    """Every acknowledged change of the store, newest first."""
    return as_page(request, [c.to_dict() for c in read_log(state().store)[::-1]], "changes")


@api_records.get("/review")
@describe(
    Parameter("catalog", "Listings of this catalog alone.", example="models.dev"),
    *PAGING,
    answer=ReviewAnswer,
    topic="Records",
    tries="/api/review?limit=20",
)
def review() -> Response:
    """The listings that a curator should look at."""
    # The user's decisions stand in a file beside the store.
    leave_untagged()
    entries = select_entries(queue_of(state()), read_wish(request.args))
    return as_page(request, [entry.to_row() for entry in entries], "listings")


@api_records.get("/network")
@describe(
    POPULATION, *VIEWPOINT,
    answer={"type": "object", "required": ["nodes", "edges"]},
    forms=(GRAPHML, GEXF),
    topic="Market",
    tries="/api/network?as_of=2026-06-02&format=graphml",
)  # fmt: skip
def network() -> Response:
    """The market as a network of the assets of a population: node-link JSON, GraphML or GEXF."""
    form, at = choose(request, NETWORKS), read_viewpoint(request.args)
    named = request.args.get("population", "")
    population = read_population(named) if named else first_population(state(), at)
    market = narrow_market(state(), at, population)
    text = export_network(market.to_networkx(), WRITER_OF[form])
    suffix = next(name for name, media in NETWORKS.items() if media == form)
    return as_file(text, form, f"captivity-{market.as_of}.{suffix}")


def narrow_market(state: State, at: Viewpoint, population: str) -> Market:
    """The market of the members alone; the whole one without a population."""
    if not population:
        return state.market(at)
    records = narrow_records(state.records(), state.members(at, population))
    return compile_market(records, at.as_of, view=at.view, count_set_aside=at.resale)
