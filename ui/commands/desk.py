"""Commands of the counter: ``init accept act find show print``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput, DomainError, EnvironmentFault, Refusal, UnknownSlip
from app.domain.notices import Notice
from app.domain.papers import FORMS, PAPERS
from app.i18n import N_, _
from ui.commands.act_keys import KEYS, keys_help
from ui.commands.context import Asked, read_document
from ui.commands.output import notice_sentence, show

if TYPE_CHECKING:
    from app.domain.dossier import Dossier
    from app.services.intake import Accepted
    from ui.program import Program

BOOKS = ("register", "pad")
"""What ``print`` also makes that is of no dossier."""
_SLIP_NUMBER = re.compile(r"[1-8]-\d{4,}")
_LAST_LATIN = "\u1eff"
"""Letters up to here our fonts have; only beyond is it worth a look."""
_UNPRINTABLE = N_("No paper can show these letters: {letters}. Correct them before the slip is printed.")
_NOT_MADE = Notice(
    "slip_not_made", N_("The dossier is saved and has its number, but its slip was not made. Print it again.")
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(
        help=_(
            "First start: keys, vault, first officer. "
            "Example: motcua init --practice --commune 03394 --login hoa --name 'Vàng Thị Hoa'"
        )
    )(init)
    app.command(help=_("Accept a dossier from a draft (JSON). Example: motcua --json accept draft.json"))(accept)
    app.command(
        help=_("One step of a dossier, from forwarding to its return. Example: motcua act forward 1001 --to 'Tư pháp'")
    )(act)
    app.command(help=_("Search dossiers. Example: motcua find 'dang thi'"))(find)
    app.command("show", help=_("Show one dossier whole, by code or its last digits. Example: motcua show 1001"))(
        show_dossier
    )
    app.command(
        "print",
        help=_("Make a paper of a dossier as PDF, its next copy. Example: motcua print supplement 1001 --to slip.pdf"),
    )(print_paper)


def init(
    context: typer.Context,
    commune: Annotated[str, typer.Option(help=_("Code of the commune in the province's list."))],
    login: Annotated[str, typer.Option(help=_("Login of the first officer."))],
    name: Annotated[str, typer.Option(help=_("Full name of the first officer."))],
    station: Annotated[int, typer.Option(min=1, max=8, help=_("Number of this laptop in the commune, 1 to 8."))] = 1,
    unit_code: Annotated[str | None, typer.Option(help=_("Unit code that the province assigned (H35.…)."))] = None,
    hub_card: Annotated[Path | None, typer.Option(help=_("The province's public card (hub-card.json)."))] = None,
    practice: Annotated[bool, typer.Option("--practice", help=_("Practice data: made-up citizens only."))] = False,
    reception_name: Annotated[str, typer.Option(help=_("Name of a second point of reception, for papers."))] = "",
    reception_address: Annotated[str, typer.Option(help=_("Its address."))] = "",
) -> None:
    """Create this laptop's desk and print its recovery code, which is shown only once."""
    from ui.first_start import FirstStart, start_desk

    asked: Asked = context.obj
    wanted = FirstStart(commune, station, login, name, unit_code, hub_card, practice)
    made = start_desk(asked.paths, wanted, password=asked.password(confirm=True), now=asked.now)
    if reception_name or reception_address:
        _keep_reception(asked, reception_name, reception_address)
    lines = [
        _("The desk is ready: {commune}, desk {station}.").format(commune=made.desk.commune_name, station=station),
        _("Recovery code, write it down now and keep it in the safe: {code}").format(code=made.recovery_code),
    ]
    document = {
        "station_id": made.desk.station,
        "commune": made.desk.commune,
        "practice": made.desk.practice,
        "unit_code": made.desk.unit_code,
        "recovery_code": made.recovery_code,
        "hub_words": made.hub_words,
    }
    show(document, as_json=asked.as_json, lines=lines)


