// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Bytes of files that come into names and sentences.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk {

/// Are these bytes a text of UTF-8 (RFC 3629)?
bool is_utf8(std::string_view bytes);

/// As a sentence shows them: what is no printable text as ?, the middle of a long text left out.
std::string shown_text(std::string_view bytes, std::size_t most = 60);

}  // namespace lazyrisk
