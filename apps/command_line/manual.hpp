// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Manual pages, written from the program's own options.
#pragma once

#include <string>

#include "command_line/outline.hpp"

namespace lazyrisk::app {

/// lazyrisk(1): the verbs, exit statuses, environment, files; as roff with the macros of man(7).
std::string manual_page(const OutlinedVerb& program);

/// lazyrisk-VERB(1): its options in sections; of a verb with verbs of its own, a section each.
std::string manual_page(const OutlinedVerb& program, const OutlinedVerb& verb);

}  // namespace lazyrisk::app
