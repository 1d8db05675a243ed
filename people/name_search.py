"""The search for people by name, as a condition of a query: `vietnamese.name_search.matches_name` in SQL."""

from django.db.models import CharField, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Replace
from django.db.models.lookups import Contains

from vietnamese.name_search import MARKS, query_words


def name_matches(q: str, folded: str = "folded") -> Q:
    """Return the condition that a name is one that `q` looks for. `folded`: the path to the column with the folded name."""
    apart: Combinable = F(folded)
    joined: Combinable = F(folded)
    for mark in MARKS:
        apart, joined = Replace(apart, Value(mark), Value(" ")), Replace(joined, Value(mark), Value(""))
    searched = Concat(Value(" "), apart, Value(" "), joined, output_field=CharField())
    has_mark = Q()
    for mark in MARKS:
        has_mark |= Q(**{f"{folded}__contains": mark})
    condition = Q()
    for word in query_words(q):
        begins_word = Q(**{f"{folded}__startswith": word}) | Q(**{f"{folded}__contains": f" {word}"})
        condition &= begins_word | (has_mark & Q(Contains(searched, f" {word}")))
    return condition
