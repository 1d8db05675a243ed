"""When two people are one: the table of the rule, its symmetry, and that whoever it names is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.identity import wording
from people.identity.comparison import Particulars, Place, Verdict, are_near_names, compare, evidence_strength, is_one_edit
from people.identity.index import Index
from people.identity.pairs import find_pairs
from tests.depth import examples
from vietnamese.text import fold

LISTED = 40
PHONE, OTHER_PHONE = "0912345678", "0987654321"


def person(full_name="Phạm Văn Rê", birth_year=1980, *, born=None, gender="M", phone=None, place=1, card=None, covers=None, former=None):
    return Particulars(
        full_name=full_name,
        folded=fold(full_name),
        birth_year=born.year if born else birth_year,
        birth_date=born,
        gender=gender,
        phone=phone,
        card=card,
        place=Place(place, frozenset(covers) if covers else None, former) if place else None,
    )


CERTAIN = [
    ({}, {}, ["name_birth_year_unit"], []),
    ({"full_name": "Trần Hoà"}, {"full_name": "TRẦN HÒA"}, ["name_birth_year_unit"], []),
    ({"phone": PHONE}, {"phone": OTHER_PHONE}, ["name_birth_year_unit"], ["phone"]),  # people change their number
    ({"former": 7}, {}, ["name_birth_year_unit"], []),  # recorded in a commune that went into today's
    ({"phone": PHONE}, {"phone": PHONE, "birth_year": None, "place": 2}, ["name_phone"], []),
    ({"phone": PHONE, "birth_year": None}, {"full_name": "Pham Van Re", "phone": PHONE, "place": 2}, ["name_phone"], ["accents"]),
    ({"card": "c"}, {"card": "c", "birth_year": 1950, "gender": "F", "place": 2}, ["card"], ["gender", "birth_year"]),
    ({"card": "c", "born": date(1980, 2, 9)}, {"card": "c", "born": date(1980, 2, 10), "place": 2}, ["card"], ["birth_date"]),
]
POSSIBLE = [
    ({}, {"full_name": "Phạm Văn Rế"}, ["name_birth_year_unit"], ["accents"]),
    ({}, {"full_name": "Pham Van Re"}, ["name_birth_year_unit"], ["accents"]),
    ({}, {"gender": "F"}, ["name_birth_year_unit"], ["gender"]),
    ({"former": 7}, {"former": 8}, ["name_birth_year_unit"], ["former_unit"]),
    ({"place": 9, "covers": [1, 2]}, {"place": 9, "covers": [1, 2]}, ["name_birth_year_unit"], []),  # one district is not one commune
    ({"phone": PHONE}, {"phone": PHONE, "birth_year": 2005, "place": 2}, ["name_phone"], ["birth_year"]),
    ({"phone": PHONE, "born": date(1980, 2, 9)}, {"phone": PHONE, "born": date(1980, 2, 10), "place": 2}, ["name_phone"], ["birth_date"]),
    ({"phone": PHONE, "born": date(1975, 6, 5)}, {"phone": PHONE, "born": date(1976, 6, 5)}, ["name_phone"], ["birth_year"]),
    ({"phone": PHONE}, {"phone": PHONE, "full_name": "Phạm Văn Rế", "birth_year": None, "place": 2}, ["name_phone"], ["accents"]),
    ({"phone": PHONE}, {"phone": PHONE, "gender": "F", "birth_year": None, "place": 2}, ["name_phone"], ["gender"]),
    ({"card": "c"}, {"card": "c", "full_name": "Đinh Văn Khác", "birth_year": 1990, "place": 2}, ["card"], ["birth_year"]),
    ({"born": date(1980, 2, 9)}, {"born": date(1980, 9, 2), "place": 2}, ["name_day_month_swapped"], []),
    ({"born": date(1980, 2, 9)}, {"born": date(1980, 9, 2)}, ["name_birth_year_unit", "name_day_month_swapped"], []),
    ({"phone": PHONE}, {"phone": PHONE, "full_name": "Hồ Rê", "place": 2}, ["given_name_birth_year_phone"], []),
    ({}, {"place": 9, "covers": [1, 2]}, ["name_birth_year_wider_unit"], []),
    ({"place": 8, "covers": [2, 3]}, {"place": 9, "covers": [1, 2]}, ["name_birth_year_wider_unit"], []),
    ({}, {"birth_year": None}, ["name_unit_year_unknown"], []),
    ({"birth_year": None}, {"birth_year": None}, ["name_unit_year_unknown"], []),
    ({}, {"full_name": "Phạm Văn Rên"}, ["near_name_birth_year_unit"], []),
    ({}, {"full_name": "Phạm Vân Er"}, ["near_name_birth_year_unit"], []),
]
UNLISTED = [  # possible where somebody is written down, but not worth listing among everybody on record
    ({}, {"place": 2}, ["name_birth_year"], []),
    ({}, {"place": 9, "covers": [2]}, ["name_birth_year"], []),
    ({}, {"full_name": "Pham Van Re", "place": 2}, ["name_birth_year"], ["accents"]),
    ({"born": date(1980, 2, 9)}, {"born": date(1980, 2, 10), "place": 1}, ["name_birth_year_unit"], ["birth_date"]),
]
TWO_PEOPLE = [
    ({"card": "c", "phone": PHONE}, {"card": "d", "phone": PHONE}),
    ({}, {"birth_year": 1981}),
    ({"birth_year": None}, {"place": 2}),
    ({"birth_year": None, "place": None}, {"birth_year": None, "place": None}),
    ({"born": date(1980, 2, 9)}, {"born": date(1980, 2, 10), "place": 2}),
    ({"born": date(1980, 2, 9)}, {"born": date(1980, 2, 10), "place": 9, "covers": [1]}),
    ({}, {"place": 2, "gender": "F"}),
    ({}, {"full_name": "Phạm Văn Rên", "gender": "F"}),
    ({}, {"full_name": "Phạm Văn Rên", "place": 2}),
    ({}, {"full_name": "Phạm Thị Rê"}),
    ({"phone": PHONE}, {"phone": PHONE, "full_name": "Đinh Văn Khác"}),
    ({"phone": PHONE}, {"phone": PHONE, "full_name": "Hồ Rê", "birth_year": 1981}),
]


@pytest.mark.parametrize(("first", "second", "reasons", "objections"), CERTAIN)
def test_a_careful_clerk_would_not_ask(first, second, reasons, objections):
    compared = compare(person(**first), person(**second))
    assert (compared.verdict, list(compared.reasons), list(compared.objections)) == ("certain", reasons, objections)


@pytest.mark.parametrize(("first", "second", "reasons", "objections"), [*POSSIBLE, *UNLISTED])
def test_somebody_has_to_look(first, second, reasons, objections):
    compared = compare(person(**first), person(**second))
    assert (compared.verdict, list(compared.reasons), list(compared.objections)) == ("possible", reasons, objections)


@pytest.mark.parametrize(("first", "second"), TWO_PEOPLE)
def test_two_people_are_two(first, second):
    assert compare(person(**first), person(**second)).verdict == "not"


def test_a_namesake_on_the_list_may_be_meant_unless_the_years_differ():
    for year in (None, 1980):
        assert compare(person(), person(birth_year=year, place=2), is_on_the_list=True).reasons == ("name_here",)
    assert compare(person(), person(birth_year=1981), is_on_the_list=True).verdict is Verdict.NOT


def test_two_names_a_letter_apart_on_one_list_are_two_people():
    assert compare(person(), person("Phạm Văn Rên"), is_on_the_list=True).verdict is Verdict.NOT
    assert compare(person(card="c"), person("Phạm Văn Rên", card="c"), is_on_the_list=True).verdict is Verdict.POSSIBLE


@pytest.mark.parametrize(("first", "second", "reasons", "objections"), [*CERTAIN, *POSSIBLE])
def test_two_records_are_listed_with_closed_words_for_and_against(first, second, reasons, objections):
    [pair] = find_pairs({7: person(**second), 3: person(**first)}, least_score=LISTED)
    assert (pair.ids, list(pair.comparison.reasons), list(pair.comparison.objections)) == ((3, 7), reasons, objections)
    assert all(str(sentence) for sentences in wording.describe(pair.comparison) for sentence in sentences)


@pytest.mark.parametrize(("first", "second"), [*TWO_PEOPLE, *(pair[:2] for pair in UNLISTED)])
def test_two_people_are_not_listed(first, second):
    assert find_pairs({1: person(**first), 2: person(**second)}, least_score=LISTED) == []


def test_who_was_told_apart_is_not_listed():
    assert find_pairs({1: person(), 2: person()}, least_score=LISTED, apart={(1, 2)}) == []


def test_the_surest_pair_comes_first():
    people = {1: person(), 2: person("Phạm Văn Rên"), 3: person(card="c"), 4: person("Hồ Khác", 1990, card="c", place=5)}
    assert [pair.ids for pair in find_pairs(people, least_score=LISTED)][:2] == [(1, 3), (3, 4)]


def test_a_thousand_of_one_name_are_a_chain_not_half_a_million_pairs():
    assert len(find_pairs({number: person() for number in range(1000)}, least_score=LISTED)) == 999


@pytest.mark.parametrize(("first", "second", "is_one"), [
    ("re", "re", False), ("re", "ren", True), ("ren", "re", True), ("re", "rd", True), ("re", "er", True), ("re", "rend", False),
    ("abcd", "acbd", True), ("abcd", "badc", False), ("", "a", True), ("ab", "cd", False),
])  # fmt: skip
def test_one_edit_is_one_letter_or_two_neighbours_turned(first, second, is_one):
    assert is_one_edit(first, second) is is_one


@pytest.mark.parametrize(("first", "second", "is_near"), [
    ("y thao", "ythao", True), ("y thao", "yt hao", True), ("y thao", "y thac", True), ("y thao", "y t ao", False),
])  # fmt: skip
def test_near_names_differ_in_one_word_or_one_space(first, second, is_near):
    assert are_near_names(first, second) is is_near


# --- whatever the particulars

PLACES = [
    None,
    Place(1),
    Place(1, former_unit=7),
    Place(1, former_unit=8),
    Place(2),
    Place(9, frozenset({1, 2})),
    Place(8, frozenset({2, 3})),
]
NAMES = ["Phạm Văn Rê", "Phạm Văn Rế", "Pham Van Re", "PHẠM VĂN RÊ", "Phạm Văn Rên", "Phạm VănRê", "Hồ Rê", "Hồ Thị Hoà"]


@st.composite
def somebody(draw):
    born = draw(st.sampled_from([None, None, date(1980, 2, 9), date(1980, 9, 2), date(1980, 2, 10), date(1981, 2, 9)]))
    full_name = draw(st.sampled_from(NAMES))
    return Particulars(
        full_name=full_name,
        folded=fold(full_name),
        birth_year=born.year if born else draw(st.sampled_from([None, 1980, 1981])),
        birth_date=born,
        gender=draw(st.sampled_from([None, "M", "F"])),
        phone=draw(st.sampled_from([None, PHONE, OTHER_PHONE])),
        card=draw(st.sampled_from([None, None, "c", "d"])),
        place=draw(st.sampled_from(PLACES)),
    )


@examples(60, deep=300)
@given(first=somebody(), second=somebody(), is_on_the_list=st.booleans())
def test_the_rule_is_symmetric_and_what_it_says_fits_together(first, second, is_on_the_list):
    compared = compare(first, second, is_on_the_list=is_on_the_list)
    assert compared == compare(second, first, is_on_the_list=is_on_the_list)
    assert (compared.verdict is Verdict.NOT) == (not compared.reasons) == (compared.score == 0)
    if compared.is_certain:
        assert first.folded == second.folded and evidence_strength(compared.reasons)
    if compared.verdict is not Verdict.NOT:
        assert first.card is None or second.card is None or first.card == second.card


@examples(30, deep=150)
@given(described=somebody(), people=st.lists(st.tuples(somebody(), st.booleans()), max_size=12))
def test_the_index_finds_whom_the_rule_names_and_nobody_else(described, people):
    index = Index()
    for number, (someone, is_on_the_list) in enumerate(people):
        index.add(number, someone, is_on_the_list=is_on_the_list)
    compared = {number: compare(described, someone, is_on_the_list=listed) for number, (someone, listed) in enumerate(people)}
    assert {match.id: match.comparison for match in index.find_matches(described)} == {
        number: comparison for number, comparison in compared.items() if comparison.verdict is not Verdict.NOT
    }


@examples(30, deep=150)
@given(people=st.lists(somebody(), min_size=2, max_size=8))
def test_every_pair_worth_listing_is_found(people):
    compared = {(a, b): compare(people[a], people[b]) for b in range(len(people)) for a in range(b)}
    assert {pair.ids: pair.comparison for pair in find_pairs(dict(enumerate(people)), least_score=LISTED)} == {
        ids: comparison for ids, comparison in compared.items() if comparison.score >= LISTED
    }
