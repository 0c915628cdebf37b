"""The command `assay`."""

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import NoReturn

from assay.env import DECLARED

COMMANDS: dict[str, tuple[str, str]] = {
    # what people type: (the management command, what it does)
    "serve": ("serve", "serve the pages, with the worker beside them"),
    "worker": ("worker", "send mails and keep the search index up to date, without the pages"),
    "migrate": ("prepare", "bring the database and the static files up to date"),
    "demo": ("demo", "load the demonstration library"),
    "import": ("import_scheme", "import marking schemes from CIS workbooks"),
    "export": ("export", "write what a person may see to a file"),
    "adopt": ("adopt", "take over people, sections and descriptors from the tracker in use today"),
    "coach": ("coach", "check the wording of the judgement aspects in a workbook"),
    "find": ("find", "search the library with the eyes of a person"),
    "check-data": ("check_data", "verify every invariant on this database and name the rows that break one"),
    "index": ("index", "rebuild the search index"),
    "user": ("user", "create or invite a person"),
    "doctor": ("doctor", "explain what is wrong with this installation"),
}
HIDDEN = {"shell", "makemigrations", "makemessages", "compilemessages", "check", "test", "dbshell", "showmigrations"}


def usage() -> str:
    """Return the help of `assay` itself."""
    commands = [f"  {name:<12}{text}" for name, (_, text) in COMMANDS.items()]
    settings = [f"  {name:<21}{text}" for name, (_, text) in DECLARED.items()]
    return "\n".join(
        (
            "usage: assay COMMAND [options]",
            "",
            "The descriptor library of skills competitions, and the workflow that keeps it good.",
            "",
            "commands (`assay COMMAND --help` explains one):",
            *commands,
            "",
            "settings (environment variables; none is needed to begin):",
            *settings,
            "",
            "Exit codes: 0 done, 1 refused or something is wrong (said on stderr), 2 not understood.",
        )
    )


def main(argv: list[str] | None = None) -> None:
    """Run one command."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        answer(usage())
    if arguments[0] in {"--version", "version"}:
        answer(f"assay {version('assay')}")
    command = COMMANDS.get(arguments[0], (arguments[0], ""))[0]
    if arguments[0] not in COMMANDS and arguments[0] not in HIDDEN:
        print(f"assay: there is no command {arguments[0]!r}\n\n{usage()}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")
    refuse_wrong_settings()
    run(command, arguments)


def answer(text: str) -> NoReturn:
    """Print what was asked for, and end."""
    print(text)  # noqa: T201  the command's answer
    sys.exit(0)


def refuse(sentence: str) -> NoReturn:
    """Say why it cannot go on, and end."""
    print(f"assay: {sentence}", file=sys.stderr)  # noqa: T201
    sys.exit(1)


def refuse_wrong_settings() -> None:
    """End with a sentence where the environment makes no sense, instead of a traceback."""
    try:
        import_module("assay.settings")
    except ValueError as problem:
        refuse(f"{problem}.")
    except OSError as problem:
        refuse(f"{problem.filename} cannot be used ({problem.strerror}). Set ASSAY_DATA_DIR to a folder that may be written.")


def run(command: str, arguments: list[str]) -> None:
    """Hand over to Django's own dispatcher, under the name that people typed."""
    from django.core.management import ManagementUtility  # noqa: PLC0415  settings are chosen first

    ManagementUtility(["assay", command, *arguments[1:]]).execute()


if __name__ == "__main__":
    main()
