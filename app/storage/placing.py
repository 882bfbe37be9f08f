"""A file that is there whole or not at all, and never in the place of another one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.unusable import UnusableBackup


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A path beside the target to write to; when the block ends it is on the disk under the target's name.

    Raises UnusableBackup where the target is there already or its folder cannot be written; the block's own failure
    leaves nothing.
    """
    if target.exists():
        raise _taken(target)
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield unfinished
        _to_disk(unfinished)
        os.link(unfinished, target)  # unlike a renaming, it never replaces what has come there meanwhile
        _to_disk(target.parent)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        raise UnusableBackup(
            f"{target} cannot be written: {error.strerror}. Choose a folder of a local disk with room for it."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def free_name(wanted: Path) -> Path:
    """This name, or the first of NAME-2, NAME-3, ... that no file has."""
    number, name = 1, wanted
    while name.exists():
        number += 1
        name = wanted.with_name(f"{wanted.name}-{number}")
    return name


def _taken(target: Path) -> UnusableBackup:
    return UnusableBackup(f"{target} is there already and was left as it is. Choose another name.")


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
