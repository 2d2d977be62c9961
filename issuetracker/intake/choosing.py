"""Which of the labels that stand in a text make up a template."""

import re
from dataclasses import dataclass
from itertools import islice

from issuetracker.intake.label_finding import Found
from issuetracker.intake.label_words import Label
from issuetracker.intake.labels import LONG, PARTIES, RELATIVE
from issuetracker.intake.pages import Page

_CONTACTS = frozenset(PARTIES.values())
_OF_A_PARTY = RELATIVE | _CONTACTS | PARTIES.keys()
# What "see attachment" never has and a pasted log always: brackets, braces, a time, several lines.
_PASTED = re.compile(r"[\[{<]|\d:\d\d|\n[^\n]*\n[^\n]*\S")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The labels of each template in order, and where lines begin that look like labels and are none."""

    templates: tuple[list[Found], ...]
    refused: tuple[int, ...]


def choose_labels(page: Page) -> Chosen:
    """The labels of each template on the page, those in prose and logs left out."""
    choosing = _Choosing(page)
    refused = [found.start for at, found in enumerate(page.founds) if not choosing.takes(at)]
    return Chosen(tuple(made for made in choosing.made if made), tuple(refused))


class _Choosing:
    """Goes through the labels in order; what is not taken stays text of the section in which it stands."""

    def __init__(self, page: Page) -> None:
        self._founds = founds = page.founds
        self._text = page.text
        labels = {at.label for at in founds if at.label not in RELATIVE}
        strong = {at.label for at in founds if not at.weak} & labels
        self._is_template = len(strong) > 1 or len(labels) > 3
        # Labels alone on their lines are the layout of this one if most are.
        self._bare = sum(at.bare for at in founds) * 2 > len(founds)
        self._seen: set[Label] = set()
        self.made: list[list[Found]] = [[]]

    def takes(self, at: int) -> bool:
        """Whether the label is one of a template; it is added to it."""
        found, now = self._founds[at], self.made[-1]
        if found.label in RELATIVE:
            if not self._of_a_party(found, now):
                return False
            now.append(found)
            return True
        if found.weak and not self._is_template and found.stop < 0:
            return False
        if found.label in _CONTACTS & self._seen and self._of_a_party(found, now):
            now.append(found)
            return True
        if found.label in self._seen or (now and found.level != now[0].level):
            if not self._begins_another(at, now):
                return False
            self.made.append([found])
            self._seen = {found.label}
            return True
        if now and found.stop < 0 and self._doubtful(found, now[-1]):
            return False
        now.append(found)
        self._seen.add(found.label)
        return True

    @staticmethod
    def _of_a_party(found: Found, now: list[Found]) -> bool:
        return bool(now) and now[-1].label in _OF_A_PARTY and now[-1].level == found.level

    def _doubtful(self, found: Found, inside: Found) -> bool:
        """Whether a label within a long text is more likely a line of it."""
        if inside.label is Label.LOGGING and (found.weak or (found.bare and not self._bare)):
            return found.bare or bool(_PASTED.search(self._text, inside.value, found.start))
        return inside.label in LONG and found.weak and found.bare

    def _after_a_gap(self, found: Found) -> bool:
        """Whether something ended before the label: a blank line, or a table begins."""
        if found.stop >= 0:
            return self.made[-1][-1].stop < 0
        return self._text[max(0, found.start - 80) : found.start].rstrip(" \t>").endswith("\n\n")

    def _begins_another(self, at: int, now: list[Found]) -> bool:
        """Whether a template begins here: the label that the one before began with, or another depth of quoting."""
        found = self._founds[at]
        same = found.level == now[0].level
        if same and (found.label is not now[0].label or not self._after_a_gap(found)):
            return False
        following, again = {found.label}, 1
        for later in islice(self._founds, at + 1, None):
            if later.level != found.level or later.label in following:
                break
            if later.label not in RELATIVE:
                following.add(later.label)
                again += later.label in self._seen and not later.weak
        return len(following) > 2 and (not same or again >= min(3, len(self._seen)))
