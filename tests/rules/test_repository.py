"""What is committed works elsewhere, names nobody's machine and keeps its promises about dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.rules.sources import ROOT, files, short, texts

# Written so that this file does not match itself.
MACHINE = re.compile(r"(?<![\w.:/])/(wor[k]|roo[t]|hom[e]|User[s])/\w|/tm[p]/plan")
REGISTRY = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|registr[y]\.npmjs|de[b]\.debian\.org|--(extra-)?index-ur[l]"
)
UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
REQUIREMENT = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("runtime", "development", "bench")


@pytest.mark.parametrize(
    ("pattern", "meaning"),
    [(MACHINE, "a path of one machine"), (REGISTRY, "a registry"), (UNFINISHED, "unfinished")],
)
def test_no_file_holds(pattern, meaning):
    wrong = [
        f"{short(path)}:{number}: {meaning}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_what_may_not_be_held_is_recognised():
    assert MACHINE.search("see /" + "work/main")
    assert MACHINE.search('"/' + 'home/ada/site"')
    assert not MACHINE.search("https://news.example/" + "work/today")
    assert REGISTRY.search("pip install --" + "index-url x")
    assert UNFINISHED.search("# TO" + "DO later")


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")
    return {found[1].lower().replace("_", "-"): found[2] for found in REQUIREMENT.finditer(text)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_for_everything_and_no_addresses(name):
    text = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    assert len(entries) > 20
    assert [
        entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry
    ] == []
    assert "://" not in text


@pytest.mark.parametrize("name", ["development", "bench"])
def test_the_other_locks_hold_all_of_the_runtime_lock_at_the_same_versions(name):
    assert _locked("runtime").items() <= _locked(name).items()


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(requirements: list[str]) -> set[str]:
        return {
            re.split(r"[\[<>=~! ;]", line)[0].lower().replace("_", "-") for line in requirements
        }

    assert names(project["project"]["dependencies"]) <= _locked("runtime").keys()
    assert names(project["dependency-groups"]["dev"]) <= _locked("development").keys()
    assert names(project["dependency-groups"]["bench"]) <= _locked("bench").keys()
    assert names(project["build-system"]["requires"]) <= _locked("runtime").keys()


def test_everything_vendored_has_its_licence_and_version_beside_it():
    folders = {
        Path(*path.parts[: path.parts.index("vendor") + 2])
        for path in files()
        if "vendor" in path.parts
    }
    assert folders
    for folder in folders:
        names = {path.name for path in folder.iterdir()}
        assert any(name.startswith("LICENSE") for name in names), folder
        assert "VERSION" in names, folder


LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _anchors(path: Path) -> set[str]:
    """The names that a page's headings get where it is read."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+\s+(.*?)\s*#*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_between_the_docs_leads_somewhere():
    wrong = []
    for path in files():
        if path.suffix != ".md" or "vendor" in path.parts:
            continue
        for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            place, _, anchor = target.partition("#")
            goal = (path.parent / place).resolve() if place else path
            if not goal.exists():
                wrong.append(f"{short(path)}: {target} is not there")
            elif anchor and goal.suffix == ".md" and anchor not in _anchors(goal):
                wrong.append(f"{short(path)}: {target} has no such heading")
    assert not wrong, "\n" + "\n".join(wrong)
