"""Apple Mail, phones, Gmail, Thunderbird, K-9, Samsung, Lotus Notes, mutt, and Korean webmails."""

from tests.intake.making.writing import (
    ACK,
    ACK_HTML,
    CRLF,
    FIELDS,
    LOG,
    QUOTED,
    TEMPLATE,
    Made,
    attached,
    encoded,
    file,
    head,
    html,
    lines,
    multi,
    part,
    person,
    reply,
    text,
    word,
)

HONG = person("홍길동", "hong@ktl.example", "ks_c_5601-1987")
TAIL = {"visible_lacks": ["Analysis by the end"], "folded_contains": ["Analysis by the end"]}


def mails() -> list[Made]:
    return [*_apple(), *_gmail(), *_thunderbird(), *_others(), *_korean()]


def _plain(
    name: str,
    words: str,
    description: str,
    *more: str,
    outcome: str = "append",
    subject: str = "Re: Case OCA-2026-0042: received",
    **expected: object,
) -> Made:
    body = part("text/plain", words, "quoted-printable", charset="utf-8")
    return Made(name, head(subject, *reply(*more)).encode() + body, outcome, description, dict(expected))


def _flowed(words: str, delsp: str = "") -> bytes:
    return (
        f"Content-Type: text/plain; charset=utf-8; format=flowed{delsp}{CRLF}Content-Transfer-Encoding: 8bit{CRLF * 2}"
        + lines(words)
    ).encode()


def _apple() -> list[Made]:
    apple = "X-Mailer: Apple Mail (2.3774.600.62)"
    second = b"second"
    return [
        Made(
            "r_apple_reply_flowed",
            head("Re: Case OCA-2026-0042: received", *reply(apple)).encode()
            + _flowed(
                "The result is the same with firmware 1.2.4, which we installed \non both chargers this morning.\n\n"
                "> On 16 Nov 2026, at 11:40, OCA <certification@oca.example> wrote:\n>\n" + QUOTED,
                "; delsp=no",
            ),
            "append",
            "Apple Mail: flowed, the attribution inside the quotation",
            {**TAIL, "visible_contains": ["which we installed on both chargers"]},
        ),
        Made(
            "r_apple_delsp_japanese_style",
            head("긴 문장", sender=HONG).encode() + _flowed("펌웨어를 업 \n데이트했습니다.\n", "; delsp=yes"),
            "new_issue",
            "delsp=yes: a line was broken inside a word",
            {"visible_contains": ["펌웨어를 업데이트했습니다."]},
        ),
        Made(
            "r_apple_text_file_text",
            head("Two logs", apple).encode()
            + multi(
                "mixed",
                "Apple-Mail=_5A",
                text("The first log:\n"),
                attached("first.log", "application/octet-stream", LOG, "base64", "inline"),
                text("and the second:\n"),
                attached("second.txt", "text/plain", second, "7bit"),
                text("Regards\n"),
            ),
            "new_issue",
            "Apple Mail: text and files by turns",
            {
                "visible_contains": ["The first log:", "and the second:", "Regards"],
                "visible_lacks": ["BootNotification"],
                "attachments": [file("first.log", LOG), file("second.txt", second)],
            },
        ),
        Made(
            "r_apple_forward",
            head("Fwd: Failed test", apple).encode()
            + text(
                "Please handle.\n\nBegin forwarded message:\n\nFrom: Petra Lang <p.lang@voltwerk.example>\nSubject: Failed test\n"
                "Date: 16 November 2026 at 09:12:44 CET\nTo: Jörg Bächle <j.baechle@ktc.example>\n\nThe charger never gets Pending.\n"
            ),
            "new_issue",
            "Apple Mail: forwarded inline",
            {"visible_contains": ["Please handle.", "never gets Pending"]},
        ),
        _plain(
            "r_iphone_nl",
            "Ja, met 1.2.4 ook.\n\nVerstuurd vanaf mijn iPhone\n\n> Op 16 nov. 2026 om 11:40 heeft OCA <certification@oca.example> het volgende geschreven:\n> \n"
            + QUOTED,
            "iPhone, Dutch",
            "X-Mailer: iPhone Mail (22B83)",
            **{**TAIL, "visible_contains": ["Ja, met 1.2.4 ook."], "visible_lacks": ["Verstuurd vanaf", "Analysis by"]},
        ),
        _plain(
            "r_iphone_de",
            "Ja, auch mit 1.2.4.\n\nVon meinem iPhone gesendet\n\n> Am 16.11.2026 um 11:40 schrieb OCA <certification@oca.example>:\n> \n"
            + QUOTED,
            "iPhone, German",
            **{**TAIL, "visible_lacks": ["Von meinem iPhone", "Analysis by"]},
        ),
        _plain(
            "r_iphone_es",
            "Sí, también con 1.2.4.\n\nEnviado desde mi iPhone\n\n> El 16 nov 2026, a las 11:40, OCA <certification@oca.example> escribió:\n> \n"
            + QUOTED,
            "iPhone, Spanish",
            **{**TAIL, "visible_contains": ["también con 1.2.4"], "visible_lacks": ["Enviado desde", "Analysis by"]},
        ),
        _plain(
            "r_iphone_ko",
            "네, 1.2.4도 같습니다.\n\n나의 iPhone에서 보냄\n\n> 2026. 11. 16. 오전 11:40, OCA <certification@oca.example> 작성:\n> \n"
            + QUOTED,
            "iPhone, Korean",
            **{**TAIL, "visible_contains": ["1.2.4도"], "visible_lacks": ["나의 iPhone에서", "Analysis by"]},
        ),
    ]


