"""What the catalogue keeps in the database: versions of standards, the guide as edited, files to publish, advice."""

from __future__ import annotations

from django.db import models

from touchstone.catalogue.domain.standards import CriterionKind, Provenance


def _choices(values: type[Provenance | CriterionKind]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class StandardVersion(models.Model):
    """One published version of the standards of an area at a level. Never changed or deleted; the next follows it.

    What was judged under a version stays under it.

    Personal data: none.
    """

    area = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.TextField()
    summary = models.TextField()
    provenance = models.CharField(max_length=12, choices=_choices(Provenance))
    source = models.TextField()
    from_day = models.DateField()
    published_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    words = models.TextField()
    """All that it says, without accents and capitals: what a search looks through."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "level", "number"], name="catalogue_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="catalogue_version_numbered_from_one"),
        )
        indexes = (models.Index(fields=["area", "level", "-from_day", "-number"], name="catalogue_version_of_day"),)

    def __str__(self) -> str:
        return f"{self.area} level {self.level}, version {self.number}"


class Outcome(models.Model):
    """One outcome of a version of standards.

    Personal data: none.
    """

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="outcomes")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "code"], name="catalogue_outcome_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Criterion(models.Model):
    """One criterion of a version of standards; evidence and judgements point at it.

    Personal data: none.
    """

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="criteria")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=_choices(CriterionKind))
    text = models.TextField()
    occurrences = models.PositiveSmallIntegerField(default=1)
    methods = models.JSONField(default=list)
    simulation = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="catalogue_criterion_once"),
            models.CheckConstraint(condition=models.Q(occurrences__gte=1), name="catalogue_criterion_occurs"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Signpost(models.Model):
    """One opportunity to show a key skill while working towards a unit.

    Personal data: none.
    """

    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="signposts")
    place = models.PositiveSmallIntegerField()
    component = models.CharField(max_length=8)
    note = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "component"], name="catalogue_signpost_once"),)

    def __str__(self) -> str:
        return f"{self.component} {self.note}"


class StandardsFile(models.Model):
    """A file of standards that was uploaded: read, looked at, and then published or set aside.

    Personal data: who uploaded it. The content is emptied once the file is published or set aside.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    provenance = models.CharField(max_length=12, choices=_choices(Provenance))
    source = models.TextField()
    uploaded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    lines = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    job = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_from = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class GuideEdit(models.Model):
    """A page of the public guide as the awarding body has edited it; the latest holds, a reverted one is empty.

    Personal data: who edited it, for as long as the page is kept.
    """

    slug = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    title_cy = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    summary_cy = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    reverted = models.BooleanField(default=False)
    edited_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["slug", "number"], name="catalogue_guide_edit_once"),)

    def __str__(self) -> str:
        return f"{self.slug}, edit {self.number}"


class AdviceRequest(models.Model):
    """One request for an advice call or visit, from somebody who need not have an account.

    Personal data: name, address or telephone number and what was asked, to answer it; deleted with the answer two
    years after it was given.
    """

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    organisation_name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    way = models.CharField(max_length=5)
    topics = models.JSONField(default=list)
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["answered_at", "asked_at"], name="catalogue_advice_waiting"),)

    def __str__(self) -> str:
        return self.reference
