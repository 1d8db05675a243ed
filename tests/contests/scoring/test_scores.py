from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.scoring.ranking import Decision, best_of_rounds, rank
from contests.scoring.scores import (
    Entrant,
    Performance,
    find_discrepancies,
    find_missing,
    find_unequal_panels,
    score_team,
)
from tests.contests.scoring.rule_sets import round_of, rules_of

HEAD = 1
SEATS = frozenset({1, 2, 3})


def performance(round_="tieu-pham", *marks, expected=SEATS, **changes):
    """A performance marked from seat 1 on."""
    totals = {seat: Fraction(str(mark)) for seat, mark in enumerate(marks, 1)}
    return Performance(round_, totals, expected=frozenset(expected), **changes)


def entrant(team, *performances):
    return Entrant(team, {performance.round: performance for performance in performances})


def total_of(rules, *performances):
    return score_team(rules, entrant(7, *performances), head=HEAD)


# --- the score of a team


def test_the_penalty_is_taken_off_once_after_the_panel():
    rules = rules_of(round_of(time_limit=300, penalty={"kind": "bands", "bands": [[1, "0.25"], [60, "0.5"]]}))
    score = total_of(rules, performance("tieu-pham", 8, 8.25, 8.5, elapsed=301))
    assert (score.total, score.published, score.penalties) == (8, "8.00", Fraction(1, 4))
    assert score.rounds["tieu-pham"].panel.score == Fraction("8.25")


def test_a_score_is_never_below_zero():
    rules = rules_of(round_of(time_limit=300, penalty={"kind": "per_full_minute", "points": "5"}))
    assert total_of(rules, performance("tieu-pham", 8, 8, 8, elapsed=1000)).published == "0.00"


def test_people_may_decide_another_penalty():
    rules = rules_of(round_of(time_limit=300, penalty={"kind": "fixed", "points": "1"}))
    assert total_of(rules, performance("tieu-pham", 8, 8, 8, elapsed=400, penalty=Fraction(0))).published == "8.00"


def test_rounds_are_weighted_and_rounded_once():
    rules = rules_of(round_of("chao-hoi", weight="0.5"), round_of("tieu-pham"))
    score = total_of(rules, performance("chao-hoi", 8, 8, 9), performance("tieu-pham", 7, 7, 8))
    assert (score.total, score.published) == (Fraction(69, 6), "11.50")
    assert score.total == Fraction(1, 2) * Fraction(25, 3) + Fraction(22, 3)


def test_missing_is_not_zero():
    rules = rules_of(round_of("chao-hoi"), round_of("tieu-pham"))
    score = total_of(rules, performance("chao-hoi", 8, 8, 9), performance("tieu-pham", 7, 7))
    assert (score.total, score.published, list(score.rounds)) == (None, None, ["chao-hoi"])
    missing = find_missing(rules, [entrant(7, performance("chao-hoi", 8), performance("tieu-pham", 7, 7))], head=HEAD)
    assert missing == [(7, "chao-hoi", 2), (7, "chao-hoi", 3), (7, "tieu-pham", 3)]


def test_who_did_not_come_on_has_no_points_in_that_round_and_needs_no_sheets():
    rules = rules_of(round_of("chao-hoi"), round_of("tieu-pham"))
    absent = performance("tieu-pham", is_no_show=True)
    assert total_of(rules, performance("chao-hoi", 8, 8, 8), absent).published == "8.00"
    assert find_missing(rules, [entrant(7, performance("chao-hoi", 8, 8, 8), absent)], head=HEAD) == []


def test_a_round_that_nobody_may_mark_has_no_score():
    assert total_of(rules_of(), performance("tieu-pham", expected=())).total is None


def test_a_judge_who_is_excused_is_not_waited_for():
    assert total_of(rules_of(), performance("tieu-pham", 8, 9, expected={1, 2})).published == "8.50"


def test_a_consensus_is_the_head_judges_sheet():
    rules = rules_of(round_of(aggregation={"kind": "consensus"}))
    assert total_of(rules, performance("tieu-pham", 8, expected=SEATS)).published == "8.00"
    assert find_missing(rules, [entrant(7, performance("tieu-pham"))], head=HEAD) == [(7, "tieu-pham", HEAD)]
    assert score_team(rules, entrant(7, performance("tieu-pham", 8)), head=None).total is None


