"""A case in print: the report, the conversation with what happened between, the history, who was told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from issuetracker.sentences.cases import sentence, text_of
from issuetracker.sentences.wording import seat_moment, size, words
from issuetracker.services.casework import Dossier
from issuetracker.services.dossiers.contents import Facts, File, Message, Section, Table, Words, files_section
from issuetracker.services.dossiers.told import told_section
from workflows import events as ev
from workflows.case_state import Entry
from workflows.report import Contact, Report


def case_sections(
    dossier: Dossier,
    report: Report,
    shown: Sequence[Entry],
    messages: Mapping[int, Message],
    files: Mapping[int, File],
    *,
    told: Sequence[Row[Any]],
    handler: bool,
) -> tuple[Section, ...]:
    """Everything that the page shows its reader, in the order in which it is read."""
    return (
        Section("The case", (Facts(tuple(_facts(dossier, report))),)),
        Section("Report", tuple(_report(report))),
        *_conversation(shown, messages, files, handler=handler),
        *(_history(shown) if handler else ()),
        *told_section(told),
        *files_section(list(files.values()), size),
    )


def _facts(dossier: Dossier, report: Report) -> Iterator[tuple[str, str]]:
    state = dossier.state
    yield "Origin", words(state.origin)
    yield "Received", seat_moment(dossier.case.received_at)
    yield "Stands", f"closed: {words(state.closing)}" if state.closing else words(state.case)
    for label, name, contact in (
        ("Laboratory", report.laboratory_name, report.laboratory_contact),
        ("Vendor", report.vendor_name, report.vendor_contact),
    ):
        if name:
            yield label, "\n".join(filter(None, (name, _contact(contact))))
    yield "Device", report.device
    yield "Outcome", words(state.outcome) if state.outcome else "not analysed"
    yield "Severity", state.level.value if state.level else "not decided"
    yield "Procedure", f"version {state.procedure}"


def _contact(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.email, contact.phone)))


def _report(report: Report) -> Iterator[Facts | Words]:
    applies = (
        f"OCPP {report.ocpp_version.value}" if report.ocpp_version else "",
        words(report.device_type),
        *report.certification_profiles,
        f"OCTT {report.octt_version}" if report.octt_version else "",
    )
    yield Facts(
        (
            ("Test reference", ", ".join(report.test_references)),
            ("Test type", ", ".join(words(kind) for kind in report.test_types)),
            ("Applies to", ", ".join(filter(None, applies))),
            ("Documentation", report.applicable_documentation),
        )
    )
    if report.description:
        yield Words("Description", "", report.description, "report.txt")


def _conversation(
    shown: Sequence[Entry], messages: Mapping[int, Message], files: Mapping[int, File], *, handler: bool
) -> Iterator[Section]:
    blocks = []
    for entry in shown:
        match entry.event:
            case ev.FileAttached():
                continue
            case ev.MessageAdded(file_ids=ids) if entry.seq in messages:
                message = messages[entry.seq]
                given = ", ".join(files[one].place for one in ids if one in files)
                note = f"{seat_moment(message.at)}; for {message.seen_by}" + (f"; with {given}" if given else "")
                blocks.append(Words(message.author, note, message.body, message.place))
            case event:
                said = "\n\n".join(f"{label}: {text}" for label, text in text_of(event))
                if said or not handler:  # a handler finds it in the history
                    heading = f"{entry.actor_name} {sentence(event)}"
                    blocks.append(Words(heading, seat_moment(entry.at), said, indexed=False))
    if blocks:
        yield Section("Conversation, and what happened", tuple(blocks))


def _history(shown: Sequence[Entry]) -> Iterator[Section]:
    rows = tuple(
        (str(entry.seq), seat_moment(entry.at), f"{entry.actor_name} {sentence(entry.event)}", entry.rule)
        for entry in shown
    )
    note = "Every event, as the chain has it; for OCA’s handlers."
    yield Section("History", (Table(("", "When", "What", "Rule"), (8, 32, 60, 14), rows),), note)
