"""The market picture as one file: style, vis-network and data inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from graph.errors import MisconfiguredSettings
from web.assets import STYLES, VIS_NETWORK, read_asset
from web.picture import make_network, summarise
from web.viewpoint import Viewpoint

if TYPE_CHECKING:
    from flask import Flask


def render_export(app: Flask, at: Viewpoint) -> str:
    """The page as text; its own policy lets nothing run or load but what is inside it."""
    state = app.extensions["captivity"]
    picture = state.picture(at)
    network = make_network(picture, at.args(), linked=False)
    style = "\n".join(_text(name) for name in STYLES)
    scripts = (_inert(_text(VIS_NETWORK)), _inert(_text("picture.js")))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; "
        f"script-src {' '.join(map(_hash, scripts))}; base-uri 'none'; form-action 'none'"
    )
    with app.app_context():
        return render_template(
            "export.html",
            at=at,
            picture=picture,
            network=network,
            summary=summarise(picture),
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


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
