"""The command `assay`."""

import os
import sys

COMMANDS: dict[str, tuple[str, str]] = {
    # what people type: (the management command, what it does)
    "serve": ("serve", "serve the pages, with the worker beside them"),
    "worker": ("worker", "send mails and keep the search index up to date"),
    "migrate": ("prepare", "bring the database and the static files up to date"),
    "demo": ("demo", "load the demonstration library"),
    "import": ("import_scheme", "import marking schemes from CIS workbooks"),
    "check-data": ("check_data", "verify every invariant on this database and name the rows that break one"),
    "index": ("index", "rebuild the search index"),
    "user": ("user", "create or invite a person"),
    "doctor": ("doctor", "explain what is wrong with this installation"),
}
HIDDEN = {"shell", "makemigrations", "makemessages", "compilemessages", "check", "test", "dbshell", "showmigrations"}


def usage() -> str:
    """Return the help of `assay` itself."""
    lines = [f"  {name:<12}{text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(
        (
            "usage: assay COMMAND [options]",
            "",
            "The descriptor library of skills competitions, and the workflow that keeps it good.",
            "",
            "commands:",
            *lines,
            "",
            "`assay COMMAND --help` explains one. Settings are environment variables: see docs/settings.md.",
            "Exit codes: 0 done, 1 refused or something is wrong (said on stderr), 2 not understood.",
        )
    )


def main(argv: list[str] | None = None) -> None:
    """Run one command."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(usage())  # noqa: T201  the command's answer
        sys.exit(0)
    command = COMMANDS.get(arguments[0], (arguments[0], ""))[0]
    if arguments[0] not in COMMANDS and arguments[0] not in HIDDEN:
        print(f"assay: there is no command {arguments[0]!r}\n\n{usage()}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")
    run(command, arguments)


def run(command: str, arguments: list[str]) -> None:
    """Hand over to Django's own dispatcher, under the name that people typed."""
    from django.core.management import ManagementUtility  # noqa: PLC0415  settings are chosen first

    ManagementUtility(["assay", command, *arguments[1:]]).execute()


if __name__ == "__main__":
    main()
