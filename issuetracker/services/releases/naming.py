"""What all laboratories read names no party of a case that it settles, nor its files (P-51, P-99)."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import msgspec
from sqlalchemy.orm import Session

from issuetracker.models import Case
from issuetracker.services.naming import named_in
from notifications.confidentiality import Identifiers
from notifications.errors import NamesAParty
from workflows.releases import Content
from workflows.report import Report

# A specification prints messages that look like quoted logs.
_OF_THE_SPECIFICATION = ("old_text", "new_text")
_OWN = ("cases",)


def refuse_names(
    session: Session, content: Content, cases: Sequence[Case], *, reason: str = "", files: tuple[str, ...] = ()
) -> None:
    """Raise NamesAParty, with the field, where a text or the name of a file would tell whose a case is.

    `reason` is why a version is not the first.
    """
    words = _words(session, cases)
    for field, text in (*_texts(content), ("reason", reason), *(("files", name) for name in files)):
        found = words.found_in(text)
        if field in _OF_THE_SPECIFICATION:
            found = tuple(word for word in found if word in words.words)
        if found:
            raise NamesAParty(found, field)


def _words(session: Session, cases: Sequence[Case]) -> Identifiers:
    found: set[str] = set()
    for case in cases:
        found |= named_in(session, case.id, msgspec.convert(case.report, Report)).keys()
    return Identifiers(frozenset(found))


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    for item in fields(content):
        value = getattr(content, item.name)
        if item.name in _OWN:
            continue
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield item.name, text
