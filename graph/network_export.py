"""The network of a market as a file that other tools read: GraphML, GEXF or node-link JSON."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

#: What XML 1.0 cannot hold, not even escaped (section 2.2), and the carriage return, which XML
#: readers turn into a line feed (section 2.11).
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def export_network(network: nx.MultiDiGraph[str], form: str) -> str:
    """The network as the text of a file; equal networks give equal texts.

    Nodes and edges come in sorted order, attributes as plain texts and numbers; an attribute that
    is None is left out. A character that XML cannot hold becomes U+FFFD, in a node's name its
    percent escape.

    Parameters
    ----------
    network
        What :meth:`graph.market.market.Market.to_networkx` gives.
    form
        A key of :data:`WRITERS`: ``"graphml"``, ``"gexf"`` or ``"node-link"``.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.MultiDiGraph()
    >>> _ = network.add_edge("x", "c", key="offers c", relation="offers")
    >>> json.loads(export_network(network, "node-link"))["edges"]
    [{'relation': 'offers', 'source': 'x', 'target': 'c', 'key': 'offers c'}]
    """
    return WRITERS[form](_to_plain(network))


def _to_plain(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A copy in sorted order with nothing that a writer refuses or a reader would lose."""
    import networkx as nx

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(**_plain_attributes(network.graph))
    for node in sorted(network):
        plain.add_node(_plain_name(node), **_plain_attributes(network.nodes[node]))
    for start, end, key in sorted(network.edges(keys=True)):
        attributes = _plain_attributes(network.edges[start, end, key])
        plain.add_edge(_plain_name(start), _plain_name(end), key=_plain_name(key), **attributes)
    return plain


def _plain_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {str(k): _plain_value(value) for k, value in attributes.items() if value is not None}


def _plain_value(value: object) -> str | int | float | bool:
    if type(value) in (bool, int, float):
        assert isinstance(value, int | float)  # noqa: S101 - tells the type checker
        return value
    return fit_xml(str(value))


def fit_xml(text: str) -> str:
    """The text with what XML cannot hold, or a reader of XML would change, replaced.

    >>> fit_xml("a" + chr(0)) == "a" + chr(0xFFFD)
    True
    """
    return _UNFIT.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def _plain_name(name: object) -> str:
    return _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", str(name))


def _write_graphml(network: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return "\n".join(nx.generate_graphml(network)) + "\n"


def _write_gexf(network: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(network)
    # NetworkX writes the day of the export here; the day of the market makes files comparable.
    meta = writer.xml.find("meta")
    if meta is not None and "as_of" in network.graph:
        meta.set("lastmodifieddate", network.graph["as_of"])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue().decode("utf-8") + "\n"


def _write_node_link(network: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.node_link_data(network, edges="edges"), ensure_ascii=False) + "\n"


#: Format -> the function that writes a plain network in it.
WRITERS: dict[str, Callable[[Any], str]] = {
    "graphml": _write_graphml,
    "gexf": _write_gexf,
    "node-link": _write_node_link,
}
