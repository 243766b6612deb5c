"""Commands of the fee desk: ``pay void day-close receipts``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import BadInput
from app.i18n import N_, _, ngettext
from ui.commands.context import Asked, other_password
from ui.commands.output import show

if TYPE_CHECKING:
    from app.domain.money_book import DaySheet, Slip
    from app.services.receipts import Answered, QueuedReceipt

receipts = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=_(
        "The queue of e-receipts: what the e-receipt software must issue, and its answers. "
        "Example: motcua receipts export --to cho-bien-lai.xlsx"
    ),
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(help=_("Take money and number one provisional fee slip. Example: motcua pay 1001 1002 --amount 24000"))(
        pay
    )
    app.command(help=_("Void a fee slip; its number stays. Example: motcua void 1-0007 --reason 'Thu nhầm người'"))(
        void
    )
    app.command(
        "confirm-transfer",
        help=_("Match a bank transfer with the statement. Example: motcua confirm-transfer 1-0007 --ref FT2632"),
    )(confirm_transfer)
    app.command(
        "paper-receipt",
        help=_("Note the receipt of the paper book. Example: motcua paper-receipt 1-0007 AA-26P/0001234"),
    )(paper_receipt)
    app.command(
        "day-close",
        help=_(
            "Close the cash day, or look at it without --counted. "
            "Example: motcua day-close --date 2026-11-23 --counted 56000"
        ),
    )(day_close)
    receipts.command(
        "export", help=_("Write the queue as JSON or XLSX. Example: motcua receipts export --to cho-bien-lai.xlsx")
    )(export_receipts)
    receipts.command(
        "import", help=_("Take in the answers row by row. Example: motcua receipts import cho-bien-lai.xlsx")
    )(import_receipts)
    app.add_typer(receipts, name="receipts")


def pay(
    context: typer.Context,
    codes: Annotated[list[str], typer.Argument(metavar="CODE", help=_("Codes of the dossiers, or their last digits."))],
    amount: Annotated[int, typer.Option(help=_("Amount in đồng; of several dossiers what they owe together."))],
    paper_receipt: Annotated[
        str | None, typer.Option(help=_("SYMBOL/NUMBER of the receipt written in the paper book."))
    ] = None,
    transfer: Annotated[
        bool, typer.Option("--transfer", help=_("By bank transfer, claimed until the statement shows it."))
    ] = False,
) -> None:
    """Take money for one dossier or several; the program never issues a legal receipt itself."""
    from app.domain.money import amount_in_words, format_amount

    asked: Asked = context.obj
    in_words = amount_in_words(amount)  # before the money is booked: what cannot be written is not taken
    method = "transfer" if transfer else "cash"
    with asked.desk(write=True) as desk:
        ids = [desk.queries.dossier_id(code) for code in codes]
        if len(ids) == 1:
            _dossier, payment = desk.fees.collect(
                ids[0], amount=amount, officer=desk.officer, method=method, paper_receipt=paper_receipt
            )
            number = payment.number
        else:
            number = desk.fees.collect_together(
                ids, amount=amount, officer=desk.officer, method=method, paper_receipt=paper_receipt
            ).number
    document = {
        "number": number,
        "amount": amount,
        "words": in_words,
        "state": "claimed" if transfer else "collected",
    }
    show(document, as_json=asked.as_json, lines=[f"{number}  {format_amount(amount)}  {in_words}"])


def void(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help=_("Number of the fee slip, such as 1-0007."))],
    reason: Annotated[str, typer.Option(help=_("Why."))],
    leader: Annotated[str | None, typer.Option(help=_("Who lets it happen after the day was closed."))] = None,
    leader_password_file: Annotated[
        Path | None, typer.Option(help=_("Password of the leader, if they confirm it here."))
    ] = None,
    correct_to: Annotated[
        int | None, typer.Option(help=_("Take this amount on a new slip that stands in for it."))
    ] = None,
    year: Annotated[int | None, typer.Option(help=_("Year of the slip, if not this one."))] = None,
) -> None:
    """Void a slip, or put its amount right with a new slip."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        new, password = None, other_password(leader_password_file)
        if correct_to is None:
            slip = desk.fees.void(
                number, reason=reason, officer=desk.officer, leader=leader, password=password, year=year
            )
        else:
            new = desk.fees.correct(
                number,
                amount=correct_to,
                reason=reason,
                officer=desk.officer,
                leader=leader,
                password=password,
                year=year,
            )
            slip = desk.queries.money.slip(new.replaces or "", year or new.year) or new
    _show_slip(asked, slip, replaced_by=new.number if new else None)


