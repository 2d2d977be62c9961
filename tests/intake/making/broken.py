"""Mail that is wrong, and must be read all the same."""

from tests.intake.making.writing import (
    CRLF,
    DESK,
    FIELDS,
    LOG,
    TEMPLATE,
    Made,
    attached,
    file,
    head,
    html,
    lines,
    multi,
    part,
    reply,
    text,
)


def mails() -> list[Made]:
    return [*_bodies(), *_structures(), *_headers(), *_pasted()]


def _bodies() -> list[Made]:
    return [
        Made(
            "r_broken_unknown_charset",
            head("Unknown charset").encode()
            + part("text/plain", "Prüfung fehlgeschlagen.\n".encode("cp1252"), "8bit", charset="x-lab-special"),
            "new_issue",
            "A charset that nobody knows",
            {"visible_contains": ["Prüfung fehlgeschlagen."]},
        ),
        Made(
            "r_broken_undeclared_utf8",
            head("Undeclared").encode() + b"\r\n" + lines("Prüfung fehlgeschlagen, 시험 실패.\n").encode(),
            "new_issue",
            "UTF-8 that is not declared",
            {"visible_contains": ["Prüfung fehlgeschlagen, 시험 실패."]},
        ),
        Made(
            "r_broken_declared_ascii",
            head("Declared ASCII").encode()
            + part("text/plain", "Größe: 5 µs\n".encode("cp1252"), "8bit", charset="us-ascii"),
            "new_issue",
            "windows-1252 declared as us-ascii",
            {"visible_contains": ["Größe: 5 µs"]},
        ),
        Made(
            "r_broken_utf16",
            head("UTF-16").encode()
            + part("text/plain", "Prüfung fehlgeschlagen.\r\n".encode("utf-16"), "base64", charset="utf-16"),
            "new_issue",
            "UTF-16 with its mark",
            {"visible_contains": ["Prüfung fehlgeschlagen."]},
        ),
        Made(
            "r_broken_base64_end",
            head("Cut base64").encode()
            + (
                b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nVEMgRSAyMiBmYWls\r\nZWQgdG9kYX"
            ),
            "new_issue",
            "base64 that ends inside a group",
            {"visible_contains": ["TC E 22 failed tod"]},
        ),
        Made(
            "r_broken_base64_twice",
            head("Joined base64").encode()
            + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nRmlyc3QgbGluZS4NCg==\r\nU2Vjb25kIGxpbmUuDQo=\r\n",
            "new_issue",
            "Two base64 texts, one below the other",
            {"visible_contains": ["First line.", "Second line."]},
        ),
        Made(
            "r_broken_quoted_printable",
            head("Bad QP").encode()
            + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n100=% of =C3=BCbrige tests =G1 fail=\r\ned.\r\n",
            "new_issue",
            "Equals signs that encode nothing",
            {"visible_contains": ["übrige tests", "failed."]},
        ),
        Made(
            "r_broken_nul",
            head("NUL").encode() + b"Content-Type: text/plain\r\n\r\nTC_E_22\0_CS failed.\0\r\n",
            "new_issue",
            "NUL bytes",
            {"visible_contains": ["TC_E_22_CS failed."]},
        ),
        Made(
            "r_broken_mixed_line_ends",
            (head("Mixed").encode() + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + TEMPLATE.encode()).replace(
                b"\r\nSubject", b"\nSubject"
            ),
            "new_issue",
            "LF here and CRLF there",
            {"fields": FIELDS},
        ),
        Made(
            "r_broken_unix_only",
            (head("LF only").encode() + text(TEMPLATE)).replace(b"\r\n", b"\n"),
            "new_issue",
            "A Maildir file with LF",
            {"fields": FIELDS},
        ),
    ]


