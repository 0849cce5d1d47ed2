"""The Flask app: :func:`create_app` puts the store behind the pages; nothing happens at import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from graph.asof import DayGraphs, Limits
from graph.metrics.captivity import fraction_text
from graph.settings import Settings
from graph.terms import short_name
from ontology import VERSION
from web import links
from web.about_page import about_page
from web.add import add
from web.api import api
from web.api_analysis import api_analysis
from web.api_page import api_page
from web.api_questions import api_questions
from web.api_records import api_records
from web.assets import SITE_STYLE, TYPEFACE, asset_url, assets
from web.cancelling import Switches
from web.changes_page import changes_page
from web.compare_page import compare_page
from web.completion import completion
from web.conditional import register_conditional
from web.downloads import downloads
from web.embed_page import embed_page
from web.entity.nodes import label_node
from web.entity_page import entity_page
from web.graph_store import graph_store
from web.history_page import history_page
from web.kinds import group_of, in_words, kind_words
from web.market.page import market_page
from web.matrix_page import matrix_page
from web.navigation import FOOT, NAVIGATION, mark_current
from web.new_page import new_page
from web.problems import register_problems
from web.query_protocol import QueryDesk
from web.ranking_page import ranking_page
from web.ranking_tables import share_percent
from web.review_page import review_page
from web.search_page import search_page
from web.security import protect
from web.service import service
from web.short_links import ShortLinks
from web.sparql import sparql
from web.state import State
from web.thesis_page import thesis_page
from web.tour_page import tour_page
from web.uploads import Uploads
from web.vocabulary import vocabulary
from web.whatif_page import whatif_page

if TYPE_CHECKING:
    from graph.store.port import Store

BLUEPRINTS = (
    assets, market_page, search_page, entity_page, changes_page, review_page, sparql, graph_store,
    service, add, new_page, history_page, thesis_page, whatif_page, api, api_analysis, api_page,
    api_questions, completion, vocabulary, matrix_page, ranking_page, compare_page, tour_page,
    embed_page, api_records, about_page, downloads,
)  # fmt: skip


def create_app(settings: Settings, store: Store) -> Flask:
    """The web application over an open store, which stays the caller's to close."""
    # No static folder of Flask's own: ours come compressed and with their hash (web.assets).
    app = Flask("web", static_folder=None)
    site = app.extensions["captivity"] = State(settings, store)
    limits = Limits(settings.query_timeout_s, settings.query_memory_mb)
    app.extensions["captivity_days"] = DayGraphs(store, site.records, limits)
    app.extensions["captivity_uploads"] = Uploads(2 * settings.max_upload_mb * 1024 * 1024)
    app.extensions["captivity_moves"] = {}
    app.extensions["captivity_switches"] = Switches()
    app.extensions["captivity_links"] = ShortLinks(settings)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        FOOT=FOOT,
        NAVIGATION=NAVIGATION,
        SITE_STYLE=SITE_STYLE,
        TYPEFACE=TYPEFACE,
        VERSION=VERSION,
        asset_url=asset_url,
        entity_label=lambda iri: label_node(app.extensions["captivity"], iri),
        entity_url=links.entity_url,
        fraction_text=fraction_text,
        group_of=group_of,
        in_words=in_words,
        kind_words=kind_words,
        mark_current=mark_current,
        node_url=links.node_url,
        safe_url=links.safe_url,
        share_percent=share_percent,
        short_name=short_name,
        site=app.extensions["captivity"],
    )
    protect(app, settings)
    register_conditional(app)
    register_problems(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    desk = QueryDesk(store, app.extensions["captivity_days"], app.extensions["captivity_secret"])
    app.extensions["captivity_desk"] = desk
    return app
