"""This desk behind the link, for the other desks of the office: reads in what they bring, gives what they lack."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import PortTaken, ServingNotInstalled
from app.files import fault_of
from sync.link.office import Outgoing
from sync.link.spool import Allowance, Parcel
from sync.wire.link_proof import LinkProofs

if TYPE_CHECKING:
    from app.services.incoming import Imported
    from ui.program import Program

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the whole office; who is let in, its keys say
_ALLOWED = (4, 1 << 30)


class DeskOffice:
    """See :class:`sync.link.server.Office`. heard: told of every file that was read in, in a thread of its own."""

    def __init__(self, program: Program, folder: Path, heard: Callable[[tuple[Imported, ...]], object]) -> None:
        self._exchange, self._folder, self._heard = program.exchange, folder, heard
        for one in (self._inbox, self._outgoing):
            one.mkdir(parents=True, exist_ok=True)
            for left in one.iterdir():
                left.unlink(missing_ok=True)  # mates bring again what they were not told we have
        self._reader = ThreadPoolExecutor(1, "lan-office")
        self._unread: set[Future[None]] = set()

    def close(self) -> None:
        """Finish reading what is here."""
        self._reader.shutdown(wait=True)

    def health(self) -> Mapping[str, object]:
        """Return how many files wait."""
        return {"ok": True, "waiting": len(self._unread)}

    def admit(self, station: bytes) -> Allowance | None:
        """Let in the commune's other desks, nobody else."""
        return Allowance(station.hex(), *_ALLOWED) if self._exchange.is_mate(station) else None

    def have(self, _station: bytes) -> Mapping[bytes, int]:
        """Say up to where we hold each log, so that only the rest comes."""
        return {one.station: one.seq for one in self._exchange.queries.positions()}

    def take(self, parcel: Parcel) -> None:
        """Put a whole file aside and read it in soon. Raises CannotWrite."""
        place = self._inbox / f"{self._exchange.desk.commune}-{parcel.sha256[:8]}.goi"
        try:
            parcel.path.replace(place)
        except OSError as failed:
            raise fault_of(failed, place.parent.name) from failed
        reading = self._reader.submit(self._read_in, place)
        self._unread.add(reading)
        reading.add_done_callback(self._unread.discard)

    def outgoing(
        self, station: bytes, *, have: Mapping[bytes, int], wait_s: float, keep: str | None
    ) -> Outgoing | None:
        """Return what a mate lacks by its own word, None where that is nothing."""
        if keep and keep.isalnum() and (half := self._outgoing / f"{keep}.goi").exists():
            return Outgoing(half, keep)
        if wait_s:
            wait(tuple(self._unread), timeout=wait_s)
        ranges = self._exchange.lacking(mate=station, have=have)
        if not ranges:
            return None
        tag = hashlib.sha256(station + repr(ranges).encode()).hexdigest()[:32]
        place = self._outgoing / f"{tag}.goi"
        if not place.exists():
            made = self._exchange.for_mate(self._outgoing, mate=station, have=have)
            if made is None:
                return None
            made.path.replace(place)
            for old in sorted(self._outgoing.glob("*.goi"), key=lambda one: one.stat().st_mtime)[:-16]:
                old.unlink(missing_ok=True)
        return Outgoing(place, tag)

    def _read_in(self, place: Path) -> None:
        try:
            self._heard(self._exchange.import_paths([place]))
        finally:
            place.unlink(missing_ok=True)

    @property
    def _inbox(self) -> Path:
        return self._folder / "inbox"

    @property
    def _outgoing(self) -> Path:
        return self._folder / "out"


@contextmanager
def lan_served(
    program: Program,
    *,
    port: int,
    host: str | None = None,
    heard: Callable[[tuple[Imported, ...]], object] = len,
) -> Iterator[int]:
    """Answer the office's other desks until the context ends; give the port. Port 0 takes a free one.

    host: None listens everywhere.

    Raises PortTaken, ServingNotInstalled, CannotWrite.
    """
    try:
        import uvicorn
        from starlette.applications import Starlette

        from sync.link.server import LinkServer
    except ImportError as missing:
        raise ServingNotInstalled(reason=str(missing.name)) from missing
    listener = _listener(host or EVERYWHERE, port)
    folder = program.paths.data_dir / "lan"
    try:
        office = DeskOffice(program, folder, heard)
        proofs = LinkProofs(program.storage.keys())
        link = LinkServer(office, proofs, folder / "spool", clock=program.clock)
    except OSError as failed:
        listener.close()
        raise fault_of(failed, folder.name) from failed
    config = uvicorn.Config(
        Starlette(routes=link.routes()), log_config=None, lifespan="off", limit_concurrency=64, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="lan")
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        office.close()


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as taken:
        raise PortTaken(port=port) from taken


def own_addresses(port: int) -> tuple[str, ...]:
    """Return the addresses under which other desks may reach this one: to be read out and typed there."""
    found: set[str] = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for beyond in ("192.168.255.254", "10.255.255.254", "172.31.255.254"):
            try:
                asking.connect((beyond, 9))  # sends nothing: only asks the system which way it would go
                found.add(asking.getsockname()[0])
            except OSError:
                continue
    return tuple(f"{one}:{port}" for one in sorted(found) if not one.startswith("127."))