def test_sums_of_unequal_panels_are_named():
    rules = rules_of(round_of("chao-hoi", aggregation={"kind": "sum"}), round_of("tieu-pham"))
    whole = entrant(1, performance("chao-hoi", 8, 8, 8), performance("tieu-pham", 8, 8))
    assert find_unequal_panels(rules, [whole, entrant(2, performance("chao-hoi", 8, 8), performance("tieu-pham", 8))]) == ["chao-hoi"]
    assert find_unequal_panels(rules, [whole, entrant(2, performance("chao-hoi", is_no_show=True), performance("tieu-pham", 8))]) == []


def test_sheets_that_differ_by_more_than_the_rules_bear():
    rules = rules_of(round_of(discrepancy="2"))
    teams = [entrant(team, performance("tieu-pham", *marks)) for team, marks in enumerate([(6, 8, 7), (6, 8.25, 7), ()], 1)]
    assert find_discrepancies(rules, teams) == [(2, "tieu-pham", Fraction("2.25"))]
    assert find_discrepancies(rules_of(), teams) == []


# --- places, ties and prizes


def marked(**totals):
    """Entrants of one round whose three judges gave the same; t1=8 is team 1 with 8 points."""
    return [entrant(int(name[1:]), performance("tieu-pham", total, total, total)) for name, total in totals.items()]


def ranked(rules, entrants, decisions=()):
    return rank(rules, [score_team(rules, each, head=HEAD) for each in entrants], decisions)


def places_of(ranking):
    return [(place.number, place.teams) for place in ranking.places]


def test_places_are_1_2_2_4():
    ranking = ranked(rules_of(), marked(t1=8, t2=9, t3=8, t4=7))
    assert places_of(ranking) == [(1, (2,)), (2, (1, 3)), (4, (4,))]


def test_what_looks_tied_is_tied_unless_the_rules_rank_by_the_fractions():
    teams = [entrant(1, performance("tieu-pham", 8, 8, 8.25)), entrant(2, performance("tieu-pham", "8.083", "8.083", "8.083"))]
    assert places_of(ranked(rules_of(), teams)) == [(1, (1, 2))]
    assert places_of(ranked(rules_of(rank_on="exact"), teams)) == [(1, (1,)), (2, (2,))]


def two_rounds(*tie_breaks):
    return rules_of(
        round_of("chao-hoi", time_limit=300, penalty={"kind": "per_full_minute", "points": "1"}),
        round_of("tieu-pham"),
        tie_breaks=list(tie_breaks),
    )


def test_a_tie_is_broken_in_the_order_of_the_rules():
    teams = [
        entrant(1, performance("chao-hoi", 9, 9, 9), performance("tieu-pham", 8, 8, 8)),
        entrant(2, performance("chao-hoi", 8, 8, 8), performance("tieu-pham", 9, 9, 9)),
        entrant(3, performance("chao-hoi", 10, 9, 8, elapsed=360), performance("tieu-pham", 9, 9, 9)),
    ]
    assert places_of(ranked(two_rounds("lots"), teams)) == [(1, (1, 2, 3))]
    assert places_of(ranked(two_rounds("round:tieu-pham", "lots"), teams)) == [(1, (2, 3)), (3, (1,))]
    assert places_of(ranked(two_rounds("round:tieu-pham", "fewer-penalties", "lots"), teams)) == [(1, (2,)), (2, (3,)), (3, (1,))]
    assert places_of(ranked(two_rounds("head-judge", "lots"), teams)) == [(1, (3,)), (2, (1, 2))]


def test_a_tie_across_a_prize_leaves_its_teams_without_one_until_it_is_decided():
    ranking = ranked(rules_of(), marked(t1=8, t2=8, t3=7, t4=6))
    assert [(tie.place, tie.teams, tie.crosses_prize) for tie in ranking.ties] == [(1, (1, 2), True)]
    assert ranking.prizes == {3: "third", 4: "third"}
    decided = ranked(rules_of(), marked(t1=8, t2=8, t3=7, t4=6), [Decision((2, 1))])
    assert (decided.ties, places_of(decided)[:2]) == ((), [(1, (2,)), (2, (1,))])
    assert decided.prizes == {2: "first", 1: "second", 3: "third", 4: "third"}


