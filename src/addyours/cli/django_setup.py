"""Sets Django up for this site when it is imported: what is imported after it may use models."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "addyours.web.settings")
django.setup()
