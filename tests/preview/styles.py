"""How editors and other programs save a file, call by call, as `strace` shows them.

Deliberately starts no editor: what matters to a watcher is the order of system calls. A style is a function of a path and
the new bytes. Knows nothing of servers, and judges nothing.
"""

import os
import subprocess
import time


def put(path, data, flags=os.O_WRONLY | os.O_CREAT | os.O_TRUNC, sync=False):
    """open, write, perhaps fsync, close."""
    handle = os.open(path, flags, 0o644)
    os.write(handle, data)
    if sync:
        os.fsync(handle)
    os.close(handle)


def vim(path, data):
    """`backupcopy=no`: a probe, the old file becomes the backup, a new file, no backup."""
    folder, name = os.path.split(path)
    put(f"{folder}/.{name}.swp", b"b0VIM 9.0" + b"\0" * 4087)
    probe = f"{folder}/4913"
    os.close(os.open(probe, os.O_CREAT | os.O_WRONLY | os.O_EXCL | os.O_NOFOLLOW, 0o100644))
    os.chown(probe, os.getuid(), os.getgid())
    os.stat(probe)
    os.unlink(probe)
    os.rename(path, f"{path}~")
    put(path, data, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, sync=True)
    os.chmod(path, 0o644)
    os.unlink(f"{path}~")
    os.unlink(f"{folder}/.{name}.swp")


def vim_copy(path, data):
    """`backupcopy=yes`: the backup is a copy, the file itself is written over."""
    if os.path.exists(f"{path}~"):
        os.unlink(f"{path}~")
    with open(path, "rb") as old:
        put(f"{path}~", old.read(), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.utime(f"{path}~")
    put(path, data, os.O_WRONLY | os.O_TRUNC, sync=True)
    os.chmod(path, 0o644)
    os.unlink(f"{path}~")


def emacs(path, data):
    """A lock that is a dangling link, an auto-save file, a backup that stays."""
    folder, name = os.path.split(path)
    lock, auto = f"{folder}/.#{name}", f"{folder}/#{name}#"
    os.symlink("editor@desk.4711:1700000000", lock)
    put(auto, data)
    os.rename(path, f"{path}~")
    put(path, data, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, sync=True)
    os.chmod(path, 0o644)
    os.unlink(lock)
    os.unlink(auto)


def vs_code(path, data):
    """Emptied and written in place."""
    put(path, data, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def truncate_then_write(path, data):
    """The file is empty for a while: a slow disk, or a network drive."""
    handle = os.open(path, os.O_RDWR)
    os.ftruncate(handle, 0)
    time.sleep(0.3)
    os.write(handle, data)
    os.close(handle)


def nano(path, data):
    """A lock file, and many small writes in place."""
    folder, name = os.path.split(path)
    put(f"{folder}/.{name}.swp", b"b0nano" + b"\0" * 1018)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    for line in data.splitlines(keepends=True):
        os.write(handle, line)
    os.close(handle)
    os.unlink(f"{folder}/.{name}.swp")


def sed(path, data):
    """`sed -i` itself: a file of another name in the folder, renamed over."""
    subprocess.run(["sed", "-i", "1{\nr /dev/stdin\n}\n1,$d", path], input=data, check=True)


def cp(path, data):
    """`cp` itself: written over in place."""
    elsewhere = elsewhere_of(path)
    put(elsewhere, data)
    subprocess.run(["cp", elsewhere, path], check=True)


def cp_anew(path, data):
    """`cp --remove-destination`: gone, and there again."""
    elsewhere = elsewhere_of(path)
    put(elsewhere, data)
    subprocess.run(["cp", "--remove-destination", elsewhere, path], check=True)


def sync_drive(path, data):
    """A finished file of another name in the same folder, renamed over, as sync services do."""
    temporary = f"{path}.tmp-{os.getpid()}"
    put(temporary, data, os.O_WRONLY | os.O_CREAT | os.O_EXCL, sync=True)
    os.utime(temporary, ns=(1_700_000_000_000_000_000 + time.monotonic_ns() % 10**9,) * 2)
    os.rename(temporary, path)


def hidden_rename(path, data):
    """A hidden file in the same folder, renamed over, as GNOME does."""
    folder, name = os.path.split(path)
    temporary = f"{folder}/.goutputstream-{name}"
    put(temporary, data, os.O_WRONLY | os.O_CREAT | os.O_EXCL, sync=True)
    os.rename(temporary, path)


def rename_from_elsewhere(path, data):
    """A file in a folder outside the paper, renamed over."""
    elsewhere = elsewhere_of(path)
    put(elsewhere, data)
    os.rename(elsewhere, path)


def git(path, data):
    """A checkout: removed, and written anew."""
    os.unlink(path)
    put(path, data, os.O_WRONLY | os.O_CREAT | os.O_EXCL)


def two_halves(path, data):
    """The first half ends within the header, the second comes 300 ms later."""
    halves(path, data, data.index(b"date ="))


def two_halves_of_a_body(path, data):
    """The first half ends within the text."""
    halves(path, data, len(data) - 4)


def halves(path, data, at):
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, data[:at])
    time.sleep(0.3)
    os.write(handle, data[at:])
    os.close(handle)


def appended(path, data):
    """Emptied by one program, and filled by another that appends."""
    put(path, b"")
    for start in range(0, len(data), 40):
        put(path, data[start : start + 40], os.O_WRONLY | os.O_APPEND)


def elsewhere_of(path):
    """A file beside the paper: the same file system, another folder."""
    root = path[: path.index("/paper/")]
    return os.path.join(root, "elsewhere.md")


STYLES = [
    vim,
    vim_copy,
    emacs,
    vs_code,
    truncate_then_write,
    nano,
    sed,
    cp,
    cp_anew,
    sync_drive,
    hidden_rename,
    rename_from_elsewhere,
    git,
    two_halves,
    two_halves_of_a_body,
    appended,
]
