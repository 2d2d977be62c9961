"""Where the bytes of files lie, where that is not this machine's disk: a bucket of an S3-compatible store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from issuetracker.settings import PREFIX, secret

_REST = {"S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_SECRET_ACCESS_KEY_FILE"}
KNOWN = {"FILES_URL"} | _REST


@dataclass(frozen=True, slots=True)
class S3Config:
    """A bucket; without a key the usual places are asked: AWS_… of the environment, the machine's or container's role.

    `prefix` stands before every name. `endpoint` is empty for Amazon's own.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/") + (f" at {self.endpoint}" if self.endpoint else "")


def s3(given: Mapping[str, str], wrong: list[str]) -> S3Config | None:
    """What is set about it, or None where files lie on the disk; what is wrong is added to `wrong`."""
    url = given.get("FILES_URL", "")
    if not url:
        wrong += [
            f"{PREFIX}{name} needs {PREFIX}FILES_URL: s3://bucket/prefix" for name in sorted(_REST & given.keys())
        ]
        return None
    place = urlsplit(url)
    endpoint = given.get("S3_ENDPOINT", "").rstrip("/")
    if place.scheme != "s3" or not place.netloc or place.query or place.fragment:
        wrong.append(f"{PREFIX}FILES_URL must be s3://bucket or s3://bucket/prefix, not {url!r}")
    if endpoint and not endpoint.startswith(("http://", "https://")):
        wrong.append(f"{PREFIX}S3_ENDPOINT must begin with http:// or https://")
    key, hidden = given.get("S3_ACCESS_KEY_ID", ""), secret(given, "S3_SECRET_ACCESS_KEY", wrong)
    if bool(key) != bool(hidden):
        wrong.append(f"{PREFIX}S3_ACCESS_KEY_ID and {PREFIX}S3_SECRET_ACCESS_KEY belong together")
    return S3Config(place.netloc, place.path.strip("/"), endpoint, given.get("S3_REGION", ""), key, hidden)
