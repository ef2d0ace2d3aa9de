// A kernel given by its mass in each degree.
#include <algorithm>
#include <cmath>
#include <string>

#include "lazyrisk/error.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {

Spectrum<> diagonalize(const KernelMass& model, int) {
    require_dimension(model.dimension);
    int highest = model.dimension == infinite<> ? 1 : 0;
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

    Spectrum<> spectrum;
    spectrum.tail = model.rest;
    if (model.dimension == infinite<>) {
        spectrum.levels.push_back({0, mass[0] > 0 ? infinite<> : 0.0, 0, 0, 0});
        spectrum.levels.push_back({1, mass[1], 1, mass[1], 0});
        for (std::size_t k = 2; k < mass.size(); ++k) spectrum.tail += mass[k];
        return spectrum;
    }
    const long double inverse_d = inverse_dimension<long double>(model.dimension);
    long double multiplicity = 1;
    for (int k = 0; k <= highest; ++k) {
        const double value = mass[std::size_t(k)];
        if (!(multiplicity < 1e290L)) {  // an eigenvalue that cannot be told from zero is a tail
            spectrum.tail += value;
            continue;
        }
        spectrum.levels.push_back({k, double(value / multiplicity), double(multiplicity), value, value * 0x1p-53});
        multiplicity *= (long double)model.dimension * multiplicity_ratio(inverse_d, k);
        if (multiplicity < 0x1p60L) multiplicity = std::round(multiplicity);
    }
    return spectrum;
}

}  // namespace lazyrisk
