"""HTML as text: tables keep what belongs beside each other, quotations get their marks, and no markup takes long."""

import html as entities
import re

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.html_properties import VerticalAlignment
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement
from lxml import html as lxml_html
from lxml.etree import LxmlError, iterwalk

LONGEST = 1_000_000  # characters that are read
_DEEPEST, _MOST_ELEMENTS, _MOST_TABLES_DEEP, _MOST_QUOTES, _WIDEST = 150, 20_000, 6, 20, 2_000_000
_LARGEST = 3_000_000
_LINES = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"))
_DECLARATION = re.compile(r"\s*<\?xml [^>]{0,200}\?>")
_HIDDEN = re.compile(r"<(style|script|title|!--)", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/table|/?pre|/?blockquote)\b[^<>]{0,5000}>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\b[^<>]{0,100}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,5000}>")
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_STYLE = HtmlElement(valign=VerticalAlignment.top)  # a label stands beside the first line of its value
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"] | {"td": _CELL_STYLE, "th": _CELL_STYLE})


def to_text(html: str) -> str:
    """The text as a reader of the HTML sees it, without trailing blanks."""
    html = html[:LONGEST]
    tree = _tree(html)
    text = _stripped(html) if tree is None else _rendered(tree)
    if len(text) > _LARGEST:  # lists inside lists are indented beyond measure
        text = _stripped(html)
    return "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n")).strip("\n") + "\n"


def _tree(html: str) -> lxml_html.HtmlElement | None:
    """The parsed document; None if there is nothing to parse or laying it out would take too long."""
    declared = _DECLARATION.match(html)
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(html[declared.end() :] if declared else html, parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    too_deep = any("depth" in entry.message for entry in parser.error_log)  # and cut off there by the parser
    return None if too_deep or not _measured(tree) else tree


def _measured(tree: lxml_html.HtmlElement) -> bool:
    """True if the layout of the document is a small task: depth, elements, and how wide its tables could become."""
    depth = tables = elements = lines = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step
        tables += step * (element.tag == "table")
        if event == "start":
            elements += 1
            lines += element.tag in _LINES
        if depth > _DEEPEST or elements > _MOST_ELEMENTS or tables > _MOST_TABLES_DEEP:
            return False
    widest = max((len(cell.text_content()) for cell in tree.iter("td", "th")), default=0)
    return widest * (lines + 1) < _WIDEST


def _rendered(tree: lxml_html.HtmlElement) -> str:
    for element in tree.iter():
        if element.tag in ("table", "tr", "td", "th"):
            element.attrib.pop("valign", None)
            element.attrib.pop("style", None)
        # The layout reads entities a second time.
        if element.text and "&" in element.text:
            element.text = _fit(element.text)
        if element.tail and "&" in element.tail:
            element.tail = _fit(element.tail)
    quotes = [quote for quote in tree.iter("blockquote") if _quotes(quote)]
    for quote in reversed(quotes if len(quotes) <= _MOST_QUOTES else ()):  # the innermost first
        _mark(quote)
    return _laid_out(tree)


def _quotes(element: lxml_html.HtmlElement) -> bool:
    """Mail programs indent with the same element, without saying so."""
    return element.get("type") == "cite" or bool(element.get("cite")) or "quote" in element.get("class", "")


def _mark(quote: lxml_html.HtmlElement) -> None:
    tail, quote.tail = quote.tail and _UNFIT.sub("\ufffd", quote.tail), None  # a parser gives what it does not take
    lines = _fit(_laid_out(quote).strip("\n")).split("\n")
    quote.clear()
    quote.tag, quote.text, quote.tail = "pre", "\n".join(f"> {line}".rstrip() for line in lines), tail


def _fit(text: str) -> str:
    """Text that may be put back into a document."""
    return _UNFIT.sub("\ufffd", text.replace("&", "&amp;"))


def _laid_out(tree: lxml_html.HtmlElement) -> str:
    text: str = Inscriptis(tree, _CONFIG).get_text()
    return text


def _stripped(html: str) -> str:
    """Text of markup that is not worth a layout: line by line, cells beside each other by tabs."""
    shown, at = [], 0
    while hidden := _HIDDEN.search(html, at):
        shown.append(html[at : hidden.start()])
        closing = "-->" if hidden[1] == "!--" else f"</{hidden[1].lower()}"
        end = html.lower().find(closing, hidden.end()) if len(shown) < 200 else -1
        at = len(html) if end < 0 else end
    shown.append(html[at:])
    text = _CELL.sub("\t", _BREAK.sub("\n", "".join(shown)))
    return entities.unescape(_TAG.sub("", text))
