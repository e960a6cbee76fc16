"""Turns requests of readers into calls on the conversation, and the results into pages or fragments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from addyours.accounts.actions import ask_for_proof
from addyours.accounts.addresses import address_key, range_keys
from addyours.accounts.faces import face_key
from addyours.accounts.same_origin import same_origin
from addyours.accounts.writers import Writer, guest_id_of, know_again, writer_of
from addyours.comments.actions import Draft, delete_comment, edit_comment, post_comment, visit
from addyours.comments.actions.change import is_own
from addyours.comments.answers import SeeOther, is_fragment, typed_id
from addyours.comments.away import keeps_text
from addyours.comments.errors import CommentRefused
from addyours.comments.forms import BodyForm, CommentForm
from addyours.comments.kept import drop_draft, keep_draft
from addyours.comments.models import Comment, CommentState, Thread, ThreadState
from addyours.comments.queries import (
    CommentItem,
    ThreadPage,
    above,
    branch_address,
    branch_base,
    branch_page,
    conversation_settings,
    item_of,
    own_comments,
    own_items,
    own_warnings,
    permalink_target,
    thread_head,
    thread_page,
)
from addyours.comments.queries.people import names_like
from addyours.comments.queries.readers import muted_faces
from addyours.comments.queries.votes import own_votes
from addyours.moderation.sanctions.actions import heed_warning
from addyours.moderation.sanctions.queries import networks_restrained
from addyours.outbox.queries import head
from addyours.pagecache.marks import keep

OWN_SHOWN = 200
"""So many of one's own comments are listed."""


@require_GET
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Answer with one page of a conversation as a fragment: sorting and "more comments"."""
    found = public_thread(thread_id)
    page = thread_page(found, sort=request.GET.get("sort", ""), **cursors_of(request))
    is_part = request.GET.keys() & {"after", "before"}
    template = "comments/_page.html" if is_part else "comments/_list.html"
    return _keep(render(request, template, {"conversation": _one_way(page, request)}), page)


@require_GET
def branch(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer with more replies beneath one comment as a fragment."""
    page = branch_page(_base(comment_id), **cursors_of(request))
    context = {"conversation": _one_way(page, request)}
    return _keep(render(request, "comments/_page.html", context), page)


