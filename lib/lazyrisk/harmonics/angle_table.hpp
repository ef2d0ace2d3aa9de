// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A costly function of the angle, tabulated to 128 bits.  Formula (9.16).
#pragma once

#include <functional>
#include <vector>

#include "lazyrisk/harmonics/zonal_quadrature.hpp"

namespace lazyrisk {

/// h(theta) on [0, pi] as Chebyshev interpolants on panels that the 80-bit values of h choose: few values in 128 bits.
class AngleTable {
public:
    using Narrow = std::function<long double(long double)>;
    using Wide = std::function<WideNumber(WideNumber)>;

    /// `value` and `wide_value` are the same function, analytic on [0, pi] between the `kinks`; `scale` bounds it.
    /// Cost: some hundred values of each.
    AngleTable(const Narrow& value, const Wide& wide_value, const std::vector<double>& kinks, long double scale);

    [[nodiscard]] WideNumber operator()(const WideNumber& theta) const;
    /// Estimate, with a factor 10 to spare, of the largest error of an interpolant: read off its last coefficients.
    [[nodiscard]] WideNumber error() const { return error_; }
    [[nodiscard]] std::size_t values() const;

private:
    struct Panel {
        WideNumber left, right;
        std::vector<WideNumber> chebyshev;
    };
    std::vector<Panel> panels_;
    WideNumber error_{0};
};

}  // namespace lazyrisk
