// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Images of a data set beside each other.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/data/data_set.hpp"

namespace lazyrisk {

struct ContactSheet {
    std::vector<std::size_t> points;    ///< which are shown, places in the set, in this order; 2000 at most
    std::vector<std::string> captions;  ///< below each, shortened to its width; empty: the classes or targets, if known
    std::string title = {}, note = {};  ///< above and below all; may be empty
    int columns = 0;                    ///< 0: as many as make the sheet a little wider than high
};

/// The sheet as the text of an svg. Images of numbers from 0 to 1 are shown as they are, others between their own least
/// and largest. Channels: 1 grey, 3 colours, 4 with opacity. Throws DomainError: points that are no images and not of
/// a square length, none or too many of them, a caption too few.
std::string contact_sheet_svg(const DataSet& set, const ContactSheet& sheet);

/// The same as a file that appears when it is whole. Throws DomainError of `plot` for a name that does not end in .svg,
/// std::runtime_error where it cannot be written.
void write_contact_sheet(const DataSet& set, const ContactSheet& sheet, const std::string& path);

}  // namespace lazyrisk
