"""The same store on an object store that speaks S3, set up by TOUCHSTONE_FILES alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.archive.factories import THE_SYSTEM, centre, staff, stored, stored_and_undone
from tests.archive.object_store import BUCKET, ObjectStore
from tests.web.signed_in import acting, signed_in
from touchstone.archive.adapters import store as store_adapter
from touchstone.archive.api import (
    ContentMissing,
    FilesWanted,
    Swept,
    find_unnamed,
    get_file,
    list_files,
    read_content,
    sweep_store,
    verify_files,
)
from touchstone.archive.models import StoredFile
from touchstone.ledger.api import reaching
from touchstone.people.api import Role
from touchstone.project.environment import file_storage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]

LARGE = bytes(range(256)) * 4096 * 12
"""12 MiB: sent to the object store in several parts."""


@pytest.fixture(autouse=True)
def bucket(settings: Settings, object_store: ObjectStore, tmp_path: Path) -> Iterator[ObjectStore]:
    """The object store as the store of files, empty before and after."""
    settings.STORAGES = {**settings.STORAGES, "default": file_storage(object_store.url, tmp_path)}
    yield object_store
    for key in keys_in(object_store):
        object_store.client.delete_object(Bucket=BUCKET, Key=key)


def keys_in(object_store: ObjectStore) -> list[str]:
    listed: dict[str, Any] = object_store.client.list_objects_v2(Bucket=BUCKET)
    return sorted(found["Key"] for found in listed.get("Contents", []))


def test_a_content_lies_in_the_bucket_under_its_hash_once(bucket: ObjectStore) -> None:
    ann, eve = staff(centre()), staff(centre("67890", "Southgate"), name="Eve Other")
    told = get_file(stored(ann), ann.reach)
    stored(eve, name="other.pdf")
    assert keys_in(bucket) == [f"content/{told.sha256[:2]}/{told.sha256[2:4]}/{told.sha256}"]
    assert verify_files().is_whole


def test_a_large_content_comes_back_whole_and_in_parts() -> None:
    sha256 = store_adapter.hash_of(BytesIO(LARGE))
    store_adapter.put(sha256, BytesIO(LARGE))
    assert b"".join(read_content(sha256)) == LARGE
    assert b"".join(read_content(sha256, start=5_000_001, stop=9_000_003)) == LARGE[5_000_001:9_000_003]
    assert b"".join(read_content(sha256, start=len(LARGE) - 1)) == LARGE[-1:]


def test_no_more_is_read_from_the_bucket_than_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.client import BaseClient

    sha256 = store_adapter.hash_of(BytesIO(LARGE))
    store_adapter.put(sha256, BytesIO(LARGE))
    asked: list[tuple[str, Any]] = []
    call = BaseClient._make_api_call

    def noted(client: Any, operation: str, given: dict[str, Any]) -> Any:
        answer = call(client, operation, given)
        asked.append((operation, answer.get("ContentLength") if operation == "GetObject" else None))
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    assert b"".join(read_content(sha256, start=100, stop=105)) == LARGE[100:105]
    assert asked == [("HeadObject", None), ("GetObject", 5)]


def test_a_document_is_added_to_the_bucket_and_sent_from_it_by_the_web(bucket: ObjectStore, client: Client) -> None:
    ann = acting(signed_in(client, Role.COORDINATOR))
    form = {"once": str(uuid4()), "kind": "policy", "file": SimpleUploadedFile("large.txt", b"0123456789" * 400_000)}
    assert client.post(reverse("add_document"), form).status_code == 302
    with reaching(ann.reach):
        (file,) = list_files(ann.reach, FilesWanted())
    assert keys_in(bucket) == [store_adapter.address_of(file.sha256)]
    address = reverse("download_document", args=[file.id])
    part: Any = client.get(address, headers={"Range": "bytes=1000000-1000004"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"01234")
    bucket.client.delete_object(Bucket=BUCKET, Key=store_adapter.address_of(file.sha256))
    assert client.get(address).status_code == 409


def test_what_is_missing_or_altered_in_the_bucket_is_named(bucket: ObjectStore) -> None:
    ann = staff(centre())
    gone = get_file(stored(ann, content=b"gone", name="gone.txt"), ann.reach)
    altered = get_file(stored(ann, content=b"altered", name="altered.txt"), ann.reach)
    stored(ann)
    bucket.client.delete_object(Bucket=BUCKET, Key=store_adapter.address_of(gone.sha256))
    bucket.client.put_object(Bucket=BUCKET, Key=store_adapter.address_of(altered.sha256), Body=b"ALTERED")
    found = verify_files()
    assert found.contents == 3
    assert {(flaw.sha256, flaw.kind) for flaw in found.flaws} == {
        (gone.sha256, "missing"),
        (altered.sha256, "altered"),
    }
    with pytest.raises(ContentMissing):
        read_content(gone.sha256)


def test_a_sweep_removes_from_the_bucket_what_no_record_names(bucket: ObjectStore) -> None:
    ann = staff(centre())
    kept = get_file(stored(ann), ann.reach)
    stored_and_undone(ann, b"never on record")
    assert (StoredFile.objects.count(), len(keys_in(bucket))) == (1, 2)
    soon = timezone.now() + timedelta(days=2)
    assert find_unnamed(before=soon - timedelta(days=3)) == ()
    assert sweep_store(find_unnamed(before=soon), by=THE_SYSTEM, at=soon) == Swept(1, 0)
    assert keys_in(bucket) == [store_adapter.address_of(kept.sha256)]
    assert verify_files().is_whole
