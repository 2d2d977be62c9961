"""Which cases have the words that somebody asked for, among the texts that this person may read.

A full-text index finds them: GIN over `tsvector` on PostgreSQL, FTS5 on SQLite. All words have to be in one text: the
report, one message, one name of a file.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, String, Subquery, TypeDecorator, bindparam, false, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from issuetracker.models import Case, CaseWords
from issuetracker.services.access import may_find
from issuetracker.services.words import joined, runs
from workflows.roles import Actor
from workflows.test_references import mentioned_references

_Column = InstrumentedAttribute[frozenset[str]] | InstrumentedAttribute[frozenset[str] | None]
MOST = 2_000  # texts that one search finds, the newest
_MOST_TERMS = 8
_PREFIX_FROM = 3  # shorter words are looked for as they are: too many begin so
_LONGEST_RUN = 12


@dataclass(frozen=True, slots=True)
class Term:
    """One of these words has to be there; `open` ones may go on."""

    words: tuple[str, ...]
    open: bool


def terms(asked: str) -> tuple[Term, ...]:
    """What somebody typed, as words; a test reference is one, and may lack its side (`TC_E_22`)."""
    found: dict[Term, None] = {}
    for part in asked[:400].split():
        references = mentioned_references(part)
        if references:
            found[Term(tuple(joined(reference) for reference in references), open=True)] = None
            continue
        for run, syllables in runs(part):
            found[Term((run[:_LONGEST_RUN] if syllables else run,), open=syllables or len(run) >= _PREFIX_FROM)] = None
    return tuple(found)[:_MOST_TERMS]


class _Terms(TypeDecorator[tuple[Term, ...]]):
    """Terms in the syntax of each database; they are of letters and digits only."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[Term, ...] | None, dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return " & ".join(_any(term, "'", ":*", " | ") for term in value)
        return " AND ".join(_any(term, '"', "*", " OR ") for term in value)


def _any(term: Term, quote: str, more: str, either: str) -> str:
    return f"({either.join(f'{quote}{word}{quote}{more if term.open else str()}' for word in term.words)})"


class has(FunctionElement[bool]):  # noqa: N801  (used like SQLAlchemy's own functions)
    """True where a column of words has all terms."""

    type = Boolean()
    name = "has"
    inherit_cache = True


@compiles(has, "postgresql")
def _on_postgresql(element: has, compiler: SQLCompiler, **options: object) -> str:
    column, asked = element.clauses
    return f"{compiler.process(column, **options)} @@ CAST({compiler.process(asked, **options)} AS tsquery)"


@compiles(has, "sqlite")
def _on_sqlite(element: has, compiler: SQLCompiler, **options: object) -> str:
    column, asked = element.clauses
    table = column.table
    row = compiler.process(table.c.id, **options)
    words = f"'{column.name} : (' || {compiler.process(asked, **options)} || ')'"
    return f"{row} IN (SELECT rowid FROM case_words_index WHERE case_words_index MATCH {words})"  # noqa: S608  (names of columns, and a bound value)


def has_all(column: _Column, asked: tuple[Term, ...]) -> ColumnElement[bool]:
    """The condition that a text has all terms.

    The terms stand in the statement itself, so that PostgreSQL plans for these words and not for words in general: a
    rare one is looked up, of a common one the newest are read.
    """
    return has(column, bindparam(None, asked, type_=_Terms(), literal_execute=True))


def texts(actor: Actor, asked: str) -> Subquery[Any]:
    """The newest texts that this person may read and that have all the words: rows of `CaseWords`, at most MOST.

    The bound is what keeps a search flat: of a rare word fewer are there, so that PostgreSQL looks them up; of a
    common one the newest are read until there are enough, however many cases have it.
    """
    columns = (CaseWords.id, CaseWords.case_id, CaseWords.history_seq, CaseWords.kind)
    query = select(*columns).join(Case, Case.id == CaseWords.case_id)
    wanted = terms(asked)
    if wanted:
        whole, neutral = has_all(CaseWords.words, wanted), has_all(CaseWords.neutral, wanted)
        query = query.where(may_find(actor, whole, neutral))
    else:
        query = query.where(false())
    return query.order_by(CaseWords.id.desc()).limit(MOST).correlate(None).subquery("texts")


def with_words(actor: Actor, asked: str) -> Select[int]:
    """The ids of the cases that have such texts."""
    return select(texts(actor, asked).c.case_id)
