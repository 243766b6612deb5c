"""Who may open the desk, and what happens when somebody tries."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from pathlib import Path

import pytest

from app.domain.errors import AlreadyInitialised, DatabaseDamaged, PasswordTooShort, UnknownOfficer, WrongPassword
from storage import tries, vault, vault_file
from tests.storage.made_up import CHEAP, PASSWORD


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


def make(file: Path) -> tuple[vault.Vault, str]:
    return vault.create(file, "mai", "Lò Thị Mai", PASSWORD, cost=CHEAP)


def test_every_officer_opens_the_same_key_with_their_own_password(file: Path) -> None:
    first, _code = make(file)
    second = first.add_officer("pao", "Giàng Thị Páo", "mật khẩu của Páo")
    assert vault.unlock(file, "mai", PASSWORD).key == first.key
    opened = vault.unlock(file, "pao", "mật khẩu của Páo")
    assert (opened.key, opened.owner) == (first.key, second)
    assert [owner.name for owner in vault_file.officers(file)] == ["Lò Thị Mai", "Giàng Thị Páo"]


def test_the_standard_cost_is_what_the_file_says(file: Path) -> None:
    vault.create(file, "mai", "Lò Thị Mai", PASSWORD)
    assert json.loads(file.read_text())["slots"][0]["kdf"] == {
        "name": "argon2id", "memory_kib": 65536, "passes": 3, "lanes": 4,
    }  # fmt: skip
    assert vault.unlock(file, "mai", PASSWORD).owner is not None


def test_the_printed_recovery_code_opens_however_it_is_typed(file: Path) -> None:
    first, code = make(file)
    assert vault.unlock_with_recovery(file, code).key == first.key
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert vault.unlock_with_recovery(file, sloppy).key == first.key


def test_a_renewed_recovery_code_replaces_the_old_one(file: Path) -> None:
    first, old = make(file)
    new = first.renew_recovery_code()
    assert vault.unlock_with_recovery(file, new).key == first.key
    with pytest.raises(WrongPassword):
        vault.unlock_with_recovery(file, old)


def test_after_a_forgotten_password_the_recovery_code_gives_a_new_one(file: Path) -> None:
    first, code = make(file)
    vault.unlock_with_recovery(file, code).change_password("mai", "mật khẩu mới tinh")
    assert vault.unlock(file, "mai", "mật khẩu mới tinh").key == first.key
    with pytest.raises(WrongPassword):
        vault.unlock(file, "mai", PASSWORD)


def test_wrong_passwords_slow_the_next_try_but_never_lock_the_data_out(file: Path) -> None:
    first, _code = make(file)
    now, waits = 1000.0, []
    for _ in range(9):
        with pytest.raises(WrongPassword) as refused:
            vault.unlock(file, "mai", "không phải mật khẩu", now=now)
        waits.append(refused.value.details["wait_s"])
        now += tries.LONGEST_WAIT_S
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert vault.unlock(file, "mai", PASSWORD, now=now).key == first.key
    with pytest.raises(WrongPassword) as refused:
        vault.unlock(file, "mai", "không phải mật khẩu", now=now)
    assert refused.value.details["wait_s"] == 1, "the right password forgives"


def test_while_the_wait_runs_even_the_right_password_waits(file: Path) -> None:
    make(file)
    for now in (1000.0, 1100.0, 1200.0):
        with pytest.raises(WrongPassword):
            vault.unlock(file, "mai", "không phải mật khẩu", now=now)
    with pytest.raises(WrongPassword) as refused:
        vault.unlock(file, "mai", PASSWORD, now=1201.0)
    assert refused.value.details["wait_s"] == 3
    assert vault.unlock(file, "mai", PASSWORD, now=1204.0)


def test_a_clock_set_back_or_a_spoilt_book_of_tries_keeps_nobody_out(file: Path) -> None:
    make(file)
    with pytest.raises(WrongPassword):
        vault.unlock(file, "mai", "không phải mật khẩu", now=9e9)
    with pytest.raises(WrongPassword) as refused:
        vault.unlock(file, "mai", PASSWORD, now=1000.0)
    assert refused.value.details["wait_s"] == 1
    file.with_name("vault.tries").write_text("{not json")
    assert vault.unlock(file, "mai", PASSWORD, now=1000.0)


def test_a_try_dated_by_a_broken_clock_costs_a_minute_at_most(file: Path) -> None:
    first, _code = make(file)
    for _ in range(3):
        with pytest.raises(WrongPassword):
            vault.unlock(file, "mai", "không phải mật khẩu", now=9e9)
    with pytest.raises(WrongPassword) as refused:
        vault.unlock(file, "mai", PASSWORD, now=1000.0)
    assert vault.unlock(file, "mai", PASSWORD, now=1000.0 + int(str(refused.value.details["wait_s"]))).key == first.key


@pytest.mark.parametrize(
    "spoilt", ["[1e999, 0]", "[1000000000000000000000, 0]", "[3, NaN]", "[3, Infinity]", "[3, -Infinity]", "[-7, 0]"]
)
def test_whatever_stands_in_the_book_of_tries_a_minute_later_the_password_opens(file: Path, spoilt: str) -> None:
    first, _code = make(file)
    slot = json.loads(file.read_text())["slots"][0]["id"]
    file.with_name("vault.tries").write_text(f'{{"{slot}": {spoilt}}}')
    with contextlib.suppress(WrongPassword):
        vault.unlock(file, "mai", PASSWORD, now=1000.0)
    assert vault.unlock(file, "mai", PASSWORD, now=1061.0).key == first.key


def test_a_password_is_the_same_with_its_marks_typed_apart(file: Path) -> None:
    first, _code = make(file)
    assert vault.unlock(file, "mai", unicodedata.normalize("NFD", PASSWORD)).key == first.key


@pytest.mark.parametrize("field", ["salt", "nonce", "wrapped", "kdf", "id"])
def test_one_spoilt_value_is_no_wrong_password_but_a_reason_to_read_the_copy(file: Path, field: str) -> None:
    first, _code = make(file)
    document = json.loads(file.read_text())
    was = document["slots"][0][field]
    document["slots"][0][field] = {"memory_kib": 2**31, "passes": 3, "lanes": 4} if field == "kdf" else was[::-1]
    file.write_text(json.dumps(document))
    assert vault.unlock(file, "mai", PASSWORD).key == first.key


def test_a_file_that_cannot_be_read_is_read_from_its_copy(file: Path) -> None:
    first, _code = make(file)
    file.unlink()
    file.mkdir()
    assert vault.unlock(file, "mai", PASSWORD).key == first.key


def test_nine_letters_are_too_few(file: Path) -> None:
    with pytest.raises(PasswordTooShort):
        vault.create(file, "mai", "Lò Thị Mai", "chín chữ", cost=CHEAP)
    assert not file.exists()


def test_an_unknown_login_is_named(file: Path) -> None:
    make(file)
    with pytest.raises(UnknownOfficer):
        vault.unlock(file, "ai đó", PASSWORD)


def test_a_vault_is_never_overwritten(file: Path) -> None:
    first, _code = make(file)
    with pytest.raises(AlreadyInitialised):
        make(file)
    with pytest.raises(AlreadyInitialised):
        first.add_officer("mai", "Người khác", PASSWORD)
    assert vault.unlock(file, "mai", PASSWORD).key == first.key


def test_a_lost_or_damaged_file_is_read_from_its_copy(file: Path) -> None:
    first, _code = make(file)
    file.write_bytes(file.read_bytes()[:100])
    assert vault.unlock(file, "mai", PASSWORD).key == first.key
    file.unlink()
    assert vault.unlock(file, "mai", PASSWORD).key == first.key


def test_both_files_damaged_is_said_as_damage(file: Path) -> None:
    make(file)
    for each in (file, file.with_name("vault.json.copy")):
        each.write_bytes(b"{}")
    with pytest.raises(DatabaseDamaged):
        vault.unlock(file, "mai", PASSWORD)


def test_a_wrapped_key_moved_to_another_slot_opens_nothing(file: Path) -> None:
    first, _code = make(file)
    first.add_officer("pao", "Giàng Thị Páo", "mật khẩu của Páo")
    document = json.loads(file.read_text())
    mai, _recovery, pao = document["slots"]
    pao.update({part: mai[part] for part in ("salt", "nonce", "wrapped", "kdf")})
    file.write_text(json.dumps(document))
    with pytest.raises(WrongPassword):
        vault.unlock(file, "pao", PASSWORD)


def test_neither_key_nor_password_stands_in_the_file_or_in_a_traceback(file: Path) -> None:
    first, code = make(file)
    written = file.read_text()
    assert first.key.hex() not in written
    assert PASSWORD not in written and code.replace("-", "") not in written
    assert first.key.hex() not in repr(first) and str(first.key) not in repr(first)
