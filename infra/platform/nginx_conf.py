"""nginx's configuration, written from the plan: one address, each service under its own path."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from infra.platform.plan import Process
from infra.platform.settings import Settings
from infra.services import SERVICES

# A broken connection is tried once more at another web, writes too: every command carries an
# Idempotency-Key (every form a hidden one), so the same one never happens twice.
# A web that hangs holds nobody but its own requests; the feed's long-polls may wait longer.
HEAD = """\
# Written by `hearth platform`; what is changed here is lost.
daemon off;
worker_processes auto;
{user}error_log stderr warn;
pid nginx.pid;
events {{ worker_connections 4096; }}

http {{
    access_log off;  # each service writes one structured line per request
    server_tokens off;
    client_max_body_size 64m;  # what is too much is said by the services, in words
    client_body_temp_path tmp/body;
    proxy_temp_path tmp/proxy;
    fastcgi_temp_path tmp/fastcgi;
    uwsgi_temp_path tmp/uwsgi;
    scgi_temp_path tmp/scgi;
    keepalive_timeout 65;

    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $forwarded_proto;
    proxy_connect_timeout 2s;
    proxy_read_timeout 30s;
    proxy_next_upstream error timeout non_idempotent;
    proxy_next_upstream_tries 2;
    map $http_x_forwarded_proto $forwarded_proto {{ default $scheme; https https; }}
{upstreams}
    server {{
        listen {host}:{port} backlog=1024;
        location = / {{ absolute_redirect off; return 302 /evaluation/; }}
{locations}    }}
}}
"""
# Two failures in a row and a web is left alone for a second: it is back in two.
UPSTREAM = """
    upstream {service} {{
        least_conn;
{servers}        keepalive 32;
        keepalive_timeout 60s;
    }}
"""
LOCATIONS = """\
        location /{service}/ {{ proxy_pass http://{service}; }}
        location = /{service} {{ absolute_redirect off; return 308 /{service}/; }}
        location = /{service}/events {{ proxy_pass http://{service}; proxy_read_timeout {waits}s; }}
        location /{service}/static/ {{
            proxy_pass http://{service};
            gzip on;  # here alone: compressed pages with secrets in them can be guessed at
            gzip_proxied any;
            gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
        }}
"""


def conf(settings: Settings, processes: Iterable[Process], as_root: bool) -> str:
    """The whole file. Its paths are below nginx's own folder."""
    webs = sorted((each for each in processes if each.tier == "web"), key=lambda each: each.service)
    upstreams = [upstream(name, list(of)) for name, of in groupby(webs, key=lambda each: each.service)]
    return HEAD.format(
        user="user www-data;\n" if as_root else "",
        upstreams="".join(upstreams).rstrip("\n"),
        host=settings.host,
        port=settings.port,
        locations="".join(LOCATIONS.format(service=each, waits=waits(settings)) for each in SERVICES),
    )


def upstream(service: str, webs: Sequence[Process]) -> str:
    each = "        server 127.0.0.1:{port} max_fails=2 fail_timeout=1s;\n"
    return UPSTREAM.format(service=service, servers="".join(each.format(port=web.port) for web in webs))


def waits(settings: Settings) -> int:
    """Seconds that a feed request may stay silent: a little more than the services let it wait."""
    return int(settings.passed.get("HEARTH_FEED_WAIT_SECONDS", "20")) + 15