def _keep_reception(asked: Asked, name: str, address: str) -> None:
    """Note where a second point of reception stands; the seat needs no note."""
    from app.domain.text import clean
    from app.settings import Settings, write_settings

    place = Settings(
        reception_name=clean(name, field="reception_name"), reception_address=clean(address, field="reception_address")
    )
    write_settings(asked.paths.settings_file, place)


def accept(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(help=_("The draft's JSON file, or - for standard input."))],
    pdf: Annotated[Path | None, typer.Option("--print", help=_("Also write the slip to this PDF file."))] = None,
) -> None:
    """Accept what a draft, a list of drafts, or a parent with its children holds."""
    from app.services.together import read_together

    asked: Asked = context.obj
    unprinted = None
    with asked.desk(write=True) as desk:
        read = read_together(read_document(draft), today=desk.clock.now().date())
        if pdf is not None and not read.is_single:
            raise BadInput(field="print", problem=N_("is for one dossier; print the slips afterwards"))
        taken = desk.intake.accept_together(read.drafts, officer=desk.officer, linked=read.is_linked)
        if pdf is not None:
            unprinted = _unprinted(desk, taken[0].dossier.id, pdf)
    extra = (_NOT_MADE,) if unprinted else ()
    told = [(one, (*one.notices, *_unprintable(one.dossier), *extra)) for one in taken]
    rows: list[object] = [_accepted(*one) for one in told]
    lines = [line for one in told for line in _accepted_lines(*one)]
    show(_accepted(*told[0]) if read.is_single else rows, as_json=asked.as_json, lines=lines)
    if unprinted is not None:
        raise unprinted


def _accepted(accepted: Accepted, warnings: tuple[Notice, ...]) -> dict[str, object]:
    from app.wording import because_text

    dossier = accepted.dossier
    return {
        "code": dossier.code,
        "id": dossier.id,
        "state": dossier.state,
        "state_code": dossier.state.code,
        "received_at": dossier.received_at,
        "due_at": dossier.due.at,
        "aim_at": dossier.aim_at,
        "because": because_text(dossier.due),
        "fees": dossier.fees,
        "total": dossier.total,
        "warnings": list(warnings),
        "visit": dossier.visit,
        "parent": dossier.parent,
        "trip": dossier.trip,
    }


def _accepted_lines(accepted: Accepted, warnings: tuple[Notice, ...]) -> list[str]:
    from app.wording import because_text

    due = accepted.dossier.due
    lines = [accepted.dossier.code, f"{due.at:%H:%M %d/%m/%Y}", because_text(due)]
    if accepted.dossier.aim_at is not None:
        lines.append(_("Priority: to be done by {at}.").format(at=f"{accepted.dossier.aim_at:%H:%M %d/%m/%Y}"))
    return lines + [notice_sentence(notice) for notice in warnings]


def _unprintable(dossier: Dossier) -> tuple[Notice, ...]:
    """Warn of letters that the slip could not show: better now than when the citizen waits for it."""
    people = [one for one in (dossier.applicant, dossier.representative) if one is not None]
    said = "".join([*(f"{one.name}{one.address or ''}" for one in people), dossier.summary or ""])
    if all(letter <= _LAST_LATIN for letter in said):
        return ()
    from printing.typeface import missing_letters

    letters = missing_letters(said)
    return (Notice("letters_unprintable", _UNPRINTABLE, (("letters", letters),)),) if letters else ()


def _unprinted(desk: Program, dossier_id: bytes, pdf: Path) -> Refusal | None:
    """Make the slip; return why it could not be made: the dossier has its number by now and must be told of."""
    try:
        _export(desk, "receipt", dossier_id, to=pdf, paper="a5", draft=False)
    except (DomainError, EnvironmentFault) as failed:
        return failed
    return None


