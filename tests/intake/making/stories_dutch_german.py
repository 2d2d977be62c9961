"""Messages in Dutch and German, written by hand."""

from tests.intake.making.template_mails import Story, guessed, missing, read

_NL = read(
    vendor_name="Laadwijs B.V.", vendor__name="Fleur de Boer", vendor__email="fleur@laadwijs.example",
    vendor__phone="06-12345678", laboratory_name="KEMA Testlab", laboratory__name="Joost van Dijk",
    laboratory__email="joost.vandijk@kema.example", laboratory__phone="026-5550177",
)  # fmt: skip
_NL_HEAD = """Leverancier: Laadwijs B.V.
Contactgegevens: Naam: Fleur de Boer E-mail: fleur@laadwijs.example Telefoon: 06-12345678
Testlaboratorium: KEMA Testlab
Contactgegevens: Naam: Joost van Dijk E-mail: joost.vandijk@kema.example Telefoon: 026-5550177
"""
_DE = read(
    vendor_name="Blitzlader GmbH & Co. KG", vendor__name="Jörg Müller",
    vendor__email="joerg.mueller@blitzlader.example",
    vendor__phone="+49 30 5550123", laboratory_name="Prüfwerk Süd", laboratory__name="Jürgen Groß",
    laboratory__email="juergen.gross@pruefwerk.example", laboratory__phone="+49 89 5550188",
)  # fmt: skip
_DE_HEAD = """Hersteller: Blitzlader GmbH & Co. KG
Ansprechpartner: Jörg Müller
E-Mail: joerg.mueller@blitzlader.example
Telefon: +49 30 5550123
Prüflabor: Prüfwerk Süd
Ansprechpartner: Jürgen Groß
E-Mail: juergen.gross@pruefwerk.example
Telefon: +49 89 5550188
"""

