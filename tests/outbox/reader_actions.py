"""What readers do to what is theirs, as (prepare, act) for the tests of the outbox."""

from __future__ import annotations

import hashlib
import secrets

from addyours.accounts import actions as accounts
from addyours.accounts.models import AddressProof, ReaderSettings
from addyours.accounts.pictures import SIZES
from addyours.accounts.proofs import address_proof_key
from addyours.accounts.subject import Erasing, Subject, subject_of
from addyours.comments import actions as comments
from addyours.moderation import actions as moderation
from addyours.moderation.rejection import standard_reasons
from tests import factories as make


def proving():
    token = secrets.token_urlsafe(8)
    AddressProof.objects.create(
        address_key=address_proof_key("p@example.com"),
        email="p@example.com",
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        sent_at=make.NOON,
    )
    return token, None


def leaving():
    user = make.make_user()
    return user, ask_erasure(user)


def ask_erasure(user):
    return accounts.ask_to_be_erased(user, email=user.email, keeps_comments=False, now=make.NOON)


def erasing():
    comment = make.make_comment()
    subject = Subject(user=None, guest_ids=(comment.guest_id,))
    return comment, Erasing(subject=subject, mark="erased:x", keeps_comments=False)


def rejected():
    comment, by = make.make_comment(), make.make_user("moderator")
    comments.decide(comment, to="rejected", by=by, told="It advertises something.")
    return comment, by


def appealed():
    comment, by = rejected()
    appeal(comment)
    return comment, by


def appeal(comment):
    writer = make.writer_of(comment)
    return comments.appeal(comment, writer=writer, words="Does it?", now=make.NOON)


def upheld():
    comment, by = appealed()
    made = comments.answer_appeal(comment, by=by, is_granted=False)
    return (comment, by, made), None


def of_somebody():
    return make.make_user(), "guest:12"


READER_ACTIONS = {
    "comment.appealed": (rejected, lambda comment, _: appeal(comment)),
    "comment.published (after an appeal)": (
        appealed,
        lambda comment, by: comments.answer_appeal(comment, by=by, is_granted=True),
    ),
    "comment.upheld": (
        appealed,
        lambda comment, by: comments.answer_appeal(comment, by=by, is_granted=False),
    ),
    "comment.appealed (waits anew)": (
        upheld,
        lambda them, _: comments.reopen_appeal(them[0], by=them[1], newest=them[2].pk),
    ),
    "reasons.changed": (
        lambda: (standard_reasons(), None),
        lambda reasons, _: moderation.save_rejection_reasons(reasons, by=None),
    ),
    "account.renamed": (
        lambda: (make.make_user(), "Another"),
        lambda user, name: accounts.change_name(user, name=name, now=make.NOON),
    ),
    "account.profile_shown": (
        lambda: (make.make_user(), True),
        lambda user, on: accounts.show_profile(user, is_public=on),
    ),
    "account.pictured": (
        lambda: (make.make_user(), dict.fromkeys(SIZES, b"x")),
        lambda user, pictures: accounts.set_avatar(user, pictures=pictures),
    ),
    "account.pictured (no more)": (
        lambda: (make.make_user(), None),
        lambda user, _: accounts.remove_avatar(user),
    ),
    "reader.settings_changed": (
        lambda: (ReaderSettings(), None),
        lambda settings, _: accounts.save_reader_settings(settings),
    ),
    "writer.muted": (
        of_somebody,
        lambda user, key: accounts.mute(user, key=key, name="Otto", now=make.NOON),
    ),
    "writer.unmuted": (of_somebody, lambda user, _: accounts.unmute(user, mute_id=1)),
    "proof.sent": (
        lambda: ("a@example.com", None),
        lambda email, _: accounts.ask_for_proof(
            email=email, name="Ilse", guest_id=None, sender_key="", now=make.NOON
        ),
    ),
    "account.created (by a proof)": (
        proving,
        lambda token, _: accounts.use_proof(token, name="Ilse", now=make.NOON),
    ),
    "erasure.asked": (
        lambda: (make.make_user(), make.NOON),
        lambda user, now: accounts.ask_to_be_erased(
            user, email=user.email, keeps_comments=True, now=now
        ),
    ),
    "erasure.cancelled": (
        leaving,
        lambda user, _: accounts.keep_account(user, now=make.NOON),
    ),
    "erasure.done": (
        leaving,
        lambda user, made: accounts.erase_person(made, subject_of(user), now=make.NOON),
    ),
    "comment.claimed": (
        lambda: (make.make_user(), make.make_comment()),
        lambda user, comment: comments.claim_comments(
            user, comment_ids=[comment.pk], guest_id=comment.guest_id, now=make.NOON
        ),
    ),
    "comment.erased": (
        erasing,
        lambda comment, how: comments.erase_comment(comment, how),  # noqa: PLW0108 - its name is looked for here
    ),
    "writer.traces_erased": (
        erasing,
        lambda comment, how: comments.erase_traces(how.subject),
    ),
    "writer.forgotten": (
        lambda: (["guest:12"], "erased:x"),
        lambda keys, mark: moderation.forget_writer(keys, mark=mark),
    ),
}
READER_PARTS = {
    "forget_old_proofs",
    "hold_author_name",
    "hold_name",
    "mark_authors",
    "move_outcomes",
}
