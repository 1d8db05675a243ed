"""How `{{ form }}` is drawn: what describes a field, an error summary that links to the fields."""

from django import forms
from django.forms.renderers import DjangoTemplates

from screens.day_filters import TypedInput


class DescribedField(forms.BoundField):
    """A field with an id for the error summary to link to; a day or time is also described by what it means."""

    @property
    def aria_describedby(self) -> str | None:
        described_by = super().aria_describedby
        if isinstance(self.field.widget, TypedInput) and self.auto_id:
            return f"{described_by} {self.auto_id}_said" if described_by else f"{self.auto_id}_said"
        return described_by

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
    bound_field_class = DescribedField
