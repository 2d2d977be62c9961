"""Refusals of the app, beside those of the procedure. The docstring is the sentence that the user reads first."""

from workflows.errors import Refusal


class NotFound(Refusal):
    """There is nothing under this address that you may see."""


class Recused(Refusal):
    """You are recused from this dispute: you see and decide nothing in it."""


class Conflict(Refusal):
    """Somebody changed this after you read it; read it again and repeat what still applies."""


class Unauthorised(Refusal):
    """A valid API key is needed."""


class Forbidden(Refusal):
    """Your role or your API key does not allow this."""


class NotSignedIn(Refusal):
    """You are not signed in, or your session has ended."""


class OnlyThisCase(Refusal):
    """Your link opens one case and nothing else."""


class LinkIsOver(Refusal):
    """This link is not good any more: it was used, it has expired, or a newer one was sent."""


class TooLarge(Refusal):
    """The file is larger than this service accepts."""


class NoSpace(Refusal):
    """The service cannot store files at the moment; nothing was changed. Try again later."""


class StoreDown(Refusal, OSError):
    """The store of files does not answer at the moment; nothing was changed. Try again later."""


class InvalidFields(Refusal):
    """Some fields are wrong."""

    def __init__(self, errors: dict[str, str], *, rule: str = "") -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in errors.items()), rule=rule)
        self.errors = errors
