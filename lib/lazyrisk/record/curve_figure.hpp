// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The picture of a curve: a line a value of the first of two sweeps, along the last one.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/record/record.hpp"

namespace lazyrisk {

class CurveFigure {
public:
    /// quantity: a column of the record, which must live as long. Throws DomainError where it is none, or no number.
    CurveFigure(Question base, const std::vector<Sweep>& sweeps, const std::string& quantity, const Record& record);
    /// The lines, by as many points as they need. Points without an answer break them.
    void add_lines(Answers& answers);
    /// The theorem beside the finite dimension: steps in the exponent, dashed. Nothing where there is none.
    void add_limit(Answers& answers);
    /// With a logarithmic axis where the numbers span decades.
    [[nodiscard]] Figure figure() const;

private:
    Question base_;
    Sweep along_, family_;
    const Record& record_;
    Figure figure_;
    std::string axis_;  ///< the swept column
    std::size_t column_ = 0;
};

}  // namespace lazyrisk
