"""What stories are made of: who plays and when, single steps, and reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from issuetracker.demo.moments import Moments
from issuetracker.demo.parties import Cast
from issuetracker.services import files
from issuetracker.services.desk import Desk
from workflows.report import DeviceType, OcppVersion, Report, TestType


@dataclass(frozen=True, slots=True)
class Stage:
    """What every story needs: who plays, and when."""

    cast: Cast
    moments: Moments


@dataclass(frozen=True, slots=True)
class Backstage:
    """What every step needs of the installation."""

    desk: Desk
    files: files.FileStore


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction at one moment."""

    at: datetime
    run: Callable[[Session, Backstage], None]


def report(
    vendor: str,
    summary: str,
    references: tuple[str, ...],
    description: str,
    *,
    ocpp: OcppVersion | None = OcppVersion.V201,
    device_type: DeviceType | None = DeviceType.CHARGING_STATION,
    device: str = "",
    profiles: tuple[str, ...] = ("Core",),
    documentation: str = "",
    octt: str = "Release_2026-02",
    blocks: bool | None = True,
) -> Report:
    """A report as a laboratory writes it; the contacts come from the directory."""
    return Report(
        summary,
        vendor_name=vendor,
        test_types=(TestType.CONFORMANCE,),
        test_references=references,
        description=description,
        applicable_documentation=documentation,
        ocpp_version=ocpp,
        device_type=device_type,
        device=device,
        certification_profiles=profiles,
        octt_version=octt,
        blocks_certification=blocks,
    )
