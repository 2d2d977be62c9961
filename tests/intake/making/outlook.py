"""Outlook on desks, on the web, on Macs and phones, and Exchange with its gateways."""

from tests.intake.making.tnef import winmail
from tests.intake.making.writing import (
    ACK,
    ACK_HTML,
    CRLF,
    FIELDS,
    LOG,
    PNG,
    TEMPLATE,
    Made,
    attached,
    file,
    head,
    html,
    multi,
    part,
    reply,
    text,
)

XMAILER = "X-Mailer: Microsoft Outlook 16.0"
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">'
    '<head><meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!--p.MsoNormal{margin:0cm;'
    'font-size:11.0pt;font-family:"Calibri",sans-serif;}--></style><!--[if gte mso 9]><xml><o:shapedefaults/></xml>'
    '<![endif]--></head><body lang=DE link="#0563C1"><div class=WordSection1>'
)
BLOCK = """From: OCA certification desk <certification@oca.example>
Sent: Monday, November 16, 2026 11:40 AM
To: Jörg Bächle <j.baechle@ktc.example>
Subject: Case OCA-2026-0042: received

"""


def _p(words: str) -> str:
    return f"<p class=MsoNormal><span lang=EN-GB>{words}<o:p></o:p></span></p>\r\n"


def _row(label: str, value: str) -> str:
    cell = '<td width=200 valign=top style="width:150pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt">'
    return f"<tr>{cell}{_p(f'<b>{label}</b>')}</td>{cell}{''.join(_p(v) for v in value.split(chr(10)))}</td></tr>\r\n"


def _pairs() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in TEMPLATE.strip().split("\n"):
        label, colon, value = line.partition(": ")
        if colon and not line.startswith("The spec"):
            found.append((label, value))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
    return found


TABLE = (
    "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>" + "".join(_row(*p) for p in _pairs()) + "</table>"
)
TORN = "\n\n".join(f"{label}\n\n{value}" for label, value in _pairs()) + "\n"


def _alternative(words: str, markup: str) -> bytes:
    return multi("alternative", "_000_AM9PR0701MB", text(words), html(WORD + markup + "</div></body></html>"))


def _reply(
    name: str, words: str, description: str, subject: str = "RE: Case OCA-2026-0042: received", **expected: object
) -> Made:
    return Made(name, head(subject, *reply(XMAILER)).encode() + text(words), "append", description, dict(expected))


def _winmail(
    name: str, words: str, files: dict[str, bytes], outer: str, description: str, rich: str = "", **expected: object
) -> Made:
    packed = winmail(words, files, rich)
    inside = part(
        'application/ms-tnef; name="winmail.dat"',
        packed,
        "base64",
        'Content-Disposition: attachment; filename="winmail.dat"',
    )
    raw = head("Issue on TC_E_22_CS " + name, XMAILER).encode() + multi(
        "mixed", "----=_NextPart_000_0012", text(outer), inside
    )
    found = [file("winmail.dat", packed), *(file(key, value) for key, value in files.items())]
    return Made(name, raw, "new_issue", description, {"attachments": found, **expected})


def mails() -> list[Made]:
    return [*_new(), *_replies(), *_forwards(), *_wrapped(), *_gateways()]


def _new() -> list[Made]:
    files = [attached("octt.log", "application/octet-stream", LOG), attached("setup photo.png", "image/png", PNG)]
    both = [file("octt.log", LOG), file("setup photo.png", PNG)]
    markup = "".join(_p(line.replace("<", "&lt;")) for line in TEMPLATE.strip().split("\n"))
    return [
        Made(
            "r_outlook_template",
            head("TC_E_22_CS", XMAILER).encode() + multi("mixed", "_004_x", _alternative(TEMPLATE, markup), *files),
            "new_issue",
            "Outlook for Windows: template typed as text, two files",
            {
                "fields": FIELDS,
                "attachments": both,
                "visible_contains": ["Voltwerk GmbH", "Accepted or Rejected only."],
            },
        ),
        Made(
            "r_outlook_word_table",
            head("Issue report", XMAILER).encode() + _alternative(TORN, TABLE),
            "new_issue",
            "Word table pasted into Outlook; in its plain text labels and values are torn apart",
            {"fields": FIELDS},
        ),
        Made(
            "r_outlook_html_only_table",
            head("Issue report, HTML only", XMAILER).encode()
            + html(WORD + TABLE + "</div></body></html>", charset="utf-8"),
            "new_issue",
            "Word table, HTML only",
            {"fields": FIELDS},
        ),
        Made(
            "r_outlook_1252_as_latin1",
            head("=?iso-8859-1?Q?TC=5FE=5F22_=96_Fehler?=", XMAILER).encode()
            + part("text/plain", TEMPLATE.encode("cp1252"), "quoted-printable", charset="iso-8859-1"),
            "new_issue",
            "windows-1252 with typographic quotation marks, labelled iso-8859-1",
            {"fields": FIELDS, "visible_contains": ["“Pending”", "Jörg Bächle"]},
        ),
    ]


