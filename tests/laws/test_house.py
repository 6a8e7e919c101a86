"""The rules of the house: who may import whom, what may be called, how large a file may grow."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import engraft

SOURCE = Path(engraft.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 500
MOST_NAMES = 30
HEAVY = {"altair", "lifelines", "numpy", "pandas", "pint", "pyarrow", "scipy", "xarray", "zarr"}  # typer needs pydantic
NAMELESS = {"utils", "util", "common", "helpers", "misc"}
BANNED = re.compile(
    r"^(eval|exec|compile|__import__|(pickle|marshal|shelve|dill)\..*|yaml\.(load|unsafe_load|full_load))$"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def nodes(kind: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield path, node


def test_the_contracts_in_pyproject_hold(root):
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "", "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_front_door_is_short_and_sorted():
    assert engraft.__all__ == sorted(engraft.__all__)
    assert len(engraft.__all__) <= MOST_NAMES


def test_the_front_door_names_no_room():
    rooms = {path.stem for path in SOURCE.iterdir()}
    assert not rooms & set(engraft.__all__)


@pytest.mark.parametrize("name", engraft.__all__)
def test_the_front_door_opens(name):
    assert getattr(engraft, name).__name__ == name


def test_the_front_door_says_what_it_does_not_have():
    with pytest.raises(AttributeError, match="no attribute 'Dragon'"):
        _ = engraft.Dragon


def test_the_version_is_the_one_declared():
    assert re.fullmatch(r"\d+\.\d+\.\d+", engraft.__version__)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_a_size_and_a_name(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in NAMELESS


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def test_nothing_runs_text_as_code():
    calls = [f"{name_of(p)}:{n.lineno} {called(n)}" for p, n in nodes(ast.Call) if BANNED.match(called(n))]
    assert calls == []


def test_nothing_unpickles():
    loose = [f"{name_of(p)}:{n.value.lineno}" for p, n in nodes(ast.keyword) if n.arg == "allow_pickle" and is_true(n)]
    modules = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    imports = [f"{name_of(p)}:{n.lineno}" for p, n in nodes(ast.Import) if modules & {a.name for a in n.names}]
    imports += [f"{name_of(p)}:{n.lineno}" for p, n in nodes(ast.ImportFrom) if n.module in modules]
    assert loose + imports == []


def is_true(keyword: ast.keyword) -> bool:
    return isinstance(keyword.value, ast.Constant) and keyword.value.value is True


def test_chance_comes_from_the_streams():
    outside = [
        f"{name_of(p)}:{n.lineno}"
        for p, n in nodes(ast.Attribute)
        if ast.unparse(n).startswith(("np.random", "numpy.random", "random."))
        and name_of(p) != str(Path("kernel/streams.py"))
    ]
    assert outside == []


def test_nobody_imports_the_front_door():
    bare = [f"{name_of(p)}:{n.lineno}" for p, n in nodes(ast.Import) if "engraft" in {a.name for a in n.names}]
    for path, node in nodes(ast.ImportFrom):
        if node.module == "engraft":
            listed = [alias.name for alias in node.names if alias.name in engraft.__all__]
            bare += [f"{name_of(path)}:{node.lineno} {name}" for name in listed]
    assert bare == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_loads_nothing_heavy(arguments):
    program = (
        "import json, sys; from engraft.cli.main import main; "
        "code = main(json.loads(sys.argv[1])); "
        "print('\\n' + json.dumps([code, sorted({m.partition('.')[0] for m in sys.modules})]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments)], capture_output=True, text=True, check=True
    )
    code, loaded = json.loads(answer.stdout.splitlines()[-1])
    assert code == 0
    assert not HEAVY & set(loaded)
