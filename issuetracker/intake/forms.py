"""A text of a message in the forms in which it came, and which of them is read."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from issuetracker.intake import charsets, flowed, markup
from issuetracker.intake.html_tables import Row, rows_of_html
from issuetracker.intake.mail import Leaf

_LOOKED_AT = 60  # rows of tables that are looked for in a plain text
_SHORT = 200  # characters of a text that may be a stub beside HTML
_META_CHARSET = re.compile(rb"""<meta[^<>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_ROW = re.compile(rb"<tr[\s>]", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """A text leaf and how it is written. HTML is parsed once for its rows, whoever asks for them."""

    leaf: Leaf
    html: bool
    flowed: bool
    delete_space: bool

    @cached_property
    def source(self) -> str:
        """The characters as written, with line feeds alone as line ends."""
        declared = self.leaf.charset
        if self.html and not declared and (meta := _META_CHARSET.search(self.leaf.content, 0, 4_000)):
            declared = meta[1].decode("ascii")
        text = charsets.decode(_with_line_feeds(self.leaf.content, declared), declared)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """HTML as rows of cells."""
        return tuple(rows_of_html(self.source))

    def text(self) -> str:
        """As people read it."""
        if self.html:
            return markup.to_text(self.source)
        return flowed.unwrapped(self.source, delete_space=self.delete_space) if self.flowed else self.source


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the message's own text, written plainly, as HTML, or both."""

    plain: tuple[Form, ...] = ()
    html: tuple[Form, ...] = ()

    def text(self) -> str:
        """In the form that says more; plain text if both say the same."""
        plain = "\n".join(form.text() for form in self.plain)
        if not self.html or (self.plain and not self._html_says_more(plain)):
            return plain
        text = "\n".join(form.text() for form in self.html)
        return text if not self.plain or _clearly_more(text, plain) else plain

    def _html_says_more(self, plain: str) -> bool:
        """True if it is worth looking: the plain text is a stub, or there are tables."""
        if len(plain) < _SHORT and len(plain.strip()) < _SHORT:
            return True
        return any(len(_ROW.findall(form.leaf.content)) > 2 for form in self.html) and self._pairs_are_torn(plain)

    def _pairs_are_torn(self, plain: str) -> bool:
        """True if what stands beside each other in the tables does not in the plain text."""
        found = list(islice((row for form in self.html for row in form.rows if len(row) > 1), _LOOKED_AT))
        pairs = [(label, value) for label, value in (map(_as_words, row[:2]) for row in found) if label and value]
        torn = sum(not _beside_each_other(label, value, plain) for label, value in pairs)
        return torn > 2 and 2 * torn > len(pairs)


def _as_words(text: str) -> str:
    return " ".join(text.split())


def _beside_each_other(label: str, value: str, text: str) -> bool:
    """True if a line has both words, whatever the spaces between them."""
    at = text.find(label)
    while at >= 0:
        end = text.find("\n", at)
        if value[:20] in _as_words(text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else None]):
            return True
        at = text.find(label, end) if end >= 0 else -1
    return False


def _with_line_feeds(content: bytes, charset: str) -> bytes:
    """The content with line feeds alone as line ends if all of its lines end as mail's do; a third of the usual way."""
    without = content.replace(b"\r", b"")
    as_mail = len(without) < len(content) and without.replace(b"\n", b"\r\n") == content
    return without if as_mail and not charsets.shifts(charset) else content


def _clearly_more(text: str, plain: str) -> bool:
    return len(plain.strip()) >= _SHORT or len(text.strip()) > 2 * len(plain.strip()) + 100
