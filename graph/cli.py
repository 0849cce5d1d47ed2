"""The command line without the server: one group that imports a command when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from graph.errors import CaptivityError
from graph.settings import Settings
from ontology import VERSION

#: Command name -> "module:attribute", in the order in which help lists them.
COMMANDS: dict[str, str] = {
    "score": "graph.commands.score:score",
    "explain": "graph.commands.explain:explain",
    "structure": "graph.commands.structure:structure",
    "network": "graph.commands.network:network",
    "whatif": "graph.commands.whatif:whatif",
    "exits": "graph.commands.exits:exits",
    "cover": "graph.commands.cover:cover",
    "exposure": "graph.commands.exposure:exposure",
    "thesis": "graph.commands.thesis:thesis",
    "trend": "graph.commands.trend:trend",
    "depend": "graph.commands.depend:depend",
    "control": "graph.commands.control:control",
    "power": "graph.commands.power:power",
    "report": "graph.commands.report:report",
    "population": "graph.commands.population:population",
    "query": "graph.commands.query:query",
    "ask": "graph.commands.ask:ask",
    "add": "graph.commands.add:add",
    "validate": "graph.commands.validate:validate",
    "new": "graph.commands.new:new",
    "template": "graph.commands.template:template",
    "watch": "graph.commands.watch:watch",
    "loads": "graph.commands.loads:loads",
    "undo": "graph.commands.loads:undo",
    "redo": "graph.commands.loads:redo",
    "show": "graph.commands.show:show",
    "log": "graph.commands.log:log",
    "import": "graph.commands.import_catalog:import_catalog",
    "resolve": "graph.commands.resolve:resolve",
    "review": "graph.commands.review:review",
    "refresh": "graph.commands.refresh:refresh",
    "changes": "graph.commands.changes:changes",
    "build-market": "graph.commands.build_market:build_market",
    "dump": "graph.commands.dump:dump",
    "backup": "graph.commands.backup:backup",
    "restore": "graph.commands.backup:restore",
    "check": "graph.commands.check:check",
    "compact": "graph.commands.compact:compact",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it runs, and turns our errors into exit codes."""

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command name in the order of declaration."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if there is none."""
        if cmd_name not in self.lazy:
            return None
        module, attribute = self.lazy[cmd_name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and for a misspelt one say which was meant."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            from graph.suggest import did_you_mean

            ctx.fail(f"No such command: {args[0]}. {did_you_mean(args[0], self.lazy)}".strip())
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; one message on stderr and the error's exit code if it fails."""
        try:
            return super().invoke(ctx)
        except CaptivityError as error:
            click.echo(f"captivity: {error.message} [{error.code}]", err=True)
            for finding in error.findings:
                click.echo(f"  {finding.severity}: {finding}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of our output went away (`captivity score | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


def make_group(commands: dict[str, str]) -> LazyGroup:
    """The root command with these sub-commands; ``web.cli`` adds its own to :data:`COMMANDS`."""

    @click.command(
        cls=LazyGroup,
        lazy=commands,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    @click.version_option(VERSION, prog_name="captivity")
    @click.option(
        "--store",
        metavar="PATH",
        help="Folder of the store, :memory: for one that is gone at exit, or address of a SPARQL "
        "endpoint. "
        "Default: CAPTIVITY_STORE, else the user's data directory.",
    )
    @click.pass_context
    def captivity(ctx: click.Context, store: str | None) -> None:
        """Find who can shut an AI model's road to its developers, and how many roads are left.

        The first command on a new store loads the shipped market. Results go to stdout, notes
        to stderr. Exit codes: 0 done, 2 bad request, 3 not found, 4 data rejected, 5 store
        unavailable, 6 undefined number, 7 bad settings, 1 a fault of ours.
        """
        ctx.obj = Settings.from_env(os.environ, store=store)

    group = captivity
    assert isinstance(group, LazyGroup)  # noqa: S101 - tells the type checker
    return group