def _gmail_reply(language: str, words: str, attribution: str) -> Made:
    markup = (
        f'<div dir="ltr">{words}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{attribution.replace("<", "&lt;").replace(">", "&gt;")}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{ACK_HTML}</blockquote></div>'
    )
    body = multi("alternative", f"000000000000{language}", text(f"{words}\n\n{attribution}\n\n{QUOTED}"), html(markup))
    return Made(
        f"r_gmail_reply_{language}",
        head(f"Re: Case OCA-2026-0042: received ({language})", *reply()).encode() + body,
        "append",
        f"Gmail on the web, {language}",
        {**TAIL, "visible_contains": [words], "visible_lacks": ["Analysis by the end", attribution[:20]]},
    )


def _gmail() -> list[Made]:
    table = "".join(
        f"<tr><td>{line.partition(': ')[0]}</td><td>{line.partition(': ')[2]}</td></tr>"
        for line in TEMPLATE.split("\n")
        if ": " in line
    )
    return [
        _gmail_reply(
            "en",
            "Same with firmware 1.2.4.",
            "On Mon, 16 Nov 2026 at 11:40, OCA certification desk <certification@oca.example> wrote:",
        ),
        _gmail_reply(
            "en_wrapped",
            "Same with 1.2.4, I believe.",
            "On Mon, Nov 16, 2026 at 11:40 AM OCA certification desk of the Alliance <\ncertification@oca.example> wrote:",
        ),
        _gmail_reply(
            "nl",
            "Met firmware 1.2.4 hetzelfde.",
            "Op ma 16 nov 2026 om 11:40 schreef OCA certification desk <certification@oca.example>:",
        ),
        _gmail_reply(
            "de",
            "Mit Firmware 1.2.4 genauso.",
            "Am Mo., 16. Nov. 2026 um 11:40 Uhr schrieb OCA certification desk <certification@oca.example>:",
        ),
        _gmail_reply(
            "ko",
            "펌웨어 1.2.4도 같습니다.",
            "2026년 11월 16일 (월) 오전 11:40, OCA certification desk <certification@oca.example>님이 작성:",
        ),
        _gmail_reply(
            "fr",
            "Pareil avec le 1.2.4.",
            "Le lun. 16 nov. 2026 à 11:40, OCA certification desk <certification@oca.example> a écrit :",
        ),
        _gmail_reply(
            "es",
            "Igual con el 1.2.4.",
            "El lun, 16 nov 2026 a las 11:40, OCA certification desk (<certification@oca.example>) escribió:",
        ),
        _gmail_reply(
            "no",
            "Det samme med 1.2.4.",
            "man. 16. nov. 2026 kl. 11:40 skrev OCA certification desk <certification@oca.example>:",
        ),
        Made(
            "r_gmail_html_only_reply",
            head("Re: Case OCA-2026-0042: received (html)", *reply()).encode()
            + html(
                '<div dir="auto">Same with 1.2.4</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, 16 Nov 2026, 11:40 OCA, '
                f'&lt;certification@oca.example&gt; wrote:<br></div><blockquote class="gmail_quote">{ACK_HTML}</blockquote></div>'
            ),
            "append",
            "Gmail for Android, only the HTML came through",
            {**TAIL, "visible_contains": ["Same with 1.2.4"]},
        ),
        Made(
            "r_gmail_forward",
            head("Fwd: Failed test").encode()
            + text(
                "Please handle.\n\n---------- Forwarded message ---------\nFrom: Petra Lang <p.lang@voltwerk.example>\nDate: Mon, 16 Nov 2026 at 09:12\n"
                "Subject: Failed test\nTo: <j.baechle@ktc.example>\n\n\nThe charger never gets Pending.\n"
            ),
            "new_issue",
            "Gmail: forwarded inline",
            {"visible_contains": ["Please handle.", "never gets Pending"]},
        ),
        Made(
            "r_gmail_pasted_table",
            head("Issue pasted").encode()
            + multi(
                "alternative",
                "00000000table",
                text(
                    "\n\n".join(
                        f"{line.partition(': ')[0]}\n{line.partition(': ')[2]}"
                        for line in TEMPLATE.split("\n")
                        if ": " in line
                    )
                ),
                html(f'<div dir="ltr"><table border="1">{table}</table></div>'),
            ),
            "new_issue",
            "A table pasted into Gmail",
            {"fields": FIELDS},
        ),
    ]