def _replies() -> list[Made]:
    again = "We ran it again with firmware 1.2.4, same result.\n\nKind regards\nJörg\n\n"
    return [
        _reply(
            "r_outlook_reply_en",
            again + BLOCK + ACK,
            "Outlook, reply above the quoted headers, plain text",
            visible_contains=["firmware 1.2.4"],
            visible_lacks=["Analysis by the end"],
            folded_contains=["Analysis by the end"],
        ),
        _reply(
            "r_outlook_original_message",
            again + "-----Original Message-----\n" + BLOCK + ACK,
            "Outlook with its older separator",
            visible_contains=["firmware 1.2.4"],
            visible_lacks=["Original Message", "Analysis by"],
        ),
        _reply(
            "r_outlook_reply_nl",
            "Met firmware 1.2.4 hetzelfde.\n\nVan: OCA certification desk <certification@oca.example>\n"
            "Verzonden: maandag 16 november 2026 11:40\nAan: Jörg Bächle <j.baechle@ktc.example>\nOnderwerp: Case OCA-2026-0042: received\n\n"
            + ACK,
            "Outlook, Dutch",
            visible_contains=["hetzelfde"],
            visible_lacks=["Analysis by", "Verzonden"],
        ),
        _reply(
            "r_outlook_reply_de",
            "Mit Firmware 1.2.4 dasselbe.\n\nVon: OCA certification desk <certification@oca.example>\n"
            "Gesendet: Montag, 16. November 2026 11:40\nAn: Jörg Bächle <j.baechle@ktc.example>\nCc: Petra Lang\nBetreff: Case OCA-2026-0042: received\n\n"
            + ACK,
            "Outlook, German",
            "AW: Case OCA-2026-0042: received",
            visible_contains=["dasselbe"],
            visible_lacks=["Analysis by", "Gesendet"],
        ),
        _reply(
            "r_outlook_reply_es",
            "Con el firmware 1.2.4, lo mismo.\n\nDe: OCA certification desk <certification@oca.example>\n"
            "Enviado el: lunes, 16 de noviembre de 2026 11:40\nPara: Jörg Bächle\nAsunto: Case OCA-2026-0042: received\n\n"
            + ACK,
            "Outlook, Spanish",
            visible_contains=["lo mismo"],
            visible_lacks=["Analysis by", "Enviado"],
        ),
        _reply(
            "r_outlook_reply_fr",
            "Même résultat avec le 1.2.4.\n\nDe : OCA certification desk <certification@oca.example>\n"
            "Envoyé : lundi 16 novembre 2026 11:40\nÀ : Jörg Bächle\nObjet : Case OCA-2026-0042: received\n\n" + ACK,
            "Outlook, French, with its blanks before colons",
            visible_contains=["Même résultat"],
            visible_lacks=["Analysis by", "Envoyé"],
        ),
        _reply(
            "r_outlook_reply_ko",
            "펌웨어 1.2.4에서도 같습니다.\n\n보낸 사람: OCA certification desk <certification@oca.example>\n"
            "보낸 날짜: 2026년 11월 16일 월요일 오전 11:40\n받는 사람: Jörg Bächle\n제목: Case OCA-2026-0042: received\n\n"
            + ACK,
            "Outlook, Korean",
            visible_contains=["펌웨어 1.2.4"],
            visible_lacks=["Analysis by", "보낸 날짜"],
        ),
        _reply(
            "r_outlook_web_reply",
            again + "________________________________\n" + BLOCK + ACK,
            "Outlook on the web, with its line",
            visible_contains=["firmware 1.2.4"],
            visible_lacks=["____", "Analysis by"],
            folded_contains=["____"],
        ),
        _reply(
            "r_outlook_mac_reply",
            again
            + "From: OCA certification desk <certification@oca.example>\nDate: Monday, 16 November 2026 at 11:40\n"
            "To: Jörg Bächle <j.baechle@ktc.example>\nSubject: Case OCA-2026-0042: received\n\n" + ACK,
            "Outlook for Mac",
            visible_lacks=["Analysis by"],
        ),
        _reply(
            "r_outlook_ios_reply",
            "Same with 1.2.4\n\nGet Outlook for iOS<https://aka.example/o0ukef>\n________________________________\n"
            + BLOCK
            + ACK,
            "Outlook for iOS",
            visible_contains=["Same with 1.2.4"],
            visible_lacks=["Get Outlook", "Analysis by"],
        ),
        Made(
            "r_outlook_reply_html",
            head("RE: Case OCA-2026-0042: received HTML", *reply(XMAILER)).encode()
            + html(
                WORD
                + _p("Same with 1.2.4, see the attached log.")
                + '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
                "<p class=MsoNormal><b>From:</b> OCA certification desk &lt;certification@oca.example&gt;<br><b>Sent:</b> Monday, November 16, 2026 11:40 AM<br>"
                "<b>To:</b> J&ouml;rg B&auml;chle<br><b>Subject:</b> Case OCA-2026-0042: received</p></div>"
                + ACK_HTML
                + "</div></body></html>"
            ),
            "append",
            "Outlook reply, HTML only",
            {
                "visible_contains": ["see the attached log"],
                "visible_lacks": ["Analysis by"],
                "folded_contains": ["Analysis by"],
            },
        ),
        _reply(
            "r_outlook_filled_below",
            "Please find the missing fields below.\n\n-----Original Message-----\n"
            + BLOCK
            + "Please fill in:\n\n"
            + TEMPLATE,
            "The template that the desk sent, filled in inside the quoted message",
            fields=FIELDS,
            visible_contains=["Voltwerk GmbH"],
        ),
        _reply(
            "r_outlook_old_template_quoted",
            "Another log follows tomorrow.\n\n" + BLOCK + "Received.\n\n" + BLOCK.replace("desk", "lab") + TEMPLATE,
            "A reply over the acknowledgement over the first report: two levels of quotation",
            visible_contains=["tomorrow"],
            visible_lacks=["Voltwerk GmbH"],
        ),
    ]


