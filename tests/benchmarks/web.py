"""Figures of the API: filing, lists, one case, and the request that owes ten thousand notices."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask.sessions import SecureCookieSessionInterface

from issuetracker.api.examples import FILING_BODY
from issuetracker.extensions import transaction
from issuetracker.services.sessions import Device, open_session
from issuetracker.web.visitor import SESSION
from tests.benchmarks import figures as fig
from tests.benchmarks.clients import Connection, Request, latencies, rates, request
from tests.benchmarks.desk import BenchDesk
from tests.benchmarks.servers import Server

LISTS = {"laboratory": "a laboratory's", "editor": "a handler's"}
_OPEN = "/api/v1/cases?state=open&sort=due"


@dataclass
class WebFigures:
    """Figures of one server and desk; what is measured at both sizes is remembered from the smaller."""

    book: fig.Book
    desk: BenchDesk
    server: Server
    seconds: float

    def __post_init__(self) -> None:
        self._small: dict[str, float] = {}

    def filing_request(self) -> Request:
        """All fields of the template; makes a case, its clock, the acknowledgement and the editors' task."""
        return request("POST", "/api/v1/cases", self.desk.keys["laboratory"], FILING_BODY, status=201)

    def list_request(self, who: str) -> Request:
        """Open cases by due date, as one person sees them."""
        return request("GET", _OPEN, self.desk.keys[who])

    def lists(self, cases: int, *, compared: bool) -> None:
        """Lists alone; `compared` with what the same cost before."""
        for who, whose in LISTS.items():
            name = f"list of open cases, {whose}, {cases:,} cases"
            own, empty = latencies(self.server.port, [self.list_request(who)], self.seconds)
            self.book.add(fig.ratio_at_most(name, own, "ms", empty, 10))
            self._compare(f"list, {whose}", own, cases, compared=compared)

    def filing_alone(self, cases: int, *, compared: bool) -> None:
        """A filing alone; `compared` with what the same cost before."""
        own, empty = latencies(self.server.port, [self.filing_request()], self.seconds)
        self.book.add(fig.ratio_at_most(f"file one issue alone, {cases:,} cases", own, "ms", empty, 10))
        self._compare("file one issue", own, cases, compared=compared)

    def _compare(self, name: str, own: float, cases: int, *, compared: bool) -> None:
        before = self._small.setdefault(name, own)
        if compared:
            title = f"{name}: {cases:,} against 10,000 cases"
            self.book.add(fig.ratio_at_most(title, own, "ms", before, 1.2))

    def filing_rate(self) -> None:
        """Eight clients file, each as soon as it has its answer."""
        own, empty = rates(self.server.port, self.filing_request(), self.seconds * 2)
        self.book.add(fig.ratio_at_least("file one issue, 8 clients", own, "/s", empty, 0.2))

    def list_rates(self) -> None:
        """Eight clients read a list."""
        own, empty = rates(self.server.port, self.list_request("laboratory"), self.seconds)
        self.book.add(fig.without_goal("list of a laboratory, 8 clients", own, "/s", empty))

    def one_case(self, number: str) -> None:
        """A case with 20 messages, which its answer has in it; and the conversation alone."""
        key, path = self.desk.keys["laboratory"], f"/api/v1/cases/{number}"
        own, empty = latencies(self.server.port, [request("GET", path, key)], self.seconds)
        self.book.add(fig.ratio_at_most("one case with 20 messages", own, "ms", empty, 12))
        own, empty = latencies(self.server.port, [request("GET", f"{path}/messages", key)], self.seconds / 2)
        self.book.add(fig.without_goal("the conversation of one case alone", own, "ms", empty))

    def pages(self, number: str, cases: int) -> None:
        """What people open all day, as an editor sees it."""
        cookie = self._kept(self._cookie("editor"))
        for name, path, goal in (
            ("my work", "/work", 12),
            ("the list of cases", "/cases", 12),
            ("one case with 20 messages", f"/cases/{number}", 15),
        ):
            own, empty = latencies(self.server.port, [request("GET", path, Cookie=cookie)], self.seconds)
            self.book.add(fig.ratio_at_most(f"page: {name}, {cases:,} cases", own, "ms", empty, goal))

    def _kept(self, cookie: str) -> str:
        """The cookie as a browser has it after its first page, with the token of forms in it."""
        connection = Connection(self.server.port)
        connection.ask(request("GET", "/work", Cookie=cookie))
        set_cookie = connection.head.partition(b"Set-Cookie: ")[2].partition(b";")[0].decode()
        return set_cookie or cookie

    def _cookie(self, who: str) -> str:
        """A session of somebody, as the browser holds it."""
        app, person_id = self.desk.app, self.desk.actors[who].person_id
        assert person_id is not None, "everybody of the desk is a person"
        with app.app_context(), transaction() as session:
            token = open_session(session, person_id, "password", Device("127.0.0.1", "bench"), datetime.now(UTC))
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None, "the app has a secret key"
        return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({SESSION: token})}"

    def notices(self, number: str, certificates: list[str]) -> None:
        """6a for so many certificates: the request owes the notices, the clock writes them."""
        key, path = self.desk.keys["office"], f"/api/v1/cases/{number}"
        connection = Connection(self.server.port)
        version = _version(connection, path, key)
        tag = f'"{number}-v{version}"'
        sent = request("POST", f"{path}/actions/contact-certified-vendors", key, {"certificates": certificates},
                       If_Match=tag)  # fmt: skip
        begun = time.perf_counter()
        connection.ask(sent)
        took = time.perf_counter() - begun
        empty = connection.time(request("GET", "/__empty__"))
        self.book.add(fig.at_most(f"owe {len(certificates):,} notices, the request", took, "s", 1, empty))


def _version(connection: Connection, path: str, key: str) -> int:
    version: int = json.loads(connection.ask(request("GET", path, key)))["version"]
    return version
