"""Printable sheets: A4, numbered pages, fonts with Latin in every diacritic, Greek, Cyrillic and Hangul."""

from datetime import datetime
from importlib.resources import files

from fpdf import FPDF

_FONTS = files("issuetracker") / "assets" / "fonts"
MARGIN = 18
LINE = 5.5


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

    def rule(self, grey: int) -> None:
        """A hairline over the width of the text."""
        self.set_draw_color(grey)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
