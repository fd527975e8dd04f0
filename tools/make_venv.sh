#!/bin/sh
# Make a virtual environment with a Python that the project supports, wherever one is found.
# On Debian the venv module is a package of its own; as root it is installed, else named.
set -eu
folder=$1

find_python() {
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "grader needs Python 3.11, 3.12 or 3.13; none is on the PATH" >&2
    exit 1
}

python=$(find_python)
if [ -x "$folder/bin/python" ] && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
    else
        echo "Python's venv module is missing; install it with: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv --clear "$folder"
