"""What gunicorn serves during a benchmark: the program, and beside it an empty view of a bare Flask app.

Both are behind the same workers, so that the one is the floor of the other. `/__worker__` says which process
answers, so that a client can spread its connections evenly.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

EMPTY, WORKER = "/__empty__", "/__worker__"
Answer = Iterable[bytes]


def empty_app() -> Flask:
    """A Flask app whose only view answers nothing."""
    empty = Flask("empty", static_folder=None)
    empty.add_url_rule(EMPTY, "empty", lambda: "")
    empty.add_url_rule(WORKER, "worker", lambda: str(os.getpid()))
    return empty


def beside(program: Callable[..., Answer]) -> Callable[..., Answer]:
    """The program, with the empty view at its own path."""
    empty = empty_app()

    def dispatch(environ: dict[str, Any], start_response: Any) -> Answer:
        served = empty if environ["PATH_INFO"] in (EMPTY, WORKER) else program
        return served(environ, start_response)

    return dispatch


def with_program() -> Callable[..., Answer]:
    """For gunicorn: `tests.benchmarks.served:with_program()`."""
    from issuetracker.wsgi import app

    return beside(app)


bare = empty_app()  # for the floors of start and memory: `tests.benchmarks.served:bare`
