"""What several tests of faults need."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from issuetracker.models import Base


@pytest.fixture
def emptied_postgresql_url(postgresql_url: str) -> Iterator[str]:
    """The PostgreSQL database, empty again afterwards."""
    yield postgresql_url
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()
