"""Django's WSGI handler, which answers what the layers in front of it leave."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "addyours.web.settings")
_django = get_wsgi_application()
ROOM = 16_384
"""Words of memory kept for the calls of a request: Python takes twice that at once."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request by Django, with room for all its calls in one piece of memory.

    Python keeps the variables of calls in pieces of 16 kB and gives a piece back to the system as
    soon as it is empty. A loop as deep as a piece's end takes and returns one each time round:
    half of the time of a story page, in its templates (cpython issue 142183, in 3.11 to 3.14). A
    call that says it needs more gets a piece of that size, and all calls within go there.
    """
    return _django(environ, start_response)


application.__code__ = application.__code__.replace(co_stacksize=ROOM)
