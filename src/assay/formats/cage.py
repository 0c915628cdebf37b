"""Takes from the reading child what it does not need: memory, time, files, the network, further processes."""

import ctypes
import math
import platform
import resource
import sys
from typing import NoReturn

MEMORY = 256 * 1024 * 1024
CPU_SECONDS = 5
OPEN_FILES = 16
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "shutil.", "ctypes.")
_WRITES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown")

# Berkeley packet filter: refuse these system calls with EPERM, allow the rest. Numbers per machine (its audit number first).
_SYSTEM_CALLS = {
    # socket, connect, socketpair, bind, listen, fork, vfork, execve, execveat, ptrace, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 53, 49, 50, 57, 58, 59, 322, 101, 425)),
    # the same, where this machine has them
    "aarch64": (0xC00000B7, (198, 203, 199, 200, 201, 221, 281, 117, 425)),
}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001
_NUMBER_AT, _MACHINE_AT = 0, 4
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def limit(files: int = 1) -> None:
    """Set the limits of the operating system; called before any byte from outside is read.

    For several files the clock of the processor may be set again, once for each, by `next_file`.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS * files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def next_file() -> None:
    """Give the next file its own seconds, as far as the limit of the whole process goes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), most))


def close() -> bool:
    """Refuse network and processes from here on; return whether the kernel holds it too.

    The audit hook stops Python code everywhere. Native code is stopped by the kernel's filter,
    which needs no privilege but exists on Linux only, here for two machines.
    """
    held = _filter_system_calls()
    sys.addaudithook(_refuse)
    return held


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN + _WRITES) or (event == "open" and _is_write(arguments)):
        _stop(event)


def _is_write(arguments: tuple[object, ...]) -> bool:
    mode = arguments[1] if len(arguments) > 1 else None
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def _stop(event: str) -> NoReturn:
    raise PermissionError(f"{event} is closed to the reader of workbooks")


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction))]


def _filter_system_calls() -> bool:
    """Install the filter; return False where the system has none."""
    known = _SYSTEM_CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    steps = _steps(*known)
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(machine: int, refused: tuple[int, ...]) -> list[_Instruction]:
    """Return: another machine → refuse; one of the calls → refuse; else allow."""
    last = len(refused)
    checks = [_Instruction(_JUMP_IF_EQUAL, last - i, 0, number) for i, number in enumerate(refused)]
    return [
        _Instruction(_LOAD, 0, 0, _MACHINE_AT),
        _Instruction(_JUMP_IF_EQUAL, 0, last + 2, machine),
        _Instruction(_LOAD, 0, 0, _NUMBER_AT),
        *checks,
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_RETURN, 0, 0, _REFUSE),
    ]
