"""One round over the link (một lượt đồng bộ qua mạng): send what the other end lacks, fetch what it has for us.

What was begun is finished before anything new: the bundle under way stays in a folder until the other end has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app.bundles import ExchangeStopped
from app.clock import Clock, local
from app.domain import errors
from app.domain.errors import Refusal
from app.files import fault_of, write_whole
from app.link import Link, Meeting, Stop
from app.ports import LogRange
from app.services.exchange import Exchange, Exported
from app.services.incoming import Imported

PROVINCE, MATE = "province", "mate"
RESEND_AFTER = timedelta(hours=1)
"""What arrived there and is still not confirmed then is sent again: a hub may have been restored."""

SIGN_OF_LIFE_AFTER = timedelta(hours=20)
QUIET = timedelta(minutes=30)
"""Without progress for so long the officer is offered a stick."""

_READING_S = 20
"""How long the other end may read what it just got before it answers."""


class LinkStanding(msgspec.Struct, frozen=True):
    """How the link to one end stands. trouble, details: the refusal of the last round that failed.

    moved_at: when anything last got through, or when a round began that had nothing to show yet.
    sent_to: up to where each log lies at the other end, by hex id. tag: of the last answer read.
    """

    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    moved_at: datetime | None = None
    trouble: str = ""
    details: dict[str, str] = {}
    clock_offset_s: float = 0.0
    sent_at: datetime | None = None
    sent_to: dict[str, int] = {}
    tag: str = ""

    def refusal(self) -> Refusal | None:
        """Return the last failure as the refusal it was, None after a success."""
        kind = getattr(errors, self.trouble, None)
        return kind(**self.details) if isinstance(kind, type) and issubclass(kind, Refusal) else None

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether rounds fail and nothing got through for half an hour."""
        return bool(self.trouble) and self.moved_at is not None and now - self.moved_at >= QUIET


