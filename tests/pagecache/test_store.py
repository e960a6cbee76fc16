"""The store drops exactly what changed, never keeps what may be old, and stays within its memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addyours.pagecache import store as module
from addyours.pagecache.page import Page
from addyours.pagecache.store import SOFT_SECONDS, Store
from tests.pagecache.harness import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock) -> Store:
    made = Store(most_bytes=100_000, clock=clock)
    made.evict((), position=0)
    return made


def address(name: str) -> tuple[bytes, str, bytes]:
    return (b"news.example", f"/{name}/", b"")


def page(*keys: str, soft: tuple[str, ...] = (), size: int = 100) -> Page:
    return Page(headers=(), raw=b"x" * size, keys=frozenset(keys), soft_keys=frozenset(soft))


def put(store: Store, name: str, kept: Page, *, at: int = 0) -> bool:
    return store.put(address(name), kept, rendered_at=at)


def has(store: Store, name: str) -> bool:
    return store.get(address(name)) is not None


def test_a_change_drops_the_pages_with_its_key_and_no_others(store):
    put(store, "a", page("story:1", "site"))
    put(store, "b", page("story:2", "site"))
    store.evict(["story:1"], position=1)
    assert not has(store, "a")
    assert has(store, "b")
    store.evict(["site"], position=2)
    assert not has(store, "b")
    assert store.bytes == 0
    assert not store._by_key


def test_a_key_that_begins_like_another_is_another(store):
    put(store, "a", page("story:1"))
    store.evict(["story:12", "story", "story:"], position=1)
    assert has(store, "a")


def test_nothing_is_kept_before_the_head_of_the_outbox_is_known():
    store = Store(most_bytes=100_000)
    assert not put(store, "a", page("story:1"), at=store.position)


def test_a_page_rendered_before_its_keys_were_evicted_is_refused(store):
    store.evict(["story:1"], position=7)
    assert not put(store, "a", page("story:1"), at=6)
    assert put(store, "b", page("story:2"), at=6)
    assert put(store, "a", page("story:1"), at=7)


def test_a_page_older_than_all_remembered_evictions_is_refused(store, monkeypatch):
    monkeypatch.setattr(module, "REMEMBERED_EVICTIONS", 3)
    for position in range(1, 10):
        store.evict([f"story:{position}"], position=position)
    assert not put(store, "a", page("story:99"), at=5)
    assert put(store, "a", page("story:99"), at=8)


def test_a_change_of_a_count_leaves_the_page_for_some_seconds(store, clock):
    put(store, "front", page("front", soft=("thread:1",)))
    store.evict(["thread:1"], position=1)
    assert has(store, "front")
    clock.now += SOFT_SECONDS - 0.1
    store.evict(["thread:1"], position=2)
    assert has(store, "front")
    clock.now += 0.2
    # The second change did not put it off: a busy thread's count is right within fifteen seconds.
    assert not has(store, "front")
    assert SOFT_SECONDS < 15


def test_a_count_that_changed_during_the_render_is_not_forgotten(store, clock):
    store.evict(["thread:1"], position=3)
    assert put(store, "front", page("front", soft=("thread:1",)), at=2)
    clock.now += SOFT_SECONDS
    assert not has(store, "front")


def test_a_page_right_for_a_while_only_is_due_then(store, clock):
    kept = page("story:1")
    kept.stale_at = clock.now + 5
    put(store, "a", kept)
    assert has(store, "a")
    clock.now += 5
    assert not has(store, "a")


def test_a_page_that_is_due_is_there_to_be_spared(store, clock):
    put(store, "front", page("front", soft=("thread:1",)))
    store.evict(["thread:1"], position=1)
    clock.now += SOFT_SECONDS
    assert not has(store, "front")
    assert store.spare(address("front"), seconds=5) is not None
    assert has(store, "front")
    clock.now += 5
    assert not has(store, "front")
    store.evict(["front"], position=2)
    assert store.spare(address("front"), seconds=5) is None


def test_the_least_recently_asked_for_goes_when_memory_is_full(store):
    for name in "abcd":
        put(store, name, page(size=22_000))
    assert has(store, "a")
    put(store, "e", page(size=22_000))
    assert [has(store, name) for name in "abcde"] == [True, False, True, True, True]
    assert store.bytes <= store.most_bytes


def test_a_huge_page_pushes_nobody_out(store):
    put(store, "a", page())
    assert not put(store, "huge", page(size=200_000))
    assert not put(store, "large", page(size=30_000))
    assert has(store, "a")
    assert len(store) == 1


def test_a_page_that_grew_too_large_replaces_nothing_old(store):
    put(store, "a", page())
    assert not put(store, "a", page(size=200_000))
    assert not has(store, "a")


def test_another_encoding_is_counted(store):
    kept = page(size=5_000)
    put(store, "a", kept)
    before = store.bytes
    kept.answer(b"gzip")
    store.resize(address("a"), kept)
    assert store.bytes == before + len(kept.answers[b"gzip"].body["body"])
    store.evict((), position=1)
    store.clear()
    assert store.bytes == 0


def test_an_encoding_of_a_page_replaced_meanwhile_is_not_counted(store):
    old = page(size=5_000)
    put(store, "a", old)
    put(store, "a", page(size=5_000))
    before = store.bytes
    old.answer(b"gzip")
    store.resize(address("a"), old)
    assert store.bytes == before


KEYS = st.sampled_from(["story:1", "story:2", "thread:1", "front", "site"])
STEPS = st.one_of(
    st.tuples(
        st.just("put"),
        st.sampled_from("abcdef"),
        st.frozensets(KEYS),
        st.integers(0, 4),
        st.integers(10, 30_000),
    ),
    st.tuples(st.just("evict"), st.frozensets(KEYS)),
    st.tuples(st.just("get"), st.sampled_from("abcdef")),
    st.tuples(st.just("wait"), st.floats(0, 20)),
)


@given(st.lists(STEPS, max_size=40))
def test_whatever_happens_no_kept_page_is_older_than_an_eviction_of_its_keys(steps):
    clock = Clock()
    store = Store(most_bytes=60_000, clock=clock)
    store.evict((), position=0)
    position = 0
    evicted: dict[str, int] = {}
    rendered: dict[str, tuple[int, frozenset[str]]] = {}
    for step in steps:
        if step[0] == "put":
            _verb, name, keys, behind, size = step
            at = max(0, position - behind)
            if put(store, name, page(*keys, size=size), at=at):
                rendered[name] = (at, keys)
        elif step[0] == "evict":
            position += 1
            evicted |= dict.fromkeys(step[1], position)
            store.evict(step[1], position=position)
        elif step[0] == "get":
            if has(store, step[1]):
                at, keys = rendered[step[1]]
                assert all(evicted.get(key, 0) <= at for key in keys)
        else:
            clock.now += step[1]
        assert store.bytes == sum(kept.size for kept in store._pages.values())
        assert store.bytes <= store.most_bytes
