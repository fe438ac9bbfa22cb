"""A person's fields open with that person's key, and with nothing once it is destroyed."""

import hashlib

import pytest

from services.chassis.projections import Projection
from services.chassis.proof import audit
from services.chassis.proof.signed_note import Signer
from services.chassis.stores.attachments import Attachment, SqlAttachments
from services.chassis.stores.log_tables import create_all
from services.chassis.stores.memory import MemoryStore, memory_engine
from services.chassis.stores.sealing import Erased, Keyring, Unreadable, destroy
from services.chassis.stores.sql_store import sqlite_engine
from services.chassis.transactions import writing
from tests.chassis.ledger import NOON, Ledger, Noted, Titled, entries_by_title, teller

KEK = b"k" * 32


@pytest.fixture(params=["memory", "sqlite"])
def engine(request, tmp_path):
    made = memory_engine() if request.param == "memory" else sqlite_engine(tmp_path / "keys.db")
    create_all(made)
    yield made
    made.dispose()


def test_what_is_sealed_for_a_person_opens_for_that_person_only(engine):
    keys = Keyring(engine, KEK)
    sealed = keys.seal("member-1", "王芳".encode())
    assert keys.open("member-1", sealed) == "王芳".encode()
    keys.seal("member-2", b"x")
    with pytest.raises(Unreadable):
        keys.open("member-2", sealed)
    with pytest.raises(Unreadable):
        keys.open("member-3", sealed)


def test_sealing_twice_gives_two_ciphertexts_under_one_key(engine):
    keys = Keyring(engine, KEK)
    first, second = keys.seal("member-1", b"x"), keys.seal("member-1", b"x")
    assert first != second
    assert Keyring(engine, KEK).open("member-1", first) == keys.open("member-1", second) == b"x"


def test_altered_bytes_and_another_key_encryption_key_open_nothing(engine):
    sealed = Keyring(engine, KEK).seal("member-1", b"x")
    with pytest.raises(Unreadable):
        Keyring(engine, KEK).open("member-1", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Unreadable):
        Keyring(engine, b"o" * 32).open("member-1", sealed)


def test_a_destroyed_key_opens_and_seals_nothing_in_any_keyring(engine):
    keys, elsewhere = Keyring(engine, KEK), Keyring(engine, KEK)
    sealed = keys.seal("member-1", b"x")
    assert elsewhere.open("member-1", sealed) == b"x"
    with writing(engine) as db:
        destroy(db, "member-1")
        destroy(db, "member-never-sealed")
    for each in (keys, elsewhere):
        with pytest.raises(Erased):
            each.open("member-1", sealed)
        for person in ("member-1", "member-never-sealed"):
            with pytest.raises(Erased):
                each.seal(person, b"y")


def test_erasing_a_person_is_an_event_that_leaves_every_proof_valid():
    erase = Projection("erased", (entries_by_title,), {Noted: lambda db, fact, told: destroy(db, fact.title)})
    store, signer = MemoryStore((erase,)), Signer("hearth.example/test", b"s" * 32)
    keys, pen = Keyring(store.engine, KEK), teller()
    ledger = Ledger(store, type(pen)(pen.source, pen.vocabulary, pen.zone, pen.ids, keys, pen.salt))
    ledger.append("a", Titled(title="visit", person="member-1", note="illness"))
    audit.checkpoint(store, signer, lambda: NOON)
    sealed = store.read(0, 1)[0].sealed
    assert keys.open("member-1", sealed) == b'{"note":"illness"}'
    ledger.append("b", Noted(title="member-1"))
    with pytest.raises(Erased):
        keys.open("member-1", sealed)
    assert audit.verify(store, signer.verifier()).ok
    store.engine.dispose()


def test_an_attachment_is_found_by_the_digest_of_its_bytes(engine):
    kept = SqlAttachments(engine)
    address = kept.put(b"minutes", "text/plain")
    assert address == hashlib.sha256(b"minutes").hexdigest()
    assert kept.put(b"minutes", "text/plain") == address
    assert kept.get(address) == Attachment("text/plain", b"minutes")
    with pytest.raises(KeyError):
        kept.get("0" * 64)
