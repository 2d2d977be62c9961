"""What is new in a text, and what is a quoted tail, a signature or a disclaimer."""


def fold(text: str, *, forwarded: bool = False) -> tuple[str, str]:
    """The visible lines and the folded ones, each in order."""
    return text, ""
