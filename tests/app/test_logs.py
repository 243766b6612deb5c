import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import digest_words, logger, report_bug, set_up_logs, shut_down_logs


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    set_up_logs(tmp_path / "logs")
    yield tmp_path / "logs" / "motcua.log"
    shut_down_logs()


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_ids_counts_and_codes_are_written(log_file: Path) -> None:
    logger("exchange").info("bundle_written", station=bytes(range(16)), changes=12, dossier="H35.99.01-261123-1001")
    (line,) = lines(log_file)
    assert line["event"] == "bundle_written"
    assert line["station"] == "000102030405060708090a0b0c0d0e0f"
    assert (line["changes"], line["dossier"], line["part"]) == (12, "H35.99.01-261123-1001", "exchange")
    assert str(line["at"]).endswith("Z")


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "Lan"),
        ("applicant", "x"),
        ("phone", "1"),
        ("who", "Giàng A Chống"),
        ("where", "Ban Sin Suoi Ho"),
        ("value", "012090000123"),
        ("value", 12090000123),
        ("values", ["ok", "Giàng A Chống"]),
        ("thing", {"name": "Lan"}),
        ("place", Path("/home/Giàng A Chống")),
    ],
)
def test_what_could_be_a_person_is_withheld_and_shows(log_file: Path, key: str, value: object) -> None:
    logger("desk").info("accepted", **{key: value})
    text = log_file.read_text(encoding="utf-8")
    assert "Lan" not in text
    assert "Chống" not in text
    assert "12090000123" not in text
    assert "Suoi" not in text
    assert [line["event"] for line in lines(log_file)] == ["withheld_from_log", "accepted"]
    assert lines(log_file)[0]["keys"] == key


def test_a_digest_that_begins_with_digits_alone_does_not_pass_for_a_citizens_number(log_file: Path) -> None:
    logger("hub").info("bundle_done", sha=digest_words("0120900001234567" + "f" * 48))
    (line,) = lines(log_file)
    assert line["sha"] == "0120900001234567"


@pytest.mark.expects_log_warnings
def test_a_sentence_cannot_stand_where_the_event_is_named(log_file: Path) -> None:
    logger("desk").info("accepted Giàng A Chống")
    assert "Giàng" not in log_file.read_text(encoding="utf-8")


@pytest.mark.expects_log_warnings
def test_a_bug_gets_a_code_and_leaves_no_value_behind(log_file: Path) -> None:
    def fails(name: str) -> None:
        raise KeyError(name)

    codes = set()
    for name in ("Giàng A Chống", "Lò Thị Páo"):
        try:
            try:
                fails(name)
            except KeyError as first:
                raise ValueError(f"no place for {name}") from first
        except ValueError as bug:
            codes.add(report_bug(bug))
    (code,) = codes
    text = log_file.read_text(encoding="utf-8")
    assert code in text
    assert "KeyError" in text
    assert "test_logs.py" in text
    assert "Chống" not in text
    assert "Páo" not in text


def test_a_log_that_cannot_be_written_does_not_stop_the_desk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    set_up_logs(tmp_path / "file")
    logger("desk").info("accepted", changes=1)
    shut_down_logs()


def test_without_a_log_nothing_goes_to_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    logger("desk").info("accepted", changes=1)
    assert capfd.readouterr() == ("", "")
