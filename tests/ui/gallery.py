"""Pictures of the parts at 1366×768, to be looked at beside the design: python tests/ui/gallery.py FOLDER."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from ui.application import make_application
from ui.shell.page import KeyHint, Page
from ui.shell.search_palette import Hit, HitGroup
from ui.shell.sync_pill import PrinterState, SyncNews
from ui.shell.window import MainWindow
from ui.theme.apply import change_look
from ui.widgets.card import Card
from ui.widgets.cells import ActCell, Cell, Column, EvidenceCell, NameCell, StateCell, TextCell, split_code
from ui.widgets.checklist import CheckItem, Checklist, Tick
from ui.widgets.chips import EvidenceMark, FilterChip, StateChip
from ui.widgets.data_table import DataTable
from ui.widgets.day_boxes import PromisedDate, day_boxes
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.modal import Confirmation
from ui.widgets.preview import PreviewPane
from ui.widgets.progress import ProgressPanel
from ui.widgets.stepped_form import SteppedForm
from ui.widgets.table_model import TableModel
from ui.widgets.tiles import TileRow, TileSpec
from ui.widgets.timeline import Timeline, TimelineEntry

PEOPLE = [
    (
        "overdue",
        "Quá hạn 2 ngày",
        "T5 19/11",
        "Chìn A Phôm",
        (),
        "Đính chính Giấy chứng nhận đã cấp lần đầu",
        "H35.12-261109-1004",
        "written",
        "Đã ghi ra USB",
        "Lập văn bản xin lỗi",
    ),
    (
        "overdue",
        "Quá hạn 1 ngày",
        "T6 20/11",
        "Tao Thị Dèn",
        ("Cao tuổi",),
        "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội",
        "H35.12-261106-1012",
        "received",
        "Tỉnh đã nhận",
        "Lập văn bản xin lỗi",
    ),
    (
        "due_soon",
        "Hôm nay",
        "17:30",
        "Vàng Văn Phìn",
        (),
        "Cấp Giấy xác nhận tình trạng hôn nhân",
        "H35.12-261118-1003",
        "saved",
        "Mới lưu",
        "Nhận kết quả",
    ),
    (
        "conflict",
        "Xung đột",
        "17:30",
        "Sùng Thị Mỷ",
        ("Không biết chữ",),
        "Chứng thực bản sao từ bản chính",
        "H35.12-261123-1001",
        "returned",
        "Tỉnh trả lại",
        "Trình ký",
    ),
    (
        "awaiting_papers",
        "Chờ bổ sung",
        "chờ 4 ngày",
        "Ly Gió Hử",
        (),
        "Đăng ký thành lập hộ kinh doanh",
        "H35.12-261117-1009",
        "sent",
        "Đã gửi",
        "Nhận bổ sung",
    ),
    (
        "paused",
        "Tạm dừng",
        "dừng hạn",
        "Pờ Xè Lòng",
        ("Ở xa", "Cao tuổi"),
        "Đăng ký giám hộ",
        "H35.12-261113-1002",
        "received",
        "Tỉnh đã nhận",
        "",
    ),
    (
        "on_time",
        "Đúng hạn",
        "T6 27/11",
        "Giàng A Chống",
        (),
        "Đăng ký khai sinh",
        "H35.12-261123-1008",
        "saved",
        "Mới lưu",
        "Chuyển",
    ),
    (
        "done",
        "Chờ trả",
        "từ 20/11",
        "Khoàng Thị Keo",
        (),
        "Đổi, cấp lại Giấy xác nhận khuyết tật",
        "H35.12-261113-1004",
        "received",
        "Tỉnh đã nhận",
        "Trả kết quả",
    ),
]


def a_pdf(folder: Path) -> bytes:
    """An A5 page with a few words, as bytes."""
    path = folder / "page.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    painter = QPainter(writer)
    painter.setPen(QColor("black"))
    painter.drawText(writer.width() // 4, 1500, "GIẤY TIẾP NHẬN HỒ SƠ")
    painter.end()
    return path.read_bytes()


class DeskSample(Page):
    """Tiles, an offer, a table."""

    def __init__(self) -> None:
        super().__init__("Bàn làm việc")
        head = QHBoxLayout()
        head.addWidget(text_label("Bàn làm việc", "page_title"))
        head.addWidget(text_label("Thứ Hai, 23/11/2026. Mai 24/11 nghỉ Ngày Văn hóa Việt Nam.", "body", "text_2"))
        head.addStretch(1)
        head.addWidget(KeyButton("Tiếp nhận hồ sơ", self, icon="plus", key="F2", variant="primary"))
        self.column.addLayout(head)
        offer = InlinePanel(
            self, kind="offer", strong="Hồ sơ đang nhập dở lúc 09:14:", text="Thủ tục đăng ký khai sinh."
        )
        offer.add_action("Bỏ bản nháp", variant="quiet")
        offer.add_action("Tiếp tục nhập", key="Ctrl+D")
        self.column.addWidget(offer)
        tiles = TileRow(
            [
                TileSpec("overdue", "overdue", "Quá hạn", "Alt+1"),
                TileSpec("today", "due_soon", "Đến hạn hôm nay", "Alt+2"),
                TileSpec("papers", "awaiting_papers", "Chờ bổ sung", "Alt+3"),
                TileSpec("return", "done", "Chờ trả kết quả", "Alt+4"),
            ],
            self,
        )
        for name, count, sense in (
            ("overdue", 2, "lâu nhất 2 ngày làm việc"),
            ("today", 5, "trước 17:30"),
            ("papers", 4, "1 hồ sơ đã hẹn sáng nay"),
            ("return", 7, "2 người được báo từ 20/11"),
        ):
            tiles.tiles[name].set_count(count, sense)
        self.column.addWidget(tiles)
        card = Card(self, title="Việc cần làm", note="18 hồ sơ, hạn gần nhất trước", padding=0)
        self.table = DataTable(card)
        card.body.addWidget(self.table)
        columns = [
            Column("Trạng thái", 148),
            Column("Hẹn trả", 96, sort="due"),
            Column("Người nộp", 222),
            Column("Thủ tục"),
            Column("Mã hồ sơ", 168),
            Column("Đồng bộ", 130),
            Column("Việc tiếp theo", 214, kind="act"),
        ]
        model = TableModel(columns, a_row, self)
        self.table.show_model(model)
        model.set_rows(PEOPLE * 4)
        self.table.set_sort("due")
        self.column.addWidget(card, 1)

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Alt+1", "…", "4"), "lọc theo ô"),
            KeyHint(("Ctrl+K",), "tìm mọi thứ"),
            KeyHint(("Up Down",), "chọn"),
        )

    def activated(self) -> None:
        self.table.setFocus()


def a_row(row: tuple[str, str, str, str, tuple[str, ...], str, str, str, str, str]) -> Sequence[Cell]:
    state, word, due, name, tags, procedure, code, evidence, sync, act = row
    return (
        StateCell(state, word),
        TextCell(due),
        NameCell(name, "1987" if not tags else "", tags, marks=((0, 4),)),
        TextCell(procedure),
        split_code(code),
        EvidenceCell(evidence, sync),
        ActCell(act),
    )


class IntakeSample(Page):
    """The stepped form, promised date and preview."""

    def __init__(self, folder: Path) -> None:
        super().__init__("Tiếp nhận")
        row = QHBoxLayout()
        row.setSpacing(16)
        self.column.addLayout(row)
        left, right = QVBoxLayout(), QVBoxLayout()
        row.addLayout(left, 62)
        row.addLayout(right, 38)
        left.addWidget(text_label("Tiếp nhận hồ sơ", "page_title"))
        form = SteppedForm(self)
        left.addWidget(form, 1)
        self._person(form)
        self._rest(form)
        foot = QHBoxLayout()
        foot.addWidget(KeyButton("Tiếp nhận và in", self, icon="check", key="F9", variant="primary", size="large"))
        foot.addWidget(text_label("Thu 16.000 đ", "body_strong"))
        foot.addStretch(1)
        foot.addWidget(KeyButton("Thêm hồ sơ cho người này", self, icon="plus", key="Ctrl+Enter", size="large"))
        left.addLayout(foot)
        promise = PromisedDate(self)
        counted = (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))
        promise.show_due(
            "17:30 thứ Sáu, 27/11/2026",
            "Trong ngày, cộng 3 ngày làm việc vì phải xác minh ở xã khác; không tính 24/11.",
            day_boxes(date(2026, 11, 23), date(2026, 11, 27), counted),
            calendar="Lịch 2026 đã xác nhận",
        )
        right.addWidget(promise)
        pane = PreviewPane("Xem trước giấy hẹn", self)
        pdf = a_pdf(folder)
        pane.show_source(lambda: pdf, kind="liên 2, khổ A5")
        right.addWidget(pane, 1)

    def _person(self, form: SteppedForm) -> None:
        person = form.add_section("Người nộp")
        name, number, born = Field("Họ và tên"), Field("Số định danh"), Field("Ngày sinh")
        name.set_text("Giàng A Chống")
        name.editor.setProperty("strong", "true")
        number.set_text("0120900001")
        number.set_error("Số định danh phải đủ 12 số.")
        self.first = born
        person.add_row(name, number, born, stretch=(3, 2, 2))
        chip = QHBoxLayout()
        chip.addWidget(StateChip("received", "Đã quét thẻ 09:41", icon="card"))
        chip.addWidget(text_label("3 hồ sơ trước, không có hồ sơ trùng đang mở", "small", "text_2"))
        chip.addStretch(1)
        chip.addWidget(KeyButton("Xem", key="Alt+H", variant="quiet", size="small"))
        person.content.addLayout(chip)
        person.set_done(True)

    def _rest(self, form: SteppedForm) -> None:
        procedure = form.add_section("Thủ tục")
        box = ChoiceBox()
        box.addItem("Thủ tục đăng ký khai sinh 1.001193")
        procedure.content.addWidget(Field("", editor=box))
        check = QCheckBox("Phải xác minh tình trạng hôn nhân của cha, mẹ tại xã khác")
        check.setChecked(True)
        procedure.content.addWidget(check)
        papers = form.add_section("Giấy tờ")
        papers.set_note("mới có 2/3")
        self.papers = Checklist()
        self.papers.set_items(
            [
                CheckItem(1, "Tờ khai đăng ký khai sinh theo mẫu", "Bản chính · 1", tick=Tick.PRESENT),
                CheckItem(2, "Giấy chứng sinh", "Bản chính · 1", missing=True),
                CheckItem(3, "Giấy tờ tùy thân của người đi khai sinh", "Xuất trình", tick=Tick.NOT_APPLICABLE),
            ]
        )
        papers.content.addWidget(self.papers)
        priority = form.add_section("Ưu tiên")
        row = QHBoxLayout()
        row.setSpacing(5)
        for word, key in (
            ("Cao tuổi", "Alt+C"),
            ("Khuyết tật", "Alt+T"),
            ("Không biết chữ", "Alt+B"),
            ("Ở xa", "Alt+X"),
        ):
            chip = FilterChip(word, key=key)
            chip.setChecked(word.startswith("Không"))
            row.addWidget(chip)
        row.addStretch(1)
        priority.content.addLayout(row)

    def keys(self) -> Sequence[KeyHint]:
        return (KeyHint(("Enter",), "ô kế"), KeyHint(("Space",), "đánh dấu giấy tờ"), KeyHint(("Esc",), "rời trang"))

    def activated(self) -> None:
        self.papers.setFocus()


class DossierSample(Page):
    """Timeline, side buttons, progress, chips."""

    def __init__(self) -> None:
        super().__init__("Đồng bộ")
        chips = QHBoxLayout()
        for state, word in (
            ("on_time", "Đúng hạn"),
            ("due_soon", "Hôm nay"),
            ("overdue", "Quá hạn 2 ngày"),
            ("paused", "Tạm dừng"),
            ("awaiting_papers", "Chờ bổ sung"),
            ("done", "Xong"),
            ("conflict", "Xung đột"),
        ):
            chips.addWidget(StateChip(state, word))
        chips.addWidget(EvidenceMark("received", "Tỉnh đã nhận"))
        chips.addWidget(FilterChip("Lĩnh vực: Hộ tịch", removable=True))
        chips.addStretch(1)
        self.column.addLayout(chips)
        progress = ProgressPanel(self)
        progress.start(
            "Đang ghi ra USB",
            "KINGSTON (E:), còn trống 5,8 GB",
            stop="Dừng, giữ phần đã ghi",
            stop_key="Esc",
            stages=("Gom 37 thay đổi", "Mã hoá và ký", "Ghi ra USB", "Đọc lại, so từng byte", "Có thể rút USB"),
        )
        progress.advance(0.68, amount="2,1 trong 3,1 MB", stage=2)
        self.column.addWidget(progress)
        row = QHBoxLayout()
        card = Card(self, title="Diễn biến", note="mới nhất trước")
        timeline = Timeline(card)
        timeline.set_entries(
            [
                TimelineEntry(
                    "Hôm nay", "08:20", "Đã có kết quả, chờ bàn giao về quầy", who="Lò Văn Pản ký", icon="pencil"
                ),
                TimelineEntry(
                    "16/11",
                    "14:12",
                    "Nhận đủ giấy tờ bổ sung, tính lại hạn",
                    "Hẹn trả mới 17:30 thứ Hai 23/11 (5 ngày làm việc: 17, 18, 19, 20, 23/11).",
                    "Giàng A Dơ · Quầy 1",
                    "check",
                ),
                TimelineEntry(
                    "11/11",
                    "08:50",
                    "Yêu cầu bổ sung lần 1, dừng hạn",
                    "Thiếu: bản sao Giấy khai sinh cũ.",
                    "Nguyễn Thị Thu Hằng",
                    "pause-bars",
                    "supplement",
                ),
                TimelineEntry("09/11", "10:05", "Tiếp nhận trực tiếp", "", "Giàng A Dơ · Quầy 1", "intake"),
            ]
        )
        card.body.addWidget(timeline)
        row.addWidget(card, 3)
        acts = Card(self, title="Việc được làm tiếp")
        acts.body.addWidget(
            KeyButton("Nhận kết quả về quầy", icon="check", key="Ctrl+1", variant="primary", spread=True)
        )
        acts.body.addWidget(KeyButton("Công dân rút hồ sơ", icon="return", key="Ctrl+3", spread=True))
        acts.body.addWidget(
            KeyButton("Từ chối giải quyết", icon="close", key="Ctrl+5", variant="quiet_danger", spread=True)
        )
        off = KeyButton("Ghi ra USB", icon="usb", key="Alt+G")
        off.setEnabled(False)
        acts.body.addWidget(off)
        acts.body.addWidget(Field("Ghi chú", help_text="Không bắt buộc"))
        acts.body.addStretch(1)
        row.addWidget(acts, 1)
        self.column.addLayout(row, 1)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application(["gallery"], mode="light")
    window = MainWindow(now=lambda: datetime(2026, 11, 23, 9, 42, tzinfo=UTC))
    window.set_desk("Xã Sin Suối Hồ", practice=False)
    window.set_officer("Giàng A Dơ · Quầy 1")
    window.print_pill.show_printer("Máy in A5", PrinterState.READY)
    window.sync_pill.show_news(SyncNews(unsent=12, acknowledged="3 ngày trước"))
    window.add_page("desk", DeskSample(), icon="desk", key="Esc")
    intake = IntakeSample(folder)
    window.add_page("intake", intake, icon="intake", key="F2")
    window.add_page("exchange", DossierSample(), icon="exchange", key="F7")
    window.show()

    def shoot(name: str) -> None:
        for _turn in range(60):
            app.processEvents()
        window.grab().save(str(folder / f"{name}.png"))

    def wait_drawn() -> None:
        # not QTest.qWait: worker threads that make Qt objects lose them while it waits (PySide6 6.12)
        loop = QEventLoop()
        QTimer.singleShot(900, loop.quit)
        loop.exec()

    window.open_page("desk")
    window.toast.show_news("Đã trả kết quả", "cho Lý Dào San, H35.12-261119-1004.", undo=True)
    shoot("desk")
    window.toast.clear()
    window.open_page("intake")
    wait_drawn()
    shoot("intake")
    window.open_page("exchange")
    shoot("exchange")
    window.set_search_source(
        lambda _words, deliver: deliver(
            [
                Hit(HitGroup.DOSSIERS, "Giàng A Páo", "261120-1014 · Đăng ký nhận cha, mẹ, con", marks=((0, 7),)),
                Hit(HitGroup.CITIZENS, "Giàng A Tủa", "sinh 1995, bản Chí Sáng"),
                Hit(HitGroup.COMMANDS, "Tiếp nhận hồ sơ", key="F2"),
            ]
        )
    )
    window.focus_search()
    window.search.setText("giang a")
    window.palette_frame.words_typed()
    wait_drawn()
    shoot("palette")
    window.palette_frame.close_palette()
    change_look(mode="dark")
    window.open_page("intake")
    wait_drawn()
    shoot("intake-dark")
    window.open_page("desk")
    shoot("desk-dark")
    window.set_desk("Xã Sin Suối Hồ", practice=True)
    change_look(mode="light", scale=1.5)
    shoot("desk-150")
    change_look(scale=2.0)
    window.open_page("intake")
    wait_drawn()
    shoot("intake-200")
    change_look(scale=1.0)
    window.resize(1366, 696)
    wait_drawn()
    shoot("intake-low")
    Confirmation.ask(
        window,
        title="Huỷ hồ sơ này?",
        lost="Hồ sơ 261123-1008 sẽ bị xoá.",
        kept="Bản nháp khác vẫn còn.",
        act="Huỷ hồ sơ",
    )
    shoot("modal")
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
