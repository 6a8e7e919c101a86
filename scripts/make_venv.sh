#!/bin/sh
# Make .venv fit for `demo` (runtime) or `test` (dev), and do nothing when it already is.
# A stamp in .venv says that an installation was finished, and where. It is taken away before anything is
# touched, so an interrupted installation leaves none, and a .venv without any stamp is made anew.
set -eu
kind=$1 # runtime | dev
cd "$(dirname "$0")/.."
here=$(pwd)
python=.venv/bin/python

finished() { # finished KIND: that installation was completed here, and its Python still runs
    [ -f ".venv/.stamp-$1" ] && [ "$(cat ".venv/.stamp-$1")" = "$here" ] && "$python" -c pass >/dev/null 2>&1
}

current() { # current KIND: finished, and nothing it was made from has changed since
    finished "$1" && [ ! pyproject.toml -nt ".venv/.stamp-$1" ] && [ ! constraints.txt -nt ".venv/.stamp-$1" ]
}

current dev && exit 0 # dev holds everything
[ "$kind" = runtime ] && current runtime && exit 0

fresh=no
finished runtime || finished dev || fresh=yes
[ "$fresh" = no ] || found=$(sh scripts/find_python.sh)
rm -f .venv/.stamp-runtime .venv/.stamp-dev
if [ "$fresh" = yes ]; then
    rm -rf .venv
    "$found" -m venv .venv >/dev/null 2>&1 || {
        rm -rf .venv
        echo "engraft: $found could not make .venv in $here; is the disk full or read-only?" >&2
        exit 1
    }
fi
what=.
[ "$kind" = dev ] && what=.[dev]
echo "engraft: installing into .venv (once; a minute or two)" >&2
"$python" -m pip install --disable-pip-version-check --quiet -c constraints.txt -e "$what" >.venv/pip.log 2>&1 || {
    echo "engraft: installing failed: $(grep -i '^error' .venv/pip.log | tail -n 1) (all of it: .venv/pip.log)" >&2
    exit 1
}
echo "$here" >".venv/.stamp-$kind"
