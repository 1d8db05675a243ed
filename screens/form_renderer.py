"""How `{{ form }}` is drawn: native date and time inputs, an error summary that links to the fields."""

from django import forms
from django.forms.renderers import DjangoTemplates

# Input types of browsers and the format that they read and send, in any language.
NATIVE_INPUTS = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


class NativeInputField(forms.BoundField):
    """A field with a native date or time input and an id for the error summary to link to."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        for widget in (field.widget, *getattr(field.widget, "widgets", ())):
            for widget_class, (input_type, date_format) in NATIVE_INPUTS.items():
                if isinstance(widget, widget_class) and widget.input_type == "text" and not widget.format:
                    widget.input_type, widget.format = input_type, date_format

    @property
    def target_id(self) -> str:
        """Return the id of the field's first control; a group of choices has none of its own."""
        if self.use_fieldset and self.auto_id:
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)


class FormRenderer(DjangoTemplates):
    """Draw forms by this project's templates; the engine also finds the templates of widgets in all apps."""

    form_template_name = "screens/_form.html"
    formset_template_name = "screens/_formset.html"
    field_template_name = "screens/_field.html"
    bound_field_class = NativeInputField
