"""Sets Django up for this site when it is imported: what is imported after it may use models."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "addyours.web.settings")
# A command has one connection, and says at once why it can't have it: a pool would wait and log.
settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
django.setup()
