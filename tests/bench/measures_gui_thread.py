"""How long the window stands still while it goes from page to page: the longest gap between two beats of its thread."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.desks import PASSWORD, large_desk
from tests.bench.figure import Figure
from tests.bench.measures_window import OPENED, told_by

_HOLDS = (
    OPENED
    + """
class Beats:
    def __init__(self):
        self.begin()
        self.timer = QTimer(); self.timer.timeout.connect(self.beat); self.timer.start(0)
    def begin(self):
        self.last, self.longest = (time.perf_counter(), time.thread_time()), [0.0, 0.0]
    def beat(self):
        now = time.perf_counter(), time.thread_time()
        self.longest = [max(old, (new - last) * 1000) for old, new, last in zip(self.longest, now, self.last)]
        self.last = now
    def during(self, act):
        self.begin()
        act()
        self.beat()
        ends = time.perf_counter() + 0.4
        while time.perf_counter() < ends or not start.tasks.idle():
            app.processEvents()
        return self.longest
for _warm in range(300):
    app.processEvents(); time.sleep(0.01)
beats, window = Beats(), start.window
from PySide6.QtWidgets import QWidget, QTableWidget, QLineEdit, QVBoxLayout
def bare():
    page = QWidget(window); page.setGeometry(window.rect()); rows = QVBoxLayout(page)
    rows.addWidget(QLineEdit()); rows.addWidget(QTableWidget(50, 8)); page.show()
    beats.bare = page
floor = beats.during(bare)
beats.bare.deleteLater()
pages = [*window.rail.items, 'old-book', 'conflicts', 'desk']
holds = {slug: [beats.during(lambda: window.open_page(slug))] for slug in pages}
for slug in pages:
    holds[slug] += [beats.during(lambda: window.open_page(slug))]
print(json.dumps({'floor': floor, 'holds': holds}), flush=True)
start.close()
import os
os._exit(0)
"""
)


def holds() -> Iterator[Figure]:
    """Open every page of a desk with 100,000 dossiers, then each once more; the worst is the figure."""
    told = told_by(_HOLDS, str(large_desk(100_000).data_dir), PASSWORD)
    floor, by_page = told["floor"], dict(told["holds"])  # type: ignore[call-overload]
    print("     by the clock, and of the thread's own work in brackets:")
    for page, turns in {"a bare page with a table": [floor], **by_page}.items():
        print(f"     {page}: " + ", then ".join(f"{clock:.0f} ms ({own:.0f})" for clock, own in turns))
    for at, when in enumerate(("a page is opened the first time", "a page is opened again")):
        worst = max(turns[at][0] for turns in by_page.values())
        yield Figure(f"window stands still while {when}, worst page", worst, "ms", 100)
