// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression: a level an eigenvalue of the covariance.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/mode_count.hpp"
#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

/// Multiplicities whose sum, as Degrees takes it, is exactly `count`: then n = count is the pole, and not nearly so.
void settle_count(std::vector<CovariateLevel>& levels, double count) {
    std::vector<CovariateLevel*> live;
    for (CovariateLevel& level : levels) {
        if (level.eigenvalue > 0)
            live.push_back(&level);
        else
            count -= level.multiplicity;
    }
    std::stable_sort(live.begin(), live.end(),
                     [](const auto* a, const auto* b) { return a->eigenvalue > b->eigenvalue; });
    std::vector<CovariateLevel*> by_size = live;
    std::stable_sort(by_size.begin(), by_size.end(),
                     [](const auto* a, const auto* b) { return a->multiplicity > b->multiplicity; });
    for (int pass = 0; pass < 8; ++pass) {
        ModeCount<double> sum;
        for (const CovariateLevel* level : live) sum += level->multiplicity;
        const double left = sum.below(count);
        if (left == 0 || !(std::abs(left) < 1e-9 * count)) return;
        // the smallest level that it is a rounding of: there it is added exactly
        CovariateLevel* taker = by_size.front();
        for (CovariateLevel* level : by_size)
            if (level->multiplicity > 1e3 * std::abs(left)) taker = level;
        taker->multiplicity += left;
    }
}

/// Directions of the inputs, and their covariance before a penalty or noise changes it.
struct Directions {
    CovariateSpectrum s;
    LawOnAxes own;
    LawOnAxes penalty;  ///< W; empty: none
};

/// A sequence over another is one again where both are of one kind: that one, with the energies that are at the same
/// places.
std::optional<std::pair<Covariance, Alignment>> quotient(const Linear& model, const LawOnAxes& penalty) {
    const Covariance& covariance = model.covariance;
    const double spread = 1 + 2 * model.alignment.source;
    if (const auto* law = std::get_if<PowerLaw>(&covariance); law && penalty.rate == 0) {
        const double exponent = law->exponent - penalty.power;
        if (!(exponent > 0)) return {};
        return std::pair(PowerLaw{exponent, law->terms},
                         Alignment{.power = model.alignment.power.value_or(law->exponent * spread)});
    }
    if (const auto* law = std::get_if<ExponentialDecay>(&covariance); law && penalty.power == 0) {
        const double rate = law->rate - penalty.rate;
        if (!(rate >= 1e-6) || model.alignment.power) return {};
        return std::pair(ExponentialDecay{rate, law->terms}, Alignment{.source = (law->rate * spread / rate - 1) / 2});
    }
    return {};
}

LawOnAxes to_power(LawOnAxes law, double power) {
    for (double& v : law.variance) v = v > 0 ? std::pow(v, power) : 1;  // without variance: as good as any
    law.scale = std::pow(law.scale, power), law.power *= power, law.rate *= power;
    if (!law.place.empty()) law.at_places();
    return law;
}

/// A matrix that has to be diagonal there.
void require_axes(const CovariateSpectrum& s, const Linear& model, const Covariance& law, const std::string& field) {
    const auto matrix = matrix_on_axes(model.covariance, law, field);
    if (!matrix) return;
    const int size = std::get<MatrixCovariance>(law).matrix->size;
    if (s.place.size() != std::size_t(size) || !is_diagonal(*matrix, size))
        throw DomainError(
            field, to_text(law),
            "it is no law along the axes of `covariance` (those of equal eigenvalues are not known); other "
            "axes are covered for `test-covariance` alone");
}

LawOnAxes penalty_on(const CovariateSpectrum& s, const Linear& model) {
    if (!model.penalty->own) return to_power(own_law(s, model.covariance), model.penalty->power);
    require_axes(s, model, *model.penalty->own, "penalty");
    LawOnAxes law = law_on_axes(s, model.covariance, *model.penalty->own, "penalty");
    const bool none = law.place.empty()
                          ? std::any_of(law.variance.begin(), law.variance.end(), [](double w) { return !(w > 0); })
                          : !(law.scale > 0);
    if (none)
        throw DomainError("penalty", to_text(*model.penalty),
                          "a direction without any penalty is not covered; give it a small one, as 1e-9");
    return law;
}

/// Of directions without variance that have some elsewhere: a density's atom at 0, seen by noise or another law.
double null_share(const Linear& model) {
    const auto* law = std::get_if<MarchenkoPastur>(&model.covariance);
    const bool seen = model.input_noise > 0 || !model.populations.empty();
    return law && law->ratio > 1 && seen ? 1 - 1 / law->ratio : 0;
}

/// The fastest power among the laws that are summed along the places.
double steepest(const Linear& model) {
    double most = 0;
    const auto see = [&](const Covariance& covariance) {
        if (const auto* law = std::get_if<PowerLaw>(&covariance)) most = std::max(most, law->exponent);
    };
    for (const Population& p : model.populations) see(p.covariance);
    if (model.test_covariance) see(*model.test_covariance);
    const auto* own = std::get_if<PowerLaw>(&model.covariance);
    const double more = model.penalty && own ? std::max(0.0, -model.penalty->power * own->exponent) : 0;  // over w
    return most + more;
}

