"""How many cases are tried by the tests that try many: few in `make test`, all in `make test-deep` (`pytest --deep`), which runs all tests."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import hypothesis

Cases = TypeVar("Cases")
is_deep = False  # set by conftest.py before any test module is imported


def by_depth(few: Cases, *, deep: Cases) -> Cases:
    """Return which cases to try, or how many; the test is marked `deep` beside."""
    return deep if is_deep else few


def share_of_engine(cases: Sequence[Any], *, start: int = 0) -> Sequence[Any]:
    """Return every second case, on PostgreSQL those between: the two runs of `make test-deep` try all of them together.

    `start` differs from field to field and from address to address, so that each value meets both engines somewhere.
    """
    return cases[(start + is_on_postgres()) % 2 :: 2]


def is_on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def examples(few: int, *, deep: int) -> Callable[[Any], Any]:
    """Let hypothesis draw so many examples instead of 20, in `make test-deep` instead of 100; half of them on PostgreSQL."""
    return hypothesis.settings(max_examples=share_of_examples(by_depth(few, deep=deep)))


def share_of_examples(count: int) -> int:
    """Return how many of so many examples this engine tries: how a database answers is one thing of many."""
    return max(1, count // 2) if is_on_postgres() else count
