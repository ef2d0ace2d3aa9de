// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <map>

#include "lazyrisk/expand/labels/label_expansions.hpp"

namespace lazyrisk {

Validity label_region(const std::string& name) {
    static const std::map<std::string, std::string> limits{
        {"separability-weak", "m = 1 - 2 epsilon -> 0+"},
        {"separability-probit", "epsilon = 0, D -> 0+"},
        {"separability-flips", "D = 0, epsilon -> 0+"},
        {"margin-threshold", "linear model, isotropic, n = n_c (1 - delta), delta -> 0+"},
        {"margin-random-labels", "linear model, isotropic, epsilon = 1/2, n = 2 p (1 - delta), delta -> 0+"},
        {"error-large-ridge", "a loss with l'(0) < 0, lambda -> infinity"}};
    Validity region{{}, limits.at(name)};
    if (name == "separability-weak") region.conditions.push_back(not_negative_letter("D"));
    if (name == "margin-threshold") {
        // the m of c: beyond, more than all labels would be right
        const auto given = [](const Values& v) -> std::optional<bool> {
            if (v.count("c") == 0 || v.count("D") == 0) return std::nullopt;
            return !(evaluate(letter("m"), v, margin_near_threshold(0).definitions) > 1);
        };
        region.conditions.push_back({"m <= 1", {"c", "D"}, given, "with D no labels have a ratio c as large"});
        region.conditions.push_back(not_negative_letter("D"));
        region.conditions.push_back(not_negative_letter("c"));
    }
    if (name == "error-large-ridge") {
        region.conditions.push_back(more(letter("a"), 0, "features that see nothing of degree 1 are chance"));
        region.conditions.push_back(more(letter("F1^2"), 0, "labels of which no degree is learned are chance"));
        region.conditions.push_back(more(letter("e"), 0, "labels that are random are chance"));
        region.conditions.push_back(at_least(1, letter("e"), "e = E[s y] is a correlation"));
        region.conditions.push_back(positive_letter("b"));
        for (const char* size : {"psi1", "psi2"}) region.conditions.push_back(positive_letter(size));
        for (const char* part : {"c", "F*^2"}) region.conditions.push_back(not_negative_letter(part));
    }
    return region;
}

}  // namespace lazyrisk
