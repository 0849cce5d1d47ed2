"""The full command line: everything of ``graph.cli`` and what needs the web layer."""

from __future__ import annotations

from graph.cli import COMMANDS, make_group

main = make_group(
    {
        "serve": "web.commands:serve",
        **COMMANDS,
        "export": "web.commands:export",
    }
)
