#!/usr/bin/env bash
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs the main experiment or the tests, or makes what others install.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

help() {
    cat <<'TEXT'
./setup.sh run      install what is missing, build, run the main experiment; results in out/
./setup.sh test     install what is missing, build, run the tests
./setup.sh docs     install what is missing, build the documents as a site in build/docs/site
./setup.sh python   install what is missing, build the Python module, install it into the active virtual environment
                    or else into .venv
./setup.sh wheel    install what is missing, build the Python module as a wheel with its shared libraries in build/wheel
./setup.sh deb      install what is missing, build Debian packages of program, library and Python module in build/deb
./setup.sh help     this text
TEXT
}

say() { printf '%s\n' "$*" >&2; }

# missing_packages FILE...: names in these lists that are not installed, in one line.
missing_packages() {
    local wanted installed
    wanted=$(sed 's/#.*//' "$@" | tr -s '[:space:]' '\n' | sed '/^$/d' | LC_ALL=C sort -u)
    # dpkg-query complains about names it never heard of: they are missing too.
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p' |
        LC_ALL=C sort -u || true)
    LC_ALL=C comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed") | tr '\n' ' ' | sed 's/ $//'
}

# install_packages FILE...
install_packages() {
    local missing tool
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        for tool in c++ cmake ninja gnuplot; do
            if ! command -v "$tool" >/dev/null; then
                say "lazyrisk: $tool was not found, and only Debian's packages can be installed from here:" \
                    "install the equivalents of those listed in $*, then repeat."
                exit 1
            fi
        done
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            say "lazyrisk: packages are missing; type: sudo apt-get install --no-install-recommends $missing"
            exit 1
        fi
    fi
    say "installing $missing"
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
    quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

# Output is shown where the command fails, and only there.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -ne 0 ]; then
        cat "$log" >&2
        say "lazyrisk: this failed: $*"
    fi
    rm -f "$log"
    return "$status"
}

# build TARGETS [OPTION...]: the options are cmake's.
build() {
    local quiet=()
    [ -t 1 ] || quiet=(-- --quiet)
    quietly cmake --preset release "${@:2}"
    [ -e build/release/lib/liblazyrisk_study.a ] ||
        say "building for the first time, by $(nproc) processes: on two cores" \
        "some eight minutes for the program or the Python module, ten more for the tests"
    cmake --build --preset release --parallel "$(nproc)" --target $1 "${quiet[@]}" >&2
}

# Debian's own Python, which knows Debian's numpy: another may be the first that is found.
debian_python() {
    if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else command -v python3; fi
}

# build_module PYTHON [TARGET...]: the module for this Python, and targets beside it.
build_module() {
    local itself  # a virtual environment may be gone at the next build
    itself=$("$1" -c 'import os, sys; print(os.path.realpath(sys.executable))')
    build "lazyrisk_python ${*:2}" -DLAZYRISK_PYTHON=ON "-DPython_EXECUTABLE=$itself"
}

# Into the virtual environment that is active, or .venv: Debian's own Python takes packages from Debian alone.
install_module() {
    local python start isolation=()
    if [ -n "${VIRTUAL_ENV:-}" ]; then
        python=$VIRTUAL_ENV/bin/python start=python
    else
        python=.venv/bin/python start=.venv/bin/python
        [ -x "$python" ] || quietly "$(debian_python)" -m venv --system-site-packages .venv
    fi
    build_module "$python"
    # No registry is asked where the environment has what setuptools and the module need.
    ! "$python" -c 'import numpy, setuptools, wheel' 2>/dev/null || isolation=(--no-build-isolation --no-index)
    quietly "$python" -m pip install --disable-pip-version-check "${isolation[@]}" .
    say "the module is installed; for example:"
    say "  $start -c 'import lazyrisk as lr; problem = lr.Problem(lr.RandomFeatures(\"relu\"), psi1=2, psi2=3);" \
        "print(lr.risk(problem))'"
    [ -n "${VIRTUAL_ENV:-}" ] || say "or, to have it as python: source .venv/bin/activate"
}

case "${1:-}" in
    run)
        install_packages packages.txt
        build lazyrisk_program
        build/release/apps/lazyrisk run experiments/main.toml --output out --store out/results.sqlite
        ;;
    test)
        install_packages packages.txt packages-python.txt
        # the documents' tools are of the tests alone: they are installed beside the build
        install_packages packages-docs.txt &
        documents=$!
        build_module "$(debian_python)" all
        wait "$documents"
        ctest --preset release --parallel "$(nproc)"
        ;;
    docs)
        install_packages packages.txt packages-docs.txt
        quietly docs/site/build.sh build/docs/site
        say "open build/docs/site/index.html"
        ;;
    python)
        install_packages packages.txt packages-python.txt
        install_module
        ;;
    wheel)
        install_packages packages.txt packages-python.txt
        python=${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/python}
        python=${python:-$(debian_python)}
        build_module "$python"
        "$python" python/packaging/wheel.py
        ;;
    deb)
        install_packages packages.txt packages-python.txt
        build_module "$(debian_python)" lazyrisk_program
        quietly cpack -G DEB --config build/release/CPackConfig.cmake -B build/deb
        say "$(ls build/deb/*.deb)"
        ;;
    help | -h | --help | "") help ;;
    *)
        say "lazyrisk: setup.sh knows run, test, docs, python, wheel and deb, not \"$1\"."
        help >&2
        exit 2
        ;;
esac
