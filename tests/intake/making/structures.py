"""Files, nesting, signatures: everything that MIME allows and mail programs do."""

import subprocess
import tempfile
from pathlib import Path

from tests.intake.making.writing import (
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


def mails() -> list[Made]:
    return [*_files(), *_nested(), *_signed(), *encrypted()]


def _files() -> list[Made]:
    long = part(
        "application/zip",
        b"PK\5\6" + b"\0" * 18,
        "base64",
        "Content-Disposition: attachment;",
        " filename*0*=utf-8''Pr%C3%BCfbericht%20der%20;",
        " filename*1*=Lades%C3%A4ule%20Nr.%2017;",
        ' filename*2=" final.zip"',
    )
    zip_ = b"PK\5\6" + b"\0" * 18
    raw_name = (
        b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="Pr\xc3\xbcfung.log"\r\n\r\n'
        + LOG
    )
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    image = part(
        'image/png; name="image001.png"',
        PNG,
        "base64",
        "Content-ID: <image001.png@01DB>",
        'Content-Disposition: inline; filename="image001.png"',
    )
    many = [attached(f"log-{n}.txt", "text/plain", b"line %d\r\n" % n * n, "base64") for n in range(1, 8)]
    return [
        Made(
            "r_file_names_rfc2231",
            head("Report").encode() + multi("mixed", "b1", text("See file.\n"), long),
            "new_issue",
            "A name in three coded pieces",
            {"attachments": [file("Prüfbericht der Ladesäule Nr. 17 final.zip", zip_)]},
        ),
        Made(
            "r_file_name_with_slashes",
            head("Log").encode()
            + multi("mixed", "b1", text("Log.\n"), attached("../../var/log/octt.log", "text/plain", LOG)),
            "new_issue",
            "A name with folders in it",
            {"attachments": [file("../../var/log/octt.log", LOG)]},
        ),
        Made(
            "r_file_name_raw_utf8",
            head("Log raw name").encode() + multi("mixed", "b1", text("Log.\n"), raw_name),
            "new_issue",
            "A name in bare UTF-8",
            {"attachments": [file("Prüfung.log", LOG)]},
        ),
        Made(
            "r_file_log_inline",
            head("Log inline").encode()
            + multi(
                "mixed",
                "b1",
                text("Log below.\n"),
                attached("octt.log", "text/plain", LOG, "quoted-printable", "inline"),
            ),
            "new_issue",
            "A log sent as inline text is a file all the same",
            {"visible_lacks": ["BootNotification"], "attachments": [file("octt.log", LOG)]},
        ),
        Made(
            "r_file_several",
            head("Seven logs", *reply()).encode() + multi("mixed", "b1", text("Seven logs.\n"), *many),
            "append",
            "Seven files",
            {"attachments": [file(f"log-{n}.txt", b"line %d\r\n" % n * n) for n in range(1, 8)]},
        ),
        Made(
            "r_file_empty",
            head("Empty file").encode()
            + multi("mixed", "b1", text("Oops.\n"), attached("empty.log", "text/plain", b"")),
            "new_issue",
            "A file of no bytes",
            {"attachments": [file("empty.log", b"")]},
        ),
        Made(
            "r_file_only",
            head("TC_E_22_CS log").encode() + attached("octt.log", "text/plain", LOG),
            "new_issue",
            "A file and no text",
            {"attachments": [file("octt.log", LOG)]},
        ),
        Made(
            "r_calendar_reply",
            head("Accepted: call", *reply()).encode()
            + multi(
                "alternative",
                "b1",
                text("I will be there.\n"),
                part("text/calendar; method=REPLY; charset=utf-8", calendar),
            ),
            "append",
            "An answer with a calendar part",
            {"visible_contains": ["I will be there."], "attachments": [file("", calendar)]},
        ),
        Made(
            "r_related_images",
            head("With picture").encode()
            + multi(
                "related",
                "rel",
                multi(
                    "alternative",
                    "alt",
                    text("See the picture.\n\n[cid:image001.png@01DB]\n"),
                    html('<p>See the picture.</p><img src="cid:image001.png@01DB">'),
                ),
                image,
                more='; type="multipart/alternative"',
            ),
            "new_issue",
            "A picture inside the text",
            {"visible_contains": ["See the picture."], "attachments": [file("image001.png", PNG)]},
        ),
        Made(
            "r_stub_beside_html",
            head("Stub").encode()
            + multi(
                "alternative",
                "alt",
                text("Your mail client does not show HTML.\n"),
                html("<html><body>" + "".join(f"<p>{line}</p>" for line in TEMPLATE.split("\n")) + "</body></html>"),
            ),
            "new_issue",
            "Plain text that says nothing",
            {"fields": FIELDS, "visible_contains": ["Voltwerk GmbH"], "visible_lacks": ["does not show HTML"]},
        ),
        Made(
            "r_html_only_paragraphs",
            head("HTML only").encode() + html("<html><body>" + "<br>".join(TEMPLATE.split("\n")) + "</body></html>"),
            "new_issue",
            "HTML only, a line each",
            {"fields": FIELDS},
        ),
    ]


def _message(subject: str, body: bytes) -> bytes:
    return (
        head(
            subject,
            sender="Petra Lang <p.lang@voltwerk.example>",
            id_=f"<{subject.replace(' ', '.')}@voltwerk.example>",
        )
    ).encode() + body


def _nested() -> list[Made]:
    innermost = _message(
        "inner", multi("mixed", "i", text("Inner text.\n", "7bit"), attached("octt.log", "text/plain", LOG))
    )
    middle = _message("middle", multi("mixed", "m", text("Middle text.\n", "7bit"), part("message/rfc822", innermost)))
    digest = multi(
        "digest",
        "d",
        b"\r\n" + _message("one", text("One.\n", "7bit")),
        b"\r\n" + _message("two", text("Two.\n", "7bit")),
    )
    return [
        Made(
            "r_nested_messages",
            head("Fwd: Fwd: failed").encode()
            + multi("mixed", "o", text("Outer text.\n"), part("message/rfc822", middle)),
            "new_issue",
            "A message in a message in a message",
            {
                "visible_contains": ["Outer text."],
                "visible_lacks": ["Inner text."],
                "attachments": [
                    file("", middle),
                    file("", b"Middle text.\r\n"),
                    file("", innermost),
                    file("", b"Inner text.\r\n"),
                    file("octt.log", LOG),
                ],
            },
        ),
        Made(
            "r_message_only",
            head("Fwd: failed test").encode()
            + part("message/rfc822", _message("failed test", text("The charger never gets Pending.\n", "7bit"))),
            "new_issue",
            "Nothing but a forwarded message: its text is what there is to read",
            {"visible_contains": ["never gets Pending"]},
        ),
        Made(
            "r_digest",
            head("Two mails").encode() + digest,
            "new_issue",
            "A digest: parts are messages without saying so",
            {
                "attachments": [
                    file("", _message("one", text("One.\n", "7bit"))),
                    file("", b"One.\r\n"),
                    file("", _message("two", text("Two.\n", "7bit"))),
                    file("", b"Two.\r\n"),
                ]
            },
        ),
    ]


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def _signed() -> list[Made]:
    entity = multi("mixed", "s", text(TEMPLATE, "quoted-printable"), attached("octt.log", "text/plain", LOG))
    with tempfile.TemporaryDirectory() as folder:
        key, certificate, content, opaque, apart = (str(Path(folder) / name) for name in ("k", "c", "e", "o", "a"))
        _openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            "-days",
            "3650",
            "-subj",
            "/CN=j.baechle@ktc.example",
        )
        Path(content).write_bytes(entity)
        sign = ("cms", "-sign", "-binary", "-in", content, "-signer", certificate, "-inkey", key, "-outform", "DER")
        _openssl(*sign, "-nodetach", "-out", opaque)
        _openssl(*sign, "-nodetach", "-stream", "-out", opaque + "s")
        _openssl(*sign, "-out", apart)
        whole, streamed, signature = (Path(path).read_bytes() for path in (opaque, opaque + "s", apart))
    made = [
        Made(
            "r_smime_detached",
            head("Signed").encode()
            + multi(
                "signed",
                "sig",
                entity,
                attached("smime.p7s", "application/pkcs7-signature", signature),
                more='; protocol="application/pkcs7-signature"; micalg=sha-256',
                preamble="This is an S/MIME signed message\r\n\r\n",
            ),
            "new_issue",
            "S/MIME, signature beside the text",
            {"fields": FIELDS, "attachments": [file("octt.log", LOG), file("smime.p7s", signature)]},
        )
    ]
    for name, envelope in (("r_smime_opaque", whole), ("r_smime_opaque_streamed", streamed)):
        raw = head(name).encode() + part(
            'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
            envelope,
            "base64",
            'Content-Disposition: attachment; filename="smime.p7m"',
        )
        made.append(
            Made(
                name,
                raw,
                "new_issue",
                "S/MIME, the text inside the signature",
                {"fields": FIELDS, "attachments": [file("smime.p7m", envelope), file("octt.log", LOG)]},
            )
        )
    secret = part(
        'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', bytes.fromhex("3080060109"), "base64"
    )
    made.append(
        Made(
            "r_smime_encrypted",
            head("Encrypted").encode() + secret,
            "quarantine",
            "Encrypted for somebody else, and damaged",
            {"cause": "encrypted", "attachments": [file("smime.p7m", bytes.fromhex("3080060109"))]},
        )
    )
    return made


