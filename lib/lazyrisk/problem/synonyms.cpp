// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/synonyms.hpp"

#include <algorithm>
#include <array>

namespace lazyrisk {
namespace {

struct Word {
    std::string_view word, field;
    bool same;  ///< its value is the field's
    std::string_view advice = {};
};

constexpr std::string_view deviation =
    "the label noise is given by its variance, `noise`: a deviation of 0.1 is the variance 0.01";

constexpr std::array words{
    Word{"n", "samples", true},
    Word{"n-samples", "samples", true},
    Word{"n-train", "samples", true},
    Word{"p", "width", true},
    Word{"n-components", "width", true},
    Word{"n-features", "dim", false,
         "scikit-learn's n_features is the dimension of the inputs, `dim`; the number of random features is `width`"},
    Word{"N", "width", true},
    Word{"m", "width", false},
    Word{"neurons", "width", true},
    Word{"features", "width", false},
    Word{"d", "dim", true},
    Word{"dimension", "dim", true},
    Word{"lambda", "ridge", true},
    Word{"lam", "ridge", true},
    Word{"regularization", "ridge", true},
    Word{"weight-decay", "ridge", false, "weight decay is a `ridge` in its convention; conventions.md has the factors"},
    Word{"diag-reg", "ridge", false, "neural-tangents' diag_reg is `ridge` with `ridge-convention` trace"},
    Word{"noise-variance", "noise", true},
    Word{"sigma2", "noise", true},
    Word{"tau2", "noise", true},
    Word{"sigma", "noise", false, deviation},
    Word{"tau", "noise", false, deviation},
    Word{"snr", "noise", false,
         "the signal is given by `energy`, the label noise by its variance `noise`: their ratio is the signal to noise "
         "ratio"},
    Word{"nu", "smoothness", false,
         "the effective ridge nu is an answer, the column effective_ridge; a Matern kernel's nu is `smoothness`"},
    Word{"t", "time", true},
    Word{"lr", "step-size", true},
    Word{"learning-rate", "step-size", true},
    Word{"epochs", "steps", false},
    Word{"convention", "ridge-convention", true},
    Word{"L", "depth", false},
    Word{"hidden-layers", "depth", true},
    Word{"data", "labels", true},
};

const Word* find(std::string_view word) {
    const auto same = [](char a, char b) { return a == b || (a == '-' && b == '_'); };  // csv and TOML may write _
    for (const Word& one : words)
        if (one.word.size() == word.size() && std::equal(one.word.begin(), one.word.end(), word.begin(), same))
            return &one;
    return nullptr;
}

}  // namespace

std::string_view field_called(std::string_view word) {
    const Word* found = find(word);
    return found && found->same ? found->field : "";
}

std::string_view field_of_symbol(std::string_view symbol) {
    const Word* found = find(symbol);
    return found ? found->field : "";
}

std::string_view advice_for(std::string_view word) {
    const Word* found = find(word);
    return found ? found->advice : "";
}

}  // namespace lazyrisk
