// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// exp(-r^2/(2 bandwidth^2)), r = |x-y|/sqrt(d), r^2 = 2 - 2t.
struct GaussianKernel {
    double bandwidth = 1;
};

/// 2^{1-nu}/Gamma(nu) z^nu K_nu(z), z = sqrt(2 nu) r/bandwidth; nu = 1/2 is the Laplace kernel exp(-r/bandwidth).
struct MaternKernel {
    double smoothness = 0.5;  ///< nu, above 0, at most 100
    double bandwidth = 1;
};

/// Kernel ridge regression with K(x,y) = h(t), t = <x,y>/d, |x| = sqrt(d).
struct DotProduct {
    std::variant<GaussianKernel, MaternKernel, Expression> h;
    Dimension dimension{};

    /// h at the angle theta = acos t. R: double, long double.
    template <class R>
    [[nodiscard]] R at_angle(const R& theta) const;
    [[nodiscard]] std::string name() const;
    /// Throws DomainError for a bandwidth or smoothness out of its range.
    void check() const;

    static constexpr const char* title = "a dot-product kernel";
    static constexpr bool has_activation = false;
    static std::vector<ModelOption> options();
    [[nodiscard]] std::map<std::string, std::string> settings() const;
    static bool describes(const Question& question);
    static DotProduct of(const Question& question);
};

}  // namespace lazyrisk
