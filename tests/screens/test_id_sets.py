"""Check that an IdSet holds what a set of Python's holds, in order."""

from hypothesis import given
from hypothesis import strategies as st

from screens.id_lists import IDS_PER_PIECE, IdSet

NEAR_EDGES = [0, 1, 7, 8, IDS_PER_PIECE - 1, IDS_PER_PIECE, 2**40]
IDS = st.lists(st.one_of(st.sampled_from(NEAR_EDGES), st.integers(0, 3 * IDS_PER_PIECE)))


@given(IDS, IDS, st.integers(0, 20))
def test_it_holds_what_a_set_holds(ids, others, number):
    id_set, expected = IdSet(ids), set(ids)
    assert list(id_set) == sorted(expected)
    assert (len(id_set), [pk in id_set for pk in NEAR_EDGES]) == (len(expected), [pk in expected for pk in NEAR_EDGES])
    assert list(id_set - IdSet(others)) == sorted(expected - set(others)) == list(id_set - set(others))
    id_set.update(others)
    id_set.discard(number)
    id_set |= {number + 1}
    assert list(id_set) == sorted((expected | set(others)) - {number} | {number + 1})
    id_set -= id_set
    assert (len(id_set), None in id_set, "1" in id_set) == (0, False, False)
