"""Form 01 «Giấy tiếp nhận hồ sơ và hẹn trả kết quả» (TT 03/2025/TT-VPCP, Annex I), two liên.

The field layout is that of systems which print it today; the official annex was not to be had, so
the form's version stands at the foot of every page and on the dossier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.dossier import Dossier
from app.ports import Letterhead
from printing import wording
from printing.blocks import Cell, Row, paragraph, table
from printing.code import symbol
from printing.head import letterhead, notes, signatures, title
from printing.layout import Span, Strip
from printing.lines import Lines
from printing.pages import Page
from printing.paper import Copy, Sizes, Stock, set_copies
from printing.paper_table import Caption, Listed, paper_table
from printing.typeface import BOLD, ITALIC, REGULAR, width
from printing.vietqr_block import vietqr
from printing.wordings import Words

LIEN = ("Liên 1: Lưu", "Liên 2: Giao người nộp hồ sơ")
_FIND = "Tra cứu hồ sơ: Cổng Dịch vụ công quốc gia, bằng mã hồ sơ hoặc mã QR."


def lay_out(
    dossier: Dossier,
    head: Letterhead,
    stock: Stock,
    words: Words,
    *,
    stamps: Sequence[str] = (),
    companions: Sequence[Dossier] = (),
) -> list[Page]:
    """Return the pages of both liên, placed and measured but not drawn. companions: the rest of the same visit."""
    rows = symbol(dossier.code)

    def top(lien: str) -> Copy:
        def strips(sizes: Sizes) -> Sequence[Strip]:
            number = f"{wording.serial(dossier.code)}/{words.of.symbol or head.symbol}"
            return (
                letterhead(head, stock, sizes, number=number, day=dossier.received_at.date()),
                title(_title(dossier, lien, words, sizes), rows, stamps, stock, sizes),
            )

        return Copy(strips, " – ".join((f"Mã hồ sơ: {dossier.code or wording.BLANK}", lien, *stamps)))

    def body(sizes: Sizes, transfer: Sequence[Strip] = ()) -> list[Strip]:
        return [
            *_who(dossier, head, stock, sizes),
            *_companions(companions, stock, sizes),
            *_papers(dossier, stock, sizes),
            *_promise(dossier, head, stock, sizes),
            *transfer,
            *_signed(dossier, words, stock, sizes),
            *_notes(head, words, stock, sizes),
        ]

    def with_symbol(sizes: Sizes) -> list[Strip]:
        return body(sizes, _to_transfer(dossier, head, stock, sizes, companions))

    copies = [top(lien) for lien in LIEN]
    plain = set_copies(stock, copies, body, form=words.foot)
    if head.bank is None:
        return plain
    payable = set_copies(stock, copies, with_symbol, form=words.foot)
    return payable if len(payable) == len(plain) else plain  # a symbol for money never costs a sheet


def _to_transfer(
    dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes, companions: Sequence[Dossier]
) -> list[Strip]:
    """Return the VietQR symbol of the fees still owed; none on a slip for several dossiers or before the code."""
    if head.bank is None or companions or not dossier.owed or not dossier.code[-1:].isdigit():
        return []
    return [replace(vietqr(head.bank, amount=dossier.owed, code=dossier.code, stock=stock, sizes=sizes), keep=True)]


def _title(dossier: Dossier, lien: str, words: Words, sizes: Sizes) -> Sequence[Sequence[Span]]:
    return (
        *((Span(line, BOLD, sizes.title),) for line in words.of.title),
        (Span("Mã hồ sơ: ", REGULAR, sizes.body), Span(dossier.code or wording.BLANK, BOLD, sizes.body)),
        (Span(f"({lien})", ITALIC, sizes.body),),
    )


def _who(dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    person = dossier.applicant
    label = {"organisation": " tổ chức", "household": " hộ"}.get(person.kind, "")
    strips = [
        *put.line(
            "Bộ phận (Trung tâm) tiếp nhận và trả kết quả:",
            wording.at_point(dossier.reception, wording.unit(head)),
            before=3,
        ),
        *put.line(f"Tiếp nhận hồ sơ của{label}:", person.name, bold=True),
        *_representative(dossier, put),
        *put.line("Địa chỉ:", person.address),
        *put.reached_at(person),
        *put.line("Nội dung yêu cầu giải quyết:", _request(dossier), align="justify"),
    ]
    if dossier.priority:
        strips += put.line("Diện ưu tiên:", ", ".join(wording.PRIORITIES.get(one, one) for one in dossier.priority))
    if dossier.competent_agency:
        strips += put.line("Cơ quan giải quyết:", dossier.competent_agency)
    return strips


def _request(dossier: Dossier) -> str:
    name = wording.sentence_case(dossier.procedure.name)
    return f"{name} ({dossier.summary})" if dossier.summary else name


def _representative(dossier: Dossier, put: Lines) -> list[Strip]:
    acting = dossier.representative
    if acting is None:
        return []
    label = "Người đại diện:" if dossier.applicant.kind in ("organisation", "household") else "Người nộp thay:"
    relation = f" ({acting.relation})" if acting.relation else ""
    phone = f", số điện thoại {wording.phone(acting.phone)}" if acting.phone else ""
    return put.line(label, f"{acting.name}{relation}{phone}")


def _papers(dossier: Dossier, stock: Stock, sizes: Sizes) -> list[Strip]:
    label = "1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:"
    kept = [paper for paper in dossier.papers if not paper.shown_only and (paper.original or paper.copy)]
    shown = [paper for paper in dossier.papers if paper.shown_only]
    if not kept and not shown:
        return Lines(stock, sizes).line(label, "không có giấy tờ phải nộp")
    rows: list[Listed | Caption] = [Listed(paper.name, wording.paper_kinds(paper), paper.note) for paper in kept]
    if shown:
        rows.append(Caption("Xuất trình (đã đối chiếu và trả lại ngay)"))
    rows += [Listed(paper.name, wording.paper_kinds(paper), paper.note) for paper in shown]
    return [
        *paragraph([Span(label, REGULAR, sizes.body)], stock.measure, keep=True),
        *paper_table(rows, stock, sizes, heading="Tên giấy tờ"),
    ]


def _promise(dossier: Dossier, head: Letterhead, stock: Stock, sizes: Sizes) -> list[Strip]:
    put = Lines(stock, sizes)
    limit = [
        *put.line("2. Số lượng hồ sơ:", f"{wording.two(dossier.sets)} (bộ)", before=2.5),
        *put.line("3. Thời gian giải quyết hồ sơ theo quy định là:", wording.limit(dossier)),
    ]
    promised = [
        *put.line("4. Thời gian nhận hồ sơ:", wording.moment(dossier.received_at), bold=True),
        *put.line("5. Thời gian trả kết quả giải quyết hồ sơ:", ""),
        *paragraph([Span(wording.moment(dossier.due.at), BOLD, sizes.promised)], stock.measure, before=0),
        *put.line("6. Đăng ký nhận kết quả tại:", wording.return_place(dossier, head)),
        *put.line("7. Phí, lệ phí (nếu có):", wording.fees_line(dossier)),
        *put.line("Vào Sổ theo dõi hồ sơ, Quyển số:", f"{dossier.book}. Số thứ tự: {dossier.entry or wording.BLANK}"),
        *(put.line("Nhập sau từ giấy", wording.entered_late(dossier)) if dossier.late_entry else ()),
    ]
    # Nobody signs a page that does not show the promise.
    return [*limit, *(replace(strip, keep=True) for strip in promised)]


def _companions(others: Sequence[Dossier], stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return the other dossiers of the visit, so that one slip serves for all (hồ sơ nộp cùng lượt, liên thông)."""
    if not others:
        return []
    label = Lines(stock, sizes).line("Hồ sơ khác nộp cùng lượt (giấy này dùng chung):", "", before=3, keep=True)
    if stock.is_roll:
        texts = [
            f"{n}. {one.code}: {_called(one)}; hẹn {wording.short_moment(one.due.at)}" for n, one in _counted(others)
        ]
        lines = [paragraph([Span(text, REGULAR, sizes.table)], stock.measure) for text in texts]
        return [*label, *(strip for line in lines for strip in line)]

    def row(texts: Sequence[Sequence[str]], face: str = REGULAR) -> Row:
        aligned = ("centre", "left", "left", "centre") if face == REGULAR else ("centre",) * 4
        cells = (tuple(Span(text, face, sizes.table) for text in column) for column in texts)
        return tuple(Cell(spans, align) for spans, align in zip(cells, aligned, strict=True))

    numbers = width("STT", BOLD, sizes.table) + 9
    longest = max(width(one.code, REGULAR, sizes.table) for one in others)
    codes = min(longest + 10, 0.4 * stock.measure)
    due = width("25/11/2026", REGULAR, sizes.table) + 12
    rows = [
        row(((str(n),), (one.code,), (_called(one),), wording.short_moment(one.due.at).split(" ")))
        for n, one in _counted(others)
    ]
    heading = row((("STT",), ("Mã hồ sơ",), ("Thủ tục",), ("Hẹn trả",)), BOLD)
    widths = (numbers, codes, stock.measure - numbers - codes - due, due)
    return [*label, *table(heading, rows, widths, tallest=0.3 * stock.frame)]