def _forwards() -> list[Made]:
    vendor = BLOCK.replace(
        "OCA certification desk <certification@oca.example>", "Petra Lang <p.lang@voltwerk.example>"
    ).replace("Case OCA-2026-0042: received", "Failed test")
    inner = (
        head(
            "Failed test",
            sender="Petra Lang <p.lang@voltwerk.example>",
            to="j.baechle@ktc.example",
            id_="<inner.1@voltwerk.example>",
        )
        + "Content-Type: text/plain; charset=us-ascii"
        + CRLF * 2
        + "The charger never gets Pending."
        + CRLF
    ).encode()
    return [
        Made(
            "r_outlook_forward",
            head("FW: Failed test", XMAILER).encode()
            + text("Please handle this as an issue.\n\n" + vendor + "The charger never gets Pending.\n"),
            "new_issue",
            "A vendor's mail forwarded inline",
            {"visible_contains": ["Please handle", "never gets Pending", "Petra Lang"]},
        ),
        Made(
            "r_outlook_forward_wg",
            head("WG: Failed test", XMAILER).encode()
            + text(
                "Bitte als Issue aufnehmen.\n\n"
                + vendor.replace("From:", "Von:")
                .replace("Sent:", "Gesendet:")
                .replace("To:", "An:")
                .replace("Subject:", "Betreff:")
                + "The charger never gets Pending.\n"
            ),
            "new_issue",
            "Forwarded inline, German",
            {"visible_contains": ["never gets Pending"]},
        ),
        Made(
            "r_exchange_attached_message_base64",
            head("Failed test attached", XMAILER).encode()
            + multi(
                "mixed",
                "_002_msg",
                text("See the vendor's mail.\n"),
                part("message/rfc822", inner, "base64", 'Content-Disposition: attachment; filename="Failed test.eml"'),
            ),
            "new_issue",
            "Exchange encodes an attached message in base64, which the standard forbids",
            {
                "attachments": [file("Failed test.eml", inner), file("", b"The charger never gets Pending.\r\n")],
                "visible_contains": ["See the vendor's mail."],
                "visible_lacks": ["never gets"],
            },
        ),
    ]


