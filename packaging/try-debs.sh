#!/usr/bin/env bash
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what ./setup.sh wheel and ./setup.sh deb made in a Debian 12 that has nothing else, one after the other, and
# asks each one question. To be run as root; takes debootstrap (a package) and Debian's mirror.
#
#   packaging/try-debs.sh ROOT [FOLDER_OF_DEBS [FOLDER_OF_WHEEL]]
#
# ROOT is made where it is not there, and kept for a second run. After a failure it is no longer bare.
set -euo pipefail
if [ $# -lt 1 ] || [ "$(id -u)" -ne 0 ]; then
    sed -n 's/^# \{0,1\}//; 4,9p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$1 debs=${2:-$source/build/deb} wheel=${3:-$source/build/wheel}

[ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$root" http://deb.debian.org/debian
inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        "$@"
}
quietly() { "$@" >"$root/tmp/log" 2>&1 || { cat "$root/tmp/log" >&2; echo "this failed: $*" >&2; exit 1; }; }
install_there() { quietly inside apt-get install -y --no-install-recommends "$@"; }
remove_there() { quietly inside apt-get purge -y --autoremove "$@"; }
# deb PACKAGE: its file, as called from inside; there is one.
deb() { local found=("$root/tmp/debs/$1"_*.deb); echo "/tmp/debs/${found[0]##*/}"; }
step() { printf '\n== %s\n' "$*"; }
# asked_in PYTHON: a number of the theory, a number of draws, and where the shared libraries come from.
asked_in() {
    inside "$1" - <<'PYTHON'
import numpy, re
def loaded():
    return {line.split()[-1] for line in open("/proc/self/maps") if re.search(r"\.so[.\d]*$", line)}
before = loaded()  # Debian's numpy brings a BLAS
import lazyrisk
problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu"), psi1=2, psi2=3, noise=0.1)
print("test_error", lazyrisk.risk(problem).test_error)
seen = lazyrisk.simulate(problem.replace(dim=50), trials=20, test_points=500, store=False).test_error
print(f"simulated at d = 50: {seen.mean:.3f} +- {seen.standard_error:.3f}")
print("in the gallery:", len(lazyrisk.gallery().splitlines()))
print(*sorted(path for path in loaded() - before if "lazyrisk" in path or "python3" not in path), sep="\n")
PYTHON
}

mkdir -p "$root/tmp/debs"
rm -f "$root"/tmp/debs/* "$root"/tmp/*.whl
cp "$debs"/*.deb "$root/tmp/debs"
chmod -R a+rX "$root/tmp/debs"
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
quietly inside apt-get update

if compgen -G "$wheel/*.whl" >/dev/null; then
    step "the wheel, beside python3-numpy alone"
    cp "$wheel"/*.whl "$root/tmp"
    install_there python3-venv python3-numpy
    inside rm -rf /tmp/venv
    quietly inside python3 -m venv --system-site-packages /tmp/venv
    quietly inside sh -c '/tmp/venv/bin/pip install --no-index /tmp/lazyrisk*.whl'
    asked_in /tmp/venv/bin/python
    remove_there python3-venv python3-numpy
fi

step "lazyrisk"
install_there "$(deb lazyrisk)"
inside lazyrisk risk --psi1 2 --psi2 3 --noise 0.1
inside sh -c 'lazyrisk run --list | tail -n 1'

step "python3-lazyrisk"
remove_there lazyrisk
install_there "$(deb python3-lazyrisk)"
asked_in python3
remove_there python3-lazyrisk
[ ! -e "$root/usr/lib/python3/dist-packages/lazyrisk" ] || { echo "python3-lazyrisk leaves files behind" >&2; exit 1; }

step "liblazyrisk-dev: the program of tests/install"
rm -rf "$root/tmp/consumer"
cp -r "$source/tests/install" "$root/tmp/consumer"
install_there "$(deb liblazyrisk-dev)" g++ cmake make
quietly inside sh -c 'cd /tmp/consumer && cmake -DCMAKE_BUILD_TYPE=Release -S . -B build && cmake --build build'
inside /tmp/consumer/build/consumer
remove_there liblazyrisk-dev g++ cmake make
