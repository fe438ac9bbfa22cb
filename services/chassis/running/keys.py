"""Secrets of an installation: from the configuration, or made on first start under DATA/keys."""

import base64
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from joserfc.jwk import OKPKey

from services.chassis.running.config import Config, Misconfigured


def key_encryption_key(config: Config) -> bytes:
    """32 bytes that wrap every person's key; raises Misconfigured."""
    text = config.key_encryption_key or kept(config.folder / "keys" / "key-encryption-key", _random)
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as problem:
        raise Misconfigured("HEARTH_KEY_ENCRYPTION_KEY is not base64url") from problem
    if len(key) != 32:
        raise Misconfigured(f"HEARTH_KEY_ENCRYPTION_KEY holds {len(key)} bytes, 32 are needed")
    return key


def signing_key(config: Config, name: str = "signing") -> OKPKey:
    """The private key that signs tokens, or (`audit`) checkpoints; raises Misconfigured."""
    given = {"signing": config.signing_key, "audit": config.audit_key}[name]
    text = given or kept(config.folder / "keys" / f"{name}.jwk", _new_key)
    try:
        return OKPKey.import_key(text_as_jwk(text))
    except ValueError as problem:
        raise Misconfigured(f"the {name} key is not a private JWK (Ed25519)") from problem


def text_as_jwk(text: str) -> dict[str, str | list[str]]:
    jwk: dict[str, str | list[str]] = json.loads(text)
    if jwk.get("crv") != "Ed25519" or "d" not in jwk:
        raise ValueError("not a private Ed25519 key")
    return jwk


def kept(path: Path, make: Callable[[], str]) -> str:
    """The file's text; on first use it is made, readable by its owner only, by whoever comes first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        new = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(make())
        with suppress(FileExistsError):  # another process was first: theirs is the key
            os.link(new, path)
        new.unlink()
    return path.read_text("ascii").strip()


def _random() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _new_key() -> str:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
