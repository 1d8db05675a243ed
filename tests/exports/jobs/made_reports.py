"""A report for tests whose rows can be held back."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils import timezone

from exports.reports import catalogue
from exports.table import Column, Table
from people.disclosures import lists
from people.disclosures.lists import LoggedList


@dataclass
class Rows:
    """Numbers, `before_each(number)` called before each; as long as a list, but read as they are asked for."""

    length: int
    before_each: Callable[[int], object]

    def __len__(self):
        return self.length

    def __iter__(self):
        for number in range(self.length):
            self.before_each(number)
            yield [number]


def register_numbers(before_each, *, length=200, read_people=None):
    """Offer a report `numbers`, in which the people stand that `read_people` returns."""

    def build(user, form):
        made = {"made_by": user.full_name, "made_at": timezone.now()}
        return Table("numbers", "Các số", [Column("number", "Số", "number")], Rows(length, before_each), read_people=read_people, **made)

    listed = LoggedList("numbers", "Các số", rows_are_people=False)
    catalogue.register(catalogue.Report("Các số", "Thử", forms.Form, build, 999, listed))


def forget_numbers():
    catalogue._reports.pop("numbers", None)
    lists._lists.pop("numbers", None)
