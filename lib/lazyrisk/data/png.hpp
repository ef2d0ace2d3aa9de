// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Small pictures within other files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

/// The bytes of a PNG file (ISO/IEC 15948), eight bits a sample; samples [height x width x channels], channels 1 grey,
/// 3 red green blue, 4 with opacity.
std::string png_of(const std::vector<unsigned char>& samples, int height, int width, int channels);

/// Text of RFC 4648.
std::string base64(std::string_view bytes);

}  // namespace lazyrisk
