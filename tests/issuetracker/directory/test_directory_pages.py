"""The directory in the browser: the list, a certificate, corrections, imports, conditions tried, contacts."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlalchemy import func, select

from issuetracker.extensions import db
from issuetracker.models import Certificate, CertificateImport, NoticeContact
from issuetracker.services.certificate_forms import ASKED
from tests.browsing import csrf, sign_in
from tests.issuetracker.directory.sheets import as_csv, as_workbook, row
from tests.issuetracker.test_cli import _run as run_command
from tests.world import World

NUMBER = "OCA.0201.0069.CS"


def test_the_list_is_narrowed_by_its_address(world: World) -> None:
    office = sign_in(world, "office")
    everything = office.get("/directory").text
    assert all(number in everything for number in (NUMBER, "F01.OCA.0016.1175.CS", "OCA.0201.0080.CSMS"))
    for address, there, gone in (
        ("profile=Smart+Charging", NUMBER, "OCA.0201.0053.CS"),
        ("ocpp_version=1.6", "F01.OCA.0016.1175.CS", NUMBER),
        ("device_type=csms", "OCA.0201.0080.CSMS", NUMBER),
        ("q=nordlader", "OCA.0201.0053.CS", NUMBER),
        ("laboratory=DEKRA&issued_from=2025-01-01", NUMBER, "nothing"),
    ):
        page = office.get(f"/directory?{address}")
        assert page.status_code == 200
        assert there in page.text, address
        assert gone not in page.text, address
    assert "left out" in office.get("/directory?ocpp_version=3.0").text


def test_a_number_may_be_any_text(world: World) -> None:
    number = "KTC/2025 №7 <b>?&#x27"
    office = sign_in(world, "office")
    content = as_csv(row(certificate_number=number))
    upload = {"file": (BytesIO(content), "one.csv"), "csrf_token": csrf(office)}
    made = office.post("/directory/imports", data=upload)
    token = csrf(office)
    plan = _plan(world)
    office.post(f"{made.location}/confirmation", data={"csrf_token": token, "plan": plan})
    listed = office.get("/directory?q=KTC").text
    assert "<b>?" not in listed
    assert office.get(f"/directory/certificates/{quote(number)}").status_code == 200
    assert world.client.get(f"/api/v1/certificates/{quote(number)}").json["number"] == number


def _plan(world: World) -> str:
    with world.app.app_context():
        return db.session.scalars(select(CertificateImport).order_by(CertificateImport.id.desc())).first().plan_sha256


def test_a_file_is_looked_at_before_it_is_saved_and_saved_as_a_whole(world: World) -> None:
    office = sign_in(world, "office")
    token = csrf(office)
    content = as_workbook(row(), row(certificate_number=NUMBER, company="한빛충전", profiles="Core"))
    made = office.post("/directory/imports", data={"file": (BytesIO(content), "가.xlsx"), "csrf_token": token})
    shown = office.get(made.location).text
    assert "1 new, 1 corrected, 0 the same, 0 wrong. Nothing is saved yet." in shown
    assert "Säule 22" in office.get(f"{made.location}?kind=corrected").text
    assert office.get(f"/directory/certificates/{row()[0]}").status_code == 404

    refused = office.post(f"{made.location}/confirmation", data={"csrf_token": token, "plan": _plan(world)})
    assert refused.status_code == 422
    assert "Say why 1 certificates are corrected" in refused.text
    data = {"csrf_token": token, "plan": _plan(world), "reason": "The laboratory’s list was wrong."}
    assert office.post(f"{made.location}/confirmation", data=data).status_code == 302
    certificate = office.get(f"/directory/certificates/{NUMBER}").text
    assert "version 2" in certificate
    assert "The laboratory’s list was wrong." in certificate
    assert office.get(f"/directory/certificates/{row()[0]}").status_code == 200
    assert "does not wait to be confirmed" in office.post(f"{made.location}/confirmation", data=data).text


def test_a_wrong_file_shows_each_place_and_can_be_read_otherwise(desk: World) -> None:
    office = sign_in(desk, "office")
    token = csrf(office)
    content = as_csv(row(issue_date="03/04/2025", test_date="", test_laboratory="The bench"))
    made = office.post("/directory/imports", data={"file": (BytesIO(content), "a.csv"), "csrf_token": token})
    shown = office.get(made.location).text
    assert "means two days" in shown
    assert "<b>C Test Laboratory</b>" in shown
    settings = {"csrf_token": token, "slashes": "day", "laboratory:The bench": "KTC"}
    office.post(f"{made.location}/reading", data=settings)
    assert "1 new, 0 corrected, 0 the same, 0 wrong" in office.get(made.location).text
    office.post(f"{made.location}/removal", data={"csrf_token": token})
    assert "Discarded" in office.get(made.location).text
    with desk.app.app_context():
        assert db.session.scalars(select(CertificateImport)).one().content is None
    empty = office.post("/directory/imports", data={"csrf_token": token})
    assert "Choose a file" in empty.text


def test_a_large_file_is_read_and_saved_by_the_clock_with_its_progress(world: World) -> None:
    office = sign_in(world, "office")
    token = csrf(office)
    content = as_csv(*(row(certificate_number=f"OCA.0201.{n:05}.CS") for n in range(1400)))
    made = office.post("/directory/imports", data={"file": (BytesIO(content), "a.csv"), "csrf_token": token})
    assert "Being read" in office.get(made.location).text
    assert '<noscript><meta http-equiv="refresh"' in office.get(made.location).text
    assert 'data-live="on"' in office.get(made.location).text
    from issuetracker import clock

    with world.app.app_context():
        assert clock.import_certificates(world.app) == 1
    assert "1400 new" in office.get(made.location).text
    data = {"csrf_token": token, "plan": _plan(world)}
    office.post(f"{made.location}/confirmation", data=data)
    assert "Being saved: 0 of 1400 lines" in office.get(made.location).text
    with world.app.app_context():
        assert clock.import_certificates(world.app) == 1
        assert clock.import_certificates(world.app) == 0
        assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1406
    assert "Saved" in office.get(made.location).text


def test_what_was_confirmed_is_not_saved_when_the_directory_has_become_another(world: World) -> None:
    office = sign_in(world, "office")
    token = csrf(office)
    rows = [row(certificate_number=f"OCA.0201.{n:05}.CS") for n in range(1400)]
    made = office.post("/directory/imports", data={"file": (BytesIO(as_csv(*rows)), "a.csv"), "csrf_token": token})
    from issuetracker import clock

    with world.app.app_context():
        clock.import_certificates(world.app)
    office.post(f"{made.location}/confirmation", data={"csrf_token": token, "plan": _plan(world)})
    other = office.post("/directory/imports", data={"file": (BytesIO(as_csv(rows[7])), "b.csv"), "csrf_token": token})
    office.post(f"{other.location}/confirmation", data={"csrf_token": token, "plan": _plan(world)})
    with world.app.app_context():
        clock.import_certificates(world.app)
        assert db.session.scalar(select(func.count()).select_from(Certificate)) == 7
    assert "The directory has changed since this was confirmed" in office.get(made.location).text


def test_the_office_corrects_a_record_with_a_reason_and_both_versions_stay(world: World) -> None:
    """P-55."""
    office = sign_in(world, "office")
    place = f"/directory/corrections/{NUMBER}"
    form = {
        "csrf_token": csrf(office),
        "version": "1",
        "device": "Säule 7 <neu>",
        "profiles": "Core; Reservation: failed",
    }
    for wrong, words in (
        ({}, "Say why"),
        ({"reason": "A misprint.", "issued_on": "soon"}, "is no date"),
        ({"reason": "A misprint.", "vendor": "Nobody"}, "No vendor is called so"),
        ({"reason": "A misprint.", "version": "7"}, "was corrected meanwhile"),
    ):
        answer = office.post(place, data={**form, **wrong})
        assert answer.status_code == 422
        assert words in answer.text
        assert "Säule 7 &lt;neu&gt;" in answer.text, "what was typed is still there"
    assert office.post(place, data={**form, "reason": "A misprint."}).status_code == 302
    shown = office.get(f"/directory/certificates/{NUMBER}").text
    assert "Säule 7 &lt;neu&gt;" in shown
    assert "A misprint." in shown
    assert office.post(place, data={**form, "reason": "Again.", "version": "2"}).status_code == 422
    with world.app.app_context():
        first, second = db.session.scalars(
            select(Certificate).where(Certificate.number == NUMBER).order_by(Certificate.version)
        )
        assert (first.device, first.reason, first.replaced_at is None) == ("Device 0069.CS", "", False)
        assert (second.version, second.reason, second.recorded_by) == (2, "A misprint.", "Henk Jansen")
        assert second.features == first.features, "what the form did not ask stays"


def test_what_is_exported_is_imported_again_without_a_change_and_holds_no_formula(world: World) -> None:
    office = sign_in(world, "office")
    token = csrf(office)
    evil = row(
        device_name="'=cmd|' /C calc'!A0", model="'+1", optional_features="C-11, SC-4", test_report="TR 1, part 2;"
    )
    made = office.post("/directory/imports", data={"file": (BytesIO(as_csv(evil)), "a.csv"), "csrf_token": token})
    office.post(f"{made.location}/confirmation", data={"csrf_token": token, "plan": _plan(world)})
    csv_file, workbook = office.get("/directory/export.csv"), office.get("/directory/export.xlsx")
    assert "'=cmd" in csv_file.get_data(as_text=True)
    assert ",=cmd" not in csv_file.get_data(as_text=True)
    import zipfile

    with zipfile.ZipFile(BytesIO(workbook.data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    for content, name in ((csv_file.data, "a.csv"), (workbook.data, "a.xlsx")):
        again = office.post("/directory/imports", data={"file": (BytesIO(content), name), "csrf_token": token})
        assert "0 new, 0 corrected, 7 the same, 0 wrong" in office.get(again.location).text, name


def test_a_condition_is_tried_with_a_reason_for_each_and_for_the_one_that_is_asked_about(desk: World) -> None:
    office = sign_in(desk, "office")
    row_of = {
        "there": "yes",
        "group": "1",
        "attribute": "profiles",
        "how": "is",
        "value": "Smart Charging",
        "until": "",
    }
    rows = urlencode({f"condition_{name}": value for name, value in row_of.items()})
    found = office.get(f"/directory/applicability?{rows}&number=OCA.0201.0053.CS").text
    assert "Smart Charging declared" in found
    assert "not concerned" in found
    assert "Smart Charging not declared" in found
    another = office.get(f"/directory/applicability?{rows}&do=row-2").text
    assert another.count('name="condition_attribute"') == 2
    assert office.get(f"/directory/applicability?{rows}&do=remove-0").status_code == 200
    assert office.get(f"/directory/applicability?{rows.replace('profiles', 'weight')}").status_code == 422
    assert office.get(f"/directory/applicability?{rows}&as_of=2020-01-01").text.count("Smart Charging declared") == 0
    assert office.get("/directory/applicability?as_of=x").status_code == 422


def test_contacts_are_asked_by_mail_confirm_by_its_link_and_are_used_in_their_order(world: World) -> None:
    office = sign_in(world, "office")
    token, vendor = csrf(office), world.ids["hanbit"]
    place = f"/office/parties/vendor/{vendor}"
    contact = {"csrf_token": token, "role": "safety_second", "name": "박", "address": "Second@Hanbit.example"}
    office.post(f"{place}/contacts", data=contact)
    assert "not verified" in office.get(place).text
    ((to, letter),) = [(to, letter) for to, name, letter in world.post() if name == "contact_check"]
    assert to == "second@hanbit.example"
    link = next(line for line in letter.text.splitlines() if "/notice-contact/" in line).strip()
    path = link.removeprefix("https://desk.oca.example")

    nobody = world.app.test_client()
    page = nobody.get(path)
    assert "한빛충전" in page.text
    with world.app.app_context():
        assert _contact(vendor, to).verified_at is None, "a mail program that opens links confirms nothing"
    assert nobody.post(path, data={"csrf_token": csrf(page.text)}).status_code == 200
    with world.app.app_context():
        assert _contact(vendor, to).verified_at is not None
    assert nobody.get(path + "x").status_code in (404, 410)

    refused = office.post(f"{place}/contacts", data={**contact, "address": "second@hanbit.example"})
    assert "a contact of this vendor already" in office.get(refused.location).text
    with world.app.app_context():
        first, second = _contact(vendor, "notices@hanbit.example").id, _contact(vendor, to).id
    world.travel(timedelta(minutes=5))
    office.post(f"{place}/contacts/{first}/end", data={"csrf_token": token})
    office.post(f"{place}/contacts/{second}/check", data={"csrf_token": token})
    assert "notices@hanbit.example · " not in office.get(place).text
    assert nobody.get(path).status_code in (404, 410), "a newer link was mailed"


def _contact(vendor: int, address: str) -> NoticeContact:
    return db.session.scalars(
        select(NoticeContact).where(NoticeContact.vendor_id == vendor, NoticeContact.address == address)
    ).one()


def test_laboratories_vendors_and_the_public_see_no_contact_and_nothing_of_the_desk(world: World) -> None:
    """P-51, P-97: two parties read the same directory, and no address of anybody stands in it."""
    office = sign_in(world, "office")
    form = {"csrf_token": csrf(office), "version": "1", "device": "Säule 7", "reason": "Told by Åsa Lindqvist."}
    office.post(f"/directory/corrections/{NUMBER}", data={**form, "report_references": "TR-9"})
    pages = ("/directory?q=OCA", f"/directory/certificates/{NUMBER}")
    read = {who: [sign_in(world, who).get(page).text for page in pages] for who in ("laboratory", "vendor", "provider")}
    listed = world.client.get("/api/v1/certificates?limit=2")
    rest = world.client.get(f"/api/v1/certificates?cursor={listed.json['next_cursor']}")
    one = world.client.get(f"/api/v1/certificates/{NUMBER}")
    assert [item["number"] for item in listed.json["items"] + rest.json["items"]] == sorted(
        item["number"] for item in listed.json["items"] + rest.json["items"]
    )
    assert (one.json["version"], [v["version"] for v in one.json["earlier_versions"]]) == (2, [1])
    texts = [*(text for found in read.values() for text in found), listed.text, rest.text, one.text]
    for text in texts:
        assert "Säule 7" in text or NUMBER not in text or text is rest.text
        for secret in ("@hanbit.example", "@nordlader.example", "김서연", "Told by", "TR-9", "Henk Jansen"):
            assert secret not in text.split("<footer")[0].replace("petra.vogel@", ""), secret
    assert "TR-9" in office.get(pages[1]).text
    for who in ("laboratory", "vendor"):
        assert sign_in(world, who).get("/directory/export.csv").status_code == 403
        assert sign_in(world, who).get("/directory/applicability").status_code == 403
        assert world.request(who, "POST", f"certificates/{NUMBER}/corrections", json={}).status_code == 403


def test_a_certificate_is_recorded_and_exported_at_the_shell(world: World, tmp_path: Path) -> None:
    source, kept = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_bytes(as_csv(row(), row(certificate_number=NUMBER, company="한빛충전")))
    url, var = world.config.database_url, world.config.var_dir
    looked = run_command("certificates", "import", str(source), url=url, var=var)
    assert looked.returncode == 0, looked.stderr
    assert "1 new, 1 corrected, 0 the same, 0 wrong." in looked.stdout
    assert "Nothing was saved" in looked.stdout
    refused = run_command("certificates", "import", str(source), "--save", url=url, var=var)
    assert refused.returncode == 1
    assert "--reason" in refused.stderr
    saved = run_command("certificates", "import", str(source), "--save", "--reason", "A list.", url=url, var=var)
    assert saved.returncode == 0, saved.stderr
    assert run_command("certificates", "export", str(kept), url=url, var=var).returncode == 0
    again = run_command("certificates", "import", str(kept), url=url, var=var)
    assert "0 new, 0 corrected, 7 the same, 0 wrong." in again.stdout
    source.write_bytes(as_csv(row(certificate_number="X", device_type="Toaster")))
    wrong = run_command("certificates", "import", str(source), "--save", url=url, var=var)
    assert wrong.returncode == 1
    assert "line 2, column F Device type: “Toaster” is no device type" in wrong.stderr


def test_a_single_certificate_is_entered_by_hand_or_told_what_is_wrong(world: World) -> None:
    office = sign_in(world, "office")
    form = dict(zip(ASKED, [""] * len(ASKED), strict=True)) | {
        "csrf_token": csrf(office), "number": "OCA.0201.0777.CS", "vendor": "Voltwerk B.V.", "laboratory": "DEKRA",
        "device": "Säule 22", "device_type": "charging_station", "ocpp_version": "2.0.1", "issued_on": "2026-02-02",
    }  # fmt: skip
    refused = office.post("/directory/new", data=form | {"number": " ", "ocpp_version": ""})
    assert refused.status_code == 422
    assert "A certificate needs its number." in refused.text and "Säule 22" in refused.text
    made = office.post("/directory/new", data=form)
    assert made.status_code == 302, made.text
    assert "Säule 22" in office.get(made.location).text
    assert office.post("/directory/new", data=form).status_code in (409, 422), "its number is taken"
