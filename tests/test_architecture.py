"""The rules of the house that a tool can check."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "netriage"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def modules_loaded_by(arguments: list[str], home: Path) -> set[str]:
    """Run a command in a process of its own and list what it has imported."""
    code = (
        "import json, sys\n"
        "from netriage.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write('\\n@' + json.dumps(sorted(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "NETRIAGE_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stderr.rpartition("@")[2]))


@pytest.mark.parametrize("arguments", [["--help"], ["list", "--help"]])
def test_help_loads_neither_the_network_nor_the_parser_nor_the_screen(arguments: list[str], tmp_path: Path) -> None:
    loaded = modules_loaded_by(arguments, tmp_path)
    assert not loaded & {"httpx", "icalendar", "textual", "tinydb", "dateutil"}


def test_list_loads_neither_the_screen_nor_the_network(tmp_path: Path) -> None:
    loaded = modules_loaded_by(["list", "--json"], tmp_path)
    assert not loaded & {"httpx", "icalendar", "textual", "rich"}


def test_nothing_gives_icalendar_a_text_because_it_would_open_a_file_of_that_name() -> None:
    """FACTS: `Calendar.from_ical(str)` reads the file at that path; only bytes are ever given to it."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "from_ical":
                owner = getattr(node.func.value, "id", "")
                assert owner not in {"Calendar", "Component"}, f"{path.name}:{node.lineno} parses a whole calendar"


def test_every_module_says_what_it_is_and_why_it_is_separate() -> None:
    for path in SOURCES:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_no_source_names_a_path_of_the_machine_it_was_written_on() -> None:
    written = [*SOURCES, ROOT / "README.md", ROOT / "pyproject.toml", *sorted((ROOT / "tests").rglob("*.py"))]
    telling = ["/" + "work/", "/" + "opt/nv", "/" + "root/"]
    for path in written:
        text = path.read_text("utf-8")
        assert not [word for word in telling if word in text], path


def test_nothing_but_the_named_things_lies_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    allowed = {"pyproject.toml", "netriage", "tests", "screenshots", "README.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= allowed
