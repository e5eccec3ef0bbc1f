"""A file's name is kept so that no system stumbles over it and no eye is deceived by it."""

from __future__ import annotations

import pytest

from touchstone.archive.api import clean_name, clean_title


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Appeals procedure.pdf", "Appeals procedure.pdf"),
        ("Polisi apeliadau – Caerdydd ŵŷ.pdf", "Polisi apeliadau – Caerdydd ŵŷ.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ann\\plan.docx", "plan.docx"),
        ("/absolute/plan.PDF", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("line\r\nSet-Cookie: a=b.pdf", "line Set-Cookie_ a=b.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ('who<said>"what"|?.pdf', "who_said__what___.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("LPT¹.txt", "_LPT¹.txt"),
        ("console.pdf", "console.pdf"),
        (" .hidden.pdf. ", "hidden.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document"),
        ("", "document"),
        ("\u202e\u202d", "document"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("ŵ" * 300 + ".pdf", "ŵ" * 98 + ".pdf"),
        ("report.final version", "report.final version"),
    ],
)
def test_a_name_is_kept_clean(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert clean_name(kept) == kept


def test_a_title_stands_on_one_line_without_invisible_marks() -> None:
    assert clean_title("  Appeals\n\tprocedure\u202e 2026  ") == "Appeals procedure 2026"
    assert clean_title("x" * 300) == "x" * 200
