"""Bytes that somebody wrote as text, in the charset that they name, or most likely meant."""

import codecs
import re
from functools import lru_cache

# What is declared, and what such mail really is: the supersets that browsers read too (WHATWG), and Korean webmails.
_MEANT = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "windows-949": "cp949",
}
_ASCII = {
    "",
    "us-ascii",
    "ascii",
    "ansi_x3.4-1968",
    "iso646-us",
    "7bit",
    "8bit",
    "unknown-8bit",
    "x-unknown",
    "default",
}
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,39}")
# Codecs of text that mail is written in. Others that Python has are traps: punycode and idna take quadratic time.
_WRITTEN_IN = re.compile(
    r"ascii|utf|iso|cp\d|koi8|euc_|shift_jis|big5|gb|hz|johab|mac|tis-620|kz1048|ptcp154|hp-roman8|latin"
)
_NOT_TEXT = re.compile(r"[\0\ud800-\udfff]")


@lru_cache(maxsize=256)
def _codec(declared: str) -> str | None:
    """Python's name of a charset; None if nobody knows it, "" if it says nothing."""
    name = declared.strip().strip("\"'").lower()
    if name in _ASCII:
        return ""
    name = _MEANT.get(name, name)
    if not _NAME.fullmatch(name):
        return None
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _WRITTEN_IN.match(found) else None


def known(declared: str) -> bool:
    """True unless a charset is declared that nobody knows."""
    return _codec(declared) is not None


def decode(content: bytes, declared: str = "") -> str:
    """Text in the declared charset, or if that cannot be, in the one it most likely is; without NULs and surrogates."""
    if content.isascii() and not shifts(declared):
        text = content.decode("ascii")
        return text if "\0" not in text else text.replace("\0", "")
    codec = _codec(declared)
    if codec:
        try:
            return _cleaned(content.decode(codec))
        except (UnicodeError, ValueError):
            pass
    return _cleaned(_guessed(content, codec or ""))


def shifts(declared: str) -> bool:
    """True for charsets in which ASCII bytes are not ASCII characters."""
    return bool(declared) and (_codec(declared) or "").startswith(("utf-7", "utf-16", "utf-32", "iso2022", "hz"))


def _guessed(content: bytes, codec: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Mostly UTF-8, cut off or damaged somewhere: better a mark there than every letter wrong.
        if codec == "utf-8" and error.start > 0 and not content[: error.start].isascii():
            return content.decode("utf-8", "replace")
    if codec and codec != "utf-8":
        return content.decode(codec, "replace")
    return _korean(content) or content.decode("cp1252", "replace")


def _korean(content: bytes) -> str:
    """The text if it reads as Hangul in CP949, or "": Korean mailers leave the charset out more than others."""
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        return ""
    foreign = sum(character > "\x7f" for character in text)
    return text if 10 * sum("가" <= character <= "힣" for character in text) >= 9 * foreign else ""


def _cleaned(text: str) -> str:
    """Without what cannot be stored as text: NULs go, lone surrogates become a mark, a byte order mark goes."""
    text = text.removeprefix("\ufeff")
    if not _NOT_TEXT.search(text):
        return text
    return text.replace("\0", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
