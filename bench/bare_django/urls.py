"""The form, the view that takes it, and their addresses."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from bench.bare_django.models import Change, Comment, Thread


class CommentForm(forms.Form):
    """The fields of a guest's comment."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(required=False)
    body = forms.CharField(max_length=10_000)
    parent = forms.IntegerField(required=False)
    website = forms.CharField(required=False)
    took = forms.FloatField(required=False)


def ready(_request: HttpRequest) -> HttpResponse:
    """Answer as soon as there is somebody to answer."""
    return HttpResponse("ready")


def post(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Post a comment, unless it is the same as the last one."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422, content_type="text/plain")
    now, name, body = timezone.now(), form.cleaned_data["name"], form.cleaned_data["body"]
    with transaction.atomic():
        thread = Thread.objects.get(pk=thread_id)
        others = Comment.objects.filter(thread=thread).order_by("-pk")
        if others.values_list("name", "body").first() == (name, body):
            return HttpResponse("Sent already", status=409, content_type="text/plain")
        comment = Comment.objects.create(thread=thread, name=name, body=body, created_at=now)
        Change.objects.create(topic="comment.posted", comment=comment.pk, at=now)
    answer = HttpResponseRedirect(f"/comments/{comment.pk}/")
    answer.status_code = 303
    return answer


urlpatterns = [path("", ready), path("threads/<int:thread_id>/comments/", post)]
