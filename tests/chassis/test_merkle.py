"""The tree agrees with RFC 6962: its published vectors, a plain recomputation, and its own proofs."""

import hashlib
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import entry
from services.chassis.proof import merkle
from services.chassis.proof.merkle import Tree, consistency, consistent, included, inclusion
from services.chassis.proof.signed_note import BadNote, Head, Signer, Verifier, read

# The leaves and roots that the reference implementations of RFC 6962 test with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTORS = [entry.leaf(bytes.fromhex(each)) for each in INPUTS]
SIZES = st.integers(1, 70)


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    n = len(leaves)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return leaves[0]
    k = 1
    while k * 2 < n:
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def leaves(size: int) -> list[bytes]:
    return [entry.leaf(str(n).encode()) for n in range(size)]


def test_roots_are_those_of_the_published_vectors():
    assert [merkle.root(VECTORS[:n]).hex() for n in range(1, 9)] == ROOTS
    assert merkle.root([]) == plain_root([])


def test_a_proof_is_the_one_of_the_published_vectors():
    assert [each.hex() for each in inclusion(VECTORS, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(SIZES)
def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition(size):
    tree = Tree()
    for each in leaves(size):
        tree.append(each)
    assert tree.root() == merkle.root(leaves(size)) == plain_root(leaves(size))


@given(SIZES, st.data())
def test_every_leaf_is_proved_at_its_place_and_nowhere_else(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    all_leaves, root = leaves(size), plain_root(leaves(size))
    path = inclusion(all_leaves, index)
    assert included(all_leaves[index], index, size, path, root)
    assert included(all_leaves[index], other, size, path, root) == (other == index)
    assert not included(entry.leaf(b"foreign"), index, size, path, root)
    assert not included(all_leaves[index], index, size, [*path, root], root)


@given(SIZES, st.data())
def test_a_tree_proves_every_earlier_one_and_no_other(size, data):
    old = data.draw(st.integers(1, size))
    all_leaves, root = leaves(size), plain_root(leaves(size))
    path, old_root = consistency(all_leaves, old), plain_root(leaves(old))
    assert consistent(old, size, path, old_root, root)
    forged = plain_root([*leaves(old)[:-1], entry.leaf(b"foreign")])
    assert not consistent(old, size, path, forged, root)
    if path:
        assert not consistent(old, size, path[:-1], old_root, root)


def signer(name: str = "hearth.example/welfare", seed: int = 7) -> Signer:
    return Signer(name, bytes([seed]) * 32)


def test_a_note_opens_with_its_key_and_not_with_another():
    note = signer().sign("one\ntwo\n")
    assert signer().verifier().open(note) == "one\ntwo\n"
    for stranger in (signer(seed=8), signer(name="else")):
        with pytest.raises(BadNote, match="not signed by"):
            stranger.verifier().open(note)


def test_an_altered_text_is_refused_and_foreign_signatures_are_ignored():
    note = signer().sign("one\n")
    witness = signer("witness", 9).sign("one\n").split("\n\n")[1]
    assert signer().verifier().open(note + witness) == "one\n"
    with pytest.raises(BadNote, match="wrong"):
        signer().verifier().open(note.replace("one", "two"))
    with pytest.raises(BadNote):
        signer().verifier().open("one\n\n— hearth.example/welfare !!!!\n")


def test_the_published_key_and_note_of_the_go_implementation_verify():
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
        "RyyBwJnAM=\n"
    )
    assert Verifier.parse(key).open(note).startswith("If you think cryptography")
    with pytest.raises(BadNote):
        Verifier.parse(key.replace("c74f", "c74e"))
    with pytest.raises(BadNote):
        Verifier.parse("no key")


def test_a_checkpoint_is_origin_size_and_root():
    head = Head("hearth.example/welfare", 8, bytes.fromhex(ROOTS[7]))
    note = signer().sign(head.text())
    assert note.splitlines()[:2] == ["hearth.example/welfare", "8"]
    assert b64decode(note.splitlines()[2]).hex() == ROOTS[7]
    assert read(note, signer().verifier()) == head
    with pytest.raises(BadNote, match="a checkpoint of"):
        read(signer().sign(Head("elsewhere", 1, b"r" * 32).text()), signer().verifier())
