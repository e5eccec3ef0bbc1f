"""Signed heads: the ledger's length and last hash, signed and kept outside the database.

They lie in a folder as one JSON object a line. Whoever can change the database but not that folder (better: a copy of
it elsewhere) can neither cut the ledger's tail nor write its chain anew without being found.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from touchstone.ledger.domain import Head, StoredHead, canonical

HEADS = "heads.jsonl"
PRIVATE_KEY = "signing-key.pem"
PUBLIC_KEY = "signing-key.pub.pem"
LONGEST_LINE = 1_000


def keep_head(head: Head, folder: Path) -> None:
    """Sign a head with the folder's key (made at the first call) and add it to the file; it is on disk afterwards."""
    key = _signing_key(folder)
    said = json.loads(head.signed_text()) | {"signature": key.sign(head.signed_text()).hex()}
    with (folder / HEADS).open("a", encoding="utf-8") as file:
        file.write(f"{canonical(said)}\n")
        file.flush()
        os.fsync(file.fileno())


def read_heads(folder: Path, *, public_key: Path | None = None) -> list[StoredHead]:
    """The heads kept in a folder, each checked against ``public_key`` (default: the one beside them)."""
    file = folder / HEADS
    if not file.is_file():
        return []
    key = serialization.load_pem_public_key((public_key or folder / PUBLIC_KEY).read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{public_key or folder / PUBLIC_KEY} is not an Ed25519 public key.")
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    return [_read(number, line, key) for number, line in enumerate(lines, 1) if line.strip()]


def newest_number(folder: Path) -> int | None:
    """The number that the last line of a folder's heads names, whoever signed it; None where there is none."""
    file = folder / HEADS
    if not file.is_file() or not file.stat().st_size:
        return None
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LONGEST_LINE))
        lines = opened.read().split(b"\n")
    try:
        return int(json.loads(next(line for line in reversed(lines) if line.strip()))["number"])
    except (StopIteration, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None


def _read(number: int, line: str, key: Ed25519PublicKey) -> StoredHead:
    try:
        said = json.loads(line)
        head = Head(int(said["number"]), str(said["hash"]), datetime.fromisoformat(said["at"]))
        key.verify(bytes.fromhex(said["signature"]), head.signed_text())
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError, InvalidSignature):
        return StoredHead(number, None, is_genuine=False)
    return StoredHead(number, head, is_genuine=True)


def _signing_key(folder: Path) -> Ed25519PrivateKey:
    file = folder / PRIVATE_KEY
    if not file.is_file():
        _make_key(folder)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file} is not an Ed25519 key.")
    return key


def _make_key(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    # The key is whole or absent, and readable by its owner only from its first moment.
    unfinished = folder / f"{PRIVATE_KEY}.{os.getpid()}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    try:
        os.link(unfinished, folder / PRIVATE_KEY)
        (folder / PUBLIC_KEY).write_bytes(public)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        unfinished.unlink()