def _wrapped() -> list[Made]:
    return [
        _winmail(
            "r_winmail_files",
            "The text inside.",
            {"octt.log": LOG, "Prüfbericht.png": PNG},
            "Zwei Dateien im Anhang.\n",
            "winmail.dat with two files beside a plain text",
            visible_contains=["Zwei Dateien"],
            visible_lacks=["The text inside"],
        ),
        _winmail(
            "r_winmail_body",
            lines_of(TEMPLATE),
            {"octt.log": LOG},
            "",
            "winmail.dat that holds the text, too",
            fields=FIELDS,
            visible_contains=["Voltwerk GmbH"],
        ),
        _winmail(
            "r_winmail_rich",
            "",
            {"octt.log": LOG},
            "",
            "winmail.dat that holds the text as compressed RTF alone, as Exchange sends it to whom it takes for its own",
            rich=_rich(TEMPLATE),
            fields=FIELDS,
            visible_contains=["Voltwerk GmbH", "Jörg Bächle"],
            visible_lacks=["HYPERLINK", "Calibri"],
        ),
    ]


def _rich(words: str) -> str:
    """The text as RTF that was HTML, as Outlook writes it: tags aside, letters outside ASCII as numbers."""
    said = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in words)
    lines = "".join(
        r"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 " + line + r"\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}" + "\r\n"
        for line in said.split("\n")
    )
    link = r'{\field{\*\fldinst{HYPERLINK "https://ktc.example/"}}{\fldrslt ktc.example}}'
    return r"{\rtf1\ansi\ansicpg1252\fromhtml1\deff0{\fonttbl{\f0\fswiss Calibri;}}" + "\r\n" + lines + link + "}"


def lines_of(words: str) -> str:
    return words.replace("\n", "\r\n").replace("“", '"').replace("”", '"')


def _gateways() -> list[Made]:
    banner = "CAUTION: This email originated from outside of the organization. Do not click links or open\nattachments unless you recognize the sender.\n\n"
    secret = {
        "en": "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the\n"
        "intended recipient, please delete it. Unauthorised use is prohibited.\n",
        "nl": "Dit bericht is uitsluitend bestemd voor de geadresseerde en kan vertrouwelijke informatie bevatten.\n",
        "de": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail\n"
        "irrtümlich erhalten haben, informieren Sie bitte den Absender. Unbefugtes Kopieren ist nicht gestattet.\n",
        "ko": "본 메일은 지정된 수신인만을 위한 것이며 기밀 정보를 포함할 수 있습니다.\n",
        "fr": "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire (information confidentielle, destinataire seul).\n",
        "es": "Este mensaje y sus adjuntos son confidenciales y se dirigen exclusivamente a su destinatario. Aviso: información confidencial.\n",
    }
    made = [
        Made(
            "r_gateway_banner",
            head("[EXTERNAL] TC_E_22_CS").encode() + text(banner + TEMPLATE),
            "new_issue",
            "A gateway's banner above a template",
            {
                "fields": FIELDS,
                "visible_contains": ["Voltwerk GmbH"],
                "visible_lacks": ["CAUTION"],
                "folded_contains": ["CAUTION"],
            },
        ),
        Made(
            "r_gateway_disclaimer_after_template",
            head("Template with a notice").encode() + text(TEMPLATE + "\n" + "_" * 40 + "\n" + secret["en"]),
            "new_issue",
            "A confidentiality notice under a template",
            {"fields": FIELDS, "visible_contains": ["octt.log"], "visible_lacks": ["Unauthorised"]},
        ),
    ]
    for language, words in secret.items():
        made.append(
            Made(
                f"r_disclaimer_{language}",
                head(f"Re: Case OCA-2026-0042 {language}", *reply()).encode() + text("Version 1.2.4.\n\n" + words),
                "append",
                f"A disclaimer, {language}",
                {
                    "visible_contains": ["Version 1.2.4."],
                    "visible_lacks": [words.split("\n")[0]],
                    "folded_contains": [words.split("\n")[0]],
                },
            )
        )
    return made
