#pragma once

#include <utility>
#include <vector>

#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// What is to be learned, known to the risk only through its energy in each mode.
template <Scalar R = double>
struct Target {
    std::vector<std::pair<int, R>> energy;  ///< (degree, squared L2 norm of the target's part in that degree)
    R rest{0};                              ///< energy beyond every degree: never learned

    [[nodiscard]] int highest_degree() const {
        int highest = 0;
        for (const auto& [degree, value] : energy) highest = degree > highest ? degree : highest;
        return highest;
    }
};

}  // namespace lazyrisk