def test_a_tie_within_one_prize_is_left_as_it_is():
    ranking = ranked(rules_of(), marked(t1=9, t2=8, t3=7, t4=7))
    assert [(tie.place, tie.crosses_prize) for tie in ranking.ties] == [(3, False)]
    assert ranking.prizes == {1: "first", 2: "second", 3: "third", 4: "third"}


def test_a_tie_below_the_last_prize_is_left_and_one_across_the_last_is_not():
    below = ranked(rules_of(), marked(t1=9, t2=8, t3=7, t4=6, t5=5, t6=5))
    assert [(tie.place, tie.crosses_prize) for tie in below.ties] == [(5, False)]
    across = ranked(rules_of(), marked(t1=9, t2=8, t3=7, t4=6, t5=6))
    assert [(tie.place, tie.crosses_prize) for tie in across.ties] == [(4, True)]


def test_a_shared_prize_goes_beyond_its_slots():
    shared = [Decision((1, 2), is_shared=True)]
    kept = ranked(rules_of(), marked(t1=8, t2=8, t3=7, t4=6, t5=5), shared)
    assert (places_of(kept)[0], kept.ties) == ((1, (1, 2)), ())
    assert kept.prizes == {1: "first", 2: "first", 3: "second", 4: "third", 5: "third"}
    reduced = ranked(rules_of(shared_prize="reduces-next"), marked(t1=8, t2=8, t3=7, t4=6, t5=5), shared)
    assert reduced.prizes == {1: "first", 2: "first", 3: "third", 4: "third"}


def test_rules_that_share_ask_nobody():
    ranking = ranked(rules_of(tie_breaks=["share"]), marked(t1=8, t2=8, t3=7))
    assert (ranking.ties, ranking.prizes) == ((), {1: "first", 2: "first", 3: "second"})
    asked = ranked(rules_of(tie_breaks=["supplementary", "share"]), marked(t1=8, t2=8, t3=7))
    assert [tie.teams for tie in asked.ties] == [(1, 2)]


def test_a_decision_about_other_teams_than_are_tied_now_holds_no_more():
    ranking = ranked(rules_of(), marked(t1=8, t2=8, t3=8), [Decision((2, 1))])
    assert [tie.teams for tie in ranking.ties] == [(1, 2, 3)]


def test_a_ranking_tells_which_decisions_decided_something():
    decisions = [Decision((2, 1)), Decision((3, 4)), Decision((1, 2))]
    assert ranked(rules_of(), marked(t1=8, t2=8, t3=7, t4=6), decisions).decisions == (Decision((1, 2)),)


def test_the_last_of_several_decisions_holds():
    ranking = ranked(rules_of(), marked(t1=8, t2=8), [Decision((2, 1)), Decision((1, 2))])
    assert places_of(ranking) == [(1, (1,)), (2, (2,))]


def test_a_prize_with_a_least_total_stays_empty_where_nobody_reaches_it():
    prizes = [{"key": "first", "slots": 1, "min": "9"}, {"key": "second", "slots": 1, "min": "8"}, {"key": "third", "slots": 2}]
    assert ranked(rules_of(prizes=prizes), marked(t1=8.5, t2=7, t3=6, t4=5)).prizes == {1: "second", 2: "third", 3: "third"}


def test_the_best_of_a_round_has_its_special_prize():
    rules = rules_of(
        round_of("chao-hoi"),
        round_of("tieu-pham"),
        prizes=[
            {"key": "first", "slots": 1},
            {"key": "special", "slots": 1, "title": "Chào hỏi ấn tượng", "by": "round:chao-hoi"},
            {"key": "special", "slots": 1, "title": "Tiểu phẩm hay nhất", "by": "round:tieu-pham"},
            {"key": "special", "slots": 1, "title": "Đội được yêu thích", "by": "vote"},
        ],
    )
    teams = [
        entrant(1, performance("chao-hoi", 9, 9, 9), performance("tieu-pham", 8, 8, 8)),
        entrant(2, performance("chao-hoi", 8, 8, 8), performance("tieu-pham", 8, 8, 8)),
    ]
    scores = [score_team(rules, each, head=HEAD) for each in teams]
    assert best_of_rounds(rules, scores) == {"Chào hỏi ấn tượng": (1,), "Tiểu phẩm hay nhất": (1, 2)}


