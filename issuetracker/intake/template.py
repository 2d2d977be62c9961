"""The template of D.4 as people fill it in, read into the report that API and form make (P-01 … P-04)."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from issuetracker.intake.choosing import choose_labels
from issuetracker.intake.field_values import read_sections
from issuetracker.intake.guessing import guessed
from issuetracker.intake.html_tables import rows_of_html
from issuetracker.intake.kept import Reading
from issuetracker.intake.label_finding import Found, find_mistyped, in_columns
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import PARTIES, RELATIVE
from issuetracker.intake.mail import Leaf, Mail
from issuetracker.intake.merging import merged
from issuetracker.intake.open_document import rows_of_open_document
from issuetracker.intake.pages import Page, Row, page_of_rows, page_of_text
from issuetracker.intake.pasted_logs import without_logs
from issuetracker.intake.sections import filled
from issuetracker.intake.template_values import (
    FIELDS,
    MISSING,
    FieldReading,
    How,
    TemplateReading,
    Value,
    unread,
)
from issuetracker.intake.word import rows_of_word

__all__ = [
    "FIELDS",
    "MISSING",
    "FieldReading",
    "How",
    "TemplateReading",
    "Value",
    "read_html",
    "read_open_document",
    "read_template",
    "read_text",
    "read_word",
]

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ASCII_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n")
_CONTROLS_SAID = "Control characters were removed, since no form and no log needs them."
# Lines of the template that are no label and no value, as they stand in rest.
_OWN_LINES = re.compile(
    r"\n(?=[ \t>#*=ISFLVC항])[ \t>#*]*+(?:Issue template[ \t*]*|=+"
    r"|Send it to the certification desk with the logging attached\..{0,120}"
    r"|(?:Field|Item|Label|Veld|Feld|Campo|항목)\t(?:Value|Waarde|Wert|Valor|내용|값))"
    r"(?=\n|$)"
)
_NOTE = "desk asks for what it needs."
_NOTE_LINE = re.compile(rf"\n[ \t>#*]*.{{0,80}}{re.escape(_NOTE)}(?=\n|$)")
_ENOUGH = 3  # labels that make a text a template, where a single one may be a line of prose
_ATTACHED = 400_000  # bytes of a text file in which a template is looked for
_TEXTS = (".txt", ".md", ".markdown")
# Documents in which a template is looked for, by their endings or the end of their media type.
_DOCUMENTS: tuple[tuple[tuple[str, ...], str, Callable[[bytes], tuple[list[Row], str]]], ...] = (
    ((".docx", ".docm", ".dotx"), "wordprocessingml.document", rows_of_word),
    ((".odt", ".ott"), "opendocument.text", rows_of_open_document),
)
_UNREAD = (".pdf", ".doc", ".rtf", ".pages")  # in which people fill it in, too, and nothing is looked for
_NOT_READ = "“{}” is kept and was not read: where the template is filled in there, send it as text, .docx or .odt."


def read_text(text: str) -> TemplateReading:
    """What a plain text says in the template's terms, whatever its layout."""
    return _read_text(text, 0)


def _read_text(text: str, least: int) -> TemplateReading:
    """The same; of a text with fewer labels than `least` it says no more than that."""
    clean, controls = _clean(text)
    page = page_of_text(clean)
    if len(page.founds) > 1 or clean.count(":", 0, _HEAD) > _ENOUGH:
        _find_more(page)
    return _said(_read(page), controls=controls) if len(page.founds) >= least else unread()


def _find_more(page: Page) -> None:
    """Add labels that only the layout or the labels around them make sure: aligned ones, mistyped ones."""
    more = in_columns(page.text, page.founds, page.unclear)
    if not {found.label for found in (*page.founds, *more)} >= _EVERY:
        page.founds = _in_order(page.founds, more)
        more = find_mistyped(page.text, page.founds)
    page.founds = _in_order(page.founds, more)


_HEAD = 2_000  # characters at the beginning whose colons tell whether labels may stand there
_EVERY = frozenset(Label) - RELATIVE - frozenset(PARTIES.values())


def _in_order(founds: list[Found], more: list[Found]) -> list[Found]:
    return sorted((*founds, *more), key=lambda found: found.start) if more else founds


def read_html(html: str) -> TemplateReading:
    """What an HTML text says in the template's terms; of its tables, each cell for itself."""
    clean, controls = _clean(html)
    return _said(_read(page_of_rows(rows_of_html(clean))), controls=controls)


def _read_tables(mail: Mail) -> TemplateReading:
    """What the HTML of a message says, from the rows that reading has found unless they are to be cleaned first."""
    clean = _clean(mail.html)[1] is False
    return _read(page_of_rows(mail.rows)) if clean else read_html(mail.html)


def read_word(content: bytes) -> TemplateReading:
    """What a Word document says in the template's terms; a document that cannot be read gives a reason."""
    return _of_rows(rows_of_word(content))


def read_open_document(content: bytes) -> TemplateReading:
    """The same of an OpenDocument text."""
    return _of_rows(rows_of_open_document(content))


def _of_rows(found: tuple[list[Row], str]) -> TemplateReading:
    rows, reason = found
    return unread(reason) if reason else _read(page_of_rows(rows))


