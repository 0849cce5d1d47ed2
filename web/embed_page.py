"""Frames for other pages: one figure with its title, day, population and source, and no more.

Only these addresses may be framed (:mod:`web.security`); their links open the full page in a tab.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request

from graph.terms import ID_BASE
from web.choices import one_of
from web.describe import is_known
from web.entity.pictures import draw_page
from web.entity_view import view_entity
from web.links import entity_url
from web.market.address import read_address
from web.market.view import view_market
from web.matrix import find_matrix, read_matrix_choice, sort_rows, view_matrix
from web.security import allow_framing
from web.state import state
from web.thesis_charts import draw_thesis
from web.thesis_view import read_asked, view_thesis
from web.viewpoint import read_viewpoint

embed_page = Blueprint("embed", __name__, url_prefix="/embed")
embed_page.after_request(allow_framing)

#: What can be had of the thesis besides its figures.
VERDICT = "verdict"


@embed_page.get("/market")
def market() -> Response:
    """The picture of the market."""
    address = read_address(request.args)
    view = view_market(state(), address)
    full = address.url(**dict.fromkeys(address.at.args(), ""))
    return render_frame("market", full, at=address.at, view=view)


@embed_page.get("/id/<path:slug>")
def entity(slug: str) -> Response:
    """One entity: its number and the picture of its roads."""
    at = read_viewpoint(request.args)
    iri = ID_BASE + slug
    if not is_known(state().store, iri):
        iri = state().names().resolve(slug)
    page = view_entity(state(), at, iri)
    drawn = draw_page(state(), at, page)
    return render_frame("entity", entity_url(iri), at=at, page=page, drawn=drawn)


@embed_page.get("/matrix")
def matrix() -> Response:
    """The matrix of the market."""
    at = read_viewpoint(request.args)
    choice = read_matrix_choice(state(), at, request.args)
    whole = find_matrix(state(), at, choice)
    rows = sort_rows(whole, choice.sort)[: choice.top]
    shown = view_matrix(state(), at, choice, rows, whole)
    full = f"/matrix?{urlencode(choice.args())}"
    return render_frame("matrix", full, at=at, choice=choice, shown=shown)


@embed_page.get("/thesis")
def thesis() -> Response:
    """The verdict about the thesis, or one of the figures of its page.

    Raises
    ------
    InvalidInput
        There is no such figure.
    """
    asked = read_asked(state(), read_viewpoint(request.args), request.args)
    told = view_thesis(state(), asked)
    figures = draw_thesis(told)
    known = (VERDICT, *figures) if told["hypothesis"] else tuple(figures)
    name = one_of("figure", request.args.get("figure", "") or known[0], known)
    return render_frame("thesis", "/thesis", at=asked.at, told=told, figure=figures.get(name))


def render_frame(name: str, full: str, **context: object) -> Response:
    """The frame of that name; its links, and one to the full page, open in a tab of their own."""
    page = render_template(f"embed_{name}.html", full=full, **context)
    # Text is escaped, so every "<a" is a link of ours; in a picture <base target> would not do.
    return current_app.make_response(re.sub(r"<a\b", '<a target="_blank"', page))
