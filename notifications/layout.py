"""The HTML of a letter, made from its finished text (decision 16): paragraphs, quotes, lists, `Label:  value` lines.

In plain strings, because every filing makes three of them: a template took three times as long. Nothing of the text
gets into the page but through `_safe`.
"""

import re

from markupsafe import escape

_URL = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
_FACT = re.compile(r"^([A-Z][\w /'’-]{1,40}): {2,}(.*)$")
_FONT = "font:16px/1.5 system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif"
_PAGE = (
    '<!doctype html>\n<html lang="en">\n'
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{subject}</title></head>\n"
    f'<body style="margin:0;padding:16px 8px;background:#f6f7f6;color:#13202a;{_FONT};overflow-wrap:anywhere">\n'
    '<div style="max-width:600px;margin:0 auto;padding:16px 20px;background:#ffffff;border:1px solid #dadfde;'
    'border-radius:6px">\n'
    "{blocks}</div>\n</body>\n</html>"
)
_QUOTE = (
    '<blockquote style="margin:16px 0;padding:8px 12px;border-left:4px solid #8a2f6b;background:#f9f3f7;'
    'white-space:pre-wrap">{}</blockquote>\n'
)
_FACTS = '<table style="margin:16px 0;border-collapse:collapse">{}</table>\n'
_ROW = (
    '<tr><th scope="row" style="overflow-wrap:normal;padding:2px 16px 2px 0;color:#586570;font-weight:normal;'
    'text-align:left;vertical-align:top">{}</th><td style="padding:2px 0;vertical-align:top">{}</td></tr>'
)
_LIST = '<ul style="margin:16px 0;padding-left:20px">{}</ul>\n'
_RULE = '<hr style="margin:24px 0 12px;border:0;border-top:1px solid #dadfde">\n'
_PARAGRAPH = '<p style="margin:16px 0">{}</p>\n'


def page(subject: str, body: str) -> str:
    """The letter as a page of HTML."""
    return _PAGE.format(subject=_safe(subject), blocks="".join(map(_block, body.strip().split("\n\n"))))


def _block(part: str) -> str:
    lines = part.splitlines()
    if all(line.startswith(">") for line in lines):
        return _QUOTE.format("<br>".join(_safe(line[1:].removeprefix(" ")) for line in lines))
    if all(line.startswith("- ") for line in lines):
        return _LIST.format("".join(f"<li>{_linked(line[2:])}</li>" for line in lines))
    if part.strip() == "--":
        return _RULE
    facts = [match.groups() for match in map(_FACT.match, lines) if match]
    if len(facts) == len(lines):
        return _FACTS.format("".join(_ROW.format(_safe(label), _linked(value)) for label, value in facts))
    return _PARAGRAPH.format("<br>".join(map(_linked, lines)))


def _safe(text: str) -> str:
    return str(escape(text))


def _linked(line: str) -> str:
    if "://" not in line:  # nearly all are plain
        return _safe(line)
    parts = map(_safe, _URL.split(line))
    return "".join(f'<a href="{part}">{part}</a>' if i % 2 else part for i, part in enumerate(parts))
