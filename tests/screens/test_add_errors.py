from django import forms
from django.core.exceptions import ValidationError

from screens.forms import add_errors


class PersonForm(forms.Form):
    full_name = forms.CharField()
    birth = forms.CharField(required=False)


def test_errors_stand_beside_the_fields_that_they_name_and_others_above_the_form():
    form = PersonForm({"full_name": "A Brol"})
    form.full_clean()
    add_errors(form, ValidationError({"full_name": ["too long"], "unit": ["no such unit"]}))
    assert form.errors == {"full_name": ["too long"], "__all__": ["no such unit"]}


def test_an_error_of_no_field_stands_above_the_form():
    form = PersonForm({"full_name": "A Brol"})
    form.full_clean()
    add_errors(form, ValidationError("not now"))
    assert form.errors == {"__all__": ["not now"]}


def test_a_field_that_has_an_error_keeps_that_one():
    form = PersonForm({"full_name": ""})
    form.full_clean()
    before = list(form.errors["full_name"])
    add_errors(form, ValidationError({"full_name": ["another"]}))
    assert form.errors == {"full_name": before}


def test_names_of_an_action_lead_to_the_forms_own_field():
    form = PersonForm({"full_name": "A Brol", "birth": "30/2/1990"})
    form.full_clean()
    add_errors(form, ValidationError({"birth_date": ["no such day"]}), field_names={"birth_date": "birth"})
    assert form.errors == {"birth": ["no such day"]}
