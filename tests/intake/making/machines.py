"""What servers, responders, lists and other machines send."""

from tests.intake.making.writing import CRLF, DESK, TEMPLATE, Made, head, lines, multi, part, text

OURS = "<oca-2026-0042-ack.1@oca.example>"
ANNA = "anna.berg@ktc.example"
RETURNED = (
    f"From: OCA certification desk <{DESK}>{CRLF}To: {ANNA}{CRLF}Subject: Case OCA-2026-0042: received{CRLF}Message-ID: {OURS}{CRLF}"
    f"X-OCA-Issue-Tracker: {OURS.strip('<>')}{CRLF}"
)


def mails() -> list[Made]:
    return [*_reports(), *_odd(), *_successes(), *_away(), *_challenges(), *_others()]


def _headers(sender: str, subject: str, *more: str) -> bytes:
    rows = [
        "Return-Path: <>",
        "Received: from mx.ktc.example by mx.oca.example; Mon, 16 Nov 2026 14:03:00 +0100",
        f"From: {sender}",
        f"To: {DESK}",
        f"Subject: {subject}",
        "Date: Mon, 16 Nov 2026 14:03:00 +0100",
        "Message-ID: <report." + str(abs(sum(subject.encode()))) + "@mx.ktc.example>",
        "MIME-Version: 1.0",
        *more,
    ]
    return (CRLF.join(rows) + CRLF).encode()


def _dsn(
    words: str,
    action: str,
    status: str,
    said: str,
    recipient: str = ANNA,
    returned: str = "text/rfc822-headers",
    original: str = "",
) -> bytes:
    fields = (
        "Reporting-MTA: dns; mx.ktc.example\nArrival-Date: Mon, 16 Nov 2026 14:02:11 +0100\n\n"
        + (f"Original-Recipient: rfc822;{original}\n" if original else "")
        + f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        + (f"Diagnostic-Code: smtp; {said}\n" if said else "")
    )
    back = RETURNED + (CRLF + "Dear Anna," + CRLF if returned == "message/rfc822" else "")
    return multi(
        "report",
        "dsn01",
        text(words, "7bit"),
        part("message/delivery-status", fields),
        part(returned, back),
        more="; report-type=delivery-status",
    )


def _made(name: str, raw: bytes, kind: str, description: str, *recipients: str) -> Made:
    return Made(name, raw, "bounce", description, {"kind": kind, "recipients": list(recipients or (ANNA,))})


