"""What one dossier is after several laptops worked on it without knowing of each other (SYNC §2.5, cases 27–35)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from app.domain.citizen import Applicant
from app.domain.events import DossierCompleted, DossierForwarded, DossierHandedOver, FeeCollected, NoteAdded
from app.domain.facts import Receiver
from app.domain.life_events import (
    Correction,
    DossierCorrected,
    DossierRefused,
    DossierTakenOver,
    PapersRequested,
    WantedPaper,
)
from app.domain.merge_events import CUSTODY, ConflictResolved, ReviewDismissed
from app.domain.ordering import Key
from app.domain.review import review_items
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.domain.states import State
from tests.app.domain.several_hands import MAI, NAM, PAO, Hands, at
from tests.storage.made_up import receipt

BORN: Key = (MAI, 1)
TAKEN = DossierTakenOver(at(5), "Nam", "máy của Mai hỏng")
WHO = receipt().applicant


def corrected(field: str, new: str, **applicant: str) -> DossierCorrected:
    return DossierCorrected(
        at(3), (Correction(field, "", new),), "nghe nhầm", applicant=replace(WHO, **applicant) if applicant else None
    )


def kinds(hands: Hands, order: tuple[Key, ...] = ()) -> list[str]:
    return [one.kind for one in review_items(hands.dossier(order))]


# ── A: facts ──


def test_facts_of_all_stations_are_kept_and_nobody_is_asked() -> None:
    hands = Hands.received()
    hands.by(MAI, NoteAdded(at(1), "chờ mẹ cháu"), saw=())
    hands.by(MAI, FeeCollected(at(1), "1-0001", 8_000), saw=())
    hands.by(NAM, FeeCollected(at(2), "2-0001", 5_000), saw=[BORN])
    assert hands.dossier().paid == 13_000
    assert kinds(hands) == []


# ── B: descriptive fields ──


def test_case_27_two_phones_typed_apart_give_one_value_on_every_machine_and_both_are_kept() -> None:
    hands = Hands.received()
    mai = hands.by(MAI, corrected("applicant.phone", "0911", phone="0911"), saw=(), minutes=3)
    nam = hands.by(NAM, corrected("applicant.phone", "0922", phone="0922"), saw=[BORN], minutes=9)
    for order in ((), (BORN, mai, nam), (BORN, nam, mai)):
        dossier = hands.dossier(order)
        assert dossier.applicant.phone == "0922", "the later clock, whatever came first"
        (found,) = dossier.contradictions
        assert (found.kind, found.shown.value, [one.value for one in found.others]) == ("soft", "0922", ["0911"])
        assert kinds(hands, order) == ["soft"]


def test_a_clock_that_runs_ahead_does_not_win_once_the_province_knows_when_it_came() -> None:
    hands = Hands.received()
    hands.by(MAI, corrected("applicant.phone", "0911", phone="0911"), saw=(), minutes=10 * 365 * 24 * 60)
    hands.by(NAM, corrected("applicant.phone", "0922", phone="0922"), saw=[BORN], minutes=700)
    assert hands.dossier().applicant.phone == "0911"
    assert hands.dossier(((MAI, 1), (MAI, 2))).applicant.phone == "0922"


def test_different_fields_corrected_apart_both_stand_and_nothing_has_to_be_looked_at() -> None:
    hands = Hands.received()
    hands.by(MAI, corrected("applicant.phone", "0911", phone="0911"), saw=())
    hands.by(NAM, corrected("applicant.address", "Bản Hồ Thầu", address="Bản Hồ Thầu"), saw=[BORN])
    who = hands.dossier().applicant
    assert (who.phone, who.address) == ("0911", "Bản Hồ Thầu")
    assert kinds(hands) == []


def test_whoever_saw_both_and_corrects_again_ends_the_contradiction() -> None:
    hands = Hands.received()
    mai = hands.by(MAI, corrected("applicant.phone", "0911", phone="0911"), saw=())
    hands.by(NAM, corrected("applicant.phone", "0922", phone="0922"), saw=[BORN])
    hands.by(NAM, corrected("applicant.phone", "0933", phone="0933"), saw=[mai])
    assert hands.dossier().applicant.phone == "0933"
    assert kinds(hands) == []


# ── C: who it is, and what they ask for ──


def test_case_28_of_two_citizen_numbers_the_first_at_the_province_stands_and_the_other_is_proposed() -> None:
    hands = Hands.received()
    mai = hands.by(MAI, corrected("applicant.id_number", "012090000111", id_number="012090000111"), saw=())
    nam = hands.by(NAM, corrected("applicant.id_number", "012090000222", id_number="012090000222"), saw=[BORN])
    assert hands.dossier().provisional, "before the answer of the province it is «tạm»"
    for first, second, number in ((mai, nam, "012090000111"), (nam, mai, "012090000222")):
        dossier = hands.dossier((BORN, first, second))
        assert dossier.applicant.id_number == number
        assert not dossier.provisional
        assert [one.kind for one in dossier.contradictions] == ["proposal"]


def test_a_decision_on_a_proposal_makes_it_stand() -> None:
    hands = Hands.received()
    mai = hands.by(MAI, corrected("applicant.name", "Giàng A Chông", name="Giàng A Chông"), saw=())
    nam = hands.by(NAM, corrected("applicant.name", "Giàng A Chồng", name="Giàng A Chồng"), saw=[BORN])
    decided = ConflictResolved(at(9), "applicant.name", *nam, why="theo giấy khai sinh", by="Lò Văn Pản")
    hands.by(MAI, decided, saw=[nam])
    dossier = hands.dossier((BORN, mai, nam))
    assert dossier.applicant.name == "Giàng A Chồng"
    assert kinds(hands, (BORN, mai, nam)) == []


# ── D: status follows custody ──


def test_case_31_a_status_act_of_a_station_without_the_file_is_kept_and_never_wins() -> None:
    hands = Hands.received()
    hands.by(MAI, DossierForwarded(at(1), Receiver("officer", "Tư pháp")), saw=())
    hands.by(NAM, DossierCompleted(at(2), number="9/KS"), saw=[BORN])
    assert hands.dossier().state is State.PROCESSING
    assert kinds(hands) == ["not_custodian"]


def forced(*of_mai: object, of_nam: tuple[object, ...]) -> tuple[Hands, list[Key], list[Key]]:
    """Nam takes the file over while Mai works on: each records what is given, seeing nothing of the other."""
    hands = Hands.received()
    mai = [hands.by(MAI, event, saw=()) for event in of_mai]  # type: ignore[arg-type]
    nam = [hands.by(NAM, TAKEN, saw=[BORN])]
    nam += [hands.by(NAM, event, saw=()) for event in of_nam]  # type: ignore[arg-type]
    return hands, mai, nam


def test_case_31_who_has_heard_of_both_branches_goes_on_in_the_one_whose_file_she_holds() -> None:
    to_mai, to_nam = (DossierForwarded(at(6), Receiver("officer", whose)) for whose in ("Tư pháp", "Hộ tịch"))
    hands, mai, nam = forced(to_mai, of_nam=(to_nam,))
    done = hands.by(NAM, DossierCompleted(at(9), number="15/KS"), saw=[mai[-1]])
    for order in ((), (BORN, *mai, *nam, done), (BORN, *nam, *mai, done)):
        dossier = hands.dossier(order)
        assert (dossier.state, dossier.custodian.station) == (State.COMPLETED, NAM)
        assert "not_custodian" not in kinds(hands, order)


REFUSED = DossierRefused(at(8), "không đủ điều kiện", "Điều 5", "2-0001")


def test_case_29_both_solve_it_alike_and_the_first_at_the_province_is_official() -> None:
    hands, mai, nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=(DossierCompleted(at(7), number="13/KS"),))
    for order, number in (((BORN, *mai, *nam), "12/KS"), ((BORN, *nam, *mai), "13/KS")):
        dossier = hands.dossier(order)
        assert (dossier.state, dossier.conflict) == (State.COMPLETED, None)
        assert dossier.result is not None
        assert dossier.result.number == number
        assert kinds(hands, order) == ["double_result"], "two papers may be out: one has to be voided"


def test_case_30_one_grants_and_one_refuses_and_nobodys_word_counts_until_a_person_decides() -> None:
    hands, mai, nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=(REFUSED,))
    for order in ((), (BORN, *mai, *nam), (BORN, *nam, *mai)):
        dossier = hands.dossier(order)
        assert dossier.state is State.ACCEPTED, "as it stood before they parted: the deadline runs on"
        assert dossier.ended_at is None
        assert dossier.conflict is not None
        assert {(one.station, one.ending) for one in dossier.conflict.branches} == {(MAI, "granted"), (NAM, "refused")}
        assert kinds(hands, order) == ["custody"]
    decided = ConflictResolved(at(30), CUSTODY, *nam[0], why="giấy tờ không hợp lệ", by="Lò Văn Pản")
    hands.by(MAI, decided, saw=[nam[-1]])
    for order in ((), (BORN, *mai, *nam), (BORN, *nam, *mai)):
        dossier = hands.dossier(order)
        assert (dossier.conflict, dossier.ending and dossier.ending.kind) == (None, "refused")
        assert dossier.custodian.station == NAM
        assert kinds(hands, order) == []


def test_what_the_losing_desk_did_before_it_heard_of_the_decision_is_late() -> None:
    hands, mai, nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=(REFUSED,))
    hands.by(PAO, ConflictResolved(at(30), CUSTODY, *nam[0], why="…", by="tỉnh"), saw=[mai[-1], nam[-1]])
    hands.by(MAI, DossierHandedOver(at(31)), saw=())
    dossier = hands.dossier()
    assert dossier.returned is None
    assert [mark.split(":")[:2] for mark in dossier.marks] == [["late", "hand-over"]]


def test_of_two_decisions_made_apart_the_first_at_the_province_counts() -> None:
    hands, mai, nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=(REFUSED,))
    saw = [mai[-1], nam[-1]]
    one = hands.by(PAO, ConflictResolved(at(30), CUSTODY, *nam[0], why="…", by="tỉnh"), saw=saw)
    other = hands.by(MAI, ConflictResolved(at(30), CUSTODY, *mai[0], why="…", by="xã"), saw=saw)
    before = (BORN, *mai, *nam)
    assert hands.dossier((*before, one, other)).custodian.station == NAM
    assert hands.dossier((*before, other, one)).custodian.station == MAI


def test_a_bare_take_over_of_a_file_that_was_solved_meanwhile_is_late_and_no_conflict() -> None:
    hands, _mai, _nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=())
    dossier = hands.dossier()
    assert (dossier.state, dossier.conflict) == (State.COMPLETED, None)
    assert kinds(hands) == ["late"]


def test_a_take_over_of_a_file_nobody_worked_on_simply_stands() -> None:
    hands, _mai, nam = forced(of_nam=(REFUSED,))
    hands.by(MAI, NoteAdded(at(6), "đang chờ"), saw=())
    assert hands.dossier().custodian.station == NAM
    assert hands.dossier((*nam,)).state is State.COMPLETED
    assert kinds(hands) == []


def test_two_open_branches_in_different_states_are_a_conflict_too() -> None:
    asked = PapersRequested(at(6), "2-0001", (WantedPaper("Giấy chứng sinh"),), "thiếu", "Nam")
    hands, _mai, _nam = forced(DossierForwarded(at(6), Receiver("officer", "Tư pháp")), of_nam=(asked,))
    conflict = hands.dossier().conflict
    assert conflict is not None
    assert [one.ending for one in conflict.branches] == ["processing", "awaiting_papers"]


def test_work_handed_from_desk_to_desk_is_one_chain_and_no_contradiction() -> None:
    hands = Hands.received()
    given = hands.by(MAI, DossierForwarded(at(1), Receiver("station", "Nam", NAM)), saw=())
    hands.by(MAI, NoteAdded(at(2), "đã giao"), saw=())
    hands.by(NAM, DossierCompleted(at(3), number="12/KS"), saw=[given])
    assert hands.dossier().state is State.COMPLETED
    assert kinds(hands) == []


def test_case_32_an_edit_of_somebody_who_had_not_heard_that_it_was_closed_is_late() -> None:
    hands = Hands.received()
    hands.by(MAI, DossierCompleted(at(6), number="12/KS"), saw=())
    hands.by(NAM, corrected("applicant.name", "Giàng A Chông", name="Giàng A Chông"), saw=[BORN])
    dossier = hands.dossier()
    assert dossier.applicant == WHO
    assert len(dossier.corrections) == 0
    assert [mark.split(":")[:2] for mark in dossier.marks] == [["late", "correct"]]


def test_what_somebody_has_looked_at_leaves_the_list_in_either_order() -> None:
    hands = Hands.received()
    stray = hands.by(NAM, DossierCompleted(at(2), number="9/KS"), saw=[BORN])
    (item,) = review_items(hands.dossier())
    hands.by(MAI, ReviewDismissed(at(9), item.item, "gõ nhầm", "Mai"), saw=[stray])
    assert review_items(hands.dossier()) == ()


# ── the law ──


def test_whatever_is_missing_or_comes_first_the_whole_makes_the_same() -> None:
    hands, mai, nam = forced(DossierCompleted(at(6), number="12/KS"), of_nam=(REFUSED,))
    hands.by(PAO, corrected("applicant.phone", "0933", phone="0933"), saw=[nam[0]])
    whole = hands.dossier((BORN, *nam))
    keys = list(hands.happened)
    for turn in list(permutations(keys))[::7]:
        again = Hands({key: hands.happened[key] for key in turn}, dict(hands.seqs))
        assert again.dossier((BORN, *nam)) == whole
    assert mai


def test_a_person_with_applicant_only_is_never_made_from_a_liars_correction() -> None:
    hands = Hands.received()
    hands.by(MAI, NoteAdded(at(1), "…"), saw=())
    odd = DossierCorrected(at(2), (Correction("applicant.no_such", "", "x"), Correction("id", "", "x")), "…")
    hands.by(NAM, replace(odd, applicant=Applicant("person", "Ai Đó")), saw=[BORN])
    assert hands.dossier().applicant == WHO


def test_the_desk_that_took_it_in_returns_the_result_wherever_it_was_solved() -> None:
    hands = Hands.received()
    given = hands.by(MAI, DossierForwarded(at(1), Receiver("station", "Nam", NAM)), saw=())
    done = hands.by(NAM, DossierCompleted(at(3), number="12/KS"), saw=[given])
    hands.by(MAI, DossierHandedOver(at(4)), saw=[done])
    assert hands.dossier().state is State.RETURNED
    assert kinds(hands) == []


def test_case_34_a_scan_that_was_taken_away_stays_known_to_whoever_still_names_it() -> None:
    hands = Hands.received()
    added = hands.by(MAI, ScanAdded(at(1), "ab" * 32, 10, 1), saw=())
    hands.by(MAI, ScanRemoved(at(2), "ab" * 32, "nhầm trang"), saw=())
    hands.by(NAM, ScanAdded(at(3), "cd" * 32, 12, 1, is_signed=True, replaces="ab" * 32), saw=[added])
    first = next(scan for scan in hands.dossier().scans if scan.sha256 == "ab" * 32)
    assert first.removed_at == at(2)
    assert len(hands.dossier().scans) == 2


def test_case_35_what_a_dossier_is_depends_on_the_procedure_it_was_taken_in_under_not_on_a_catalogue() -> None:
    hands = Hands.received()
    hands.by(MAI, DossierCompleted(at(6), number="12/KS"), saw=())
    hands.by(NAM, NoteAdded(at(7), "…"), saw=[BORN])
    dossier = hands.dossier()
    assert (dossier.procedure.version, dossier.state) == (receipt().procedure.version, State.COMPLETED)
