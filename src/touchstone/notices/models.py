"""Notices in the application, and the outbox of e-mail."""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """One thing that a person is told in the application.

    Personal data: whom it is for and what it says; deleted a year after it was read.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "-at"], name="notices_notice_of_person"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notices_notice_unread"),
        )

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """One e-mail in the outbox: written in the act's transaction, sent by a worker afterwards.

    Personal data: address and text; the text is emptied when it was sent (it may carry a secret link), the row is
    deleted after 90 days.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=5, default="en-gb")
    posted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["posted_at"], condition=models.Q(sent_at=None), name="notices_message_waiting"),
        )

    def __str__(self) -> str:
        return self.subject


class Job(models.Model):
    """One piece of long work that a worker does for somebody: how far it has come, and how it ended.

    Personal data: who asked for it, and under which hat; deleted a year after it ended.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    what = models.JSONField(default=dict)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    hat = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting")
    attempt = models.PositiveSmallIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=300, blank=True)
    page = models.CharField(max_length=300, blank=True)
    """The address of the page that shows its progress."""
    result = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    """When the worker was last heard of."""
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["person", "-id"], name="notices_job_of_person"),)

    def __str__(self) -> str:
        return self.title
