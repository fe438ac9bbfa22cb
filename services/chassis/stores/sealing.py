"""Personal fields, sealed under a key per person; destroying the key is how a person is erased.

Keys are wrapped by the key-encryption key of the configuration and never kept in memory: a key that
another process has destroyed seals and opens nothing from that moment on.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from services.chassis.stores.log_tables import person_key
from services.chassis.transactions import at_once, writing

KEY_OF = select(person_key.c.wrapped).where(person_key.c.person == bindparam("who"))
NONCE = 12  # bytes, random per message, put in front of it


class Erased(Exception):
    """The person's key was destroyed: what was sealed under it stays closed for ever."""


class Unreadable(Exception):
    """No key of this person, another key-encryption key, or altered bytes."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one service's persons; `kek` is 32 bytes from the configuration."""

    engine: Engine
    kek: bytes

    def seal(self, person: str, plain: bytes) -> bytes:
        """Encrypt for a person (AES-256-GCM, the person's id authenticated). Raises Erased."""
        return _close(self._key(person) or self._new_key(person), person, plain)

    def open(self, person: str, sealed: bytes) -> bytes:
        """The plain bytes. Raises Erased or Unreadable."""
        key = self._key(person)
        if key is None:
            raise Unreadable(person)
        return _open(key, person, sealed)

    def _key(self, person: str) -> bytes | None:
        with at_once(self.engine) as db:
            row = db.execute(KEY_OF, {"who": person}).first()
        if row is None:
            return None
        if row.wrapped is None:
            raise Erased(person)
        return _open(self.kek, person, row.wrapped)

    def _new_key(self, person: str) -> bytes:
        key = AESGCM.generate_key(256)
        try:
            with writing(self.engine) as db:
                db.execute(insert(person_key), {"person": person, "wrapped": _close(self.kek, person, key)})
        except IntegrityError:  # somebody else was first: theirs is the key
            return self._key(person) or key
        return key


def destroy(db: Connection, person: str) -> None:
    """Destroy a person's key in a running transaction; nothing is ever sealed for them again."""
    gone = update(person_key).where(person_key.c.person == person).values(wrapped=None)
    if not db.execute(gone).rowcount:
        db.execute(insert(person_key).values(person=person, wrapped=None))


def _close(key: bytes, person: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, person.encode())


def _open(key: bytes, person: str, closed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(closed[:NONCE], closed[NONCE:], person.encode())
    except InvalidTag as error:
        raise Unreadable(person) from error