@require_GET
def replies(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the replies beneath one comment as a page of its own, with what it answers."""
    found = _base(comment_id)
    base = branch_base(found)
    if base != found:
        return redirect(f"{branch_address(base, found)}#comment-{found.pk}")
    page = branch_page(base, **cursors_of(request))
    item = item_of(base, is_open=page.is_open, levels=page.levels, base=base)
    context = {"conversation": page, "item": item, "above": above(base, page)}
    return _keep(render(request, "comments/replies.html", context), page, item)


@require_GET
def item(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer with one comment as it stands in its conversation now, and the conversation's count.

    What open pages fetch when they are told of a change; empty but for the count when nobody is to
    see it.
    """
    found = _comment(comment_id)
    page = thread_head(found.thread)
    is_drawn = not page.is_hidden and (found.is_published or found.reply_count)
    item = item_of(found, is_open=page.is_open, levels=page.levels) if is_drawn else None
    context = {"conversation": page, "item": item}
    return _keep(render(request, "comments/_item.html", context), page, item)


@require_GET
def comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to a comment: published, to its place in the conversation; else to its writer alone."""
    found = _comment(comment_id)
    if found.is_published and found.thread.state != ThreadState.HIDDEN:
        return redirect(permalink_target(found))
    if not _is_shown_to(found, writer_of(request)):
        raise Http404
    return _render_own(request, "comments/comment.html", found)


@same_origin
@require_POST
@keeps_text(CommentForm)
def post(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Post a comment or a reply; refused, the form comes back with all that was typed."""
    if "sign_in" in request.POST and keep_draft(request, public_thread(thread_id).pk):
        return _to_sign_in(request, thread_id)
    form = CommentForm(request.POST.dict(), writer=writer_of(request))
    if not form.is_valid():
        return _refused(request, thread_id, form)
    _heed(form)
    draft = Draft(
        body=form.cleaned_data["body"],
        parent_id=form.cleaned_data["parent"],
        address_key=address_key(request),
        ranges=range_keys(request, among=networks_restrained()),
        key=form.cleaned_data["key"],
        trap=form.cleaned_data["website"],
        seconds=form.cleaned_data["took"],
        passage=form.as_passage(),
    )
    try:
        made = post_comment(
            Thread(pk=thread_id), writer=form.as_writer(), draft=draft, now=timezone.now()
        )
    except Thread.DoesNotExist as error:
        raise Http404 from error
    except CommentRefused as refusal:
        form.add_error(refusal.field, refusal.reason)
        form.warning = refusal.warning
        return _refused(request, thread_id, form)
    drop_draft(request, thread_id)
    return _posted(request, made, has_asked=_ask_for_proof(form, made))


@never_cache
@require_GET
def reply(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Show the form to answer one comment, on a page of its own or as a fragment."""
    found = _comment(comment_id)
    page = thread_head(found.thread)
    if not found.is_published or not page.is_open:
        raise Http404
    form = CommentForm(initial={"parent": found.pk}, writer=writer_of(request))
    template = "comments/_form.html" if is_fragment(request) else "comments/reply.html"
    item = item_of(found, is_open=False, levels=page.levels)
    return render(request, template, {"conversation": page, "form": form, "item": item})


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_text(BodyForm)
def edit(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Let writers change their own comment."""
    found, writer = _own(request, comment_id)
    form = BodyForm(
        request.POST if request.method == "POST" else None, initial={"body": found.body}
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_comment(
                found,
                writer=writer,
                body=form.cleaned_data["body"],
                now=timezone.now(),
                sender_keys=(address_key(request), *range_keys(request)),
            )
        except CommentRefused as refusal:
            form.add_error("body", refusal.reason)
        else:
            return _leave(request, found, reverse("comments:comment", args=[comment_id]))
    status = 422 if form.errors else 200
    return _render_own(request, "comments/edit.html", found, status=status, form=form)


@never_cache
@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Let writers take their own comment back, after asking."""
    found, writer = _own(request, comment_id)
    if request.method != "POST":
        return _render_own(request, "comments/delete.html", found)
    try:
        delete_comment(found, writer=writer)
    except CommentRefused as refusal:
        return _render_own(
            request, "comments/delete.html", found, status=422, reason=refusal.reason
        )
    return _leave(request, found, f"{found.thread.path}#comments")


@require_GET
def people(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Answer with names of people in a conversation that begin as typed, to complete a mention."""
    found = public_thread(thread_id)
    response = JsonResponse({"names": names_like(found, request.GET.get("q", ""))})
    keep(response, keys=[found.key, f"writers:{found.pk}"])
    return response


@never_cache
@require_GET
def mine_in_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Answer with the private fragment of a conversation: the writer's own comments in it."""
    target = public_thread(thread_id)
    writer = writer_of(request)
    own = own_comments(writer).filter(thread=target)[:OWN_SHOWN] if writer else []
    items = own_items(own, settings=conversation_settings(), now=timezone.now())
    votes = own_votes(target, writer=writer, guest_id=guest_id_of(request))
    context: dict[str, Any] = {"thread": target, "writer": writer, "items": items, "votes": votes}
    context["warnings"] = own_warnings(writer)
    if writer and writer.user_id:
        context |= {"muted": muted_faces(writer.user_id), "self_key": face_key(writer.key)}
        context["unseen"] = visit(target, user_id=writer.user_id, now=timezone.now())
    return render(request, "comments/_mine.html", context)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show all that this reader has written, with what became of it."""
    writer = writer_of(request)
    own = list(own_comments(writer)[:OWN_SHOWN]) if writer else []
    items = own_items(own, settings=conversation_settings(), now=timezone.now())
    rows = [(one.thread, item) for one, item in zip(own, items, strict=True)]
    context = {"rows": rows, "writer": writer, "warnings": own_warnings(writer)}
    return render(request, "comments/mine.html", context)


def cursors_of(request: HttpRequest) -> dict[str, str]:
    """Return from where a page of a conversation is asked for."""
    return {name: request.GET.get(name, "") for name in ("after", "start", "before")}


def _one_way(page: ThreadPage, request: HttpRequest) -> ThreadPage:
    """Return what takes the place of a link to more: the other way is on the page already."""
    if request.GET.get("before"):
        return replace(page, next_url=None, next_fragment_url=None)
    return replace(page, previous_url=None, previous_fragment_url=None)


def _keep(
    response: HttpResponse, page: ThreadPage, item: CommentItem | None = None
) -> HttpResponse:
    """Mark a page of a conversation; `item` is one more comment on it."""
    keep(
        response,
        keys=replace(page, picks=(*page.picks, item)).keys if item else page.keys,
        counts=[page.thread.votes_key],
        seconds=page.seconds_until_closing,
    )
    return response


def _heed(form: CommentForm) -> None:
    """Note that the writer has confirmed a warning, where the form says so."""
    number = form.cleaned_data["heed"]
    if number and form.writer:
        heed_warning(number, writer_key=form.writer.key, now=timezone.now())


def _ask_for_proof(form: CommentForm, made: Comment) -> bool:
    """Send the mail that proves a guest's address, where they want that; tell that it was wanted."""
    if not (form.wants_proof and made.guest_id):
        return False
    ask_for_proof(
        email=form.cleaned_data["email"],
        name=made.name,
        guest_id=made.guest_id,
        sender_key=made.address_key,
        now=timezone.now(),
    )
    return True


def _posted(request: HttpRequest, made: Comment, *, has_asked: bool = False) -> HttpResponse:
    if is_fragment(request):
        made.thread.refresh_from_db(fields=["comment_count"])
        items = own_items([made], settings=conversation_settings(), now=timezone.now())
        context = {
            "item": items[0],
            "thread": made.thread,
            "form": CommentForm(),
            "has_asked": has_asked,
        }
        response = render(request, "comments/_posted.html", context)
    else:
        response = SeeOther(reverse("comments:comment", args=[made.pk]))
    know_again(request, response, guest_id=made.guest_id, position=made.thread.position)
    return response


def _leave(request: HttpRequest, found: Comment, url: str) -> HttpResponse:
    response = SeeOther(url)
    know_again(request, response, guest_id=found.guest_id, position=head())
    return response


def _refused(request: HttpRequest, thread_id: int, form: CommentForm) -> HttpResponse:
    target = get_object_or_404(Thread, pk=thread_id)
    if target.accounts_only and not (form.writer and form.writer.user_id):
        form.keep_to_accounts()
        keep_draft(request, thread_id)
    return with_form(request, target, form, status=422)


def _to_sign_in(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Lead to signing in, and from there to what was typed."""
    url = reverse("account_login", query={"next": reverse("comments:draft", args=[thread_id])})
    return HttpResponse(headers={"HX-Redirect": url}) if is_fragment(request) else SeeOther(url)


def with_form(
    request: HttpRequest, target: Thread, form: CommentForm, *, status: int
) -> HttpResponse:
    """Draw a form that is not posted yet, with the comment it answers."""
    parent = Comment.objects.filter(
        pk=typed_id(form["parent"].value()), thread=target, state=CommentState.PUBLISHED
    ).first()
    page = thread_head(target)
    item = item_of(parent, is_open=False, levels=page.levels) if parent else None
    context = {"conversation": page, "form": form, "item": item}
    template = "comments/_form.html" if is_fragment(request) else "comments/refused.html"
    return render(request, template, context, status=status)


def _render_own(
    request: HttpRequest, template: str, found: Comment, *, status: int = 200, **context: Any
) -> HttpResponse:
    item = own_items([found], settings=conversation_settings(), now=timezone.now())[0]
    context |= {"item": item, "thread": found.thread}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _comment(comment_id: int) -> Comment:
    related = Comment.objects.select_related("thread", "user", "parent", "root", "passage")
    found = get_object_or_404(related, pk=comment_id)
    if found.thread.opened_at is None:
        raise Http404
    return found


def _is_shown_to(found: Comment, writer: Writer | None) -> bool:
    return is_own(found, writer) and found.state != CommentState.DELETED


def _base(comment_id: int) -> Comment:
    found = _comment(comment_id)
    if found.thread.state == ThreadState.HIDDEN or not (found.is_published or found.reply_count):
        raise Http404
    return found


def _own(request: HttpRequest, comment_id: int) -> tuple[Comment, Writer]:
    found = _comment(comment_id)
    writer = writer_of(request)
    if writer is None or not _is_shown_to(found, writer):
        raise Http404
    return found, writer


def public_thread(thread_id: int) -> Thread:
    found = get_object_or_404(Thread, pk=thread_id)
    if found.opened_at is None or found.state == ThreadState.HIDDEN:
        raise Http404
    return found
