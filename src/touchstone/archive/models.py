"""What the archive keeps: contents by their hash, and the files of organisations that have such a content."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from touchstone.archive.domain import LONGEST_NAME, LONGEST_TITLE, FileKind


class Content(models.Model):
    """Some bytes, once, whoever stored them: their SHA-256 and how many they are.

    Nothing else is kept here, for the row is shared: all of it follows from the bytes, so nobody learns from it that
    another centre has the same file. Personal data: none in the row; the bytes may hold any.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="archive_content_not_empty"),)

    def __str__(self) -> str:
        return self.sha256


class StoredFile(models.Model):
    """One version of one document of an organisation. It is superseded or withdrawn, never deleted or changed.

    ``first`` is the document's first version (none for that itself); ``replaces`` is the version before.
    Personal data: who stored it, and whatever its name, title and content say; kept for the years that the policy says.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=LONGEST_NAME)
    title = models.CharField(max_length=LONGEST_TITLE)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in FileKind])
    media_type = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later_versions")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "version"], name="archive_storedfile_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, first=None, replaces=None)
                | Q(version__gt=1, first__isnull=False, replaces__isnull=False),
                name="archive_storedfile_versions",
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "-stored_at", "-id"], name="archive_storedfile_newest"),
            models.Index(fields=["-stored_at", "-id"], name="archive_storedfile_all_newest"),
        )

    def __str__(self) -> str:
        return self.name