class Pending(msgspec.Struct, frozen=True):
    """A bundle on its way."""

    name: str
    sha256: str
    size: int
    changes: int
    dossiers: int
    ranges: tuple[tuple[bytes, int, int], ...]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to. at_province: what a mate holds and could not give, because only digests are left there."""

    sent: Exported | None
    received: tuple[Imported, ...]
    clock_offset_s: float
    at_province: tuple[LogRange, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkRounds:
    """Rounds of one desk. folder: where bundles on their way lie. stop: asked between the parts of what is read in."""

    exchange: Exchange
    clock: Clock
    folder: Path
    stop: Stop = lambda: False

    # ── the province ──

    def with_province(self, link: Link) -> Round:
        """Send what the province has not confirmed, fetch its answer.

        Raises as :class:`app.link.Link`, NoProvinceCard.
        """
        return self._noted(PROVINCE, lambda: self._with_province(link))

    def _with_province(self, link: Link) -> Round:
        waiting = self._under_way() or self._prepared()
        meeting = link.meet()
        self._note(PROVINCE, clock_offset_s=meeting.clock_offset_s, moved_at=self.clock.now())
        if waiting is not None:
            link.send(waiting.path, sha256=waiting.sha256)
            self._arrived(waiting)
        received = self._fetched(link, PROVINCE, have={}, wait_s=_READING_S if waiting else 0)
        return Round(waiting, received, meeting.clock_offset_s)

    def _under_way(self) -> Exported | None:
        """Return the bundle that is under way; one that a stick brought there meanwhile is dropped."""
        waiting = self.pending()
        if waiting is None:
            return None
        missing = {one.station: one for one in self.exchange.book.unacknowledged()}
        if any(one.station in missing and missing[one.station].first <= one.last for one in waiting.ranges):
            return waiting
        self._forget(waiting)
        return None

    def pending(self) -> Exported | None:
        """Return the bundle that is under way, None without one."""
        with suppress(OSError, msgspec.MsgspecError):
            noted = msgspec.json.decode(self._pending_file.read_bytes(), type=Pending)
            path = self.folder / Path(noted.name).name
            if path.stat().st_size == noted.size:
                ranges = tuple(LogRange(*one) for one in noted.ranges)
                return Exported(path, noted.sha256, noted.size, noted.changes, noted.dossiers, ranges)
        return None

    def _prepared(self) -> Exported | None:
        """Write a bundle where there is a reason to, and note it before anything of it is sent."""
        if not self._is_due():
            return None
        self._make_folder()
        for left in (*self.folder.glob("*.goi"), *self.folder.glob("*.part")):
            left.unlink(missing_ok=True)
        made = self.exchange.prepare(self.folder, cancelled=self.stop)
        ranges = tuple((one.station, one.first, one.last) for one in made.ranges)
        noted = Pending(made.path.name, made.sha256, made.bytes, made.changes, made.dossiers, ranges)
        write_whole(self._pending_file, msgspec.json.encode(noted))
        return made

    def _is_due(self) -> bool:
        standing, now = self.standing(PROVINCE), self.clock.now()
        ranges = self.exchange.book.unacknowledged()
        if standing.sent_at is None or any(one.last > standing.sent_to.get(one.station.hex(), 0) for one in ranges):
            return True
        return abs(now - standing.sent_at) > (RESEND_AFTER if ranges else SIGN_OF_LIFE_AFTER)

    def _arrived(self, made: Exported) -> None:
        self.exchange.sent(made)
        now = self.clock.now()
        sent_to = {**self.standing(PROVINCE).sent_to, **{one.station.hex(): one.last for one in made.ranges}}
        self._note(PROVINCE, sent_at=now, sent_to=sent_to, moved_at=now)
        self._forget(made)

    def _forget(self, made: Exported) -> None:
        self._pending_file.unlink(missing_ok=True)
        made.path.unlink(missing_ok=True)

    # ── a mate ──

    def with_mate(self, link: Link) -> Round:
        """Give a desk of this office what it lacks, take what we lack. Raises as :class:`app.link.Link`."""
        return self._noted(MATE, lambda: self._with_mate(link))

    def _with_mate(self, link: Link) -> Round:
        meeting = link.meet()
        folder = self._make_folder() / "to-mate"
        folder.mkdir(exist_ok=True)
        for left in folder.iterdir():
            left.unlink(missing_ok=True)
        made = self.exchange.for_mate(folder, mate=meeting.station, have=meeting.have or {})
        if made is not None:
            link.send(made.path, sha256=made.sha256)
            made.path.unlink(missing_ok=True)
        self._note(MATE, clock_offset_s=meeting.clock_offset_s, moved_at=self.clock.now())
        have = {one.station: one.seq for one in self.exchange.queries.positions()}
        received = self._fetched(link, MATE, have=have, wait_s=_READING_S if made else 0)
        return Round(made, received, meeting.clock_offset_s, self._not_given(meeting))

    def _not_given(self, meeting: Meeting) -> tuple[LogRange, ...]:
        """Return what a mate says it holds and we lack after it gave all it could."""
        held = {one.station: one.seq for one in self.exchange.queries.positions()}
        there = {of: seq for of, seq in (meeting.have or {}).items() if self.exchange.is_mate(of)}
        return tuple(LogRange(of, held.get(of, 0) + 1, seq) for of, seq in there.items() if seq > held.get(of, 0))

    # ── both ──

    def standing(self, end: str) -> LinkStanding:
        """Return how the link to an end stands."""
        try:
            return msgspec.json.decode((self.folder / f"{end}.json").read_bytes(), type=LinkStanding)
        except (OSError, msgspec.MsgspecError):
            return LinkStanding()

    def forget_mate(self) -> None:
        """Forget how it stood with the desk beside: another one is meant from now on. Raises CannotWrite."""
        path = self.folder / f"{MATE}.json"
        try:
            path.unlink(missing_ok=True)
        except OSError as failed:
            raise fault_of(failed, self.folder.name) from failed

    def _fetched(self, link: Link, end: str, *, have: Mapping[bytes, int], wait_s: int) -> tuple[Imported, ...]:
        folder = self._make_folder() / f"from-{end}"
        folder.mkdir(exist_ok=True)
        # A mate answers by what we say we hold, the province by what it last said to us.
        known = self.standing(end).tag if end == PROVINCE else ""
        found = link.fetch(folder, have=have, known=known, wait_s=wait_s)
        if found is None:
            return ()
        path, tag = found
        bundle = path.with_name(f"{self.exchange.desk.commune}-{tag[:8]}.goi")
        try:
            path.replace(bundle)
            received = self.exchange.import_paths([bundle], cancelled=self.stop)
            if all(one.exit_code != errors.EnvironmentFault.exit_code for one in received):
                self._note(end, tag=tag, moved_at=self.clock.now())
            return received
        finally:
            bundle.unlink(missing_ok=True)

    def _noted(self, end: str, act: Callable[[], Round]) -> Round:
        """Do a round and note how it went."""
        self._make_folder()
        if self.standing(end).moved_at is None:
            self._note(end, moved_at=self.clock.now())
        try:
            done = act()
        except ExchangeStopped:
            raise
        except Refusal as refusal:
            details = {name: str(told) for name, told in refusal.details.items()}
            self._note(end, trouble=type(refusal).__name__, details=details, last_failure_at=self.clock.now())
            raise
        now = self.clock.now()
        self._note(end, trouble="", details={}, last_success_at=now, moved_at=now)
        return done

    def _note(self, end: str, **changed: object) -> None:
        standing = msgspec.structs.replace(self.standing(end), **changed)
        write_whole(self.folder / f"{end}.json", msgspec.json.encode(standing))

    def _make_folder(self) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as failed:
            raise fault_of(failed, self.folder.name) from failed
        return self.folder

    @property
    def _pending_file(self) -> Path:
        return self.folder / "pending.json"


def shown(standing: LinkStanding) -> dict[str, object]:
    """Return how a link stands as ``status`` prints it."""
    return {
        "last_success_at": standing.last_success_at and local(standing.last_success_at),
        "last_failure_at": standing.last_failure_at and local(standing.last_failure_at),
        "trouble": standing.trouble or None,
        "clock_offset_s": round(standing.clock_offset_s, 1),
    }
