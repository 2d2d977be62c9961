"""The procedure as a picture, with the place of a case in it (Figure 4 of Appendix D).

A step's state is a class (`fig-done`, `fig-now`, `fig-open`, `fig-none`) that the page's style sheet themes; the
attributes are the light fallback. No style attribute, no script: the picture passes a strict content policy. What is
the same in every case, and each step in each of its states, is drawn once in a process.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from textwrap import wrap

from workflows.case_state import CaseState
from workflows.figure_layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    HEIGHT,
    MARGIN,
    STEPS,
    WIDTH,
    Step,
    group_frame,
    lines,
    parallel_frame,
)
from workflows.figure_states import StepState, asides, step_states
from workflows.versions import ClockKind, Procedure

__all__ = ["StepState", "figure", "step_states"]

_INK, _QUIET, _LINE, _STRONG, _ACT = "#13202a", "#586570", "#76838b", "#44515c", "#0b5a70"
_SAID = {
    StepState.DONE: "Done",
    StepState.NOW: "Now",
    StepState.OPEN: "To come",
    StepState.NONE: "Not in this case",
}
_BOX = {  # attributes of the box; fill of the number's ground; fill of the number
    StepState.DONE: (f'fill="#ffffff" stroke="{_STRONG}" stroke-width="1.25"', _STRONG, "#f6f7f6"),
    StepState.NOW: (f'fill="#e2eff3" stroke="{_ACT}" stroke-width="2.5"', _ACT, "#ffffff"),
    StepState.OPEN: (f'fill="#ffffff" stroke="{_LINE}" stroke-width="1.25"', "#edefee", _INK),
    StepState.NONE: (f'fill="none" stroke="{_LINE}" stroke-width="1.25" stroke-dasharray="4 3"', "none", _QUIET),
}
_OTHER_WAYS = (
    "Step 2 may also end the matter with an answer (vendor's own",
    "implementation), or bring it to the Board (other issues, D.2.3).",
)


def figure(procedure: Procedure, state: CaseState | None = None, caption: str = "") -> str:
    """The picture as an SVG document, which may also stand inside a page; `caption` names the case and the day."""
    states = step_states(state) if state else dict.fromkeys(STEPS, StepState.OPEN)
    title = f"The procedure: {caption}" if caption else "The procedure"
    aside = asides(state) if state else ()
    desc = (
        " ".join((*_sentences(states), *aside))
        if state
        else "Steps: " + "; ".join(f"{step.number} {step.title}" for step in STEPS.values()) + "."
    )
    parts = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="plot figure" font-family="system-ui, \'Noto Sans\', sans-serif"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        ' aria-labelledby="fig-title fig-desc">'
        f'<title id="fig-title">{_safe(title)}</title><desc id="fig-desc">{_safe(desc)}</desc>',
        f'<rect class="fig-page" width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        '<defs><marker id="fig-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path class="fig-head" d="M0 0 8 4 0 8z" fill="#76838b"/></marker></defs>',
        *_groups(procedure),
        _arrows(),
        *(_step(step, states[step.number], told=state is not None) for step in STEPS.values()),
        *_corner(procedure, caption, aside, legend=state is not None),
        "</svg>\n",
    )
    return "\n".join(parts)


def _sentences(states: Mapping[str, StepState]) -> Iterator[str]:
    for state in StepState:
        names = [
            f"{number} {STEPS[number].title}" if state is StepState.NOW else number
            for number, stands in states.items()
            if stands is state
        ]
        if names:
            yield f"{_SAID[state]}: {', '.join(names)}."


def _groups(procedure: Procedure) -> Iterator[str]:
    days = {kind: f"{limit} working days" for kind, limit in procedure.limits.items()}
    group = days[ClockKind.WORKING_GROUP]
    for frame, title, note in (
        (group_frame("1a"), "Raising", "no maximum time"),
        (group_frame("2"), "Analysis", days[ClockKind.ANALYSIS]),
        (group_frame("3a"), "Technology Working Group", group),
        (group_frame("5a"), "Compliance Working Group", f"{group}, no OCTT fix"),
        (group_frame("6c"), "All laboratories", "when anything changed"),
        (
            parallel_frame(),
            "In parallel with 3 and 5",
            f"severity: {days[ClockKind.SEVERITY]}, the notices of 6a included · certification: no maximum time",
        ),
    ):
        x, y, width, height = frame
        yield (
            f'<rect class="fig-group" x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="#f6f7f6"'
            ' stroke="#dadfde"/>'
            + _text("text", x + MARGIN, y + 19, 12, title, weight=650)
            + _text("quiet", x + MARGIN, y + 34, 11.5, note)
        )


@cache
def _arrows() -> str:
    return "\n".join(_line(path, head=head) for path, head in lines())


def _line(path: str, *, head: bool) -> str:
    end = ' marker-end="url(#fig-arrow)"' if head else ""
    return f'<path class="fig-line" d="{path}" fill="none" stroke="{_LINE}" stroke-width="1.5"{end}/>'


@cache
def _step(step: Step, state: StepState, *, told: bool) -> str:
    x, y = step.corner
    box, ground, number = _BOX[state]
    who = [role.label for role in step.roles] or ["recorded"]
    title = f"{step.number}: {step.title} ({', '.join(who)})" + (f". {_SAID[state]}." if told else ".")
    mark = ""
    if state is StepState.DONE:
        mark = f'<path class="fig-tick" d="m{x + 155} {y + 20} 4 4 8-9" fill="none" stroke="#1a683b" stroke-width="2"/>'
    elif state is StepState.NOW:
        mark = f'<path class="fig-mark" d="M{x + 136} {y - 9}h30v15h-30z" fill="{_ACT}"/>' + _text(
            "no", x + 151, y + 2.5, 11, "now", weight=700, fill="#ffffff", middle=True
        )
    ink = _QUIET if state is StepState.NONE else _INK
    return (
        f'<g id="fig-{step.number}" class="fig-{state}">'
        f'<rect class="fig-box" x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" {box}/>'
        f'<rect class="fig-id" x="{x + 10}" y="{y + 10}" width="32" height="20" rx="3" fill="{ground}"/>'
        + _text("no", x + 26, y + 24.5, 13, step.number, weight=700, fill=number, middle=True)
        + _text("quiet", x + 50, y + 24.5, 11, who[0] + (" …" if who[1:] else ""))
        + mark
        + "".join(_text("text", x + 10, y + 48 + 16 * i, 13, words, fill=ink) for i, words in enumerate(step.lines))
        + f"<title>{_safe(title)}</title></g>"
    )


def _corner(procedure: Procedure, caption: str, aside: tuple[str, ...], *, legend: bool) -> Iterator[str]:
    """Caption, legend and source, in the free corner at the lower left."""
    y = parallel_frame()[1] + 19
    for words in wrap(caption, 48, max_lines=2, placeholder=" …"):
        yield _text("text", 10, y, 13, words, weight=650)
        y += 18
    for words in aside:
        yield _text("quiet", 10, y, 12, words)
        y += 17
    for i, state in enumerate(StepState if legend else ()):
        yield _sample(state, 10 + 190 * (i // 2), y + 4 + 26 * (i % 2))
    source = f"OCPP Certification Procedure v{procedure.version}, Appendix D;", "this is our reading of its Figure 4."
    for words, y in zip((*_OTHER_WAYS, *source), (571, 587, 609, 625), strict=True):
        yield _text("quiet", 10, y, 11.5, words)


@cache
def _sample(state: StepState, x: int, y: int) -> str:
    """One entry of the legend."""
    words = "where the case is" if state is StepState.NOW else _SAID[state].lower()
    tick = f'<path class="fig-tick" d="m{x + 8} {y + 8.5} 3 3 7-7" fill="none" stroke="#1a683b" stroke-width="2"/>'
    return (
        f'<g class="fig-{state}"><rect class="fig-box" x="{x}" y="{y}" width="26" height="17" rx="3" {_BOX[state][0]}/>'
        f"{tick if state is StepState.DONE else ''}</g>" + _text("quiet", x + 36, y + 13, 12, words)
    )


def _text(
    kind: str, x: float, y: float, size: float, words: str, *, weight: int = 0, fill: str = "", middle: bool = False
) -> str:
    more = (' text-anchor="middle"' if middle else "") + (f' font-weight="{weight}"' if weight else "")
    fill = fill or (_QUIET if kind == "quiet" else _INK)
    return f'<text class="fig-{kind}" x="{x}" y="{y}"{more} font-size="{size}" fill="{fill}">{_safe(words)}</text>'


def _safe(words: str) -> str:
    """Text as XML may carry it: escaped, and without characters that XML does not know."""
    return escape(words if words.isprintable() else "".join(c if c.isprintable() else " " for c in words))
