"""What a log says of whose it is: serial numbers, devices, SIM cards and tokens as OCPP names them (P-51).

The clock reads a file once, soon after it arrived, as far as a bound, and keeps what it found beside the file.
"""

import re
from collections.abc import Callable, Iterator
from io import BufferedReader
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import StoredFile
from issuetracker.services.log_index import encoding_of, is_text

READ = 8 << 20  # bytes of a file; stations say who they are when they start
MOST = 500  # words of a file
_SERIAL, _DEVICE, _SIM, _TOKEN = "a serial number", "a device", "the number of a SIM card", "a token"
# Fields of OCPP 1.6 and 2.0.1, as they are written in the messages of a log.
_FIELDS = {
    "serialnumber": _SERIAL,
    "chargepointserialnumber": _SERIAL,
    "chargeboxserialnumber": _SERIAL,
    "meterserialnumber": _SERIAL,
    "model": _DEVICE,
    "chargepointmodel": _DEVICE,
    "vendorname": "a vendor",
    "chargepointvendor": "a vendor",
    "iccid": _SIM,
    "imsi": _SIM,
    "idtag": _TOKEN,
    "parentidtag": _TOKEN,
    "idtoken": _TOKEN,
}
# Also where the message stands in a string of its own, with \" for each ".
_SAID = re.compile(r'"(' + "|".join(_FIELDS) + r')\\*"\s{0,4}:\s{0,4}\\*"([^"\\\n]{3,64})\\*"', re.IGNORECASE)


class Found(NamedTuple):
    """A word in a file that tells whose it is: what it is, and in which line it stands first."""

    word: str
    what: str
    line: int


def found_in(stream: BufferedReader) -> list[Found]:
    """The words, each once; none of what is no text."""
    raw = stream.read(READ)
    if not is_text(raw):
        return []
    text = raw.decode(encoding_of(raw[: 64 << 10]), errors="replace")
    once: dict[str, Found] = {}
    for found in _each(text):
        once.setdefault(found.word.casefold(), found)
    return list(islice(once.values(), MOST))


def _each(text: str) -> Iterator[Found]:
    line, counted = 1, 0
    for match in _SAID.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        word = match[2].strip()
        # Four digits are a year, a port or a power as well as a number of somebody's.
        if len(word) > 4 or not word.isdecimal():
            yield Found(word, _FIELDS[match[1].lower()], line)


def read_next(session: Session, open_bytes: Callable[[str], BufferedReader]) -> bool:
    """Read one file that nobody has read; False where none is left."""
    unread = select(StoredFile).where(StoredFile.tells_of.is_(None)).order_by(StoredFile.id).limit(1)
    file = session.scalar(unread.with_for_update(skip_locked=True))
    if file is None:
        return False
    try:
        with open_bytes(file.sha256) as stream:
            file.tells_of = [list(found) for found in found_in(stream)]
    except FileNotFoundError:  # `issuetracker verify` says so
        file.tells_of = []
    return True
