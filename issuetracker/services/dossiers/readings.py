"""The events of a dispute as each reader reads them, and after which of them a party's own chain had which head."""

from collections.abc import Iterator, Mapping, Sequence

from issuetracker.services import history
from issuetracker.services.dossiers.chain import Read, digest, link, without_ids
from issuetracker.services.history import GENESIS
from workflows.case_state import Entry
from workflows.disputes import events as ev
from workflows.disputes.seeing import Seen, seen
from workflows.disputes.state import DisputeState, apply, begin
from workflows.disputes.vocabulary import Side
from workflows.events.base import Event
from workflows.roles import Actor


def reading_of(found: Seen, digests: dict[int, str] | None = None) -> Iterator[Read]:
    """The events of a reading; files by their digests, and to an adviser also the statements that are shared."""
    files = {item.file_id: item.sha256 for item in found.files}
    for entry in found.entries:
        author = found.author(entry)
        payload = without_ids(history.encode(entry.event))
        if named := [files[file_id] for file_id in getattr(entry.event, "file_ids", ()) if file_id in files]:
            payload["files"] = named
        if isinstance(entry.event, ev.AdviceAsked) and digests is not None:
            payload["documents"] = _documents(found, entry.event, files, digests)
        yield Read(entry.at, author or "OCA", type(entry.event).__name__, payload)


def _documents(found: Seen, asked: ev.AdviceAsked, files: dict[int, str], digests: dict[int, str]) -> list[str]:
    given = [item for item in found.statements if item.number in asked.statements]
    words = [digests[item.seq] for item in given if item.seq in digests]
    return words + [files[file_id] for item in given for file_id in item.file_ids if file_id in files]


def heads_of_parties(number: str, entries: Sequence[Entry]) -> Iterator[str]:
    """For each party, after which entry of the whole history its own chain had which head."""
    reported = entries[0].event
    assert isinstance(reported, ev.DisputeReported), "a dispute begins with its report"
    laboratory = Actor(None, "", frozenset({Side.LABORATORY.role}), laboratory_id=reported.laboratory_id)
    vendor = Actor(None, "", frozenset({Side.VENDOR.role}), vendor_id=reported.vendor_id)
    for side, actor in ((Side.LABORATORY, laboratory), (Side.VENDOR, vendor)):
        last = ""
        for count, this in enumerate(_heads(number, entries, actor), 1):
            if this != last:
                yield f"{side} {count:05} {this}"
            last = this


def _heads(number: str, entries: Sequence[Entry], actor: Actor) -> Iterator[str]:
    """The head of a party's chain after each entry.

    A party's chain may change backwards (decision 51): it is made anew from the first entry that is read otherwise
    since the last one, and not from its beginning.
    """
    chain: list[tuple[int, str]] = []  # of each event that the party reads, the count of its entry and its hash
    naming: dict[int, int] = {}  # of each file, the first entry that names it
    for count, (entry, state) in enumerate(_states(entries), 1):
        for file_id in _files_of(entry.event):
            naming.setdefault(file_id, entry.seq)
        first = _read_otherwise_from(state, entry, naming)
        while chain and chain[-1][0] >= first:
            chain.pop()
        found = seen(state, entries[first - 1 : count], actor)
        for shown, read in zip(found.entries, reading_of(found), strict=True):
            previous = chain[-1][1] if chain else GENESIS
            chain.append((shown.seq, digest(link(number, len(chain) + 1, read, previous))))
        yield chain[-1][1] if chain else GENESIS


def _states(entries: Sequence[Entry]) -> Iterator[tuple[Entry, DisputeState]]:
    """Each entry with the state after it."""
    reported = entries[0].event
    assert isinstance(reported, ev.DisputeReported), "a dispute begins with its report"
    state = begin(reported)
    yield entries[0], state
    for entry in entries[1:]:
        state = apply(state, entry.event, entry.actor_id)
        yield entry, state


def _files_of(event: Event) -> tuple[int, ...]:
    named: tuple[int, ...] = getattr(event, "file_ids", ())
    return (event.file_id,) if isinstance(event, ev.EvidenceAttached) else named


def _read_otherwise_from(state: DisputeState, entry: Entry, naming: Mapping[int, int]) -> int:
    """The first entry that a party may read otherwise because of this one; itself, if none before it is."""
    match entry.event:
        case ev.EvidenceAttached(file_id=file_id):
            return naming[file_id]
        case ev.StatementsShared(statements=numbers):
            shared = [item for item in state.statements if item.number in numbers]
            files = [naming[file_id] for item in shared for file_id in item.file_ids]
            return min([entry.seq, *(item.seq for item in shared), *files])
        case _:
            return entry.seq
