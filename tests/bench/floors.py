"""The raw floors: the least honest work a machine can do for the same result, one version each.

Reviewed like product code: a floor that does too much flatters us, one that does too little lies.
"""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Field, Session, SQLModel

from app.domain.ordering import Change
from tests.postgres import PASSWORD, Cluster

FONTS = Path(__file__).parents[2] / "printing" / "fonts"


class PlainRow(SQLModel, table=True):
    """One row of an ordinary program."""

    __tablename__ = "plain_row"
    id: int | None = Field(default=None, primary_key=True)
    code: str
    name: str
    received_at: str


def plain_engine(folder: Path) -> Engine:
    """A plain SQLite file with the same durability as ours: WAL, synchronous=FULL."""
    engine = create_engine(f"sqlite:///{folder / 'plain.db'}")

    @event.listens_for(engine, "connect")
    def _durable(raw: object, _record: object) -> None:
        raw.execute("pragma journal_mode=wal")  # type: ignore[attr-defined]
        raw.execute("pragma synchronous=full")  # type: ignore[attr-defined]
        raw.execute("pragma wal_autocheckpoint=0")  # type: ignore[attr-defined]

    SQLModel.metadata.create_all(engine, tables=[PlainRow.__table__])  # type: ignore[attr-defined]
    return engine


def plain_commit(engine: Engine) -> None:
    """One row, one SQLModel session, one commit."""
    with Session(engine) as session:
        session.add(
            PlainRow(code="H35.99.01-261123-1001", name="Giàng A Chống", received_at="2026-11-23T08:15:00+07:00")
        )
        session.commit()


def bare_page(lines: list[str]) -> bytes:
    """Two pages with these lines in three faces of the same fonts, drawn one below the other by bare reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    faces = {"Regular": "F", "Bold": "FB", "Italic": "FI"}
    for face, name in faces.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"LiberationSerif-{face}.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(419.5, 595.3), initialFontName="F", invariant=1)
    for _page in range(2):
        for number, line in enumerate(lines):
            canvas.setFont(tuple(faces.values())[number % 3], 10)
            canvas.drawString(40, 560 - 12 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


QUIT_WHEN_PAINTED = """
from PySide6.QtCore import QEvent, QObject
class Painted(QObject):
    def eventFilter(self, window, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, app.quit)  # after the pass that paints the window and all in it
        return False
seen = Painted()
"""
"""Ends ``app`` when the window it is installed on has been painted: floor and program are stopped by the same eye."""
BARE_WINDOW = (
    """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication(sys.argv)
window = QMainWindow(); window.setCentralWidget(QTableWidget(50, 8)); window.resize(1366, 768)
"""
    + QUIT_WHEN_PAINTED
    + """
window.installEventFilter(seen)
window.show()
app.exec()
"""
)
"""A process that paints a bare PySide6 window; the caller times the whole."""


def copied(cluster: Cluster, changes: Sequence[Change], *, at_once: int = 2_000) -> float:
    """Seconds to COPY changes into a bare table of PostgreSQL, each lot made durable: key, dossier, body, hash."""
    table = (
        "CREATE TABLE bare (station int8, seq int8, hlc int8, dossier bytea, kind text, body bytea, hash bytea, "
        "PRIMARY KEY (station, seq)); CREATE INDEX ON bare (dossier)"
    )
    with psycopg.connect(cluster.new_database(), password=PASSWORD, autocommit=True) as connection:
        connection.execute(table)
        start = time.perf_counter()
        for first in range(0, len(changes), at_once):
            with connection.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "int8", "int8", "bytea", "text", "bytea", "bytea"])
                for one in changes[first : first + at_once]:
                    copy.write_row((1, one.seq, one.hlc, one.aggregate_id, one.kind, one.body, bytes(32)))
        return time.perf_counter() - start
