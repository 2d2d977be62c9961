"""Step 6c and interim measures, as people ask for them."""

from dataclasses import dataclass
from datetime import date

from workflows.actions.base import LINE, Action, asked
from workflows.vocabulary import Change


@dataclass(frozen=True, slots=True)
class DistributeUpdate(Action):
    """Distribute an update to all test laboratories"""

    title: str = asked("Name and version of what is distributed", most=LINE)
    text: str = asked("What changed and what laboratories do; names nobody")
    available_on: date = asked("Available on")
    active_on: date = asked("Active on")
    final: bool = asked("Final, not a draft", default=True)
    covers: tuple[Change, ...] = asked(
        "Changes that this update contains; all that are owed if none is named", most=4, default=()
    )
    file_ids: tuple[int, ...] = asked("Files that go with it", most=50, default=())


@dataclass(frozen=True, slots=True)
class AcknowledgeUpdate(Action):
    """Acknowledge an update"""

    update: int = asked("Number of the update in this case")


@dataclass(frozen=True, slots=True)
class SettleByRelease(Action):
    """Note that a release contains what this case changes"""

    release: str = asked("Release that was sent", most=LINE)


@dataclass(frozen=True, slots=True)
class ProvideScript(Action):
    """Provide a script with which laboratories execute the test case"""

    name: str = asked("Name and version of the script", most=LINE)
    test_references: tuple[str, ...] = asked("Test cases that it stands for", most=50)
    octt_versions: tuple[str, ...] = asked("OCTT versions that it stands for", most=50)
    instructions: str = asked("Instructions; names nobody")
    file_id: int = asked("File of the script")
    laboratory_ids: tuple[int, ...] = asked("Laboratories that receive it", most=50)
    octt_from: str = asked("Or from OCTT version", most=LINE, default="")
    octt_until: str = asked("Up to and with OCTT version", most=LINE, default="")
    expires_on: date | None = asked("Expires after", default=None)
    replaces: int = asked("Number of the script in this case that it replaces; 0 for none", default=0)


@dataclass(frozen=True, slots=True)
class AcknowledgeScript(Action):
    """Acknowledge a script"""

    script: int = asked("Number of the script in this case")


@dataclass(frozen=True, slots=True)
class RetireScript(Action):
    """Retire a script"""

    script: int = asked("Number of the script in this case")
    reason: str = asked("Why it no longer stands")


@dataclass(frozen=True, slots=True)
class DecideInterimMeasure(Action):
    """Decide what is done in the meantime"""

    measure: str = asked("What is done in the meantime, as laboratory and vendor will read it")
    reason: str = asked("Reason")
