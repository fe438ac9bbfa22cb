"""gunicorn in platform mode: one service's web process, `gunicorn -c infra/gunicorn.conf.py MODULE:APP`.

nginx stands in front, so headers and bodies are small and slow clients are its business. What an
installation may choose comes from the settings of `services/chassis/running/config.py`, and from gunicorn's
own WEB_CONCURRENCY (number of processes, 1 when not given).
"""

import os
from typing import Any

from infra.garbage import starting
from services.chassis.running.config import from_environ

chosen = from_environ(os.environ)

bind = f"{chosen.host}:{chosen.port}"
worker_class = "gthread"
threads = chosen.threads
preload_app = False  # a database connection must not be shared by a fork

# A worker is killed when its main thread is silent; a long-poll of the feed runs in a thread and
# does not count. A stop lets running requests end, waiting feed requests included.
timeout = 30
graceful_timeout = chosen.feed_wait_seconds + 10
keepalive = 75  # above nginx's idle time towards us, so that nginx is the one who closes
backlog = 512

limit_request_line = 8190
limit_request_fields = 64
forwarded_allow_ips = "127.0.0.1"

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a slow disk is no dead worker
control_socket_disable = True
accesslog = None  # the application writes one structured line per request
errorlog = "-"
loglevel = chosen.log_level.lower()
capture_output = False


def post_fork(server: Any, worker: Any) -> None:
    """A web process begins by importing its service."""
    starting()
