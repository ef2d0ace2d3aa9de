// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A line through a function that shows no corners of its own: points are added where it bends.
#pragma once

#include <functional>
#include <vector>

#include "lazyrisk/answer/sweep.hpp"

namespace lazyrisk {

struct LinePoint {
    double x, y;
};

/// The line of a sweep, ascending in x: through its own values, the `special` ones within them and close beside those,
/// and more until a straight line between neighbours is as good as the curve to a part in 400 of the picture. A pole is
/// then steep enough to leave a picture through its top; a value that is infinite is one of the points, and breaks the
/// line. `at` gives the point of a value of the swept field: sizes are counts, so that many values may have one.
std::vector<LinePoint> refined_line(const Sweep& sweep, const std::vector<double>& special,
                                    const std::function<LinePoint(double)>& at);

}  // namespace lazyrisk
