"""Batches read ahead come in order, in the caller's language, over a connection of their own, and what fails is raised."""

import threading
from queue import Queue

import pytest
from django.db import connection
from django.utils.translation import get_language, override

from exports.reading_ahead import read_ahead
from places.models import Unit

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


@pytest.mark.django_db(transaction=True)
def test_batches_come_in_order_and_from_the_second_on_one_is_read_while_another_is_used():
    read = Queue()
    ahead = read_ahead(number for number in range(5) if read.put(number) is None)
    assert (next(ahead), read.qsize()) == (0, 1), "of the first alone a screen is made"
    assert next(ahead) == 1
    assert [read.get(timeout=10) for _ in range(3)] == [0, 1, 2], "the third is read though nobody asked for it"
    assert list(ahead) == [2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_batches_are_read_over_another_connection_which_ends_with_them_while_the_caller_writes(ba_vi):
    ahead = read_ahead((Unit.objects.get(pk=ba_vi.pk).name, connection.connection) for _ in range(4))
    used = []
    for number, (name, read_over) in enumerate(ahead):
        assert name == "Ba Vì" if number == 0 else name.startswith("Ba Mới")
        used.append(read_over)
        Unit.objects.filter(pk=ba_vi.pk).update(name=f"Ba Mới {number}")
    assert used[0] is connection.connection and len(set(map(id, used[1:]))) == 1 and used[1] is not used[0]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]


@pytest.mark.django_db(transaction=True)
def test_the_language_is_the_callers():
    with override("en"):
        assert list(read_ahead(get_language() for _ in range(3))) == ["en"] * 3


def test_in_a_transaction_its_own_rows_are_read_and_nothing_ahead(db, ba_vi):
    read = Queue()
    Unit.objects.filter(pk=ba_vi.pk).update(name="Ba Mới")
    ahead = read_ahead(Unit.objects.get(pk=ba_vi.pk).name for number in range(5) if read.put(number) is None)
    assert [(next(ahead), read.qsize()) for _ in range(3)] == [("Ba Mới", 1), ("Ba Mới", 2), ("Ba Mới", 3)]


@pytest.mark.django_db(transaction=True)
def test_what_reading_raises_is_raised_where_the_batches_are_used():
    ahead = read_ahead(["read", "read"][number] for number in range(3))
    assert [next(ahead), next(ahead)] == ["read", "read"]
    with pytest.raises(IndexError):
        next(ahead)


@pytest.mark.django_db(transaction=True)
def test_whoever_stops_early_leaves_no_thread_that_reads_on():
    read = Queue()
    ahead = read_ahead(Unit.objects.count() for number in range(1000) if read.put(number) is None)
    assert next(ahead) == next(ahead) > 0
    ahead.close()
    count = read.qsize()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]
    assert Unit.objects.count() > 0 and read.qsize() == count <= 3
