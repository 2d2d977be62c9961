"""Every mail of the corpus is read as its reader would: text, folded text, files, whose it is, what it reports."""

from collections import Counter

import pytest

from issuetracker.intake.automatic import Automatic
from issuetracker.intake.bounces import bounce
from issuetracker.intake.reading import understood
from tests.intake.corpus import Sample, samples

every_mail = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)


@every_mail
def test_the_text_is_visible_or_folded_and_nothing_is_lost(sample: Sample):
    mail = understood(sample.raw)
    assert Counter(mail.visible) + Counter(mail.folded) == Counter(mail.text)


@every_mail
def test_what_is_new_is_visible_and_what_is_old_is_folded(sample: Sample):
    mail = understood(sample.raw)
    assert [words for words in sample.expected.get("visible_contains", ()) if words not in mail.visible] == []
    assert [words for words in sample.expected.get("visible_lacks", ()) if words in mail.visible] == []
    assert [words for words in sample.expected.get("folded_contains", ()) if words not in mail.folded] == []


@pytest.mark.parametrize(
    "sample", [each for each in samples() if "attachments" in each.expected], ids=lambda sample: sample.name
)
def test_every_file_arrives_byte_for_byte(sample: Sample):
    kept = Counter((leaf.name, leaf.size, leaf.sha256) for leaf in understood(sample.raw).attachments)
    assert kept == Counter((file["name"], file["size"], file["sha256"]) for file in sample.expected["attachments"])


@every_mail
def test_a_machine_is_told_from_a_person(sample: Sample):
    mail, outcome = understood(sample.raw), sample.expected["outcome"]
    if outcome in ("bounce", "auto_reply"):
        assert mail.automatic is not None
    elif outcome in ("new_issue", "append", "dispute"):
        assert mail.automatic is None


@every_mail
def test_a_report_of_a_mail_server_names_whom_it_concerns(sample: Sample):
    found = bounce(understood(sample.raw), sample.raw)
    if sample.expected["outcome"] == "bounce":
        assert found is not None
        assert (found.kind, sorted(found.recipients)) == (
            sample.expected["kind"],
            sorted(sample.expected["recipients"]),
        )
    else:
        assert found is None


@every_mail
def test_filled_in_values_are_in_the_visible_text(sample: Sample):
    visible = " ".join(understood(sample.raw).visible.split())
    for name in ("vendor_name", "laboratory_name", "summary"):
        value = sample.expected.get("fields", {}).get(name)
        if sample.name.startswith("r_") and isinstance(value, str):
            assert " ".join(value.split()) in visible


def test_reports_name_the_letter_that_they_return():
    told = {
        sample.name
        for sample in samples("r_bounce_")
        if (found := bounce(understood(sample.raw), sample.raw))
        and "<oca-2026-0042-ack.1@oca.example>" in found.message_ids
    }
    assert {"r_bounce_postfix", "r_bounce_qmail", "r_bounce_exim", "r_bounce_lotus", "r_bounce_postfix_full"} <= told


def test_why_a_mail_is_a_machines_is_told():
    kinds = {sample.name: understood(sample.raw).automatic for sample in samples("r_")}
    assert kinds["r_list_mailman"] is Automatic.LIST
    assert kinds["r_own_letter_back"] is Automatic.OWN
    assert kinds["r_challenge_web"] is Automatic.CHALLENGE
    assert kinds["r_away_ko"] is Automatic.AUTO_REPLY
