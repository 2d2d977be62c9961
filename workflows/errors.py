"""Refusals of the procedure. The docstring of each is the sentence that the user reads first."""


class Refusal(Exception):
    """The procedure does not allow this."""

    def __init__(self, detail: str = "", *, rule: str = "", field: str = "") -> None:
        super().__init__(detail or self.sentence())
        self.detail = detail
        self.rule = rule
        self.field = field

    @classmethod
    def sentence(cls) -> str:
        """What the user reads as the title of the error."""
        return (cls.__doc__ or "").strip()


class WrongRole(Refusal):
    """Your role does not allow this action on this case."""


class NotPossibleNow(Refusal):
    """This action is not possible at this point of the procedure."""


class NotYours(WrongRole):
    """Who proposed something cannot approve it."""


class TextChanged(NotPossibleNow):
    """The text was changed after you read it; read and decide on it again."""


class ReportIncomplete(Refusal):
    """The report lacks what is needed to start."""

    def __init__(self, missing: dict[str, str]) -> None:
        super().__init__("; ".join(missing.values()), rule="P-04")
        self.missing = missing


class InvalidValue(Refusal):
    """A value does not fit this case."""


class BeyondCalendar(Refusal):
    """The working-day calendar does not reach that date; the office has to approve the year first."""
