#!/usr/bin/env bash
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The documents and notebooks as pages that open from disk, with pictures, files and the C++ interface: build.sh FOLDER [--without-api]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ $# -ge 1 ] || { echo "build.sh FOLDER [--without-api]" >&2; exit 2; }
for tool in pandoc doxygen; do
    command -v "$tool" >/dev/null || { echo "build.sh: $tool was not found; packages-docs.txt lists what the site needs" >&2; exit 1; }
done
mkdir -p "$1"
site=$(cd "$1" && pwd)
version=$(sed -n 's/^project(lazyrisk VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)

# The list beside every page: a group, a document; documents that no line names come last.
list_pages() {
    local named
    named=$(
        printf '\tREADME.md\n'
        printf '\tdocs/README.md\n'
        # tutorials as the list of documents has them, then any other
        { grep -o 'tutorials/[^) ]*\.md' docs/README.md | sed 's|^|docs/|'; find docs/tutorials -name '*.md' | LC_ALL=C sort; } 2>/dev/null |
            awk '!seen[$0]++ { print "Learn\t" $0 }'
        printf 'Learn\tdocs/%s\n' words.md expressions.md
        # notebooks as the list of documents has them, then any other
        { grep -o 'notebooks/[^) ]*\.ipynb' docs/README.md | sed 's|^|docs/|'; find docs/notebooks -name '*.ipynb' | LC_ALL=C sort; } 2>/dev/null |
            awk '!seen[$0]++ { print "Notebooks\t" $0 }'
        # pages of the guide as its index has them
        printf 'Guide\tdocs/guide/README.md\n'
        grep -o '](\([a-z-]*\.md\))' docs/guide/README.md | sed 's|](\(.*\))|Guide\tdocs/guide/\1|'
        printf 'Mathematics\tdocs/%s\n' theory.md conventions.md references.md
        printf 'Results\tdocs/%s\n' gallery/README.md benchmarks.md
        printf 'Programs\tdocs/%s\n' building.md cluster.md architecture.md
        printf 'Programs\t%s\n' CONTRIBUTING.md CHANGELOG.md
    )
    printf '%s\n' "$named"
    printf 'Programs\tapi/index.html\tC++ interface\n'
    find docs -name '*.md' | LC_ALL=C sort | grep -vxFf <(printf '%s\n' "$named" | cut -f2) | sed 's/^/More\t/' || true
}
pages=$(mktemp)
trap 'rm -f "$pages"' EXIT
list_pages >"$pages"

# The first page of the C++ interface: the headers, by folder, in the order in which the mathematics runs.
list_headers() {
    local folder header
    printf '/** \\mainpage C++ interface\n'
    printf 'Include `lazyrisk/lazyrisk.hpp`, or single headers. All names are in the namespace \\ref lazyrisk.\n'
    for folder in . words numerics linear statistics store activation dual harmonics problem spectrum equations risk resolvent dynamics \
        simulate average train gap expand/{series,symbolic,gauss,dimension,proportional,critical,plateau,catalogue} table figure answer; do
        [ "$folder" = . ] || printf '<h2>%s</h2>' "$folder"
        printf '<dl>\n'
        for header in lib/lazyrisk/"$folder"/*.hpp; do
            header=${header#lib/}
            header=${header/"/./"//}
            printf '<dt>\\ref %s</dt><dd>%s</dd>\n' "$header" "$(sed '/^#pragma/,$d; s|^// *||' "lib/$header" | tr '\n' ' ' | sed 's/[.:] .*//; s/[@\\&<>]//g')"
        done
        printf '</dl>\n'
    done
    printf '*/\n/** \\namespace lazyrisk The library: types and functions of all headers. */\n'
}

# interface
interface() {
    local work
    work=$(mktemp -d)
    list_headers >"$work/main.dox"
    { cat docs/site/Doxyfile; printf 'INPUT += "%s/main.dox"\nPROJECT_NUMBER = %s\nOUTPUT_DIRECTORY = "%s"\n' "$work" "$version" "$site"; } >"$work/Doxyfile"
    doxygen "$work/Doxyfile"
    # lists that need scripts: the first page has everything
    (cd "$site/api" && rm -f files.html annotated.html dynsections.js menu.js menudata.js jquery.js)
    # a summary that leads to classes which are not shown
    { grep -L 'id="nested-classes"' "$site"/api/*.html || true; } | xargs -r sed -i 's|<a href="#nested-classes">Classes</a> &#124;||'
    rm -rf "$work"
}

# page DOCUMENT
page() {
    local to=${1/#docs\/README.md/documents.md}  # index.html is the README of the whole
    to=${to#docs/}
    to=${to/%README.md/index.md}
    local from=(gfm+tex_math_dollars)
    [ "${1##*.}" != ipynb ] || from=(ipynb --ipynb-output all)
    mkdir -p "$site/$(dirname "$to")"
    pandoc --fail-if-warnings --from "${from[@]}" --to html5 --mathml --template docs/site/template.html --lua-filter docs/site/page.lua \
        --metadata page="$1" --metadata pages="$pages" --variable version="$version" --output "$site/${to%.*}.html" "$1"
}
export -f page
export site pages version
cut -f2 "$pages" | grep -E '\.(md|ipynb)$' | xargs -P "$(nproc)" -I '{}' bash -euc 'page "{}"'

cp docs/site/style.css "$site/"
find docs experiments -type f ! -name '*.md' ! -path 'docs/site/*' | while read -r file; do
    mkdir -p "$site/$(dirname "${file#docs/}")"
    cp "$file" "$site/${file#docs/}"
done
[ "${2:-}" = --without-api ] || interface
