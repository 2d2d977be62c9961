"""A statement that PostgreSQL works on while this process does something else."""

import select
from collections.abc import Callable, Mapping
from functools import cache
from itertools import count
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection, Update
from sqlalchemy.dialects import postgresql

_NUMBERED = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
_NAMES = count()


class Underway:
    """One statement, prepared once for one connection in autocommit, which is used for nothing else meanwhile.

    psycopg waits for the answer to each statement that it sends. libpq, on which it stands, does not have to.
    """

    def __init__(self, connection: Connection, statement: Update) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection), "PostgreSQL is reached by psycopg"
        self._connection = connection
        self._libpq: PGconn = driver.pgconn
        self._compiled = statement.compile(dialect=_NUMBERED)
        self._order = self._compiled.positiontup or []
        self._name = f"underway_{next(_NAMES)}".encode()
        self._arrival = select.poll()
        self._arrival.register(self._libpq.socket, select.POLLIN)

    def __enter__(self) -> Self:
        _expect(ExecStatus.COMMAND_OK, self._libpq.prepare(self._name, str(self._compiled).encode()))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if not self._connection.invalidated:
            self._libpq.exec_(b"DEALLOCATE " + self._name)

    def send(self, values: Mapping[str, Any]) -> Callable[[], bool]:
        """Send it; what this returns waits until it is committed, and is True if it returned a row.

        That has to be called before the next is sent, and may be called again.
        """
        given = self._compiled.construct_params(values)
        texts = [None if given[name] is None else str(given[name]).encode() for name in self._order]
        self._libpq.send_query_prepared(self._name, texts)
        self._libpq.flush()  # all of it: nothing else waits to be sent, and a socket's buffer holds more
        return cache(self._answer)

    def _answer(self) -> bool:
        try:
            while self._libpq.is_busy():
                self._arrival.poll()
                self._libpq.consume_input()
            results = list(iter(self._libpq.get_result, None))  # to the end: the commit comes after the rows
            _expect(ExecStatus.TUPLES_OK, *results)
        except psycopg.Error:
            self._connection.invalidate()
            raise
        return results[0].ntuples > 0


def _expect(wanted: ExecStatus, *results: PGresult) -> None:
    for result in results:
        if result.status != wanted:
            raise psycopg.errors.error_from_result(result)
    if not results:
        raise psycopg.OperationalError("the connection to the database ended")
