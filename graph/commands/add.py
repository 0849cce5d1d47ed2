"""``captivity add``: files into the store, each as one load that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.commands.inputs import (
    Input,
    current_user,
    input_format_option,
    print_findings,
    read_inputs,
)
from graph.commands.options import day_or_today
from graph.errors import InvalidInput
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.ingest.ledger import Load
    from graph.ingest.limits import FileLimits
    from graph.ingest.origin import Origin
    from graph.ingest.report import LoadReport
    from graph.store.port import Store

COLUMNS = ("status", "load_id", "name", "triples", "new", "already_known")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with every file of one call."""

    dry_run: bool
    stated: str | None
    replaces: str | None
    origin: Origin
    limits: FileLimits
    as_of: date


@click.command(short_help="Check files and add each with its provenance.")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check everything and say what it would add.")
@click.option(
    "--as-of",
    metavar="YYYY-MM-DD",
    callback=day_or_today,
    help="With --dry-run: the day on which to say what would move. Default: today.",
)
@click.option("--replace", "replaces", metavar="LOAD", help="The load whose place the file takes.")
@click.option("--as", "title", default="", metavar="NAME", help="Call the load so.")
@click.option("--source", default="", metavar="URL", help="Where the file is from.")
@click.option(
    "--confidence",
    default="",
    metavar="NUMBER",
    help="From 0 to 1: how sure its channels are that no claim speaks about.",
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add what `captivity loads --export DIR` wrote, names and origins with it.",
)
@input_format_option
@format_option
@click.pass_obj
def add(
    settings: Settings,
    files: tuple[str, ...],
    dry_run: bool,
    as_of: date,
    replaces: str | None,
    title: str,
    source: str,
    confidence: str,
    manifest: Path | None,
    input_format: str | None,
    form: str,
) -> None:
    """Add files to the store: check each, then commit it with its provenance in one step.

    FILE is Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML by its ending; - reads Turtle
    from stdin. A file that breaks a rule is refused whole, and the files after it are not
    begun. A file whose bytes are loaded already is left alone.

    \b
    Examples:
      captivity add news.ttl
      captivity add --dry-run --format json news.ttl
      captivity add --replace news-3e39d547 news.ttl
      captivity add --as "Q3 survey" --source https://example.org/q3 --confidence 0.7 q3.ttl
    """  # noqa: D301
    from graph.ingest.limits import FileLimits
    from graph.ingest.origin import Origin
    from graph.seed import open_market

    origin = Origin(title, source, confidence).checked()
    job = Job(dry_run, input_format, replaces, origin, FileLimits.from_settings(settings), as_of)
    work = list(_collect(files, manifest, job))
    reports: list[dict[str, Any]] = []
    try:
        with open_market(settings, write=not dry_run) as store:
            _add_all(store, work, job, reports)
    finally:
        # What was added before a later file failed is in the store: say so even then.
        if reports or form == "json":
            emit(reports, COLUMNS, form)


def _collect(
    files: tuple[str, ...], manifest: Path | None, job: Job
) -> Iterator[tuple[Input, Load | None]]:
    """Yield every file, with its description where a manifest gives one."""
    if bool(files) == (manifest is not None):
        raise InvalidInput("Nothing to add, or too much", advice="Give files, or --manifest DIR.")
    single = job.replaces or job.origin.title
    if single and (len(files) != 1):
        raise InvalidInput("--replace and --as are for one file", advice="Add the files singly.")
    if manifest is None:
        yield from ((item, None) for item in read_inputs(files, job.limits.max_mb))
        return
    from graph.ingest.parcels import read_parcels

    for parcel in read_parcels(manifest, job.limits.max_mb):
        yield Input(parcel.load.name, parcel.content), parcel.load


def _add_all(
    store: Store, work: list[tuple[Input, Load | None]], job: Job, reports: list[dict[str, Any]]
) -> None:
    from graph.progress import track

    for item, load in track(work, "Adding"):
        if job.dry_run:
            reports.append(_preview(store, item, load, job))
            continue
        report = _add_one(store, item, load, job)
        print_findings(report.name, report.warnings)
        reports.append(report.to_dict())


def _add_one(store: Store, item: Input, load: Load | None, job: Job) -> LoadReport:
    from graph.ingest.add import add_document

    stated = load.form or None if load else job.stated
    return add_document(
        store, item.name, item.content, format=stated, who=current_user(), limits=job.limits,
        origin=job.origin, replaces=job.replaces, described=load,
    )  # fmt: skip


def _preview(store: Store, item: Input, load: Load | None, job: Job) -> dict[str, Any]:
    """What adding the file would report, with what it would move on the day."""
    from graph.impact import preview_impact
    from graph.ingest.add import report_preview
    from graph.ingest.prepare import prepared
    from graph.ingest.report import LoadReport
    from graph.market.compile import compile_market
    from graph.market.kept import load_records

    stated = load.form or None if load else job.stated
    with prepared(
        store, item.name, item.content, format=stated, limits=job.limits,
        origin=job.origin, replaces=job.replaces,
    ) as found:  # fmt: skip
        if isinstance(found, LoadReport):
            return found.to_dict() | {"impact": None}
        print_findings(item.name, found.warnings)
        report = report_preview(found)
        click.echo(f"{item.name}: {report.to_text()}", err=True)
        market = compile_market(load_records(store), job.as_of)
        impact = preview_impact(market, store, found)
        for line in impact.to_lines() if impact else ["Too large to say what it would move."]:
            click.echo(f"{item.name}: {line}", err=True)
        told = impact.to_dict() if impact else None
        return report.to_dict() | {"impact": told}