def _reports() -> list[Made]:
    postfix, daemon = (
        "MAILER-DAEMON@mx.ktc.example (Mail Delivery System)",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
    )
    office = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ktc.example>"
    return [
        _made(
            "r_bounce_postfix",
            _headers(postfix, "Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied")
            + _dsn(
                f"This is the mail system at host mx.ktc.example.\n\n<{ANNA}>: host mail.ktc.example said: 550 5.1.1 User unknown\n",
                "failed",
                "5.1.1",
                "550 5.1.1 User unknown",
            ),
            "failed",
            "Postfix: unknown user",
        ),
        _made(
            "r_bounce_postfix_delayed",
            _headers(postfix, "Delayed Mail (still being retried)")
            + _dsn(
                "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n",
                "delayed",
                "4.4.1",
                "connect to mail.ktc.example: Connection timed out",
            ),
            "delayed",
            "Postfix: not yet",
        ),
        _made(
            "r_bounce_postfix_full",
            _headers(postfix, "Undelivered Mail Returned to Sender (full)")
            + _dsn(
                "The mailbox is full.\n",
                "failed",
                "5.2.2",
                "552 5.2.2 <anna.berg@ktc.example> Mailbox is over quota",
                returned="message/rfc822",
            ),
            "full_mailbox",
            "Postfix: over quota, the whole letter returned",
        ),
        _made(
            "r_bounce_full_temporary",
            _headers(postfix, "Delayed Mail (full)")
            + _dsn(
                "Warning.\n", "delayed", "4.2.2", "452 4.2.2 The email account that you tried to reach is over quota"
            ),
            "full_mailbox",
            "Not yet, because the mailbox is full",
        ),
        _made(
            "r_bounce_exchange_online",
            _headers(office, "Undeliverable: Case OCA-2026-0042: received", "X-MS-Exchange-Message-Is-Ndr:")
            + _dsn(
                "Delivery has failed to these recipients or groups:\n\nanna.berg@ktc.example\nThe email address you entered couldn't be found.\n",
                "failed",
                "5.1.10",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                returned="message/rfc822",
            ),
            "failed",
            "Exchange Online: recipient not found",
        ),
        _made(
            "r_bounce_exchange_nl",
            _headers("postmaster@ktc.example", "Onbestelbaar: Case OCA-2026-0042: received")
            + _dsn("Uw bericht is niet bezorgd.\n", "failed", "5.7.1", "550 5.7.1 Delivery not authorized"),
            "failed",
            "Exchange, Dutch",
        ),
        _made(
            "r_bounce_exchange_de",
            _headers("postmaster@ktc.example", "Unzustellbar: Case OCA-2026-0042: received")
            + _dsn(
                "Das Postfach des Empfängers ist voll.\n".replace("ä", "ae"),
                "failed",
                "5.2.3",
                "554 5.2.2 mailbox full",
            ),
            "full_mailbox",
            "Exchange, German: full",
        ),
        _made(
            "r_bounce_gmail",
            _headers(
                daemon,
                "Delivery Status Notification (Failure)",
                f"X-Failed-Recipients: {ANNA}",
                "Auto-Submitted: auto-replied",
            )
            + _dsn(
                "Address not found\n\nYour message wasn't delivered to anna.berg@ktc.example.\n",
                "failed",
                "5.1.1",
                "550-5.1.1 The email account that you tried to reach does not exist.",
            ),
            "failed",
            "Gmail",
        ),
        _made(
            "r_bounce_gmail_delay",
            _headers(daemon, "Delivery Status Notification (Delay)")
            + _dsn(
                "Delivery incomplete\n",
                "delayed",
                "4.4.1",
                "The recipient server did not accept our requests to connect.",
            ),
            "delayed",
            "Gmail: not yet",
        ),
        _made(
            "r_bounce_forwarded_address",
            _headers(postfix, "Undelivered Mail Returned to Sender (alias)")
            + _dsn(
                "Unknown.\n",
                "failed",
                "5.1.1",
                "550 no such user",
                recipient="aberg@internal.ktc.example",
                original=ANNA,
            ),
            "failed",
            "Went to another address in the end",
            "aberg@internal.ktc.example",
            ANNA,
        ),
        _made(
            "r_bounce_sendmail",
            _headers(
                "Mail Delivery Subsystem <MAILER-DAEMON@mx.ktc.example>",
                "Returned mail: see transcript for details",
                "Auto-Submitted: auto-generated (failure)",
            )
            + _dsn(
                "   ----- The following addresses had permanent fatal errors -----\n<anna.berg@ktc.example>\n    (reason: 550 5.1.1 User unknown)\n",
                "failed",
                "5.1.1",
                "550 5.1.1 User unknown",
            ),
            "failed",
            "sendmail",
        ),
        _made(
            "r_bounce_no_action",
            _headers(postfix, "Undelivered (no action)")
            + _dsn("Failed.\n", "", "5.4.4", "").replace(b"Action: \r\n", b""),
            "failed",
            "A report that leaves out what was done",
        ),
        _made(
            "r_bounce_naver",
            _headers("Naver Mail Delivery <mailer-daemon@navermail.example>", "=?utf-8?B?67Cc7IahIOyLpO2MqA==?=")
            + _dsn(
                "Mail delivery failed.\n", "failed", "5.1.1", "550 5.1.1 User not found", recipient="hong@ktl.example"
            ),
            "failed",
            "A Korean webmail: 발송 실패",
            "hong@ktl.example",
        ),
    ]


