#include "lazyrisk/simulate/profile.hpp"

#include <algorithm>
#include <memory>

#include "lazyrisk/simulate/dual_kernel.hpp"

namespace lazyrisk {
namespace {

DrawnProfile drawn(const Activation& activation, int dimension) {
    const auto h = std::make_shared<const DualKernel>(activation, dimension);
    return {[h](std::span<double> t) { h->apply(t); }, h->diagonal()};
}

DrawnProfile drawn(const Profile& profile, int) {
    const auto h = profile.value;
    const auto apply = [h](std::span<double> t) {
        for (double& x : t) x = double(h(std::clamp(x, -1.0, 1.0)));
    };
    return {apply, double(h(1))};
}

}  // namespace

DrawnProfile drawn_profile(const DotKernel& kernel, int dimension) {
    return std::visit([&](const auto& k) { return drawn(k, dimension); }, kernel);
}

}  // namespace lazyrisk
