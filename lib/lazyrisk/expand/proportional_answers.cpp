#include "lazyrisk/expand/proportional_answers.hpp"

#include "lazyrisk/expand/critical.hpp"
#include "lazyrisk/expand/options_of.hpp"
#include "lazyrisk/expand/proportional.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Quantity quantity(const ExpansionQuestion& q) {
    const std::string name = options_of::text(q, "quantity").value_or("test_error");
    for (const Quantity each : {Quantity::test_error, Quantity::bias, Quantity::variance, Quantity::linear_factor, Quantity::noise_factor, Quantity::effective_ridge})
        if (to_text(each) == name) return each;
    throw DomainError("quantity", name, "expected test_error, bias, variance, linear_factor, noise_factor or effective_ridge");
}

/// --smaller, or what psi1 and psi2 say.
Smaller smaller(const ExpansionQuestion& q) {
    const auto given = options_of::text(q, "smaller");
    if (given && *given != "width" && *given != "samples") throw DomainError("smaller", *given, "expected width (psi1 < psi2) or samples (psi1 > psi2)");
    if (given) return *given == "width" ? Smaller::width : Smaller::samples;
    const auto psi1 = options_of::number(q, "psi1"), psi2 = options_of::number(q, "psi2");
    if (psi1 && psi2 && *psi1 == *psi2)
        throw DomainError("psi1", psi1->to_double(), "psi1 = psi2 is the threshold, where this expansion has a pole: --of threshold-ridge is the one there");
    if (psi1 && psi2) return *psi1 < *psi2 ? Smaller::width : Smaller::samples;
    return Smaller::samples;
}

/// Numbers for letters.
ExpansionAnswer with_numbers_of(const ExpansionQuestion& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    const auto set = [&](const char* letter_name, const ex& value) { answer.exact_values.emplace_back(letter_name, value); };
    if (const auto f = options_of::activation(q)) {
        set("a", GiNaC::pow(f->mu(1), 2).expand());
        set("c", f->mu_star_squared());
    }
    const auto psi1 = options_of::number(q, "psi1"), psi2 = options_of::number(q, "psi2");
    for (const auto& [name, value] : {std::pair{"psi1", psi1}, std::pair{"psi2", psi2}})
        if (value && !value->is_positive()) throw DomainError(name, value->to_double(), "expected a positive number");
    if (psi1) set("psi1", *psi1);
    if (psi2) set("psi2", *psi2);
    if (psi1 || psi2) {
        if (q.of == "threshold-ridge" && psi1 && psi2 && *psi1 != *psi2)
            throw DomainError("psi1", psi1->to_double(), "the threshold is psi1 = psi2; --of small-ridge is the expansion beside it");
        if (q.of == "threshold-ridge") set("psi", psi2 ? *psi2 : *psi1);
    }
    if (const auto energy = options_of::energy(q)) {
        GiNaC::numeric above = 0, linear = 0;
        for (const auto& [k, value] : *energy) (k == 1 ? linear : above) = (k == 1 ? linear : above) + value;
        set("F1^2", linear);
        set("F*^2", above);
    }
    if (const auto noise = options_of::number(q, "noise")) options_of::not_negative("noise", noise), set("tau^2", *noise);
    if (const auto ridge = options_of::number(q, "ridge")) options_of::not_negative("ridge", ridge), set("lambda", *ridge);
    if (const auto r = options_of::number(q, "r")) set("r", *r);
    for (const auto& [name, value] : answer.exact_values) answer.values[name] = evaluate(value, {});
    if (answer.values.count("F*^2") && answer.values.count("tau^2")) {
        ex sum = 0;
        for (const auto& [name, value] : answer.exact_values)
            if (name == "F*^2" || name == "tau^2") sum += value;
        set("sigma^2", sum);
        answer.values["sigma^2"] = evaluate(sum, {});
    }
    return answer;
}

using Of = ExpansionAnswer (*)(const ExpansionQuestion&);

const Of threshold = [](const ExpansionQuestion& q) { return with_numbers_of(q, {threshold_ridge(quantity(q), q.order)}); };
const Of small = [](const ExpansionQuestion& q) { return with_numbers_of(q, {small_ridge(quantity(q), smaller(q), q.order)}); };
const Of ridgeless = [](const ExpansionQuestion& q) { return with_numbers_of(q, {ridgeless_risk(quantity(q), smaller(q))}); };
const Of peak = [](const ExpansionQuestion& q) { return with_numbers_of(q, {ridgeless_peak(quantity(q), smaller(q), q.order)}); };
const Of crossover = [](const ExpansionQuestion& q) { return with_numbers_of(q, {peak_crossover(quantity(q), q.order)}); };
const Of wide = [](const ExpansionQuestion& q) { return with_numbers_of(q, {infinite_width(quantity(q), q.order)}); };
const Of many = [](const ExpansionQuestion& q) { return with_numbers_of(q, {infinite_samples(quantity(q), q.order)}); };
const Of ridgeless_wide = [](const ExpansionQuestion& q) { return with_numbers_of(q, {ridgeless_infinite_width(quantity(q), q.order)}); };
const Of ridgeless_many = [](const ExpansionQuestion& q) { return with_numbers_of(q, {ridgeless_infinite_samples(quantity(q), q.order)}); };
const Of large = [](const ExpansionQuestion& q) { return with_numbers_of(q, {large_ridge(quantity(q), q.order)}); };

