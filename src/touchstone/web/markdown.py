"""CommonMark as safe HTML: no HTML of the writer's own, no pictures, links only inside, to mail and to telephones."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK = re.compile(r"(/(?![/\\])[^\s\\]*|#[\w-]*|mailto:[^\s]+|tel:[+\d\s()-]+)", re.ASCII)
"""Where a link may lead: an address of the application (never ``//elsewhere``), mail, a telephone."""


def allowed(address: str) -> bool:
    """Whether a link may lead there."""
    return LINK.fullmatch(address) is not None


class _Writer(MarkdownIt):
    """A writer of HTML that is asked of every link whether it may be one."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is the library's
        """Whether a link may lead there."""
        return allowed(url)


UNWANTED = ["image", "autolink", "html_inline", "html_block"]
_WRITER = _Writer("commonmark", {"html": False}).enable("table").disable(UNWANTED)


def as_html(text: str) -> SafeString:
    """A CommonMark text as HTML. A first-level heading becomes a second-level one: the page has its own."""
    tokens = _WRITER.parse(text)
    for token in tokens:
        _dress(token)
    # The text is escaped by the writer, which lets no HTML through; `allowed` holds its links.
    return SafeString(_WRITER.renderer.render(tokens, _WRITER.options, {}))


def _dress(token: Token) -> None:
    if token.tag == "h1":
        token.tag = "h2"
    if token.type == "table_open":
        token.attrSet("class", "govuk-table")
    if token.tag in {"th", "td"} and token.nesting == 1:
        # Alignment would be written as a style, which the browser is told not to apply.
        token.attrs = {"class": "govuk-table__header" if token.tag == "th" else "govuk-table__cell"}
    for child in token.children or ():
        if child.type == "link_open":
            child.attrSet("class", "govuk-link")


def wrong_links(text: str) -> list[str]:
    """The addresses in a text to which no link may lead, so that its writer can be told."""
    found = re.findall(r"\]\(\s*<?([^)>\s]+)", text)
    return [address for address in found if not allowed(address)]
