// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/label_answers.hpp"

#include <algorithm>

#include "lazyrisk/expand/catalogue/field_text.hpp"
#include "lazyrisk/expand/catalogue/proportional_answers.hpp"
#include "lazyrisk/expand/labels/label_digits.hpp"
#include "lazyrisk/expand/labels/label_expansions.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

/// D of probit(D), 0 of sign.
std::optional<numeric> probit_variance(const ExpansionProblem& q) {
    if (!q.labels) return std::nullopt;
    if (q.labels->kind != LabelKind::sign && q.labels->kind != LabelKind::probit)
        throw DomainError("labels", field_text(*q.labels),
                          "expected sign or probit(D), of which there are closed forms");
    return exact_number(q.labels->slope);
}

/// Of a series that is known to one term beyond the leading one: as many as there are, and so told.
int known_order(int order) { return std::min(order, 1); }
void tell_order(ExpansionAnswer& answer, int order) {
    if (order > known_order(order))
        answer.sentences.push_back("this series is known to one term beyond the leading one");
}

ExpansionAnswer answer_of(Expansion e) {
    ExpansionAnswer answer;
    answer.expansions.push_back(std::move(e));
    return answer;
}

const auto of_weak_labels = [](const ExpansionProblem& q) {
    ExpansionAnswer answer = answer_of(separability_of_weak_labels(q.order));
    if (const auto D = probit_variance(q)) answer.give("labels", "D", *D);
    return answer;
};
const auto of_probit_labels = [](const ExpansionProblem& q) {
    return answer_of(separability_of_probit_labels(q.order));
};
const auto of_few_flips = [](const ExpansionProblem& q) { return answer_of(separability_of_flipped_labels(q.order)); };
const auto of_random_labels = [](const ExpansionProblem& q) { return answer_of(margin_of_random_labels(q.order)); };

/// The ratio c is that of the labels, where flips and D say which they are.
const auto of_margin = [](const ExpansionProblem& q) {
    ExpansionAnswer answer = answer_of(margin_near_threshold(known_order(q.order)));
    tell_order(answer, q.order);
    const auto D = probit_variance(q);
    if (D) answer.give("labels", "D", *D);
    if (!q.flip) return answer;
    if (!D) throw DomainError("`labels` is missing: `flip` and `labels` together say which ratio c is theirs");
    if (q.flip->is_zero() && D->is_zero())
        throw DomainError("flip", 0.0, "labels without noise are separable at any number of samples: no threshold");
    const Digits m = evaluate(ex(1 - 2 * *q.flip), {});
    answer.give("flip", "m", 1 - 2 * *q.flip);
    answer.give("flip", "c", long_float(threshold_ratio(m, evaluate(ex(*D), {}))));
    return answer;
};

/// l''(0), which alone of the loss is seen.
numeric curvature_at_zero(const Loss& loss) {
    const double b = std::visit(
        [](const auto& l) {
            if constexpr (requires { l.curvature(0.0); })
                return l.residual ? 0.0 : double(l.curvature(0.0));
            else
                return 0.0;
        },
        loss);
    if (!(b > 0))
        throw NotCovered(
            "of `loss = " + to_text(loss) +
            "` there is no series in 1/lambda: expected logistic, square, squared-hinge or exponential; the "
            "hinge is averaging to rounding already at a finite ridge (15.19)");
    return exact_number(b);
}

const auto of_large_ridge = [](const ExpansionProblem& q) {
    ExpansionAnswer answer = with_numbers_of(q, {error_rate_at_large_ridge(known_order(q.order))});
    tell_order(answer, q.order);
    const auto D = probit_variance(q);
    if (D.has_value() != q.flip.has_value())
        throw DomainError(std::string(D ? "`flip`" : "`labels`") +
                          " is missing: `flip` and `labels` together say what e = E[s y] is (no flips: flip = 0)");
    if (D) {
        const ex e = GiNaC::sqrt(2 / (GiNaC::Pi * (1 + *D))) * (1 - 2 * *q.flip);
        answer.give("labels", "e", e);
        answer.gives["flip"].insert("e");
    }
    if (q.loss) answer.give("loss", "b", curvature_at_zero(*q.loss));
    return answer;
};

}  // namespace

void append_labels(std::vector<CatalogueEntry>& list) {
    using Of = ExpansionAnswer (*)(const ExpansionProblem&);
    const auto one = [&](const char* name, const char* what, std::vector<std::string> options, Of answer, int highest) {
        list.push_back({name, what, {label_region(name)}, std::move(options), answer, highest});
    };
    one("separability-weak", "samples a learnable feature up to which nearly random labels are separable", {"labels"},
        of_weak_labels, 8);
    one("separability-probit", "the same of probit(D) with little noise, no flips", {}, of_probit_labels, 12);
    one("separability-flips", "the same of signs of which few are flipped", {}, of_few_flips, 8);
    one("margin-threshold", "margin just below the threshold of separability, c its ratio of signal and spread",
        {"labels", "flip"}, of_margin, 2);
    one("margin-random-labels", "the same of random labels (Gardner)", {}, of_random_labels, 12);
    one("error-large-ridge", "clean error rate of a smooth loss at much ridge per sample, b = l''(0), e = E[s y]",
        {"activation", "mass", "psi1", "psi2", "energy", "labels", "flip", "loss"}, of_large_ridge, 2);
}

}  // namespace lazyrisk
