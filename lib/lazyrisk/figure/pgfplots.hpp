// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures as LaTeX.
#pragma once

#include <string>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

struct PgfplotsPicture {
    std::string picture;  ///< a tikzpicture for a document with \usepackage{pgfplots}
    std::string data;     ///< csv: x, y and the parts of the error bar of series i in columns xi, yi, plusi, minusi;
                          ///< empty: in the picture
};

/// The picture reads its data from `data_name` beside it; embedded, it holds it.
PgfplotsPicture pgfplots_picture(const Figure& figure, const std::string& data_name);

}  // namespace lazyrisk