/// Can every direction be a level of its own?
bool can_list(const Covariance& covariance) { return count_of(covariance) <= 1e5; }

/// The directions, one by one or gathered. Throws DomainError for noise or a penalty that leaves no finite trace.
Directions directions_of(const Linear& model, bool one_by_one) {
    const bool sequence = is_sequence(model.covariance);
    const auto all = [&](bool each) {
        Directions d{each ? every_eigenvalue(model.covariance, model.alignment)
                          : covariate_spectrum(model.covariance, model.alignment, steepest(model)),
                     {},
                     {}};
        if (const double null = null_share(model); null > 0 && !each) {
            d.s.model.levels.push_back({0, null});
            d.s.place.push_back(double(d.s.place.size() + 1));
            d.s.target.energy.emplace_back(Mode(int(d.s.target.energy.size())), 0.0);
        }
        d.own = own_law(d.s, model.covariance);
        if (model.penalty) d.penalty = penalty_on(d.s, model);
        return d;
    };
    if (one_by_one || !sequence || (!model.penalty && model.input_noise == 0)) return all(one_by_one);
    if (model.input_noise > 0) {
        if (can_list(model.covariance)) return all(true);
        throw DomainError("input-noise", model.input_noise,
                          "noise on each of more than 100000 inputs of a sequence is not covered; give a number of "
                          "terms, as power(1.5,1000)");
    }
    if (const auto simple = quotient(model, penalty_on({}, model))) {
        Directions d{covariate_spectrum(simple->first, simple->second, steepest(model)), {}, {}};
        d.own = own_law(d.s, model.covariance);
        d.penalty = penalty_on(d.s, model);
        return d;
    }
    if (can_list(model.covariance)) return all(true);
    throw DomainError(
        "penalty", to_text(*model.penalty),
        "under it the eigenvalues s/w of more than 100000 directions do not fall; expected one that falls "
        "more slowly than the covariance, and of its kind");
}

double variance_at(const LawOnAxes& law, double place) {
    return law.scale * std::pow(place, -law.power) * std::exp(-law.rate * place);
}
double largest(const std::vector<double>& list) { return *std::max_element(list.begin(), list.end()); }

/// The test law where it is no law of these axes, and the coefficients of a target that has some.
void add_other_axes(CovariateAxes& axes, const Linear& model, const Directions& d, const std::vector<double>& kept) {
    axes.coefficients = coefficients_on_axes(d.s, model.covariance, model.alignment);
    const auto root_of_penalty = [&](std::size_t i) {
        return d.penalty.variance.empty() ? 1.0 : std::sqrt(d.penalty.variance[i]);
    };
    for (std::size_t i = 0; i < axes.coefficients.size(); ++i) axes.coefficients[i] *= kept[i] * root_of_penalty(i);
    if (!model.test_covariance) return;
    const auto found = matrix_on_axes(model.covariance, *model.test_covariance, "test-covariance");
    if (!found) return;
    const int size = std::get<MatrixCovariance>(*model.test_covariance).matrix->size;
    if (is_diagonal(*found, size) && d.s.place.size() == std::size_t(size)) return;
    axes.test_matrix = found;
    if (!model.penalty || d.s.place.size() != std::size_t(size)) return;
    auto over = std::make_shared<std::vector<double>>(*found);
    for (std::size_t i = 0; i < std::size_t(size); ++i)
        for (std::size_t j = 0; j < std::size_t(size); ++j)
            (*over)[i * std::size_t(size) + j] /= root_of_penalty(i) * root_of_penalty(j);
    axes.test_matrix = std::move(over);
}

/// Training samples of another law along the axes; `test`: that of the inputs at test.
PopulationAxes population_axes(const Population& p, const Linear& model, const Directions& d, LawOnAxes test) {
    const Covariance& covariance = model.covariance;
    require_axes(d.s, model, p.covariance, "population");
    LawOnAxes law = law_on_axes(d.s, covariance, p.covariance, "population");
    PopulationAxes axes{.tail_energy = tail_energy(d.s, covariance, model.alignment, law),
                        .groups = {{p.weight, p.share, p.noise}}};
    if (model.penalty) law /= d.penalty, test /= d.penalty;
    axes.tail_trace = tail_trace(d.s, covariance, law);
    if (is_infinite(axes.tail_energy) || is_infinite(axes.tail_trace))
        throw DomainError("population", to_text(p.covariance),
                          "its eigenvalues, or the target's energies, have no finite sum; expected a law that falls "
                          "faster");
    if (axes.tail_trace > 0 && variance_at(law, d.s.last_place) > 1e-12 * largest(law.variance))
        throw DomainError("population", to_text(p.covariance),
                          "it falls too slowly beside `covariance = " + to_text(covariance) +
                              "`, whose eigenvalues say which directions count; give both a number of terms");
    axes.variance = law.variance;
    axes.tail_test_trace = tail_trace(d.s, covariance, test *= law);
    return axes;
}