STORIES = [
    Story(
        "nl_inline",
        "apple",
        "kema",
        "Melding over TC_E_22_CS",
        "Beste collega's,\n\nHierbij onze melding.\n\n"
        + _NL_HEAD
        + """Samenvatting: seqNo klopt niet na een offline transactie
Testtype: ☒ Conformiteitstest ☐ Prestatiemeting
Testreferentie: TC_E_22_CS
Beschrijving: Stap 7 verwacht 9,
het laadstation stuurt 14.
Toepasselijke documentatie: deel 2, E04.FR.06
Bijgevoegde logging: zie bijlage
OCPP-versie: 2.0.1
Type apparaat: laadstation
Blokkeert certificering: ja

Met vriendelijke groet,
Joost van Dijk
""",
        _NL
        | read(
            summary="seqNo klopt niet na een offline transactie",
            test_types=["conformance_test"],
            test_references=["TC_E_22_CS"],
            description="Stap 7 verwacht 9,\nhet laadstation stuurt 14.",
            applicable_documentation="deel 2, E04.FR.06",
            attached_logging="zie bijlage",
            ocpp_version="2.0.1",
            device_type="charging_station",
            blocks_certification=True,
        ),
        "Dutch labels, a greeting before and after.",
    ),
    Story(
        "nl_below",
        "iphone",
        "kema",
        "Vraag",
        """Fabrikant
Laadwijs B.V.

Contactpersoon
Fleur de Boer

Testlab
KEMA Testlab

Onderwerp
Reservering verloopt te vroeg

Testgeval
TC_H_01_CS

Omschrijving
De reservering is na 30 seconden weg.

In de specificatie staat iets anders.

Verstuurd vanaf mijn iPhone
""",
        read(
            vendor_name="Laadwijs B.V.",
            vendor__name="Fleur de Boer",
            laboratory_name="KEMA Testlab",
            summary="Reservering verloopt te vroeg",
            test_references=["TC_H_01_CS"],
            description="De reservering is na 30 seconden weg.\n\nIn de specificatie staat iets anders.",
        )
        | missing("vendor__email", "laboratory__name", "test_types"),
        "Dutch, values below, from a telephone.",
    ),
    Story(
        "nl_unknowns",
        "outlook",
        "kema",
        "Antw: [EXTERN] DataTransfer zonder vendorId",
        _NL_HEAD
        + """Samenvatting:
Testreferentie: TC_P_01_CS
Beschrijving: Het bericht wordt geaccepteerd.
Bijgevoegde logs: n.v.t.
OCPP versie: onbekend
OCTT versie: niet bekend bij ons
Blokkeert certificering: nee
""",
        _NL
        | guessed(summary="DataTransfer zonder vendorId")
        | read(
            test_references=["TC_P_01_CS"],
            description="Het bericht wordt geaccepteerd.",
            octt_version="niet bekend bij ons",
            blocks_certification=False,
        )
        | missing("attached_logging", "ocpp_version"),
        "What is not known is said in Dutch; the summary stands in the subject.",
    ),
    Story(
        "nl_pasted_log_outside",
        "thunderbird",
        "kema",
        "Log bij TC_G_03_CS",
        _NL_HEAD
        + """Samenvatting: Station meldt Faulted
Testreferentie: TC_G_03_CS
Beschrijving: Het station meldt Faulted na de reset.
Blokkeert certificering: nee

Groet, Joost

2026-03-03 09:12:44.101 SEND [2,"c-81","StatusNotification",{"connectorStatus":"Faulted","connectorId":1}]
2026-03-03 09:12:44.180 RECV [3,"c-81",{}]
""",
        _NL
        | read(
            summary="Station meldt Faulted",
            test_references=["TC_G_03_CS"],
            description="Het station meldt Faulted na de reset.",
            blocks_certification=False,
        )
        | guessed(
            attached_logging='2026-03-03 09:12:44.101 SEND [2,"c-81","StatusNotification",'
            '{"connectorStatus":"Faulted","connectorId":1}]\n2026-03-03 09:12:44.180 RECV [3,"c-81",{}]'
        ),
        "A log pasted under the signature is the logging.",
    ),
    Story(
        "de_inline",
        "outlook_latin",
        "pruef",
        "WG: StatusNotification fehlt",
        "Sehr geehrte Damen und Herren,\n\n"
        + _DE_HEAD
        + """Zusammenfassung: StatusNotification fehlt nach Neustart
Prüfart: [X] Konformitätstest [ ] Leistungsmessung
Testfall: TC_G_03_CS und TC_G_04_CS
Beschreibung: Die Ladestation sendet nach dem Neustart nichts.
Siehe Zeile 14 im Log.
Anwendbare Dokumentation: Teil 2, G01.FR.03
Angehängte Logs: keine
OCPP-Version: OCPP 2.0.1
Gerätetyp: Ladestation
Blockiert Zertifizierung: ja, das Audit ist am 12. März

Mit freundlichen Grüßen
Jürgen Groß
Telefon: +49 89 5550199
""",
        _DE
        | read(
            summary="StatusNotification fehlt nach Neustart",
            test_types=["conformance_test"],
            test_references=["TC_G_03_CS", "TC_G_04_CS"],
            ocpp_version="2.0.1",
            device_type="charging_station",
            description="Die Ladestation sendet nach dem Neustart nichts.\nSiehe Zeile 14 im Log.",
            applicable_documentation="Teil 2, G01.FR.03",
            blocks_certification=True,
        )
        | missing("attached_logging"),
        "German in windows-1252; a further number in the signature is nobody's contact in the template.",
    ),
    Story(
        "de_columns_old_umlauts",
        "mutt",
        "pruef",
        "Meldung",
        """Hersteller          Blitzlader GmbH & Co. KG
Prueflabor          Pruefwerk Sued
Betreff             Zaehlerwerte ohne Signatur
Pruefart            x Konformitaetstest
Testnummer          TC_J_09_CS
Beschreibung        Der signierte Wert fehlt,
                    obwohl er konfiguriert ist.
Dokumentation       J01
Geraetetyp          Ladesaeule
""",
        read(
            vendor_name="Blitzlader GmbH & Co. KG",
            laboratory_name="Pruefwerk Sued",
            device_type="charging_station",
            summary="Zaehlerwerte ohne Signatur",
            test_types=["conformance_test"],
            test_references=["TC_J_09_CS"],
            description="Der signierte Wert fehlt,\nobwohl er konfiguriert ist.",
            applicable_documentation="J01",
        ),
        "German without umlauts, in columns, one option left and crossed.",
    ),
    Story(
        "de_reordered",
        "thunderbird",
        "pruef",
        "Fehler im OCTT",
        """Zusammenfassung: OCTT bricht bei TC_F_20_CS ab
Testreferenz: TC_F_20_CS
OCTT-Version: Release_2026-02
Beschreibung:
Das Werkzeug meldet "Vendor: unknown" und bricht ab.

Erwartet wird eine Wiederholung.

Prüflabor: Prüfwerk Süd
Kontaktdaten: Jürgen Groß, juergen.gross@pruefwerk.example
Hersteller: Blitzlader GmbH & Co. KG
""",
        read(
            summary="OCTT bricht bei TC_F_20_CS ab",
            test_references=["TC_F_20_CS"],
            octt_version="Release_2026-02",
            description='Das Werkzeug meldet "Vendor: unknown" und bricht ab.\n\nErwartet wird eine Wiederholung.',
            laboratory_name="Prüfwerk Süd",
            laboratory__name="Jürgen Groß",
            laboratory__email="juergen.gross@pruefwerk.example",
            vendor_name="Blitzlader GmbH & Co. KG",
        )
        | missing("vendor__name"),
        "Rows in another order; a label's word in the middle of a line of prose.",
    ),
    Story(
        "de_bilingual",
        "exchange",
        "pruef",
        "Issue / Meldung",
        """Vendor / Hersteller: Blitzlader GmbH & Co. KG
Test laboratory (Prüflabor): Prüfwerk Süd
Summary / Zusammenfassung: Reset wird ignoriert
Test type (Prüfart): ✓ Conformance test ✗ Performance measurement
Test reference / Testfall: TC_B_20_CS
Description / Beschreibung: Keine Antwort auf ResetRequest.
Device type: Charging Station Software Stack
""",
        read(
            vendor_name="Blitzlader GmbH & Co. KG",
            laboratory_name="Prüfwerk Süd",
            summary="Reset wird ignoriert",
            test_types=["conformance_test"],
            test_references=["TC_B_20_CS"],
            description="Keine Antwort auf ResetRequest.",
            device_type="charging_station_software_stack",
        ),
        "Labels in two languages; a tick for yes and a cross for no.",
    ),
    Story(
        "de_no_vendor_half",
        "iphone",
        "pruef",
        "Kurze Frage",
        """Prüflabor: Prüfwerk Süd
Hersteller: -
Zusammenfassung: Darf das Zertifikat älter sein?
Testfall: ?
Beschreibung: unbekannt
""",
        read(laboratory_name="Prüfwerk Süd", summary="Darf das Zertifikat älter sein?")
        | missing("vendor_name", "test_references", "description"),
        "Half filled in.",
        errors=("vendor_name", "test_references", "description"),
    ),
]
