// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/labels.hpp"

#include <cmath>
#include <vector>

#include "lazyrisk/loss/logistic.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr double largest_slope = 1e6;
constexpr double largest_separation = 400;  // beyond it nothing is misread that a number could tell
const std::vector<std::string> label_words{"regression", "sign", "probit", "logistic", "mixture"};

bool is_accepted(const Labels& labels) {
    if (labels.kind == LabelKind::probit) return labels.slope >= 0 && labels.slope <= largest_slope;
    return labels.slope > 0 && labels.slope <= (labels.kind == LabelKind::mixture ? largest_separation : largest_slope);
}

}  // namespace

double probability_of_one(const Labels& labels, double s) {
    double one = s > 0 ? 1 : s < 0 ? 0 : 0.5;
    if (labels.kind == LabelKind::logistic) one = sigmoid(labels.slope * s);
    if (labels.kind == LabelKind::mixture) one = sigmoid(2 * std::sqrt(labels.slope) * s);  // Bayes
    if (labels.kind == LabelKind::probit && labels.slope > 0) one = std::erfc(-s / std::sqrt(2 * labels.slope)) / 2;
    return labels.flip + (1 - 2 * labels.flip) * one;
}

Labels read_labels(std::string_view field, std::string_view text) {
    const std::size_t open = text.find('(');
    const std::string_view name = text.substr(0, open);
    Labels labels;
    bool known = false;  // and misspelt behind its name
    for (const LabelKind kind :
         {LabelKind::regression, LabelKind::sign, LabelKind::probit, LabelKind::logistic, LabelKind::mixture}) {
        if (name != label_words[std::size_t(kind)]) continue;
        const bool sloped = kind != LabelKind::regression && kind != LabelKind::sign;
        known = true;
        if (sloped != (open != std::string_view::npos) || (sloped && text.back() != ')')) break;
        labels.kind = kind;
        if (!sloped) return labels;
        labels.slope = parse_number(field, text.substr(open + 1, text.size() - open - 2));
        if (is_accepted(labels)) return labels;
        throw DomainError(std::string(field), std::string(text),
                          kind == LabelKind::probit    ? "the variance D of probit(D) is a number from 0 to 1e6"
                          : kind == LabelKind::mixture ? "the separation S of mixture(S) is a positive number up to 400"
                                                       : "the slope g of logistic(g) is a positive number up to 1e6");
    }
    throw DomainError(std::string(field), std::string(text),
                      "expected regression, sign, probit(D), logistic(g) or mixture(S), as in probit(0.5)" +
                          (known ? "" : did_you_mean(name, label_words)));
}

std::string to_text(const Labels& labels) {
    const std::string name = label_words[std::size_t(labels.kind)];
    return labels.slope > 0 || labels.kind == LabelKind::probit ? name + "(" + to_text(labels.slope) + ")" : name;
}

}  // namespace lazyrisk
