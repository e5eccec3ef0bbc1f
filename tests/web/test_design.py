"""What the reference says of the design, computed anew; and what the served stylesheet may not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.templatetags.static import static

ROOT = Path(__file__).resolve().parents[2]
SERVED = ROOT / "src" / "touchstone" / "web" / "static" / "touchstone"
ROW = re.compile(r"^\| ([^|]+) \| ([a-z]+(?:-\w+)?) \| ([a-z]+(?:-\w+)?) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)


def colours() -> dict[str, str]:
    """The colours of the tokens, by name, as six digits."""
    text = (ROOT / "design" / "scss" / "_tokens.scss").read_text(encoding="utf-8")
    found = re.findall(r"^\$([\w-]+): #([0-9a-f]{3}|[0-9a-f]{6});", text, re.MULTILINE)
    return {name: value if len(value) == 6 else "".join(2 * digit for digit in value) for name, value in found}


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, to one decimal."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return round((lighter + 0.05) / (darker + 0.05), 1)


def documented() -> list[tuple[str, str, str, str, str]]:
    """The rows of the table of colours."""
    return ROW.findall((ROOT / "docs" / "reference" / "design.md").read_text(encoding="utf-8"))


def test_the_table_of_colours_is_read() -> None:
    assert len(documented()) == 28


@pytest.mark.parametrize("row", documented(), ids=lambda row: str(row[0]))
def test_a_colour_has_the_contrast_that_is_claimed_and_needed(row: tuple[str, str, str, str, str]) -> None:
    _, colour, ground, ratio, needs = row
    known = colours()
    assert contrast(known[colour], known[ground]) == float(ratio)
    assert float(ratio) >= float(needs)


def test_the_stylesheet_asks_for_each_font_at_the_address_that_the_page_preloads() -> None:
    asked = re.findall(r'url\("([^"]+)"\)', (SERVED / "touchstone.css").read_text(encoding="utf-8"))
    assert sorted(static("touchstone/") + address for address in asked) == sorted(
        static(f"touchstone/fonts/{font.name}") for font in (SERVED / "fonts").iterdir()
    )


def test_nothing_of_another_name_is_shown() -> None:
    styles = (SERVED / "touchstone.css").read_text(encoding="utf-8")
    assert re.findall(r"GDS Transport|govuk-crest|#1d70b8|#00703c|sourceMappingURL", styles) == []


def test_every_bundled_package_is_named_with_its_licence() -> None:
    text = (SERVED / "LICENCES.txt").read_text(encoding="utf-8")
    named = re.findall(r"^(\S+) [\d.]+\nLicence: (\S+)", text, re.MULTILINE)
    assert named == [
        ("govuk-frontend", "MIT"),
        ("htmx.org", "0BSD"),
        ("@fontsource-variable/atkinson-hyperlegible-next", "OFL-1.1"),
    ]
