"""Configuration from the environment: one frozen record, one documented table.

Only composition roots call `from_environ`; everything else is handed what it needs.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


class Misconfigured(Exception):
    """A setting that cannot be used; the text says which one and what to do."""


def setting(env: str, default: Any, says: str) -> Any:
    """A field read from the environment variable `env`; `says` is its line in the documentation."""
    return field(default=default, metadata={"env": env, "says": says})


@dataclass(frozen=True)
class Config:
    """Everything that an installation may choose."""

    school: str = setting("HEARTH_SCHOOL", "demo", "Slug of the school; part of every event's source.")
    zone: str = setting("HEARTH_ZONE", "Asia/Shanghai", "Time zone in which the school's days begin.")
    data: str = setting("DATA", "data", "Folder of the SQLite files, keys and attachments.")
    database_url: str = setting(
        "HEARTH_DATABASE_URL", "", "PostgreSQL URL with {service} as a place; empty: SQLite under DATA."
    )
    host: str = setting("HEARTH_HOST", "127.0.0.1", "Address to listen on; demo mode allows loopback only.")
    port: int = setting("PORT", 8000, "Port to listen on.")
    base_url: str = setting(
        "HEARTH_BASE_URL", "", "Address that people and services use; empty: http://localhost:PORT."
    )
    demo_mode: bool = setting(
        "HEARTH_DEMO_MODE", True, "Persona sign-in and the loader's clock; refused except on loopback."
    )
    demo: bool = setting("DEMO", True, "Load the demo campus on first start; `no` starts empty.")
    seed: int = setting("SEED", 7, "Seed of the demo campus: the same seed tells the same facts.")
    key_encryption_key: str = setting(
        "HEARTH_KEY_ENCRYPTION_KEY",
        "",
        "Base64url of 32 bytes that wrap every person's key; empty: DATA/keys.",
    )
    signing_key: str = setting(
        "HEARTH_SIGNING_KEY", "", "Private JWK (Ed25519) that signs tokens; empty: DATA/keys."
    )
    audit_key: str = setting(
        "HEARTH_AUDIT_KEY", "", "Private JWK (Ed25519) that signs checkpoints; empty: DATA/keys."
    )
    checkpoint_seconds: int = setting(
        "HEARTH_CHECKPOINT_SECONDS", 300, "Seconds between two checkpoints of a log that has moved; 0: never."
    )
    sign_in: str = setting("HEARTH_SIGN_IN", "/sign-in", "Path of the page to which the signed-out are sent.")
    sign_out: str = setting("HEARTH_SIGN_OUT", "/sign-out", "Path to which a sign-out is posted.")
    token_hours: int = setting("HEARTH_TOKEN_HOURS", 12, "Hours that a token is good for.")
    threads: int = setting("HEARTH_THREADS", 8, "Threads that answer requests.")
    feed_wait_seconds: int = setting(
        "HEARTH_FEED_WAIT_SECONDS", 20, "The longest that a feed request may wait for news."
    )
    feed_waiters: int = setting(
        "HEARTH_FEED_WAITERS", 3, "Feed requests that may wait at once; must be below HEARTH_THREADS."
    )
    stuck_seconds: int = setting(
        "HEARTH_STUCK_SECONDS", 120, "Age of an unheard event from which a worker counts as stuck."
    )
    skew_seconds: float = setting(
        "HEARTH_SKEW_SECONDS", 5.0, "How far a clock may be off the database's (outside demo mode)."
    )
    max_body_bytes: int = setting("HEARTH_MAX_BODY_BYTES", 1_048_576, "The largest request body.")
    service_token: str = setting(
        "HEARTH_SERVICE_TOKEN", "", "Bearer token with which this service asks the others (platform mode)."
    )
    metrics_port: int = setting(
        "HEARTH_METRICS_PORT", 0, "Port of a relay's or worker's figures on HEARTH_HOST; 0: none."
    )
    kafka: str = setting("HEARTH_KAFKA", "", "Kafka's bootstrap servers, host:port,...; empty: no broker.")
    kafka_client: str = setting(
        "HEARTH_KAFKA_CLIENT", "kafka-python", "Client that reads: kafka-python, or confluent (librdkafka)."
    )
    rebuild_processes: int = setting(
        "HEARTH_REBUILD_PROCESSES", 2, "Processes in which a large rebuild reads the logs (platform mode)."
    )
    kafka_security: str = setting(
        "HEARTH_KAFKA_SECURITY", "PLAINTEXT", "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."
    )
    kafka_ca: str = setting("HEARTH_KAFKA_CA", "", "File of the authority that signed the brokers' names.")
    kafka_certificate: str = setting("HEARTH_KAFKA_CERTIFICATE", "", "File of this client's certificate.")
    kafka_key: str = setting("HEARTH_KAFKA_KEY", "", "File of this client's private key.")
    kafka_mechanism: str = setting(
        "HEARTH_KAFKA_MECHANISM", "SCRAM-SHA-512", "SASL mechanism, where SASL is on."
    )
    kafka_user: str = setting("HEARTH_KAFKA_USER", "", "Name towards SASL; ACLs speak of it.")
    kafka_password: str = setting("HEARTH_KAFKA_PASSWORD", "", "Password towards SASL.")
    log_level: str = setting("HEARTH_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR.")

    def __post_init__(self) -> None:
        if self.demo_mode and not loopback(self.host):
            raise Misconfigured(
                f"demo mode runs on loopback only, not on {self.host}: "
                "set HEARTH_DEMO_MODE=no or HEARTH_HOST=127.0.0.1"
            )
        if not 0 < self.feed_waiters < self.threads:
            raise Misconfigured("HEARTH_FEED_WAITERS must be at least 1 and below HEARTH_THREADS")

    @property
    def url(self) -> str:
        return self.base_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def folder(self) -> Path:
        return Path(self.data)

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


SETTINGS = tuple((f.metadata["env"], f.default, f.metadata["says"]) for f in fields(Config))
WORDS = {
    "yes": True,
    "true": True,
    "1": True,
    "on": True,
    "no": False,
    "false": False,
    "0": False,
    "off": False,
}


def from_environ(environ: Mapping[str, str]) -> Config:
    """The configuration that an environment asks for; raises Misconfigured."""
    given = {f.name: f for f in fields(Config) if f.metadata["env"] in environ}
    return Config(
        **{
            name: _parsed(f.metadata["env"], f.default, environ[f.metadata["env"]])
            for name, f in given.items()
        }
    )


def _parsed(env: str, default: Any, text: str) -> Any:
    try:
        return WORDS[text.strip().lower()] if isinstance(default, bool) else type(default)(text.strip())
    except (KeyError, ValueError) as problem:
        wanted = "yes or no" if isinstance(default, bool) else f"like {default!r}"
        raise Misconfigured(f"{env}={text!r} cannot be read: give a value {wanted}") from problem


def loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def table() -> str:
    """The settings as a Markdown table, the body of docs/configuration.md."""
    lines = [f"| `{env}` | `{shown(default)}` | {says} |" for env, default, says in SETTINGS]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *lines]) + "\n"


def shown(default: Any) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) or "(empty)"
