"""Resolutions that laboratories search before they file (P-08, P-62)."""

from sqlalchemy import Select, String, cast, select

from issuetracker.models import Resolution
from workflows.test_references import read_test_references


def resolutions(test_reference: str, words: str) -> Select[Resolution]:
    """Resolutions on a test reference, or with every word in their text; anonymous by construction."""
    query = select(Resolution)
    for reference in read_test_references(test_reference) if test_reference.strip() else ():
        query = query.where(cast(Resolution.test_references, String).contains(f'"{reference}"', autoescape=True))
    for word in words.split()[:8]:
        query = query.where(Resolution.text.icontains(word, autoescape=True))
    return query
