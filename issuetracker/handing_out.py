"""Dossiers and proofs as files to keep, the same from every door; `actor` is whoever asks there."""

from collections.abc import Iterable

from flask import Response, current_app, stream_with_context

from issuetracker.extensions import db
from issuetracker.queries.proofs import Proof, all_lines
from issuetracker.services.dossiers.making import Gather, as_pdf, as_zip
from issuetracker.services.proofs.table import as_csv
from workflows.roles import Actor


def dossier_pdf(actor: Actor, number: str, gather: Gather) -> Response:
    """The dossier to read."""
    return _kept(as_pdf(db.session(), actor, number, gather), "application/pdf", f"{number}.pdf")


def dossier_zip(actor: Actor, number: str, gather: Gather) -> Response:
    """The dossier to keep and check, a block at a time."""
    of = current_app.extensions
    blocks = as_zip(db.session(), actor, number, gather, desk=of["desk"], store=of["files"])
    return _kept(stream_with_context(blocks), "application/zip", f"{number}.zip")


def proof_csv(actor: Actor, proof: Proof) -> Response:
    """Who was told, a line for each letter, written as it is read."""
    rows = as_csv(all_lines(db.session(), actor, proof), current_app.extensions["desk"])
    return _kept(stream_with_context(rows), "text/csv; charset=utf-8", f"{proof.stem}.csv")


def proof_pdf(actor: Actor, proof: Proof) -> Response:
    """The same to print, by name."""
    from issuetracker.services.proofs.sheet import make_proof_sheet  # a sixth of the time to start

    content = make_proof_sheet(proof, list(all_lines(db.session(), actor, proof)))
    return _kept(content, "application/pdf", f"{proof.stem}.pdf")


def _kept(content: bytes | Iterable[bytes] | Iterable[str], media_type: str, name: str) -> Response:
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f"attachment; filename={name}"})
