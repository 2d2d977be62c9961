"""`web`: imports nothing of the program, which the server that takes this process over would import again."""

import os
import sys
from pathlib import Path

import click


@click.command()
@click.option("--bind", default="127.0.0.1:8080", show_default=True, help="Address and port, or unix:/path.")
@click.option("--workers", default=2, show_default=True)
@click.option("--threads", default=4, show_default=True)
def web(bind: str, workers: int, threads: int) -> None:
    """The web server alone (gunicorn); run any number, and at least one `clock` beside them."""
    arguments = [
        "gunicorn",
        "--bind",
        bind,
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--worker-class",
        "gthread",
        "--no-control-socket",
        "--preload",
        "--access-logfile",
        "-",
        "issuetracker.wsgi:app",
    ]
    os.execv(Path(sys.executable).with_name("gunicorn"), arguments)  # noqa: S606  (our own server, beside our own interpreter)
