#!/bin/sh
# Make .venv and fill it from the hashed lock. Needs nothing but a shell and Python 3.11 or newer.
# Does nothing when the lock has not changed; a second run at the same time waits for the first.
# When the machine lacks something, one sentence says what to do.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
stamp=$venv/installed-from

stop() { printf '%s\n' "$*" >&2; exit 1; }
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {   # the one named by PYTHON, else the plain one, else a newer one beside it (macOS ships an old python3)
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null && is_new_enough "$name"; then echo "$name"; return; fi
    done
    found=$("${PYTHON:-python3}" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || found=
    if [ -z "$found" ]; then
        stop "Snag needs Python 3.11 or newer and found none: install it (Debian, Ubuntu: apt-get install python3 python3-venv) and run this again."
    fi
    stop "Snag needs Python 3.11 or newer, and ${PYTHON:-python3} is $found: install a newer one, or name it: make install PYTHON=/path/to/python3.12"
}

wanted() { { pwd; cat requirements.lock pyproject.toml; } | cksum; }   # the folder too: an environment does not survive a move
is_current() { [ -x $venv/bin/python ] && [ "$(cat $stamp 2>/dev/null)" = "$(wanted)" ] && is_new_enough $venv/bin/python; }

explain() {   # the log of a failed download → what to do
    if grep -qiE 'connection (broken|error|refused|reset)|name resolution|resolve host|unreachable|timed out|max retries|ProxyError' "$1"; then
        stop "The packages could not be downloaded: check the network (behind a proxy set HTTPS_PROXY, with a mirror PIP_INDEX_URL) and run this again."
    fi
    tail -n 15 "$1" >&2
    stop "Installing the packages failed, the lines above say why: put that right and run this again."
}

install() {
    is_current && return
    wanted=$(wanted)
    echo "Setting up $venv (once, about a minute) ..."
    "$python" -c 'import ensurepip, venv' 2>/dev/null || stop "Python's venv module or pip is missing: install it (Debian, Ubuntu: apt-get install python3-venv) and run this again."
    if ! { is_new_enough $venv/bin/python && $venv/bin/python -m pip --version; } >/dev/null 2>&1; then
        "$python" -m venv --clear $venv || stop "Python could not make $venv: see that this folder can be written to and the disk has room, and run this again."
    fi
    log=$venv/setup.log
    pip="$venv/bin/python -m pip --disable-pip-version-check --no-input --quiet install"
    $pip --require-hashes -r requirements.lock >"$log" 2>&1 || explain "$log"
    $pip --no-deps --no-build-isolation -e . >"$log" 2>&1 || explain "$log"
    echo "$wanted" >$stamp   # last: an interrupted run is taken up again
}

if is_current; then exit 0; fi
python=$(find_python) || exit 1
if [ -z "${SNAG_SETUP_LOCKED:-}" ]; then   # the lock is this folder's; flock(2) holds it until the last process of this run has ended
    SNAG_SETUP_LOCKED=1 exec "$python" -c '
import fcntl, os, sys
folder = os.open(".", os.O_RDONLY)
os.set_inheritable(folder, True)
try:
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Another set-up is under way here, waiting for it ...", flush=True)
    fcntl.flock(folder, fcntl.LOCK_EX)
os.execvp("sh", ["sh", sys.argv[1]])' ".ci/setup.sh"
fi
install
