"""Django's WSGI handler, which answers what the layers in front of it leave."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "addyours.web.settings")
application = get_wsgi_application()
