"""The command line answers: help, version, and errors of at most three lines."""

from __future__ import annotations

import pytest

from engraft.cli import main as front
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
