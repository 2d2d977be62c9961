"""What can go wrong in telling. The docstring is the sentence that the user reads."""

from collections.abc import Mapping


class NamesAParty(Exception):
    """The text names or quotes a party, but is meant for others."""

    def __init__(self, found: tuple[str, ...], field: str = "", why: Mapping[str, str] | None = None) -> None:
        """`why` says of each word where it is known from, as far as that is known."""
        known = why or {}
        words = ", ".join(f"“{word}”" + (f" ({known[word]})" if word in known else "") for word in found)
        super().__init__(f"The text would go to others and contains {words}. Say it without naming anybody (P-51).")
        self.found = found
        self.field = field


class Temporary(Exception):
    """The mail server asks to try again later."""


class Permanent(Exception):
    """The mail server refuses this letter for good."""


class Unclear(Exception):
    """The connection ended after the letter was handed over and before the server answered."""


class AddressRefused(Exception):
    """A webhook does not lead to where it may."""


class NoAnswer(Exception):
    """The receiver of a webhook did not answer in time."""
