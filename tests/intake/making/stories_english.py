"""Messages in English: the template in every plain layout, written by hand."""

from tests.intake.making.template_mails import Story, guessed, missing, read

_LOG = """2026-03-02T14:05:11Z > [2,"7f1c","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"VX-200"}}]
2026-03-02T14:05:11Z < [3,"7f1c",{"currentTime":"2026-03-02T14:05:11Z","interval":300,"status":"Accepted"}]
2026-03-02T14:05:12Z > [2,"7f1d","StatusNotification",{"connectorStatus":"Available","evseId":1}]"""
_PARTIES = read(
    vendor_name="Voltwerk B.V.", vendor__name="Sanne Bakker", vendor__email="sanne@voltwerk.example",
    vendor__phone="+31 26 555 0142", laboratory_name="DEKRA Certification",
    laboratory__name="Petra Vogel", laboratory__email="petra.vogel@dekra.example", laboratory__phone="+49 711 555 0101",
)  # fmt: skip
_HEAD = """Vendor: Voltwerk B.V.
Contact details: Name: Sanne Bakker E-mail: sanne@voltwerk.example Phone: +31 26 555 0142
Test laboratory: DEKRA Certification
Contact details: Name: Petra Vogel E-mail: petra.vogel@dekra.example Phone: +49 711 555 0101
"""

