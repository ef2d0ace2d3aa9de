// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel itself: h(t) of K(x,y) = h(<x,y>/d), as numbers, as a figure, and where there is one as a formula.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// h at each t of [-1, 1]; of features and tangents that of infinite width. In the limit d -> infinity that of normal
/// pre-activations, weights of variance 1.
/// Throws DomainError for a t elsewhere; NotCovered for a model whose kernel is no function of t alone, or is known by
/// its spectrum only.
std::vector<double> kernel_values(const Question& question, const std::vector<double>& t);

/// h as an expression in t, which --kernel takes. Throws NotCovered where none is known: a depth above 1, a finite
/// dimension that the kernel feels, most activations.
std::string kernel_formula(const Question& question);

/// What was asked, then t and h, in every row.
struct KernelTable {
    std::vector<std::string> columns;
    std::vector<Row> rows;
};
KernelTable kernel_table(const Question& question, const std::vector<double>& t, const std::vector<double>& h);

/// From the least to the greatest t, by many points: h may end in a root at t = 1.
Figure kernel_figure(const Question& question, const std::vector<double>& t);

}  // namespace lazyrisk