def confirm_transfer(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help=_("Number of the fee slip, such as 1-0007."))],
    day: Annotated[str | None, typer.Option("--date", help=_("Day the bank credited it, if not today."))] = None,
    ref: Annotated[str | None, typer.Option(help=_("Its entry in the statement."))] = None,
    year: Annotated[int | None, typer.Option(help=_("Year of the slip, if not this one."))] = None,
) -> None:
    """Match a claimed transfer with the bank statement."""
    asked: Asked = context.obj
    credited = _day(day) if day else None
    with asked.desk(write=True) as desk:
        slip = desk.fees.confirm_transfer(number, officer=desk.officer, credited_on=credited, reference=ref, year=year)
    _show_slip(asked, slip)


def paper_receipt(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help=_("Number of the fee slip, such as 1-0007."))],
    written: Annotated[str, typer.Argument(help=_("SYMBOL/NUMBER of the receipt written in the paper book."))],
    year: Annotated[int | None, typer.Option(help=_("Year of the slip, if not this one."))] = None,
) -> None:
    """Note the paper receipt of money collected until 31/12/2026."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        slip = desk.fees.write_paper_receipt(number, written=written, officer=desk.officer, year=year)
    _show_slip(asked, slip)


def _show_slip(asked: Asked, slip: Slip, *, replaced_by: str | None = None) -> None:
    from app.domain.money import amount_in_words, format_amount

    state = "voided" if slip.voided else "claimed" if slip.is_claimed else "collected"
    document = {
        "number": slip.number,
        "year": slip.year,
        "amount": slip.amount,
        "words": amount_in_words(slip.amount),
        "state": state,
        "reason": slip.voided.reason if slip.voided else None,
        "replaced_by": replaced_by,
        "receipt_state": slip.receipt_state,
        "dossiers": [part.code for part in slip.parts],
    }
    said = [slip.number, format_amount(slip.amount), slip.voided.reason if slip.voided else "", replaced_by or ""]
    show(document, as_json=asked.as_json, lines=["  ".join(part for part in said if part)])


# ── the day ──────────────────────────────────────────────────────────────────────────────────


def day_close(
    context: typer.Context,
    day: Annotated[str, typer.Option("--date", help=_("The day, YYYY-MM-DD."))],
    counted: Annotated[int | None, typer.Option(help=_("Cash counted in the drawer, in đồng."))] = None,
    explain: Annotated[str | None, typer.Option(help=_("Why counted and expected differ."))] = None,
    again: Annotated[str | None, typer.Option(help=_("Why a closed day is closed once more."))] = None,
    counted_with: Annotated[str | None, typer.Option(help=_("Who counted along: login or name."))] = None,
    counter_password_file: Annotated[
        Path | None, typer.Option(help=_("Password of who counted along, if they confirm it here."))
    ] = None,
    pdf: Annotated[Path | None, typer.Option("--print", help=_("Also write the day's sheet to this PDF file."))] = None,
) -> None:
    """Close the cash day; without --counted nothing is recorded. A difference needs --explain."""
    from app.files import write_whole
    from app.services.desk_papers import DAY_SHEET

    asked: Asked = context.obj
    asked_for = _day(day)
    with asked.desk(write=counted is not None) as desk:
        if counted is None:
            sheet = desk.cash_day.look(asked_for)
        else:
            sheet = desk.cash_day.close(
                asked_for,
                counted=counted,
                officer=desk.officer,
                explained=explain,
                because=again,
                counted_with=counted_with,
                password=other_password(counter_password_file),
            )
        if pdf is not None:
            paper = desk.desk_papers.counted(DAY_SHEET, asked_for.isoformat(), desk.cash_day.sheet(asked_for))
            write_whole(pdf, paper.made.pdf)
            if counted is not None:  # without --counted nothing is recorded: the sheet is a draft
                desk.desk_papers.exported(paper, officer=desk.officer)
    show(_day_document(sheet, closing=counted is not None), as_json=asked.as_json, lines=_day_lines(sheet))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadInput(field="date", problem=N_("must be a date such as 2026-11-23")) from wrong


def _day_document(sheet: DaySheet, *, closing: bool) -> dict[str, object]:
    closed = sheet.closed
    return {
        "date": sheet.day,
        "expected": closed.expected if closing and closed else sheet.in_drawer,
        "from_fund": sheet.from_fund,
        "expected_transfer": sheet.expected("transfer"),
        "claimed": sheet.claimed,
        "counted": closed.counted if closed else None,
        "difference": closed.difference if closed else None,
        "explained": closed.explained if closed else None,
        "numbers": sheet.numbers,
        "voids": [
            {"number": slip.number, "amount": slip.amount, "reason": slip.voided.reason, "by": slip.voided.by}
            for slip in sheet.voided
            if slip.voided is not None
        ],
        "exemptions": [{"code": one.code, "ground": one.ground, "proof": one.proof} for one in sheet.exempted],
        "counted_with": closed.counted_with if closed else None,
        "counted_with_checked": closed.vouched.how if closed and closed.vouched else None,
        "closed_at": closed.at if closed else None,
        "closings": len(sheet.closings),
        "moved_since": sheet.moved_since,
    }


def _day_lines(sheet: DaySheet) -> list[str]:
    from app.domain.money import format_amount

    closed = sheet.closed
    lines = [
        _("Cash expected: {amount}").format(amount=format_amount(sheet.in_drawer)),
        _("By transfer: {amount}").format(amount=format_amount(sheet.expected("transfer"))),
    ]
    if sheet.from_fund:
        lines.append(_("Given back out of the fund: {amount}").format(amount=format_amount(sheet.from_fund)))
    if closed is not None:
        lines.append(_("Counted: {amount}").format(amount=format_amount(closed.counted)))
        lines.append(_("Difference: {amount}").format(amount=format_amount(closed.difference)))
    for slip in sheet.voided:
        if slip.voided is not None:
            words = _("Voided {number}, {amount}: {reason}")
            lines.append(words.format(number=slip.number, amount=format_amount(slip.amount), reason=slip.voided.reason))
    exempted = ngettext("{n} dossier exempt", "{n} dossiers exempt", len(sheet.exempted))
    return [*lines, exempted.format(n=len(sheet.exempted))]


# ── the queue ────────────────────────────────────────────────────────────────────────────────


def export_receipts(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help=_("The .json or .xlsx file to write; without it only shown."))] = None,
    since: Annotated[
        str | None, typer.Option("--from", help=_("All slips from this day, whatever their state."))
    ] = None,
    until: Annotated[str | None, typer.Option("--to-day", help=_("Up to this day; today if left out."))] = None,
) -> None:
    """Write what waits for the e-receipt software, with every mandatory field known here."""
    asked: Asked = context.obj
    with asked.desk(write=False) as desk:
        if since is None:
            rows = desk.receipts.queue()
        else:
            rows = desk.receipts.between(_day(since), _day(until) if until else desk.clock.now().date())
        if to is not None:
            desk.receipts.export(to, rows)
    _show_queue(asked, rows, to)


def _show_queue(asked: Asked, rows: tuple[QueuedReceipt, ...], to: Path | None) -> None:
    from app.domain.money import format_amount
    from app.services.receipt_files import as_document

    lines = [f"{row.slip.number}  {format_amount(row.slip.amount)}  {row.payer}  {row.state}" for row in rows]
    written = [str(to)] if to else []
    document = {"path": to, "rows": [as_document(row) for row in rows]}
    show(document, as_json=asked.as_json, lines=[*lines, *written] or [_("Nothing waits for an e-receipt.")])


def import_receipts(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The answers: the filled-in XLSX, or JSON."))],
) -> None:
    """Take in the answers of the e-receipt software; bad rows are named, the good ones count."""
    asked: Asked = context.obj
    with asked.desk(write=True) as desk:
        answered = desk.receipts.import_answers(file, officer=desk.officer)
    rows: list[object] = [
        {
            "row": one.row,
            "slip": one.slip,
            "outcome": one.outcome,
            "error": type(one.refusal).__name__ if one.refusal else None,
            "reason": _reason(one),
        }
        for one in answered
    ]
    lines = [
        "  ".join(part for part in (str(one.row), one.slip, answer_words(one.outcome), _reason(one) or "") if part)
        for one in answered
    ]
    show(rows, as_json=asked.as_json, lines=lines or [_("The file holds no row.")])
    if any(one.outcome == "refused" for one in answered):
        raise typer.Exit(BadInput.exit_code)


def _reason(one: Answered) -> str | None:
    from ui.speech import sentence

    return sentence(one.refusal) if one.refusal is not None else None


def answer_words(outcome: str) -> str:
    """Return what came of a row in words."""
    words = {
        "applied": _("taken in"),
        "known": _("known already"),
        "waiting": _("no answer yet"),
        "refused": _("refused"),
    }
    return words.get(outcome, outcome)
