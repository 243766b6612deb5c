"""The province tells the national portal, from the log alone; a real server on this machine stands for the portal."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.errors import NationalCodesDamaged, NationalPortalSilent
from sync.hub.national.codes import load_codes
from sync.hub.national.outbox import NationalOutbox
from sync.hub.program import HubPaths, open_hub
from tests.journeys.province import NOW, Province, make_province
from tests.journeys.terminal import PASSWORD, birth

TAKEN = (200, b'{"error_code": "00", "message": "OK"}')
NOON = "2026-11-23T11:00:00+07:00"


class Portal:
    """Answers as it is told to, and remembers what it took; one message id counts once."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.heard: list[dict[str, Any]] = []
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Idempotency-Key"] == body["MessageId"]
                status, answer = portal.answers.pop(0) if portal.answers else TAKEN
                if status == 0:  # the answer is lost after the portal took the message
                    portal.heard.append(body)
                    self.connection.close()
                    return
                if (status, answer) == TAKEN:
                    portal.heard.append(body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                """Nothing of a citizen goes to the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/DongBoHoSoMC"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def states(self) -> list[tuple[str, str]]:
        """Return state and «isUpdating» of every dossier message that was taken, each id once."""
        once = {one["MessageId"]: one for one in self.heard if one["service"] == "DongBoHoSoMC"}
        return [(one["data"][0]["TrangThaiHoSo"], one["isUpdating"]) for one in once.values()]


@pytest.fixture
def portal() -> Iterator[Portal]:
    made = Portal()
    yield made
    made.close()


@pytest.fixture(scope="module")
def _province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        province = make_province(tmp_path_factory.mktemp("province"), password_file)
    codes = {"tables": {"MaLinhVuc": {"codes": {"Hộ tịch": "G15-HT"}, "confirmed": True}}}
    own = {"format": "motcua-national-codes-1", **codes}
    (province.hub.folder / "national-codes.json").write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
    return province


@pytest.fixture
def province(_province: Province, tmp_path: Path) -> Province:
    return _province.copied_to(tmp_path / "here")


def _at_the_province(province: Province) -> None:
    province.hub.json("ingest", province.export(province.desk))


def test_a_dossier_is_told_whole(province: Province) -> None:
    code = province.desk.accept(birth("Giàng A Chống"))["code"]
    _at_the_province(province)
    said = province.hub.json("national", code)
    dossier, progress = said["messages"]
    assert (dossier["service"], dossier["isUpdating"]) == ("DongBoHoSoMC", "False")
    (row,) = dossier["data"]
    assert (row["MaHoSo"], row["MaTTHC"], row["ChuHoSo"]) == (code, "1.001193", "Giàng A Chống")
    assert (row["NgayTiepNhan"], row["NgayHenTra"]) == ("20261123081500", "20261123173000")
    assert (row["TrangThaiHoSo"], row["KenhThucHien"], row["MaLinhVuc"]) == ("2", "1", "G15-HT")
    assert row["NgayTra"] == ""
    assert len(row["TaiLieuNop"]) == 3
    assert {fee["Gia"] for fee in row["DanhSachLePhi"]} == {"", "16000"}
    assert (progress["service"], [one["TrangThai"] for one in progress["data"]]) == ("CapNhatTienDoHoSoMC", ["2"])
    assert said["problems"], "the code tables from memory are named"
    assert all(not one["stops"] for one in said["problems"])


def test_where_the_national_list_lacks_an_arrow_two_steps_are_told(province: Province, portal: Portal) -> None:
    """A request for papers right after acceptance: 2 → 5 is no arrow, so 4 is told between."""
    desk = province.desk
    code = desk.accept(birth("Lò Thị Mỷ"))["code"]
    _at_the_province(province)
    assert province.hub.json("national", "--send", portal.url)["sent"] == 2
    assert portal.states() == [("2", "False")]
    desk.at(NOON).json("act", "request-papers", code, "--papers", "0", "--reason", "Tờ khai chưa ký")
    province.hub.json("ingest", province.export(desk.at(NOON)))
    progress = province.hub.json("national", code)["messages"][-1]["data"]
    assert [one["TrangThai"] for one in progress] == ["2", "4", "5"]
    province.hub.json("national", "--send", portal.url)
    assert portal.states() == [("2", "False"), ("4", "True"), ("5", "True")]
    asked = portal.heard[-2]["data"][0]["DanhSachHoSoBoSung"]
    assert [one["NoiDungBoSung"] for one in asked] == ["Tờ khai chưa ký"]
    for also in ((), (code,), ("--since", "0")):
        again = province.hub.json("national", *also, "--send", portal.url)
        assert (again["sent"], again["waiting"]) == (0, []), "what the portal knows is not told again"


def test_what_was_accepted_at_a_desk_is_never_told_as_filed_online_only(province: Province) -> None:
    """The shortest way of the list to «5» leads over «1», which no dossier of a desk was ever in."""
    desk = province.desk
    code = desk.accept(birth("Lò Thị Mỷ"))["code"]
    desk.at(NOON).json("act", "request-papers", code, "--papers", "0", "--reason", "Tờ khai chưa ký")
    province.hub.json("ingest", province.export(desk.at(NOON)))
    told = [one["data"][0]["TrangThaiHoSo"] for one in province.hub.json("national", code)["messages"][:-1]]
    assert told == ["2", "4", "5"]


def test_a_step_on_the_way_does_not_bear_the_end_yet(province: Province) -> None:
    desk = province.desk
    code = desk.accept(birth("Lò Thị Mỷ"))["code"]
    desk.at(NOON).json("act", "complete", code, "--result", "12/KS")
    desk.at(NOON).json("act", "hand-over", code)
    province.hub.json("ingest", province.export(desk.at(NOON)))
    rows = [one["data"][0] for one in province.hub.json("national", code)["messages"][:-1]]
    assert [row["TrangThaiHoSo"] for row in rows] == ["2", "4", "9", "10"]
    assert [row["NgayKetThucXuLy"] for row in rows] == ["", "", *["20261123110000"] * 2]
    assert [row["NgayTra"] for row in rows] == ["", "", "", "20261123110000"]
    assert [row["ThongTinTra"] for row in rows] == ["", "", "", "Lò Thị Mỷ"]
    assert [len(row["DanhSachGiayToKetQua"]) for row in rows] == [0, 0, 1, 1]


def test_only_what_changed_since_the_cursor_is_told(province: Province) -> None:
    hub, desk = province.hub, province.desk
    first = desk.accept(birth("Vàng A Páo"))["code"]
    _at_the_province(province)
    everything = hub.json("national", "--since", "0")
    assert {one["data"][0]["MaHoSo"] for one in everything["messages"]} == {first}
    second = desk.accept(birth("Tẩn Mỹ Dung"))["code"]
    _at_the_province(province)
    later = hub.json("national", "--since", everything["cursor"])
    assert {one["data"][0]["MaHoSo"] for one in later["messages"]} == {second}
    assert hub.json("national", "--since", later["cursor"])["messages"] == []
    assert hub.said("national", "--since", "nonsense").code == 3


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "JSON"),
        ('{"format": "motcua-national-codes-1", "tables": {"MaLinhVuc": {"codes": 7}}}', "tables[...].codes"),
        ('{"format": "motcua-national-codes-1", "arrows": {"hai": [4]}}', "arrows.hai"),
        ('{"format": "motcua-national-codes-1", "other": 1}', "other"),
    ],
)
def test_a_file_of_codes_that_cannot_be_used_is_named_with_the_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "national-codes.json").write_text(text, encoding="utf-8")
    with pytest.raises(NationalCodesDamaged) as refused:
        load_codes(tmp_path)
    assert refused.value.details["place"] == place


def test_the_check_names_what_the_portal_would_refuse(province: Province) -> None:
    (province.hub.folder / "national-codes.json").unlink()
    province.desk.accept(birth("Sùng A Dơ"))
    _at_the_province(province)
    said = province.hub.said("national", "--since", "0", "--check")
    assert said.code == 3
    stopping = [one for one in json.loads(said.out)["problems"] if one["stops"]]
    assert [one["field"] for one in stopping] == ["MaLinhVuc"]


def _deliver(province: Province, portal: Portal, pause: Callable[[float], None]) -> Any:
    with open_hub(HubPaths(province.hub.folder), PASSWORD, write=True, now=NOW) as hub, httpx.Client() as client:
        outbox = NationalOutbox(hub, load_codes(province.hub.folder), sleep=pause)
        outbox.collect()
        return outbox.deliver(client, portal.url)


def test_a_lost_answer_a_broken_gateway_and_a_captive_page_are_tried_again(province: Province, portal: Portal) -> None:
    province.desk.accept(birth("Giàng A Páo"))
    _at_the_province(province)
    pauses: list[float] = []
    portal.answers = [(0, b""), (502, b""), (200, b"<html>Xin chao</html>"), TAKEN]
    done = _deliver(province, portal, pauses.append)
    assert (done.sent, done.dossiers, done.left) == (2, 1, ())
    assert len(pauses) == 3
    assert pauses[0] <= 4 < 16 >= pauses[2] > pauses[0] / 4
    ids = [one["MessageId"] for one in portal.heard]
    assert ids[0] == ids[1] != ids[2], "what was sent again is the same message"
    assert portal.states() == [("2", "False")]


def test_a_silent_portal_loses_nothing_and_a_refusal_holds_up_nobody(province: Province, portal: Portal) -> None:
    for name in ("Lò Văn Pản", "Chẻo A Sài"):
        province.desk.accept(birth(name))
    _at_the_province(province)
    portal.answers = [(503, b"")] * 4
    with pytest.raises(NationalPortalSilent, match="HTTP 503"):
        _deliver(province, portal, lambda _s: None)
    assert portal.heard == []
    portal.answers = [(200, '{"error_code": "-1", "message": "MaTTHC không có"}'.encode()), TAKEN, TAKEN]
    done = _deliver(province, portal, lambda _s: None)
    assert done.dossiers == 1
    assert [(one.said, one.tries) for one in done.left] == [("MaTTHC không có", 2)]
    assert _deliver(province, portal, lambda _s: None).left == ()
    assert portal.states() == [("2", "False")] * 2
