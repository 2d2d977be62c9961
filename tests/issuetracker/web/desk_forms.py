"""Forms as a browser without JavaScript sends them: read from the page, filled in, sent back with what was hidden."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Forms(HTMLParser):
    """Every form of a page with its fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "form":
            self.forms.append({"action": a.get("action"), "fields": {}, "names": set()})
        if not self.forms or "name" not in a:
            if tag == "option" and self._select and "selected" in a:
                self.forms[-1]["fields"][self._select] = [a.get("value") or ""]
            return
        name, form = a["name"] or "", self.forms[-1]
        form["names"].add(name)
        if tag == "textarea":
            self._area = name
            form["fields"][name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "input" and (a.get("type") not in ("radio", "checkbox", "file") or "checked" in a):
            form["fields"].setdefault(name, []).append(a.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1]["fields"][self._area][0] += data.removeprefix("\n")


def forms(html: str) -> list[dict[str, Any]]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


def form_to(html: str, action: str) -> dict[str, Any]:
    """The form of a page that goes to an address."""
    found = [form for form in forms(html) if form["action"] == action]
    assert found, f"no form goes to {action}; there are {[form['action'] for form in forms(html)]}"
    return found[0]


def submit(client: FlaskClient, page: str, action: str, follow: bool = True, **values: Any) -> TestResponse:
    """Open a page, fill in its form that goes to `action`, and send it; unknown fields are a mistake of the test."""
    opened = client.get(page)
    assert opened.status_code == 200, (page, opened.status_code, opened.text[-300:])
    form = form_to(opened.text, action)
    unknown = {name for name in values if name not in form["names"] and name not in ("do", "anyway")}
    assert not unknown, f"the form has no {unknown}; it has {form['names']}"
    return client.post(action, data=form["fields"] | values, follow_redirects=follow)


def do(client: FlaskClient, number: str, action: str, group: str = "", **values: Any) -> TestResponse:
    """An action of the procedure through its own page."""
    page = f"/cases/{number}/actions/{action}"
    return submit(client, page + (f"?group={group}" if group else ""), page, do="do", **values)
