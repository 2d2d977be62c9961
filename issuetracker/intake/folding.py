"""What is new in a text, and what is a quoted tail, signature or disclaimer: put aside by whole lines, never deleted.

Where folding is wrong a laboratory's words are out of sight, so in doubt nothing is folded: pasted logs, whatever
belongs to a filled template, and answers written between quoted lines stay where they are.
"""

from issuetracker.intake import phrases
from issuetracker.intake.folded_ends import fold_ends
from issuetracker.intake.quoting import fold_quotes
from issuetracker.intake.written import Written

_MOST_LINES, _MOST_COLONS = 50_000, 2_000  # beyond them: nothing is folded, every line is looked at
_ENDS = 2_500  # characters at the end in which disclaimers and signatures of phones are looked for

_AT_THE_END = ((phrases.MAYBE_SENT_FROM, phrases.SENT_FROM), (phrases.MAYBE_DISCLAIMER, phrases.DISCLAIMER))


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
    for colons, found in enumerate(phrases.WORTH_A_LOOK.finditer(marked)):
        if found["colon"] is None or colons == _MOST_COLONS:
            return True
        if phrases.WROTE.search(marked, max(found.start() - 200, 0), found.end()):
            return True
    return _ends(marked[-_ENDS:]) or bool(phrases.BANNER.match(text.lstrip()[:200]))


def _ends(end: str) -> bool:
    """True if a line in it begins as a disclaimer does, or as phones sign."""
    return any(
        whole.match(end, maybe.start() + 1, end.index("\n", maybe.end()))
        for beginning, whole in _AT_THE_END
        for maybe in beginning.finditer(end)
    )
