// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/expand.hpp"

#include <cmath>
#include <memory>

#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/catalogue/sample_values.hpp"
#include "lazyrisk/expand/proportional/spectrum_ridge.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::numeric;

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
    plateau.ridge =
        std::isinf(p.at.sizes.samples) ? numeric(0) : exact_number(p.at.ridge_over_samples * p.at.sizes.samples);
    plateau.noise = exact_number(p.at.noise_variance);
    plateau.energy.emplace();
    for (const auto& [mode, value] : p.target.energy) (*plateau.energy)[mode.degree] = exact_number(value);
    (*plateau.energy)[-1] = exact_number(p.target.rest);
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
ByDegree masses(const Spectrum<>& s) {
    double linear = 0, above = s.tail;
    bool constant = false;  // it is learned for nothing, whatever its mass
    for (const Level<>& level : s.levels) {
        if (level.mode.degree == 1) linear = level.mass;
        if (level.mode.degree > 1) above += level.mass;
        if (level.mode.degree == 0 && is_infinite(level.eigenvalue)) constant = true;
    }
    ByDegree out{{1, exact_number(linear)}, {-1, exact_number(above)}};
    if (constant) out[0] = 1;
    return out;
}

/// The same problem in the fields of the catalogue.
ExpansionProblem proportional_problem(const Expandable& p, std::string_view variable, int order) {
    const double ridge = p.at.ridge_over_samples;
    const bool wide = variable == "width", many = variable == "samples";
    ExpansionProblem q{wide                  ? (ridge > 0 ? "infinite-width" : "ridgeless-infinite-width")
                       : many                ? (ridge > 0 ? "infinite-samples" : "ridgeless-infinite-samples")
                       : variable == "ridge" ? "ridge-to-zero"
                                             : "large-ridge",
                       order};
    q.energy.emplace();
    for (const auto& [mode, value] : p.target.energy) {
        if (mode != Mode(mode.degree))
            throw NotCovered("the target has parts of a degree, which the proportional limit takes as a whole");
        (*q.energy)[mode.degree] = exact_number(value);
    }
    (*q.energy)[-1] = exact_number(p.target.rest);
    q.noise = exact_number(p.at.noise_variance);
    if (p.activation.empty())
        q.mass = masses(p.spectrum);
    else
        q.activation = std::make_shared<const HermiteForm>(p.activation);
    const auto finite = [&](const char* name, double value) {
        if (std::isinf(value))
            throw NotCovered(std::string(name) + " is infinite: the series in " + std::string(variable) +
                             " needs it finite");
        return exact_number(value);
    };
    if (!wide) q.psi1 = finite("psi1", p.at.sizes.width);
    if (!many) q.psi2 = finite("psi2", p.at.sizes.samples);
    if ((wide || many) && ridge > 0) q.ridge = PowerRidge{exact_number(ridge)};
    return q;
}

Expansion in_proportion(const Expandable& p, std::string_view variable, int order) {
    const ExpansionAnswer answer = expansions(proportional_problem(p, variable, order));
    const Expansion& whole = answer.expansions.front();
    const Values values = sample_values(whole, answer.values);
    coefficients(whole, values);  // throws outside the region
    Expansion e = inserted(whole, answer.exact_values);
    if (whole.exact)
        e.exact = [exact = whole.exact, values](const Values&, const Digits& x) { return exact(values, x); };
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
    require_one_layer(p.spectrum, "a series");
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
