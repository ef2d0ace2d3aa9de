// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace lazyrisk {

/// What heads the table that a verb makes for a paper, where nobody gives a caption; "" for another verb.
std::string usual_caption(std::string_view verb);

}  // namespace lazyrisk
