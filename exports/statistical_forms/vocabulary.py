"""What forms may name: the measures, groupings and filters of the other reports."""

from functools import lru_cache

from activities.models import Activity
from attendance.models import Registration
from exports.counting.groupings import GROUPINGS
from exports.counting.measures import MEASURES
from exports.statistical_forms import period_rules
from exports.statistical_forms.reading import StatisticalForm, Vocabulary, read_form


def can_count(measure: str, groupings: tuple[str, ...]) -> bool:
    return MEASURES[measure].grouped_by([GROUPINGS[name] for name in groupings]) is not None


def vocabulary() -> Vocabulary:
    return Vocabulary(
        measures=frozenset(MEASURES),
        groupings=frozenset(GROUPINGS),
        choices={name: tuple(key for key, _label in grouping.choices) for name, grouping in GROUPINGS.items() if grouping.choices},
        filters={"kind": tuple(Activity.Kind.values), "role": tuple(Registration.Role.values), "programme_line": None},
        periods=period_rules.NAMES,
        can_count=can_count,
    )


@lru_cache(maxsize=256)
def read(text: str) -> StatisticalForm:
    """Return the form of a file, read once. Raise exports.statistical_forms.reading.FormRefused."""
    return read_form(text, vocabulary())
