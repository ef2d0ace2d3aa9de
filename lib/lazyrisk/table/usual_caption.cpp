// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/usual_caption.hpp"

#include <utility>

namespace lazyrisk {

std::string usual_caption(std::string_view verb) {
    using Pair = std::pair<std::string_view, std::string_view>;
    for (const auto& [one, caption] :
         {Pair{"risk", "Asymptotic risk"},
          {"curve", "Risk curve"},
          {"simulate", "Simulated risk, standard errors in parentheses"},
          {"compare", "Theory beside simulation, standard errors in parentheses"},
          {"train", "Trained networks beside their linearization and infinite width, standard errors in parentheses"},
          {"gap", "What N neurons leave of the target, as a share of its energy"},
          {"threshold", "Thresholds of separability"},
          {"exponents", "Local exponents of the risk"},
          {"density", "Eigenvalues of the sample kernel matrix"},
          {"expand", "Closed forms and series"},
          {"store", "Kept trials"}})
        if (verb == one) return std::string(caption);
    return "";
}

}  // namespace lazyrisk