/// What training, test and their noise make of the directions.
CovariateAxes axes_on(const Linear& model, Directions d, double share) {
    const Covariance& covariance = model.covariance;
    const CovariateSpectrum& s = d.s;
    LawOnAxes training = d.own, test = model.test_covariance
                                           ? law_on_axes(s, covariance, *model.test_covariance, "test-covariance")
                                           : d.own;
    CovariateAxes found;
    found.tail.energy = s.target.rest;
    found.tail.test_energy = model.test_covariance ? tail_energy(s, covariance, model.alignment, test) : s.target.rest;
    if (is_infinite(found.tail.test_energy))
        throw DomainError("test-covariance", to_text(*model.test_covariance),
                          "the target's energies have no finite sum under this law; expected one that falls faster");
    for (const Population& p : model.populations) found.populations.push_back(population_axes(p, model, d, test));
    std::vector<double> kept(s.model.levels.size(), 1.0);  // of a level's energy behind noise on the inputs
    for (std::size_t i = 0; i < kept.size() && model.input_noise > 0; ++i) {
        kept[i] = training.variance[i] / (training.variance[i] + model.input_noise);
        training.variance[i] += model.input_noise, test.variance[i] += model.input_noise;
        training.place.clear(), test.place.clear();
        found.lost += s.target.energy[i].second * (1 - kept[i]);
    }
    add_other_axes(found, model, d, kept);
    if (model.penalty) training /= d.penalty, test /= d.penalty;
    found.tail.trace = tail_trace(s, covariance, training);
    for (const double v : training.variance)
        if (model.penalty && !(v <= largest_accepted))
            throw DomainError("penalty", to_text(*model.penalty),
                              "under it an eigenvalue s/w is above " + to_text(largest_accepted) +
                                  "; expected one that falls more slowly");
    if (is_infinite(found.tail.trace))
        throw DomainError("penalty", to_text(*model.penalty),
                          "under it the eigenvalues s/w have no finite sum; expected one that falls more slowly");
    for (std::size_t i = 0; i < kept.size(); ++i)
        found.levels.push_back({training.variance[i], s.model.levels[i].multiplicity * share,
                                s.target.energy[i].second * kept[i], test.variance[i], kept[i]});
    const std::vector<double> eigenvalues = training.variance;
    found.tail.test_trace = model.test_covariance ? tail_trace(s, covariance, test *= training) : 0;
    if (model.sample_weights)
        found.populations.push_back({eigenvalues, found.tail.trace, found.tail.energy,
                                     model.test_covariance ? found.tail.test_trace : 0,
                                     groups_of(*model.sample_weights)});
    return found;
}

/// Multiplicities are shares of one where nothing counts them.
double unit_of_shares(const Linear& model) {
    return is_per_dimension(model.covariance) && !is_infinite(model.dimension.value) ? double(model.dimension) : 1;
}

/// How many directions there are that have variance; infinite of a sequence.
double count_of_directions(const Linear& model) {
    const double count = is_per_dimension(model.covariance) ? unit_of_shares(model) : count_of(model.covariance);
    const auto* law = std::get_if<MarchenkoPastur>(&model.covariance);
    return law && null_share(model) == 0 ? count * std::min(1.0, 1 / law->ratio) : count;
}

}  // namespace

Spectrum<> diagonalize(const Linear& model, int) {
    const CovariateAxes axes = covariate_axes(model);
    GivenSpectrum s{{}, axes.tail.trace};
    for (const CovariateLevel& level : axes.levels) s.levels.push_back({level.eigenvalue, level.multiplicity});
    return diagonalize(s, 0);
}

CovariateAxes covariate_axes(const Linear& model) {
    CovariateAxes axes = axes_on(model, directions_of(model, false), unit_of_shares(model));
    const double count = count_of_directions(model);
    if (!is_infinite(count) && axes.tail.trace == 0) settle_count(axes.levels, count);
    return axes;
}

CovariateAxes every_axis(const Linear& model) {
    return axes_on(model, directions_of(model, true), is_per_dimension(model.covariance) ? model.covariates() : 1);
}

Target<> unit_target(const CovariateAxes& axes) {
    Target<> target{{}, axes.tail.energy + axes.lost};
    for (const CovariateLevel& level : axes.levels)
        target.energy.emplace_back(Mode(int(target.energy.size())), level.energy);
    return target;
}

Target<> in_modes_of(const Target<>& unit, const Target<>& asked) {
    double linear = 0;
    for (const auto& [mode, energy] : asked.energy) {
        if (mode == Mode(1))
            linear += energy;
        else if (energy != 0)
            throw DomainError("energy." + to_text(mode), energy,
                              "a linear model has degree 1 alone; the rest is what no linear function has");
    }
    Target<> target = unit;
    for (auto& [mode, energy] : target.energy) energy *= linear;
    target.rest = target.rest * linear + asked.rest;
    return target;
}

}  // namespace lazyrisk