def _odd() -> list[Made]:
    back = (
        lines(f"\n--- Below this line is a copy of the message.\n\nReturn-Path: <{DESK}>\n")
        + RETURNED
        + CRLF
        + "Dear Anna,"
        + CRLF
    )
    plain = b"Content-Type: text/plain; charset=us-ascii\r\n\r\n"
    return [
        _made(
            "r_bounce_qmail",
            _headers("MAILER-DAEMON@ktc.example", "failure notice")
            + plain
            + (
                lines(
                    "Hi. This is the qmail-send program at ktc.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
                    "<anna.berg@ktc.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
                )
                + back
            ).encode(),
            "failed",
            "qmail",
        ),
        _made(
            "r_bounce_exim",
            _headers(
                "Mail Delivery System <Mailer-Daemon@mx.ktc.example>",
                "Mail delivery failed: returning message to sender",
                f"X-Failed-Recipients: {ANNA}",
                "Auto-Submitted: auto-replied",
            )
            + plain
            + (
                lines(
                    "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
                    "  anna.berg@ktc.example\n    SMTP error from remote mail server after RCPT TO:<anna.berg@ktc.example>:\n    550 5.1.1 User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\n"
                )
                + RETURNED
            ).encode(),
            "failed",
            "Exim 4 without a report",
        ),
        _made(
            "r_bounce_yahoo",
            _headers("MAILER-DAEMON@yahoo.example", "Failure Notice")
            + plain
            + (
                lines(
                    "Sorry, we were unable to deliver your message to the following address.\n\n<anna.berg@ktc.example>:\n554: delivery error: dd This user doesn't have an account (anna.berg@ktc.example) [0]\n\n--- Below this line is a copy of the message.\n\n"
                )
                + RETURNED
            ).encode(),
            "failed",
            "Yahoo",
        ),
        _made(
            "r_bounce_exchange55",
            _headers(
                "System Administrator <postmaster@ktc.example>", "Undeliverable: Case OCA-2026-0042: received (5.5)"
            )
            + plain
            + lines(
                "Your message\n\n  To:      Anna Berg\n  Subject: Case OCA-2026-0042: received\n  Sent:    Mon, 16 Nov 2026 14:02:11 +0100\n\ndid not reach the following recipient(s):\n\n"
                "anna.berg@ktc.example on Mon, 16 Nov 2026 14:03:00 +0100\n    The recipient name is not recognized\n"
            ).encode(),
            "failed",
            "Exchange 5.5",
        ),
        _made(
            "r_bounce_lotus",
            _headers(
                "Postmaster <postmaster@ktc.example>",
                "DELIVERY FAILURE: User anna.berg (anna.berg@ktc.example) not listed in Domino Directory",
            )
            + multi(
                "report",
                "lotus",
                text(
                    "Your message\n\n  Subject: Case OCA-2026-0042: received\n\nwas not delivered to:\n\n  anna.berg@ktc.example\n\nbecause:\n\n  User anna.berg (anna.berg@ktc.example) not listed in Domino Directory\n",
                    "7bit",
                ),
                part(
                    "message/delivery-status",
                    f"Reporting-MTA: dns;ktc.example\n\nFinal-Recipient: rfc822;{ANNA}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Notes; User anna.berg not listed in Domino Directory\n",
                ),
                part("message/rfc822", RETURNED),
                more="; report-type=delivery-status",
            ),
            "failed",
            "Lotus Domino",
        ),
        _made(
            "r_bounce_full_plain",
            _headers("MAILER-DAEMON@ktc.example", "Mail delivery failed: mailbox full")
            + plain
            + (
                lines(
                    "Your message could not be delivered.\n\n<anna.berg@ktc.example>:\nThe user's mailbox is full. 552 Quota exceeded\n"
                )
                + back
            ).encode(),
            "full_mailbox",
            "A full mailbox, in words",
        ),
    ]


def _automatic(name: str, raw: bytes, description: str) -> Made:
    return Made(name, raw, "auto_reply", description)


def _successes() -> list[Made]:
    mdn = f"Reporting-UA: ktc.example; Outlook\nFinal-Recipient: rfc822;{ANNA}\nOriginal-Message-ID: {OURS}\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    return [
        _automatic(
            "r_report_relayed",
            _headers("MAILER-DAEMON@mx.ktc.example", "Successful Mail Delivery Report")
            + _dsn("Delivered.\n", "relayed", "2.0.0", "250 ok"),
            "A report of success",
        ),
        _automatic(
            "r_report_delivered",
            _headers("postmaster@ktc.example", "Delivered: Case OCA-2026-0042: received")
            + _dsn("Delivered.\n", "delivered", "2.1.5", ""),
            "Exchange: delivered",
        ),
        _automatic(
            "r_read_receipt",
            _headers(f"Anna Berg <{ANNA}>", "Read: Case OCA-2026-0042: received")
            + multi(
                "report",
                "mdn",
                text("Your message was read.\n", "7bit"),
                part("message/disposition-notification", mdn),
                more="; report-type=disposition-notification",
            ),
            "A read receipt",
        ),
    ]


def _away() -> list[Made]:
    words = {
        "en": ("Automatic reply: Case OCA-2026-0042: received", "I am out of the office until 23 November.\n"),
        "nl": ("Automatisch antwoord: Case OCA-2026-0042: received", "Ik ben afwezig tot 23 november.\n"),
        "de": ("Automatische Antwort: Case OCA-2026-0042: received", "Ich bin bis 23. November nicht im Haus.\n"),
        "fr": (
            "=?utf-8?Q?R=C3=A9ponse_automatique=C2=A0:_Case_OCA-2026-0042?=",
            "Je suis absent jusqu'au 23 novembre.\n",
        ),
        "es": ("=?utf-8?Q?Respuesta_autom=C3=A1tica:_Case_OCA-2026-0042?=", "Estoy fuera de la oficina hasta el 23.\n"),
        "ko": ("=?utf-8?B?7J6Q64+ZIO2ajOyLoDogQ2FzZSBPQ0EtMjAyNi0wMDQy?=", "부재중입니다.\n"),
        "no": ("Automatisk svar: Case OCA-2026-0042: received", "Jeg er ikke til stede.\n"),
    }
    made = []
    for number, (language, (subject, said)) in enumerate(words.items()):
        marks = (
            ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", f"In-Reply-To: {OURS}")
            if number % 2 == 0
            else ()
        )
        made.append(
            _automatic(
                f"r_away_{language}",
                head(subject, *marks, sender=f"Anna Berg <{ANNA}>").encode() + text(said),
                f"Out of office, {language}{'' if marks else ', known by its subject only'}",
            )
        )
    made.append(
        _automatic(
            "r_away_vacation",
            head(
                "away from my mail",
                "Precedence: bulk",
                "Auto-Submitted: auto-replied",
                f"In-Reply-To: {OURS}",
                sender=ANNA,
            ).encode()
            + text("I will read it later.\n"),
            "The vacation program",
        )
    )
    made.append(
        _automatic(
            "r_away_gmail",
            head(
                "Re: Case OCA-2026-0042: received",
                "X-Autoreply: yes",
                "Precedence: auto_reply",
                f"In-Reply-To: {OURS}",
                sender=ANNA,
            ).encode()
            + text("On holiday.\n"),
            "A responder without Auto-Submitted",
        )
    )
    return made