def _thunderbird() -> list[Made]:
    agent = "User-Agent: Mozilla Thunderbird"
    inline = (
        "Hello,\n\nOn 16/11/2026 11:40, OCA certification desk wrote:\n> Which version of the OCTT did you use?\n\nOCTT 1.9.0 of October.\n\n"
        "> And which firmware?\n\n1.2.4 on both.\n\n> Kind regards\n> The certification desk\n\n-- \nJörg Bächle\nKraftwerk Test Center\n+49 69 5550188\n"
    )
    inner = (
        head(
            "Failed test",
            sender="Petra Lang <p.lang@voltwerk.example>",
            to="j.baechle@ktc.example",
            id_="<tb.1@voltwerk.example>",
        ).replace("\r\n\tby", "\r\n  by")
        + "Content-Type: text/plain"
        + CRLF * 2
        + "Never   Pending. \r\n\tindented\n"
    ).encode()
    return [
        Made(
            "r_thunderbird_inline",
            head("Re: Case OCA-2026-0042: questions", *reply(agent)).encode() + _flowed(inline),
            "append",
            "Thunderbird: answers between quoted lines, a signature",
            {
                "visible_contains": [
                    "Which version of the OCTT",
                    "OCTT 1.9.0 of October.",
                    "And which firmware?",
                    "1.2.4 on both.",
                ],
                "visible_lacks": ["+49 69 5550188"],
                "folded_contains": ["Kraftwerk Test Center", "+49 69 5550188"],
            },
        ),
        _plain(
            "r_thunderbird_de",
            "Am 16.11.2026 um 11:40 schrieb OCA certification desk:\n" + QUOTED + "\nMit 1.2.4 genauso.\n",
            "Thunderbird: the answer below a whole quotation",
            agent,
            **{**TAIL, "visible_contains": ["Mit 1.2.4 genauso."]},
        ),
        _plain(
            "r_thunderbird_ko",
            "같습니다.\n\n2026-11-16 오전 11:40에 OCA certification desk 이(가) 쓴 글:\n" + QUOTED,
            "Thunderbird, Korean",
            agent,
            **{**TAIL, "visible_contains": ["같습니다."]},
        ),
        Made(
            "r_thunderbird_forward_attached",
            head("Fwd: Failed test", agent).encode()
            + multi(
                "mixed",
                "------------tb01",
                text("See attached.\n"),
                part(
                    'message/rfc822; charset=UTF-8; name="Failed test.eml"',
                    inner,
                    "7bit",
                    'Content-Disposition: attachment; filename="Failed test.eml"',
                ),
            ),
            "new_issue",
            "Forwarded as an attachment, with folds, blanks and line ends that writing anew would change",
            {
                "visible_contains": ["See attached."],
                "attachments": [file("Failed test.eml", inner), file("", b"Never   Pending. \r\n\tindented\n")],
            },
        ),
    ]


