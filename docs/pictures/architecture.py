#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws architecture.svg beside it: the folders of lib/ and apps/, an arrow to each folder whose headers one includes.

Arrows that follow from others are left out, and those to words/ and numerics/, which everyone includes. A folder stands above all
that it includes. Run it after a move: a test compares the arrows of the picture with those of the code.
"""
import collections
import pathlib
import re

root = pathlib.Path(__file__).resolve().parents[2]
common = {"words", "numerics"}
library_include = re.compile(r'^\s*#\s*include\s*[<"]lazyrisk/(?:([^">]+)/)?[^/">]+[">]', re.M)

includes = collections.defaultdict(set)
for path in sorted([*root.glob("lib/lazyrisk/**/*.[ch]pp"), *root.glob("apps/**/*.[ch]pp")]):
    inside = path.parent.relative_to(root)
    own = "apps" if inside.parts[0] == "apps" else "/".join(inside.parts[2:])
    if not own:
        continue  # lazyrisk.hpp is the face of the library, the version is generated
    includes[own]
    includes[own] |= {other for other in library_include.findall(path.read_text()) if other and other != own}


def reach(folder):
    seen, todo = set(), [folder]
    while todo:
        for other in includes[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


folders = sorted(includes)
height = {}


def level(folder):
    if folder not in height:
        height[folder] = 1 + max((level(other) for other in includes[folder] - common), default=-1)
    return height[folder]


arrows = sorted((a, b) for a in folders for b in includes[a] - common
                if not any(b in reach(c) for c in includes[a] - common - {b}))
shown = [f for f in folders if f not in common]
rows = collections.defaultdict(list)
for f in shown:
    rows[level(f)].append(f)
roads = []  # an arrow, row by row: between its ends it has a place of its own in each row that it crosses
for a, b in arrows:
    road = [a] + [(a, b, r) for r in range(level(a) - 1, level(b), -1)] + [b]
    for stop in road[1:-1]:
        rows[stop[2]].append(stop)
    roads.append(road)
near = collections.defaultdict(list)
for road in roads:
    for one, other in zip(road, road[1:]):
        near[one].append(other)
        near[other].append(one)
place = {}
for _ in range(40):  # each below and above the middle of its neighbours
    for r in [*sorted(rows), *sorted(rows, reverse=True)]:
        def middle(f):
            known = [place[g] for g in near[f] if g in place]
            return sum(known) / len(known) if known else 0.5
        rows[r].sort(key=lambda f: (middle(f), str(f)))
        size = [0.03 if isinstance(f, tuple) else 0.2 for f in rows[r]]
        left = 0
        for f, own in zip(rows[r], size):
            place[f] = (left + own / 2) / sum(size)
            left += own

width, step, box = 960, 78, 30
top = max(rows)
x = {f: 20 + place[f] * (width - 40) for row in rows.values() for f in row}
y = {f: 30 + (top - r) * step for r, row in rows.items() for f in row}
half = {f: 4.2 * len(f) + 12 for f in shown}
total = 30 + top * step + 2 * box + 50
svg = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {total}" font-family="sans-serif" font-size="14">',
       '<title>The folders of lazyrisk and what each includes</title>',
       '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
       '<path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>',
       f'<rect width="{width}" height="{total}" fill="white"/>']
svg += [f'<!-- {a}: {" ".join(sorted(includes[a]))} -->' for a in folders]
for road in roads:
    line = f"M{x[road[0]]:.0f} {y[road[0]] + box:.0f}"
    for one, other in zip(road, road[1:]):
        x0, y0, x1, y1 = x[one], y[one] + box, x[other], y[other]
        line += f"C{x0:.0f} {(y0 + y1) / 2:.0f} {x1:.0f} {(y0 + y1) / 2:.0f} {x1:.0f} {y1:.0f}"
        if isinstance(other, tuple):
            line += f"L{x1:.0f} {y1 + box:.0f}"
    svg.append(f'<path d="{line}" fill="none" stroke="#999" marker-end="url(#head)"/>')
for f in shown:
    svg.append(f'<rect x="{x[f] - half[f]:.0f}" y="{y[f]:.0f}" width="{2 * half[f]:.0f}" height="{box}" rx="4" fill="#eef3fb" stroke="#44699f"/>'
               f'<text x="{x[f]:.0f}" y="{y[f] + 20:.0f}" text-anchor="middle">{f}</text>')
svg.append(f'<rect x="20" y="{total - 44}" width="{width - 40}" height="{box}" rx="4" fill="#f4f4f4" stroke="#888"/>'
           f'<text x="{width / 2:.0f}" y="{total - 24}" text-anchor="middle">words, numerics: included by all</text>')
svg.append('</svg>')
(root / "docs/pictures/architecture.svg").write_text("\n".join(svg) + "\n")
