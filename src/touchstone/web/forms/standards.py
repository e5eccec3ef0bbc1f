"""What is filled in to import standards, and to publish them from a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.catalogue.api import Provenance, Source
from touchstone.web.listing import Filters
from touchstone.web.widgets import DayMonthYearField, HintedRadios

MEGABYTE = 1_000_000


class ImportStandards(forms.Form):
    """A file of standards, and whose words it holds."""

    file = forms.FileField(
        label=lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.yaml,.yml"}),
        error_messages={
            "required": lazy("Choose the file that holds the standards"),
            "empty": lazy("The file is empty. Choose the file that holds the standards"),
        },
    )
    provenance = forms.ChoiceField(
        label=lazy("Whose words are they?"),
        choices=[
            (Provenance.LICENSED.value, lazy("A scheme book’s, under a licence")),
            (Provenance.OWN.value, lazy("The awarding body’s own")),
            (Provenance.ILLUSTRATIVE.value, lazy("Illustrative")),
        ],
        widget=HintedRadios(
            hints={
                Provenance.LICENSED.value: lazy("Name the licence below"),
                Provenance.ILLUSTRATIVE.value: lazy("To show how standards look; nobody is assessed on them"),
            }
        ),
        error_messages={"required": lazy("Choose whose words they are")},
    )
    source = forms.CharField(
        label=lazy("Source"),
        max_length=300,
        help_text=lazy("Title, edition and licence, as they are to be cited on every page"),
        error_messages={"required": lazy("Enter the source")},
    )

    def __init__(self, *args: Any, megabytes: int, **options: Any) -> None:
        """Take files of at most so many megabytes."""
        super().__init__(*args, **options)
        self.largest = megabytes * MEGABYTE
        said = _("CSV in UTF-8, Excel (.xlsx) or YAML; at most %(limit)s MB")
        self.fields["file"].help_text = said % {"limit": megabytes}

    def clean_file(self) -> UploadedFile[Any]:
        """The file, where it is not too large to be read at all."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.largest:
            said = _("The file is larger than %(limit)s MB. Divide it into several files")
            raise forms.ValidationError(said % {"limit": self.largest // MEGABYTE})
        return file

    @property
    def taken_from(self) -> Source:
        """Whose words they are, and from where."""
        return Source(Provenance(self.cleaned_data["provenance"]), self.cleaned_data["source"])


class FromDay(forms.Form):
    """From which day standards are in force. The preview shows what that day would change."""

    from_day = DayMonthYearField(label=lazy("In force from"), earliest=timezone.localdate)


class Publish(FromDay):
    """The day, and the mark of the preview that was looked at."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=40)


class VersionFilters(Filters):
    """Which versions a list shows."""

    area = forms.ChoiceField(label=lazy("Unit"), required=False)

    def __init__(self, *args: Any, areas: tuple[str, ...], **options: Any) -> None:
        """``areas`` are those that have standards."""
        super().__init__(*args, **options)
        field: Any = self.fields["area"]
        field.choices = [("", _("All")), *((area, area) for area in areas)]
