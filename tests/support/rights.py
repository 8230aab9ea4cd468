"""Tests may run as root, for whom no file is shut: inside `like_anybody` the modes of files hold for root as well."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522
_OVERRIDE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: see capabilities(7)."""


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


@contextmanager
def like_anybody() -> Iterator[None]:
    """For this thread and those it starts."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION_3, 0), (_Sets * 2)()
    _must(libc.capget(ctypes.byref(header), sets))
    held = sets[0].effective
    sets[0].effective = held & ~_OVERRIDE
    _must(libc.capset(ctypes.byref(header), sets))
    try:
        yield
    finally:
        sets[0].effective = held
        _must(libc.capset(ctypes.byref(header), sets))


def _must(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "capabilities cannot be changed here")
