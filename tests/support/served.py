"""An application where a browser finds it, for the time of a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Says nothing (the application logs), and lets a browser's idle connection go."""

    timeout = 2

    def log(self, type: str, message: str, *args: object) -> None:
        return


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Its address. Closing waits for every connection, so that no socket outlives the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = False  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
