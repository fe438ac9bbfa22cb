"""A network link between a client and a server on this machine, which can be cut and mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = 65_536


@dataclass
class Link:
    """Forwards connections made to `port` to another port. While it is cut nothing comes through.

    What was sent into a cut link waits, as a network's resends do, and arrives when it is mended; unless
    it is mended with `reset`, which ends every connection there was.
    """

    to: int
    listener: socket.socket
    whole: threading.Event = field(default_factory=threading.Event)
    ends: set[socket.socket] = field(default_factory=set)
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def cut(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self.whole.clear()

    def mend(self, reset: bool = False) -> None:
        """Everything comes through again."""
        if reset:
            self.reset()
        self.whole.set()

    def reset(self) -> None:
        for each in list(self.ends):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self._begin(self._connect, near)

    def _connect(self, near: socket.socket) -> None:
        self.whole.wait()
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        self.ends |= {near, far}
        back = self._begin(self._carry, far, near)
        self._carry(near, far)
        back.join()
        for each in (near, far):
            self.ends.discard(each)
            each.close()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self.whole.wait()
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _begin(self, run: object, *given: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=run, args=given)  # type: ignore[arg-type]
        self.threads.append(thread)
        thread.start()
        return thread


@contextmanager
def link(to: int) -> Iterator[Link]:
    """A whole link to a port; at the end all of it is closed."""
    made = Link(to, socket.create_server(("127.0.0.1", 0)))
    made.whole.set()
    made._begin(made.serve)
    try:
        yield made
    finally:
        with suppress(OSError):
            made.listener.shutdown(socket.SHUT_RDWR)
        made.listener.close()
        made.mend(reset=True)
        for each in made.threads:
            each.join()
