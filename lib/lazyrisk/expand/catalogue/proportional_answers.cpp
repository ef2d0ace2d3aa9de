// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/proportional_answers.hpp"

#include <boost/math/special_functions/factorials.hpp>

#include "lazyrisk/expand/catalogue/options_of.hpp"
#include "lazyrisk/expand/critical/critical.hpp"
#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/expand/proportional/proportional_regions.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Quantity quantity(const ExpansionQuestion& q) {
    const std::string name = options_of::text(q, "quantity").value_or("test_error");
    for (const Quantity each : {Quantity::test_error, Quantity::bias, Quantity::variance, Quantity::linear_factor,
                                Quantity::noise_factor, Quantity::effective_ridge})
        if (to_text(each) == name) return each;
    throw DomainError("quantity", name,
                      "expected test_error, bias, variance, linear_factor, noise_factor or effective_ridge");
}

/// smaller, or what psi1 and psi2 say.
Smaller smaller(const ExpansionQuestion& q) {
    const auto given = options_of::text(q, "smaller");
    if (given && *given != "width" && *given != "samples")
        throw DomainError("smaller", *given, "expected width (psi1 < psi2) or samples (psi1 > psi2)");
    if (given && q.of != "ridgeless-peak") return *given == "width" ? Smaller::width : Smaller::samples;
    const auto psi1 = options_of::number(q, "psi1"), psi2 = options_of::number(q, "psi2");
    if (psi1 && psi2 && *psi1 == *psi2)
        throw DomainError(
            "psi1", psi1->to_double(),
            "psi1 = psi2 is the threshold, where this expansion has a pole: `of = threshold-ridge` is the one there");
    if (psi1 && psi2) {
        const Smaller seen = *psi1 < *psi2 ? Smaller::width : Smaller::samples;
        if (given && (*given == "width") != (seen == Smaller::width))
            throw DomainError("smaller", *given,
                              "psi1 = " + to_text(psi1->to_double()) + " and psi2 = " + to_text(psi2->to_double()) +
                                  " say the other side");
        return seen;
    }
    return given && *given == "width" ? Smaller::width : Smaller::samples;
}

/// Which degrees of the target are learned for nothing in this limit: the constant, where the kernel has one.
bool learns_constant(const ExpansionQuestion& q) {
    if (const auto mass = options_of::energy(q, "mass")) return mass->count(0) == 1 && mass->at(0).is_positive();
    const auto f = options_of::activation(q);
    if (!f)
        throw DomainError(
            "energy", *options_of::text(q, "energy"),
            "whether degree 0 is learned depends on mu_0: give `activation` or `mass`, or leave degree 0 out");
    const Digits mean = evaluate(f->mu(0), {});
    return abs(mean) > 1e-30;
}

/// Numbers for letters.
ExpansionAnswer with_numbers_of(const ExpansionQuestion& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    if (const auto f = options_of::activation(q)) {
        answer.give("activation", "a", GiNaC::pow(f->mu(1), 2).expand());
        answer.give("activation", "c", f->mu_star_squared());
    }
    if (const auto mass = options_of::energy(q, "mass")) {
        if (q.options.count("activation"))
            throw DomainError("`activation` and `mass` are both given; one of them says what a and c are");
        GiNaC::numeric linear = 0, above = 0;
        for (const auto& [k, value] : *mass)
            if (k != 0) (k == 1 ? linear : above) = (k == 1 ? linear : above) + value;
        answer.give("mass", "a", linear);
        answer.give("mass", "c", above);
    }
    const auto psi1 = options_of::number(q, "psi1"), psi2 = options_of::number(q, "psi2");
    for (const auto& [name, value] : {std::pair{"psi1", psi1}, std::pair{"psi2", psi2}}) {
        if (!value) continue;
        if (!value->is_positive()) throw DomainError(name, value->to_double(), "expected a positive number");
        answer.give(name, name, *value);
    }
    if (q.of == "threshold-ridge" && (psi1 || psi2)) {
        if (psi1 && psi2 && *psi1 != *psi2)
            throw DomainError("psi1", psi1->to_double(),
                              "the threshold is psi1 = psi2; `of = small-ridge` is the expansion beside it");
        answer.give(psi2 ? "psi2" : "psi1", "psi", psi2 ? *psi2 : *psi1);
    }
    if (const auto energy = options_of::energy(q)) {
        GiNaC::numeric above = 0, linear = 0;
        for (const auto& [k, value] : *energy)
            if (k != 0 || !learns_constant(q)) (k == 1 ? linear : above) = (k == 1 ? linear : above) + value;
        answer.give("energy", "F1^2", linear);
        answer.give("energy", "F*^2", above);
    }
    if (const auto noise = options_of::number(q, "noise"))
        options_of::not_negative("noise", noise), answer.give("noise", "tau^2", *noise);
    if (const auto ridge = options_of::number(q, "ridge"))
        options_of::not_negative("ridge", ridge), answer.give("ridge", "lambda", *ridge);
    if (const auto r = options_of::number(q, "r")) answer.give("r", "r", *r);
    if (answer.values.count("F*^2") && answer.values.count("tau^2")) {
        ex sum = 0;
        for (const auto& [name, value] : answer.exact_values)
            if (name == "F*^2" || name == "tau^2") sum += value;
        answer.exact_values.emplace_back("sigma^2", sum);
        answer.values["sigma^2"] = evaluate(sum, {});
    }
    return answer;
}

