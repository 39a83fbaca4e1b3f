"""HTML as a reader sees it: text in lines, hidden text dropped, quotes marked with "> "."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from lxml import etree

LIMIT = 1_000_000
# What may be set: characters, and for each element as much as the work it makes.
_WORK_LIMIT = 1_000_000
_ELEMENT_COST = 10
_DEPTH_LIMIT = 10

# fmt: off
_DROPPED = frozenset({
    "style", "script", "head", "title", "template", "noscript", "iframe", "object", "svg",
    "math", "select", "textarea", "audio", "video", "map", "datalist",
})
_PARAGRAPHS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr",
})
_LINES = frozenset({
    "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "main", "nav",
    "aside", "address", "center", "form", "fieldset", "figure", "figcaption", "caption",
    "thead", "tbody", "tfoot", "body", "html", "option", "legend",
})
# fmt: on
_CELLS = frozenset({"td", "th"})
_QUOTE_CLASSES = frozenset({"gmail_quote", "protonmail_quote", "yahoo_quoted", "tutanota_quote"})
# Outlook puts this block above what it quotes, in any language.
_OUTLOOK_HEADER = "divRplyFwdMsg"
_RULE = "_" * 32

_ZERO = r":0(?:\.0*)?(?:px|pt|em|rem|%|!|;|$)"
_HIDDEN_STYLE = re.compile(
    rf"display:none|visibility:hidden|opacity{_ZERO}|max-height{_ZERO}|mso-hide:all"
)
_FONT_SIZE = re.compile(r"(?:^|;)font-size:([^;]{1,40})")
_ZERO_SIZE = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?(?:!important)?")
_STRAY = str.maketrans("", "", "\0")


@dataclass(frozen=True, slots=True)
class _Setting:
    """How text is set inside an element."""

    is_hidden: bool = False
    is_tiny: bool = False
    is_preformatted: bool = False
    depth: int = 0


class _Page:
    """Lines as they are set, one after the other, while the parser reads."""

    __slots__ = ("_left", "_lines", "_settings", "_words")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._settings = [_Setting()]
        self._left = _WORK_LIMIT

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        outer = self._settings[-1] if self._left > 0 else _HIDDEN
        self._left -= _ELEMENT_COST
        if not outer.is_hidden:
            self._break_before(tag)
            if attributes.get("id", "").endswith(_OUTLOOK_HEADER):
                self._set_line(_RULE)
        self._settings.append(_setting(outer, tag, attributes))

    def end(self, tag: str) -> None:
        """Close the element that was opened last."""
        if not self._settings[-1].is_hidden:
            self._break_after(tag)
        if len(self._settings) > 1:
            self._settings.pop()

    def data(self, text: str) -> None:
        """Set text inside the elements that are open."""
        setting = self._settings[-1]
        if setting.is_hidden or setting.is_tiny:
            return
        self._left -= len(text)
        if not setting.is_preformatted:
            self._words.append(text)
            return
        first, *others = text.split("\n")
        self._words.append(first)
        for line in others:
            self._break_line()
            self._words.append(line)

    def close(self) -> str:
        """Return the page."""
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _break_before(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._leave_space()
        elif tag in _LINES:
            self._end_line()
        elif tag == "br":
            self._break_line()

    def _break_after(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._leave_space()
        elif tag in _LINES:
            self._end_line()
        elif tag in _CELLS:
            self._words.append(" ")

    def _set_line(self, line: str) -> None:
        margin = "> " * self._settings[-1].depth
        self._left -= len(margin)
        self._lines.append(margin + line)

    def _end_line(self) -> None:
        """Set the line that was begun, if one was."""
        if self._words:
            line = " ".join("".join(self._words).split())
            self._words.clear()
            if line:
                self._set_line(line)

    def _break_line(self) -> None:
        """End the line; where none was begun, leave an empty one."""
        before = len(self._lines)
        self._end_line()
        if len(self._lines) == before:
            self._leave_space()

    def _leave_space(self) -> None:
        """Leave one empty line below the last, and never two."""
        self._end_line()
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * self._settings[-1].depth).rstrip())


def text_of_html(html: str | bytes) -> str:
    """Return the text that a reader of *html* would see.

    Inline tags do not split words, cells are spaced, blocks and list items stand on lines of
    their own. Of links only the text is kept. What a cited block holds is prefixed with "> ".
    Nothing is fetched, and no entity is resolved beyond those of HTML.
    """
    source = html if isinstance(html, str) else html.decode("utf-8", "replace")
    page = _Page()
    # With a target no tree is built: libxml2 gives up on trees deeper than 256 levels, and hangs
    # for a minute on one element of 90,000 attributes (2.14.6).
    parser = etree.HTMLParser(
        target=page,  # type: ignore[arg-type] # the stubs want bytes too, which lxml never sends
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
    )
    with suppress(etree.LxmlError):
        parser.feed(source[:LIMIT].translate(_STRAY).encode("utf-8", "replace"))
        parser.close()
    return page.close()


def _setting(outer: _Setting, tag: str, attributes: Mapping[str, str]) -> _Setting:
    """Return how text is set inside an element, given how it is set around it."""
    if outer.is_hidden or tag in _DROPPED or "hidden" in attributes:
        return _HIDDEN
    setting = _styled(outer, attributes.get("style", ""))
    if tag == "pre":
        return replace(setting, is_preformatted=True)
    if tag == "blockquote" and _is_citation(attributes):
        return replace(setting, depth=min(outer.depth + 1, _DEPTH_LIMIT))
    return setting


def _styled(outer: _Setting, style: str) -> _Setting:
    if not style:
        return outer
    squeezed = "".join(style[:2000].lower().split())
    if _HIDDEN_STYLE.search(squeezed):
        return _HIDDEN
    sizes = _FONT_SIZE.findall(squeezed)
    # Inner elements may give the text a size again, as all mail made by MJML does.
    is_tiny = _ZERO_SIZE.fullmatch(sizes[-1]) is not None if sizes else outer.is_tiny
    return outer if is_tiny == outer.is_tiny else replace(outer, is_tiny=is_tiny)


def _is_citation(attributes: Mapping[str, str]) -> bool:
    """Tell a quoted mail from a block that is merely indented."""
    if attributes.get("type", "").lower() == "cite" or "cite" in attributes:
        return True
    return not _QUOTE_CLASSES.isdisjoint(attributes.get("class", "").split())


_HIDDEN = _Setting(is_hidden=True)
