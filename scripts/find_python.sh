#!/bin/sh
# Print the first Python >= 3.11 that runs and can make virtual environments; else say in one line what is missing.
lacking=""
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        echo "$candidate"
        exit 0
    fi
    [ -n "$lacking" ] || lacking=$("$candidate" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
done
if [ -n "$lacking" ]; then
    echo "engraft: $lacking cannot make virtual environments; on Debian or Ubuntu: sudo apt install $lacking-venv" >&2
else
    echo "engraft: no Python 3.11 or newer was found; install one, or name it: make PYTHON=/path/to/python demo" >&2
fi
exit 1