STORIES = [
    Story(
        "en_columns",
        "apple",
        "dekra",
        "Issue: seqNo after offline",
        """Dear certification desk,

Please find below an issue that we found last week.

Vendor                    Voltwerk B.V.
Contact details           Name: Sanne Bakker E-mail: sanne@voltwerk.example Phone: +31 26 555 0142
Test laboratory           DEKRA Certification
Contact details           Name: Petra Vogel E-mail: petra.vogel@dekra.example Phone: +49 711 555 0101
Summary                   seqNo is not reset after an offline transaction
Test type                 ☒ Conformance test ☐ Performance measurement
Test reference            TC_E_22_CS
Description               Step 7 expects seqNo 9.
                          The station sends 14 and the OCTT fails the test.
Applicable documentation  OCPP 2.0.1 Part 2, E04.FR.06
Attached logging          see attachment

Kind regards,
Petra Vogel
""",
        _PARTIES
        | read(
            summary="seqNo is not reset after an offline transaction",
            test_types=["conformance_test"],
            test_references=["TC_E_22_CS"],
            description="Step 7 expects seqNo 9.\nThe station sends 14 and the OCTT fails the test.",
            applicable_documentation="OCPP 2.0.1 Part 2, E04.FR.06",
            attached_logging="see attachment",
        )
        | missing("device", "octt_version", "device_type", "blocks_certification"),
        "Two columns aligned by spaces, with a greeting before and after.",
        says=("seqNo is not reset",),
    ),
    Story(
        "en_below",
        "outlook",
        "dekra",
        "RE: FW: [EXTERNAL] OCPP issue",
        """Vendor
Voltwerk B.V.

Contact details
Name: Sanne Bakker
E-mail: sanne@voltwerk.example
Phone: +31 26 555 0142

Test laboratory
DEKRA Certification

Contact details
Name: Petra Vogel
E-mail: petra.vogel@dekra.example
Phone: +49 711 555 0101

Summary
Reset while charging is answered with Rejected

Test type
Conformance test

Test reference
TC_B_21_CS
TC_B_22_CS

Description
The requirement B12.FR.03 allows Scheduled.

The test case accepts Accepted only.

Applicable documentation
Part 2, B12

Attached logging
Not needed.
""",
        _PARTIES
        | read(
            summary="Reset while charging is answered with Rejected",
            test_types=["conformance_test"],
            test_references=["TC_B_21_CS", "TC_B_22_CS"],
            description="The requirement B12.FR.03 allows Scheduled.\n\nThe test case accepts Accepted only.",
            applicable_documentation="Part 2, B12",
            attached_logging="Not needed.",
        ),
        "One column, values below their labels, options reduced to the one meant.",
    ),
    Story(
        "en_pasted_log",
        "thunderbird",
        "dekra",
        "Heartbeat missing",
        _HEAD
        + """Summary: Heartbeat is not sent after BootNotification
Test type: [x] Conformance test [ ] Performance measurement
Test reference: TC_B_01_CS
Description: No Heartbeat within the interval.
Applicable documentation: -
Attached logging:
"""
        + _LOG
        + "\n",
        _PARTIES
        | read(
            summary="Heartbeat is not sent after BootNotification",
            test_types=["conformance_test"],
            test_references=["TC_B_01_CS"],
            description="No Heartbeat within the interval.",
            attached_logging=_LOG,
        )
        | missing("applicable_documentation"),
        "A log of OCPP-J arrays pasted under its label; a dash for no documentation.",
    ),
    Story(
        "en_log_with_from_and_quotes",
        "mutt",
        "dekra",
        "TC_F_11_CS log",
        _HEAD
        + """Summary: RemoteStart is answered twice
Test type: (x) Conformance test ( ) Performance measurement
Test reference: TC_F_11_CS
Description: Two CALLRESULTs arrive.
Attached logging:
> [2,"19","RequestStartTransaction",{"idToken":{"idToken":"04A1"}}]
< [3,"19",{"status":"Accepted"}]
From 10.0.0.5 port 51122: frame repeated
< [3,"19",{"status":"Accepted"}]
{"level":"warn","Summary":"duplicate"}
Vendor: string in the log, not a label
Subject: neither

Device type: Charging Station
OCPP version: 2.0.1
""",
        _PARTIES
        | read(
            summary="RemoteStart is answered twice",
            test_references=["TC_F_11_CS"],
            test_types=["conformance_test"],
            description="Two CALLRESULTs arrive.",
            attached_logging='> [2,"19","RequestStartTransaction",{"idToken":{"idToken":"04A1"}}]\n'
            '< [3,"19",{"status":"Accepted"}]\nFrom 10.0.0.5 port 51122: frame repeated\n'
            '< [3,"19",{"status":"Accepted"}]\n{"level":"warn","Summary":"duplicate"}\n'
            "Vendor: string in the log, not a label\nSubject: neither",
            device_type="charging_station",
            ocpp_version="2.0.1",
        ),
        "Log lines that begin with >, with From and with the template's own labels; further fields after the log.",
    ),
    Story(
        "en_markdown",
        "gmail",
        "dekra",
        "Firmware update state",
        """## Vendor

Voltwerk B.V.

## Test laboratory

DEKRA Certification

## Summary

FirmwareStatusNotification arrives out of order

## Test type

- [x] Conformance test
- [ ] Performance measurement

## Test reference

- TC_L_01_CS
- TC_L_02_CS

## Description

1. Start the update.
2. Wait.

The states arrive as `Installed`, `Installing`.
""",
        read(
            vendor_name="Voltwerk B.V.",
            laboratory_name="DEKRA Certification",
            test_types=["conformance_test"],
            summary="FirmwareStatusNotification arrives out of order",
            test_references=["TC_L_01_CS", "TC_L_02_CS"],
            description="1. Start the update.\n2. Wait.\n\nThe states arrive as `Installed`, `Installing`.",
        )
        | missing("attached_logging", "vendor__name", "vendor__email"),
        "Markdown headings with lists under them.",
    ),
    Story(
        "en_markdown_table",
        "mutt",
        "dekra",
        "Issue template",
        """| Issue template | |
|---|---|
| **Vendor** | Voltwerk B.V. |
| Contact details | Name: Sanne Bakker E-mail: sanne@voltwerk.example Phone: +31 26 555 0142 |
| **Test laboratory** | DEKRA Certification |
| **Summary** | MeterValues lack the signed value |
| **Test type** | ☐ Conformance test ☑ Performance measurement |
| **Test reference** | TC_J_09_CS |
| **Description** | The value is missing.<br>It is configured. |
""",
        read(
            vendor_name="Voltwerk B.V.",
            vendor__name="Sanne Bakker",
            laboratory_name="DEKRA Certification",
            summary="MeterValues lack the signed value",
            test_types=["performance_measurement"],
            test_references=["TC_J_09_CS"],
            description="The value is missing.\nIt is configured.",
        ),
        "A markdown table.",
    ),
    Story(
        "en_typing_errors",
        "iphone",
        "dekra",
        "Reservation",
        """Vendr: Voltwerk B.V.
Contact detials: Sanne Bakker, sanne@voltwerk.example, +31 26 555 0142
Test labratory: DEKRA Certification
Sumary: Reservation is lost after a reboot
Test tpye: Conformance test
Test refrence: tc_h_17_cs
Descripton: After the reboot the connector is Available.
Aplicable documentation: H01

Sent from my iPhone
""",
        read(
            vendor_name="Voltwerk B.V.",
            vendor__name="Sanne Bakker",
            vendor__email="sanne@voltwerk.example",
            vendor__phone="+31 26 555 0142",
            laboratory_name="DEKRA Certification",
            summary="Reservation is lost after a reboot",
            test_types=["conformance_test"],
            test_references=["TC_H_17_CS"],
            description="After the reboot the connector is Available.",
            applicable_documentation="H01",
        ),
        "Typing errors in nearly every label, a contact without labels.",
    ),
    Story(
        "en_other_labels",
        "samsung",
        "dekra",
        "one issue",
        """1. Manufacturer: Voltwerk B.V.
2. Contact person: Sanne Bakker
3. Email: sanne@voltwerk.example
4. Tel: 0031-26-5550142
5. Testing laboratory: DEKRA Certification
6. Title: Authorization cache is not cleared
7. Test case: TC_C_33_CS, TC_C_34_CS
8. Details: ClearCache is accepted but the token still starts a transaction.
9. References: C11.FR.01
10. Tool version: Release_2026-02
11. DUT: VX-200, firmware 3.1
12. Blocks certification: yes
""",
        read(
            vendor_name="Voltwerk B.V.",
            vendor__name="Sanne Bakker",
            vendor__email="sanne@voltwerk.example",
            vendor__phone="0031-26-5550142",
            laboratory_name="DEKRA Certification",
            summary="Authorization cache is not cleared",
            test_references=["TC_C_33_CS", "TC_C_34_CS"],
            description="ClearCache is accepted but the token still starts a transaction.",
            applicable_documentation="C11.FR.01",
            octt_version="Release_2026-02",
            device="VX-200, firmware 3.1",
            blocks_certification=True,
        ),
        "Numbered, with other words for most labels.",
    ),
    Story(
        "en_several_references",
        "exchange",
        "dekra",
        "Several test cases",
        _HEAD
        + """Summary: Transaction events are reordered
Test reference: TC_E_22/24/25_CS; TC-E-30-CS and the offline test of annex 3, TC_056
Description: The order differs.
""",
        _PARTIES
        | read(
            summary="Transaction events are reordered",
            description="The order differs.",
            test_references=["TC_E_22_CS", "TC_E_24_CS", "TC_E_25_CS", "TC_E_30_CS", "TC_056"],
        ),
        "Several references in a line in the short forms that people use.",
    ),
    Story(
        "en_unreadable_reference",
        "gmail",
        "dekra",
        "Test without a number",
        _HEAD
        + """Summary: The cold boot test has no timeout
Test reference: Cold Boot Charging Station
Description: The tool waits for ever.
""",
        _PARTIES
        | read(
            summary="The cold boot test has no timeout",
            test_references=["Cold Boot Charging Station"],
            description="The tool waits for ever.",
        ),
        "A test named by its title stays as written.",
    ),
    Story(
        "en_subject_as_summary",
        "outlook",
        "dekra",
        "Re: FW: [EXT] Tariff is shown in the wrong currency (TC_I_01_CS)",
        _HEAD
        + """Summary: <summary of the issue>
Test type: ☐ Conformance test  ☐ Performance measurement
Test reference: <name of test / test number>
Description: The display shows USD, OCPP 2.0.1 says EUR.
OCTT version: unknown
""",
        _PARTIES
        | guessed(
            summary="Tariff is shown in the wrong currency (TC_I_01_CS)",
            test_references=["TC_I_01_CS"],
            ocpp_version="2.0.1",
        )
        | read(description="The display shows USD, OCPP 2.0.1 says EUR.")
        | missing("test_types", "octt_version"),
        "Summary, reference and version are not in their rows and can be guessed from subject and text.",
    ),
    Story(
        "en_no_vendor",
        "apple",
        "dekra",
        "Question about TC_N_25_CS",
        """Test laboratory: DEKRA Certification
Summary: Is GetLog required without the diagnostics profile?
Test type: Conformance test: yes
Performance measurement: no
Test reference: TC_N_25_CS
Description: See subject.
OCPP version: 2.1
""",
        read(
            laboratory_name="DEKRA Certification",
            test_types=["conformance_test"],
            summary="Is GetLog required without the diagnostics profile?",
            test_references=["TC_N_25_CS"],
            description="See subject.",
        )
        | missing("vendor_name", "ocpp_version"),
        "No vendor, and a version that is not certified.",
        errors=("vendor_name", "ocpp_version"),
    ),
    Story(
        "en_no_test_no_description",
        "gmail",
        "dekra",
        "Issue template",
        _HEAD
        + """Summary:
Test type: ☐ Conformance test  ☐ Performance measurement
Test reference: n/a
Description:
Applicable documentation:
Attached logging:
""",
        _PARTIES | missing("summary", "test_references", "description", "test_types", "attached_logging"),
        "The parties only; nothing that says what is wrong.",
        errors=("summary", "test_references", "description"),
    ),
    Story(
        "en_answers_in_quote",
        "thunderbird",
        "dekra",
        "Re: Issue template",
        """On 2 March 2026 at 09:00, OCA Certification wrote:
> Vendor: <name>
Voltwerk B.V.
> Test laboratory: <name>
DEKRA Certification
> Summary: <summary of the issue>
LocalList version is not increased
> Test type: ☐ Conformance test  ☐ Performance measurement
Conformance test
> Test reference: <name of test / test number>
TC_D_08_CS
> Description: <more elaborate description of the issue>
SendLocalList is accepted,
the version stays 1.
> OCPP version: ☐ 1.6  ☐ 2.0.1
2.0.1

Kind regards,
Petra
""",
        read(
            vendor_name="Voltwerk B.V.",
            laboratory_name="DEKRA Certification",
            test_types=["conformance_test"],
            summary="LocalList version is not increased",
            test_references=["TC_D_08_CS"],
            ocpp_version="2.0.1",
            description="SendLocalList is accepted,\nthe version stays 1.",
        ),
        "Our template quoted in a reply, with the answers between its lines.",
    ),
    Story(
        "en_quoted_template",
        "outlook",
        "dekra",
        "FW: GetVariables with an unknown component",
        """Please see below what our engineer wrote.

Petra Vogel

-----Original Message-----
From: Tim Lab <tim@dekra.example>
Sent: Monday, March 2, 2026 8:11 AM
To: Petra Vogel <petra.vogel@dekra.example>
Subject: GetVariables with an unknown component

"""
        + _HEAD
        + """Summary: GetVariables with an unknown component is answered with an error
Test reference: TC_B_32_CS
Description: The tool expects UnknownComponent.
""",
        _PARTIES
        | read(
            summary="GetVariables with an unknown component is answered with an error",
            test_references=["TC_B_32_CS"],
            description="The tool expects UnknownComponent.",
        ),
        "The template stands in a forwarded message.",
    ),
    Story(
        "en_forwarded_for_vendor",
        "gmail",
        "dekra",
        "Fwd: Issue with TC_K_41_CS",
        """Dear OCA, our customer asked us to file this.

---------- Forwarded message ---------
From: Sanne Bakker <sanne@voltwerk.example>
Date: Sun, 1 Mar 2026 at 17:20
Subject: Issue with TC_K_41_CS
To: <petra.vogel@dekra.example>

*Vendor:* Voltwerk B.V.
*Contact details:* Name: Sanne Bakker E-mail: sanne@voltwerk.example Phone: +31 26 555 0142
*Test laboratory:* DEKRA Certification
*Summary:* The charging profile is rejected
*Test type:* Conformance test
*Test reference:* TC_K_41_CS, TC_K_43_CS
*Description:* stackLevel 0 is refused, although K01.FR.03
allows it.
*OCPP version:* 2.0.1
*Blocks certification:* Yes
""",
        read(
            vendor_name="Voltwerk B.V.",
            vendor__name="Sanne Bakker",
            laboratory_name="DEKRA Certification",
            summary="The charging profile is rejected",
            test_types=["conformance_test"],
            test_references=["TC_K_41_CS", "TC_K_43_CS"],
            ocpp_version="2.0.1",
            blocks_certification=True,
            description="stackLevel 0 is refused, although K01.FR.03\nallows it.",
        ),
        "A laboratory forwards what its vendor wrote, bold labels as Gmail writes them in plain text.",
    ),
    Story(
        "en_prose_only",
        "apple",
        "dekra",
        "Question on TC_M_07_CS",
        """Hello,

in TC_M_07_CS the certificate expires before step 4. The description in the test case says otherwise,
and the vendor wonders what to do. We use Release_2026-02 of the tool.

Regards
Petra Vogel
Phone: +49 711 555 0101
""",
        guessed(summary="Question on TC_M_07_CS", test_references=["TC_M_07_CS"], octt_version="Release_2026-02")
        | missing("vendor_name", "laboratory_name", "description", "laboratory__phone", "vendor__phone"),
        "No template at all; words of its labels stand in prose, a telephone number in the signature.",
        errors=("vendor_name",),
    ),
]
