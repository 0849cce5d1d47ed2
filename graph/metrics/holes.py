"""Burt's structural holes: constraint and effective size of every node of a network at once.

NetworkX defines both; over a whole market it needs minutes or gigabytes, so they are worked out
here on sparse arrays and tested equal to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Holes:
    """How a node sits among its neighbours.

    Attributes
    ----------
    constraint
        Above 0; 1 with a single tie, 1/n with n equal ties to neighbours who are not tied, and
        above 1 in small closed groups (9/8 in a triangle).
    effective_size
        From 1 to the number of neighbours, which it is when no two of them are tied.
    """

    constraint: float
    effective_size: float


def find_holes(
    network: nx.Graph[Any] | nx.DiGraph[Any], weight: str | None = None
) -> dict[Any, Holes | None]:
    """Node -> its constraint and effective size; None for a node without a tie to another.

    Ties count in both directions and ties of a node to itself do not count.

    Parameters
    ----------
    network
        A plain graph, directed or not.
    weight
        The edge attribute that says how strong a tie is; None makes all ties equal.

    References
    ----------
    Burt, R. S. (1992), Structural Holes: The Social Structure of Competition, chapter 2.
    Borgatti, S. (1997), Structural holes: unpacking Burt's redundancy measures, Connections 20 (1).

    Examples
    --------
    >>> import networkx as nx
    >>> find_holes(nx.star_graph(4))[0]
    Holes(constraint=0.25, effective_size=4.0)
    """
    import networkx as nx
    import numpy as np
    from scipy.sparse import diags_array

    nodes = list(network)
    if not network.number_of_edges():
        return dict.fromkeys(nodes)
    ties = nx.to_scipy_sparse_array(network, nodes, np.dtype(float), weight, "csr")
    mutual = (ties + ties.T).tocsr()
    mutual.setdiag(0)
    mutual.eliminate_zeros()
    totals = np.asarray(mutual.sum(axis=1)).ravel()
    strongest = mutual.max(axis=1).toarray().ravel()
    shares = diags_array(_invert(totals)) @ mutual
    relative = diags_array(_invert(strongest)) @ mutual
    is_tied = mutual.astype(bool).astype(float)
    # What a node invests in a neighbour, directly and through others, squared and added up.
    invested = (shares + shares @ shares).multiply(is_tied)
    constraint = np.asarray(invested.power(2).sum(axis=1)).ravel()
    redundancy = np.asarray((shares @ relative.T).multiply(is_tied).sum(axis=1)).ravel()
    size = np.asarray(is_tied.sum(axis=1)).ravel() - redundancy
    return {
        node: Holes(float(constraint[i]), float(size[i])) if totals[i] else None
        for i, node in enumerate(nodes)
    }


def _invert(numbers: Any) -> Any:
    """1/x of every number, and 0 of 0."""
    import numpy as np

    return np.divide(1.0, numbers, out=np.zeros_like(numbers), where=numbers != 0)
