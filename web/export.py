"""The market picture as one file: style, vis-network and data inside, nothing fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from graph.errors import MisconfiguredSettings
from web.assets import STYLES, VIS_NETWORK, read_asset
from web.market.address import Address
from web.market.canvas import make_network
from web.market.view import view_market
from web.policy import hash_source

if TYPE_CHECKING:
    from flask import Flask


def render_export(app: Flask, address: Address) -> str:
    """The page as text; its own policy lets nothing run or load but what is inside it."""
    state = app.extensions["captivity"]
    view = view_market(state, address)
    style = "\n".join(_text(name) for name in STYLES)
    scripts = (_inert(_text(VIS_NETWORK)), _inert(_text("picture.js")))
    policy = (
        f"default-src 'none'; style-src {hash_source(style)}; "
        f"script-src {' '.join(map(hash_source, scripts))}; base-uri 'none'; form-action 'none'"
    )
    with app.app_context():
        return render_template(
            "export.html",
            at=address.at,
            view=view,
            # Nothing leads to a server that is not there.
            network=make_network(view.picture, {}),
            counts=state.counts(),
            policy=policy,
            # Our own files, not anybody's data: they go in as they are.
            style=Markup(style),  # noqa: S704
            scripts=[Markup(script) for script in scripts],  # noqa: S704
        )


def write_page(target: Path, page: str) -> None:
    """Write the page to a file.

    Raises
    ------
    MisconfiguredSettings
        The file cannot be written.
    """
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        reason = f"The system says: {error.strerror or error}."
        raise MisconfiguredSettings("Cannot write the page", str(target), reason) from error


def _text(name: str) -> str:
    # Line ends as an HTML parser makes them, or the hash in the policy would not fit.
    text = read_asset(name)[0].decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _inert(script: str) -> str:
    """The script with nothing that would end its element; in code the text is only in strings."""
    return re.sub("</(?=script)", r"<\\/", script, flags=re.IGNORECASE)
