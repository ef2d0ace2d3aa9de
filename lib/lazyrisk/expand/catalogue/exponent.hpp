// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The exponent of a size in d.
#pragma once

#include <ginac/ginac.h>

#include <optional>

namespace lazyrisk {

/// Exponent of n or p in d: a number, or a letter between two numbers; none of both is infinity.
struct Exponent {
    std::optional<GiNaC::numeric> value;
    struct Range {
        GiNaC::symbol letter;
        GiNaC::numeric from;
        std::optional<GiNaC::numeric> to;  ///< none: no bound
        bool of_level = false;             ///< where a question names a level its bounds are those of the level
    };
    std::optional<Range> range{};

    [[nodiscard]] bool infinite() const { return !value && !range; }
    /// Precondition: not infinite.
    [[nodiscard]] GiNaC::ex expression() const { return value ? GiNaC::ex(*value) : GiNaC::ex(range->letter); }
};

}  // namespace lazyrisk