def _structures() -> list[Made]:
    alternative = multi("alternative", "alt", text("Same with 1.2.4.\n"), html("<p>Same with 1.2.4.</p>"), close=False)
    wrong = multi("mixed", "real", text("The text.\n"), attached("octt.log", "text/plain", LOG)).replace(
        b'boundary="real"', b'boundary="announced"'
    )
    return [
        Made(
            "r_broken_no_last_boundary",
            head("No end", *reply()).encode() + alternative,
            "append",
            "The last boundary is missing",
            {"visible_contains": ["Same with 1.2.4."]},
        ),
        Made(
            "r_broken_cut_attachment",
            head("Cut off").encode()
            + multi("mixed", "b", text("Log attached.\n"), attached("octt.log", "text/plain", LOG))[:-60],
            "new_issue",
            "Cut off inside a file",
            {"visible_contains": ["Log attached."]},
        ),
        Made(
            "r_broken_wrong_boundary",
            head("Wrong boundary").encode() + wrong,
            "new_issue",
            "Another boundary than the one announced",
            {"visible_contains": ["The text."], "visible_lacks": ["--real"], "attachments": [file("octt.log", LOG)]},
        ),
        Made(
            "r_broken_no_parts",
            head("No parts").encode() + b"Content-Type: multipart/mixed; boundary=x\r\n\r\nOnly text here.\r\n",
            "new_issue",
            "A multipart without parts",
            {"visible_contains": ["Only text here."]},
        ),
        Made(
            "r_broken_no_boundary_parameter",
            head("No parameter").encode()
            + b"Content-Type: multipart/mixed\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nGuessed.\r\n--q--\r\n",
            "new_issue",
            "No boundary announced at all",
            {"visible_contains": ["Guessed."], "visible_lacks": ["--q"]},
        ),
        Made(
            "r_broken_boundary_prefix",
            head("Prefix").encode()
            + multi(
                "mixed",
                "b",
                multi("alternative", "b-1", text("Plain.\n"), html("<p>Plain.</p>")),
                attached("octt.log", "text/plain", LOG),
            ),
            "new_issue",
            "One boundary begins like the other",
            {"visible_contains": ["Plain."], "attachments": [file("octt.log", LOG)]},
        ),
        Made(
            "r_broken_content_type",
            head("Bad type").encode() + b"Content-Type: text\r\n\r\nStill text.\r\n",
            "new_issue",
            "A content type that is none",
            {"visible_contains": ["Still text."]},
        ),
        Made(
            "r_broken_text_after_end",
            head("After the end").encode() + multi("mixed", "b", text("Body.\n")) + b"\r\nAdded by a gateway.\r\n",
            "new_issue",
            "Text after the last boundary",
            {"visible_contains": ["Body."], "attachments": [file("", b"Added by a gateway.")]},
        ),
    ]


def _headers() -> list[Made]:
    return [
        Made(
            "r_broken_mbox_from",
            b"From j.baechle@ktc.example Mon Nov 16 14:02:11 2026\n"
            + head("From mbox").encode().replace(b"\r\n", b"\n")
            + b"\n"
            + TEMPLATE.encode(),
            "new_issue",
            "A message out of an mbox",
            {"fields": FIELDS},
        ),
        Made(
            "r_broken_8bit_headers",
            b"From: J\xf6rg B\xe4chle <j.baechle@ktc.example>\r\nTo: certification@oca.example\r\nMessage-ID: <8bit@ktc.example>\r\nSubject: Pr\xfcfung TC_E_22\r\n\r\nFailed.\r\n",
            "new_issue",
            "Latin-1 in headers",
            {"visible_contains": ["Failed."]},
        ),
        Made(
            "r_broken_encoded_words",
            head(
                "=?utf-8?Q?Pr=C3=BCfung von TC=5FE?= =?utf-8?B?IGZlaGxnZXNjaGxhZ2Vu?=",
                sender='"=?utf-8?Q?J=C3=B6rg?= B" <j.baechle@ktc.example>',
            ).encode()
            + text("Failed.\n"),
            "new_issue",
            "Encoded words with blanks, in quotes, without padding",
            {"visible_contains": ["Failed."]},
        ),
        Made(
            "r_broken_no_empty_line",
            b"From: j.baechle@ktc.example\r\nTo: certification@oca.example\r\nMessage-ID: <ne@ktc.example>\r\nSubject: no empty line\r\nThe test case fails.\r\nThen it stops.\r\n",
            "new_issue",
            "Headers run into the text",
            {"visible_contains": ["The test case fails.", "Then it stops."]},
        ),
        Made(
            "r_broken_rubbish_header",
            head("Rubbish").replace("MIME-Version", "this is no header\r\nMIME-Version").encode()
            + text("Failed, übrigens.\n"),
            "new_issue",
            "A line among the headers that is none",
            {"visible_contains": ["Failed, übrigens."]},
        ),
        Made(
            "r_broken_no_message_id",
            f"From: j.baechle@ktc.example{CRLF}To: {DESK}{CRLF}Subject: no id{CRLF * 2}Failed.{CRLF}".encode(),
            "new_issue",
            "No Message-ID",
            {"visible_contains": ["Failed."]},
        ),
        Made(
            "r_broken_bare_body",
            b"\r\nOnly a body, no headers.\r\n",
            "quarantine",
            "No headers at all",
            {"visible_contains": ["Only a body"]},
        ),
    ]


