"""An editor at the quarantine: a mail is looked at, its sender learnt, and the case is there."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from issuetracker.extensions import transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from tests.browser.conftest import Site
from tests.intake.letters_in import mail


def _comes_in(site: Site, raw: bytes) -> None:
    with site.world.app.app_context():
        intake, at = intake_of(site.world.app), datetime.now(UTC)
        accept(transaction, intake, Handed(raw, "file", at), at)
        take_in(transaction, intake, lambda: at)


def test_an_editor_releases_a_mail_and_learns_its_sender(site: Site) -> None:
    sender = "Lena Kowalski <lena.kowalski@dnv-testing.example>"
    _comes_in(site, mail(sender=sender, attached={"run.log": b"> log"}))
    page = site.page("editor")
    page.goto("/work")
    page.get_by_text("waits for a person").get_by_role("link", name="See them").click()
    page.get_by_role("link", name="Issue with TC_E_22_CS").click()
    expect(page.get_by_text("Nobody vouches for the sender.")).to_be_visible()
    page.get_by_label("everybody at dnv-testing.example").first.check()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("Filed as OCA-2026-0001.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("seqNo restarts after an offline transaction")
    expect(page.get_by_role("link", name="run.log")).to_be_visible()
    page.goto("/mails")
    expect(page.get_by_text("No mail waits for a person.")).to_be_visible()
    assert [case["number"] for case in site.world.get("office", "cases")["items"]] == ["OCA-2026-0001"]


def test_a_mail_is_put_on_a_case_after_a_look_at_who_reads_it(site: Site) -> None:
    number = site.world.file()
    _comes_in(site, mail("A second run.", sender="A colleague <c@lab.example>", subject=f"{number}: more"))
    page = site.page("editor", viewport={"width": 360, "height": 800})
    page.goto("/mails")
    page.get_by_role("link", name=f"{number}: more").click()
    page.get_by_role("link", name="What you can do").click()
    page.get_by_text("Put it on a case").click()
    page.get_by_role("button", name="See who reads it").click()
    page.get_by_label("DEKRA Certification B.V. too").check()
    page.get_by_role("button", name="Put it there").click()
    expect(page.get_by_text("The mail is on the case.")).to_be_visible()
    expect(page.locator("article.entry").last).to_contain_text("by mail, the original")
