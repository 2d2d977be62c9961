"""A dispute in print: both sides, what was asked and decided, what happened, who was told."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from issuetracker.sentences.disputes import ADVISERS, dispute_sentence, words_of
from issuetracker.sentences.wording import day, seat_moment, size, words
from issuetracker.services.disputes.reading import Sheet, Word, board
from issuetracker.services.dossiers.contents import Facts, File, Message, Section, Table, Words, files_section
from issuetracker.services.dossiers.told import told_section
from workflows.disputes import events as ev
from workflows.disputes.seeing import Reading
from workflows.disputes.state import Round
from workflows.disputes.vocabulary import Side


def dispute_sections(
    session: Session, found: Sheet, messages: Sequence[Message], files: Sequence[File], told: Sequence[Row[Any]]
) -> tuple[Section, ...]:
    """Everything that the page shows its reader, in the order in which it is read."""
    return (
        *_facts(found),
        *_decided(found),
        *_statements(found, messages, {file.sha256: file for file in files}),
        *_asked(found),
        *_advice(found),
        *_sitting(session, found),
        Section("What happened", tuple(_history(found))),
        *told_section(told),
        *files_section(files, size),
    )


def _facts(found: Sheet) -> Iterator[Section]:
    if not found.names:
        return
    state = found.seen.state
    ending = f": {words(state.ending)}" if state.ending else ""
    rows = [
        ("Laboratory", found.names[Side.LABORATORY]),
        ("Vendor", found.names[Side.VENDOR]),
        ("Reported by", f"the {state.reporter}, {seat_moment(found.dispute.received_at)}"),
        ("Stands", f"{words(found.seen.stage)}{ending}"),
    ]
    if state.due_on:
        rows.append(("The Board’s own date", day(state.due_on)))
    if found.linked:
        rows.append(("Issues", ", ".join(found.linked)))
    if state.offer:
        rows.append((f"Offer of the {state.offer.side}", state.offer.terms))
    yield Section("The dispute", (Facts(tuple(rows)),))


def _decided(found: Sheet) -> Iterator[Section]:
    decided = [entry for entry in found.seen.entries if isinstance(entry.event, ev.DisputeDecided)]
    for entry in decided:
        assert isinstance(entry.event, ev.DisputeDecided)
        yield Section(f"Decision of {seat_moment(entry.at)}", tuple(_decision(entry.event)))
    proposal = found.seen.state.proposal
    if found.seen.reading is Reading.ALL and proposal:
        yield Section("Decision as proposed", tuple(_decision(proposal)), "Not decided yet; for the Board only.")
    if found.seen.correctives:
        rows = tuple(
            (
                f"{item.number}. {item.content.what}",
                words(item.content.owner),
                day(item.content.due_on),
                words(item.stage),
            )
            for item in found.seen.correctives
        )
        yield Section("Corrective actions", (Table(("What", "Owner", "Until", "Stands"), (56, 18, 22, 18), rows),))


def _decision(event: ev.DisputeDecided | ev.DecisionProposed) -> Iterator[Words]:
    yield Words("Outcome", f"SHA-256 of the exact text {event.text_sha256}", event.outcome)
    for count, item in enumerate(event.arguments, 1):
        yield Words(f"Argument {count}: {item.argument}", "", item.reason)


def _statements(found: Sheet, messages: Sequence[Message], files: dict[str, File]) -> Iterator[Section]:
    if not messages:
        return
    told = []
    for word, message in zip(found.words, messages, strict=True):
        given = [files[file.sha256].place for file in word.files]
        note = f"{seat_moment(message.at)}; read by {message.seen_by}" + (f"; with {', '.join(given)}" if given else "")
        number = f" {word.statement.number}" if found.seen.reading is not Reading.PARTY else ""
        body = message.body + _with_the_report(found, word)
        told.append(Words(f"Statement{number} of {message.author}", note, body, message.place))
    yield Section("Statements", tuple(told))


def _with_the_report(found: Sheet, word: Word) -> str:
    """What was reported beside the first statement; advisers read the statement alone."""
    first = found.docket.reported
    if word.statement.number != 1 or found.seen.reading is Reading.ADVISER:
        return ""
    certificates = f"Certificates: {', '.join(first.certificates)}" if first.certificates else ""
    tried = f"Tried to settle: {first.tried}" if first.tried else ""
    return "".join(f"\n\n{text}" for text in (tried, certificates) if text)


def _asked(found: Sheet) -> Iterator[Section]:
    rounds = tuple(
        Words(
            f"Asked of the {' and the '.join(_asked_sides(found, item))}, by {day(item.due_on)}",
            f"waits for the {' and the '.join(sorted(item.awaited))}" if item.awaited else "answered",
            item.question,
        )
        for item in found.seen.rounds
    )
    if rounds:
        yield Section("Asked of the parties", rounds)


def _asked_sides(found: Sheet, item: Round) -> tuple[Side, ...]:
    return item.asked if found.seen.side is None else (found.seen.side,)


def _all(found: Sheet) -> bool:
    return found.seen.reading is Reading.ALL


def _advice(found: Sheet) -> Iterator[Section]:
    answers = {e.event.advice: e for e in found.seen.entries if isinstance(e.event, ev.AdviceGiven)}
    blocks = []
    for item in found.seen.advice:
        of = f"on statement {', '.join(map(str, item.statements))}" if item.statements else "on no statement"
        blocks.append(Words(f"Asked of {ADVISERS[item.adviser]}", of, item.question))
        if answer := answers.get(item.number):
            assert isinstance(answer.event, ev.AdviceGiven)
            blocks.append(Words(f"Answer of {answer.actor_name}", seat_moment(answer.at), answer.event.body))
    if blocks:
        yield Section("Advice", tuple(blocks))


def _sitting(session: Session, found: Sheet) -> Iterator[Section]:
    if not _all(found):
        return
    rows = tuple(
        (member.name, "recused" if member.recused else "handles it" if member.handles else "sits")
        for member in board(session, found.docket)
    )
    yield Section("Who sits", (Facts(rows),), "For the Board and the office.")


def _history(found: Sheet) -> Iterator[Table]:
    rows = []
    for count, entry in enumerate(found.seen.entries, 1):
        author = found.seen.author(entry)
        who = found.names[author] if isinstance(author, Side) else author or "OCA"
        said = words_of(entry.event)
        text = f"{who} {dispute_sentence(entry.event)}" + (f"\n“{said}”" if said else "")
        rows.append((str(count), seat_moment(entry.at), text, entry.rule))
    yield Table(("", "When", "What", "Rule"), (8, 32, 62, 12), tuple(rows))
