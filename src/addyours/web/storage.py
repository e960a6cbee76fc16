"""Static files under names that change with their content, so that browsers keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Names carry a hash, in the imports of our script modules too."""

    support_js_module_import_aggregation = True
    # A module that imports one that imports one … gets its final name only after each of those has,
    # a pass for every step at worst.
    max_post_process_passes = 12
