"""The command line answers: help, version, and errors of at most three lines."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engraft.cli import main as front
from engraft.cli.interruption import Interrupted
from engraft.cli.main import COMMANDS, Command, main
from engraft.errors import SpecificationError


def refuse() -> None:
    raise SpecificationError("study 'elaina' is not known", do="did you mean 'eliana'?")


def interrupt() -> None:
    raise KeyboardInterrupt


def lose_a_file() -> None:
    raise FileNotFoundError(2, "No such file or directory", "patients.csv")


def succeed() -> None:
    pass


@pytest.fixture
def command(monkeypatch):
    def install(function):
        monkeypatch.setattr(front, "COMMANDS", (Command("act", "", "", "Act."),))
        monkeypatch.setattr(Command, "load", lambda _: function)

    return install


@pytest.mark.parametrize(
    ("function", "code", "said"),
    [
        (refuse, 2, "study 'elaina' is not known\ndid you mean 'eliana'?\n"),
        (interrupt, 130, "interrupted\n"),
        (lose_a_file, 2, "patients.csv: No such file or directory\n"),
        (succeed, 0, ""),
    ],
)
def test_an_end_has_its_code_and_its_words(command, capsys, function, code, said):
    command(function)
    assert main(["act"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err == said


@pytest.mark.parametrize("arguments", [["doctro"], ["--nope"], ["doctor", "--nope"]])
def test_misuse_is_answered_in_three_lines(capsys, arguments):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert 1 <= len(err.splitlines()) <= 3
    assert "--help" in err


def test_a_mistyped_command_is_guessed(capsys):
    main(["doctro"])
    assert "'doctor'" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_every_command(capsys, arguments):
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert all(f"  {command.name} " in shown for command in COMMANDS)
    assert "not a medical device" in shown


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_loads_and_explains_itself(capsys, command):
    assert command.load().__doc__
    assert main([command.name, "--help"]) == 0
    assert "Usage: engraft " + command.name in capsys.readouterr().out


def stop() -> None:
    raise Interrupted("interrupted; run it again to go on")


def test_a_command_may_say_what_an_interruption_means(command, capsys):
    command(stop)
    assert main(["act"]) == 130
    assert capsys.readouterr().err == "interrupted; run it again to go on\n"


def engraft(root, *arguments, **streams):
    words = [sys.executable, "-m", "engraft", *arguments]
    env = {"PYTHONPATH": str(root / "src"), "PATH": "", "PYTHONIOENCODING": "ascii"}
    return subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True, **streams)


@pytest.mark.parametrize("arguments", [["show", "b_all_spine"], ["models"]])
def test_nobody_has_to_read_to_the_end(root, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    process = engraft(root, *arguments, stdout=writer)
    os.close(writer)
    assert process.communicate()[1] == ""
    assert process.returncode == 0


def test_a_terminal_without_greek_still_gets_its_answer(root):
    process = engraft(root, "show", "leontriana2021", stdout=subprocess.PIPE)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "d car/dt" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said(root):
    with Path("/dev/full").open("w", encoding="ascii") as full:
        process = engraft(root, "models", stdout=full)
        assert process.communicate()[1] == "No space left on device\n"
    assert process.returncode == 2


def test_misuse_of_a_command_points_to_its_own_help(capsys):
    assert main(["doctor", "--nope"]) == 2
    assert capsys.readouterr().err.endswith("engraft doctor --help explains it\n")
