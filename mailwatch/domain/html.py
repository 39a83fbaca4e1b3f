"""HTML as a reader sees it: text in lines, hidden text dropped, quotes marked with "> "."""

import re
from contextlib import suppress
from dataclasses import dataclass
from html import unescape

from lxml import etree

LIMIT = 1_000_000
_EVENTS_LIMIT = 400_000

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
_RAW = (("<!--", "-->"), ("<style", "</style"), ("<scrip", "</script"))
_STRAY = str.maketrans("", "", "\0")


@dataclass(slots=True)
class _Open:
    """What to restore when an element ends."""

    is_tiny: bool
    depth: int
    is_preformatted: bool


class _Page:
    """Lines as they are set, one after the other."""

    __slots__ = ("depth", "lines", "words")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.depth = 0

    def write(self, text: str) -> None:
        self.words.append(text)

    def end_line(self) -> None:
        """Set the line that was begun, if one was."""
        line = " ".join("".join(self.words).split())
        self.words.clear()
        if line:
            self.lines.append("> " * self.depth + line)

    def break_line(self) -> None:
        """End the line; where none was begun, leave an empty one."""
        before = len(self.lines)
        self.end_line()
        if len(self.lines) == before:
            self.leave_space()

    def leave_space(self) -> None:
        """Leave one empty line below the last, and never two."""
        self.end_line()
        empty = ("> " * self.depth).rstrip()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(empty)

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines).strip("\n")


def text_of_html(html: str | bytes) -> str:
    """Return the text that a reader of *html* would see.

    Inline tags do not split words, cells are spaced, blocks and list items stand on lines of
    their own. Of links only the text is kept. What a cited block holds is prefixed with "> ".
    Nothing is fetched and no entity is resolved beyond those of HTML. What is nested too deeply
    to be parsed is stripped of its tags instead.
    """
    source = html if isinstance(html, str) else html.decode("utf-8", "replace")
    source = source[:LIMIT].translate(_STRAY)
    root = _parsed(source)
    return strip_tags(source) if root is None else _rendered(root)


def _parsed(source: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    # Beyond 256 levels libxml2 stops and gives what it had, perhaps nothing, without an error.
    is_whole = all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root if is_whole else None


def _rendered(root: etree._Element) -> str:
    page = _Page()
    opened: list[_Open] = [_Open(is_tiny=False, depth=0, is_preformatted=False)]
    walk = etree.iterwalk(root, events=("start", "end"))
    for count, (event, element) in enumerate(walk):
        if count > _EVENTS_LIMIT:
            break
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            opened.append(_start(page, element, tag, opened[-1]))
            if _is_dropped(element, tag):
                walk.skip_subtree()
            else:
                _write(page, element.text, opened[-1])
        else:
            opened.pop()
            _end(page, tag, opened[-1])
            _write(page, element.tail, opened[-1])
    return page.text()


def _start(page: _Page, element: etree._Element, tag: str, outer: _Open) -> _Open:
    if tag in _PARAGRAPHS:
        page.leave_space()
    elif tag in _LINES:
        page.end_line()
    elif tag == "br":
        page.break_line()
    if element.get("id", "").endswith(_OUTLOOK_HEADER):
        page.lines.append("> " * page.depth + _RULE)
    if tag == "blockquote" and _is_citation(element):
        page.depth += 1
    return _Open(
        is_tiny=_is_tiny(element, outer=outer.is_tiny),
        depth=page.depth,
        is_preformatted=outer.is_preformatted or tag == "pre",
    )


def _end(page: _Page, tag: str, outer: _Open) -> None:
    if tag in _PARAGRAPHS:
        page.leave_space()
    elif tag in _LINES:
        page.end_line()
    elif tag in _CELLS:
        page.write(" ")
    page.depth = outer.depth


def _write(page: _Page, text: str | None, inside: _Open) -> None:
    if not text or inside.is_tiny:
        return
    if not inside.is_preformatted:
        page.write(text)
        return
    first, *others = text.split("\n")
    page.write(first)
    for line in others:
        page.break_line()
        page.write(line)


def _is_citation(element: etree._Element) -> bool:
    """Tell a quoted mail from a block that is merely indented."""
    if element.get("type", "").lower() == "cite" or element.get("cite") is not None:
        return True
    return not _QUOTE_CLASSES.isdisjoint(element.get("class", "").split())


def _is_dropped(element: etree._Element, tag: str) -> bool:
    if tag in _DROPPED or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(_squeezed(style)) is not None


def _is_tiny(element: etree._Element, *, outer: bool) -> bool:
    """Tell whether text here has no size; inner elements may give it one again, as MJML does."""
    style = element.get("style")
    if style is None or "font-size" not in style.lower():
        return outer
    sizes = _FONT_SIZE.findall(_squeezed(style))
    return _ZERO_SIZE.fullmatch(sizes[-1]) is not None if sizes else outer


def _squeezed(style: str) -> str:
    return "".join(style[:2000].lower().split())


def strip_tags(source: str) -> str:
    """Return what stands outside of tags and comments: rough, linear, for what nothing parses."""
    pieces: list[str] = []
    position = 0
    while (at := source.find("<", position)) >= 0:
        pieces.append(source[position:at])
        opening = source[at : at + 6].lower()
        closer = next((end for begin, end in _RAW if opening.startswith(begin)), ">")
        end = source.find(closer, at)
        position = len(source) if end < 0 else end + len(closer)
        is_block = source[at + 1 : at + 3].lower().strip("/") in {"p", "br", "di", "tr", "li", "d"}
        pieces.append("\n" if is_block else "")
    pieces.append(source[position:])
    text = "".join(pieces)
    with suppress(ValueError):  # a character reference of more digits than int() takes
        text = unescape(text)
    return "\n".join(line for line in (" ".join(raw.split()) for raw in text.split("\n")) if line)
