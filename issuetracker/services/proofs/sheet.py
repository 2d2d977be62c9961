"""The proof that people were told, to print: the exact words, then every party by its name, with an index of initials.

Ten thousand lines are drawn by hand: the library's own tables lay out every cell twice.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from issuetracker.queries.proofs import Line, Proof
from issuetracker.sentences.wording import seat_moment, words
from issuetracker.services.printing import LINE, Sheet
from workflows.condition_words import in_words

_COLUMNS = (("Party, and why", 70), ("Told, at", 62), ("State", 42))
_ROW = 4.2
_SMALL = 7.5
_OTHERS = "Other"


def make_proof_sheet(proof: Proof, lines: Sequence[Line]) -> bytes:
    """The bytes; dated by the last thing that became of any letter, so that the same state gives the same sheet."""
    sheet = Sheet(f"{proof.number}: who was told of {proof.about}", _last(proof, lines))
    sheet.add_page()
    _head(sheet, proof)
    sheet.index()
    _texts(sheet, proof)
    initial = ""
    for line in sorted(lines, key=_by_name):
        if _initial(line) != initial:
            initial = _initial(line)
            _begin(sheet, initial)
        _line(sheet, line)
    return bytes(sheet.output())


def _last(proof: Proof, lines: Sequence[Line]) -> datetime:
    known = [at for line in lines for at in (line.obligation.accepted_at, line.obligation.acknowledged_at) if at]
    return max((proof.at, *known))


def _by_name(line: Line) -> tuple[bool, str, int]:
    """By letters without their marks; names in other scripts stand together at the end."""
    plain = unicodedata.normalize("NFKD", line.obligation.party).casefold()
    return _initial(line) == _OTHERS, plain, line.obligation.id


def _initial(line: Line) -> str:
    """The letter under which a party stands in the index."""
    first = unicodedata.normalize("NFKD", line.obligation.party)[:1].upper()
    return first if first.isascii() and first.isalnum() else _OTHERS


def _head(sheet: Sheet, proof: Proof) -> None:
    sheet.written(f"{proof.number}, {proof.about}", size=10, grey=90)
    sheet.written("Who was told, and what came back", size=19, bold=True)
    sheet.ln(2)
    sheet.written(f"{proof.by} {proof.what}, {seat_moment(proof.at)}, Amsterdam.", size=10)
    said = ", ".join(f"{count:,} {words(state)}" for state, count in sorted(proof.states.items()))
    sheet.written(f"{proof.total:,} had to be told: {said}.", size=10)
    if proof.condition is not None:
        sheet.written(f"Whom it concerns: {in_words(proof.condition)}.", size=10)
    sheet.ln(4)


def _texts(sheet: Sheet, proof: Proof) -> None:
    if not proof.texts:
        return
    sheet.start_section("The exact words")
    for label, text in proof.texts:
        sheet.written(label, size=11, bold=True)
        sheet.written(text, size=10)
        sheet.ln(3)


def _begin(sheet: Sheet, initial: str) -> None:
    sheet.ln(2)
    if sheet.will_page_break(8 * LINE):
        sheet.add_page()
    sheet.start_section(initial)
    sheet.written(initial, size=12, bold=True)
    sheet.set_font("text", "B", _SMALL)
    for title, width in _COLUMNS:
        sheet.cell(width, _ROW, title)
    sheet.ln(_ROW + 0.6)


def _line(sheet: Sheet, line: Line) -> None:
    """One party; its cells stand beside each other and are kept on one page."""
    cells = [sheet.wrapped(text, width - 2, _SMALL) for text, (_, width) in zip(_cells(line), _COLUMNS, strict=True)]
    height = max(map(len, cells)) * _ROW + 1.4
    if sheet.will_page_break(min(height, 200)):
        sheet.add_page()
    sheet.rule(205)
    top, left = sheet.get_y() + 0.7, sheet.l_margin
    for lines, (_, width) in zip(cells, _COLUMNS, strict=True):
        for count, text in enumerate(lines, 1):
            sheet.put(left + sheet.c_margin, top + count * _ROW - 1.2, text, _SMALL)
        left += width
    sheet.set_xy(sheet.l_margin, top + height - 0.7)


def _cells(line: Line) -> tuple[str, str, str]:
    item = line.obligation
    told = [item.address or "no address"]
    for letter in line.letters:
        ended = seat_moment(letter.finished_at) or "not sent"
        told.append(f"{ended}: {letter.answer or words(letter.state)}")
    returned = [line.returned[letter.id] for letter in line.letters if letter.id in line.returned]
    told += [f"{seat_moment(at)}: sent back" for at in returned]
    state = [words(item.state)]
    if item.acknowledged_at:
        state.append(f"{seat_moment(item.acknowledged_at)}, by {item.acknowledged_by}")
    elif item.acknowledged_by:
        state.append(item.acknowledged_by)
    return f"{item.party}\n{line.why}", "\n".join(told), "\n".join(state)
