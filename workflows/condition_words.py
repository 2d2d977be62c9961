"""Conditions and what they find, in words."""

from collections.abc import Sequence

from workflows.conditions import Attribute, Condition, Kind

A = Attribute
_NAMES = {
    A.OCTT_VERSION: "OCTT version",
    A.OCPP_VERSION: "OCPP version",
    A.OCPP_EDITION: "OCPP edition",
    A.TESTED_ON: "test date",
    A.ISSUED_ON: "date of issue",
}


def name_of(attribute: Attribute) -> str:
    """An attribute as people say it."""
    return _NAMES.get(attribute, attribute.value.replace("_", " "))


def shown(attribute: Attribute, value: str) -> str:
    """A value that was found."""
    match attribute:
        case A.SOFTWARE_VERSION:
            return f"software {value}"
        case A.OCTT_VERSION:
            return f"OCTT {value}"
        case A.ERRATA_LEVEL:
            return f"errata {value}"
        case A.ISSUED_ON | A.TESTED_ON:
            return f"{attribute.value.removesuffix('_on')} {value}"
        case _:
            return value.replace("_", " ").replace("csms", "CSMS")


def any_of(values: Sequence[str]) -> str:
    """Several values of which one is enough."""
    return " or ".join(values)


def in_words(condition: Condition) -> str:
    """The condition as people read it."""
    match condition.kind:
        case Kind.ALL | Kind.ANY:
            if not condition.parts:
                return "every certificate"
            return (" and " if condition.kind is Kind.ALL else " or ").join(
                f"({in_words(part)})" if part.kind in (Kind.ALL, Kind.ANY) and len(part.parts) > 1 else in_words(part)
                for part in condition.parts
            )
        case Kind.NOT:
            return f"not ({in_words(condition.parts[0])})"
        case Kind.IN | Kind.HAS | Kind.WITHIN:
            assert condition.attribute is not None
            return _leaf_words(condition, condition.attribute)


def _leaf_words(condition: Condition, attribute: Attribute) -> str:
    name = name_of(attribute) + (f" of {condition.element}" if condition.element else "")
    if condition.kind is not Kind.WITHIN:
        verb = "includes" if condition.kind is Kind.HAS else "is"
        values = [value.replace("_", " ").replace("csms", "CSMS") if attribute is A.DEVICE_TYPE else value
                  for value in condition.values]  # fmt: skip
        return f"{name} {verb} {any_of(values)}"
    bounds = (("from", condition.at_least), ("up to", condition.at_most), ("below", condition.below))
    return f"{name} " + " ".join(f"{word} {bound}" for word, bound in bounds if bound)
