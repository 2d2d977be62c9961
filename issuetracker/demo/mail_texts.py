"""What the demo's mails say."""

COMPLETE = """\
Dear certification desk,

please find our issue below.

Vendor:                     Nordlader AB
Contact details:            Name: Åsa Lindqvist   E-mail: certificates@nordlader.example
Test laboratory:            DNV
Contact details:            Name: Ole Nygård   E-mail: ole.nygard@dnv.example   Phone: +31 26 555 0179
Summary:                    StatusNotification is expected before BootNotification is accepted
Test type:                  [x] Conformance test   [ ] Performance measurement
Test reference:             TC_B_21_CS
Description:                After a reset the test case waits for StatusNotification of every connector within 2 s.
                            The station may send it only after BootNotification was accepted (B01.FR.08).
Applicable documentation:   OCPP 2.0.1 Edition 3, part 2, B01.FR.08
OCPP version:               [ ] 1.6   [x] 2.0.1
Device type:                [x] Charging station   [ ] CSMS
OCTT version:               Release_2026-02

Kind regards,
Ole Nygård
DNV Energy Systems
"""
INCOMPLETE = """\
안녕하세요,

TC_K_53_CS 시험에서 문제가 있습니다.

Summary:          TC_K_53_CS expects a charging profile that the station may refuse
Test reference:   TC_K_53_CS

감사합니다.
김민서
"""
STRANGER = """\
Hello,

we are a new test house and were told to send issues to this address.

Vendor:           Chargewright Ltd.
Test laboratory:  Prüflabor Süd
Contact details:  Name: Lena Kowalski  E-mail: l.kowalski@prueflabor-sued.example
Summary:          Heartbeat interval of 0 is not refused
Test reference:   TC_G_20_CS
Description:      The CSMS answers BootNotification with interval 0; the test case does not say what is right.
OCPP version:     [ ] 1.6  [x] 2.0.1

Best regards
Lena Kowalski
"""
VENDOR = """\
Hi,

our VW-22 fails TC_E_24_CS at KTC although it does what the specification says. We would like to raise an issue
ourselves, the fair is in three weeks.

Jeroen Bakker
Voltwerk B.V.
"""
DISPUTE = """\
Dear Sir or Madam,

we do not agree with the decision that our station is not certified, and ask the Board to look at it again.

Mads Østergård
Søndervolt A/S
"""
OFFER = """\
Book your stand until Friday and save 20 %!

To unsubscribe, write to unsubscribe@summit.example.
"""
LOG = b"""\
2026-02-27T13:58:58.102Z CSMS > [2,"19223201","Reset",{"type":"Immediate"}]
2026-02-27T13:58:58.144Z CS   < [3,"19223201",{"status":"Accepted"}]
2026-02-27T13:59:31.870Z CS   > [2,"19223202","BootNotification",{"reason":"RemoteReset"}]
2026-02-27T13:59:33.871Z OCTT   FAIL: no StatusNotification within 2 s
"""
QUESTION = """\
Dear certification desk,

we sell our station with a second socket from spring on. Does the certificate still stand, or is this a new product?

Vendor: Nordlader AB
Summary: A second socket on a certified station
Description: Does a second socket on the same controller and firmware change a certified product?
Question about: [x] Change of a certified product

Kind regards,
Astrid Lindqvist
"""
ENCRYPTED = """\
-----BEGIN PGP MESSAGE-----

hF4DmQ3uJ3vX0XkSAQdAq1Zc2o0m5H0bJ5m9sVnV3o3m8v0qWb1oYw2cS1r2Jlgw
Zt0m6W1Yk0c2b9o1q7Z3x5v8n0s4p6r9t2u5w7y1a3c5e7g9i1k3m5o7q9s1u3w5
=a1B2
-----END PGP MESSAGE-----
"""
BOUNCE = """\
From: Mail Delivery System <MAILER-DAEMON@mx.ktc.example>
To: certification@oca.example
Subject: Undelivered Mail Returned to Sender
Date: @DATE@
Message-ID: <20260302.4711@mx.ktc.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.ktc.example.
I'm sorry to have to inform you that your message could not be delivered.

<{address}>: host mailbox.ktc.example said: 552 5.2.2 Mailbox full

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ktc.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--part
Content-Type: message/rfc822

From: OCPP certification desk <certification@oca.example>
To: {address}
Subject: {subject}
Message-ID: {message_id}

(The letter.)

--part--
"""
