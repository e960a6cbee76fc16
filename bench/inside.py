"""Looks at a site from inside: how many queries a page makes, which comment is in the middle of a thread."""

from __future__ import annotations

import json
import os
import sys

import django


def main(what: str, given: str) -> None:
    """Print the answer to one question."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "addyours.web.settings"
    django.setup()
    database = __import__("django.db", fromlist=["connection"]).connection
    if what == "middle":
        print(_middle(database, given))  # noqa: T201
    else:
        pages = {name: _queries(database, path) for name, path in json.loads(given).items()}
        print(json.dumps(pages))  # noqa: T201


def _middle(database: object, path: str) -> str:
    with database.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT c.id FROM comments_comment c JOIN comments_thread t ON t.id = c.thread_id"
            " WHERE t.path = %s AND c.parent_id IS NULL AND c.state = 'published' ORDER BY c.path"
            " LIMIT 1 OFFSET (SELECT count(*) / 2 FROM comments_comment r"
            " JOIN comments_thread u ON u.id = r.thread_id"
            " WHERE u.path = %s AND r.parent_id IS NULL AND r.state = 'published')",
            [path, path],
        )
        return f"/comments/{cursor.fetchone()[0]}/"


def _queries(database: object, path: str) -> int:
    """Count the statements of a page and of where it leads to, the second time it is asked for."""
    client = __import__("django.test", fromlist=["Client"]).Client(SERVER_NAME="localhost")
    capture = __import__("django.test.utils", fromlist=["CaptureQueriesContext"])
    client.get(path, follow=True)
    with capture.CaptureQueriesContext(database) as made:
        answer = client.get(path, follow=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return len(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
