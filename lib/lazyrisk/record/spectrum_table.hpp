// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions put to the spectrum of a kernel, degree by degree.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A row a degree, the last one the trace of everything beyond (degree "tail"); what was asked comes first in each row.
struct SpectrumTable {
    std::vector<std::string> columns;
    std::vector<Row> rows;
    std::string warning = {};  ///< a sentence on degrees that are not resolved, or ""
};

/// What is told of a degree.
const std::vector<std::string>& spectrum_columns();

/// degrees: "0:40", or "40" for the first 40 beyond 0. Throws DomainError, and as diagonalize.
SpectrumTable spectrum_table(const Question& question, const std::string& degrees);

}  // namespace lazyrisk
