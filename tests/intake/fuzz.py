"""`python -m tests.intake.fuzz --seconds N`: read damaged mails of the corpus; print the seed, save what crashes."""

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from issuetracker.intake.bounces import bounce
from issuetracker.intake.reading import understood
from tests.intake.corpus import samples

_BITS = [
    b"\r\n",
    b"\n",
    b"\0",
    b"--",
    b"=?utf-8?B?",
    b"?=",
    b"=",
    b";",
    b'"',
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"charset=utf-16",
    b"charset=utf-7",
    b"<table><tr><td>",
    b"<blockquote type=cite>",
    b"> ",
    b"-- \r\n",
    b"From: ",
    b"\xff\xfe",
    b"\x80",
    b"&#xD800;",
    b"Content-Type: application/ms-tnef\r\n",
]
_SLOW = 2.0


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The mail with a few things cut, doubled, moved, flipped or put in."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 4, 40, 400)))
        match chance.randrange(5):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = data[start:end]
            case 2:
                data[start:start] = chance.choice(_BITS)
            case 3 if start < len(data):
                data[start] ^= 1 << chance.randrange(8)
            case _:
                other = chance.randrange(len(data) + 1)
                data[other:other] = data[start:end]
    return bytes(data)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.intake.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--save", type=Path, default=Path("build/crashers"))
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(2**32)
    sys.stdout.write(f"seed {seed}\n")
    chance, mails = random.Random(seed), [sample.raw for sample in samples()]
    crashers, count, until = 0, 0, time.monotonic() + options.seconds
    while time.monotonic() < until:
        raw = mutated(chance.choice(mails), chance)
        crashers += not _stands(raw, options.save, f"{seed}-{count}")
        count += 1
    sys.stdout.write(f"{count} mails, {crashers} crashers\n")
    return 1 if crashers else 0


def _stands(raw: bytes, folder: Path, name: str) -> bool:
    """True if the mail is read quickly and nothing of its text is lost."""
    began = time.process_time()
    try:
        mail = understood(raw)
        bounce(mail, raw)
        f"{mail!r}".encode()
        assert Counter(mail.visible) + Counter(mail.folded) == Counter(mail.text)
        assert time.process_time() - began < _SLOW
    except Exception:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.eml").write_bytes(raw)
        sys.stdout.write(f"{folder / name}.eml\n{traceback.format_exc(limit=-3)}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
