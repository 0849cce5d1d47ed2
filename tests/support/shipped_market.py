"""The shipped market in a folder: loaded once for all processes of a run, copied for each user.

Loading it takes four seconds of processor and a first page three more; a copy takes none.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from graph.seed import open_market
from graph.settings import Settings
from web.app import create_app


def prepare_market(folder: Path) -> Path:
    """The store in this folder; whoever comes first makes it while the others wait."""
    folder.mkdir(exist_ok=True)
    store = folder / "store"
    with (folder / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            settings = Settings(store=str(store))
            with open_market(settings, write=True) as opened:
                # What a first page works out and keeps beside the revision.
                assert create_app(settings, opened).test_client().get("/").status_code == 200
            (folder / "made").touch()
    return store


def copy_store(store: Path, target: Path) -> Path:
    """A store of its own with the same content. Data files are linked: do not damage them."""
    shutil.copytree(store, target, copy_function=_link_or_copy)
    return target


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".sst"):
        os.link(source, target)
        return target
    return str(shutil.copy2(source, target))
