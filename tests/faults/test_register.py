"""Two cases that close at the same moment, and replace the same resolution (P-62)."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.journeys.test_register import answered
from tests.post_office import PostOffice
from tests.world import open_world

_REPLACED = "UPDATE resolutions SET superseded_by_id = (SELECT max(id) FROM resolutions) WHERE number = 'R-2026-0001'"
_BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_a_resolution_that_is_replaced_at_the_same_moment_is_not_replaced_twice(
    emptied_postgresql_url: str, tmp_path: Path, post_office: PostOffice
) -> None:
    """Otherwise two would stand, each saying that it has taken the place of the same one."""
    engine = create_engine(emptied_postgresql_url)
    with open_world(emptied_postgresql_url, tmp_path, post_office) as world, ThreadPoolExecutor(1) as pool:
        for answer in ("It counts.", "It does not."):
            world.act("editor", answered(world), "close-case", resolution=answer, question="Does the order count?")
        last = answered(world)
        with engine.connect() as other, engine.connect() as watching:
            other.execute(text(_REPLACED))
            closing = pool.submit(
                world.try_action, "editor", last, "close-case", resolution="It may.", supersedes=["R-2026-0001"]
            )
            while not watching.scalar(text(_BLOCKED)) and not closing.done():
                watching.rollback()
                time.sleep(0.01)
            other.commit()
        refused = closing.result(timeout=30)
    engine.dispose()
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "supersedes")
