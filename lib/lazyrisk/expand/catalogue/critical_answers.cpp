// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/critical_answers.hpp"

#include <boost/math/special_functions/factorials.hpp>

#include "lazyrisk/expand/catalogue/require_fields.hpp"
#include "lazyrisk/expand/critical/critical.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

Critical critical_quantity(const ExpansionProblem& q) {
    const std::string name = q.quantity.value_or("test_error");
    if (name != "test_error" && name != "effective_ridge")
        throw DomainError("quantity", name, "expected test_error or effective_ridge");
    return name == "test_error" ? Critical::test_error : Critical::effective_ridge;
}

ExpansionAnswer with_zeta(const ExpansionProblem& q, std::vector<Expansion> list) {
    ExpansionAnswer answer;
    answer.expansions = std::move(list);
    if (q.zeta) answer.give("zeta", "zeta", *q.zeta);
    return answer;
}

Digits number(const ex& e) { return evaluate(e, {}); }

/// The peak of one descent: zeta, and of (12.35) the energy of its level and what disturbs the fit, G.
struct Descent {
    int level;
    Digits zeta, learned, above;
};

/// Energy of degree k; energies above and noise.
Descent descent_of(int k, const Digits& zeta, const ByDegree& energy, const std::optional<GiNaC::numeric>& noise) {
    Descent out{k, zeta, 0, noise ? number(*noise) : Digits(0)};
    for (const auto& [degree, value] : energy) {
        if (degree < 0 || degree > k) out.above += number(value);
        if (degree == k) out.learned = number(value);
    }
    return out;
}

/// Place and height by the series, or why there is no peak.
std::string told(const Descent& d, const Expansion& position, const Expansion& height) {
    const std::string level = std::to_string(d.level);
    if (!(d.above > 0) || !(d.zeta > 0))
        return "level " + level +
               ": no peak, there is nothing left to disturb the fit (energy above and noise 0, or no tail)";
    const std::string zeta = "level " + level + ": zeta = " + digits_of(d.zeta, 6);
    if (d.zeta > 0.2) return zeta + " is not small, ridge and mass above flatten the peak and the series says nothing";
    const Values v{{"Fl^2", d.learned}, {"G", d.above}, {"beta", 0}};
    return zeta + ", peak at n = B_<" + level + " + " + digits_of(sum(position, v, d.zeta), 6) + " B_" + level +
           ", test error " + digits_of(sum(height, v, d.zeta), 6);
}

/// Peaks of a kernel, level by level, where it is given.
ExpansionAnswer descents(const ExpansionProblem& q) {
    ExpansionAnswer answer;
    answer.expansions = {descent_position(q.order), descent_height(q.order)};
    if (!q.activation) {
        if (q.degrees || q.ridge || q.energy || q.noise)
            throw DomainError(
                "`activation` is missing: `degrees`, `ridge`, `energy` and `noise` give the peaks of one activation");
        return answer;
    }
    const auto [first, last] = q.degrees.value_or(DegreeRange{1, 4});
    if (first < 1)
        throw DomainError("degrees", std::to_string(first), "the first descent with a peak is that of degree 1");
    const auto energy = q.energy.value_or(ByDegree{{1, 1}});
    const auto ridge = constant_ridge(q);
    Digits tail = number(q.activation->second_moment()) + (ridge ? number(*ridge) : Digits(0));
    for (int k = 0; k <= last; ++k) {
        const Digits mass = pow(number(q.activation->mu(k)), 2) / boost::math::factorial<Digits>(unsigned(k));
        tail -= mass;
        if (k < first) continue;
        answer.sentences.push_back(mass < 1e-30 ? "degree " + std::to_string(k) + " is dead, it has no descent"
                                                : told(descent_of(k, tail / mass, energy, q.noise),
                                                       answer.expansions[0], answer.expansions[1]));
    }
    return answer;
}

using Of = ExpansionAnswer (*)(const ExpansionProblem&);

const Of critical_finite = [](const ExpansionProblem& q) {
    return with_zeta(q, {critical_in_dimension(critical_quantity(q), within("level", q.level, 1, 30, 1), q.order)});
};
const Of width_critical = [](const ExpansionProblem& q) {
    return with_zeta(q, {critical_width(critical_quantity(q))});
};
const Of interpolation = [](const ExpansionProblem& q) {
    return with_zeta(q, {interpolation_peak(critical_quantity(q))});
};
const Of critical = [](const ExpansionProblem& q) { return with_zeta(q, {critical_risk(critical_quantity(q))}); };
const Of critical_many = [](const ExpansionProblem& q) {
    return with_zeta(q, {critical_many_samples(critical_quantity(q), q.order)});
};
const Of critical_few = [](const ExpansionProblem& q) {
    return with_zeta(q, {critical_few_samples(critical_quantity(q), q.order)});
};
const Of critical_peak = [](const ExpansionProblem& q) {
    return with_zeta(q, {critical_peak_height(q.order), critical_peak_position(q.order)});
};

}  // namespace

void append_critical(std::vector<CatalogueEntry>& list) {
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
