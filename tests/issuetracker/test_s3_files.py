"""Files in a bucket of an S3-compatible store: the same desk, wherever the bytes lie."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from obstore.store import S3Store

from issuetracker.app import files_of
from issuetracker.config import ConfigurationError, from_environment
from issuetracker.extensions import db
from issuetracker.s3_config import S3Config
from issuetracker.services.errors import StoreDown, TooLarge
from issuetracker.services.verification import verify_files
from tests.architecture.rich_case import a_release
from tests.browsing import sign_in
from tests.buckets import buckets
from tests.post_office import PostOffice
from tests.world import World, make_config, open_world

LOG = b"".join(b'[2,"%d","Heartbeat",{}]\n' % n for n in range(18_000))


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Config]:
    with buckets() as config:
        yield config


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, post_office: PostOffice, bucket: S3Config) -> Iterator[World]:
    """A desk whose files lie in a bucket, each test's under a prefix of its own."""
    with open_world(sqlite_url, tmp_path, post_office, s3=replace(bucket, prefix=f"desk/{tmp_path.name}")) as world:
        yield world


def attach(desk: World, number: str, body: bytes = LOG) -> int:
    sent = desk.request("laboratory", "POST", f"cases/{number}/files", data={"files": (io.BytesIO(body), "run.log")})
    assert sent.status_code == 201, sent.text
    made: int = sent.json["items"][0]["id"]
    return made


def kept(bucket: S3Config) -> str:
    """What the server lists."""
    return requests.get(f"{bucket.endpoint}/{bucket.bucket}?list-type=2", timeout=5).text


def empty(bucket: S3Config, digest: str) -> None:
    """Somebody deletes an object."""
    store = S3Store(
        bucket.bucket,
        prefix=bucket.prefix,
        config={
            "endpoint": bucket.endpoint,
            "region": bucket.region,
            "access_key_id": bucket.access_key_id,
            "secret_access_key": bucket.secret_access_key,
        },
        client_options={"allow_http": True},
    )
    store.delete(f"{digest[:2]}/{digest[2:]}")


def test_a_log_is_filed_read_searched_fetched_and_enclosed_from_a_bucket(desk: World) -> None:
    number = desk.file()
    file_id = attach(desk, number)
    assert not [path for path in desk.config.files_dir.rglob("*") if path.is_file()], "nothing stays on this disk"
    whole = desk.request("vendor", "GET", f"files/{file_id}", buffered=True)
    assert whole.data == LOG
    part = desk.request("vendor", "GET", f"files/{file_id}", headers={"Range": "bytes=400000-400009"}, buffered=True)
    assert (part.status_code, part.data) == (206, LOG[400_000:400_010])
    laboratory = sign_in(desk, "laboratory")
    page = laboratory.get(f"/files/{file_id}?from=17501").text
    assert 'id="L17501"' in page and "CALL Heartbeat" in page
    assert "1 line has" in laboratory.get(f"/files/{file_id}?q=17998").text
    dossier = desk.request("office", "GET", f"cases/{number}/dossier.zip", buffered=True)
    with zipfile.ZipFile(io.BytesIO(dossier.data)) as archive:
        (log,) = [name for name in archive.namelist() if name.endswith("run.log")]
        assert archive.read(log) == LOG


def test_the_same_bytes_are_one_object_and_none_are_left_of_a_file_that_is_too_large(
    desk: World, tmp_path: Path
) -> None:
    number = desk.file()
    attach(desk, number)
    attach(desk, number)
    assert desk.config.s3 is not None
    assert kept(desk.config.s3).count(f"<Key>desk/{tmp_path.name}/") == 1
    with pytest.raises(TooLarge):
        files_of(desk.config).put(io.BytesIO(b"x" * (desk.config.max_upload_bytes + 1)))
    assert kept(desk.config.s3).count(f"<Key>desk/{tmp_path.name}/") == 1
    assert not [path for path in desk.config.files_dir.rglob("*") if path.is_file()]


def test_an_object_that_is_gone_is_a_404_and_verify_names_it(desk: World) -> None:
    number = desk.file()
    file_id = attach(desk, number)
    (file,) = desk.get("laboratory", f"cases/{number}/files")["items"]
    assert desk.config.s3 is not None
    empty(desk.config.s3, file["sha256"])
    gone = desk.request("laboratory", "GET", f"files/{file_id}")
    assert gone.status_code == 404 and "not in the store" in gone.json["detail"]
    assert sign_in(desk, "laboratory").get(f"/files/{file_id}").status_code == 404
    with desk.app.app_context():
        _, wrong = verify_files(db.session(), desk.app.extensions["files"])
    assert ["its bytes are gone" in sentence for sentence in wrong] == [True]


