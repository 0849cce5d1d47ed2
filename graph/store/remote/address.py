"""Where the parts of a remote are: query, update and graph store, from settings and by its kind."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from graph.errors import MisconfiguredSettings
from graph.settings import Settings

VIRTUOSO = "virtuoso"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three services of a remote; an empty one is not there."""

    query: str
    update: str
    graphs: str


def require_address(name: str, address: str) -> str:
    """The address, if it is one of http or https and holds no secret.

    Raises
    ------
    MisconfiguredSettings
        It is not; the message does not repeat the secret.
    """
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise _misfit(name, "it cannot be read") from None
    if parts.username or parts.password:
        raise _misfit(
            name, "it holds a user or password: set CAPTIVITY_REMOTE_USER and _PASSWORD instead"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_fits:
        raise _misfit(name, "it is no http or https address")
    return urlunsplit(parts._replace(fragment=""))


def find_addresses(settings: Settings, kind: str) -> Addresses:
    """The addresses that the settings give, the others as this kind of remote has them.

    >>> find_addresses(Settings(store="http://localhost:8890/sparql"), VIRTUOSO).graphs
    'http://localhost:8890/sparql-graph-crud'
    """
    query = require_address("store", settings.store)
    update, graphs = settings.remote_update, settings.remote_graphs
    if kind == VIRTUOSO:
        ending = "-auth" if settings.remote_user else ""
        stem = query.removesuffix("-auth")
        update = update or stem + ending
        graphs = graphs or f"{stem}-graph-crud{ending}"
    return Addresses(
        query,
        require_address("remote_update", update) if update else query,
        require_address("remote_graphs", graphs) if graphs else "",
    )


def _misfit(name: str, reason: str) -> MisconfiguredSettings:
    return MisconfiguredSettings(
        f"The setting {name} is not the address of a remote store",
        reason,
        "Write it like https://host/sparql.",
    )
