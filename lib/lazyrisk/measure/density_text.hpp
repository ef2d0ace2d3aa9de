// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A density for readers and programs: tables, JSON, a picture.
#pragma once

#include <string>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/measure/density.hpp"

namespace lazyrisk {

/// By which shares may differ from the density at a finite dimension, as of a comparison.
constexpr double density_tolerance = 0.03;

/// Density and drawn shares in cells: a sentence as of a comparison.
std::string density_verdict(const KnownDensity& density);

/// All that is known of a density in one format; `bulks`: without its points. Throws NotConverged for a number that is
/// none.
std::string density_text(const KnownDensity& density, const Question& question, const std::string& of,
                         const TableStyle& style, bool bulks);

std::string density_json(const KnownDensity& density, const std::string& of);
std::string bulk_table(const KnownDensity& density, const TableStyle& style);
std::string density_table(const KnownDensity& density, const TableStyle& style);
/// What was asked, and what follows from the edges.
std::string density_note(const KnownDensity& density, const Question& question, const TableStyle& style);
Figure density_figure(const KnownDensity& density, const std::string& of, const Question& question);

}  // namespace lazyrisk