ARMOURED = """\
-----BEGIN PGP MESSAGE-----

hF4DmQ3uJ3vX0XkSAQdAq1Zc2o0m5H0bJ5m9sVnV3o3m8v0qWb1oYw2cS1r2Jlgw
Zt0m6W1Yk0c2b9o1q7Z3x5v8n0s4p6r9t2u5w7y1a3c5e7g9i1k3m5o7q9s1u3w5
=a1B2
-----END PGP MESSAGE-----
"""


def encrypted() -> list[Made]:
    """Mails that nobody but the holder of a key can read, by the three ways that programs have."""
    whole = part(
        "application/octet-stream", ARMOURED.encode(), "7bit", 'Content-Disposition: inline; filename="encrypted.asc"'
    )
    version = part("application/pgp-encrypted", b"Version: 1\r\n")
    entity = multi("mixed", "s", text(TEMPLATE, "quoted-printable"), attached("octt.log", "text/plain", LOG))
    with tempfile.TemporaryDirectory() as folder:
        key, certificate, content, envelope = (str(Path(folder) / name) for name in ("k", "c", "e", "o"))
        _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=x")
        Path(content).write_bytes(entity)
        _openssl(
            "cms", "-encrypt", "-binary", "-aes256", "-in", content, "-outform", "DER", "-out", envelope, certificate
        )
        sealed = Path(envelope).read_bytes()
    return [
        Made(
            "r_pgp_mime_encrypted",
            head("...").encode()
            + multi("encrypted", "pgp", version, whole, more='; protocol="application/pgp-encrypted"'),
            "quarantine",
            "PGP/MIME, as Thunderbird sends it",
            {
                "cause": "encrypted",
                "attachments": [file("", b"Version: 1\r\n"), file("encrypted.asc", ARMOURED.encode())],
            },
        ),
        Made(
            "r_pgp_mime_through_exchange",
            head("...").encode() + multi("mixed", "pgp", text("\n"), version, whole),
            "quarantine",
            "PGP/MIME of which a gateway has made multipart/mixed",
            {"cause": "encrypted"},
        ),
        Made(
            "r_pgp_inline_encrypted",
            head("TC_E_22_CS").encode() + text(f"Hello,\n\n{ARMOURED}\n-- \nJoerg\n"),
            "quarantine",
            "PGP in the text itself",
            {"cause": "encrypted", "visible_contains": ["BEGIN PGP MESSAGE"]},
        ),
        Made(
            "r_pgp_inline_below_a_template",
            head("TC_E_22_CS").encode() + text(f"{TEMPLATE}\n{ARMOURED}"),
            "new_issue",
            "A template that can be read, with something encrypted below it",
            {"fields": FIELDS},
        ),
        Made(
            "r_smime_enveloped",
            head("Encrypted").encode() + part('application/pkcs7-mime; name="smime.p7m"', sealed, "base64"),
            "quarantine",
            "S/MIME for somebody else, which does not say what it is",
            {"cause": "encrypted", "attachments": [file("smime.p7m", sealed)]},
        ),
    ]
