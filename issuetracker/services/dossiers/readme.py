"""What a third party does with a dossier: read it, and check it with standard tools only."""

from issuetracker.services.dossiers.chain import head
from issuetracker.services.dossiers.contents import Contents

# The program that the README prints. It is no part of this service: whoever checks reads it and runs it.
CHECK = """\
import email, glob, hashlib, json

previous, named = "0" * 64, ""
for path in sorted(glob.glob("events/*.json")):
    text = open(path, "rb").read()
    if json.loads(text)[-1] != previous:
        raise SystemExit(path + ": the chain is broken before this event")
    previous, named = hashlib.sha256(text).hexdigest(), named + text.decode()
for path in sorted(glob.glob("messages/*.eml")) + sorted(glob.glob("files/*")):
    data = open(path, "rb").read()
    if path.startswith("messages/"):
        data = email.message_from_bytes(data).get_payload(decode=True)
    if hashlib.sha256(data).hexdigest() not in named:
        raise SystemExit(path + ": no event names these bytes")
print("head", previous)
"""

_TEXT = """\
Dossier of {number}
{line}

{title}

As read by: {reader}
State of:   {as_of} (the last event in it)
Events:     {count}
Head:       {head}

What is here
------------
dossier.pdf    everything in readable form, with an index
record.json    what this dossier is, for programs
{report}events/        every event as JSON, one file each, in order
messages/      every message or statement as .eml
letters/       every letter that OCA wrote to somebody{letters}, as .eml
told.csv       who was told what, and what came back
files/         every file, byte for byte as it was given; the number before its name is ours;
               one whose bytes OCA has lost stands here as .lost.txt
{readings}SHA256SUMS     the SHA-256 of every file here but itself

How to check it, without any program of OCA
-------------------------------------------
1. That no file was changed since it was packed:

       sha256sum -c SHA256SUMS

2. That no event was changed, left out or put in. Each file in events/ is a JSON array. Its last element is the SHA-256
   of the whole file before it, the first one has 64 zeros there. So the SHA-256 of the last file, the head, stands for
   all of them. With jq:

       previous=$(printf '0%.0s' $(seq 64))
       for f in events/*.json; do
         [ "$(jq -r '.[-1]' "$f")" = "$previous" ] || echo "broken before $f"
         previous=$(sha256sum "$f" | cut -c1-64)
       done
       echo "head $previous"

   Or with Python, which also finds the digest of each message and each file in an event that names it. Save the lines
   between the marks as check.py, read them, and run `python3 -I check.py` in this directory:

-----8<-----
{check}-----8<-----

3. That it is what OCA has on record. {against}

The elements of an event
------------------------
{elements}

Letters are as they were sent, but for links that open a page without signing in and the address for replies, which are
their recipient's own; letters about accounts are not here.
"""

_WHOLE = """\
Number, count of the event, moment (UTC), id and name of who acted, paragraph or rule, version of the working-day
calendar, event, what it says, and the hash of the event before it."""

_PART = """\
Number, count of the event, moment (UTC), who acted, event, what it says, and the hash of the event before it. This
dossier has what its reader may see. Its events are counted and chained by themselves, so that nothing of the others
can be seen in it, not even how many there are."""

_AGAINST_HEADS = """\
The head is that of OCA's own record, and goes into the hash
   that OCA makes over all records once a day and keeps elsewhere: ask for the one of a day that you choose, or compare
   with a dossier that was fetched at another time: the events of the earlier one are the first of the later one, file
   by file."""

_AGAINST_READINGS = """\
Ask OCA: its own, whole dossier has in readings.txt the head of
   what each party could read after every step, so that the head above is found there, or is not OCA's. A dossier that
   the same reader fetches in the same state has the same bytes."""

_REPORT = "report.txt     the description as it was reported\n"
_READINGS = "readings.txt   after which event each party's own dossier had which head\n"


def readme(contents: Contents) -> str:
    """The README of one dossier."""
    return _TEXT.format(
        number=contents.number,
        line="=" * len(f"Dossier of {contents.number}"),
        title=contents.title,
        reader=contents.reader,
        as_of=contents.as_of.isoformat(timespec="seconds"),
        count=len(contents.chain),
        head=head(contents.chain),
        letters="" if contents.whole else ", as far as this reader may see it",
        readings=_READINGS if contents.readings else "",
        report=_REPORT if contents.report else "",
        check=CHECK,
        against=_AGAINST_HEADS if contents.whole else _AGAINST_READINGS,
        elements=_WHOLE if contents.whole else _PART,
    )
