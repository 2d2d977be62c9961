"""How mail programs and gateways announce what nobody wrote: quotations, forwards, signatures, disclaimers, banners.

English, Dutch, German, Korean, Spanish, French and Norwegian. Patterns are for one line, cut to `LONGEST`.
"""

import re
from dataclasses import dataclass

LONGEST = 500
_WORDS = re.IGNORECASE

# "On Mon, 16 Nov 2026 at 14:02, Anna Berg <anna@lab.example> wrote:": how it ends, how it begins, what it must hold.
WROTE = re.compile(
    r"(?:\b(?:wrote|writes|schreef|schrieb|geschrieben|geschreven|écrit|escribió|ha escrito|skrev)"
    r"|작성|쓴 글|썼습니다).{0,160}[:：]\s*$",
    _WORDS | re.DOTALL,
)
# The same where no `>` follows to show it: only a name may stand behind the word, and a time (and an address) must be
# there, for people begin their own sentences so, too.
WROTE_AT = re.compile(
    r".*\d{1,2}[:.]\d{2}.*(?:(?:\bwrote|\bécrit|\bescribió|\bgeschrieben|\bgeschreven|작성|쓴 글)"
    r"|(?:\bschreef|\bschrieb|\bskrev) [^.!?]{1,80}(?:<[^<>]{1,80}>)?)\s*[:：]\s*$"
    r"|.*@.*(?:\bschrieb am|\bschreef op|\bwrote on|\bskrev den) .{0,60}\d\s*[:：]\s*$",
    _WORDS,
)
OPENS = re.compile(
    r"[\s*_]{0,4}(?:(?:On|Op|Am|Le|El|Den|På)\s|\d{4}\s?[년./-]|(?:man|tir|ons|tor|fre|lør|søn)\.?\s\d|.{0,120}@)"
)
DATED = re.compile(r"\d{1,2}[:.]\d{2}|\b\d{4}\b|\d{4}년")

ORIGINAL = re.compile(
    r"\s{0,4}[-_]{2,}\s*(?:Original (?:Message|Appointment)|Oorspronkelijk bericht|Ursprüngliche Nachricht"
    r"|Original-?nachricht|Message d['’]origine|Message original|Mensaje original|Opprinnelig melding"
    r"|Original(?:melding| melding)|원본 ?(?:메시지|메일|메세지))\s*[-_]*\s*$",
    _WORDS,
)
FORWARDED = re.compile(
    r"\s{0,4}(?:[-_]{2,}\s*(?:Forwarded [Mm]essage|Doorgestuurd bericht|Weitergeleitete Nachricht"
    r"|Message transféré|Mensaje reenviado|Videresendt melding|전달된 ?(?:메시지|메일|메세지))"
    r"|(?:Begin forwarded message|Begin doorgestuurd bericht|Anfang der weitergeleiteten Nachricht"
    r"|Début du message (?:réexpédié|transféré)|Inicio del mensaje reenviado|Start på videresendt melding"
    r"|전달된 메시지 시작)\s*[:：])",
    _WORDS,
)
# The block of headers that Outlook, Exchange and phones put above what they quote.
_FIELD = r"[\s*]{{0,4}}(?:{})[\s*]{{0,3}}[:：]"
FROM = re.compile(_FIELD.format(r"From|Van|Von|De|Fra|보낸 ?사람|발신자?|보낸이"), _WORDS)
WHEN = re.compile(
    _FIELD.format(
        r"Sent|Date|Verzonden|Datum|Gesendet|Envoyé(?: le)?|Enviado(?: el)?|Fecha|Sendt|Dato"
        r"|보낸 ?날짜|날짜|발신일|보냄"
    )
    + r".{0,80}\d",
    _WORDS,
)
WHOM = re.compile(
    _FIELD.format(r"To|Aan|An|À|A|Para|Til|받는 ?사람|수신자?|받는이|Subject|Onderwerp|Betreff|Objet|Asunto|Emne|제목"),
    _WORDS,
)
MORE = re.compile(
    _FIELD.format(
        r"Cc|Kopie|Copie|CC|Kopi|참조|Bcc|Reply-To|Antwoord aan|Antwort an|Répondre à|Responder a|Importance|Urgentie"
        r"|Priorität|Attachments|Bijlagen|Anlagen|Prioridad|Importancia|Categories"
    ),
    _WORDS,
)

SENT_FROM = re.compile(
    r"\s{0,4}(?:Sent (?:from|via) (?:my |the )?\S.{0,60}|Get Outlook for \w+.{0,80}"
    r"|Verzonden (?:vanaf|met|vanuit|via) .{1,60}|Verstuurd (?:vanaf|met|vanuit) .{1,60}"
    r"|(?:Outlook voor \w+ downloaden|Download Outlook voor).{0,80}"
    r"|Von meinem .{1,40} gesendet|Gesendet (?:von|mit|aus) .{1,60}|(?:Holen Sie sich )?Outlook für \w+.{0,80}"
    r"|Enviado desde .{1,60}|Obtener Outlook para .{1,80}|Envoyé (?:de|depuis|à partir) .{1,60}"
    r"|(?:Télécharger|Obtenir) Outlook pour .{1,80}|Sendt fra .{1,60}|Skaff deg Outlook for .{1,80}"
    r"|(?:나의|내|제) .{1,40}에서 보냄|.{1,40}에서 보낸 메일입니다\.?|(?:Android|iOS)용 Outlook.{0,60})\s*$",
    _WORDS,
)
RULE = re.compile(r"\s{0,4}(?:[-_*=~]\s?){5,}\s*$")

