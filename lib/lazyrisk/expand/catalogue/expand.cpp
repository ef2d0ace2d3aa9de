// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/expand.hpp"

#include <cmath>
#include <memory>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/proportional/spectrum_ridge.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::numeric;

numeric exact(double x) { return exact_number("a number", to_text(x)); }

/// Levels 0 to 60 at this d; a degree whose mass is lost in the trace is dead.
std::shared_ptr<const GivenLevels> levels_at(const Expandable& p) {
    auto out = std::make_shared<GivenLevels>();
    const Digits d(p.dimension.value);
    out->trace = p.spectrum.tail;
    for (const Level<>& level : p.spectrum.levels) out->trace += level.mass;
    for (const Level<>& level : p.spectrum.levels)
        if (level.mode.degree <= 60 && Digits(level.mass) > 1e-25 * out->trace)
            out->scaled[level.mode.degree] = {Digits(level.eigenvalue) * pow(d, level.mode.degree),
                                              Digits(level.multiplicity) / pow(d, level.mode.degree)};
    return out;
}

Exponent exponent_at(double size, double dim) {
    if (std::isinf(size)) return {};
    return {numeric(std::lround(std::log(size) / std::log(dim) * 100), 100L)};
}

Expansion in_dimension(const Expandable& p, int order) {
    if (std::isnan(p.dimension.value))
        throw NotCovered("a given spectrum has no dimension to expand in; ridge is a variable it has");
    if (std::isinf(p.dimension.value))
        throw NotCovered("the limit d -> infinity has no dimension left to expand in; give a dimension");
    for (const Level<>& level : p.spectrum.levels)
        if (level.mode != Mode(level.mode.degree))
            throw NotCovered(
                "the levels of this model are no degrees: they have no series in d; ridge is a variable it has");
    const Regime regime =
        regime_of(exponent_at(p.at.sizes.samples, p.dimension.value), exponent_at(p.at.sizes.width, p.dimension.value));
    if (!regime.plateau) throw NotCovered(regime.name + ": there the risk is no series in d");
    Plateau plateau = *regime.plateau;
    if (p.activation.empty())
        plateau.given = levels_at(p);
    else
        plateau.activation = std::make_shared<const HermiteForm>(p.activation);
    plateau.ridge = std::isinf(p.at.sizes.samples) ? numeric(0) : exact(p.at.ridge_over_samples * p.at.sizes.samples);
    plateau.noise = exact(p.at.noise_variance);
    plateau.energy.emplace();
    for (const auto& [mode, value] : p.target.energy) (*plateau.energy)[mode.degree] = exact(value);
    (*plateau.energy)[-1] = exact(p.target.rest);
    Expansion e = expand_plateau(plateau, "risk", order);
    for (const int further : {5, 8, 12})  // of a target that is learned the first terms are zero
        if (e.terms.empty() && further > order) e = expand_plateau(plateau, "risk", further);
    return e;
}

/// Is it degree 1 and a tail, as the formulas of the proportional limit take it? Without a degree 1 it is not.
bool one_level(const Spectrum<>& s) {
    for (const Level<>& level : s.levels)
        if (level.eigenvalue > 0 && !is_infinite(level.eigenvalue) && level.mode != Mode(1)) return false;
    const Level<>* first = s.find(Mode(1));
    return first && first->mass > 0 && first->multiplicity == 1;
}

/// a and c of the proportional limit where no activation has them: of degree 1 and above.
std::string masses(const Spectrum<>& s) {
    double linear = 0, above = s.tail;
    bool constant = false;  // it is learned for nothing, whatever its mass
    for (const Level<>& level : s.levels) {
        if (level.mode.degree == 1) linear = level.mass;
        if (level.mode.degree > 1) above += level.mass;
        if (level.mode.degree == 0 && is_infinite(level.eigenvalue)) constant = true;
    }
    return (constant ? "0=1,1=" : "1=") + to_text(linear) + ",rest=" + to_text(above);
}

Expansion in_proportion(const Expandable& p, std::string_view variable, int order) {
    const double psi1 = p.at.sizes.width, psi2 = p.at.sizes.samples, ridge = p.at.ridge_over_samples;
    ExpansionQuestion q{"", order, {}};
    std::string energy;
    for (const auto& [mode, value] : p.target.energy)
        energy += (energy.empty() ? "" : ",") + to_text(mode) + "=" + to_text(value);
    energy += (energy.empty() ? "rest=" : ",rest=") + to_text(p.target.rest);
    q.options = {{"energy", energy}, {"noise", to_text(p.at.noise_variance)}};
    if (p.activation.empty())
        q.options["mass"] = masses(p.spectrum);
    else
        q.options["activation"] = p.activation;
    const auto size = [&](const char* name, double value, bool needed) {
        if (!std::isinf(value))
            q.options[name] = to_text(value);
        else if (needed)
            throw NotCovered(std::string(name) + " is infinite: the series in " + std::string(variable) +
                             " needs it finite");
    };
    if (variable == "width") {
        q.of = ridge > 0 ? "infinite-width" : "ridgeless-infinite-width";
        size("psi2", psi2, true);
    } else if (variable == "samples") {
        q.of = ridge > 0 ? "infinite-samples" : "ridgeless-infinite-samples";
        size("psi1", psi1, true);
    } else {
        q.of = variable == "ridge" ? "ridge-to-zero" : "large-ridge";
        size("psi1", psi1, true);
        size("psi2", psi2, true);
    }
    if (q.of == "infinite-width" || q.of == "infinite-samples") q.options["ridge"] = to_text(ridge);
    const ExpansionAnswer answer = expansions(q);
    Expansion e = inserted(answer.expansions.front(), answer.exact_values);
    coefficients(answer.expansions.front(),
                 sample_values(answer.expansions.front(), answer.values));  // throws outside the region
    if (const auto& whole = answer.expansions.front(); whole.exact)
        e.exact = [whole, values = answer.values](const Values&, const Digits& x) {
            return whole.exact(sample_values(whole, values), x);
        };
    e.validity = {};
    return e;
}

}  // namespace

Expansion expand_problem(const Expandable& p, std::string_view variable, int order) {
    const bool known = variable == "ridge" || variable == "large-ridge" || variable == "width" ||
                       variable == "samples" || variable == "dimension";
    if (!known)
        throw DomainError("variable", std::string(variable),
                          "expected ridge, large-ridge, width, samples or dimension");
    if (p.spectrum.blocks && !is_infinite(p.at.sizes.width))
        throw NotCovered(
            "features in blocks (neural tangents of finite width) follow several coupled fixed points, of which no "
            "series is made; at infinite width there is one");
    if (p.at.ensemble != 1 && variable != "ridge")
        throw NotCovered("of an ensemble there is a series in the ridge alone");
    if (variable == "dimension") return in_dimension(p, order);
    const bool proportional =
        std::isinf(p.dimension.value) && p.dimension.scale == 1 && p.at.ensemble == 1 && one_level(p.spectrum);
    const bool finite = !is_infinite(p.at.sizes.width) && !is_infinite(p.at.sizes.samples);
    if (variable == "ridge" && !(proportional && finite))
        return expand_in_ridge(p.spectrum, p.target, p.at, Quantity::test_error, order);
    if (!proportional)
        throw NotCovered("a series in " + std::string(variable) +
                         " is made in the proportional limit alone; ridge is a variable everywhere");
    return in_proportion(p, variable, order);
}

}  // namespace lazyrisk