def _others() -> list[Made]:
    signed = text("The log is attached to the case.\n", "7bit")
    signature = b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAEBCAAdFiEE\r\n=abcd\r\n-----END PGP SIGNATURE-----"
    return [
        _plain(
            "r_k9_reply",
            "Same with 1.2.4.\n-- \nSent from my Android device with K-9 Mail.\n\nOn 16 November 2026 11:40:02 CET, OCA <certification@oca.example> wrote:\n"
            + QUOTED,
            "K-9 Mail",
            **{**TAIL, "visible_contains": ["Same with 1.2.4."], "visible_lacks": ["K-9 Mail", "Analysis by"]},
        ),
        _plain(
            "r_samsung_nl",
            "Zelfde met 1.2.4.\n\nVerzonden vanaf mijn Galaxy\n\n\n-------- Oorspronkelijk bericht --------\nVan: OCA <certification@oca.example>\n"
            "Datum: 16-11-2026 11:40 (GMT+01:00)\nAan: Jörg Bächle <j.baechle@ktc.example>\nOnderwerp: Case OCA-2026-0042: received\n\n"
            + ACK,
            "Samsung phone, Dutch",
            **{**TAIL, "visible_lacks": ["Galaxy", "Oorspronkelijk", "Analysis by"]},
        ),
        _plain(
            "r_lotus_notes_de",
            "Mit 1.2.4 dasselbe.\n\n\n\nVon:\tOCA certification desk <certification@oca.example>\nAn:\tj.baechle@ktc.example\nDatum:\t16.11.2026 11:40\n"
            "Betreff:\tCase OCA-2026-0042: received\n\n\n\n" + ACK,
            "Lotus Notes, German: labels with tabs",
            "X-Mailer: Lotus Notes Release 9.0.1",
            **{**TAIL, "visible_contains": ["dasselbe"]},
        ),
        _plain(
            "r_mutt_inline",
            "On Mon, Nov 16, 2026 at 11:40:02AM +0100, OCA certification desk wrote:\n> Which version of the OCTT did you use?\n\n1.9.0.\n\n-- \nAnna\n",
            "mutt: a short question above its answer",
            "User-Agent: Mutt/2.2.12",
            visible_contains=["Which version", "1.9.0."],
            visible_lacks=["Anna"],
        ),
        _plain(
            "r_yahoo_reply",
            "Same result with 1.2.4.\n\n    On Monday, November 16, 2026 at 11:40:02 AM GMT+1, OCA certification desk <certification@oca.example> wrote:  \n \n"
            + ACK,
            "Yahoo: nothing marks the quoted lines",
            **{**TAIL, "visible_contains": ["Same result"]},
        ),
        Made(
            "r_mutt_pgp_signed",
            head("Re: Case OCA-2026-0042: signed", *reply()).encode()
            + multi(
                "signed",
                "pgp01",
                signed,
                part('application/pgp-signature; name="signature.asc"', signature),
                more='; micalg=pgp-sha256; protocol="application/pgp-signature"',
            ),
            "append",
            "PGP/MIME",
            {"visible_contains": ["The log is attached"], "attachments": [file("signature.asc", signature)]},
        ),
    ]


