// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The neural tangent kernel of one neuron, degree by degree, split into the directions across its weight and along it.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/gradient.hpp"
#include "lazyrisk/harmonics/on_sphere.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/later_terms.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// The amplitudes of a block: across the weight, along it one function or two.
struct Channels {
    Amplitudes across, first, second;  // first = x s'/sqrt(d), second = s
    bool both;
    Wide overlap = 0, overlap_error = 0;  ///< of x s' and s beyond the degrees
    Wide first_scale = 1;                 // both layers of a homogeneous s: one function (10.4)

    Channels(const NeuralTangent& model, int degrees) : both(model.layers == TrainedLayers::all) {
        const double d = model.dimension;
        const Activation s = on_sphere(model.activation, d);
        GradientAmplitudes g = decompose_gradient(s, d, degrees);
        across = std::move(g.across);
        first = std::move(g.along);
        overlap = g.overlap;
        overlap_error = both ? g.overlap_error : 0;
        if (both) second = decompose(s, d, degrees);
        const Wide inverse_d = inverse_dimension<Wide>(d);
        if (both && d != infinite<> && is_homogeneous(s)) {
            // x s' = p s: the functions p s/sqrt(d) and s are one of squared norm 1 + p^2/d times that of s
            Wide p = 0;
            for (std::size_t k = 0; k < second.value.size() && p == 0; ++k)
                if (second.value[k] != 0) p = std::round(first.value[k] / second.value[k]);
            first = std::move(second);
            second = {};
            first_scale = std::sqrt(1 + p * p * inverse_d);
            both = false;
        } else {
            first_scale = std::sqrt(inverse_d);
        }
    }
    [[nodiscard]] Wide mass(std::size_t k) const {
        const Wide a = across.value[k], b = first_scale * first.value[k], c = both ? second.value[k] : 0;
        return a * a + b * b + c * c;
    }
    [[nodiscard]] Wide mass_error(std::size_t k) const {
        const auto part = [k](const Amplitudes& a) { return (2 * std::abs(a.value[k]) + a.error[k]) * a.error[k]; };
        return part(across) + first_scale * first_scale * part(first) + (both ? part(second) : 0);
    }
    [[nodiscard]] Wide tail() const {
        return across.tail + first_scale * first_scale * first.tail + (both ? second.tail : 0);
    }
    [[nodiscard]] Wide tail_error() const {
        return across.tail_error + first_scale * first_scale * first.tail_error + (both ? second.tail_error : 0);
    }
    [[nodiscard]] std::size_t size() const { return across.value.size(); }
};

void require_trace(const NeuralTangent& model, Wide trace) {
    if (!(trace > 0))
        throw DomainError("activation", model.activation.name(),
                          "its derivative is zero: the first layer has nothing to train; "
                          "use another, or `layers = both`");
}

}  // namespace

/// Masses k mu_k^2/k! (+ mu_k^2/k!), and what the eigenvalues begin with where mu_k = 0: across the weight (and by the
/// second layer) as those of s do, along it one power of d later with E x s' He_k, and on in steps of two.  Formula
/// (10.6).
LimitMasses in_the_limit(const NeuralTangent& model) {
    const double exponents = exponents_wanted(model.dimension.scale);
    NeuralTangent far = model;
    far.dimension = Dimension::limit(model.dimension.scale);
    const Channels c(far, degrees_of_limit(model.dimension.scale));
    LimitMasses limit{.mass = {}, .error = {}, .tail = c.tail(), .tail_error = c.tail_error()};
    for (std::size_t k = 0; k < c.size(); ++k) {
        limit.mass.push_back(c.mass(k));
        limit.error.push_back(c.mass_error(k));
    }
    require_trace(model, std::accumulate(limit.mass.begin(), limit.mass.end(), limit.tail));
    const Amplitudes values = decompose(model.activation, infinite<>, int(c.size()) - 1);
    Wide factorial = 1;
    for (std::size_t k = 0; double(k) <= exponents && k < c.size(); ++k, factorial *= Wide(k)) {
        limit.later.emplace_back();
        limit.known.push_back(exponents);
        if (!can_vanish(limit, k)) continue;
        std::vector<EigenvalueTerm>& terms = limit.later.back();
        const Wide along = c.first.value[k], error = c.first.error[k];
        terms.push_back({int(k) + 1, factorial * along * along, factorial * (2 * std::abs(along) + error) * error});
        // across the weight k times the eigenvalue of s (10.2), and that itself where the second layer is trained
        const std::vector<EigenvalueTerm> even = later_terms(values, int(k), exponents, Wide(k) + (c.both ? 1 : 0));
        std::vector<EigenvalueTerm> odd = later_terms(c.first, int(k), exponents - 1);
        for (EigenvalueTerm& term : odd) ++term.exponent;
        terms.insert(terms.end(), even.begin(), even.end());
        terms.insert(terms.end(), odd.begin(), odd.end());
        std::sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) { return a.exponent < b.exponent; });
    }
    return limit;
}

