"""A conversation, its comments, and an outbox."""

from django.db import models


class Thread(models.Model):
    """A conversation."""

    state = models.CharField(max_length=10, default="open")


class Comment(models.Model):
    """A comment as it was typed."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    body = models.TextField()
    created_at = models.DateTimeField()


class Change(models.Model):
    """A row of an outbox."""

    topic = models.CharField(max_length=40)
    comment = models.BigIntegerField()
    at = models.DateTimeField()
