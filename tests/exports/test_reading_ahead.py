"""Batches read ahead come in order, in the caller's transaction and language, and what fails is raised."""

import threading
from queue import Queue

import pytest
from django.utils.translation import get_language, override

from exports.reading_ahead import read_ahead
from places.models import Unit

pytestmark = [pytest.mark.both_engines, pytest.mark.always_on_postgres]


def test_batches_come_in_order_and_one_is_read_while_another_is_used():
    read = Queue()
    ahead = read_ahead(number for number in range(5) if read.put(number) is None)
    assert next(ahead) == 0
    assert [read.get(timeout=10), read.get(timeout=10)] == [0, 1], "the second is read though nobody asked for it"
    assert list(ahead) == [1, 2, 3, 4]


def test_what_is_read_is_the_callers_transaction_and_language(db, ba_vi):
    Unit.objects.filter(pk=ba_vi.pk).update(name="Ba Mới")
    with override("en"):
        batches = read_ahead((Unit.objects.get(pk=pk).name, get_language()) for pk in [ba_vi.pk])
        assert list(batches) == [("Ba Mới", "en")]


def test_what_reading_raises_is_raised_where_the_batches_are_used():
    ahead = read_ahead(["read"][number] for number in range(2))
    assert next(ahead) == "read"
    with pytest.raises(IndexError):
        next(ahead)


def test_whoever_stops_early_leaves_no_thread_that_reads_on(db):
    read = Queue()
    ahead = read_ahead(Unit.objects.count() for number in range(1000) if read.put(number) is None)
    next(ahead)
    ahead.close()
    count = read.qsize()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]
    assert Unit.objects.count() > 0 and read.qsize() == count <= 2