# A paragraph is a disclaimer if it opens as one and speaks of it, a banner likewise.
DISCLAIMER = re.compile(
    r"[\s*>_-]{0,6}(?:(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication|transmission)"
    r"|(?:e-?mail )?(?:confidentiality|legal|privacy) (?:notice|note)|(?:e-?mail )?disclaimer|confidential(?:ity)?\b"
    r"|the (?:contents? of|information) .{0,20}(?:e-?mail|message|transmi)"
    r"|(?:dit|deze|de informatie .{0,40}(?:dit|deze)) (?:e-?mail|bericht|mail)|de inhoud van (?:dit|deze)"
    r"|(?:diese|der inhalt dieser) (?:e-?mail|nachricht|mitteilung)|vertraulichkeitshinweis|rechtlicher hinweis"
    r"|(?:ce|le contenu de ce) (?:message|courriel|mail)|avis de confidentialité|cet e-?mail"
    r"|(?:este|el contenido de este) (?:mensaje|correo)|aviso (?:legal|de confidencialidad)"
    r"|denne (?:e-?posten|meldingen|e-post)|(?:본|이) ?(?:e-?mail|메일|전자 ?우편|이메일|메시지))",
    _WORDS,
)
SPEAKS_OF_SECRECY = re.compile(
    r"confidential|privileged|intended (?:solely|only|recipient)|unauthori[sz]ed|vertrouwelijk|uitsluitend"
    r"|geadresseerde|vertraulich|irrtümlich|unbefugt|confidentiel|destinataire|confidencial|destinatari|konfidensiell|fortrolig"
    r"|mottaker|기밀|비밀|수신인|수신자|scanned (?:for|by)|gescand op|virus",
    _WORDS,
)
BANNER = re.compile(
    r"[\s*>_⚠!-]{0,8}\[?(?:caution|warning|external(?: e-?mail| sender)?|attention|achtung|vorsicht|let op|waarschuwing"
    r"|attention|atención|advertencia|externe? (?:e-?mail|absender|afzender)|obs|외부 ?메일|주의)\b",
    _WORDS,
)
SPEAKS_OF_STRANGERS = re.compile(
    r"outside|external|origin|extern|buiten|außerhalb|fuera de|extérieur|utenfor|외부"
    r"|do not click|klik niet|klicken sie",
    _WORDS,
)
LOGGED = re.compile(
    r"[\s>]{0,12}(?:\[\s*[234]\s*,|\{\s*\")|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b|\[[234],\s*\""
)

# Which lines are worth a look at all. What is searched in a whole text begins with a line's end, so that most lines are
# left at the next character.
_HEADS = "--|__|(?:From|FROM|Van|Von|De|Fra)\\b|보낸|발신|Begin |Anfang |Début |Inicio |Start |전달된"
_QUOTE = ">(?!From )"  # a mailbox file's `>From ` is none
_SENT_FROM = (
    r"[ \t]{0,4}(?:Sent |Get |Ver|Outlook |Download |Von |Gesendet |Holen |Enviado |Obten|Envoyé |Télécharger "
    r"|Sendt |Skaff |나의 |내 |제 |Android|iOS|[가-힣])"
)
_MAYBE_OLD = rf"(?=[ \t*>_FVDBAIS보발전-])[ \t*]{{0,4}}(?:{_QUOTE}|{_HEADS})"
_COLON_AT_END = r"(?<=[: \t\xa0]\n)(?:(?<=:\n)|(?<=:[ \t\xa0]\n)|(?<=:[ \t\xa0]{2}\n)|(?<=:[ \t\xa0]{3}\n))"
COLON_AT_END = re.compile(rf"\n{_COLON_AT_END}")
WORTH_A_LOOK = re.compile(rf"\n(?:{_MAYBE_OLD}|(?P<colon>{_COLON_AT_END}))")
MAYBE_DISCLAIMER = re.compile(
    r"\n[\s*>_-]{0,6}(?:[Tt][Hh](?:[Ii][Ss]|[Ee] (?:[Cc][Oo]|[Ii][Nn]))|[Ee](?:-?[Mm]|[SsLl])|[CcLlRrVv][EeOo]|[Pp][Rr]"
    r"|[Dd][IiEe]|[Aa][Vv]|[본이])"
)
MAYBE_SENT_FROM = re.compile(rf"\n{_SENT_FROM}")


@dataclass(frozen=True, slots=True)
class Beginning:
    """How some lines begin: their first characters, and the whole of it."""

    initials: re.Pattern[str]
    whole: re.Pattern[str]


HEAD = Beginning(re.compile(r"[ \t*_FVDBAIS보발전-]"), re.compile(rf"[ \t*]{{0,4}}(?:{_HEADS})"))
SIGNED_BY_PHONE = Beginning(re.compile("[ \\tSGVODHETAi가-힣]"), re.compile(_SENT_FROM))
QUOTED = re.compile(rf"[ \t*]{{0,4}}{_QUOTE}")
