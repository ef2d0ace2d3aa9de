// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/dot_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "lazyrisk/harmonics/activation_kernel.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

DotFunction function_of(const Activation& activation, double dimension) {
    const auto h = std::make_shared<const ActivationKernel>(activation, dimension);
    return {[h](long double t) { return (*h)(t); }, h->error(), h->degree(), "the kernel of " + activation.name()};
}

DotFunction function_of(const Profile& profile, double) {
    const long double at_one = std::abs(profile.value(1));
    const auto h = profile.value;
    return {[h](long double t) { return h(std::clamp(t, -1.0L, 1.0L)); },
            profile.error + 20 * epsilon<long double> * at_one, profile.degree, profile.name};
}

/// As its spectrum on the sphere sees it, at the angle of t.
template <class Model>
DotFunction of_angle(const Model& model) {
    const ZonalFunction h = zonal_function(model);
    return {[value = h.value](long double t) { return value(std::acos(std::clamp(t, -1.0L, 1.0L))); },
            (h.noise * epsilon<long double> + h.truncation + h.trace_error) * h.trace, -1, h.name};
}

DotFunction function_of(const DeepKernel& kernel, double) { return of_angle(kernel); }

DotFunction function_of(const DotProduct& kernel, double) {
    DotFunction f = of_angle(kernel);
    if (const auto* h = std::get_if<Expression>(&kernel.h)) {
        f.value = [h = *h](long double t) { return h(std::clamp(t, -1.0L, 1.0L)); };
        if (h->polynomial()) f.degree = int(h->polynomial()->coefficients.size()) - 1;
    }
    return f;
}

}  // namespace

DotFunction evaluated(const DotKernel& kernel, double dimension) {
    DotFunction h = std::visit([&](const auto& k) { return function_of(k, dimension); }, kernel);
    const long double at_one = h.value(1);
    if (!(at_one > 0) || std::isinf(at_one))
        throw DomainError("kernel", double(at_one),
                          "the kernel of a point with itself, h(1), must be a finite number above 0");
    return h;
}

}  // namespace lazyrisk
