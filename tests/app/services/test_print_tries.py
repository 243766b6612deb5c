"""What no printer took stays beside the paper, over a restart, until it came out."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import DiskFull, PrinterFailed
from app.services.print_tries import FailedPrint
from tests.ui.made_desk import NOW, accept_copy, make_desk

OUT = PrinterFailed(reason="out of paper")


def test_a_failed_print_outlives_a_restart_and_is_counted(tmp_path: Path) -> None:
    made = make_desk(tmp_path)
    first = made.open()
    dossier, changes = accept_copy(first), first.queries.sync_state().changes
    about = dossier.id.hex()
    first.print_tries.failed("receipt", about, None, OUT)
    first.print_tries.failed("receipt", about, None, OUT)
    first.print_tries.failed("fee-slip", about, "1-0001", OUT)
    assert first.queries.sync_state().changes == changes, "a jam is no fact of the log"
    first.close()

    again = made.open()
    assert again.print_tries.of(dossier.id) == (
        FailedPrint("receipt", about, None, NOW, "out of paper", tries=2),
        FailedPrint("fee-slip", about, "1-0001", NOW, "out of paper", tries=1),
    )
    assert again.print_tries.by_dossier() == {dossier.id: 3}
    listed = [(one.form, one.code, one.state) for one in again.print_tries.to_print()]
    assert listed == [("receipt", dossier.code, "failed"), ("fee-slip", dossier.code, "failed")]

    again.print_tries.came_out("receipt", about, None)
    again.print_tries.came_out("fee-slip", about, "1-0001")
    assert again.print_tries.all() == ()
    listed = [(one.form, one.code, one.state) for one in again.print_tries.to_print()]
    assert listed == [("receipt", dossier.code, "to_print")]
    again.close()


def test_a_paper_of_the_desk_and_a_refusal_without_reason_are_kept_too(tmp_path: Path) -> None:
    desk = make_desk(tmp_path).open()
    desk.print_tries.failed("shift", "2026-11-23", None, DiskFull(place="spool"))
    (one,) = desk.print_tries.to_print()
    assert (one.form, one.code, one.state) == ("shift", "", "failed")
    assert one.failed is not None and one.failed.dossier == b"" and one.failed.reason
    desk.close()
