"""What is new in a text, and what is a quoted tail, signature or disclaimer: put aside by whole lines, never deleted.

Where folding is wrong a laboratory's words are out of sight, so in doubt nothing is folded: pasted logs, whatever
belongs to a filled template, and answers written between quoted lines stay where they are.
"""

import re
from itertools import islice

from issuetracker.intake import phrases
from issuetracker.intake.folded_ends import fold_ends
from issuetracker.intake.quoting import fold_quotes
from issuetracker.intake.written import Written

_MOST_LINES, _MOST_COLONS = 50_000, 2_000  # beyond them: nothing is folded, every line is looked at
_ENDS = 2_500  # characters at the end in which disclaimers and signatures of phones are looked for
_AT_END = re.compile(rf"\n(?:{phrases.SENT_FROM.pattern}|{phrases.DISCLAIMER.pattern})", re.IGNORECASE | re.MULTILINE)


def fold(text: str, *, forwarded: bool = False) -> tuple[str, str]:
    """The visible lines and the folded ones, each in order; what is forwarded stays visible."""
    if not _suspicious(text) or text.count("\n") > _MOST_LINES:
        return text, ""
    written = Written.of(text)
    own = fold_quotes(written, forwarded=forwarded)
    fold_ends(written, own)
    visible = written.visible()
    return (visible, written.folded()) if visible.strip() else (text, "")


def _suspicious(text: str) -> bool:
    """Most texts hold nothing that could be folded; that is seen without looking at each line."""
    marked = f"\n{text}\n"
    if phrases.MAYBE_OLD.search(marked):
        return True
    colons = list(islice(phrases.COLON_AT_END.finditer(marked), _MOST_COLONS))
    if len(colons) == _MOST_COLONS:
        return True
    if any(phrases.WROTE.search(marked, max(colon.start() - 200, 0), colon.end()) for colon in colons):
        return True
    return bool(_AT_END.search("\n" + text[-_ENDS:]) or phrases.BANNER.match(text.lstrip()[:200]))
