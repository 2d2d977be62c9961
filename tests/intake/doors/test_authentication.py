"""Who vouches for a sender: real keys, a DNS that the test writes, headers as mail servers write them."""

from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from issuetracker.intake.authentication import Method, Verdict, author, judge
from issuetracker.intake.doors import Handed
from issuetracker.intake.looking_up import NoAnswer
from issuetracker.mail_config import MailIn, Trust

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LETTER = (
    b"From: Petra <petra@lab.example>\r\nTo: certification@desk.example\r\nSubject: TC_E_22_CS\r\n\r\nIt fails.\r\n"
)
HOP = b"Received: from mail.lab.example (mail.lab.example [192.0.2.7]) by mx.desk.example (Postfix) with ESMTPS; x\r\n"
OUTSIDE = b"Received: from laptop by mail.lab.example with ESMTP; x\r\n"


def results(said: str, by: str = "mx.desk.example") -> bytes:
    return f"Authentication-Results: {by}; {said}\r\n".encode()


DMARC = "dmarc=pass (p=reject) header.from=lab.example"


def judged(raw: bytes, *authserv_ids: str, records: dict[tuple[str, str], tuple[str, ...]] | None = None,
           trust: Trust = Trust.AUTHENTICATED, **envelope: str) -> Verdict:  # fmt: skip
    mail = MailIn(("certification@desk.example",), authserv_ids=authserv_ids, trust=trust)
    return judge(
        Handed(raw, "lmtp", AT, **envelope),  # type: ignore[arg-type]
        mail,
        lambda name, kind: (records or {}).get((name, kind), ()),
    )


# The trusted header.


@pytest.mark.parametrize(
    ("header", "method", "domain"),
    [
        (DMARC, Method.DMARC, "lab.example"),
        ("dkim=pass header.d=lab.example", Method.DKIM, "lab.example"),
        ("dkim=fail header.d=other.example; dkim=pass header.i=@mail.lab.example", Method.DKIM, "mail.lab.example"),
        ("spf=pass smtp.mailfrom=bounce@lab.example", Method.SPF, "lab.example"),
        ("dmarc=none header.from=lab.example; dkim=pass header.d=lab.example", Method.DKIM, "lab.example"),
    ],
)
def test_a_trusted_server_that_vouches_is_believed(header: str, method: Method, domain: str) -> None:
    verdict = judged(results(header) + HOP + LETTER, "mx.desk.example")
    assert (verdict.passed, verdict.method, verdict.domain) == (True, method, domain)
    assert verdict.address == "petra@lab.example"


@pytest.mark.parametrize(
    "header",
    [
        "dmarc=fail header.from=lab.example; dkim=pass header.d=lab.example",
        "dmarc=pass header.from=evil.example",
        "dkim=pass header.d=evil.example",
        "dkim=fail header.d=lab.example",
        "dkim=pass header.d=notlab.example",
        "dkim=pass header.d=example",
        "spf=pass smtp.mailfrom=bounce@evil.example",
        "spf=pass smtp.helo=lab.example",
        "spf=softfail smtp.mailfrom=lab.example",
        "arc=pass",
        "none",
        "dmarc=",
        "(" * 5000,
    ],
)
def test_a_trusted_server_that_does_not_vouch_for_the_from_is_believed_too(header: str) -> None:
    verdict = judged(results(header) + HOP + LETTER, "mx.desk.example")
    assert (verdict.passed, verdict.method) == (False, Method.NONE)


@pytest.mark.parametrize(
    "raw",
    [
        LETTER,
        HOP + LETTER,
        results(DMARC, "mx.evil.example") + HOP + LETTER,
        results(DMARC, "mx.desk.example.evil.example") + HOP + LETTER,
        # Our server's own verdict stands above a forged one: beside its Received, above or below it.
        results("dmarc=fail header.from=lab.example") + HOP + results(DMARC) + LETTER,
        HOP + results("dkim=none") + results(DMARC) + LETTER,
        results("dkim=none") + HOP + results(DMARC) + LETTER,
        # Our server said nothing at all, and the forged one came through another's.
        HOP + OUTSIDE + results(DMARC) + LETTER,
        # A header of ours that cannot be read is a verdict all the same.
        HOP + results("dkim=(") + results(DMARC) + LETTER,
    ],
)
def test_a_forged_verdict_is_not_believed(raw: bytes) -> None:
    """A forged From grants nothing: the verdict of the trusted server counts, lower ones do not."""
    assert not judged(raw, "mx.desk.example").passed


