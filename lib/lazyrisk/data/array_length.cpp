// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/array_length.hpp"

#include <algorithm>

namespace lazyrisk {

void require_length(const NumberFile& file, const FileBytes& bytes) {
    const std::string announced = "its header announces " + file.shape_text() + " numbers of " +
                                  std::to_string(size_of(file.type)) + " byte" + (size_of(file.type) > 1 ? "s" : "");
    if (std::find(file.shape.begin(), file.shape.end(), std::size_t(0)) != file.shape.end())
        file.fail(announced + ", which is none");
    std::uint64_t needed = size_of(file.type);
    bool beyond = false;
    for (const std::size_t size : file.shape)
        beyond = beyond || __builtin_mul_overflow(needed, std::uint64_t(size), &needed);
    beyond = beyond || __builtin_add_overflow(needed, file.offset, &needed);
    if (beyond || needed > bytes.most())
        file.fail(announced +
                  (bytes.packed() ? ", more than a packed file of its length can hold"
                                  : ", but it ends at byte " + std::to_string(bytes.most())) +
                  ": it is cut off or damaged");
    if (!bytes.packed() && needed < bytes.most())
        file.fail(announced + ", which end at byte " + std::to_string(needed) + ", but it has " +
                  std::to_string(bytes.most()) + " bytes");
}

}  // namespace lazyrisk
