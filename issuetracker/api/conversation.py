"""Conversation and files of a case."""

from typing import Any

from flask import Response, current_app
from marshmallow import fields

from issuetracker.api.auth import actor, now
from issuetracker.api.bodies import only_files
from issuetracker.api.documents import FilesDocument, MessagesDocument
from issuetracker.api.downloads import download
from issuetracker.api.preconditions import tagged
from issuetracker.api.representations import answer, file_json, message_json
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.models import DisputeFile, StoredFile
from issuetracker.permissions import Permission, needs
from issuetracker.services import files
from issuetracker.services.access import find_case, find_file, seen_visibilities, visible_files, visible_messages
from issuetracker.services.errors import Forbidden
from workflows.errors import WrongRole
from workflows.vocabulary import Visibility

blp = Blueprint("conversation", __name__, url_prefix="/api/v1", description="Conversation and files")
UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                },
            },
        },
    },
}


class UploadQuery(Strict):
    """Who will see the files; both parties unless said otherwise."""

    visibility = fields.Enum(Visibility, by_value=True, load_default=Visibility.PARTIES)


@blp.route("/cases/<string:number>/messages", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.response(200, MessagesDocument)
def list_messages(number: str) -> Response:
    """Read the conversation, as far as you may see it"""
    case = find_case(db.session(), actor(), number)
    rows = db.session.scalars(visible_messages(actor(), case))
    return answer({"items": [message_json(message) for message in rows]})


@blp.route("/cases/<string:number>/files", methods=["GET"])
@needs(Permission.CASES_READ)
@blp.response(200, FilesDocument)
def list_files(number: str) -> Response:
    """List the files, as far as you may see them"""
    case = find_case(db.session(), actor(), number)
    return answer({"items": [file_json(file) for file in db.session.scalars(visible_files(actor(), case))]})


@blp.route("/cases/<string:number>/files", methods=["POST"])
@needs(Permission.CASES_ACT)
@blp.arguments(UploadQuery, location="query")
@blp.doc(**UPLOAD)
@blp.response(201, FilesDocument)
def add_files(query: dict[str, Any], number: str) -> Response:
    """Attach files: multipart/form-data with one or more parts `files`"""
    visibility: Visibility = query["visibility"]
    seen = seen_visibilities(actor(), find_case(db.session(), actor(), number))
    if not seen:
        raise WrongRole("Members of a working group read and comment; they attach nothing.", rule="P-97")
    if visibility.value not in seen:
        raise Forbidden("You cannot attach a file that you would not see yourself.", rule="P-97", field="visibility")
    stored = files.store_all(current_app.extensions["files"], only_files())
    with transaction() as session:
        case = find_case(session, actor(), number, lock=True)
        rows = files.attach(
            session, current_app.extensions["desk"], case, stored, actor(), now(), visibility=visibility
        )
        return tagged(answer({"items": [file_json(row) for row in rows]}, 201), case)


@blp.route("/files/<int:file_id>", methods=["GET"])
@needs(Permission.SIGNED_IN)
@blp.response(200, content_type="application/octet-stream")
def read_file(file_id: int) -> Response:
    """Fetch a file's bytes; ranges are honoured. Always a download, never shown as a page"""
    return bytes_of(find_file(db.session(), actor(), file_id))


def bytes_of(file: StoredFile | DisputeFile) -> Response:
    """A file as a download, whole or the range that was asked for."""
    return download(file.sha256, file.name, file.size, file.uploaded_at)