def act(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help=", ".join(KEYS))],
    code: Annotated[str, typer.Argument(help=_("The dossier's code or its last digits."))],
    reason: Annotated[str | None, typer.Option(help=_("Why."))] = None,
    note: Annotated[str | None, typer.Option(help=_("A note kept with the step."))] = None,
    to: Annotated[
        str | None, typer.Option(help=_("To whom: officer:NAME, division:NAME, agency:NAME or station:ID."))
    ] = None,
    papers: Annotated[str | None, typer.Option(help=_("Papers asked for or received, by their position: 0,3."))] = None,
    result: Annotated[str | None, typer.Option(help=_("Number of the result paper."))] = None,
    at: Annotated[str | None, typer.Option(help=_("When it happened, if not now (ISO time)."))] = None,
    late: Annotated[bool, typer.Option("--late", help=_("Entered late, with its true time."))] = False,
    data: Annotated[
        str | None,
        typer.Option(help=_("More fields as JSON, a file or -.") + " " + keys_help()),
    ] = None,
) -> None:
    """Do one step of the life cycle."""
    from app.domain.states import STATE_WORDS
    from ui.commands.acts import perform

    asked: Asked = context.obj
    if action not in KEYS:
        raise typer.BadParameter(_("ACTION is {actions}.").format(actions=", ".join(KEYS)))
    shorthand = {
        "reason": reason,
        "note": note,
        "to": to,
        "papers": _positions(papers),
        "result": result,
        "at": at,
        "late": late or None,
    }
    flags = {key: value for key, value in shorthand.items() if value is not None}
    with asked.desk(write=True) as desk:
        dossier_id = desk.queries.dossier_id(code)
        before = len(desk.queries.timeline(dossier_id))
        dossier = perform(desk, action, dossier_id, flags, read_document(data) if data else b"{}")
        happened = desk.queries.timeline(dossier_id)[before:]
    out = {
        "code": dossier.code,
        "state": dossier.state,
        "state_code": dossier.state.code,
        "due_at": dossier.due.at,
        "custodian": dossier.custodian,
        "events": [entry.recorded.kind for entry in happened],
    }
    show(out, as_json=asked.as_json, lines=[f"{dossier.code}  {_(STATE_WORDS[dossier.state])}"])