def _korean() -> list[Made]:
    subject = word("[OCA-2026-0042] 재시험 결과", "euc-kr")
    answer = (
        '재시험 결과를 보내드립니다.\n\n-----Original Message-----\nFrom: "OCA"<certification@oca.example>\nTo: <hong@ktl.example>\nCc: \nSent: 2026-11-16 (월) 19:40:11 (GMT+09:00)\nSubject: Case OCA-2026-0042: received\n\n'
        + ACK.replace("ö", "o").replace("ä", "a")
    )
    daum = (
        "재시험 결과입니다.\n\n\n--------- 원본 메일 ---------\n보낸사람: OCA <certification@oca.example>\n받는사람 : 홍길동 <hong@ktl.example>\n날짜: 2026년 11월 16일 월요일, 19시 40분 11초 +0900\n제목: Case OCA-2026-0042: received\n\n"
        + ACK
    )
    report = (
        TEMPLATE.replace("Voltwerk GmbH", "한빛전기")
        .replace("Kraftwerk Test Center", "한국시험원")
        .replace("Jörg Bächle", "홍길동")
        .replace("“", '"')
        .replace("”", '"')
    )
    fields = {**FIELDS, "vendor_name": "한빛전기", "laboratory_name": "한국시험원"}
    name = "시험 로그.txt"
    log = "충전기 로그\r\n".encode("cp949")
    split = encoded(name.encode("cp949"), "base64").decode().strip()
    return [
        Made(
            "r_naver_reply",
            head(subject, *reply(), sender=HONG).encode() + part("text/plain", answer, "base64", charset="euc-kr"),
            "append",
            "Naver: EUC-KR in base64",
            {**TAIL, "visible_contains": ["재시험 결과를 보내드립니다."]},
        ),
        Made(
            "r_daum_reply",
            head(word("Re: 재시험"), *reply(), sender=HONG).encode()
            + part("text/plain", daum, "base64", charset="utf-8"),
            "append",
            "Daum",
            {**TAIL, "visible_contains": ["재시험 결과입니다."], "visible_lacks": ["원본 메일", "Analysis by the end"]},
        ),
        Made(
            "r_naver_template_ks_c_5601",
            head(word("시험 이슈", "ks_c_5601-1987"), sender=HONG).encode()
            + multi(
                "mixed",
                "----=_NextPart_ko",
                part("text/plain", report.encode("cp949"), "base64", charset="ks_c_5601-1987"),
                part(
                    f'text/plain; name="=?ks_c_5601-1987?B?{split}?="',
                    log,
                    "base64",
                    f'Content-Disposition: attachment; filename="=?ks_c_5601-1987?B?{split}?="',
                ),
            ),
            "new_issue",
            "A Korean template under Microsoft's charset name, with a file",
            {"fields": fields, "attachments": [file(name, log)]},
        ),
        Made(
            "r_hanmail_undeclared",
            b"From: hong@ktl.example\r\nTo: certification@oca.example\r\nMessage-ID: <u1@ktl.example>\r\nSubject: "
            + "시험 이슈입니다".encode("cp949")
            + b"\r\n\r\n"
            + lines("시험 TC_E_22_CS에서 오류가 납니다.\n").encode("cp949"),
            "new_issue",
            "EUC-KR in headers and body, declared nowhere",
            {"visible_contains": ["시험 TC_E_22_CS에서 오류가 납니다."]},
        ),
        Made(
            "r_korean_split_words",
            head("=?utf-8?B?7Iuc7ZeY?= =?utf-8?B?IOqysA==?= =?utf-8?B?6rO8?=", sender=HONG).encode()
            + text("결과\n", "base64"),
            "new_issue",
            "A subject in three encoded words",
            {"visible_contains": ["결과"]},
        ),
    ]
