"""Who somebody is, as a signed token: one issuer signs, everybody else holds public keys only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

ALGORITHM = "Ed25519"  # RFC 9864's name of what was EdDSA with this curve
AUDIENCE = "hearth"
REFETCH = 60  # seconds between two looks for newer keys
REMEMBERED = 10_000  # verified tokens kept, so that a signature is checked once


class BadToken(Exception):
    """The token is not ours, not for us, or no longer good."""


@dataclass(frozen=True)
class Grant:
    """A role, everywhere or for one unit."""

    role: str
    unit: str = ""


@dataclass(frozen=True)
class Principal:
    """The one who asks: a pseudonymous id, what has been granted to it, and what for where that is asked."""

    id: str
    grants: tuple[Grant, ...] = ()
    name: str = ""
    kind: str = "app_user"
    purpose: str = ""

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


@dataclass(frozen=True)
class Issuer:
    """The one who signs tokens, with an Ed25519 key named by its thumbprint."""

    key: OKPKey
    name: str
    clock: Callable[[], datetime]
    hours: float = 12

    def issue(self, principal: Principal, hours: float = 0) -> str:
        """A token that says who `principal` is, good for `hours` (0: as long as the issuer's are)."""
        now = self.clock()
        claims = {
            "iss": self.name,
            "aud": AUDIENCE,
            "sub": principal.id,
            "name": principal.name,
            "kind": principal.kind,
            "purpose": principal.purpose,
            "grants": [[grant.role, grant.unit] for grant in principal.grants],
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=hours or self.hours)).timestamp()),
        }
        header = {"alg": ALGORITHM, "kid": self.key.thumbprint()}
        return jwt.encode(header, claims, self.key, algorithms=[ALGORITHM])

    def jwks(self) -> dict[str, Any]:
        """The public keys, as served under /.well-known/jwks.json."""
        public = dict(self.key.as_dict(private=False))
        return {"keys": [public | {"kid": self.key.thumbprint(), "use": "sig", "alg": ALGORITHM}]}


@dataclass
class Verifier:
    """Checks tokens with the issuer's public keys, which `jwks` brings (again for a new kid)."""

    jwks: Callable[[], Mapping[str, Any]]
    clock: Callable[[], datetime]
    _keys: KeySet | None = None
    _fetched: float = 0.0
    _known: dict[str, tuple[Principal, int]] = field(default_factory=dict)

    def verify(self, token: str) -> Principal:
        """Who the token speaks for; raises BadToken."""
        if token not in self._known:
            self._remember(token, self._read(token))
        principal, expires = self._known[token]
        if self.clock().timestamp() >= expires:
            raise BadToken("expired")
        return principal

    def _remember(self, token: str, known: tuple[Principal, int]) -> None:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[token] = known

    def _read(self, token: str) -> tuple[Principal, int]:
        try:
            claims = self._decode(token)
            if claims["aud"] != AUDIENCE:
                raise BadToken("for somebody else")
            return principal_of(claims), int(claims["exp"])
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            raise BadToken(str(problem)) from problem

    def _decode(self, token: str) -> dict[str, Any]:
        """The claims; a token that the known keys do not fit asks for newer keys, once a minute."""
        try:
            return jwt.decode(token, self._keyset(), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError):
            if self.clock().timestamp() < self._fetched + REFETCH:
                raise
            self._keys = None
            return jwt.decode(token, self._keyset(), algorithms=[ALGORITHM]).claims

    def _keyset(self) -> KeySet:
        if self._keys is None:
            jwks: Any = self.jwks()
            self._keys, self._fetched = KeySet.import_key_set(jwks), self.clock().timestamp()
        return self._keys


def principal_of(claims: Mapping[str, Any]) -> Principal:
    grants: Sequence[Sequence[str]] = claims["grants"]
    return Principal(
        str(claims["sub"]),
        tuple(Grant(role, unit) for role, unit in grants),
        str(claims.get("name", "")),
        str(claims.get("kind", "app_user")),
        str(claims.get("purpose", "")),
    )