Spectrum<> diagonalize(const NeuralTangent& model, int degrees) {
    if (model.dimension == infinite<>) return at_scale(in_the_limit(model), model.dimension.scale);
    constexpr int beyond = 4;  // computed to bound the tail's eigenvalues, whatever the parity
    const double d = model.dimension;
    const Channels c(model, degrees + beyond);
    const Wide scale = c.first_scale;

    Spectrum<> spectrum;
    Blocks<> blocks;
    blocks.across = d - 1;
    blocks.along = c.both ? 2 : 1;
    Wide multiplicity = 1, tail_across = c.across.tail, trace = 0, error = c.tail_error();
    Wide tail_along[3] = {scale * scale * c.first.tail, 0, c.both ? c.second.tail : 0};
    if (c.both) tail_along[1] = scale * c.overlap;
    error += 2 * scale * c.overlap_error;
    for (std::size_t k = 0; k < c.size(); ++k) {
        const Wide across = c.across.value[k] * c.across.value[k], first = scale * c.first.value[k];
        const Wide second = c.both ? c.second.value[k] : 0, mass = c.mass(k);
        trace += mass;
        if (k <= std::size_t(degrees) && multiplicity < largest_multiplicity) {
            const Wide root = std::sqrt(multiplicity);
            spectrum.levels.push_back({int(k), double(mass / multiplicity), double(multiplicity), double(mass),
                                       double(c.mass_error(k) + mass * 0x1p-52L)});
            blocks.levels.push_back(
                {double(multiplicity), double(across / multiplicity), {double(first / root), double(second / root)}});
        } else {
            tail_across += across;
            tail_along[0] += first * first;
            tail_along[1] += first * second;
            tail_along[2] += second * second;
            error += c.mass_error(k);
            spectrum.tail_largest = std::max(spectrum.tail_largest, double(mass / multiplicity));
        }
        multiplicity = next_multiplicity(multiplicity, d, int(k));
    }
    require_trace(model, trace + c.tail());
    const bool finite_rank = c.across.finite_rank && c.first.finite_rank && (!c.both || c.second.finite_rank);
    blocks.tail_across = double(tail_across);
    // Cauchy and Schwarz hold whatever rounding says, in doubles too; an overlap that is mostly error is taken as none
    const Wide most = std::sqrt(tail_along[0] * tail_along[2]) * (1 - 1e-12L);
    if (std::abs(tail_along[1]) <= 2 * scale * c.overlap_error) tail_along[1] = 0;
    tail_along[1] = std::clamp(tail_along[1], -most, most);
    blocks.tail_along = {double(tail_along[0]), double(tail_along[1]), double(tail_along[2])};
    spectrum.tail = double(tail_across + tail_along[0] + tail_along[2]);
    spectrum.tail_error =
        double(error + 0x1p-52L * Wide(spectrum.tail)) + (finite_rank ? 0 : std::numeric_limits<double>::min());
    spectrum.tail_largest = std::max(spectrum.tail_largest, double((c.tail() + c.tail_error()) / multiplicity));
    spectrum.blocks = std::move(blocks);
    return spectrum;
}

int most_degrees(const NeuralTangent& model) { return most_degrees(RandomFeatures{model.activation, model.dimension}); }

}  // namespace lazyrisk