def _positions(text: str | None) -> list[int] | None:
    """Read ``0,3``."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise typer.BadParameter(_("--papers are positions such as 0,3."))
    return [int(part) for part in parts]


def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("Name, code, last digits, number, phone, place or procedure."))],
    state: Annotated[str | None, typer.Option(help=_("Only dossiers in this state."))] = None,
    due: Annotated[str | None, typer.Option(help=_("Only dossiers due on this date (YYYY-MM-DD)."))] = None,
    priority: Annotated[bool, typer.Option("--priority", help=_("Only people with priority, soonest first."))] = False,
    return_here: Annotated[
        bool, typer.Option("--return-here", help=_("Only results to return here that were taken in elsewhere."))
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help=_("How many at most."))] = 20,
) -> None:
    """Search dossiers without diacritics, by any part; without a text, those in a state, due on a day, or first."""
    from app.domain.text import clean
    from app.services.return_desks import own_points
    from ui.commands.filters import dossier_filter

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        points = own_points(desk.desk) if return_here else ()
        asked_for = clean(text, field="text")
        chosen = dossier_filter(state, due, priority=priority, return_points=points)
        if asked_for or not (state or due or priority or return_here):
            found = desk.queries.find(asked_for, filter=chosen, limit=limit)
        else:
            order = "first" if priority else "recent"
            found = desk.queries.page(chosen, order=order, after=None, limit=limit)
    rows: list[object] = [
        {
            "code": line.code,
            "applicant": line.applicant,
            "procedure": line.procedure_code,
            "state": line.state,
            "received_at": line.received_at,
            "due_at": line.due_at,
            "priority": line.priority,
            "first_by": line.first_by,
        }
        for line in found
    ]
    lines = [
        f"{line.code}  {line.applicant}  {line.procedure_name[:60]}  {line.due_at:%d/%m/%Y}"
        + (_("  · priority") if line.priority else "")
        for line in found
    ]
    show(
        rows,
        as_json=asked.as_json,
        lines=lines or [_("Nothing found. Try the last digits of the code, or the name without accents.")],
    )


def show_dossier(
    context: typer.Context, code: Annotated[str, typer.Argument(help=_("The code or its last digits."))]
) -> None:
    """Show one dossier whole."""
    from ui.commands.dossier_view import as_document, as_lines

    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        dossier_id = desk.queries.dossier_id(code)
        dossier, timeline = desk.queries.dossier(dossier_id), desk.queries.timeline(dossier_id)
        line, ticket = desk.queries.line(dossier_id), desk.queue.of(dossier)
    document, lines = as_document(dossier, timeline, line, ticket), as_lines(dossier, timeline, ticket)
    show(document, as_json=asked.as_json, lines=lines)


def print_paper(
    context: typer.Context,
    form: Annotated[str, typer.Argument(help=_("One of: {forms}.").format(forms=", ".join((*FORMS, *BOOKS))))],
    to: Annotated[Path, typer.Option(help=_("The PDF file to write."))],
    code: Annotated[
        str | None,
        typer.Argument(
            help=_(
                "The dossier's code or last digits; also a fee slip's own number. For register and pad a day, a month "
                "or a year (2026-11), this year's or today's if left out."
            )
        ),
    ] = None,
    paper: Annotated[str, typer.Option(help=_("a4, a5, or k80 for receipt and fee-slip."))] = "a5",
    draft: Annotated[
        bool, typer.Option("--draft", help=_("Only to look at: marked BẢN NHÁP and not counted."))
    ] = False,
    visit: Annotated[
        bool, typer.Option("--visit", help=_("One receipt for everything that came in on the same visit."))
    ] = False,
    year: Annotated[int | None, typer.Option(help=_("Year of the fee slip, if not this one."))] = None,
) -> None:
    """Make a paper; each copy is counted and reprints are marked. A fee slip is also found by its own number."""
    if visit and form != "receipt":
        raise typer.BadParameter(_("--visit is for receipts."))
    if form not in (*FORMS, *BOOKS) or paper not in PAPERS:
        forms, papers = ", ".join((*FORMS, *BOOKS)), ", ".join(PAPERS)
        raise typer.BadParameter(_("FORM is one of {forms}; paper one of {papers}.").format(forms=forms, papers=papers))
    if code is None and form not in BOOKS:
        raise typer.BadParameter(_("CODE names the dossier."))
    asked: Asked = context.obj
    with asked.desk(write=not draft) as desk:
        if form in BOOKS:
            from ui.commands.lists import book_paper

            made = book_paper(desk, form, code, to=to, paper=paper, draft=draft)
        else:
            dossier_id, number = _paper_of(desk, form, code or "", year)
            made = _export(desk, form, dossier_id, to=to, paper=paper, draft=draft, visit=visit, number=number)
    show(made, as_json=asked.as_json, lines=[str(to)])


def _paper_of(desk: Program, form: str, code: str, year: int | None) -> tuple[bytes, str | None]:
    """Return the dossier, and the number where a fee slip is named by its own. Raises UnknownSlip, UnknownDossier."""
    if form != "fee-slip" or not _SLIP_NUMBER.fullmatch(code):
        return desk.queries.dossier_id(code), None
    when = year or desk.clock.now().year
    slip = desk.queries.money.slip(code, when)
    if slip is None:
        raise UnknownSlip(number=code, year=when)
    return slip.parts[0].dossier, slip.number


def _export(
    desk: Program,
    form: str,
    dossier_id: bytes,
    *,
    to: Path,
    paper: str,
    draft: bool,
    visit: bool = False,
    number: str | None = None,
) -> dict[str, object]:
    """Write the paper to a file and, unless it is a draft, count it: only after the bytes are on disk."""
    from app.files import write_whole

    if visit:
        slip = desk.slips.make_for_visit(dossier_id, paper=paper, draft=draft)
    else:
        slip = desk.slips.make(form, dossier_id, paper=paper, draft=draft, number=number)
    write_whole(to, slip.made.pdf)
    if not draft:
        desk.slips.exported(slip, officer=desk.officer)
    return {"path": to, "pages": slip.made.pages, "copy": slip.copy, "sha256": slip.sha256}