def test_while_the_store_is_down_nothing_is_lost_and_everything_says_so(
    sqlite_url: str, tmp_path: Path, post_office: PostOffice
) -> None:
    with buckets() as bucket, open_world(sqlite_url, tmp_path, post_office, s3=bucket) as desk:
        number = desk.file()
        file_id = attach(desk, number)
        version = desk.case(number)["version"]
        desk.told()
        down = files_of(replace(desk.config, s3=replace(bucket, endpoint="http://127.0.0.1:9")))
        up, desk.app.extensions["files"] = desk.app.extensions["files"], down
        for answer in (
            desk.request("laboratory", "POST", f"cases/{number}/files", data={"files": (io.BytesIO(b"x"), "a.log")}),
            desk.request("laboratory", "GET", f"files/{file_id}"),
        ):
            assert answer.status_code == 503, answer.text
            assert answer.content_type == "application/problem+json"
            assert "Retry-After" in answer.headers
            assert bucket.secret_access_key not in answer.text and "127.0.0.1" not in answer.text
        assert "does not answer at the moment" in sign_in(desk, "laboratory").get(f"/files/{file_id}").text
        assert desk.case(number)["version"] == version
        desk.app.extensions["files"] = up
        assert desk.request("laboratory", "GET", f"files/{file_id}", buffered=True).data == LOG


def test_a_letter_waits_for_a_store_that_is_down(desk: World) -> None:
    a_release(desk)
    up = desk.app.extensions["files"]
    assert desk.config.s3 is not None
    desk.app.extensions["files"] = files_of(
        replace(desk.config, s3=replace(desk.config.s3, endpoint="http://127.0.0.1:9"))
    )
    assert "release" not in {name for _, name in desk.told()}
    desk.app.extensions["files"] = up
    desk.travel(timedelta(minutes=10))
    letters = [letter for _, name, letter in desk.post() if name == "release"]
    assert len(letters) == 2
    (attached,) = letters[0].message.iter_attachments()
    assert attached.get_content() == b"%PDF-1.7 errata"


def test_doctor_says_where_files_lie_or_that_they_cannot(tmp_path: Path, bucket: S3Config) -> None:
    config = replace(make_config("sqlite://", tmp_path, None), s3=bucket)
    assert files_of(config).check() == f"s3://desk/files at {bucket.endpoint}"
    with pytest.raises(StoreDown):
        files_of(replace(config, s3=replace(bucket, bucket="another"))).check()
    environment = {
        "ISSUETRACKER_VAR_DIR": str(tmp_path),
        "ISSUETRACKER_FILES_URL": "s3://desk/files",
        "ISSUETRACKER_S3_ENDPOINT": bucket.endpoint,
        "ISSUETRACKER_S3_ACCESS_KEY_ID": bucket.access_key_id,
        "ISSUETRACKER_S3_SECRET_ACCESS_KEY": bucket.secret_access_key,
    }
    program = str(Path(sys.executable).with_name("issuetracker"))  # a process of its own, since it sets up logging
    environment |= {"PATH": os.environ["PATH"]}
    subprocess.run([program, "init"], env=environment, check=True, capture_output=True)
    done = subprocess.run([program, "doctor"], env=environment, check=False, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert f"s3://desk/files at {bucket.endpoint}" in said
    assert bucket.secret_access_key not in said


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"FILES_URL": "https://bucket.example"}, "must be s3://bucket"),
        ({"FILES_URL": "s3://b", "S3_ENDPOINT": "store.example"}, "must begin with http"),
        ({"FILES_URL": "s3://b", "S3_ACCESS_KEY_ID": "k"}, "belong together"),
        ({"S3_REGION": "eu-west-1"}, "S3_REGION needs ISSUETRACKER_FILES_URL"),
    ],
)
def test_what_is_set_wrongly_is_said_by_its_name(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    environment = {f"ISSUETRACKER_{name}": value for name, value in given.items()}
    with pytest.raises(ConfigurationError, match=sentence):
        from_environment({"ISSUETRACKER_VAR_DIR": str(tmp_path), **environment})


def test_a_secret_shows_in_no_description_of_the_configuration(bucket: S3Config, tmp_path: Path) -> None:
    assert bucket.secret_access_key not in repr(replace(make_config("sqlite://", tmp_path, None), s3=bucket))
