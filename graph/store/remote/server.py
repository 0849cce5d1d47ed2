"""A remote that is a Captivity server: it keeps its own ledger, so loads go to its own door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePath
from urllib.parse import quote

from graph.errors import CaptivityError, NotAllowed
from graph.store.remote.client import Call, RemoteClient

CAPTIVITY = "captivity"
ENDING = "/sparql"
COUNTED = "Channel"
#: The media types under which files of these endings are sent.
MEDIA_TYPES: Mapping[str, str] = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".json": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".xml": "application/rdf+xml",
}


def find_root(client: RemoteClient, query: str) -> str:
    """The address of the server behind an endpoint; empty if it is none of Captivity."""
    root = query.rstrip("/").removesuffix(ENDING)
    if root == query:
        return ""
    with suppress(CaptivityError, ValueError):
        reply = client.send(Call("GET", f"{root}/api/counts", is_read=False))
        with reply.body:
            found = json.loads(reply.body.read(64 * 1024))
        if isinstance(found, dict) and COUNTED in json.dumps(found):
            return root
    return ""


def commit_at_server(
    client: RemoteClient, root: str, note: Mapping[str, str], content: bytes | None
) -> None:
    """Have the server add the file, or undo the load, that the note of a change is about.

    Raises
    ------
    NotAllowed
        The change is neither; a server takes no others.
    """
    event, name = note.get("event", ""), note.get("name", "")
    if event == "undo":
        address = f"{root}/loads/{quote(note.get('load', ''), safe='')}/undo"
        # A media type that no form has: the server takes forms from its own pages only.
        call = Call("POST", address, content=b"{}", content_type="application/json", is_read=False)
        client.send(call).body.close()
        return
    if event != "add" or content is None:
        raise NotAllowed(
            "A Captivity server takes files and undos only",
            root,
            "Send an update to its endpoint instead; it is recorded there.",
        )
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), "text/turtle")
    call = Call(
        "POST",
        f"{root}/add",
        content=content,
        content_type=media_type,
        params={"name": name},
        is_read=False,
    )
    client.send(call).body.close()
