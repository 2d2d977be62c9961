"""Which certificates an issue concerns: what a condition finds in a certificate, with a reason each time (P-50).

An attribute that is not recorded makes the answer "may apply": a certified vendor must not be missed in silence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from workflows.certificates import CertificateFacts, ProfileResult
from workflows.condition_words import any_of, name_of, shown
from workflows.conditions import DATES, VERSIONS, Attribute, Condition, Kind
from workflows.version_texts import compare

A = Attribute
K = TypeVar("K")

_NAMES = {A.SOFTWARE_VERSION: "software_versions"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition applies to a certificate, and why. Not `certain`: something is not recorded."""

    applies: bool
    certain: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """True, False, or None where nobody knows; with the words for it."""

    truth: bool | None
    words: tuple[str, ...]


def matches(condition: Condition, facts: CertificateFacts) -> Finding:
    """Whether an issue with this condition concerns a certificate."""
    answer = _ask(condition, facts)
    reason = ", ".join(dict.fromkeys(answer.words))
    if answer.truth is None:
        return Finding(True, False, f"may apply: {reason}")
    return Finding(answer.truth, True, reason)


def truths(leaf: Condition, said: Mapping[K, Any]) -> dict[K, bool | None]:
    """Whether a condition on one attribute holds of each value that certificates have of it; None: nobody knows."""
    ask = _LEAVES[leaf.kind]
    return {key: ask(leaf, value).truth for key, value in said.items()}


def _ask(condition: Condition, facts: CertificateFacts) -> _Answer:
    match condition.kind:
        case Kind.ALL:
            return _all([_ask(part, facts) for part in condition.parts])
        case Kind.ANY:
            return _any([_ask(part, facts) for part in condition.parts])
        case Kind.NOT:
            inner = _ask(condition.parts[0], facts)
            return _Answer(None if inner.truth is None else not inner.truth, inner.words)
        case Kind.IN | Kind.HAS | Kind.WITHIN:
            assert condition.attribute is not None, "`checked` has seen to that"
            name = _NAMES.get(condition.attribute, condition.attribute.value)
            return _LEAVES[condition.kind](condition, getattr(facts, name))


def _all(answers: Sequence[_Answer]) -> _Answer:
    """One that fails is the reason; else one that nobody knows, beside those that hold."""
    failed = [answer for answer in answers if answer.truth is False]
    if failed:
        return _Answer(False, failed[0].words)
    truth = None if any(answer.truth is None for answer in answers) else True
    return _Answer(truth, tuple(word for answer in answers for word in answer.words))


def _any(answers: Sequence[_Answer]) -> _Answer:
    for truth in (True, None):
        found = [answer for answer in answers if answer.truth is truth]
        if found:
            return _Answer(truth, found[0].words)
    return _Answer(False, tuple(word for answer in answers for word in answer.words))


def _in(condition: Condition, said: Any) -> _Answer:
    """A single value; for lists of versions each element's."""
    found = _texts(condition, said)
    attribute = condition.attribute
    assert attribute is not None
    if not found:
        return _Answer(None, (f"{name_of(attribute)} not recorded",))
    wanted = {value.casefold() for value in condition.values}
    words = tuple(shown(attribute, value) for value in found)
    if any(value.casefold() in wanted for value in found):
        return _Answer(True, words)
    same = (
        [compare(value, other) == 0 for value in found for other in condition.values] if attribute in VERSIONS else []
    )
    return _Answer(any(same), words)


def _has(condition: Condition, said: Any) -> _Answer:
    attribute = condition.attribute
    assert attribute is not None
    if attribute is A.PROFILES:
        return _has_profile(condition, said or {})
    if not said:
        return _Answer(None, (f"{name_of(attribute)} not recorded",))
    folded = {item.casefold() for item in said}
    held = tuple(value for value in condition.values if value.casefold() in folded)
    return _Answer(True, held) if held else _Answer(False, (f"{any_of(condition.values)} not declared",))


def _has_profile(condition: Condition, profiles: Mapping[str, str]) -> _Answer:
    if not profiles:
        return _Answer(None, ("profiles not recorded",))
    results = {name.casefold(): result for name, result in profiles.items()}
    held = tuple(v for v in condition.values if results.get(v.casefold()) == ProfileResult.PASSED.value)
    if held:
        return _Answer(True, tuple(f"{value} declared" for value in held))
    return _Answer(False, (f"{any_of(condition.values)} not declared",))


def _within(condition: Condition, said: Any) -> _Answer:
    attribute = condition.attribute
    assert attribute is not None
    found = _texts(condition, said)
    if not found:
        return _Answer(None, (f"{name_of(attribute)} not recorded",))
    # ISO dates sort as text; versions are compared by their numbers.
    order: Callable[[str, str], int | None] = _by_text if attribute in DATES else compare
    return _any([_between(condition, attribute, value, order) for value in found])


def _between(condition: Condition, attribute: A, value: str, order: Callable[[str, str], int | None]) -> _Answer:
    signs = []
    for bound, allowed in (
        (condition.at_least, (0, 1)),
        (condition.at_most, (-1, 0)),
        (condition.below, (-1,)),
    ):
        if bound:
            sign = order(value, bound)
            if sign is None:
                signs.append(_Answer(None, (f"{shown(attribute, value)} cannot be compared with {bound}",)))
            else:
                signs.append(_Answer(sign in allowed, (shown(attribute, value),)))
    return _all(signs)


_LEAVES: Mapping[Kind, Callable[[Condition, Any], _Answer]] = {
    Kind.IN: _in,
    Kind.HAS: _has,
    Kind.WITHIN: _within,
}


def _by_text(left: str, right: str) -> int:
    return (left > right) - (left < right)


def _texts(condition: Condition, said: Any) -> tuple[str, ...]:
    """What a certificate says of an attribute with one value; of software, each element's version that is meant."""
    if condition.attribute is A.SOFTWARE_VERSION:
        meant = condition.element.casefold()
        return tuple(v for name, v in sorted((said or {}).items()) if v and (not meant or name.casefold() == meant))
    text = said.isoformat() if isinstance(said, date) else str(said or "")
    return (text,) if text else ()