def _challenges() -> list[Made]:
    return [
        _automatic(
            "r_challenge_tmda",
            head(
                "Please confirm your message",
                "X-TMDA-Confirm: 1",
                "Auto-Submitted: auto-replied",
                sender="confirm-3f@ktc.example",
            ).encode()
            + text("This message was created automatically. To release your message, reply to this message.\n"),
            "TMDA",
        ),
        _automatic(
            "r_challenge_fr",
            head(
                "=?utf-8?Q?Veuillez_confirmer_votre_envoi?=", sender="Mailinblack <secure@mailinblack.example>"
            ).encode()
            + text(
                "Pour que votre message soit remis, l'expéditeur doit s'authentifier : https://app.mailinblack.example/c/3f\n"
            ),
            "A French challenge",
        ),
        _automatic(
            "r_challenge_web",
            head("Verify your email to Anna Berg", sender="verify@boxbe.example").encode()
            + text("Anna uses a whitelist. Prove that you are human: https://boxbe.example/verify/3f\n"),
            "A challenge by web page",
        ),
    ]


def _others() -> list[Made]:
    return [
        _automatic(
            "r_list_mailman",
            head(
                "[ocpp-lab] TC_E_22",
                "List-Id: OCPP laboratories <ocpp-lab.lists.example>",
                "List-Post: <mailto:ocpp-lab@lists.example>",
                "Precedence: list",
            ).encode()
            + text("Has anybody seen this?\n_______________________________________________\nocpp-lab mailing list\n"),
            "A mailing list",
        ),
        _automatic(
            "r_newsletter",
            head(
                "Your monthly charging news",
                "List-Unsubscribe: <https://news.example/u>",
                "Precedence: bulk",
                sender="news@voltwerk.example",
            ).encode()
            + text("Ten chargers you should know.\n"),
            "A newsletter",
        ),
        _automatic(
            "r_tracker",
            head(
                "[KTC #1234] AutoReply: Case OCA-2026-0042",
                "Auto-Submitted: auto-replied",
                "RT-Originator: x",
                "X-RT-Loop-Prevention: ktc",
                f"In-Reply-To: {OURS}",
                sender="support@ktc.example",
            ).encode()
            + text("Your request has been received.\n"),
            "Another tracker's acknowledgement",
        ),
        _automatic(
            "r_own_letter_back",
            head(
                "Case OCA-2026-0042: received (redirected)",
                "X-OCA-Issue-Tracker: oca-2026-0042-ack.1@oca.example",
                sender=f"OCA <{DESK}>",
            ).encode()
            + text("Dear Anna,\n"),
            "A letter of ours comes back",
        ),
        _automatic(
            "r_noreply",
            head("Ticket closed", sender="KTC portal <no-reply@ktc.example>").encode()
            + text("Your ticket was closed.\n"),
            "From an address that nobody reads",
        ),
        Made(
            "r_noreply_template",
            head("TC_E_22_CS from the test system", sender="KTC test system <no-reply@ktc.example>").encode()
            + text(TEMPLATE),
            "new_issue",
            "A laboratory's test system sends the template from an address that nobody reads",
            {},
        ),
        Made(
            "r_bounce_forwarded_by_person",
            head("Fwd: Undelivered Mail Returned to Sender", f"In-Reply-To: {OURS}").encode()
            + text(
                "Your letter to Anna came back to us, she has left.\n\n---------- Forwarded message ---------\nFrom: MAILER-DAEMON@mx.ktc.example\nDate: Mon, 16 Nov 2026 14:03\nSubject: Undelivered Mail Returned to Sender\nTo: x\n\n"
                "<anna.berg@ktc.example>: 550 5.1.1 User unknown\n"
            ),
            "append",
            "A person forwards a bounce",
            {"visible_contains": ["she has left"]},
        ),
    ]
