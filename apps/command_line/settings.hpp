// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the results of a verb go, and how they look.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/figure/look.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk::app {

/// Exit statuses of the contract.
enum Exit { answered = 0, not_computed = 1, wrong_question = 2, some_failed = 3, disagreement = 4, interrupted = 130 };

struct OutputOptions {
    std::string verb, output, plot, experiment;  ///< experiment: a file to write instead of an answer
    FigureLook figure;
    Format format = Format::text;
    FigureWidth figure_width;
    bool bare = false, embed = false;
    int digits = 0;  ///< 0: as the format likes
    bool quiet = false;
    std::vector<std::string> columns;  ///< of a table, in this order; none: as it likes
    std::string pivot, caption, label;
    std::vector<std::string> besides;  ///< what else was asked for
    bool all = false;                  ///< every field there is
    bool head = true;                  ///< names above the numbers

    /// Label and caption are the verb's where none is given. Throws DomainError for those of a format that has none.
    [[nodiscard]] TableStyle style() const;
    /// Writes a figure to `plot` as --figure-width, --bare and --embed ask.
    void draw(Figure figure) const;
    /// Throws DomainError: options of a figure without one, names that LaTeX cannot read.
    void check_figure() const;
};

}  // namespace lazyrisk::app
