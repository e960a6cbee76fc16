"""Everything that is measured, each started by one function on a port of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import say
from bench.filling import environment
from bench.running import PROGRAMS, Missing, Running, free_port, running

HERE = Path(__file__).parent
DATA = HERE / "data"
SOURCES = ("filling*.py", "words.py")
GUNICORN_WORKERS = 2 * (os.cpu_count() or 1) + 1
"""As many as Gunicorn's manual advises."""


def data_folder(kind: str) -> Path:
    """Return a filled data folder, made when it is not there yet or what it is made from has changed."""
    digest = hashlib.sha256(kind.encode())
    sources = [path for pattern in SOURCES for path in sorted(HERE.glob(pattern))]
    sources += sorted((HERE.parent / "src/addyours").glob("*/migrations/*.py"))
    for path in sources:
        digest.update(path.read_bytes())
    folder = DATA / f"{kind}-{digest.hexdigest()[:10]}"
    if not (folder / "filled").exists():
        for old in DATA.glob(f"{kind}-*"):
            shutil.rmtree(old)
        say(f"filling {kind}")
        command = [sys.executable, "-m", "bench.filling", kind, str(folder)]
        subprocess.run(command, check=True, cwd=HERE.parent)
        (folder / "filled").touch()
    return folder


@contextmanager
def copy_of(kind: str) -> Iterator[Path]:
    """Give a copy of a filled data folder that may be written to, and is removed after the block."""
    original = data_folder(kind)
    with scratch() as folder:
        yield Path(shutil.copytree(original, folder / "site"))


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder beside the data, so that it is on the same disk."""
    DATA.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=DATA))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def our_site(folder: Path, *, workers: int = 1, **settings: str) -> Iterator[Running]:
    """Serve a data folder as its owner would: `addyours serve`, its web processes and the worker."""
    port = free_port()
    given = {f"ADDYOURS_{name}": value for name, value in settings.items()}
    with running(
        [PROGRAMS / "addyours", "serve", "--port", str(port), "--workers", str(workers)],
        port=port,
        path="/",
        log=folder / "bench.log",
        environment=environment(folder) | given,
    ) as site:
        yield site


@contextmanager
def hello(size: int) -> Iterator[Running]:
    """Serve a body of so many bytes by the smallest ASGI application."""
    port = free_port()
    with scratch() as folder:
        command = [sys.executable, "-m", "bench.hello", str(port)]
        log = folder / "hello.log"
        with running(command, port=port, log=log, environment={"HELLO_BYTES": str(size)}) as found:
            yield found


@contextmanager
def plain_wagtail() -> Iterator[Running]:
    """Serve the plain Wagtail site by Gunicorn with its standard workers."""
    port = free_port()
    with scratch() as folder:
        given = {"PLAIN_WAGTAIL_DATA": str(folder)}
        subprocess.run(
            [sys.executable, "-m", "bench.plain_wagtail.filling"],
            env=os.environ | given,
            check=True,
        )
        command: list[str | Path] = [PROGRAMS / "gunicorn", "--workers", str(GUNICORN_WORKERS)]
        command += ["--bind", f"127.0.0.1:{port}", "bench.plain_wagtail.wsgi"]
        log = folder / "gunicorn.log"
        with running(command, port=port, log=log, path="/fifty/", environment=given) as found:
            yield found


@contextmanager
def nginx(body: bytes) -> Iterator[Running]:
    """Serve bytes as a static file by nginx with the settings of a new installation."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise Missing("nginx is not installed")
    port = free_port()
    with scratch() as folder:
        (folder / "page.html").write_bytes(body)
        (folder / "nginx.conf").write_text(_nginx_conf(folder, port), encoding="utf-8")
        command: list[str | Path] = [
            program,
            "-p",
            folder,
            "-c",
            folder / "nginx.conf",
            "-e",
            folder / "error.log",
        ]
        with running(command, port=port, log=folder / "nginx.log", path="/page.html") as found:
            yield found


@contextmanager
def isso(*, gunicorn_workers: int = 0) -> Iterator[tuple[Running, Path]]:
    """Serve Isso by `isso run`, or by Gunicorn with so many workers; give its database too."""
    port = free_port()
    with scratch() as folder:
        conf, database = folder / "isso.conf", folder / "comments.db"
        conf.write_text(_ISSO_CONF.format(database=database, port=port), encoding="utf-8")
        command: list[str | Path] = [PROGRAMS / "isso", "-c", conf, "run"]
        if gunicorn_workers:
            command = [PROGRAMS / "gunicorn", "--workers", str(gunicorn_workers)]
            command += ["--bind", f"127.0.0.1:{port}", "isso.run"]
        given = {"ISSO_SETTINGS": str(conf)}
        with running(
            command, port=port, log=folder / "isso.log", path="/info", environment=given
        ) as found:
            yield found, database


@contextmanager
def bare_django(database: str, *, workers: int = 1) -> Iterator[Running]:
    """Serve the least a comment can cost in Django, on an SQLite file or a PostgreSQL address."""
    port = free_port()
    with scratch() as folder:
        given = {"BARE_DJANGO_DATABASE": database}
        subprocess.run(
            [sys.executable, "-m", "bench.bare_django.filling"], env=os.environ | given, check=True
        )
        # With the settings of addyours.web.server.
        command: list[str | Path] = [PROGRAMS / "granian", "--interface", "asgi"]
        command += ["--port", str(port), "--workers", str(workers), "--backpressure", "65536"]
        command += ["--no-log", "bench.bare_django.asgi:application"]
        log = folder / "granian.log"
        with running(command, port=port, log=log, environment=given) as found:
            yield found


def _nginx_conf(folder: Path, port: int) -> str:
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
{user}
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
events {{ worker_connections 768; }}
http {{
  sendfile on;
  tcp_nopush on;
  access_log off;
  types {{ text/html html; }}
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


# Its limits for one address are off, as ours are; everything else is as installed.
_ISSO_CONF = """
[general]
dbpath = {database}
host = http://localhost/
notify =
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""
