#!/usr/bin/env bash
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs the main experiment or the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

help() {
    cat <<'TEXT'
./setup.sh run    install what is missing, build, run the main experiment; results in out/
./setup.sh test   install what is missing, build, run the tests
./setup.sh docs   install what is missing, build the documents as a site in build/docs/site
./setup.sh help   this text
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

# build [TARGET]
build() {
    local quiet=()
    [ -t 1 ] || quiet=(-- --quiet)
    quietly cmake --preset release
    [ -e build/release/apps/lazyrisk ] || say "building for the first time, by $(nproc) processes: on two cores some eight minutes" \
        "for the program, ten more for the tests"
    cmake --build --preset release --parallel "$(nproc)" ${1:+--target "$1"} "${quiet[@]}" >&2
}

case "${1:-}" in
    run)
        install_packages packages.txt
        build lazyrisk_program
        build/release/apps/lazyrisk run experiments/main.toml --output out --store out/results.sqlite
        ;;
    test)
        install_packages packages.txt packages-docs.txt
        build
        ctest --preset release --parallel "$(nproc)"
        ;;
    docs)
        install_packages packages.txt packages-docs.txt
        quietly docs/site/build.sh build/docs/site
        say "open build/docs/site/index.html"
        ;;
    help | -h | --help | "") help ;;
    *)
        say "lazyrisk: setup.sh knows run, test and docs, not \"$1\"."
        help >&2
        exit 2
        ;;
esac
