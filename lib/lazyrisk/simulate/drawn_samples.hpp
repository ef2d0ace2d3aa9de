// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// A sample of linear regression: the law of its inputs, and its part in the fit.
struct DrawnSample {
    std::size_t population = 0;
    double weight = 1, noise = 1, rest = 1;  ///< as of SampleGroup
};

/// Which sample is of which kind. Given groups and populations take their samples in turn, so that any first n hold
/// their shares to less than one sample; the weights of a law are drawn.
class DrawnSamples {
public:
    explicit DrawnSamples(const Linear& model);

    /// The samples first .. first + count - 1 of the data that `stream` draws.
    [[nodiscard]] std::vector<DrawnSample> operator()(int first, int count, const Stream& stream) const;
    /// Names the draws: 0 where all samples are alike.
    [[nodiscard]] std::uint64_t kind() const;

private:
    std::vector<DrawnSample> kinds_;
    std::vector<double> share_;  ///< of all samples
    bool bootstrap_ = false;
    double freedom_ = 0;  ///< of Student's t; 0: none
};

}  // namespace lazyrisk
