// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/loss/loss.hpp"

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {
namespace {

/// Of a Huber loss; the noise it meets is as moderate.
constexpr double least_threshold = 1e-6, most_threshold = 1e6;

template <std::size_t i = 0>
Loss loss_of(std::size_t wanted) {
    if constexpr (i + 1 < std::variant_size_v<Loss>)
        return wanted == i ? Loss(std::in_place_index<i>) : loss_of<i + 1>(wanted);
    else
        return Loss(std::in_place_index<i>);
}

}  // namespace

const std::vector<std::string>& loss_names() {
    static const std::vector<std::string> names{"square",      "logistic", "hinge", "squared-hinge",
                                                "exponential", "margin",   "huber", "absolute"};
    return names;
}

Loss read_loss(std::string_view field, std::string_view text) {
    const std::vector<std::string>& names = loss_names();
    const std::size_t open = text.find('(');
    const std::string_view name = text.substr(0, open);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (name != names[i]) continue;
        Loss loss = loss_of(i);
        HuberLoss* huber = std::get_if<HuberLoss>(&loss);
        if (open == std::string_view::npos) return loss;
        if (!huber || text.back() != ')') break;
        const std::string_view number = text.substr(open + 1, text.size() - open - 2);
        if (number == "opt") return HuberLoss{0};
        huber->threshold = parse_number(field, number);
        if (huber->threshold >= least_threshold && huber->threshold <= most_threshold) return loss;
        throw DomainError(
            std::string(field), std::string(text),
            "the threshold of Huber's loss is a number from 1e-6 to 1e6, as in huber(1), or opt, the best");
    }
    std::string all;
    for (const std::string& one : names) all += (all.empty() ? "" : ", ") + (one == "huber" ? "huber(1)" : one);
    throw DomainError(std::string(field), std::string(text), "expected one of " + all + did_you_mean(name, names));
}

std::string to_text(const Loss& loss) {
    const HuberLoss* huber = std::get_if<HuberLoss>(&loss);
    const std::string threshold = !huber ? "" : huber->is_best() ? "(opt)" : "(" + to_text(huber->threshold) + ")";
    return loss_names()[loss.index()] + threshold;
}

}  // namespace lazyrisk
