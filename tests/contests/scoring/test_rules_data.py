import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.scoring.rules_data import read_rules, write_rules
from tests.contests.scoring.rule_sets import criterion, round_of, rules_data, rules_of

FULL = rules_data(
    round_of(
        "chao-hoi", time_limit=300, grace=15, penalty={"kind": "bands", "bands": [[1, "0,25"], [60, "0.5"]], "cap": "1"}, discrepancy="2"
    ),
    round_of("kien-thuc", weight="0.2", aggregation={"kind": "sum"}),
    round_of("tinh-huong", aggregation={"kind": "trimmed", "drop": 1}, time_limit=300, penalty={"kind": "per_full_minute", "points": "1"}),
    round_of("tieu-pham", criteria=[criterion("noi-dung", "24"), criterion("dien-xuat", "16", "0.5")], aggregation={"kind": "median"}),
    rank_on="exact",
    tie_breaks=["round:tieu-pham", "fewer-penalties", "head-judge", "supplementary", "share"],
    prizes=[
        {"key": "first", "slots": 1, "min": "90"},
        {"key": "consolation", "slots": 3},
        {"key": "special", "slots": 1, "title": "Tiểu phẩm hay nhất", "by": "round:tieu-pham"},
    ],
    shared_prize="reduces-next",
    team={"min": 5, "max": 20, "reserves": 1, "gender_gap": "30", "minority_share": "50", "one_per_unit": True},
)


def test_rules_are_read_and_written_the_same():
    rules, problems = read_rules(FULL)
    assert problems == []
    assert read_rules(write_rules(rules)) == (rules, [])
    assert write_rules(rules)["rounds"][0]["penalty"] == {"kind": "bands", "bands": [[1, "0.25"], [60, "0.5"]], "cap": "1"}
    assert rules.round("tieu-pham").max == 40


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"rounds": []}, ("rounds", "wrong_length")),
        ({"rounds": {}}, ("rounds", "not_a_list")),
        ({"rounds": [round_of(), 7]}, ("rounds.1", "not_an_object")),
        ({"rounds": [round_of(), round_of()]}, ("rounds.1.key", "taken")),
        ({"rounds": [round_of("Tiểu phẩm")]}, ("rounds.0.key", "wrong_key")),
        ({"rounds": [round_of(name=" ")]}, ("rounds.0.name", "required")),
        ({"rounds": [round_of(name="x" * 121)]}, ("rounds.0.name", "text_too_long")),
        ({"rounds": [round_of(weight="0")]}, ("rounds.0.weight", "out_of_range")),
        ({"rounds": [round_of(criteria=[])]}, ("rounds.0.criteria", "wrong_length")),
        ({"rounds": [round_of(criteria=[criterion(), criterion()])]}, ("rounds.0.criteria.1.key", "taken")),
        ({"rounds": [round_of(criteria=[criterion(most="10", step="0.3")])]}, ("rounds.0.criteria.0.max", "off_step")),
        ({"rounds": [round_of(criteria=[criterion(most="tám")])]}, ("rounds.0.criteria.0.max", "not_a_number")),
        ({"rounds": [round_of(criteria=[criterion(step="")])]}, ("rounds.0.criteria.0.step", "required")),
        ({"rounds": [round_of(criteria=[criterion(step="-1")])]}, ("rounds.0.criteria.0.step", "out_of_range")),
        ({"rounds": [round_of(aggregation={"kind": "best"})]}, ("rounds.0.aggregation.kind", "unknown_choice")),
        ({"rounds": [round_of(aggregation={"kind": "trimmed", "drop": 4})]}, ("rounds.0.aggregation.drop", "out_of_range")),
        ({"rounds": [round_of(time_limit="1.5")]}, ("rounds.0.time_limit", "not_whole")),
        ({"rounds": [round_of(penalty={"kind": "fixed", "points": "1"})]}, ("rounds.0.penalty", "penalty_without_limit")),
        ({"rounds": [round_of(time_limit=60, penalty={"kind": "fixed"})]}, ("rounds.0.penalty.points", "required")),
        ({"rounds": [round_of(time_limit=60, penalty={"kind": "bands"})]}, ("rounds.0.penalty.bands", "wrong_length")),
        (
            {"rounds": [round_of(time_limit=60, penalty={"kind": "bands", "bands": [[60, "0.5"], [1, "1"]]})]},
            ("rounds.0.penalty.bands.1", "bands_do_not_ascend"),
        ),
        (
            {"rounds": [round_of(time_limit=60, penalty={"kind": "bands", "bands": [[0, "0.5"]]})]},
            ("rounds.0.penalty.bands.0", "wrong_band"),
        ),
        ({"tie_breaks": []}, ("tie_breaks", "required")),
        ({"tie_breaks": ["round:khong-co", "lots"]}, ("tie_breaks.0", "unknown_choice")),
        ({"tie_breaks": ["round:tieu-pham"]}, ("tie_breaks", "does_not_end")),
        ({"tie_breaks": ["supplementary"]}, ("tie_breaks", "does_not_end")),
        ({"tie_breaks": ["lots", "round:tieu-pham", "share"]}, ("tie_breaks.1", "after_people")),
        ({"tie_breaks": ["fewer-penalties", "fewer-penalties", "lots"]}, ("tie_breaks.1", "taken")),
        ({"prizes": []}, ("prizes", "wrong_length")),
        ({"prizes": [{"key": "gold", "slots": 1}]}, ("prizes.0.key", "unknown_choice")),
        ({"prizes": [{"key": "first"}]}, ("prizes.0.slots", "required")),
        ({"prizes": [{"key": "second", "slots": 1}, {"key": "first", "slots": 1}]}, ("prizes", "prizes_out_of_order")),
        ({"prizes": [{"key": "special", "slots": 1}]}, ("prizes.0.title", "required")),
        ({"prizes": [{"key": "special", "slots": 1, "title": "Hay", "by": "round:x"}]}, ("prizes.0.by", "unknown_choice")),
        ({"decimals": 9}, ("decimals", "out_of_range")),
        ({"rank_on": "luck"}, ("rank_on", "unknown_choice")),
        ({"team": {"min": 6, "max": 5}}, ("team.max", "max_below_min")),
        ({"team": []}, ("team", "not_an_object")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes, problem):
    _rules, problems = read_rules(rules_data(**changes))
    assert problem in [(each.path, each.code) for each in problems]


def test_all_that_is_wrong_is_named_at_once():
    _rules, problems = read_rules(rules_data(round_of(weight="x", criteria=[criterion(step="y")]), tie_breaks=[]))
    assert {problem.path for problem in problems} == {"rounds.0.weight", "rounds.0.criteria.0.step", "tie_breaks"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["mean", "lots", "first", "0.25", "bands"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FULL, *FULL["rounds"][0], "kind", "max", "step", "slots", "bands"]), inner, max_size=6)
    ),
    max_leaves=30,
)


@given(JSON)
def test_whatever_is_sent_is_read_or_refused(data):
    rules, problems = read_rules(data)
    assert problems or read_rules(write_rules(rules)) == (rules, [])


def test_rules_of_the_tests_hold():
    assert rules_of().rounds[0].max == 10