def test_several_verdicts_count_where_nobody_else_can_have_written_them() -> None:
    both = results("spf=none smtp.mailfrom=x") + results("dkim=pass header.d=lab.example")
    assert judged(both + HOP + LETTER, "mx.desk.example").passed


def test_a_verdict_is_found_below_the_hops_inside_the_house() -> None:
    inside = b"Received: from mx.desk.example by store.desk.example (Dovecot) with LMTP id 1; x\r\n"
    assert judged(inside + HOP + results(DMARC) + LETTER, "mx.desk.example").passed


def test_googles_headers_are_read() -> None:
    raw = (
        b"Delivered-To: certification@desk.example\r\n"
        b"Received: by 2002:a05:7300:c8a:b0:123 with SMTP id x; Fri, 20 Nov 2026 01:30:00 -0800 (PST)\r\n"
        b"ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail header.from=lab.example\r\n"
        b"Return-Path: <petra@lab.example>\r\n"
        b"Received: from mail.lab.example (mail.lab.example. [192.0.2.7]) by mx.google.com with ESMTPS id x; x\r\n"
        b"Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@lab.example header.s=s header.b=a/+;\r\n"
        b"       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=lab.example\r\n"
    )
    assert judged(raw + LETTER, "mx.google.com").method is Method.DMARC


def test_microsofts_header_that_names_no_server_is_read_where_that_is_set() -> None:
    raw = (
        b"Received: from A.eurprd04.prod.outlook.com (2603::1) by B.eurprd04.prod.outlook.com with HTTPS; x\r\n"
        b"Authentication-Results: spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=lab.example; dkim=pass (it\r\n"
        b" is good) header.d=lab.example;dmarc=pass action=none header.from=lab.example;compauth=pass reason=100\r\n"
        b"Received: from mail.lab.example (192.0.2.7) by C.mail.protection.outlook.com (10.1.1.1) with SMTP; x\r\n"
    )
    assert judged(raw + LETTER, "-").method is Method.DMARC
    assert not judged(raw + LETTER, "mx.desk.example").passed


# From.


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("petra@lab.example", "petra@lab.example"),
        ("Petra <Petra@Lab.Example>", "petra@lab.example"),
        ('"petra@lab.example" <eve@evil.example>', "eve@evil.example"),
        ("petra@lab.example <petra@lab.example>", "petra@lab.example"),
        ("=?utf-8?q?petra@lab.example?= <eve@evil.example>", "eve@evil.example"),
        ("J. van der Berg <j@lab.example>", "j@lab.example"),
        ("x@bücher.example", "x@xn--bcher-kva.example"),
        ("petra@lab.example, eve@evil.example", ""),
        ("petra@lab.example <eve@evil.example>", ""),
        ("eve@evil.example <petra@lab.example>", ""),
        ("<petra@lab.example> <eve@evil.example>", ""),
        ("petra@lab.example@evil.example", ""),
        ("undisclosed: ;", ""),
        ("lab", ""),
        ("", ""),
        ("petra@", ""),
        ("petra@lab..example", ""),
    ],
)
def test_a_message_has_the_one_sender_that_its_from_names_beyond_doubt(value: str, address: str) -> None:
    assert author([("from", value)]) == address


def test_two_froms_or_none_pass_for_nobody() -> None:
    twice = b"From: petra@lab.example\r\n" + LETTER
    for raw in (twice, LETTER.removeprefix(b"From: Petra <petra@lab.example>\r\n"), b"", b"\xff\x00:"):
        assert not judged(results(DMARC) + HOP + raw, "mx.desk.example").passed


