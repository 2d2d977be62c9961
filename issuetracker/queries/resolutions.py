"""Resolutions that laboratories search before they file (P-08, P-62)."""

from sqlalchemy import Select, String, cast, false, select

from issuetracker.models import CaseWords, Resolution, TextKind
from issuetracker.queries.matching import has_all, terms
from workflows.test_references import read_test_references


def resolutions(test_reference: str, words: str) -> Select[Resolution]:
    """Resolutions on a test reference, or with every word in their text; anonymous by construction."""
    query = select(Resolution)
    for reference in read_test_references(test_reference) if test_reference.strip() else ():
        query = query.where(cast(Resolution.test_references, String).contains(f'"{reference}"', autoescape=True))
    if not words.strip():
        return query
    wanted = terms(words)
    its_words = (CaseWords.case_id == Resolution.case_id) & (CaseWords.history_seq == Resolution.history_seq)
    of_resolutions = CaseWords.kind == TextKind.RESOLUTION.value
    return query.join(CaseWords, its_words).where(
        of_resolutions, has_all(CaseWords.words, wanted) if wanted else false()
    )
