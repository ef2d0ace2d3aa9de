// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/tridiagonal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<double> tridiagonal_eigenvalues(std::vector<double> diagonal, std::vector<double> beside) {
    constexpr int most_steps = 60;  // an eigenvalue; two or three are usual
    std::vector<double>&d = diagonal, &e = beside;
    const std::size_t size = d.size();
    e.resize(size, 0.0);  // nothing is below the last row
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    double norm = 0;
    for (std::size_t i = 0; i < size; ++i) norm = std::max({norm, std::abs(d[i]), std::abs(e[i])});
    const auto joined = [&](std::size_t i) {  // row i and the next
        return i + 1 < size &&
               std::abs(e[i]) > epsilon * (std::abs(d[i]) + std::abs(d[i + 1])) + epsilon * epsilon * norm;
    };
    for (std::size_t first = 0; first < size; ++first) {
        for (int step = 0;; ++step) {
            std::size_t last = first;  // of the block that holds `first` together with the rows below it
            while (joined(last)) ++last;
            if (last == first) break;
            if (step == most_steps)
                throw NotConverged("an eigenvalue of a tridiagonal matrix did not converge in " +
                                   std::to_string(most_steps) + " steps");
            // Wilkinson's shift, then the bulge is chased upwards from the last row by plane rotations
            const double half = (d[first + 1] - d[first]) / (2 * e[first]);
            double g = d[last] - d[first] + e[first] / (half + std::copysign(std::hypot(half, 1.0), half));
            double s = 1, c = 1, p = 0;
            bool split = false;
            for (std::size_t i = last; i-- > first;) {
                const double f = s * e[i], b = c * e[i], r = std::hypot(f, g);
                e[i + 1] = r;
                if (r == 0) {
                    d[i + 1] -= p;
                    split = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                const double t = (d[i] - g) * s + 2 * c * b;
                p = s * t;
                d[i + 1] = g + p;
                g = c * t - b;
            }
            if (!split) {
                d[first] -= p;
                e[first] = g;
            }
            e[last] = 0;
        }
    }
    std::sort(d.begin(), d.end());
    return d;
}

}  // namespace lazyrisk
