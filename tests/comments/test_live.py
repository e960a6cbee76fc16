"""Open pages are told of every change in their conversation, in order, once, and cost little."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from addyours.comments import live as module
from addyours.comments.live import MOST_WAITING, Live
from addyours.outbox.changes import ChangeRow


def change(position: int, *, thread: int = 1, topic: str = "comment.posted", shown: int = 1):
    ids = {"comment": position * 10, "thread": thread, "shown": shown}
    return ChangeRow(position, topic, (f"thread:{thread}",), ids)


class Room:
    """The streams of one process, and an outbox to look things up in."""

    def __init__(self, *, per_address: int = 3) -> None:
        self.kept: list[ChangeRow] | None = []
        self.asked: list[tuple[int, int]] = []
        self.meanwhile: list[ChangeRow] = []
        self.live = Live(per_address=per_address, read_behind=self.read_behind)
        self.live.start_at(0)

    async def read_behind(self, after: int, until: int) -> list[ChangeRow] | None:
        self.asked.append((after, until))
        await asyncio.sleep(0)
        if self.meanwhile:
            self.live.publish(self.meanwhile)
            self.meanwhile = []
        if self.kept is None:
            return None
        return [one for one in self.kept if after < one.position <= until]

    def publish(self, *positions: int, **kind: Any) -> None:
        self.live.publish([change(position, **kind) for position in positions])

    def open(self, path: str = "/threads/1/live", **kind: Any) -> Browser:
        return Browser(self, path, **kind)


class Browser:
    """One open page: what its stream has brought."""

    def __init__(
        self,
        room: Room,
        path: str,
        *,
        query: str = "",
        last: int | str | None = None,
        address: str = "192.0.2.1",
        method: str = "GET",
    ) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_reading = asyncio.Event()
        self.is_reading.set()
        self.is_cut = False
        self._gone = asyncio.Event()
        headers = [] if last is None else [(b"last-event-id", str(last).encode())]
        scope = {"path": path, "method": method, "query_string": query.encode(), "headers": headers}
        serving = room.live.serve(scope, self._receive, self._send, address=address)
        self.task = asyncio.create_task(serving)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self.is_reading.wait()
        if self.is_cut:
            raise OSError("the line is cut")
        self.sent.append(message)

    def leave(self) -> None:
        self._gone.set()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def text(self) -> str:
        return b"".join(one["body"] for one in self.sent[1:]).decode()

    @property
    def events(self) -> list[dict[str, str]]:
        blocks = [block for block in self.text.split("\n\n") if block.strip(": ")]
        lines = [[line.split(": ", 1) for line in block.split("\n")] for block in blocks]
        return [dict(block) for block in lines if len(block) > 1]

    @property
    def ids(self) -> list[int]:
        return [int(event["id"]) for event in self.events if "id" in event]


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


def run(story: Callable[[Room], Awaitable[None]], **room: Any) -> None:
    async def whole() -> None:
        made = Room(**room)
        await story(made)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_changes_come_in_order_with_their_positions_and_no_text():
    async def story(room: Room) -> None:
        page = room.open()
        await settle()
        room.publish(1, 2)
        room.publish(3, topic="comment.edited")
        await settle()
        assert page.status == 200
        headers = dict(page.sent[0]["headers"])
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert headers[b"cache-control"] == b"no-store"
        assert page.ids == [1, 2, 3]
        assert json.loads(page.events[2]["data"]) == {
            "topic": "comment.edited",
            "comment": 30,
            "thread": 1,
            "shown": 1,
        }
        assert "retry: " in page.text

    run(story)


def test_only_what_readers_of_this_conversation_see_is_told():
    async def story(room: Room) -> None:
        page, other = room.open(), room.open("/threads/2/live/", address="192.0.2.2")
        await settle()
        room.publish(1, thread=2)
        room.publish(2, shown=0)
        room.publish(3, topic="story.saved")
        room.publish(4)
        await settle()
        assert page.ids == [4]
        assert other.ids == [1]

    run(story)


@pytest.mark.parametrize("how", ["header", "query", "both"])
def test_who_comes_back_gets_what_was_missed_and_nothing_twice(how):
    async def story(room: Room) -> None:
        room.publish(1, 2, 3)
        ways: dict[str, dict[str, Any]] = {
            "header": {"last": 1},
            "query": {"query": "after=1"},
            # A browser that comes back asks the address it first asked: its header is newer.
            "both": {"last": 1, "query": "after=0"},
        }
        page = room.open(**ways[how])
        await settle()
        room.publish(4)
        await settle()
        assert page.ids == [2, 3, 4]
        assert room.asked == []

    run(story)


def test_what_memory_has_lost_is_read_from_the_outbox(monkeypatch):
    async def story(room: Room) -> None:
        monkeypatch.setattr(module, "REMEMBERED", 3)
        room.live = Live(per_address=3, read_behind=room.read_behind)
        room.live._recent = type(room.live._recent)(maxlen=3)
        room.live.start_at(2)
        room.kept = [change(number) for number in range(1, 8)]
        room.publish(3, 4, 5, 6, 7)
        page = room.open(last=1)
        await settle()
        assert room.asked == [(1, 7)]
        assert page.ids == [2, 3, 4, 5, 6, 7]
        fresh = room.open(last=4)
        await settle()
        assert room.asked == [(1, 7)]
        assert fresh.ids == [5, 6, 7]

    run(story)


def test_what_comes_while_the_outbox_is_read_comes_once_and_behind_it():
    async def story(room: Room) -> None:
        room.live.start_at(5)
        room.kept = [change(number) for number in range(3, 8)]
        room.meanwhile = [change(6), change(7)]
        page = room.open(last=2)
        await settle()
        room.publish(8)
        await settle()
        assert page.ids == [3, 4, 5, 6, 7, 8]

    run(story)


def test_who_was_away_too_long_is_told_to_begin_anew():
    async def story(room: Room) -> None:
        room.live.start_at(100)
        room.kept = None
        page = room.open(last=2)
        await settle()
        assert page.events[-1]["event"] == "reset"
        room.publish(101)
        await settle()
        assert page.ids == [101]

    run(story)


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 40, "１", "1.5"])
def test_a_position_that_makes_no_sense_is_none(last):
    async def story(room: Room) -> None:
        room.publish(1)
        page = room.open(last=last)
        await settle()
        room.publish(2)
        await settle()
        assert page.ids == [2]

    # As a header these are bytes; the browser of this test sends latin-1 only.
    if last.isascii():
        run(story)


def test_a_position_ahead_of_this_process_waits_for_it():
    async def story(room: Room) -> None:
        room.publish(1)
        page = room.open(last=5)
        await settle()
        assert page.ids == []
        assert room.asked == []

    run(story)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/threads/x/live", "GET", 404),
        ("/threads/1/lively/live", "GET", 404),
        ("/news/live", "GET", 404),
        ("/threads/1/live", "POST", 405),
        (f"/threads/{'9' * 30}/live", "GET", 404),
    ],
)
def test_where_there_is_no_stream_a_clear_answer_is(path, method, status):
    async def story(room: Room) -> None:
        page = room.open(path, method=method)
        await settle()
        assert page.status == status
        assert page.task.done()
        assert len(room.live) == 0

    run(story)


def test_a_conversation_nobody_knows_costs_nothing_but_a_stream():
    async def story(room: Room) -> None:
        page = room.open("/threads/999/live")
        await settle()
        assert page.status == 200
        page.leave()
        await settle()
        assert len(room.live) == 0
        assert room.live._streams == {}

    run(story)


def test_one_address_has_so_many_streams_and_others_have_theirs():
    async def story(room: Room) -> None:
        pages = [room.open() for _ in range(4)]
        elsewhere = room.open(address="192.0.2.9")
        await settle()
        assert [page.status for page in pages] == [200, 200, 200, 429]
        assert elsewhere.status == 200
        pages[0].leave()
        await settle()
        again = room.open()
        await settle()
        assert again.status == 200

    run(story, per_address=3)


def test_who_leaves_is_forgotten():
    async def story(room: Room) -> None:
        page, stays = room.open(), room.open()
        await settle()
        assert len(room.live) == 2
        page.leave()
        await settle()
        assert page.task.done()
        assert len(room.live) == 1
        room.publish(1)
        await settle()
        assert page.ids == []
        assert stays.ids == [1]
        stays.leave()
        await settle()
        assert not room.live._streams
        assert not room.live._addresses

    run(story)


def test_a_stream_that_is_cancelled_or_fails_is_forgotten_too():
    async def story(room: Room) -> None:
        page, broken = room.open(), room.open()
        await settle()
        page.task.cancel()
        await settle()
        assert len(room.live) == 1
        broken.is_cut = True
        room.publish(1)
        await settle()
        assert isinstance(broken.task.exception(), OSError)
        assert len(room.live) == 0
        assert not room.live._addresses

    run(story)


def test_a_reader_too_slow_to_read_is_dropped_and_the_others_are_not():
    async def story(room: Room) -> None:
        slow, quick = room.open(), room.open()
        await settle()
        slow.is_reading.clear()
        for position in range(1, MOST_WAITING + 50):
            room.publish(position)
            await asyncio.sleep(0)
        (stream,) = [one for one in room.live._streams[1] if len(one.waiting) > 1 or one.is_dropped]
        assert stream.is_dropped
        assert len(stream.waiting) <= MOST_WAITING
        slow.is_reading.set()
        await settle()
        assert slow.task.done()
        assert slow.sent[-1]["more_body"] is False
        assert quick.ids == list(range(1, MOST_WAITING + 50))
        assert len(room.live) == 1

    run(story)


def test_a_reader_who_never_reads_again_is_let_go_in_the_end():
    async def story(room: Room) -> None:
        page = room.open()
        await settle()
        page.is_reading.clear()
        room.publish(1)
        await settle()
        page.leave()
        await settle()
        # Still inside send(): what the server does with it is the server's; ours is bounded.
        assert len(room.live._streams[1]) == 1
        page.is_reading.set()
        await settle()
        assert page.task.done()

    run(story)


def test_a_quiet_stream_gives_signs_of_life(monkeypatch):
    async def story(room: Room) -> None:
        monkeypatch.setattr(module, "HEARTBEAT", 0)
        page = room.open()
        await settle()
        assert page.text.count(": \n\n") > 2
        room.publish(1)
        await settle()
        assert page.ids == [1]

    run(story)
