// A kernel given by its mass in each degree.
#include <algorithm>
#include <cmath>
#include <string>

#include "lazyrisk/error.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/limit.hpp"

namespace lazyrisk {

Spectrum<> diagonalize(const KernelMass& model, int) {
    require_dimension(model.dimension);
    int highest = 0;
    double largest = 0;
    for (const auto& [degree, mass] : model.mass) {
        if (degree < 0) throw DomainError("mass", degree, "a degree is at least 0");
        if (!(mass >= 0) || std::isinf(mass))
            throw DomainError("mass." + std::to_string(degree), mass, "a mass is a finite number, at least 0");
        highest = std::max(highest, degree);
        largest = std::max(largest, mass);
    }
    if (!(model.rest >= 0) || std::isinf(model.rest))
        throw DomainError("mass.rest", model.rest, "a mass is a finite number, at least 0");
    if (std::max(largest, model.rest) == 0) throw DomainError("mass", "0", "at least one mass must be positive");

    std::vector<double> mass(std::size_t(highest) + 1, 0.0);
    for (const auto& [degree, value] : model.mass) mass[std::size_t(degree)] += value;

    if (model.dimension == infinite<>) {
        mass.resize(std::max(mass.size(), std::size_t(model.dimension.scale) + 1), 0.0);
        return at_scale({.mass = {mass.begin(), mass.end()}, .error = std::vector<long double>(mass.size()), .tail = model.rest},
                        model.dimension.scale);
    }
    Spectrum<> spectrum;
    spectrum.tail = model.rest;
    long double multiplicity = 1;
    for (int k = 0; k <= highest; ++k) {
        const double value = mass[std::size_t(k)];
        if (!(multiplicity < largest_multiplicity)) {  // an eigenvalue that cannot be told from zero is a tail
            spectrum.tail += value;
            continue;
        }
        spectrum.levels.push_back({k, double(value / multiplicity), double(multiplicity), value, value * 0x1p-53});
        multiplicity = next_multiplicity(multiplicity, model.dimension, k);
    }
    return spectrum;
}

}  // namespace lazyrisk
