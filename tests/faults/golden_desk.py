"""Make the data folder of a desk as the program of today writes it, to be kept for ever.

``python -m tests.faults.golden_desk 0.1.0`` writes ``tests/golden/desk-0.1.0`` and prints what a test records of it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.paths import Paths
from storage import machine
from tests.faults.laptops import COMMUNE, Laptop, draft_for
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import CHEAP, PASSWORD
from ui.first_start import FirstStart, start_desk

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = ("Giàng A Chống", "Lò Thị Mỷ", "Đặng Thị Bích Nguyệt", "Nguyễn Thị Ngọc Ẩn")


def open_a_desk(paths: Paths) -> None:
    """Make a practice desk with nothing in it."""
    wanted = FirstStart(COMMUNE, 1, "hoa", "Vàng Thị Hoa", None, None, True)
    start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)


def work(laptop: Laptop) -> None:
    """Leave four dossiers, one new, one noted, one paid for, one solved, and a draft."""
    with laptop.open() as desk:
        made = [desk.intake.accept(draft_for(name), officer=desk.officer).dossier.id for name in NAMES]
        desk.processing.note(made[1], text="gọi lại buổi chiều", officer=desk.officer)
        desk.processing.complete(made[3], officer=desk.officer)
        desk.fees.collect(made[2], amount=8_000, officer=desk.officer)
        desk.drafts.keep("intake", '{"name": "Pờ Xè Lòng"}', at=MONDAY)


def _main(name: str) -> None:
    with TemporaryDirectory() as folder:
        os.environ["MOTCUA_STATE_DIR"] = folder
        machine.new_account_id = lambda: b"the computer of the tests"
        laptop = Laptop(Path(folder) / "laptop", id="golden")
        open_a_desk(laptop.paths)
        work(laptop)
        with laptop.open(write=False) as desk:
            for one in desk.queries.positions():
                print(one.station.hex(), one.seq, one.head.hex())
            print(laptop.dossiers())
        shutil.copytree(laptop.paths.data_dir, GOLDEN / f"desk-{name}", ignore=shutil.ignore_patterns("*.lock"))


if __name__ == "__main__":
    _main(sys.argv[1])
