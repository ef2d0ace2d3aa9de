// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One folder of results as one page.
#pragma once

#include <string>

#include "lazyrisk/report/folder.hpp"

namespace lazyrisk::report {

/// A whole HTML document that needs no other file, no network and no script; the same bytes for the same folder.
/// Throws DomainError as the parts of the page do.
std::string report_page(const ResultFolder& result);

}  // namespace lazyrisk::report
