"""Signed notes (C2SP signed-note) with Ed25519, and the checkpoint text (C2SP tlog-checkpoint)."""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\u2014 "
NOTE = re.compile(rf"[^\n](?:.*\n)+?\n(?:{DASH}.*\n)+")


class BadNote(Exception):
    """Not a note, not signed by the key asked for, or its signature is wrong."""


@dataclass(frozen=True)
class Verifier:
    """A name and a public key (32 bytes); `text()` is the form that verifiers exchange."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """The key from `name+hash+key`. Raises BadNote."""
        try:
            name, _, key = text.strip().split("+", 2)
            found = cls(name, b64decode(key, validate=True)[1:])
        except (ValueError, NotBase64) as error:
            raise BadNote(f"not a verifier key: {text}") from error
        if found.text() != text.strip():
            raise BadNote(f"not an Ed25519 verifier key: {text}")
        return found

    def text(self) -> str:
        return f"{self.name}+{self.key_id().hex()}+{b64encode(ED25519 + self.public).decode()}"

    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def open(self, note: str) -> str:
        """The signed text. Signatures of others are ignored, a wrong one of ours rejects (BadNote)."""
        text, blank, signatures = note.rpartition("\n\n")
        if not blank:
            raise BadNote("no signatures")
        ours = [made for line in signatures.splitlines() if (made := self._ours(line))]
        if not ours:
            raise BadNote(f"not signed by {self.name}")
        for signature in ours:
            self._check(signature, text + "\n")
        return text + "\n"

    def _ours(self, line: str) -> bytes | None:
        name, _, coded = line.removeprefix(DASH).rpartition(" ")
        try:
            made = b64decode(coded, validate=True)
        except (ValueError, NotBase64) as error:
            raise BadNote(f"not a signature line: {line}") from error
        return made[4:] if (name, made[:4]) == (self.name, self.key_id()) else None

    def _check(self, signature: bytes, text: str) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature as error:
            raise BadNote(f"the signature of {self.name} is wrong") from error


@dataclass(frozen=True)
class Signer:
    """A name and an Ed25519 private key (its 32 bytes)."""

    name: str
    private: bytes

    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note: `text` (whole lines), a blank line, one signature."""
        signature = self.verifier().key_id() + self._key().sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(signature).decode()}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


@dataclass(frozen=True)
class Head:
    """What a checkpoint says: the first `size` entries of the log `origin` have this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Further lines are extensions and ignored. Raises BadNote."""
        try:
            origin, size, root = text.split("\n")[:3]
            return cls(origin, int(size), b64decode(root, validate=True))
        except (ValueError, NotBase64) as error:
            raise BadNote("not a checkpoint") from error


def read(note: str, verifier: Verifier) -> Head:
    """The checkpoint of a signed note, whose origin is the verifier's name. Raises BadNote."""
    head = Head.parse(verifier.open(note))
    if head.origin != verifier.name:
        raise BadNote(f"a checkpoint of {head.origin}, not of {verifier.name}")
    return head


def notes_in(text: str) -> list[str]:
    """The notes that stand one after another in a text, with or without blank lines between them."""
    return NOTE.findall(text if text.endswith("\n") else text + "\n")
