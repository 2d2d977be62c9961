"""Printable sheets: A4, numbered pages, fonts with Latin in every diacritic, Greek, Cyrillic and Hangul."""

import re
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from itertools import groupby

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.outline import OutlineSection

_FONTS = files("issuetracker") / "assets" / "fonts"
MARGIN = 18
LINE = 5.5
_INDENT = 6  # of an entry below another in the index


class Sheet(FPDF):
    """A sheet with its heading and the number of the page at its foot; dated, so that the same text is the same file.

    Imported when the first is asked for: what makes a PDF would be a sixth of the time to start.
    """

    def __init__(self, heading: str, at: datetime) -> None:
        super().__init__(format="A4")
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font("text", style, str(_FONTS / name))
        self.add_font("hangul", "", str(_FONTS / "NanumGothicCoding.ttf"))
        self.set_fallback_fonts(["hangul"], exact_match=False)
        text = self.fonts["text"]
        assert isinstance(text, TTFFont)
        self._known = frozenset(text.cmap)
        self._widths: dict[str, float] = {}
        self.heading = heading
        self.set_title(heading)
        self.set_lang("en")
        self.set_creation_date(at)
        self.set_margins(MARGIN, 16)
        self.set_auto_page_break(auto=True, margin=20)

    def footer(self) -> None:
        """What the sheet is, and the number of the page."""
        self.set_xy(MARGIN, -14)  # what goes over the page may have moved the margin
        self.set_font("text", size=8)
        self.set_text_color(90)
        self.cell(0, 5, self.heading, align="L")
        self.set_x(MARGIN)
        self.cell(0, 5, f"{self.page_no()} of {{nb}}", align="R")
        self.set_text_color(0)

    def written(self, text: str, *, size: float, bold: bool = False, grey: int = 0) -> None:
        """A paragraph, from the left margin on."""
        self.set_text_color(grey)
        self.set_font("text", "B" if bold else "", size)
        self.multi_cell(0, max(LINE, size * 0.45), text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)

    def index(self) -> None:
        """The index, to be filled in at the end, and a new page."""
        self.written("Index", size=13, bold=True)
        self.insert_toc_placeholder(_write_index, allow_extra_pages=True)

    def put(self, x: float, baseline: float, text: str, size: float) -> None:
        """One line of text at a place, each character in a font that has it.

        Ten times as fast as the library's cells, which measure every character three times: for long lists.
        """
        for font, run in groupby(text, self._font_of):
            words = "".join(run)
            self.set_font(font, size=size)
            self.text(x, baseline, words)
            x += self._width(font, words) * size

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        """A text as lines that are no wider, broken between words where that is possible."""
        found: list[str] = []
        for paragraph in text.split("\n"):
            line, left = "", width / size
            for word in re.findall(r"\S+\s*|\s+", paragraph):
                needed = self._width_of(word.rstrip())
                if line and needed > left:
                    found.append(line.rstrip())
                    line, left = "", width / size
                while needed > left:
                    fits = max(1, int(len(word) * left / needed) - 1)
                    found.append(word[:fits])
                    word, left = word[fits:], width / size
                    needed = self._width_of(word.rstrip())
                line += word
                left -= self._width_of(word)
            found.append(line.rstrip())
        return found

    def _font_of(self, character: str) -> str:
        return "text" if ord(character) in self._known else "hangul"

    def _width_of(self, word: str) -> float:
        """The width of a word in millimetres for each point of its size; most words come again and again."""
        if word not in self._widths:
            runs = groupby(word, self._font_of)
            self._widths[word] = sum(self._width(font, "".join(run)) for font, run in runs)
        return self._widths[word]

    def _width(self, font: str, words: str) -> float:
        return float(self.fonts[font].get_text_width(words, 1, None)[1]) / self.k

    def rule(self, grey: int) -> None:
        """A hairline over the width of the text."""
        self.set_draw_color(grey)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())


def _write_index(sheet: FPDF, entries: Sequence[OutlineSection]) -> None:
    """Titles with their pages. The library's own measures each row of dots anew, and takes longer than all the rest."""
    for entry in entries:
        link, indent = sheet.add_link(page=entry.page_number), entry.level * _INDENT
        sheet.set_x(sheet.l_margin + indent)
        sheet.set_font("text", size=10 if entry.level == 0 else 9)
        sheet.multi_cell(sheet.epw - indent - 12, 6, entry.name, align="L", link=link, new_y="LAST")
        sheet.set_x(sheet.l_margin)
        sheet.cell(0, 6, str(entry.page_number), align="R", link=link, new_x="LMARGIN", new_y="NEXT")
