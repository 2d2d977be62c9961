"""Which leaves of a message are its own text, in which form it is read, and everything else that came with it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from issuetracker.intake import charsets, flowed, markup, smime, tnef
from issuetracker.intake.html_tables import Row, rows_of_html
from issuetracker.intake.mail import Leaf
from issuetracker.intake.parts import MOST_OPENED, Cutting, Part

_LOOKED_AT = 60  # rows of tables that are looked for in a plain text
_SHORT = 200  # characters of a text that may be a stub beside HTML
_TEXTS = ("text/plain", "text/html", "text/markdown", "text/enriched", "application/xhtml+xml")
_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
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


@dataclass(slots=True)
class Bodies:
    """All leaves of a message in order, and the pieces of its text."""

    cutting: Cutting
    leaves: list[Leaf] = field(default_factory=list)
    spare: list[Piece | str] = field(
        default_factory=list
    )  # texts inside what came along, for a message without its own
    html: str = ""
    rows: tuple[Row, ...] = ()

    def read(self, root: Part) -> str:
        """The message's text."""
        pieces = self._pieces(root, alone=True)
        text = _put_together([piece.text() for piece in pieces])
        written = [form for piece in pieces for form in piece.html]
        self.html, self.rows = (written[0].source, written[0].rows) if written else ("", ())
        if not text.strip():
            text = next((spare for piece in self.spare if (spare := _read(piece)).strip()), text)
        return text

    def _pieces(self, part: Part, *, alone: bool = False) -> list[Piece]:
        """The pieces of text in a part, whose leaves are noted on the way."""
        if part.media_type == "multipart/alternative" and part.parts:
            pieces = self._alternative(part)
        elif part.media_type == "multipart/related" and part.parts:
            pieces = self._related(part)
        elif part.media_type.startswith("multipart/"):
            if part.media_type == "multipart/encrypted":
                self.cutting.defect("The message is encrypted; nobody here has the key.")
            pieces = [piece for inner in part.parts for piece in self._pieces(inner)]
        else:
            return self._leaf(part, alone=alone)
        if part.outside:
            self.cutting.defect("Text outside the parts of the message was kept as a file.")
            self.leaves.append(Leaf("", "text/plain", part.outside))
        return pieces

    def _alternative(self, part: Part) -> list[Piece]:
        """The same text in several forms: the last of each kind is the best of its kind (RFC 2046, 5.1.4)."""
        plain: tuple[Form, ...] = ()
        html: tuple[Form, ...] = ()
        for inner in part.parts:
            pieces = self._pieces(inner)
            marked = tuple(form for piece in pieces for form in piece.html)
            html = marked or html
            plain = (() if marked else tuple(form for piece in pieces for form in piece.plain)) or plain
        return [Piece(plain, html)] if plain or html else []

    def _related(self, part: Part) -> list[Piece]:
        """One document, and what it shows."""
        start = part.parameters.get("start", "").strip()
        root = next(
            (inner for inner in part.parts if start and inner.headers.first("content-id") == start), part.parts[0]
        )
        shown: list[Piece] = []
        for inner in part.parts:
            pieces = self._pieces(inner)
            shown += pieces if inner is root else ()
        return shown

    def _leaf(self, part: Part, *, alone: bool) -> list[Piece]:
        own = part.media_type in _TEXTS and part.disposition != "attachment" and (alone or not part.name)
        leaf = Leaf(part.name, part.media_type, part.content, own, part.charset)
        if alone and own and not part.content:
            return []
        self.leaves.append(leaf)
        if own:
            return [self._piece(part, leaf)]
        if part.parts:
            self._enclosed(part.parts[0])
        elif part.media_type in _PKCS7 or part.name.lower().endswith(".p7m"):
            return self._signed(part)
        elif part.media_type == "application/ms-tnef" or part.name.lower() == "winmail.dat":
            self._wrapped(part)
        return []

    def _piece(self, part: Part, leaf: Leaf) -> Piece:
        if not charsets.known(leaf.charset):
            self.cutting.defect(
                f"The charset “{leaf.charset[:40]}” is unknown; the text was read as what it most likely is."
            )
        html = part.media_type in ("text/html", "application/xhtml+xml")
        if html and len(leaf.content) > markup.LONGEST:
            self.cutting.defect("The HTML is longer than is read; the whole was kept.")
        form = Form(
            leaf,
            html,
            part.parameters.get("format", "").lower() == "flowed",
            part.parameters.get("delsp", "").lower() == "yes",
        )
        return Piece(html=(form,)) if html else Piece(plain=(form,))

    def _enclosed(self, message: Part) -> None:
        """A message inside: its leaves came along, its text is that of somebody else."""
        inside = Bodies(self.cutting)
        self.spare += inside._pieces(message, alone=True)
        self.leaves += [Leaf(leaf.name, leaf.media_type, leaf.content, False, leaf.charset) for leaf in inside.leaves]
        self.spare += inside.spare

    def _signed(self, part: Part) -> list[Piece]:
        """An opaque S/MIME message is an envelope of a whole MIME entity."""
        self.cutting.opened += 1
        content = smime.signed_content(part.content) if self.cutting.opened <= MOST_OPENED else None
        if content is None:
            self.cutting.defect("An S/MIME part could not be opened: it is encrypted or damaged. It was kept.")
            return []
        return self._pieces(self.cutting.message(content), alone=True)

    def _wrapped(self, part: Part) -> None:
        wrapped = tnef.unwrapped(part.content)
        self.leaves += wrapped.leaves
        self.spare.append(wrapped.text)
        self.cutting.defect(wrapped.defect)


def _read(piece: Piece | str) -> str:
    return piece if isinstance(piece, str) else piece.text()


def _put_together(texts: list[str]) -> str:
    """Pieces below each other, each on lines of its own."""
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts[:-1]) + "".join(texts[-1:])
