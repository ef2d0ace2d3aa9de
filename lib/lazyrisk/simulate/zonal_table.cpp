// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/zonal_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

using std::numbers::pi;

/// The angle of v = sqrt(1 - |t|): sqrt(2) times the sine of half the angle for t >= 0, the cosine for t < 0.
double angle(double v, bool negative) {
    const double near = 2 * std::asin(std::min(1.0, v / std::numbers::sqrt2));
    return negative ? pi - near : near;
}

}  // namespace

ZonalTable::ZonalTable(std::function<double(double)> h) : h_(std::move(h)), diagonal_(h_(0)) {
    constexpr double tolerance = 1e-12, probes[] = {-1, -0.93, -0.5, -0.05, 0.4, 0.87, 1};
    for (const bool negative : {false, true})
        for (int i = 0; i < AnglePieces::count; ++i) {
            const auto f = [&](double y) { return h_(angle(AnglePieces::v_of(i, y), negative)); };
            pieces_.append(f);
            double miss = 0;
            for (const double y : probes) miss = std::max(miss, std::abs(pieces_(direct_.size(), y) - f(y)));
            direct_.push_back(!(miss <= tolerance * diagonal_));
        }
}

double ZonalTable::operator()(double t) const {
    const AnglePieces::Place at = AnglePieces::place(t);
    return direct_[at.piece] ? h_(angle(at.v, t < 0)) : pieces_(at.piece, at.y);
}

}  // namespace lazyrisk
