"""Rich text (RTF) as Outlook packs it into a winmail.dat, as plain text (MS-OXRTFCP)."""

from compressed_rtf import decompress
from striprtf.striprtf import rtf_to_text

_MOST = 400_000  # bytes of RTF that are opened: a letter has some ten thousand


def to_text(packed: bytes) -> str:
    """The text of compressed RTF; "" where it is longer than a letter or damaged."""
    if int.from_bytes(packed[4:8], "little") > _MOST:
        return ""
    try:
        rtf = decompress(packed + b"\0").decode("latin-1")
        # A link shows the text that it stands under; striprtf's own search for links is quadratic.
        return str(rtf_to_text(rtf.replace("\\field", ""), errors="replace")).strip("\0")
    except Exception:  # both read trustingly and raise anything; the caller says that the text was not read
        return ""
