"""Lets a journey begin where it should: works on a running site's data, from a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = "import django; django.setup(); from tests.journeys.scenes import answer; answer()"


class Backstage:
    """Calls what is in scenes.py: `backstage.story(comments=3)` returns what `story` there returns."""

    def __init__(self, data: Path) -> None:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("ADDYOURS_")}
        kept |= {"ADDYOURS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "addyours.web.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __getattr__(self, scene: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps({"scene": scene, "with": arguments}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            assert line, f"{scene} failed backstage: its traceback is in the captured stderr"
            return json.loads(line, object_hook=lambda fields: SimpleNamespace(**fields))

        return call

    def leave(self) -> None:
        """End the process by closing what it reads from."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
