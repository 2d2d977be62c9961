"""Whose mail is whose: kept with the parties, imported and exported with them, and on the office's record."""

import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from issuetracker.cli.context import OPERATOR
from issuetracker.extensions import db, transaction
from issuetracker.models import DeskEvent, MailSource
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_sources import read_patterns
from issuetracker.services.transfer import export_lines, import_lines, read_csv
from tests.browsing import sign_in
from tests.issuetracker.web.desk_forms import submit
from tests.world import MONDAY, World


def _patterns(desk: World) -> list[str]:
    with desk.app.app_context():
        return list(db.session.scalars(select(MailSource.pattern).order_by(MailSource.pattern)))


def test_addresses_and_domains_are_read_as_people_list_them() -> None:
    assert read_patterns("dekra.example, @Lab.example;\n Petra@DEKRA.example dekra.example") == (
        "@dekra.example",
        "@lab.example",
        "petra@dekra.example",
    )
    assert read_patterns("petra@gmail.com") == ("petra@gmail.com",)
    for wrong in ("gmail.com", "example", "two@at@signs.example", "<a@b.example>", "@"):
        with pytest.raises(InvalidFields):
            read_patterns(wrong)


def test_the_office_keeps_them_with_a_laboratory_and_a_vendor(desk: World) -> None:
    client = sign_in(desk, "office")
    for kind, party in (("laboratory", "dekra"), ("vendor", "voltwerk")):
        page = f"/office/parties/{kind}/{desk.ids[party]}"
        kept = submit(client, page, page, mail=f"{party}.example, extra@{party}-labs.example")
        assert f"{party}.example, extra@{party}-labs.example" in kept.text
        wrong = submit(client, page, page, mail="not an address")
        assert wrong.status_code == 422
        assert "not an address" in wrong.text
    taken = submit(client, page, page, mail="dekra.example")
    assert "dekra.example is DEKRA Certification B.V.’s already." in taken.text
    submit(client, page, page, mail="")
    assert _patterns(desk) == ["@dekra.example", "extra@dekra-labs.example"]
    with desk.app.app_context():
        changes = [deed.changes for deed in db.session.scalars(select(DeskEvent).order_by(DeskEvent.id))]
    assert changes[0] == {"mail": ["", "dekra.example, extra@dekra-labs.example"]}
    assert changes[-1] == {"mail": ["voltwerk.example, extra@voltwerk-labs.example", ""]}


def test_senders_are_added_and_taken_off_on_their_own_page(desk: World) -> None:
    client, page = sign_in(desk, "office"), "/office/senders"
    dekra = str(desk.ids["dekra"])
    assert "No vendor is called “Nobody”." in submit(client, page, page, mail="x.example", vendor="Nobody").text
    assert "Choose the laboratory" in submit(client, page, page, mail="x.example").text
    submit(client, page, page, mail="dekra.example", laboratory_id=dekra)
    submit(client, page, page, mail="spam.example", whose="blocked", why="Advertising.")
    refused = submit(client, page, page, mail="dekra.example", whose="blocked")
    assert "is known as DEKRA Certification B.V.’s" in refused.text
    assert _patterns(desk) == ["@dekra.example", "@spam.example"]
    editor = sign_in(desk, "editor").get(page).text
    assert "spam.example" in editor
    assert "Take off" not in editor
    with desk.app.app_context():
        ids = dict(db.session.execute(select(MailSource.pattern, MailSource.id)).all())
    for pattern in ids:
        submit(client, page, f"{page}/{ids[pattern]}/removal")
    assert _patterns(desk) == []
    with desk.app.app_context():
        assert db.session.scalars(select(DeskEvent).order_by(DeskEvent.id.desc())).first().changes == {
            "mail": ["dekra.example", ""]
        }


def test_more_senders_than_a_page_holds_are_turned_latest_first(desk: World) -> None:
    with desk.app.app_context(), transaction() as session:
        session.add_all(
            MailSource(pattern=f"@sender{n:03}.example", blocked=True, made_at=MONDAY, made_by="Henk Jansen")
            for n in range(101)
        )
    client = sign_in(desk, "office")
    first = client.get("/office/senders").text
    assert "sender100.example" in first
    assert "sender000.example" not in first
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    last = client.get(unescape(following[1])).text
    assert "sender000.example" in last
    assert "sender001.example" not in last
    assert "To the latest" in last


def _import(desk: World, text: str) -> tuple[int, int, int]:
    with desk.app.app_context(), transaction() as session:
        done = import_lines(session, "laboratories", read_csv(io.StringIO(text), "laboratories"), OPERATOR, MONDAY)
        return done.new, done.changed, done.same


def test_laboratories_are_imported_and_exported_with_them(desk: World) -> None:
    head = "name,short_name,update_address,active"
    dekra, ktc = (
        "DEKRA Certification B.V.,DEKRA,ocpp@dekra.example,yes",
        "Korea Testing Certification,KTC,ocpp@ktc.example,yes",
    )
    with_mail = (
        f'{head},mail\n{dekra},dekra.example\n{ktc},"ktc.example, lab@ktc-labs.example"\nNew,New,,yes,new.example\n'
    )
    assert _import(desk, with_mail) == (1, 2, 0)
    assert _import(desk, with_mail) == (0, 0, 3)
    assert _import(desk, f"{head}\n{dekra}\n") == (0, 0, 1), "a file without the column leaves them"
    assert _patterns(desk) == ["@dekra.example", "@ktc.example", "@new.example", "lab@ktc-labs.example"]
    with pytest.raises(InvalidFields) as refused:
        _import(desk, f"{head},mail\n{dekra},ktc.example\nOther,Other,,yes,gmail.com\n")
    assert refused.value.errors == {
        "line 2": "ktc.example is Korea Testing Certification’s already.",
        "line 3": "Anybody has an address at gmail.com: give the whole address.",
    }
    with desk.app.app_context():
        exported = [line[-1] for line in export_lines(db.session(), "laboratories")]
    assert exported == ["mail", "dekra.example", "ktc.example, lab@ktc-labs.example", "new.example"]
