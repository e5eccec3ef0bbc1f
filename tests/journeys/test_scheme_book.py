"""An administrator imports a scheme book that has three bad rows, mends it, looks at what changes, and publishes."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.deploy.installation import Installation
from tests.journeys.being import become, one

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

MENDED = "Agree with the customer what happens next, and by when"
Rows = list[dict[str, str]]


def book_of(page: Page) -> Rows:
    """What is in force for customer care at level 2, as the page offers it to take away."""
    page.goto("/catalogue/units/CC/2/")
    with page.expect_download() as awaited:
        page.get_by_role("link", name="CSV").first.click()
    return list(csv.DictReader(io.StringIO(awaited.value.path().read_text(encoding="utf-8-sig"))))


def first_criterion(book: Rows) -> dict[str, str]:
    """The first row that holds a criterion."""
    return next(row for row in book if row["part"] == "criterion")


def as_csv(book: Rows) -> bytes:
    """The rows as a file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(book[0]))
    writer.writeheader()
    writer.writerows(book)
    return text.getvalue().encode("utf-8")


def spoilt(book: Rows) -> tuple[Rows, list[int]]:
    """The same book with three rows made bad; answers also their numbers in the file, whose first row is the head."""
    bad = [dict(row) for row in book]
    criteria = [number for number, row in enumerate(bad) if row["part"] == "criterion"]
    for number, column in zip(criteria[1:4], ("kind", "occurrences", "methods"), strict=True):
        bad[number][column] = "often"
    return bad, [number + 2 for number in criteria[1:4]]


def upload(page: Page, content: bytes, name: str) -> None:
    """Upload a file as the awarding body's own words."""
    page.goto("/standards/import/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_label("The awarding body’s own").check()
    page.get_by_label("Source").fill("Standards committee, minute 12")
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(name)))


def versions(installation: Installation) -> object:
    """How many versions of standards there are."""
    return one(installation, "SELECT count(*) FROM catalogue_standardversion")


def test_three_bad_rows_are_all_named_and_the_mended_book_is_looked_at_and_published(
    window: Page, demonstrated: Installation
) -> None:
    page = window
    become(page, "Margaret Ellison", role="Awarding-body administrator")
    book = book_of(page)
    before = versions(demonstrated)
    bad, numbers = spoilt(book)
    upload(page, as_csv(bad), "scheme-book.csv")
    listed = page.get_by_role("table").last.get_by_role("rowheader").all_inner_texts()
    assert [int(text) for text in listed] == numbers
    expect(page.get_by_text("3 problems")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)
    assert versions(demonstrated) == before

    first_criterion(book)["text"] = MENDED
    page.get_by_role("button", name="Upload the mended file").click()
    upload(page, as_csv(book), "scheme-book-mended.csv")
    expect(page.get_by_role("main")).to_contain_text("1 new version, 0 unchanged")
    page.get_by_text(re.compile("What differs")).click()
    expect(page.locator("ins", has_text=MENDED)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Publish from")).click()
    expect(page.get_by_text("The standards are published.")).to_be_visible()
    assert versions(demonstrated) == int(str(before)) + 1
    both_versions_are_there(page)


def both_versions_are_there(page: Page) -> None:
    """The new words are in force; the old ones can still be read, as they were."""
    page.goto("/catalogue/units/CC/2/")
    expect(page.get_by_role("main")).to_contain_text(MENDED)
    page.goto("/catalogue/units/CC/2/versions/1/")
    expect(page.get_by_role("main")).not_to_contain_text(MENDED)
    page.goto("/catalogue/units/CC/2/versions/2/")
    expect(page.get_by_role("main")).to_contain_text(MENDED)
    expect(page.get_by_role("main")).to_contain_text("Standards committee, minute 12")