def test_a_team_without_a_total_cannot_be_ranked():
    with pytest.raises(ValueError, match="without a total"):
        ranked(rules_of(), [entrant(1, performance("tieu-pham", 8))])


# --- any contest

QUARTERS = st.integers(0, 40).map(lambda quarters: Fraction(quarters, 4))
AGGREGATIONS = st.sampled_from([{"kind": kind, "drop": 1} for kind in ("mean", "sum", "median", "trimmed")])


@st.composite
def contests(draw):
    """Rules of two rounds and two to six teams that five judges marked, often alike."""
    rules = rules_of(
        round_of("chao-hoi", aggregation=draw(AGGREGATIONS), time_limit=300, penalty={"kind": "per_started_minute", "points": "0.5"}),
        round_of("tieu-pham", aggregation=draw(AGGREGATIONS)),
        tie_breaks=draw(st.sampled_from([["lots"], ["round:tieu-pham", "fewer-penalties", "head-judge", "lots"], ["share"]])),
        rank_on=draw(st.sampled_from(["published", "exact"])),
    )
    marks = st.sampled_from(draw(st.lists(QUARTERS, min_size=1, max_size=3)))
    teams = [
        entrant(
            team,
            *(
                Performance(
                    key, {seat: draw(marks) for seat in range(1, 6)}, frozenset(range(1, 6)), draw(st.sampled_from([None, 300, 301, 400]))
                )
                for key in ("chao-hoi", "tieu-pham")
            ),
        )
        for team in range(1, draw(st.integers(2, 6)) + 1)
    ]
    return rules, teams


@given(contests(), st.randoms())
def test_the_order_of_teams_and_sheets_changes_nothing(contest, random):
    rules, teams = contest
    shuffled = [
        Entrant(each.team, {key: replace(p, totals=dict(random.sample(list(p.totals.items()), 5))) for key, p in each.performances.items()})
        for each in teams
    ]
    random.shuffle(shuffled)
    assert ranked(rules, shuffled) == ranked(rules, teams)


@given(contests(), st.randoms())
def test_other_names_of_the_teams_change_nothing(contest, random):
    rules, teams = contest
    names = dict(zip(range(1, 7), random.sample(range(100, 200), 6), strict=True))
    renamed = ranked(rules, [Entrant(names[each.team], each.performances) for each in teams])
    ranking = ranked(rules, teams)
    assert [(place.number, set(place.teams)) for place in renamed.places] == [
        (place.number, {names[team] for team in place.teams}) for place in ranking.places
    ]
    assert renamed.prizes == {names[team]: prize for team, prize in ranking.prizes.items()}


@given(contests(), st.data())
def test_a_higher_mark_lowers_neither_total_nor_place(contest, data):
    rules, teams = contest
    chosen = data.draw(st.sampled_from(teams))
    key, seat = data.draw(st.sampled_from(["chao-hoi", "tieu-pham"])), data.draw(st.integers(1, 5))
    before = chosen.performances[key]
    after = replace(before, totals={**before.totals, seat: before.totals[seat] + Fraction(1, 4)})
    raised = Entrant(chosen.team, {**chosen.performances, key: after})
    others = [each for each in teams if each is not chosen]
    assert score_team(rules, raised, head=HEAD).total >= score_team(rules, chosen, head=HEAD).total
    place, place_before = (
        next(place.number for place in ranked(rules, entrants).places if chosen.team in place.teams)
        for entrants in ([*others, raised], teams)
    )
    assert place <= place_before


@given(contests())
def test_every_team_has_one_place_and_no_prize_is_above_a_better_place(contest):
    rules, teams = contest
    ranking = ranked(rules, teams)
    assert sorted(team for place in ranking.places for team in place.teams) == [each.team for each in teams]
    order = {"first": 0, "second": 1, "third": 2}
    tied = {team for tie in ranking.ties for team in tie.teams}
    prizes = [order.get(ranking.prizes.get(team, ""), 3) for place in ranking.places for team in place.teams if team not in tied]
    assert prizes == sorted(prizes)
    assert all(len({ranking.prizes.get(team) for team in place.teams}) == 1 for place in ranking.places)
