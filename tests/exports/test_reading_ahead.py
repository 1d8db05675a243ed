"""Batches read ahead come in order, in the caller's transaction and language, and what fails is raised."""

import threading

import pytest
from django.utils.translation import get_language, override

from exports.reading_ahead import read_ahead
from places.models import Unit

pytestmark = pytest.mark.both_engines


def test_batches_come_in_order_and_one_is_read_while_another_is_used():
    read, is_second_read = [], threading.Event()

    def batches():
        for number in range(5):
            read.append(number)
            if number == 1:
                is_second_read.set()
            yield [number]

    ahead = read_ahead(batches())
    assert next(ahead) == [0]
    assert is_second_read.wait(10), "the second is read though nobody asked for it"
    assert list(ahead) == [[1], [2], [3], [4]] and read == [0, 1, 2, 3, 4]


def test_what_is_read_is_the_callers_transaction_and_language(db, ba_vi):
    Unit.objects.filter(pk=ba_vi.pk).update(name="Ba Mới")

    def batches():
        yield Unit.objects.get(pk=ba_vi.pk).name, get_language()

    with override("en"):
        assert list(read_ahead(batches())) == [("Ba Mới", "en")]


def test_what_reading_raises_is_raised_where_the_batches_are_used():
    def batches():
        yield [1]
        raise LookupError("the database is away")

    ahead = read_ahead(batches())
    assert next(ahead) == [1]
    with pytest.raises(LookupError, match="away"):
        next(ahead)


def test_whoever_stops_early_leaves_no_thread_that_reads_on(db):
    read = []
    ahead = read_ahead(iter(lambda: read.append(1) or Unit.objects.count(), None))
    next(ahead)
    ahead.close()
    count = len(read)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("read-ahead")]
    assert Unit.objects.count() > 0 and len(read) == count
