"""The forms about documents: adding one, replacing it, withdrawing it, and finding it in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from touchstone.archive.api import (
    BY_ENDING,
    LONGEST_REASON,
    LONGEST_TITLE,
    MEGABYTE,
    TAKEN,
    Examined,
    FileKind,
    FileRefused,
    FilesWanted,
    examine,
)
from touchstone.web.listing import Filters

KIND_NAMES = {
    FileKind.POLICY: _("Policy or procedure"),
    FileKind.STAFF: _("Staff certificate or CV"),
    FileKind.PREMISES: _("Premises and equipment"),
    FileKind.RECORD: _("Record or minutes"),
    FileKind.REPORT: _("Report"),
    FileKind.CORRESPONDENCE: _("Correspondence"),
    FileKind.OTHER: _("Other"),
}

KINDS = [(kind.value, name) for kind, name in KIND_NAMES.items()]


class FileField(forms.FileField):
    """A file that is looked into before it is taken; its cleaned value is what was found."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the file."),
        "missing": _("Choose the file."),
        "empty": _("This file is empty. Check that it was saved, and choose it again."),
    }

    def __init__(self, **options: Any) -> None:
        """Offer the endings that are taken."""
        widget = forms.FileInput(attrs={"accept": ",".join(sorted(BY_ENDING))})
        super().__init__(widget=widget, **options)
        self.largest = 0

    def allow(self, megabytes: int) -> None:
        """Take files up to so many megabytes, and say so."""
        self.largest = megabytes * MEGABYTE
        self.help_text = _("At most %(limit)s MB. What is taken: %(taken)s.") % {"limit": megabytes, "taken": TAKEN}

    def clean(self, data: UploadedFile[Any] | None, initial: Any = None) -> Examined:
        """What was found in the file that was sent."""
        sent = super().clean(data, initial)
        try:
            # The name as it was sent is cleaned by the archive; Django's own shortens it at a path.
            return examine(sent.name, sent.file, largest=self.largest)
        except FileRefused as refused:
            raise ValidationError(str(refused), code="refused") from None


class _WithFile(forms.Form):
    """A form with a file of limited size."""

    def __init__(self, *args: Any, megabytes: int, **options: Any) -> None:
        """Take files up to so many megabytes."""
        super().__init__(*args, **options)
        field = self.fields["file"]
        assert isinstance(field, FileField)
        field.allow(megabytes)
        if self.is_bound:
            again = _("Your browser does not keep the choice of a file: choose it again.")
            field.help_text = f"{again} {field.help_text}"


class AddDocument(_WithFile):
    """A new document."""

    file = FileField(label=_("File"))
    kind = forms.ChoiceField(
        label=_("What it is for"),
        choices=[("", _("Choose")), *KINDS],
        error_messages={
            "required": _("Choose what the document is for."),
            "invalid_choice": _("Choose what the document is for."),
        },
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("How people will know it, such as “Appeals procedure 2026”. Left empty: the file's name."),
    )


class ReplaceDocument(_WithFile):
    """A newer version of a document."""

    file = FileField(label=_("New file"))
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Enter the title.")},
    )


class RetireDocument(forms.Form):
    """Why a document is withdrawn."""

    why = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with the document."),
        error_messages={"required": _("Say why the document is withdrawn.")},
    )


class FindDocuments(Filters):
    """Which documents the list shows."""

    q = forms.CharField(
        label=_("Title or file name"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("What it is for"), required=False, choices=[("", _("Everything")), *KINDS])
    centre = forms.TypedChoiceField(label=_("Centre"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("In force")), ("all", _("Also superseded and withdrawn"))]
    )

    def __init__(self, *args: Any, centres: Sequence[tuple[int, str]], **options: Any) -> None:
        """Offer the centres within reach, where there are several."""
        super().__init__(*args, **options)
        field = self.fields["centre"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All centres")), *centres]
        if len(centres) < 2:
            del self.fields["centre"]

    def wanted(self) -> FilesWanted:
        """What the list is to show; what makes no sense in the address is passed over."""
        given = self.chosen
        return FilesWanted(
            search=given.get("q", ""),
            kind=FileKind(given["kind"]) if given.get("kind") else None,
            organisation=given.get("centre"),
            retired="state" in given,
        )
