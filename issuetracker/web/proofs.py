"""The proof that people were told of an event or a release: a page at a time, as CSV, as a sheet to print (P-53)."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, url_for

from issuetracker.extensions import db
from issuetracker.handing_out import proof_csv, proof_pdf
from issuetracker.permissions import Permission, needs
from issuetracker.queries.proofs import Proof, find_proof, find_release_proof, lines
from issuetracker.web.pages import page
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor
from notifications.outbox import NEEDS_A_PERSON

desk = Blueprint("proof", __name__)
_PAGE = 50


@desk.get("/cases/<string:number>/told/<int:seq>")
@needs(Permission.PROOFS_READ)
def read(number: str, seq: int) -> tuple[str, int]:
    """Whom, why, which words, and what became of each letter."""
    back = ("Cases", url_for("lists.case_list"), url_for("case.read", number=number))
    return _page(_of(number, seq), back, "", {"number": number, "seq": seq})


@desk.get("/cases/<string:number>/told/<int:seq>/proof.csv")
@needs(Permission.PROOFS_READ)
def table(number: str, seq: int) -> Response:
    """One line for each letter, with its text."""
    return proof_csv(actor(), _of(number, seq))


@desk.get("/cases/<string:number>/told/<int:seq>/proof.pdf")
@needs(Permission.PROOFS_READ)
def sheet(number: str, seq: int) -> Response:
    """The same to print, by name, with an index."""
    return proof_pdf(actor(), _of(number, seq))


@desk.get("/releases/<string:release>/told")
@needs(Permission.PROOFS_READ)
def read_release(release: str) -> tuple[str, int]:
    """Which laboratories were told of which version, and what became of each letter."""
    back = ("Releases", url_for("releases_desk.current"), url_for("releases_desk.one", release=release))
    return _page(_of_release(release), back, "_release", {"release": release})


@desk.get("/releases/<string:release>/told/proof.csv")
@needs(Permission.PROOFS_READ)
def table_release(release: str) -> Response:
    """One line for each letter, with its text."""
    return proof_csv(actor(), _of_release(release))


@desk.get("/releases/<string:release>/told/proof.pdf")
@needs(Permission.PROOFS_READ)
def sheet_release(release: str) -> Response:
    """The same to print."""
    return proof_pdf(actor(), _of_release(release))


def _of(number: str, seq: int) -> Proof:
    return find_proof(db.session(), actor(), number, seq)


def _of_release(number: str) -> Proof:
    return find_release_proof(db.session(), actor(), number)


def _page(proof: Proof, back: tuple[str, str, str], which: str, values: dict[str, Any]) -> tuple[str, int]:
    found = lines(db.session(), actor(), proof, place("after") or 0, _PAGE + 1)
    return page(
        "proof.html",
        proof=proof,
        back=back,
        lines=turned(found, _PAGE, lambda line: line.obligation.id),
        first=place("after") is None,
        unmet={state.value for state in NEEDS_A_PERSON},
        address_of={name: partial(url_for, f"proof.{name}{which}", **values) for name in ("read", "sheet", "table")},
    )
