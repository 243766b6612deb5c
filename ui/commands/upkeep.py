"""Commands that look after the desk: ``status verify rebuild``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.publication import KIND_WORDS
from app.i18n import _, ngettext
from ui.commands.context import Asked, parse_day
from ui.commands.output import show
from ui.speech import sentence

if TYPE_CHECKING:
    from app.ports import LogRange
    from app.readings import AuditRow
    from storage.rebuild import Verified


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("What is unsent, acknowledged, in conflict, damaged. Example: motcua --json status"))(status)
    app.command(help=_("Check the audit chain and the tables made from it. Example: motcua verify"))(verify)
    app.command(help=_("Who recorded what, newest first. Example: motcua audit --kind reprints --from 2026-11-01"))(
        audit
    )
    app.command(help=_("Make all tables anew from the change log. Example: motcua rebuild"))(rebuild)


def status(context: typer.Context) -> None:
    """Say how the desk stands with the province."""
    from app.services.standing import standing
    from ui.apart_words import province_lines
    from ui.link import link_lines, link_standing
    from ui.upkeep_words import lost_line, to_heed

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        found = standing(
            desk.queries,
            desk.book,
            desk.catalogue,
            desk.calendar,
            desk.clock,
            words=desk.exchange.hub_words(),
            published=desk.published,
        )
        answer = desk.exchange.last_answer()
        by_link, said_of_link = link_standing(desk), link_lines(desk)
        lost = {one.station: one for one in (*desk.storage.missing(), *desk.identity.lost())}.values()
    sync = found.sync
    lines = [
        f"{desk.desk.commune_name} · {_('desk')} {desk.desk.station_number} · {desk.desk.unit_code}",
        ngettext(
            "{n} dossier not confirmed by the province",
            "{n} dossiers not confirmed by the province",
            sync.unacknowledged_dossiers,
        ).format(n=sync.unacknowledged_dossiers),
        _("Changes: {changes}, confirmed: {acknowledged}, unsent: {unsent}.").format(
            changes=sync.changes, acknowledged=sync.acknowledged, unsent=sync.unsent
        ),
        _("Catalogue: {version}.").format(version=found.catalogue_version),
        *(
            _("{kind} takes effect on {day}: {title}").format(
                kind=_(KIND_WORDS[one.kind]),
                day=f"{date.fromisoformat(one.effective_from):%d/%m/%Y}",
                title=one.title,
            )
            for one in found.coming
        ),
    ]
    told = [sentence(trouble) for trouble in desk.troubles]
    document = {
        **found.document(desk.desk),
        "link": by_link,
        "troubles": told,
        "lost": [_lost_row(one) for one in lost],
        "kept_apart_at_province": [
            {"station_id": station, "seq": seq, "reason": reason}
            for station, seq, reason in (answer.quarantined if answer else ())
        ],
    }
    told += [lost_line(one.station, one.first, one.last) for one in lost]
    show(
        document, as_json=asked.as_json, lines=[*lines, *said_of_link, *to_heed(found), *province_lines(answer), *told]
    )


def _lost_row(one: LogRange) -> dict[str, object]:
    return {"station": one.station, "first_seq": one.first, "last_seq": one.last}


def audit(
    context: typer.Context,
    officer: Annotated[str | None, typer.Option(help=_("Only what this officer (login) recorded."))] = None,
    kind: Annotated[
        str | None,
        typer.Option(help=_("A kind of the log (dossier.handed_over), or reprints, corrections, duplicates.")),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help=_("From this day on (YYYY-MM-DD)."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help=_("How many at most."))] = 1000,
) -> None:
    """Show the log as rows, newest first."""
    from app.services.audit import rows_for

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        rows = rows_for(desk.queries, officer=officer, kind=kind, since=parse_day(since, "from"), limit=limit)
    document: list[object] = [
        {
            "at": row.entry.recorded_at,
            "kind": row.entry.recorded.kind,
            "code": row.code,
            "officer": row.entry.officer,
            "station": row.entry.station,
            "seq": row.entry.recorded.seq,
            "words": _words(row),
        }
        for row in rows
    ]
    lines = [f"{row.entry.recorded_at:%d/%m/%Y %H:%M}  {row.entry.officer}  {row.code}  {_words(row)}" for row in rows]
    show(document, as_json=asked.as_json, lines=lines or [_("Nothing of that kind is in the log.")])


def _words(row: AuditRow) -> str:
    from ui.happened import happened

    said = happened(row.entry.recorded.event)
    return f"{said.act} {said.detail}".strip() if said else row.entry.recorded.kind


def verify(context: typer.Context) -> None:
    """Recompute the hash chain and compare the tables with a fresh replay."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        checked = desk.storage.verify()
    show(checked_document(checked), as_json=asked.as_json, lines=[verdict(checked)])
    if not checked.ok:
        raise typer.Exit(5)


def checked_document(checked: Verified) -> dict[str, object]:
    """Return the JSON of a check. first_bad: the first change that does not meet its chain."""
    bad = checked.first_bad
    return {
        "ok": checked.ok,
        "changes": checked.changes,
        "from_snapshot": checked.from_snapshot,
        "first_bad": None if bad is None else {"station": bad[0], "seq": bad[1]},
        "projections_equal": checked.projections_equal,
        "scans_missing": checked.scans_missing,
        "scans_damaged": checked.scans_damaged,
    }


def verdict(checked: Verified) -> str:
    """Return what a check found, in words."""
    if checked.ok:
        return ngettext("{n} change verified.", "{n} changes verified.", checked.changes).format(n=checked.changes)
    if bad := (*checked.scans_missing, *checked.scans_damaged):
        words = _("Scans are missing or damaged: {scans}. Everything else may be whole; scan these papers again.")
        return words.format(scans=", ".join(sha256[:12] for sha256 in bad))
    if checked.first_bad is None:
        return _("The audit chain is whole, but the tables differ from it. Make them anew: motcua rebuild.")
    station, seq = checked.first_bad
    broken = _("The audit chain is broken at {first}. Stop working on this computer and call the province.")
    return broken.format(first=f"{station.hex()[:8]}:{seq}")


def rebuild(context: typer.Context) -> None:
    """Drop every table that is made from the log and make it anew."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        desk.storage.rebuild()
        checked = desk.storage.verify()
    show(checked_document(checked), as_json=asked.as_json, lines=[_("The tables were made anew from the change log.")])
    if not checked.ok:
        raise typer.Exit(5)
