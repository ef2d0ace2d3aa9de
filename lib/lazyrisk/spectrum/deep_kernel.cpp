// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels of wide deep networks.
#include <algorithm>
#include <cmath>
#include <memory>

#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/spectrum/zonal_spectrum.hpp"

namespace lazyrisk {
namespace {

/// The degrees that h has.  Formula (9.24).
PolynomialParts degrees_of(const DeepKernel& model) {
    const PolynomialParts layer = parts_of(model.activation);
    PolynomialParts h;
    if (model.bias_variance ==
        0)  // each part of s makes the part of h with its parity; more layers mix what is neither
        h = model.depth == 1 ? layer : parts_of(model.activation.parity());
    const double most = std::pow(std::max(layer.even, layer.odd), model.depth);  // a polynomial of polynomials
    if (!(most <= 1e6)) return h;
    const int degree = std::max(0, int(most));
    h.even = std::min(h.even, degree - degree % 2);
    h.odd = std::min(h.odd, degree % 2 == 1 ? degree : degree - 1);
    return h;
}

}  // namespace

ZonalFunction zonal_function(const DeepKernel& model) {
    const auto h = std::make_shared<DeepDual<long double>>(deep_function<long double>(model));
    ZonalFunction f;
    f.name = model.name();
    f.trace = h->at_gap(0);
    f.noise = 4 * h->condition();
    f.value_error = h->value_error();
    f.trace_error = f.noise * double(std::numeric_limits<long double>::epsilon()) + f.value_error;
    f.graded = h->steep();
    f.parts = degrees_of(model);
    f.truncation = h->truncation();
    f.wide_cost = model.depth;
    f.longest_series = h->longest_series(model.depth <= 10 ? 1024 : 300);
    f.value = [h](long double theta) { return (*h)(theta); };
    if (f.longest_series > 0) f.series = [h](std::size_t size) { return h->series(size); };
    if (f.truncation == 0) {  // a closed form: more digits are worth having
        auto wide = std::make_shared<std::shared_ptr<DeepDual<WideNumber>>>();
        f.wide_value = [wide, model](WideNumber theta) {
            if (!*wide) *wide = std::make_shared<DeepDual<WideNumber>>(deep_function<WideNumber>(model));
            return (**wide)(theta);
        };
    }
    return f;
}

LimitMasses in_the_limit(const DeepKernel& model) { return limit_masses(zonal_function(model)); }

Spectrum<> diagonalize(const DeepKernel& model, int degrees) {
    require_dimension(model.dimension);
    const ZonalFunction h = zonal_function(model);
    if (model.dimension == infinite<>) return at_scale(limit_masses(h), model.dimension.scale);
    return zonal_spectrum(zonal_masses(h, model.dimension, degrees + degrees_beyond), h.name, model.dimension, degrees);
}

int most_degrees(const DeepKernel& model) { return model.dimension == infinite<> ? 0 : 2000; }

}  // namespace lazyrisk
