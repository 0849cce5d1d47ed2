"""``captivity serve`` and ``captivity export``: the commands that need the web layer."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import CaptivityError
from graph.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from graph.store.port import OpenedStore


@click.command(short_help="Explore the market in a browser.")
@click.option("--host", metavar="ADDRESS", help="Address to serve on. Default: 127.0.0.1.")
@click.option("--port", type=int, help="Port to serve on; 0 takes a free one. Default: 8765.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, no_browser: bool) -> None:
    """Explore the market in a browser; the address is printed when it is ready.

    A new store is first loaded with the shipped market. Stop with Ctrl+C.
    """
    from graph.seed import open_market
    from web.idle import Flushable, flushing_when_idle
    from web.memory import share_heaps
    from web.server import address_of, bind_socket, run_server, stop_on_sigterm

    chosen = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    ).checked()
    stop_on_sigterm()
    share_heaps()
    # The port first: who finds it taken should not have waited for the market to load.
    with bind_socket(chosen) as listener, open_market(chosen, write=True) as store:
        app = make_app(chosen, store)
        address = address_of(listener)
        listener.listen(128)
        click.echo(f"Captivity is at {address} (stop with Ctrl+C)")
        sys.stdout.flush()
        if not no_browser and sys.stdout.isatty():
            open_browser(address)
        with flushing_when_idle(store) if isinstance(store, Flushable) else nullcontext():
            run_server(app, listener)


def make_app(settings: Settings, store: OpenedStore) -> Flask:
    """The app, with what its first page needs being worked out beside the start of the server."""
    from web.app import create_app
    from web.market.address import read_address
    from web.market.view import view_market

    app = create_app(settings, store)

    def warm() -> None:
        state = app.extensions["captivity"]
        # Whatever is wrong here, the first request that needs it will say.
        with suppress(CaptivityError):
            state.counts()
            view_market(state, read_address({}))
            store.warm()

    threading.Thread(target=warm, name="warm-up").start()
    return app


def open_browser(address: str) -> None:
    """Open the address in a graphical browser, if there is one; a text one would block us."""
    import webbrowser

    if sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


@click.command(short_help="Write the picture as one page that needs no network.")
@click.option(
    "--html",
    "target",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write the page; - writes it to stdout.",
)
@click.option("--as-of", metavar="YYYY-MM-DD", default="", help="The day to show. Default: today.")
@click.option(
    "--view",
    type=click.Choice(["developer", "vendor", "procurement"]),
    default="developer",
    show_default=True,
    help="Whose gates count.",
)
@click.pass_obj
def export(settings: Settings, target: Path, as_of: str, view: str) -> None:
    """Write the market picture as one self-contained interactive page that needs no network."""
    from graph.seed import open_market
    from web.app import create_app
    from web.export import render_export, write_page
    from web.market.address import read_address

    address = read_address({"as_of": as_of, "view": view})
    with open_market(settings, write=False) as store:
        page = render_export(create_app(settings, store), address)
    if str(target) == "-":
        click.echo(page, nl=False)
    else:
        write_page(target, page)
        click.echo(f"Wrote {target} ({len(page.encode()) // 1024} KiB).", err=True)
