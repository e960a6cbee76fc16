"""Static files under names that change with their content, so that browsers keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Names carry a hash, in the imports of our script modules too."""

    support_js_module_import_aggregation = True
