"""The store of contents, on whatever storage is set up: a folder or an object store. Each lies under its own SHA-256.

A content is put there before its record is committed, so no record ever names what is missing. It is put there every
time anew, even where it lies there already: it takes as long, so nobody learns from the time what others have stored.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

CHUNK = 256 * 1024
FOLDER = "content"
UNFINISHED = ".unfinished-"
IS_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ContentMissing(LookupError):
    """The store does not hold a content that the records name."""


@dataclass(frozen=True, slots=True)
class Lying:
    """One object that lies in the store: its address there, and the hash it lies under (none: unfinished)."""

    address: str
    sha256: str


def address_of(sha256: str) -> str:
    """Where in the storage a content lies."""
    return f"{FOLDER}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _storage() -> Storage:
    return storages["default"]


def hash_of(opened: IO[bytes]) -> str:
    """The SHA-256 of an open file, read from its beginning in pieces."""
    opened.seek(0)
    digest = hashlib.sha256()
    while piece := opened.read(CHUNK):
        digest.update(piece)
    opened.seek(0)
    return digest.hexdigest()


def put(sha256: str, opened: IO[bytes]) -> None:
    """Put a content into the store; it is there whole or not at all, and survives a power cut once this returns."""
    storage, address = _storage(), address_of(sha256)
    opened.seek(0)
    if isinstance(storage, FileSystemStorage):
        _put_into_folder(Path(storage.path(address)), opened, storage)
        return
    storage.save(address, File(opened, name=sha256))


def _put_into_folder(path: Path, opened: IO[bytes], storage: FileSystemStorage) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=storage.directory_permissions_mode or 0o777)
    unfinished = path.with_name(f"{UNFINISHED}{uuid4().hex}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, storage.file_permissions_mode or 0o666)
    try:
        with os.fdopen(descriptor, "wb") as written:
            while piece := opened.read(CHUNK):
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Write down the folder's own list of files: without it a power cut could take a file's name away."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(sha256: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes of a content from ``start`` up to ``stop`` (left out), in pieces.

    Raises :class:`ContentMissing` at once. An object store is asked for no more than these bytes.
    """
    try:
        opened = _storage().open(address_of(sha256))
    except FileNotFoundError:
        raise ContentMissing(sha256) from None
    stored = getattr(opened, "obj", None)
    return _from_object(stored, start, stop) if stored is not None else _Pieces(opened, start, stop)


def _from_object(stored: Any, start: int, stop: int | None) -> Iterator[bytes]:
    wanted = f"bytes={start}-" if stop is None else f"bytes={start}-{stop - 1}"
    with closing(stored.get(Range=wanted)["Body"]) as body:
        yield from body.iter_chunks(CHUNK)


class _Pieces:
    """The bytes of an open file from a place up to another, in pieces; the file is closed with it or at its end."""

    def __init__(self, opened: File[Any], start: int, stop: int | None) -> None:
        opened.seek(start)
        self.opened = opened
        self.left = sys.maxsize if stop is None else stop - start

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece: bytes = self.opened.read(min(CHUNK, self.left)) if self.left > 0 else b""
        if not piece:
            self.close()
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.left = 0
        self.opened.close()


def measure(sha256: str) -> tuple[str, int]:
    """The SHA-256 and the size of what really lies under a hash. Raises :class:`ContentMissing`."""
    digest, size = hashlib.sha256(), 0
    for piece in read(sha256):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def lying() -> Iterator[Lying]:
    """Everything that was put into the store, folder by folder; what others laid there is left alone."""
    storage = _storage()
    for first in _folders(storage, FOLDER):
        for second in _folders(storage, first):
            names = sorted(storage.listdir(second)[1])
            yield from (Lying(f"{second}/{name}", name) for name in names if IS_HASH.fullmatch(name))
            yield from (Lying(f"{second}/{name}", "") for name in names if name.startswith(UNFINISHED))


def _folders(storage: Storage, folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in sorted(storage.listdir(folder)[0])]
    except FileNotFoundError:
        return []


def lies_since(address: str) -> datetime | None:
    """Since when an object lies there; None where it is gone."""
    try:
        return _storage().get_modified_time(address)
    except FileNotFoundError:
        return None


def discard(address: str) -> None:
    """Remove one object from the store."""
    _storage().delete(address)
