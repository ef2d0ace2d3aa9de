// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is changed of a figure that draws itself.
#pragma once

#include <map>
#include <string>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

/// How a figure looks, in the words of an experiment file's [[figure]].
struct FigureLook {
    std::string title, note, x_label, y_label;
    std::map<std::string, double> ends;  ///< x-from, x-to, y-from, y-to
    bool log_x = false, log_y = false;

    /// The word of one that is changed, or "".
    [[nodiscard]] std::string given() const;
    void apply(Figure& figure) const;
};

}  // namespace lazyrisk
