"""What text belongs to each label of a template, and where a letter goes on around it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from issuetracker.intake.checkboxes import is_unticked
from issuetracker.intake.label_finding import Found
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import LONG
from issuetracker.intake.pages import Page
from issuetracker.intake.pasted_logs import without_logs
from issuetracker.intake.placeholders import is_hint

_ENDING = (
    r"[ \t>]*(?:(?:(?:with )?(?:kind|best|warm|many)(?:est)? )?(?:regards|wishes)|thanks(?: in advance| and regards)?"
    r"|many thanks|thank you(?: very much| in advance)?|cheers|sincerely|yours (?:sincerely|faithfully|truly)|br"
    r"|(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en)?|mvg|groet(?:en|jes)?|(?:alvast )?bedankt|hartelijk dank"
    r"|mit (?:freundlichen|besten|herzlichen) grü(?:ß|ss)en|(?:viele|beste|freundliche|herzliche) grü(?:ß|ss)e|mfg"
    r"|vielen dank"
    r"|(?:un |reciba un |un cordial )?saludos?(?: cordiales)?|cordialmente|atentamente|muchas gracias|gracias"
    r"|(?:sent from my|get outlook for|verstuurd vanaf mijn|verzonden vanaf|von meinem|gesendet von|enviado desde)"
    r" [^\n]{1,40}|나의 [^\n]{1,20}에서 보냄|내 [^\n]{1,20}에서 보냄"
    r"|감사합니다|고맙습니다|수고하세요|안녕히 계세요|-- ?|_{10,}|-{3,} ?(?:original message|forwarded message"
    r"|oorspronkelijk bericht|doorgestuurd bericht|ursprüngliche nachricht|mensaje original|원본 메시지).{0,30}"
    r"|(?:on|op|am|el) [^\n]{5,140}(?:wrote|schreef|schrieb|escribió)[^\n]{0,80}:|[^\n]{5,80}님이 작성:)"
    r"[ \t]*[,.!]?[ \t]*(?=\n|$)"
)
_ENDS = re.compile(_ENDING, re.IGNORECASE)
# How the former begin; the first letters let most lines pass.
_MAY_END = re.compile(
    r"\n(?:[Tt][Hh][Aa]|[AaEeOoSsWw][EeIiLlMmNnPpTtAa]|[ \t>]|[BbCcFfGgHhKkMmRrUuVvYy나내감고수안_-])"
)
_LINE = re.compile(r"\n")
_WROTE_IN_KOREAN = "님이 작성:"
_TAIL = 1_500  # characters at the end of pasted logs in which a letter's end is looked for
_PARAGRAPHS = re.compile(r"\n(?:[ \t\xa0]*\n)+")
_LISTED = re.compile(r"^[\s>]*(?:[☐☒☑✓✔□■√✅○●]|\[.?\]|\(.?\)|[•*-]\s|tc[_\s.-]?[a-s\d])", re.IGNORECASE)
_LISTS = frozenset(
    {
        Label.TEST_TYPE,
        Label.REFERENCES,
        Label.OCPP_VERSION,
        Label.DEVICE_TYPE,
        Label.PROFILES,
        Label.BLOCKS,
        Label.QUESTION,
    }
)
_INDENTED = re.compile(r"^[^\n]*\n\s*[ \t]")  # the second line that says something
_SAYS = re.compile(r"[\s=_~-]*[^\n]*")
_DRAWN = "-=_*+~|"
_RULERS = re.compile(r"^(?:[ \t]*[-=_*+~|]{3,}[ \t]*\n)+|(?:\n[ \t]*[-=_*+~|]{3,}[ \t]*)+$")


@dataclass(frozen=True, slots=True)
class Section:
    """A label, the text that belongs to it, and where it stood."""

    label: Label
    value: str
    start: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in template, and the text around and between that belongs to none of its labels."""

    sections: tuple[Section, ...]
    rest: tuple[tuple[int, str], ...]


def filled(page: Page, founds: Sequence[Found], end: int, refused: Sequence[int] = ()) -> Filled:
    """The sections of one template, up to the next one at `end`; a short value ends where a refused label begins."""
    sections: list[Section] = []
    rest: list[tuple[int, str]] = []
    below = _values_below(page.text, founds)
    for at, found in enumerate(founds):
        stop = founds[at + 1].start if at + 1 < len(founds) else end
        if found.stop < 0 and "\n" not in (line := page.text[found.value : stop].rstrip()):
            sections.append(Section(found.label, _without_rulers(line.lstrip()), found.start))
            continue
        if found.stop >= 0:
            value, over = page.text[found.value : found.stop], page.text[found.stop : max(stop, found.stop)]
        else:
            cut = stop if found.label in LONG else _next(refused, _first_line(page.text, found.value), stop)
            value, over = _own(_unquoted(page.text[found.value : cut], found), found.label, below=below)
            value = _dedented(value, found.value - found.start)
            over += page.text[cut:stop]
        if found.label not in LONG and "\n" in value:
            value, logs = without_logs(value)
            over = f"{over}\n{logs}" if logs else over
        sections.append(Section(found.label, _without_rulers(value), found.start))
        if over and not over.isspace():
            rest.append((found.value, over))
    return Filled(tuple(sections), tuple(rest))


