"""Static files with their hash in the address, and vis-network out of pyvis's own wheel."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from web.negotiation import accepts_gzip

assets = Blueprint("assets", __name__)

FOLDER = Path(__file__).resolve().parent / "static"
#: Files of others, unchanged; ``vendor.csv`` beside them says whose, and what their hash must be.
VENDORED = FOLDER / "vendor"
#: In the order in which they build on each other.
STYLES = (
    "tokens.css",
    "base.css",
    "frame.css",
    "forms.css",
    "writing.css",
    "tables.css",
    "parts.css",
    "pictures.css",
    "map.css",
    "timeline.css",
    "told.css",
    "market.css",
    "figures.css",
    "charts.css",
    "analysis.css",
    "matrix.css",
    "tour.css",
    "embed.css",
    "contents.css",
    "adapt.css",
    "cards.css",
    "asking.css",
    "entity.css",
    "entity-pictures.css",
    "entity-print.css",
)
#: All of them in one file, with the typeface: one request, and nothing moves when a second comes.
SITE_STYLE = "site.css"
TYPEFACE = "inter-latin-wght.woff2"
VIS_NETWORK = "vis-network.min.js"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
}
A_YEAR = "public, max-age=31536000, immutable"


def find_asset(name: str) -> Path:
    """The file behind a name; raises :class:`FileNotFoundError` for any other name."""
    if name == VIS_NETWORK:
        # find_spec, because importing pyvis costs 0.2 s and pulls in IPython.
        spec = find_spec("pyvis")
        if spec is None or spec.origin is None:
            raise FileNotFoundError(name)
        return Path(spec.origin).parent / "templates" / "lib" / "vis-9.1.2" / VIS_NETWORK
    known = {path.name: path for folder in (FOLDER, VENDORED) for path in folder.iterdir()}
    if name not in known or Path(name).suffix not in MEDIA_TYPES:
        raise FileNotFoundError(name)
    return known[name]


@lru_cache(maxsize=64)
def read_asset(name: str) -> tuple[bytes, bytes, str]:
    """The bytes of a file, the same gzipped, and the first of its hash."""
    content = join_styles() if name == SITE_STYLE else find_asset(name).read_bytes()
    return content, gzip.compress(content, 9, mtime=0), hashlib.sha256(content).hexdigest()[:12]


def join_styles() -> bytes:
    """Every style sheet in one, the typeface first, which is asked for by its hash."""
    version = read_asset(TYPEFACE)[2]
    face = find_asset("typeface.css").read_text(encoding="utf-8")
    parts = [face.replace(TYPEFACE, f"{TYPEFACE}?v={version}").encode()]
    return b"\n".join(parts + [find_asset(name).read_bytes() for name in STYLES])


def asset_url(name: str) -> str:
    """The address of a file, which changes with its content and so may be kept for ever."""
    return url_for("assets.static_file", name=name, v=read_asset(name)[2])


@assets.get("/static/<name>")
def static_file(name: str) -> AnyResponse:
    """One static file, compressed when the reader takes that."""
    try:
        content, squeezed, version = read_asset(name)
    except FileNotFoundError as error:
        raise NotFound from error
    # What is compressed already, as a typeface is, gains nothing worth unpacking.
    is_gzip = accepts_gzip(request) and len(squeezed) < 0.9 * len(content)
    response = Response(squeezed if is_gzip else content)
    response.content_type = MEDIA_TYPES[Path(name).suffix]
    response.headers["Vary"] = "Accept-Encoding"
    if is_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = A_YEAR if request.args.get("v") == version else "no-cache"
    response.set_etag(f"{version}{'-gz' if is_gzip else ''}")
    return response.make_conditional(request)