def _pasted() -> list[Made]:
    log = (
        '> [2,"7f1","BootNotification",{"reason":"PowerUp"}]\n> [3,"7f1",{"status":"Accepted"}]\n\nFrom 10.0.0.7 port 8080\nFrom: ws://10.0.0.7/CS1\n'
        "> 2026-11-16T13:02:11Z StatusNotification\n"
    )
    return [
        Made(
            "r_pasted_log",
            head("Log in the body").encode() + text("This is the log:\n\n" + log),
            "new_issue",
            "A log whose lines begin with > and From",
            {"visible_contains": ['> [2,"7f1"', "From 10.0.0.7", "From: ws://10.0.0.7/CS1", "StatusNotification"]},
        ),
        Made(
            "r_pasted_log_in_template",
            head("Log in the template").encode() + text(TEMPLATE.replace("see octt.log", "\n" + log)),
            "new_issue",
            "The same as the template's last value",
            {"fields": FIELDS, "visible_contains": ['> [2,"7f1"', "StatusNotification"]},
        ),
        Made(
            "r_template_description_from",
            head("From in a description").encode()
            + text(
                TEMPLATE.replace(
                    "Description: After",
                    "Description: From: the logging we see this.\nTo: find it, search\nSent: 2 frames\n-- \nAfter",
                )
            ),
            "new_issue",
            "A description with words that look like headers and a signature",
            {"fields": FIELDS, "visible_contains": ["From: the logging", "Accepted or Rejected only.", "see octt.log"]},
        ),
        Made(
            "r_template_with_signature",
            head("Template signed").encode()
            + text(TEMPLATE + "\n-- \nJörg Bächle\nKraftwerk Test Center\nHauptstr. 1\n"),
            "new_issue",
            "A signature below a template",
            {
                "fields": FIELDS,
                "visible_contains": ["see octt.log"],
                "visible_lacks": ["Hauptstr."],
                "folded_contains": ["Hauptstr. 1"],
            },
        ),
        Made(
            "r_bulk_template",
            head("TC_E_22_CS in bulk", "Precedence: bulk").encode() + text(TEMPLATE),
            "new_issue",
            "A gateway calls everything bulk; a template is a person's",
            {"fields": FIELDS},
        ),
        Made(
            "r_bulk_reply",
            head("Re: Case OCA-2026-0042", *reply("Precedence: bulk")).encode() + text("Version 1.2.4.\n"),
            "append",
            "The same with an answer",
            {"visible_contains": ["Version 1.2.4."]},
        ),
        Made(
            "r_reply_to_out_of_office",
            head("RE: Automatic reply: TC_E_22", *reply()).encode() + text("I am back, here is the log.\n"),
            "append",
            "A person answers on top of an absence note",
            {"visible_contains": ["I am back"]},
        ),
    ]
