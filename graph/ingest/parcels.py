"""Loads written out for another store, original bytes and description, and read there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import DataRejected, FileMissing, NotAllowed
from graph.ingest.formats import FORMATS
from graph.ingest.ledger import Load
from graph.ingest.loads import list_loads
from graph.ingest.parse import DEFAULT_MAX_MB, read_bytes
from graph.store.layout import write_durably
from graph.store.port import Store
from graph.store.sources import is_intact, layout_of, read_source

MANIFEST = "loads.json"
SHIPPED = re.compile(r"captivity \S+, as shipped")
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One load of a manifest with its original bytes."""

    load: Load
    content: bytes


def added_by_hand(store: Store) -> list[Load]:
    """The loads that somebody added, oldest first: all but those shipped with the project."""
    return [load for load in list_loads(store) if not SHIPPED.fullmatch(load.who)]


def export_loads(store: Store, loads: Iterable[Load], folder: Path) -> list[Path]:
    """Write the original bytes of the loads and a manifest, which comes last; say what was written.

    Raises
    ------
    NotAllowed
        The folder has something in it.
    FileMissing
        It cannot be written, or the bytes of a load are not kept any more.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NotAllowed("The folder is not empty", str(folder), "Give a new one.")
        written, entries = [], []
        for number, load in enumerate(loads, 1):
            path = folder / f"{number:03}-{load.load_id}.{_ending(load)}"
            write_durably(path, read_source(layout_of(store), load.sha256, load.load_id))
            written.append(path)
            entries.append({"file": path.name, **load.to_dict()})
        text = json.dumps({"loads": entries}, indent=2, ensure_ascii=False)
        write_durably(folder / MANIFEST, f"{text}\n".encode())
    except OSError as error:
        raise FileMissing(
            "The folder cannot be written", f"{folder} ({error.strerror})", "Give another one."
        ) from error
    return [*written, folder / MANIFEST]


def read_parcels(folder: Path, max_mb: int = DEFAULT_MAX_MB) -> Iterator[Parcel]:
    """Yield the loads of a manifest in its order, each held against its digest.

    Raises
    ------
    FileMissing
        The manifest or a file that it names is not there.
    DataRejected
        It is no manifest of loads, or a file is not the one that was exported.
    """
    content = read_bytes(folder / MANIFEST, max_mb)
    try:
        entries = json.loads(content)["loads"]
        described = [(_plain(entry["file"]), Load.from_dict(entry)) for entry in entries]
    except (KeyError, TypeError, ValueError) as error:
        raise DataRejected(
            "Not a manifest of loads", str(folder / MANIFEST), f"It lacks or misspells {error}."
        ) from error
    for name, load in described:
        found = read_bytes(folder / name, max_mb)
        if not is_intact(Path(load.sha256), found):
            raise DataRejected(
                "The file is not the one that was exported",
                str(folder / name),
                "Its SHA-256 is not the manifest's. Export it again.",
            )
        yield Parcel(load, found)


def _ending(load: Load) -> str:
    if load.form in FORMATS:
        return FORMATS[load.form][1][0]
    ending = load.name.lower().removesuffix(".gz").rpartition(".")[2]
    return f"{ending}.gz" if load.name.lower().endswith(".gz") else ending


def _plain(name: Any) -> str:
    """The name of a file in the folder itself: a manifest may come from a stranger."""
    if not isinstance(name, str) or not PLAIN.fullmatch(name):
        raise ValueError(f"the file name {name!r}")
    return name
