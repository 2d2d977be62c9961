"""Text whose paragraphs were broken for the way (RFC 3676), put together again."""

import re

_QUOTES = re.compile(r">*")


def unwrapped(text: str, *, delete_space: bool) -> str:
    """`format=flowed` as its writer saw it: soft breaks gone, quote marks and `-- ` where they were."""
    out: list[str] = []  # words and line ends
    open_depth = -1  # of the paragraph that goes on
    for line in text.split("\n"):
        depth = len(_QUOTES.match(line)[0])  # type: ignore[index]  # matches always
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        if depth != open_depth or words == "-- ":
            out += ("\n", f"{'>' * depth} " if depth else "")
        out.append(words[:-1] if flows and delete_space else words)
        open_depth = depth if flows else -1
    return "".join(out[1:])
