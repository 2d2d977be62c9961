"""The proof that people were told of one event: a page at a time, as CSV, as a sheet to print (P-53)."""

from flask import Blueprint, Response

from issuetracker.extensions import db
from issuetracker.handing_out import proof_csv, proof_pdf
from issuetracker.permissions import Permission, needs
from issuetracker.services.proofs.reading import find_proof, lines
from issuetracker.web.pages import page
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor
from notifications.outbox import NEEDS_A_PERSON

desk = Blueprint("proof", __name__, url_prefix="/cases/<string:number>/told")
_PAGE = 50


@desk.get("/<int:seq>")
@needs(Permission.PROOFS_READ)
def read(number: str, seq: int) -> tuple[str, int]:
    """Whom, why, which words, and what became of each letter."""
    session = db.session()
    proof = find_proof(session, actor(), number, seq)
    found = lines(session, actor(), proof, place("after") or 0, _PAGE + 1)
    return page(
        "proof.html",
        proof=proof,
        lines=turned(found, _PAGE, lambda line: line.obligation.id),
        first=place("after") is None,
        unmet={state.value for state in NEEDS_A_PERSON},
    )


@desk.get("/<int:seq>/proof.csv")
@needs(Permission.PROOFS_READ)
def table(number: str, seq: int) -> Response:
    """One line for each letter, with its text."""
    return proof_csv(actor(), number, seq)


@desk.get("/<int:seq>/proof.pdf")
@needs(Permission.PROOFS_READ)
def sheet(number: str, seq: int) -> Response:
    """The same to print, by name, with an index."""
    return proof_pdf(actor(), number, seq)
