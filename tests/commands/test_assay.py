"""The command `assay` itself: what it lists, what it does not understand, settings that make no sense."""

from pathlib import Path

import pytest

from assay.__main__ import COMMANDS, main
from assay.env import DECLARED
from tests.commands.installation import Installation

ASKED_FOR = {"serve", "worker", "migrate", "demo", "import", "find", "check-data", "user", "doctor"}
DJANGOS_OWN = ("--settings", "--pythonpath", "--traceback", "--no-color", "--skip-checks", "--verbosity")


def ended(*arguments: str) -> int:
    """Run the command and return how it ends."""
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    return int(end.value.code or 0)


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_help_lists_every_command_and_every_setting_in_a_line_each(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(*arguments) == 0

    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines if line.startswith("  ")} == {*COMMANDS, *DECLARED}
    assert COMMANDS.keys() >= ASKED_FOR
    assert max(map(len, lines)) <= 110


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--version") == 0
    assert capsys.readouterr().out == "assay 0.1.0\n"


def test_an_unknown_command_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("fly") == 2
    assert "there is no command 'fly'" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_nothing_of_django(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(command, "--help") == 0

    said = capsys.readouterr().out
    assert said.startswith(f"usage: assay {command} ")
    assert not [switch for switch in DJANGOS_OWN if switch in said]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_switch_that_does_not_exist_is_not_understood(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(command, "--king") == 2
    assert f"usage: assay {command}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://host/name", "assay: DATABASE_URL must begin with postgres:// or sqlite:///, not 'mysql'.\n"),
        ("DATABASE_URL", "postgres://host:many/name", "assay: DATABASE_URL must hold a port from 1 to 65535 after the host's name.\n"),
        (
            "ASSAY_BASE_URL",
            "nonsense",
            "assay: ASSAY_BASE_URL must be an address such as https://assay.example.org, not 'nonsense'.\n",
        ),
        ("ASSAY_MAIL_URL", "mail.example.org", "assay: ASSAY_MAIL_URL must begin with smtp:// or smtps:// and name a host.\n"),
        ("ASSAY_TIME_ZONE", "Mars/Base", "assay: ASSAY_TIME_ZONE must be a time zone such as Europe/Zurich, not 'Mars/Base'.\n"),
        ("ASSAY_WORKERS", "many", "assay: ASSAY_WORKERS must be a whole number, not 'many'.\n"),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_in_a_sentence(name: str, value: str, sentence: str, tmp_path: Path) -> None:
    done = Installation(tmp_path / "data").run("doctor", **{name: value})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = Installation(tmp_path / "file" / "data").run("migrate")
    assert (done.returncode, done.stdout) == (1, "")
    remedy = "Set ASSAY_DATA_DIR to a folder that may be written."
    assert done.stderr == f"assay: {tmp_path / 'file' / 'data'} cannot be used (Not a directory). {remedy}\n"
