"""Logs of any size: what was written is what is read, and a page costs a page."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuetracker.services import log_index
from issuetracker.services.log_index import PAGE, Index, begun, grown, index_of
from issuetracker.services.log_reading import LONGEST, MOST_HITS, read_page, search

WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40)


class Counted(io.BytesIO):
    """Bytes that know how many of them were read."""

    total = 0

    def read(self, size: int | None = -1) -> bytes:
        """As always, and counted."""
        block = super().read(size)
        Counted.total += len(block)
        return block


def opened(content: bytes) -> io.BufferedReader:
    """A stream as the file store opens it."""
    return Counted(content)  # type: ignore[return-value]


def make_index(stream: io.BufferedReader) -> Index:
    """The index of a whole file."""
    index = begun(stream)
    while not index.whole:
        index = grown(stream, index)
    return index


def lines_of(content: bytes) -> list[str]:
    """Every line of a file, page by page."""
    index = make_index(opened(content))
    return [line.text for n in range(len(index.offsets)) for line in read_page(lambda: opened(content), index, n)]


@given(st.lists(WRITTEN, min_size=1, max_size=1200), st.sampled_from(["\n", "\r\n"]))
def test_every_line_comes_back_in_its_place(lines: list[str], end: str) -> None:
    lines = [line.rstrip("\r").removeprefix("\ufeff") for line in lines]
    content = "".join(line + end for line in lines).encode()
    assert lines_of(content) == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_encodings_of_laboratories_are_read(encoding: str) -> None:
    lines = ["원격 시작 거절", "plain", '[2,"1","Heartbeat",{}]'] * 400
    assert lines_of("\n".join(lines).encode(encoding)) == lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp949"])
def test_lines_that_end_with_cr_alone_are_lines(encoding: str) -> None:
    lines = [f"{n}: 원격 시작 거절" for n in range(PAGE + 3)]
    assert lines_of("\r".join([*lines, ""]).encode(encoding)) == lines
    content = "\r".join(lines).encode(encoding)
    index = make_index(opened(content))
    assert [hit.number for hit in search(lambda: opened(content), index, "502:")] == [503]


def test_bytes_that_are_no_text_are_shown_and_lose_nothing_else() -> None:
    content = b"one\n" + bytes(range(128, 256)) + b"\nthree\n"
    assert [lines_of(content)[0], lines_of(content)[2]] == ["one", "three"]


def test_a_page_reads_a_page_and_not_the_file(tmp_path: Path) -> None:
    content = b"".join(b"line %d of a log that is long\n" % n for n in range(200_000))
    index = index_of(lambda: opened(content), tmp_path / "index.json")
    assert index.lines == 200_000
    Counted.total = 0
    page = read_page(lambda: opened(content), index, 300)
    assert [page[0].number, page[-1].number] == [300 * PAGE + 1, 301 * PAGE]
    assert Counted.total < 50_000
    Counted.total = 0
    assert index_of(lambda: opened(content), tmp_path / "index.json") == index
    assert Counted.total == 0


def test_a_line_without_an_end_is_cut_and_the_next_one_is_there() -> None:
    content = b"x" * 5_000_000 + b"\nafter\n"
    index = make_index(opened(content))
    first, second = read_page(lambda: opened(content), index, 0)
    assert len(first.text) == LONGEST and first.cut
    assert (second.text, second.number) == ("after", 2)


def test_an_empty_file_has_no_line() -> None:
    assert make_index(opened(b"")) == Index((0,), 0, "utf-8", whole=True)
    assert lines_of(b"") == []


def test_search_says_the_line_whatever_its_case() -> None:
    content = b"one\nBootNotification\nthree\n" * 3
    index = make_index(opened(content))
    assert [line.number for line in search(lambda: opened(content), index, "bootnot")] == [2, 5, 8]


def test_a_damaged_index_is_made_again(tmp_path: Path) -> None:
    kept = tmp_path / "index.json"
    kept.write_text("{half")
    content = b"one\ntwo\n"
    assert index_of(lambda: opened(content), kept).lines == 2
    assert index_of(lambda: opened(content), kept) == make_index(opened(content))


@given(
    st.lists(st.text("ab가", max_size=30), max_size=1300), st.sampled_from(["utf-8", "utf-16-le"]), st.integers(1, 700)
)
def test_an_index_that_is_made_in_slices_is_the_one_that_is_made_at_once(
    lines: list[str], encoding: str, slice_lines: int
) -> None:
    content = ("\ufeff" + "\n".join(lines)).encode(encoding)
    at_once = make_index(opened(content))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_index, "SLICE_LINES", slice_lines)
        patch.setattr(log_index, "_BLOCK", 512)
        assert make_index(opened(content)) == at_once


def test_the_first_lines_of_a_huge_log_are_there_when_a_part_of_it_was_read(tmp_path: Path) -> None:
    content = b"2026-11-25 10:00:00.000 > [2,1,Heartbeat] and so on, and so on\n" * 1_600_000  # 100 MB
    Counted.total = 0
    kept = tmp_path / "index.json"
    index = index_of(lambda: opened(content), kept)
    assert not index.whole
    page = read_page(lambda: opened(content), index, 0)
    assert [line.number for line in page] == list(range(1, PAGE + 1))
    assert Counted.total < len(content) // 2
    reads = 1
    while not index.whole:
        index, before = index_of(lambda: opened(content), kept), index
        assert index.read > before.read
        reads += 1
    assert (index.lines, reads) == (1_600_000, 4)


def test_the_last_known_page_ends_where_a_page_ends() -> None:
    content = b"line\n" * 3_000
    index = Index((0,), 400, "utf-8", read=2_000, end=2_000)
    assert len(read_page(lambda: opened(content), index, 0)) == PAGE


def test_hits_go_on_behind_the_last_one() -> None:
    content = b"hit\nmiss\n" * 1_000
    index = make_index(opened(content))
    first = search(lambda: opened(content), index, "hit")
    assert len(first) == MOST_HITS + 1
    later = search(lambda: opened(content), index, "hit", after=first[MOST_HITS - 1].number)
    assert later[0] == first[MOST_HITS]
    assert [line.number for line in search(lambda: opened(content), index, "hit", after=1_997)] == [1_999]
