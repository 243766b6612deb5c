"""Both ends of a link on loopback: a real server with a made-up office, and a proxy that breaks lines."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from app.clock import Clock, SystemClock
from sync.link.address import Address
from sync.link.client import LinkClient
from sync.link.office import Outgoing
from sync.link.server import LinkServer
from sync.link.spool import Allowance, Parcel
from sync.wire.link_proof import LinkProofs
from sync.wire.signing import StationKeys


@dataclass
class MadeUpOffice:
    """Takes everything, gives what it was told to give."""

    folder: Path
    allowance: Allowance | None = field(default_factory=lambda: Allowance("all", 8, 64 << 20))
    taken: list[tuple[bytes, bytes]] = field(default_factory=list)
    waiting: dict[str, Path] = field(default_factory=dict)
    now: str = ""

    def health(self) -> Mapping[str, object]:
        return {"ok": True}

    def admit(self, station: bytes) -> Allowance | None:
        return self.allowance

    def have(self, station: bytes) -> Mapping[bytes, int] | None:
        return None

    def take(self, parcel: Parcel) -> None:
        self.taken.append((parcel.station, parcel.path.read_bytes()))

    def outgoing(
        self, station: bytes, *, have: Mapping[bytes, int], wait_s: float, keep: str | None
    ) -> Outgoing | None:
        tag = keep if keep in self.waiting else self.now
        return Outgoing(self.waiting[tag], tag) if tag else None

    def gives(self, tag: str, contents: bytes) -> None:
        path = self.folder / f"out-{tag}"
        path.write_bytes(contents)
        self.waiting[tag], self.now = path, tag


@dataclass
class Served:
    """A running server."""

    office: MadeUpOffice
    proofs: LinkProofs
    server: LinkServer
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def new_proofs() -> LinkProofs:
    return LinkProofs(StationKeys.generate().to_bytes())


@contextmanager
def listening(app: Starlette, **more: object) -> Iterator[int]:
    """Run an application on a free port of loopback."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", **more)  # type: ignore[arg-type]
    )
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline
            time.sleep(0.01)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive()


@contextmanager
def served(folder: Path, *, clock: Clock | None = None, office: MadeUpOffice | None = None) -> Iterator[Served]:
    folder.mkdir(exist_ok=True)
    office, proofs = office or MadeUpOffice(folder), new_proofs()
    server = LinkServer(office, proofs, folder / "spool", clock=clock or SystemClock())
    with listening(Starlette(routes=server.routes())) as port:
        yield Served(office, proofs, server, port)


def caller(
    url: str, *, proofs: LinkProofs | None = None, patience_s: float | None = 20.0, scale: float = 0.01, **more: object
) -> LinkClient:
    """A client whose waits are a hundredth of the real ones."""
    return LinkClient(
        Address(url, proxy="none"),
        proofs or new_proofs(),
        expected=more.pop("expected", lambda _station: True),  # type: ignore[arg-type]
        clock=SystemClock(),
        patience_s=patience_s,
        chance=more.pop("chance", lambda: scale),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


class BreakingProxy:
    """Passes bytes on to a port and breaks lines.

    cut_every: bytes both ways a connection lives; two numbers: at random between them. loss: chance (0 … 1) that a
    connection dies before it brought anything. Chance is drawn from seed. bytes_per_s: how thin it is, None as fast as
    it goes. delay_s: how late everything comes.
    """

    def __init__(
        self,
        port: int,
        *,
        cut_every: int | tuple[int, int] | None = None,
        loss: float = 0.0,
        bytes_per_s: float | None = None,
        delay_s: float = 0.0,
        seed: int = 1,
    ) -> None:
        import random

        self._target, self._cut_every, self._loss = port, cut_every, loss
        self._rate, self._delay_s, self._chance = bytes_per_s, delay_s, random.Random(seed)
        self.up = self.down = self.cuts = self.lost = self.connections = 0
        self.drop_answer_when = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = False
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> BreakingProxy:
        self._start(self._accept)
        return self

    def __exit__(self, *_args: object) -> None:
        self._closing = True
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._listener.close()
        for end in self._sockets:
            _shut(end)
        for thread in self._threads:
            thread.join(5)
        for end in self._sockets:
            end.close()

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            near, _where = self._listener.accept()
            if self._closing:
                near.close()
                return
            self.connections += 1
            if self._chance.random() < self._loss:
                self.lost += 1
                self._hang_up(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                self._hang_up(near)
                continue
            self._sockets += [near, far]
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lives = self._chance.randint(*self._cut_every) if isinstance(self._cut_every, tuple) else self._cut_every
            line = _Line(near, far, lives)
            self._start(self._pump, line, near, far, True)
            self._start(self._pump, line, far, near, False)

    def _pump(self, line: _Line, source: socket.socket, target: socket.socket, is_up: bool) -> None:
        try:
            while data := source.recv(2048):
                if self._rate:
                    time.sleep(len(data) / self._rate)
                if self._delay_s:
                    time.sleep(self._delay_s)
                if not is_up and self.drop_answer_when and self.drop_answer_when in data:
                    self.drop_answer_when = b""
                    self.cuts += 1
                    line.cut()
                    return
                allowed = line.allow(len(data))
                target.sendall(data[:allowed])
                if is_up:
                    self.up += allowed
                else:
                    self.down += allowed
                if allowed < len(data):
                    self.cuts += 1
                    line.cut()
                    return
        except OSError:
            line.cut()
            return
        line.end(target)

    @staticmethod
    def _hang_up(near: socket.socket) -> None:
        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        near.close()


class _Line:
    """One connection through the proxy."""

    def __init__(self, near: socket.socket, far: socket.socket, left: int | None) -> None:
        self._near, self._far, self._left, self._lock = near, far, left, threading.Lock()

    def allow(self, count: int) -> int:
        with self._lock:
            if self._left is None:
                return count
            allowed = min(count, self._left)
            self._left -= allowed
            return allowed

    def cut(self) -> None:
        _shut(self._near)
        _shut(self._far)

    @staticmethod
    def end(target: socket.socket) -> None:
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
