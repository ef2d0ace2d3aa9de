// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The words that name a kernel, beside "activation" and an expression in t. Help, completion and messages read them
// here.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "lazyrisk/words/letter.hpp"

namespace lazyrisk {

inline constexpr std::array<std::string_view, 5> kernel_words{"nngp", "ntk", "rbf", "laplace", "matern"};

/// "activation, nngp, ...", or with another sign between them.
inline std::string listed_kernels(std::string_view between = ", ") {
    std::string all = "activation";
    for (const std::string_view word : kernel_words) (all += between) += word;
    return all;
}

/// A kernel by its name here: NTK is ntk, gaussian is rbf. Anything else stays as typed.
inline std::string kernel_called(std::string_view text) {
    std::string small(text);
    for (char& c : small) c = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    if (small == "gaussian") return "rbf";
    if (small == "laplacian" || small == "exponential") return "laplace";
    const bool known =
        small == "activation" || std::find(kernel_words.begin(), kernel_words.end(), small) != kernel_words.end();
    return known ? small : std::string(text);
}

/// Is it a kernel, by name or in t, and no activation? relu and tanh(x) are activations, ntk and exp(t-1) are kernels.
inline bool means_kernel(std::string_view text) {
    return std::find(kernel_words.begin(), kernel_words.end(), kernel_called(text)) != kernel_words.end() ||
           mentions(text, "t");
}

/// What the option `kernel` takes, in words.
inline std::string kernel_help() { return listed_kernels() + ", or an expression in t = <x,y>/d, as in \"exp(t-1)\""; }

}  // namespace lazyrisk