/// psi1 and psi2 together have said which side it is.
ExpansionAnswer of_side(const ExpansionQuestion& q, ExpansionAnswer answer) {
    if (q.options.count("psi1") && q.options.count("psi2"))
        for (const char* name : {"psi1", "psi2"}) answer.gives.erase(name);
    return answer;
}

using Of = ExpansionAnswer (*)(const ExpansionQuestion&);

const Of threshold = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {threshold_ridge(quantity(q), q.order)});
};
const Of small = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {small_ridge(quantity(q), smaller(q), q.order)});
};
const Of ridgeless = [](const ExpansionQuestion& q) {
    if (options_of::text(q, "quantity").value_or("") == "q") {  // the radical that the others are made of
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
const Of peak = [](const ExpansionQuestion& q) {
    return of_side(q, with_numbers_of(q, {ridgeless_peak(quantity(q), smaller(q), q.order)}));
};
const Of crossover = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {peak_crossover(quantity(q), q.order)});
};
const Of wide = [](const ExpansionQuestion& q) { return with_numbers_of(q, {infinite_width(quantity(q), q.order)}); };
const Of many = [](const ExpansionQuestion& q) { return with_numbers_of(q, {infinite_samples(quantity(q), q.order)}); };
const Of ridgeless_wide = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {ridgeless_infinite_width(quantity(q), q.order)});
};
const Of ridgeless_many = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {ridgeless_infinite_samples(quantity(q), q.order)});
};
const Of large = [](const ExpansionQuestion& q) { return with_numbers_of(q, {large_ridge(quantity(q), q.order)}); };

const Of wide_optimum = [](const ExpansionQuestion& q) { return with_numbers_of(q, {optimal_ridge_of_wide(q.order)}); };
const Of onset = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {onset_noise(), optimal_ridge_onset(q.order)});
};
const Of linear_case = [](const ExpansionQuestion& q) {
    return with_numbers_of(q, {linear_threshold(quantity(q), q.order)});
};

/// psi1 and psi2 at least 1, left out: above 1.
const Of linear_ridge = [](const ExpansionQuestion& q) {
    const auto is_1 = [&](const char* name) {
        const auto psi = options_of::number(q, name);
        if (psi && *psi < 1)
            throw DomainError(
                name, psi->to_double(),
                "below 1 the effective ridge of a linear activation does not vanish: `of = small-ridge` is "
                "the series there");
        return psi && *psi == 1;
    };
    return with_numbers_of(q, {linear_activation(quantity(q), is_1("psi1"), is_1("psi2"), q.order)});
};
const Of to_zero = [](const ExpansionQuestion& q) {
    ExpansionAnswer answer = with_numbers_of(q, {});
    if (const auto set = options_of::text(q, "set"))
        for (const auto& [name, value] : options_of::assignments(*set)) answer.values[name] = evaluate(ex(value), {});
    for (const char* name : {"a", "c", "psi1", "psi2"})
        if (answer.values.count(name) == 0)
            throw DomainError(std::string("which series it is depends on ") + name +
                              ": give `psi1`, `psi2`, and `activation` or `mass`");
    return with_numbers_of(q, {ridge_to_zero(quantity(q), answer.values, q.order)});
};

Critical critical_quantity(const ExpansionQuestion& q) {
    const std::string name = options_of::text(q, "quantity").value_or("test_error");
    if (name != "test_error" && name != "effective_ridge")
        throw DomainError("quantity", name, "expected test_error or effective_ridge");
    return name == "test_error" ? Critical::test_error : Critical::effective_ridge;
}

ExpansionAnswer with_zeta(const ExpansionQuestion& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    if (const auto zeta = options_of::number(q, "zeta")) {
        if (!zeta->is_positive())
            throw DomainError("zeta", zeta->to_double(),
                              "expected a positive number: (ridge + mass above l)/(mass of degree l)");
        answer.give("zeta", "zeta", *zeta);
    }
    return answer;
}

