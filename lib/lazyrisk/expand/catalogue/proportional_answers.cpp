// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/proportional_answers.hpp"

#include "lazyrisk/expand/catalogue/field_text.hpp"
#include "lazyrisk/expand/catalogue/require_fields.hpp"
#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/expand/proportional/proportional_regions.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Quantity quantity(const ExpansionProblem& q) {
    const std::string name = q.quantity.value_or("test_error");
    for (const Quantity each : {Quantity::test_error, Quantity::bias, Quantity::variance, Quantity::linear_factor,
                                Quantity::noise_factor, Quantity::effective_ridge})
        if (to_text(each) == name) return each;
    throw DomainError("quantity", name,
                      "expected test_error, bias, variance, linear_factor, noise_factor or effective_ridge");
}

/// As given, or what psi1 and psi2 say.
Smaller smaller(const ExpansionProblem& q) {
    if (q.smaller && q.of != "ridgeless-peak") return *q.smaller;
    if (!q.psi1 || !q.psi2) return q.smaller.value_or(Smaller::samples);
    if (*q.psi1 == *q.psi2)
        throw DomainError(
            "psi1", q.psi1->to_double(),
            "psi1 = psi2 is the threshold, where this expansion has a pole: `of = threshold-ridge` is the one there");
    const Smaller seen = *q.psi1 < *q.psi2 ? Smaller::width : Smaller::samples;
    if (q.smaller && *q.smaller != seen)
        throw DomainError("smaller", field_text(*q.smaller),
                          "psi1 = " + to_text(q.psi1->to_double()) + " and psi2 = " + to_text(q.psi2->to_double()) +
                              " say the other side");
    return seen;
}

/// Which degrees of the target are learned for nothing in this limit: the constant, where the kernel has one.
bool learns_constant(const ExpansionProblem& q) {
    if (q.mass) return q.mass->count(0) == 1 && q.mass->at(0).is_positive();
    if (!q.activation)
        throw DomainError(
            "energy", field_text(*q.energy),
            "whether degree 0 is learned depends on mu_0: give `activation` or `mass`, or leave degree 0 out");
    const Digits mean = evaluate(q.activation->mu(0), {});
    return abs(mean) > 1e-30;
}

/// Degree 1 of a kernel or a target, and all that is tail in this limit.
struct LinearAndAbove {
    GiNaC::numeric linear = 0, above = 0;
};

template <class Counts>
LinearAndAbove linear_and_above(const ByDegree& parts, const Counts& counts_constant) {
    LinearAndAbove sum;
    for (const auto& [k, value] : parts) {
        if (k == 0 && !counts_constant()) continue;
        GiNaC::numeric& part = k == 1 ? sum.linear : sum.above;
        part = part + value;
    }
    return sum;
}

/// a and c.
void give_kernel(ExpansionAnswer& answer, const ExpansionProblem& q) {
    if (q.activation && q.mass)
        throw DomainError("`activation` and `mass` are both given; one of them says what a and c are");
    if (q.activation) {
        answer.give("activation", "a", GiNaC::pow(q.activation->mu(1), 2).expand());
        answer.give("activation", "c", q.activation->mu_star_squared());
    }
    if (q.mass) {
        const auto [linear, above] = linear_and_above(*q.mass, [] { return false; });
        answer.give("mass", "a", linear);
        answer.give("mass", "c", above);
    }
}

/// psi1 and psi2, on the threshold psi.
void give_sizes(ExpansionAnswer& answer, const ExpansionProblem& q) {
    if (q.psi1) answer.give("psi1", "psi1", *q.psi1);
    if (q.psi2) answer.give("psi2", "psi2", *q.psi2);
    if (q.of != "threshold-ridge" || (!q.psi1 && !q.psi2)) return;
    if (q.psi1 && q.psi2 && *q.psi1 != *q.psi2)
        throw DomainError("psi1", q.psi1->to_double(),
                          "the threshold is psi1 = psi2; `of = small-ridge` is the expansion beside it");
    answer.give(q.psi2 ? "psi2" : "psi1", "psi", q.psi2 ? *q.psi2 : *q.psi1);
}

