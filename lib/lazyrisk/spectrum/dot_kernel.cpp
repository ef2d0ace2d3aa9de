#include "lazyrisk/spectrum/dot_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "lazyrisk/error.hpp"
#include "lazyrisk/harmonics/activation_kernel.hpp"

namespace lazyrisk {
namespace {

DotFunction function_of(const Activation& activation, double dimension) {
    const auto h = std::make_shared<const ActivationKernel>(activation, dimension);
    return {[h](long double t) { return (*h)(t); }, h->error(), h->degree()};
}

DotFunction function_of(const Profile& profile, double) {
    const long double at_one = std::abs(profile.value(1));
    const auto h = profile.value;
    return {[h](long double t) { return h(std::clamp(t, -1.0L, 1.0L)); },
            profile.error + 20 * std::numeric_limits<long double>::epsilon() * at_one, profile.degree};
}

}  // namespace

DotFunction evaluated(const DotKernel& kernel, double dimension) {
    DotFunction h = std::visit([&](const auto& k) { return function_of(k, dimension); }, kernel);
    const long double at_one = h.value(1);
    if (!(at_one > 0) || std::isinf(at_one))
        throw DomainError("kernel", double(at_one), "the kernel of a point with itself, h(1), must be a finite number above 0");
    return h;
}

}  // namespace lazyrisk
