"""A set of ids holds what a set of Python's holds, in order."""

from hypothesis import given
from hypothesis import strategies as st

from people.id_lists import IDS_PER_PIECE, IdSet

NEAR_EDGES = [0, 1, 7, 8, IDS_PER_PIECE - 1, IDS_PER_PIECE, 2**40]
IDS = st.lists(st.one_of(st.sampled_from(NEAR_EDGES), st.integers(0, 3 * IDS_PER_PIECE)))


@given(IDS, IDS, st.integers(0, 20))
def test_it_holds_what_a_set_holds(ids, others, number):
    mine, theirs = IdSet(ids), set(ids)
    assert list(mine) == sorted(theirs)
    assert (len(mine), [pk in mine for pk in NEAR_EDGES]) == (len(theirs), [pk in theirs for pk in NEAR_EDGES])
    assert list(mine - IdSet(others)) == sorted(theirs - set(others)) == list(mine - set(others))
    mine.update(others)
    mine.discard(number)
    mine |= {number + 1}
    assert list(mine) == sorted((theirs | set(others)) - {number} | {number + 1})