/// F1^2, F*^2, tau^2 and sigma^2 = F*^2 + tau^2 where it is known.
void give_target(ExpansionAnswer& answer, const ExpansionProblem& q) {
    std::optional<GiNaC::numeric> unlearned;
    if (q.energy) {
        const auto [linear, above] = linear_and_above(*q.energy, [&] { return !learns_constant(q); });
        answer.give("energy", "F1^2", linear);
        answer.give("energy", "F*^2", above);
        unlearned = above;
    }
    if (q.noise) answer.give("noise", "tau^2", *q.noise);
    if (!unlearned || !q.noise) return;
    const ex sum = *unlearned + *q.noise;
    answer.exact_values.emplace_back("sigma^2", sum);
    answer.values["sigma^2"] = evaluate(sum, {});
}

}  // namespace

ExpansionAnswer with_numbers_of(const ExpansionProblem& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    give_kernel(answer, q);
    give_sizes(answer, q);
    give_target(answer, q);
    if (const auto ridge = constant_ridge(q)) answer.give("ridge", "lambda", *ridge);
    if (q.r) answer.give("r", "r", *q.r);
    return answer;
}

namespace {

/// psi1 and psi2 together have said which side it is.
ExpansionAnswer of_side(const ExpansionProblem& q, ExpansionAnswer answer) {
    if (q.psi1 && q.psi2)
        for (const char* name : {"psi1", "psi2"}) answer.gives.erase(name);
    return answer;
}

using Of = ExpansionAnswer (*)(const ExpansionProblem&);

const Of threshold = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {threshold_ridge(quantity(q), q.order)});
};
const Of small = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {small_ridge(quantity(q), smaller(q), q.order)});
};
const Of ridgeless = [](const ExpansionProblem& q) {
    if (q.quantity == "q") {  // the radical that the others are made of
        Expansion e = ridgeless_risk(Quantity::effective_ridge, smaller(q));
        e.quantity = "q";
        e.terms = {{0, letter("q")}};
        e.exact = [k = e.exact](const Values& v, const Digits& x) -> Digits {
            const Digits ridge = k(v, x);
            return ridge / (v.at("a") + ridge);
        };
        return with_numbers_of(q, {e});
    }
    return with_numbers_of(q, {ridgeless_risk(quantity(q), smaller(q))});
};
const Of peak = [](const ExpansionProblem& q) {
    return of_side(q, with_numbers_of(q, {ridgeless_peak(quantity(q), smaller(q), q.order)}));
};
const Of crossover = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {peak_crossover(quantity(q), q.order)});
};
const Of wide = [](const ExpansionProblem& q) { return with_numbers_of(q, {infinite_width(quantity(q), q.order)}); };
const Of many = [](const ExpansionProblem& q) { return with_numbers_of(q, {infinite_samples(quantity(q), q.order)}); };
const Of ridgeless_wide = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {ridgeless_infinite_width(quantity(q), q.order)});
};
const Of ridgeless_many = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {ridgeless_infinite_samples(quantity(q), q.order)});
};
const Of large = [](const ExpansionProblem& q) { return with_numbers_of(q, {large_ridge(quantity(q), q.order)}); };

const Of wide_optimum = [](const ExpansionProblem& q) { return with_numbers_of(q, {optimal_ridge_of_wide(q.order)}); };
const Of onset = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {onset_noise(), optimal_ridge_onset(q.order)});
};
const Of linear_case = [](const ExpansionProblem& q) {
    return with_numbers_of(q, {linear_threshold(quantity(q), q.order)});
};