def _counted(others: Sequence[Dossier]) -> list[tuple[int, Dossier]]:
    return list(enumerate(others, 1))


def _called(dossier: Dossier) -> str:
    return wording.sentence_case(dossier.procedure.name)


def _signed(dossier: Dossier, words: Words, stock: Stock, sizes: Sizes) -> list[Strip]:
    cannot_read = "cannot_read" in dossier.priority
    presses = cannot_read or (dossier.assistance is not None and dossier.assistance.fingerprint)
    person, acting = dossier.applicant, dossier.representative
    signer = acting.name if acting else "" if person.kind == "organisation" else person.name
    parties = [
        (words.of.signers["applicant"], wording.signing_hint(cannot_read=presses), signer),
        (words.of.signers["officer"], wording.signing_hint(cannot_read=False), dossier.officer_name),
    ]
    strips: list[Strip] = []
    if cannot_read:
        spans = [Span(wording.READ_ALOUD, ITALIC, sizes.body)]
        strips = [*paragraph(spans, stock.measure, before=4, keep=True)]
    return [
        *strips,
        signatures(parties, stock, sizes, fingerprint=presses),
        *(signatures(row, stock, sizes, before=6) for row in _helpers(dossier, abreast=2 if stock.is_roll else 4)),
    ]


def _helpers(dossier: Dossier, *, abreast: int) -> list[list[tuple[str, str, str]]]:
    """Return who helped at the counter and signs too, row by row. NĐ 23/2015 art. 11, 36(3)."""
    helped = dossier.assistance
    if helped is None:
        return []
    parties: list[tuple[str, str, str]] = []
    if helped.writer:
        parties.append(("NGƯỜI VIẾT HỘ", wording.SIGN, helped.writer))
    if helped.interpreter:
        language = f" (tiếng {helped.language})" if helped.language else ""
        parties.append((f"NGƯỜI PHIÊN DỊCH{language}", wording.SIGN, helped.interpreter))
    for number, witness in enumerate(helped.witnesses, 1):
        which = f" {number}" if len(helped.witnesses) > 1 else ""
        parties.append((f"NGƯỜI LÀM CHỨNG{which}", wording.SIGN, witness.name))
    if len(parties) == 1 or (abreast == 2 and len(parties) % 2):
        parties.append(("", "", ""))  # stands under the applicant, not in the middle of the page
    return [parties[place : place + abreast] for place in range(0, len(parties), abreast)]


def _notes(head: Letterhead, words: Words, stock: Stock, sizes: Sizes) -> list[Strip]:
    phone = f" Điện thoại quầy: {wording.phone(head.phone)}." if head.phone else ""
    return notes(f"{words.note(brief=sizes.is_brief)} {_FIND}{phone}", stock, sizes)
