"""Which leaves of a message are its own text, in which form it is read, and everything else that came with it."""

from dataclasses import dataclass, field

from issuetracker.intake import charsets, markup, smime, tnef
from issuetracker.intake.encryption import Encryption
from issuetracker.intake.forms import Form, Piece
from issuetracker.intake.html_tables import Row
from issuetracker.intake.mail import Leaf
from issuetracker.intake.parts import MOST_OPENED, Cutting, Part

_TEXTS = ("text/plain", "text/html", "text/markdown", "text/enriched", "application/xhtml+xml")
_PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SECRET = ("enveloped-data", "authenveloped-data")


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
    encryption: Encryption | None = None  # of a part that stands where the message's own words do

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
                self._encrypted(Encryption.PGP)
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
        if part.media_type == "application/pgp-encrypted":  # Exchange makes multipart/mixed of what stands around it
            self._encrypted(Encryption.PGP)
        elif part.parts:
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
        if part.parameters.get("smime-type", "").lower() in _SECRET or smime.is_encrypted(part.content):
            self._encrypted(Encryption.SMIME)
            return []
        self.cutting.opened += 1
        content = smime.signed_content(part.content) if self.cutting.opened <= MOST_OPENED else None
        if content is None:
            self.cutting.defect("An S/MIME part could not be opened: it is damaged. It was kept.")
            return []
        return self._pieces(self.cutting.message(content), alone=True)

    def _encrypted(self, how: Encryption) -> None:
        self.encryption = how
        self.cutting.defect(f"The message is encrypted ({how}); nobody here has the key.")

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
