"""The names of the province's logs: one a commune and a life of the hub, all of one hand."""

from __future__ import annotations

from app.domain.merge_events import hand_of, is_province_log, life_of, province_log

HUB, OTHER_HUB = b"the hub, 16 byte", b"some other hub.."


def test_the_first_life_keeps_the_name_that_golden_bundles_hold() -> None:
    assert province_log(HUB, "03388").hex() == "f56bfec8c51ab3b5dfb6e108ff81e502"


def test_every_life_has_a_log_of_its_own_and_all_are_of_one_hand() -> None:
    logs = {life: province_log(HUB, "03388", life) for life in (0, 1, 77, (1 << 32) - 1)}
    assert len(set(logs.values())) == len(logs)
    assert {hand_of(log) for log in logs.values()} == {hand_of(logs[0])}
    for life, log in logs.items():
        assert life_of(log, HUB, "03388") == life
        assert is_province_log(log, HUB, "03388")
        assert not is_province_log(log, HUB, "03394")
        assert not is_province_log(log, OTHER_HUB, "03388")
