"""The procedure as a page to read, written from the tables: `python -m workflows.document [directory]`."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from workflows import events as ev
from workflows.arrows import Arrow
from workflows.clocks import ABOVE
from workflows.disputes.arrows import DisputeArrow
from workflows.disputes.events import DISPUTE_EVENTS
from workflows.disputes.seeing import FOR_PARTIES, for_no_party
from workflows.disputes.table import ARROWS as DISPUTE_ARROWS
from workflows.disputes.vocabulary import DisputeStage
from workflows.effects import EFFECTS
from workflows.figure import figure
from workflows.figure_layout import OUTSIDE_THE_FIGURE, STEPS
from workflows.procedure import ARROWS, PossibleAction
from workflows.questions import WAYS, Way
from workflows.roles import Role
from workflows.stages import STAGES, UNFINISHED, Track
from workflows.versions import CURRENT, ClockKind, Procedure, procedure
from workflows.vocabulary import Subject

COMMAND = "python -m workflows.document"

TRACKS = {
    Track.ANALYSIS: "Analysis and interim measures",
    Track.TWG: "Handling by the TWG",
    Track.CWG: "Handling by the CWG",
    Track.SEVERITY: "Severity",
    Track.CERTIFICATION: "Certification decision",
    Track.MAINTENANCE: "OCTT maintenance",
    Track.DISTRIBUTION: "Distribution",
    Track.BOARD_MATTER: "Other issues",
    Track.CASE: "The case itself",
}


DISPUTE_STAGES = {
    DisputeStage.REPORTED: "the Board decides whether it is admissible (P-72)",
    DisputeStage.ADMITTED: "handled individually: statements, evidence, advice (P-73)",
    DisputeStage.PROPOSED: "a decision lies before the Board as an exact text; to the parties still admitted (P-76)",
    DisputeStage.DECIDED: "both parties have the outcome; corrective actions are followed to their end (P-73)",
    DisputeStage.ENDED: "not admissible, decided, withdrawn or settled",
}


@dataclass(frozen=True, slots=True)
class _ClockWords:
    starts: tuple[type[ev.Event], ...]
    start: str
    end: str
    excluded: str


_CLOCKS = {
    ClockKind.ANALYSIS: _ClockWords(
        (ev.IssueRaised, ev.CaseReopened, ev.QuestionTakenAsIssue),
        "the filing reached the service (P-07), the case was reopened, or a question was taken as an issue",
        "the outcome is recorded (P-23)",
        "–",
    ),
    ClockKind.WORKING_GROUP: _ClockWords(
        (ev.ForwardedToGroup,),
        "the case was forwarded to the group; one clock for each group",
        "not an issue, referred or taken back; when confirmed, the group's steps are done (P-34)",
        "the OCTT bug fix: when it alone is left, the clock stops; postponing does not stop it (P-34)",
    ),
    ClockKind.SEVERITY: _ClockWords(
        (ev.SeverityProposed, ev.GroupDecided),
        "the chair's proposal or the group's confirmation, whichever comes first (P-42)",
        "the Board approved low, or approved high and the certified vendors are contacted; or severity lapsed (P-42)",
        "–",
    ),
}


def procedure_markdown() -> str:
    """docs/procedure.md."""
    current = procedure(CURRENT)
    blocks = (
        "# The procedure",
        f"Appendix D of the OCPP Certification Procedure v{current.version} ({current.dated}) as the tables in "
        f"`workflows/` have it. Written by `{COMMAND}`; change the tables, not this page.",
        "![The steps of Appendix D and the ways between them](figure.svg)",
        "## Steps",
        *_steps(current),
        "## Roles",
        "A chair acts only for the group chaired; laboratory and vendor act only on their own cases, except where "
        "a row below says any laboratory.",
        _table(("role", "code name", "may"), (_role(role) for role in Role)),
        "## Tracks",
        "A case stands in one stage on every track at once. A case closes as completed when no track stands in a "
        "**bold** stage (P-60). † a further condition is asked. ‡ also on a closed case. § by any laboratory.",
        *(block for track in TRACKS for block in _track(track)),
        "## Disputes",
        "A dispute stands in one stage (D.3). Parties act on their own dispute only and as nothing else there; whoever "
        "is recused does nothing; advisers act only where they are asked. † a further condition is asked.",
        _table(("stage", "what it means"), ((_words(stage), meaning) for stage, meaning in DISPUTE_STAGES.items())),
        _table(
            ("action", "from", "to", "who", "rule", "what it causes"),
            (_dispute_row(arrow) for arrow in DISPUTE_ARROWS),
        ),
        "## Questions",
        "A question goes by its subject to a working group, without an analysis (P-24), and is answered in a call or "
        "by the chair between two calls. Its stages are those of that group's handling.",
        _table(("about", "goes to", "maximum time", "source"), (_way(*item) for item in WAYS.items())),
        "## Clocks",
        *_clocks(current),
        "## Events",
        "What has happened, as the history keeps it (P-96). Events marked • change what the case's state says.",
        _table(("event", "", "what it says", "fields"), (_event(*item) for item in ev.EVENTS.items())),
        "### Of disputes",
        "A party sees what is marked ○, as far as it is its own or shared; the Board and the office see all.",
        _table(("event", "", "what it says", "fields"), (_dispute_event(*item) for item in DISPUTE_EVENTS.items())),
    )
    return "\n\n".join(blocks) + "\n"


def _steps(current: Procedure) -> Iterator[str]:
    yield _table(
        ("step", "what happens", "who", "maximum time", "source"),
        (
            (
                step.number,
                step.title,
                ", ".join(role.label for role in step.roles) or "recorded by the service",
                f"{current.limits[step.clock]} working days ({_words(step.clock)} clock)" if step.clock else "–",
                ", ".join(step.sources),
            )
            for step in STEPS.values()
        ),
    )
    yield (
        "The maximum time of the working groups stands for 3a to 3c together, and for 5a and 5b together; that of "
        "severity for 4a and 6a together."
    )


def _role(role: Role) -> tuple[str, ...]:
    names = dict.fromkeys(arrow.name for arrow in ARROWS if role in arrow.roles)
    return role.label, f"`{role}`", ", ".join(f"`{name}`" for name in names)


def _track(track: Track) -> Iterator[str]:
    yield f"### {TRACKS[track]}"
    unfinished = UNFINISHED[track]
    names = (f"**{_words(stage)}**" if stage in unfinished else _words(stage) for stage in STAGES[track])
    yield f"{_doc(STAGES[track])} Stages of `{track}`: {', '.join(names)}."
    yield _table(
        ("action", "step", "from", "to", "who", "rule", "source", "what it causes"),
        (_row(arrow) for arrow in ARROWS if arrow.track is track),
    )


def _row(arrow: Arrow) -> tuple[str, ...]:
    marks = "".join(mark for mark, on in (("†", arrow.when), ("‡", arrow.on_closed), ("§", arrow.any_laboratory)) if on)
    fixed = "".join(f" ({value.upper()})" for value in arrow.fixed.values())
    return (
        f"{PossibleAction(arrow).title}{fixed}{' ' if marks else ''}{marks}",
        OUTSIDE_THE_FIGURE.get(arrow.step, arrow.step),
        _stages(arrow.track, arrow.come_from),
        _stages(arrow.track, arrow.to),
        ", ".join(role.label for role in Role if role in arrow.roles),
        arrow.rule,
        arrow.source,
        arrow.effect,
    )


def _dispute_row(arrow: DisputeArrow) -> tuple[str, ...]:
    return (
        f"{(arrow.action.__doc__ or '').strip()}{' †' if arrow.when else ''}",
        _of(arrow.come_from),
        _of(arrow.to),
        ", ".join(role.label for role in Role if role in arrow.roles),
        arrow.rule,
        arrow.effect,
    )


def _of(some: frozenset[DisputeStage]) -> str:
    every = list(DisputeStage)
    return "any" if some == set(every) else ", ".join(_words(stage) for stage in every if stage in some)


def _dispute_event(name: str, event: type[ev.Event]) -> tuple[str, ...]:
    seen = "" if FOR_PARTIES[event] is for_no_party else "○"
    return f"`{name}`", seen, _doc(event), ", ".join(f"`{item.name}`" for item in fields(event)) or "–"


def _stages(track: Track, some: frozenset[str]) -> str:
    every = list(STAGES[track])
    return "any" if some == set(every) else ", ".join(_words(stage) for stage in every if stage in some)


def _way(subject: Subject, way: Way) -> tuple[str, ...]:
    indicative = ", indicative (P-36)" if subject is Subject.TOOLS else ""
    time = f"that of the working group{indicative}" if way.timed else "none (P-09)"
    return subject.label, way.group.label, time, way.source


def _clocks(current: Procedure) -> Iterator[str]:
    yield _table(
        ("clock", "starts", "recorded as", "ends", "working days", "excluded", "source"),
        (
            (
                _words(kind),
                words.start,
                ", ".join(f"`{event.__name__}`" for event in words.starts),
                words.end,
                str(current.limits[kind]),
                words.excluded,
                kind.source,
            )
            for kind, words in _CLOCKS.items()
        ),
    )
    yield (
        "Working days are counted from the day after the start (P-91). For an issue in the OCTT the clocks of the "
        "working groups and of severity are indicative: shown, never counted as a breach (P-36). Closing a case ends "
        "its clocks; other issues and disputes have none (P-70, P-74). After the due moment, whoever stands above the "
        "holder is told each working day (P-95):"
    )
    yield _table(("holds the step", "stands above"), ((held.label, above.label) for held, above in ABOVE.items()))


def _event(name: str, event: type[ev.Event]) -> tuple[str, ...]:
    changes = "•" if event in EFFECTS or event is ev.IssueRaised else ""
    return f"`{name}`", changes, _doc(event), ", ".join(f"`{item.name}`" for item in fields(event)) or "–"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    escaped = ([cell.replace("|", r"\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def _doc(thing: type) -> str:
    return (thing.__doc__ or "").strip().partition("\n")[0]


def _words(name: str) -> str:
    return name.replace("_", " ").replace("octt", "OCTT")


def write(directory: Path) -> None:
    """Both files, procedure.md and figure.svg."""
    for name, text in (("procedure.md", procedure_markdown()), ("figure.svg", figure(procedure(CURRENT)))):
        (directory / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
