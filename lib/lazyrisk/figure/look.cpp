// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/look.hpp"

namespace lazyrisk {

std::string FigureLook::given() const {
    if (!ends.empty()) return ends.begin()->first;
    return !title.empty()     ? "title"
           : !note.empty()    ? "note"
           : !x_label.empty() ? "x-label"
           : !y_label.empty() ? "y-label"
           : log_x            ? "log-x"
           : log_y            ? "log-y"
                              : "";
}

void FigureLook::apply(Figure& drawn) const {
    if (!title.empty()) drawn.title = title;
    if (!note.empty()) drawn.note = note;
    if (!x_label.empty()) drawn.x.label = x_label;
    if (!y_label.empty()) drawn.y.label = y_label;
    if (log_x) drawn.x.log = true;
    if (log_y) drawn.y.log = true, drawn.y.from.reset();  // an axis of powers has no 0
    for (const auto& [name, value] : ends) {
        Axis& axis = name.front() == 'x' ? drawn.x : drawn.y;
        (name.ends_with("from") ? axis.from : axis.to) = value;
    }
}

}  // namespace lazyrisk
