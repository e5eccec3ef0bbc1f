"""Two people act at the same moment: nothing is lost, stored twice, or named without being there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.archive.factories import PDF, THE_SYSTEM, centre, examined, staff, stored
from touchstone.archive.adapters import store as store_adapter
from touchstone.archive.api import Swept, find_unnamed, list_versions, replace_file, sweep_store, verify_files
from touchstone.archive.models import Content, StoredFile
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import Impossible

pytestmark = [pytest.mark.usefixtures("everything"), pytest.mark.database]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What several acts answer that begin at the same moment, each on a connection of its own; a refusal as itself."""
    gate = threading.Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return act()
        except Impossible as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(60) for done in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def everything(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything is shown to this thread's connection; the acts in other threads reach what their actors do."""
    request.getfixturevalue("committed")
    with reaching(FULL_REACH):
        yield


def test_the_same_content_that_two_centres_store_at_once_lies_there_once(store: Path) -> None:
    ann, eve = staff(centre()), staff(centre("67890", "Southgate"), name="Eve Other")
    for round_ in range(5):
        content = PDF + b"%" * round_
        at_once(*(partial(stored, by, content=content) for by in (ann, eve, ann, eve)))
    assert (StoredFile.objects.count(), Content.objects.count()) == (20, 5)
    assert len([path for path in store.rglob("*") if path.is_file()]) == 5
    assert verify_files().is_whole


def test_of_two_who_replace_the_same_version_at_once_one_is_told_that_it_was_replaced(at: datetime) -> None:
    here = centre()
    ann, bob = staff(here), staff(here, name="Bob Other")
    file = stored(ann)
    answers = at_once(
        lambda: replace_file(file, examined(b"hers", "a.txt"), by=ann, at=at),
        lambda: replace_file(file, examined(b"his", "a.txt"), by=bob, at=at),
    )
    assert sum(isinstance(answer, Impossible) for answer in answers) == 1
    assert [told.version for told in list_versions(file, FULL_REACH)] == [2, 1]


def test_a_sweep_waits_for_an_act_that_stores_the_same_content_and_leaves_it(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = staff(centre())
    content = examined()
    store_adapter.put(content.sha256, BytesIO(PDF))  # an earlier act came to nothing
    long_after = timezone.now() + timedelta(days=2)
    is_put, may_go_on = threading.Event(), threading.Event()
    put = store_adapter.put

    def put_and_wait(sha256: str, opened: Any) -> None:
        put(sha256, opened)
        is_put.set()
        assert may_go_on.wait(30)

    monkeypatch.setattr(store_adapter, "put", put_and_wait)

    def sweep() -> Swept:
        assert is_put.wait(30)
        # The act holds the content now: let it go on only after the sweep has had time to run into it.
        threading.Timer(1.0, may_go_on.set).start()
        with reaching(FULL_REACH):
            found = find_unnamed(before=long_after)
        assert [each.sha256 for each in found] == [content.sha256]
        return sweep_store(found, by=THE_SYSTEM, at=long_after)

    _file, swept = at_once(lambda: stored(ann), sweep)
    assert swept == Swept(0, 0)
    assert [path.name for path in store.rglob("*") if path.is_file()] == [content.sha256]
    assert verify_files().is_whole