def _clean(text: str) -> tuple[str, bool]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        plain = text.encode()
    except UnicodeEncodeError:  # half a pair of surrogates
        return _CONTROLS.sub("", text), True
    # Several times as fast as the pattern, which is needed only where the second block of controls may be.
    has_controls = len(plain.translate(None, _ASCII_CONTROLS)) != len(plain)
    if has_controls or (b"\xc2" in plain and _CONTROLS.search(text)):
        return _CONTROLS.sub("", text), True
    return text, False


def _said(reading: TemplateReading, *, controls: bool) -> TemplateReading:
    if not controls:
        return reading
    return replace(reading, remarks=MappingProxyType({**reading.remarks, "message": _CONTROLS_SAID}))


def _read(page: Page) -> TemplateReading:
    chosen = choose_labels(page)
    made = chosen.templates
    if not made:
        return _finished(Reading(), [(0, page.text)])
    readings, begin = [], 0
    for at, founds in enumerate(made):
        end = made[at + 1][0].start if at + 1 < len(made) else len(page.text)
        template = filled(page, founds, end, chosen.refused)
        reading = read_sections(template.sections)
        before = [(0, page.text[begin : founds[0].start])] if at == 0 else []
        readings.append(_finished(reading, [*before, *template.rest, *reading.rest]))
        begin = end
    return merged(readings)


def _finished(reading: Reading, rest: list[tuple[int, str]]) -> TemplateReading:
    """The reading with the text around it in order, and logs that stand there taken as the logging."""
    texts = [text.strip("\n") for _, text in sorted(rest, key=lambda part: part[0]) if not text.isspace()]
    text = _OWN_LINES.sub("", "\n" + "\n".join(filter(None, texts)))
    text, logs = without_logs((_NOTE_LINE.sub("", text) if _NOTE in text else text).strip())
    if logs:
        here = reading.fields["attached_logging"]
        how = here.how if here.value else How.GUESSED
        reading.fields["attached_logging"] = FieldReading(f"{here.value}\n{logs}" if here.value else logs, how)
    elif not reading.fields["attached_logging"].value and isinstance(said := reading.fields["description"].value, str):
        # What was pasted into the description stays in it, and is the logging too.
        logs = without_logs(said)[1]
        reading.fields["attached_logging"] = FieldReading(logs, How.GUESSED) if logs else MISSING
    return TemplateReading(
        MappingProxyType(reading.fields), len(reading.labels), text.strip(), MappingProxyType(reading.remarks)
    )


def read_template(mail: Mail) -> TemplateReading:
    """What a message says in the template's terms, in its text, its tables or a document that came with it.

    What the template leaves open is guessed from the subject and the text where they can mean one thing only.
    """
    body = _body(mail)
    documents = [reading for leaf in mail.attachments if (reading := _attached(leaf))]
    kept = [reading for reading in documents if reading.labels >= _ENOUGH]
    reading = merged([body, *kept]) if kept else body
    others = _not_looked_into(mail) if reading.labels < _ENOUGH else ()
    reasons = " ".join((*(reading.reason for reading in documents if reading.reason), *others))
    return guessed(replace(reading, reason=reasons) if reasons else reading, mail.subject)


def _body(mail: Mail) -> TemplateReading:
    """The reading of the body: its new text, or the whole where the template stands in what was quoted or forwarded."""
    tables = None
    if mail.html and ("<td" in mail.html or "<TD" in mail.html):
        tables = _read_tables(mail)
        if tables.labels >= _ENOUGH * 2 and tables.filled:
            return _without_folded(tables, mail)
    text = read_text(mail.visible)
    if text.labels < _ENOUGH and mail.folded:
        enough = max(_ENOUGH, text.labels + 1)
        whole = _read_text(mail.text, enough)
        text = _without_folded(whole, mail) if whole.labels >= enough else text
    if tables and tables.filled > text.filled:
        return _without_folded(tables, mail)
    if mail.html and not tables and text.labels < _ENOUGH:
        tables = _read_tables(mail)
        return _without_folded(tables, mail) if tables.labels >= _ENOUGH else text
    return text


def _without_folded(reading: TemplateReading, mail: Mail) -> TemplateReading:
    """The reading without the lines that were folded away in the message: signatures, quoted tails."""
    rest = reading.rest
    if mail.folded:
        folded = {" ".join(line.split()) for line in mail.folded.split("\n")}
        lines = rest.split("\n")
        rest = "\n".join([line for line in lines if not line.strip() or " ".join(line.split()) not in folded])
    rest = re.sub(r"\n{3,}", "\n\n", rest).strip()
    return reading if rest == reading.rest else replace(reading, rest=rest)


def _attached(leaf: Leaf) -> TemplateReading | None:
    name = leaf.name.lower()
    for endings, kind, rows_of in _DOCUMENTS:
        if name.endswith(endings) or leaf.media_type.endswith(kind):
            return _of_rows(rows_of(leaf.content))
    if name.endswith(_TEXTS) or leaf.media_type == "text/markdown":
        return read_text(_decoded(leaf.content[:_ATTACHED], leaf.charset))
    return None


def _not_looked_into(mail: Mail) -> tuple[str, ...]:
    """What is to be said of documents in which a template may stand and is not looked for."""
    names = [leaf.name for leaf in mail.attachments if leaf.name.lower().endswith(_UNREAD)]
    return tuple(_NOT_READ.format(name[:80]) for name in names[:3])


def _decoded(content: bytes, charset: str) -> str:
    """The text of a file, by its byte-order mark, as UTF-8, or as what it says; never an error."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for name in ("utf-8-sig", charset or "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")
