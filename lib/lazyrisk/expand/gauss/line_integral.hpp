// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Integrals over the line in sixty digits.
#pragma once

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

using LineNumber =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

/// The integral of f over [-reach, reach], beyond which it is negligible: the trapezoidal rule halved until it settles
/// where there are no kinks, tanh-sinh between them otherwise.  Throws NotConverged where 32 digits are not reached.
template <class F>
LineNumber line_integral(const F& f, const std::vector<double>& kinks, const LineNumber& reach = 26) {
    if (kinks.empty()) {
        LineNumber h = LineNumber(1) / 8, total = f(LineNumber(0)), value = 0, before = 0;
        const auto add = [&](const LineNumber& first, const LineNumber& step) {
            for (LineNumber x = first; x < reach; x += step) total += f(x) + f(LineNumber(-x));
        };
        add(h, h);
        before = total * h;
        for (int halvings = 0; halvings < 6; ++halvings, before = value) {
            add(h / 2, h);
            h /= 2;
            value = total * h;
            if (abs(LineNumber(value - before)) <= 1e-46 * (1 + abs(value))) return value;
        }
        if (abs(LineNumber(value - before)) <= 1e-32 * (1 + abs(value))) return value;
    } else {
        boost::math::quadrature::tanh_sinh<LineNumber> rule(12);
        std::vector<LineNumber> ends{LineNumber(-reach)};
        for (const double kink : kinks)
            if (std::abs(kink) < reach) ends.emplace_back(kink);
        ends.push_back(reach);
        LineNumber sum = 0, errors = 0;
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            const LineNumber width = ends[i + 1] - ends[i];
            const int parts = std::max(1, int(std::ceil(double(width) / 6)));
            for (int j = 0; j < parts; ++j) {
                LineNumber error = 0, size = 0;
                sum += rule.integrate([&](const LineNumber& x) -> LineNumber { return f(x); },
                                      LineNumber(ends[i] + width * j / parts),
                                      LineNumber(ends[i] + width * (j + 1) / parts), LineNumber(1e-48), &error, &size);
                errors += error;
            }
        }
        if (errors <= 1e-32 * (1 + abs(sum))) return sum;
    }
    throw NotConverged("the quadrature of this activation does not reach 32 digits");
}

}  // namespace lazyrisk