def _first_line(text: str, start: int) -> int:
    """Where the first line that says something ends: it is the value, even if it is a label's word too."""
    said = _SAYS.match(text, start)
    return said.end() if said else start


def _next(places: Sequence[int], after: int, most: int) -> int:
    """The first of these places after another, or `most`."""
    at = bisect_right(places, after)
    return min(places[at], most) if at < len(places) else most


def _without_rulers(value: str) -> str:
    """A value without the lines that somebody drew above and below it."""
    drawn = value and (value[-1] in _DRAWN or value[0] in _DRAWN)
    return _RULERS.sub("", value) if drawn else value


def _values_below(text: str, founds: Sequence[Found]) -> bool:
    """Whether most labels stand on a line of their own with the value under it."""
    alone = sum(1 for found in founds if text[found.value : found.value + 1] in ("\n", ""))
    return alone * 2 > len(founds)


def _own(raw: str, label: Label, *, below: bool) -> tuple[str, str]:
    """What of the text up to the next label is the label's own, and what is not."""
    if "\n" not in raw.strip():
        inline = not raw.startswith("\n")
        if inline or below or not raw.startswith("\n\n") or label in LONG:
            return raw.strip(), ""
    if label in LONG:
        searched = max(0, len(raw) - _TAIL) if label is Label.LOGGING else 0
        mine, over = _before_the_end(raw, searched)
        return _without_blank_ends(mine, label), over
    paragraph, more = _first_paragraphs(raw, label, below=below)
    value, over = _before_the_end("\n" + paragraph, 0)
    return value.strip(), over + more


def _before_the_end(text: str, start: int) -> tuple[str, str]:
    """A text up to where a letter says goodbye or another message begins, and the rest of it."""
    for line in (_LINE if _WROTE_IN_KOREAN in text else _MAY_END).finditer(text, start):
        if _ENDS.match(text, line.start() + 1):
            return text[: line.start()], text[line.start() :]
    return text, ""


def _without_blank_ends(text: str, label: Label) -> str:
    """A long text without blank lines at its ends; a log's first line keeps its indentation."""
    begun = re.sub(r"^[ \t]*\n(?:[ \t]*\n)*", "", text) if text[:1].isspace() else text
    return begun.rstrip() if label is Label.LOGGING else begun.strip()


def _first_paragraphs(text: str, label: Label, *, below: bool) -> tuple[str, str]:
    if text.startswith("\n\n") and not below:
        return "", text
    start = len(text) - len(text.lstrip())
    end = start
    for gap in _PARAGRAPHS.finditer(text, start):
        end = gap.start()
        if label not in _LISTS or not _LISTED.match(text[gap.end() : gap.end() + 12]):
            return text[start:end], text[end:]
    return text[start:], ""


def _unquoted(raw: str, found: Found) -> str:
    """The text without the `>` of a quoted template; answers that somebody wrote between its lines stand for it."""
    if not found.level:
        return raw
    mark = re.compile(rf"[ \t]*(?:>[ \t]?){{{found.level}}}")
    first, *lines = raw.split("\n")
    quoted = [first] + [line[match.end() :] for line in lines if (match := mark.match(line))]
    answers = [line for line in lines if not mark.match(line)]
    answered = any(line.strip() for line in answers)
    said = "\n".join(quoted).strip()
    if answered and (is_hint(said) or is_unticked(said)):
        return "\n".join(answers)
    return "\n".join(quoted) + ("\n\n" + "\n".join(answers) if answered else "")


def _dedented(value: str, column: int) -> str:
    """A text whose further lines stand under its first, as in a table aligned by spaces, without that indentation."""
    if column < 3 or not _INDENTED.search(value[:2_000]):
        return value
    first, *lines = value.split("\n")
    margin = " " * column
    said = [line for line in lines if line.strip()]
    if all(line.startswith((margin, "\t")) for line in said):
        return "\n".join([first, *(line[column:] if line.startswith(margin) else line.lstrip("\t") for line in lines)])
    return value
