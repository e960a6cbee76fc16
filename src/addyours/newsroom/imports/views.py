"""The list of imports, and the form that begins one."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from addyours.conf import current
from addyours.newsroom.imports.forms import ImportForm
from addyours.newsroom.imports.run_views import MAY, run_line
from addyours.newsroom.imports.upload import ToFolder
from addyours.newsroom.paging import sheet
from addyours.newsroom.screens import needs, screen
from addyours.transfer.actions import queue_run
from addyours.transfer.errors import ImportRefused
from addyours.transfer.formats import FORMATS, Format, format_named, recognise
from addyours.transfer.models import ImportRun
from addyours.transfer.uploads import check_space, room, uploads


@require_safe
@needs(MAY)
def imports(request: HttpRequest) -> HttpResponse:
    """Show the form for a new import, and the imports so far, newest first."""
    return _page(request, ImportForm(initial={"format": request.GET.get("format", "")}))


@csrf_exempt
@require_POST
@needs(MAY)
def begin(request: HttpRequest) -> HttpResponseBase:
    """Receive files onto the disk and queue their import.

    Exempt only until the files have a place to go: reading the token reads the whole form.
    """
    try:
        check_space(int(request.META.get("CONTENT_LENGTH") or 0))
    except ImportRefused as refusal:
        # Nothing of the form is read: it may be larger than the disk.
        form = ImportForm({})
        form.add_error(None, refusal.reason)
        return _page(request, form, status=413)
    handler = ToFolder(request)
    request.upload_handlers = [handler]
    return _received(request, handler)


def _received(request: HttpRequest, handler: ToFolder) -> HttpResponseBase:
    is_wanted = False
    try:
        response = _begin(request, handler)
        is_wanted = response.status_code in (302, 422)
        return response
    except MultiPartParserError:
        return _refused(request, _("The upload was broken. Please send the form again."))
    finally:
        if not is_wanted:
            handler.discard()


@csrf_protect
def _begin(request: HttpRequest, handler: ToFolder) -> HttpResponseBase:
    form = ImportForm(request.POST)
    if handler.full:
        return _refused(request, _("The server's disk is full; nothing was kept."))
    folder, names = _files(form, handler)
    if folder is None:
        return _refused(request, _("Choose at least one file."), form=form)
    if not form.is_valid():
        form.wait_with(folder.name, names)
        return _page(request, form, status=422, names=names)
    try:
        chosen = _format(form, [folder / name for name in names])
    except ImportRefused as refusal:
        form.wait_with(folder.name, names)
        form.add_error("format", refusal.reason)
        return _page(request, form, status=422, names=names)
    run = queue_run(
        source=chosen.name,
        files=names,
        folder=folder.name,
        options=form.options(chosen),
        is_dry=form.cleaned_data["is_dry"],
    )
    return redirect("imports:run", run.pk)


def _files(form: ImportForm, handler: ToFolder) -> tuple[Path | None, list[str]]:
    """Return the files of a form: those that came with it, else those that came before."""
    if handler.folder is not None and handler.names:
        return handler.folder, handler.names
    folder, names = form.waiting or ("", [])
    here = uploads() / folder
    is_here = bool(names) and all((here / name).is_file() for name in names)
    return (here, names) if is_here else (None, [])


def _format(form: ImportForm, paths: list[Path]) -> Format:
    seen = recognise(paths)
    if name := form.cleaned_data["format"]:
        chosen = format_named(name)
        if seen not in (None, chosen):
            said = {"seen": seen.title, "chosen": chosen.title}
            reason = _("These files look like an export of %(seen)s, not of %(chosen)s.") % said
            raise ImportRefused("wrong_format", reason)
        return chosen
    if seen is None:
        raise ImportRefused("no_format", _("These files are not recognised. Choose their format."))
    return seen


def _refused(request: HttpRequest, reason: str, form: ImportForm | None = None) -> HttpResponse:
    form = form or ImportForm({})
    form.is_valid()
    form.add_error(None, reason)
    return _page(request, form, status=400)


def _page(
    request: HttpRequest, form: ImportForm, *, status: int = 200, names: list[str] | None = None
) -> HttpResponse:
    page = sheet(ImportRun.objects.all(), query=request.GET)
    return screen(
        request,
        "newsroom/imports/imports.html",
        title=_("Imports"),
        icon="download",
        form=form,
        names=names or [],
        formats=FORMATS,
        suffixes=",".join(sorted({suffix for one in FORMATS for suffix in one.suffixes})),
        most=current().import_megabytes * 1024**2,
        free=room(),
        days=current().import_days,
        lines=[run_line(run) for run in page.rows],
        page=page,
        action=reverse("imports:begin"),
        status=status,
    )
