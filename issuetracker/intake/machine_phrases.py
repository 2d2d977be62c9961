"""How machines word what they send: away, prove yourself, not delivered, not yet, mailbox full."""

import re


def _either(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


AWAY = re.compile(
    r"\s*\[?"
    + _either(
        r"(?:automatic|automated|auto)[- ]?(?:reply|response|antwort)",
        r"out[- ]of[- ](?:the )?office",
        r"on vacation",
        r"automatisch(?:e|es)? (?:antwoord|antwort|beantwoording)",
        r"afwezig(?:heid(?:smelding|sbericht)?)?",
        r"abwesen(?:d|heit\w*)",
        r"réponse automatique",
        r"absence du bureau",
        r"absent\w* du bureau",
        r"respuesta automática",
        r"fuera de (?:la )?oficina",
        r"automatisk svar",
        r"fraværs?(?:melding|assistent)?",
        r"ikke til stede",
        r"자동 ?(?:회신|응답|답장)",
        r"부재 ?중(?: 자동 ?(?:회신|응답))?",
        r"risposta automatica",
        r"resposta automática",
    )
    + r"\]?\s*(?:[:：\-–(]|$)",
    re.IGNORECASE,
)
PROVE = re.compile(
    _either(
        r"(?:confirm|verify|authenticate|authori[sz]e) (?:that )?(?:you |your |this |the )?"
        r"(?:sent|are|e-?mail|message|mail|delivery|address|identity)",
        r"your (?:message|mail|e-?mail) .{0,60}(?:awaiting|requires|needs) "
        r"(?:your )?(?:confirmation|verification|authenti)",
        r"veuillez .{0,30}(?:confirmer|authentifier|valider) (?:votre|l)",
        r"bevestig (?:uw|je) (?:e-?mail|bericht)",
        r"bitte bestätigen sie ihre (?:e-?mail|nachricht)",
        r"confirme su (?:correo|mensaje)",
    ),
    re.IGNORECASE,
)
HOW_TO_PROVE = re.compile(
    r"https?://|reply to this (?:message|e-?mail)|répond(?:re|ez)|antworten|beantwoord", re.IGNORECASE
)
WHO_MUST = re.compile(
    r"\b(?:senders?|expéditeur|absender|afzender|remitente|human|person|robot|spam|whitelist)\b", re.IGNORECASE
)
CHALLENGERS = re.compile(
    r"\b(?:boxbe|spamarrest|mailinblack|sendio|bluebottle|tmda|challenge-?response)\b", re.IGNORECASE
)
NOT_DELIVERED = re.compile(
    _either(
        r"undeliver",
        r"delivery (?:status|failure|failed|problem|delay|report|has failed|incomplete|unsuccessful)",
        r"failure notice",
        r"returned mail",
        r"returned to sender",
        r"(?:mail|message) delivery",
        r"non[- ]?delivery",
        r"not (?:be )?delivered",
        r"delayed mail",
        r"delivery delayed",
        r"warning: (?:could not send|message)",
        r"mail system error",
        r"onbestelbaar",
        r"niet bezorgd",
        r"unzustellbar",
        r"nicht zugestellt",
        r"zustellung",
        r"non remis",
        r"échec de",
        r"no se pudo",
        r"no entregado",
        r"error de entrega",
        r"kunne ikke leveres",
        r"반송",
        r"(?:전송|발송|배달) ?(?:실패|불가)",
    ),
    re.IGNORECASE,
)
NOT_YET = re.compile(
    _either(
        r"delay",
        r"warning",
        r"still (?:being )?(?:trying|retried)",
        r"will (?:be retried|continue|keep trying)",
        r"vertrag",
        r"verzöger",
        r"temporar",
    ),
    re.IGNORECASE,
)
FULL = re.compile(
    _either(
        r"(?:mailbox|inbox|account|user).{0,30}(?:full|quota|exceed)",
        r"over ?quota",
        r"quota.{0,20}(?:exceed|full|reached)",
        r"exceed\w* .{0,30}quota",
        r"out of (?:storage|space)",
        r"insufficient (?:system )?storage",
        r"storage (?:limit|allocation)",
        r"postfach .{0,20}voll",
        r"(?:mailbox|postvak) .{0,20}vol\b",
        r"buzón .{0,20}lleno",
        r"boîte .{0,30}pleine",
        r"사서함.{0,20}(?:가득|초과|용량)",
        r"용량.{0,10}초과",
        r"[45]\.2\.2",
    ),
    re.IGNORECASE,
)
SERVERS = re.compile(
    r"(?:mailer-?daemon|postmaster|microsoftexchange\w*|mail-?er|mdaemon|qmail\w*|mail ?delivery)[@.+_-]", re.IGNORECASE
)
RESPONDERS = re.compile(r"(?:mailer-?daemon|auto-?(?:reply|responder|respond)|vacation)[+@._-]", re.IGNORECASE)
UNREAD = re.compile(r"(?:[a-z0-9]{1,40}[._-])?(?:no-?reply|do-?not-?reply|geen-?antwoord)[+@._-]", re.IGNORECASE)
