"""Files that survive a crash: private folders, atomic replacement, locks that die with their holder.

Separate because each function is a promise about the disk (POSIX), and the fault injection of the tests aims at exactly
these calls. A rename is atomic; it is durable once the folder is synced too. `flock` belongs to the open file: the
kernel frees it when the process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from netriage.errors import StoreBusyError, StoreError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
WAIT = timedelta(seconds=10)
"""How long a writer waits for another; a write takes milliseconds, so this means that the other is stuck."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


def make_private(folder: Path) -> None:
    """Make a folder for this user alone. One that is there keeps its mode; `check_private` complains about it."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def check_private(path: Path) -> str:
    """Complain about a file or folder that others may read or write, with the remedy; '' when all is well."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return ""
    wanted = PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE
    if not mode & 0o077:
        return ""
    return f"{path} can be read by other users (mode {mode:04o}). Close it with: chmod {wanted:o} '{path}'"


def write_all(fd: int, data: bytes) -> None:
    """Write all of it; a short write (a disk filling up) goes on until the disk says why."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def sync_folder(folder: Path) -> None:
    """Make renames and new names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        let_go(fd)


def let_go(fd: int) -> None:
    """Close what nothing was written through, or what is synced: a complaint now changes nothing."""
    with contextlib.suppress(OSError):
        os.close(fd)


def replace_file(path: Path, chunks: Iterable[bytes], *, sync: bool = True) -> None:
    """Put new content in the place of a file, all or nothing, durable on return; a symbolic link stays one.

    Without `sync` only after `sync_file`: until then a power cut may leave the old file, the new one, or a damaged one.

    Two writers at once need a lock around this: the temporary name is theirs in common, so that a killed writer leaves
    at most one file behind, and the next one takes it over.
    """
    path = path.resolve() if path.is_symlink() else path
    make_private(path.parent)
    temporary = path.with_name(path.name + ".new")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    try:
        try:
            for chunk in chunks:
                write_all(fd, chunk)
            if sync:
                os.fsync(fd)
        finally:
            os.close(fd)
        os.rename(temporary, path)  # noqa: PTH104  # one system call, by its name
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if sync:
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Make what was written into a file durable, if it is still there; its name is so after `sync_folder`."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(fd)
    finally:
        let_go(fd)


def write_private(path: Path, data: bytes) -> None:
    """Replace a file of the user's, readable by nobody else; raises StoreError in words."""
    try:
        replace_file(path, [data])
    except OSError as error:
        raise disk_error(error, path, "write") from error


def keep_aside(path: Path, label: str) -> Path:
    """Give a file a second name beside it (`journal.damaged-1.jsonl`), which stays when the first is replaced."""
    for number in range(1, 10_000):
        aside = path.with_name(f"{path.stem}.{label}-{number}{path.suffix}")
        try:
            os.link(path, aside)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if not aside.exists():
                replace_file(aside, [path.read_bytes()])
                return aside
        else:
            sync_folder(path.parent)
            return aside
    raise StoreError(f"There are too many files like {path.stem}.{label}-1{path.suffix}.", "Move some of them away.")


@contextlib.contextmanager
def hold_lock(path: Path, *, shared: bool = False, wait: timedelta = WAIT, busy: str = "") -> Iterator[None]:
    """Hold the lock file at `path`; raises StoreBusyError with the words `busy` when others hold it for too long.

    Each call opens the file anew, so threads of one process exclude each other too. A reader in a folder that it may
    not write to goes on without a lock file: nobody writes there.
    """
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        if shared and error.errno in {*_FORBIDDEN, *_FULL, errno.ENOENT}:
            yield
            return
        raise
    try:
        _acquire(fd, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, wait, busy or f"Another netriage holds {path.name}.")
        yield
    finally:
        let_go(fd)


def _acquire(fd: int, kind: int, wait: timedelta, busy: str) -> None:
    deadline = time.monotonic() + wait.total_seconds()
    pause = 0.0005
    while True:
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StoreBusyError(busy, "Wait for it to end, or end it, and try again.") from None
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
        else:
            return


def disk_error(error: OSError, path: Path, doing: str) -> StoreError:
    """Say in words what the disk refused and what to do. `doing` is a verb: 'write', 'read'."""
    reason = (error.strerror or type(error).__name__).lower()
    if error.errno in _FULL:
        remedy = "Free some space there and do it again; everything saved before is safe."
    elif error.errno in _FORBIDDEN:
        remedy = "Make the folder and the file yours and writable, or set NETRIAGE_HOME to a folder that is."
    else:
        remedy = "Check the disk, and keep a copy of this folder elsewhere (`netriage backup`)."
    return StoreError(f"Could not {doing} {path}: {reason}.", remedy)
