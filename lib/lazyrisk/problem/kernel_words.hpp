// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The words that name a kernel, beside "activation" and an expression in t. Help, completion and messages read them
// here.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lazyrisk {

inline constexpr std::array<std::string_view, 5> kernel_words{"nngp", "ntk", "rbf", "laplace", "matern"};

/// "activation, nngp, ...", or with another sign between them.
inline std::string listed_kernels(std::string_view between = ", ") {
    std::string all = "activation";
    for (const std::string_view word : kernel_words) (all += between) += word;
    return all;
}

/// What the option `kernel` takes, in words.
inline std::string kernel_help() { return listed_kernels() + ", or an expression in t = <x,y>/d, as in \"exp(t-1)\""; }

}  // namespace lazyrisk