/// psi1 and psi2 at least 1, left out: above 1.
const Of linear_ridge = [](const ExpansionProblem& q) {
    const auto is_1 = [](const char* name, const std::optional<GiNaC::numeric>& psi) {
        if (psi && *psi < 1)
            throw DomainError(
                name, psi->to_double(),
                "below 1 the effective ridge of a linear activation does not vanish: `of = small-ridge` is "
                "the series there");
        return psi && *psi == 1;
    };
    return with_numbers_of(q, {linear_activation(quantity(q), is_1("psi1", q.psi1), is_1("psi2", q.psi2), q.order)});
};
const Of to_zero = [](const ExpansionProblem& q) {
    ExpansionAnswer answer = with_numbers_of(q, {});
    for (const auto& [name, value] : q.set) answer.values[name] = evaluate(ex(value), {});
    for (const char* name : {"a", "c", "psi1", "psi2"})
        if (answer.values.count(name) == 0)
            throw DomainError(std::string("which series it is depends on ") + name +
                              ": give `psi1`, `psi2`, and `activation` or `mass`");
    return with_numbers_of(q, {ridge_to_zero(quantity(q), answer.values, q.order)});
};

}  // namespace

void append_proportional(std::vector<CatalogueEntry>& list) {
    using namespace proportional;
    std::vector<std::string> common{"activation", "mass", "psi1", "psi2", "energy", "noise", "quantity"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), common.begin(), common.end());
        return more;
    };
    const auto both = [](Validity (*region)(Smaller)) {
        return std::vector<Validity>{region(Smaller::width), region(Smaller::samples)};
    };
    std::vector<std::string> no_quantity = common;
    no_quantity.pop_back();
    list.push_back({"threshold-ridge",
                    "proportional limit on the interpolation threshold, in sqrt(lambda)",
                    {threshold_region()},
                    common,
                    threshold});
    list.push_back({"small-ridge", "proportional limit, off the threshold", both(small_ridge_region), with({"smaller"}),
                    small, 8});
    list.push_back({"ridgeless", "proportional limit at ridge 0, closed radicals", both(ridgeless_region),
                    with({"smaller"}), ridgeless});
    list.push_back({"ridgeless-peak", "proportional limit at ridge 0 in psi1 - psi2", both(ridgeless_peak_region),
                    with({"smaller"}), peak});
    list.push_back(
        {"peak-crossover", "across the threshold at small ridge", {crossover_region()}, with({"r"}), crossover, 8});
    list.push_back({"infinite-width", "many neurons", {infinite_size_region(true)}, with({"ridge"}), wide, 8});
    list.push_back({"infinite-samples", "many samples", {infinite_size_region(false)}, with({"ridge"}), many, 8});
    list.push_back({"ridgeless-infinite-width",
                    "many neurons at ridge 0",
                    {ridgeless_infinite_size_region(true)},
                    common,
                    ridgeless_wide});
    list.push_back({"ridgeless-infinite-samples",
                    "many samples at ridge 0",
                    {ridgeless_infinite_size_region(false)},
                    common,
                    ridgeless_many});
    list.push_back({"large-ridge", "much ridge", {large_ridge_region()}, common, large});
    list.push_back(
        {"optimal-ridge", "the best ridge of many neurons", {wide_optimum_region()}, no_quantity, wide_optimum, 8});
    list.push_back({"optimal-ridge-onset",
                    "the noise from which a ridge helps, and the best ridge just above it",
                    {onset_region(true)},
                    no_quantity,
                    onset,
                    6});
    list.push_back({"linear-threshold",
                    "a linear activation at psi1 = psi2 = 1, in lambda^(1/3)",
                    {linear_region(true, true)},
                    common,
                    linear_case});
    list.push_back({"linear-ridge",
                    "a linear activation with psi1, psi2 at least 1, in lambda or its square root",
                    {linear_region(false, false), linear_region(true, false), linear_region(false, true)},
                    common,
                    linear_ridge});
    list.push_back({"ridge-to-zero",
                    "the series in lambda, lambda^(1/2) or lambda^(1/3) that the numbers ask for (Newton polygon)",
                    {ridge_to_zero_region()},
                    common,
                    to_zero});
}

}  // namespace lazyrisk