def test_trusting_everything_is_a_choice() -> None:
    assert judged(LETTER, trust=Trust.EVERYTHING).method is Method.MAILBOX
    assert not judged(LETTER).passed


# Signatures, where no mail server is trusted.


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(key: rsa.RSAPrivateKey, domain: str = "lab.example", raw: bytes = LETTER, **how: bool) -> bytes:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return bytes(dkim.sign(raw, b"s1", domain.encode(), pem, include_headers=[b"from", b"subject"], **how)) + raw


def published(key: rsa.RSAPrivateKey, domain: str = "lab.example") -> dict[tuple[str, str], tuple[str, ...]]:
    import base64

    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {(f"s1._domainkey.{domain}", "TXT"): (f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}",)}


@pytest.mark.parametrize("domain", ["lab.example", "mail.lab.example"])
def test_a_signature_of_the_sender_s_domain_or_one_below_it_passes(key: rsa.RSAPrivateKey, domain: str) -> None:
    verdict = judged(HOP + signed(key, domain), records=published(key, domain))
    assert (verdict.passed, verdict.method, verdict.domain) == (True, Method.DKIM, domain)


def test_a_domain_speaks_for_the_ones_below_it(key: rsa.RSAPrivateKey) -> None:
    letter = LETTER.replace(b"petra@lab.example", b"petra@nl.lab.example")
    assert judged(signed(key, raw=letter), records=published(key)).passed


def test_what_was_changed_or_is_signed_by_others_does_not_pass(key: rsa.RSAPrivateKey) -> None:
    good = signed(key)
    for raw in (
        good.replace(b"It fails", b"It works"),
        good.replace(b"TC_E_22_CS", b"TC_E_23_CS"),
        good.replace(b"petra@", b"eve@"),
        b"From: eve@evil.example\r\n" + good,
        signed(key, "evil.example"),
        signed(key, length=True) + b"and more\r\n",
        good.replace(b"b=", b"b=A", 1),
        good.replace(b"d=lab.example", b"d=\xff"),
    ):
        assert not judged(raw, records=published(key) | published(key, "evil.example")).passed
    assert not judged(good, records={}).passed


def test_only_the_good_one_of_several_signatures_has_to_hold(key: rsa.RSAPrivateKey) -> None:
    raw = signed(key, "list.example", signed(key))
    assert judged(raw, records=published(key)).domain == "lab.example"


def test_a_dns_that_does_not_answer_may_be_asked_again(key: rsa.RSAPrivateKey) -> None:
    def silent(name: str, kind: str) -> tuple[str, ...]:
        raise NoAnswer(name)

    verdict = judge(Handed(signed(key), "lmtp", AT), MailIn(("certification@desk.example",)), silent)
    assert (verdict.passed, verdict.again) == (False, True)


def test_the_servers_that_a_domain_lists_may_send_for_it() -> None:
    records = {
        ("lab.example", "TXT"): ("other", "v=spf1 mx include:_spf.host.example -all"),
        ("lab.example", "MX"): ("10 mail.lab.example",),
        ("mail.lab.example", "A"): ("192.0.2.7",),
        ("_spf.host.example", "TXT"): ("v=spf1 ip4:198.51.100.0/24 -all",),
    }
    for client, passes in (("192.0.2.7", True), ("198.51.100.9", True), ("203.0.113.1", False), ("", False)):
        verdict = judged(LETTER, records=records, client=client, envelope_from="bounce@lab.example", helo="x")
        assert verdict.passed is passes
        assert verdict.method is (Method.SPF if passes else Method.NONE)


def test_an_envelope_of_somebody_else_vouches_for_nobody() -> None:
    records = {("evil.example", "TXT"): ("v=spf1 +all",)}
    assert not judged(LETTER, records=records, client="192.0.2.7", envelope_from="eve@evil.example").passed
    assert not judged(LETTER, records=records, client="192.0.2.7", envelope_from="").passed