/// Peaks of a kernel, level by level, where it is given.
ExpansionAnswer descents_answer(const ExpansionQuestion& q) {
    ExpansionAnswer answer;
    answer.expansions = {descent_position(q.order), descent_height(q.order)};
    const auto f = options_of::activation(q);
    if (!f) {
        if (q.options.count("degrees") + q.options.count("ridge") + q.options.count("energy") +
            q.options.count("noise"))
            throw DomainError(
                "`activation` is missing: `degrees`, `ridge`, `energy` and `noise` give the peaks of one activation");
        return answer;
    }
    const auto [first, last] = options_of::degrees(q).value_or(std::pair(1, 4));
    if (first < 1)
        throw DomainError("degrees", std::to_string(first), "the first descent with a peak is that of degree 1");
    const auto number = [](const ex& e) { return evaluate(e, {}); };
    const auto ridge = options_of::number(q, "ridge"), noise = options_of::number(q, "noise");
    options_of::not_negative("ridge", ridge), options_of::not_negative("noise", noise);
    const auto energy = options_of::energy(q).value_or(std::map<int, GiNaC::numeric>{{1, 1}});
    const auto mass = [&](int k) -> Digits {
        return pow(number(f->mu(k)), 2) / boost::math::factorial<Digits>(unsigned(k));
    };
    Digits tail = number(f->second_moment()) + (ridge ? number(*ridge) : Digits(0));
    for (int k = 0; k <= last; ++k) {
        const Digits own = mass(k);
        tail -= own;
        if (k < first) continue;
        const std::string level = std::to_string(k);
        if (own < 1e-30) {
            answer.sentences.push_back("degree " + level + " is dead, it has no descent");
            continue;
        }
        Digits G = noise ? number(*noise) : Digits(0), learned = 0;
        for (const auto& [degree, value] : energy) {
            if (degree < 0 || degree > k) G += number(value);
            if (degree == k) learned = number(value);
        }
        const Digits zeta = tail / own;
        if (!(G > 0) || !(zeta > 0)) {
            answer.sentences.push_back(
                "level " + level +
                ": no peak, there is nothing left to disturb the fit (energy above and noise 0, or no tail)");
            continue;
        }
        if (zeta > 0.2) {
            answer.sentences.push_back(
                "level " + level + ": zeta = " + digits_of(zeta, 6) +
                " is not small, ridge and mass above flatten the peak and the series says nothing");
            continue;
        }
        const Values v{{"Fl^2", learned}, {"G", G}, {"beta", 0}};
        answer.sentences.push_back("level " + level + ": zeta = " + digits_of(zeta, 6) + ", peak at n = B_<" + level +
                                   " + " + digits_of(sum(answer.expansions[0], v, zeta), 6) + " B_" + level +
                                   ", test error " + digits_of(sum(answer.expansions[1], v, zeta), 6));
    }
    return answer;
}

const Of critical_finite = [](const ExpansionQuestion& q) {
    return with_zeta(
        q, {critical_in_dimension(critical_quantity(q), options_of::whole(q, "level", 1, 30).value_or(1), q.order)});
};
const Of width_critical = [](const ExpansionQuestion& q) {
    return with_zeta(q, {critical_width(critical_quantity(q))});
};
const Of interpolation = [](const ExpansionQuestion& q) {
    return with_zeta(q, {interpolation_peak(critical_quantity(q))});
};
const Of descents = [](const ExpansionQuestion& q) { return descents_answer(q); };
const Of critical = [](const ExpansionQuestion& q) { return with_zeta(q, {critical_risk(critical_quantity(q))}); };
const Of critical_many = [](const ExpansionQuestion& q) {
    return with_zeta(q, {critical_many_samples(critical_quantity(q), q.order)});
};
const Of critical_few = [](const ExpansionQuestion& q) {
    return with_zeta(q, {critical_few_samples(critical_quantity(q), q.order)});
};
const Of critical_peak = [](const ExpansionQuestion& q) {
    return with_zeta(q, {critical_peak_height(q.order), critical_peak_position(q.order)});
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
    const auto level = [&](const char* name, const char* what, std::vector<std::string> options, Of answer,
                           int highest) {
        list.push_back({name, what, {critical_region(name)}, std::move(options), answer, highest});
    };
    level("critical", "kernel regression with n = psi B_l, closed form", {"zeta", "quantity"}, critical, 12);
    level("critical-many-samples", "the same for many samples", {"zeta", "quantity"}, critical_many, 12);
    level("critical-few-samples", "the same for few samples", {"zeta", "quantity"}, critical_few, 12);
    level("critical-finite", "the same at finite d: the other levels in 1/d", {"zeta", "quantity", "level"},
          critical_finite, 4);
    level("critical-width", "infinitely many samples, p = psi B_l neurons, closed form", {"zeta", "quantity"},
          width_critical, 12);
    level("interpolation-peak", "n and p of one order between two levels, closed form", {"zeta", "quantity"},
          interpolation, 12);
    level("descents",
          "the peaks of the multiple descents beside learned levels, place and height; of an activation level by level",
          {"activation", "degrees", "ridge", "energy", "noise"}, descents, 12);
    level("critical-peak", "height and place of the peak at n = B_l", {}, critical_peak, 12);
}

}  // namespace lazyrisk