const Of wide_optimum = [](const ExpansionQuestion& q) { return with_numbers_of(q, {optimal_ridge_of_wide(q.order)}); };
const Of onset = [](const ExpansionQuestion& q) { return with_numbers_of(q, {onset_noise(), optimal_ridge_onset(q.order)}); };
const Of linear_case = [](const ExpansionQuestion& q) { return with_numbers_of(q, {linear_threshold(quantity(q), q.order)}); };

Critical critical_quantity(const ExpansionQuestion& q) {
    const std::string name = options_of::text(q, "quantity").value_or("test_error");
    if (name != "test_error" && name != "effective_ridge") throw DomainError("quantity", name, "expected test_error or effective_ridge");
    return name == "test_error" ? Critical::test_error : Critical::effective_ridge;
}

ExpansionAnswer with_zeta(const ExpansionQuestion& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    if (const auto zeta = options_of::number(q, "zeta")) {
        if (!zeta->is_positive()) throw DomainError("zeta", zeta->to_double(), "expected a positive number: (ridge + mass above l)/(mass of degree l)");
        answer.exact_values.emplace_back("zeta", *zeta);
        answer.values["zeta"] = evaluate(ex(*zeta), {});
    }
    return answer;
}

const Of critical = [](const ExpansionQuestion& q) { return with_zeta(q, {critical_risk(critical_quantity(q))}); };
const Of critical_many = [](const ExpansionQuestion& q) { return with_zeta(q, {critical_many_samples(critical_quantity(q), q.order)}); };
const Of critical_few = [](const ExpansionQuestion& q) { return with_zeta(q, {critical_few_samples(critical_quantity(q), q.order)}); };
const Of critical_peak = [](const ExpansionQuestion& q) { return with_zeta(q, {critical_peak_height(q.order), critical_peak_position(q.order)}); };

}  // namespace

void append_proportional(std::vector<CatalogueEntry>& list) {
    const std::vector<std::string> common{"activation", "psi1", "psi2", "energy", "noise", "quantity"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), common.begin(), common.end());
        return more;
    };
    list.push_back({"threshold-ridge", "proportional limit on the interpolation threshold, in sqrt(lambda)", "psi1 = psi2, lambda -> 0", common, threshold});
    list.push_back({"small-ridge", "proportional limit, off the threshold", "psi1 != psi2, lambda -> 0", with({"smaller"}), small});
    list.push_back({"ridgeless", "proportional limit at ridge 0, closed radicals", "lambda = 0", with({"smaller"}), ridgeless});
    list.push_back({"ridgeless-peak", "proportional limit at ridge 0 in psi1 - psi2", "lambda = 0, psi1 -> psi2", with({"smaller"}), peak});
    list.push_back({"peak-crossover", "across the threshold at small ridge", "psi1 = psi2 (1 + r s), s -> 0", with({"r"}), crossover});
    list.push_back({"infinite-width", "many neurons", "psi1 -> infinity, lambda > 0", with({"ridge"}), wide});
    list.push_back({"infinite-samples", "many samples", "psi2 -> infinity, lambda > 0", with({"ridge"}), many});
    list.push_back({"ridgeless-infinite-width", "many neurons at ridge 0", "psi1 -> infinity, lambda = 0", common, ridgeless_wide});
    list.push_back({"ridgeless-infinite-samples", "many samples at ridge 0", "psi2 -> infinity, lambda = 0", common, ridgeless_many});
    list.push_back({"large-ridge", "much ridge", "lambda -> infinity", common, large});
    list.push_back({"optimal-ridge", "the best ridge of many neurons", "psi1 -> infinity, sigma^2 > c F1^2/a", common, wide_optimum});
    list.push_back({"optimal-ridge-onset", "the noise from which a ridge helps, and the best ridge just above it", "psi1 > psi2, sigma^2 -> sigma_c^2", common, onset});
    list.push_back({"linear-threshold", "a linear activation at psi1 = psi2 = 1, in lambda^(1/3)", "c = 0, lambda -> 0", common, linear_case});
    const std::vector<std::string> level{"zeta", "quantity"};
    list.push_back({"critical", "kernel regression with n = psi B_l, closed form", "d -> infinity", level, critical});
    list.push_back({"critical-many-samples", "the same for many samples", "psi -> infinity", level, critical_many});
    list.push_back({"critical-few-samples", "the same for few samples", "psi -> 0", level, critical_few});
    list.push_back({"critical-peak", "height and place of the peak at n = B_l", "zeta -> 0", {}, critical_peak});
}

}  // namespace lazyrisk
