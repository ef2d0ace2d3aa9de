#include "lazyrisk/spectrum/limit.hpp"

#include <cmath>

#include "lazyrisk/error.hpp"

namespace lazyrisk {

Spectrum<> at_scale(const LimitMasses& limit, double scale) {
    if (!(scale < double(limit.mass.size())))
        throw NotCovered("sizes of order d^" + to_text(scale) + " learn degrees beyond those that were computed");
    Spectrum<> spectrum;
    const int last = int(std::floor(scale));
    long double multiplicity = 1;  // B(d,k)/d^k -> 1/k!
    for (int k = 0; k <= last; ++k, multiplicity /= k) {
        const long double mass = limit.mass[std::size_t(k)], error = limit.error[std::size_t(k)] + mass * 0x1p-53L;
        if (double(k) == scale) spectrum.levels.push_back({k, double(mass / multiplicity), double(multiplicity), double(mass), double(error)});
        else spectrum.levels.push_back({k, mass > 0 ? infinite<> : 0.0, 0, 0, 0});
    }
    long double tail = limit.tail, tail_error = limit.tail_error;
    for (std::size_t k = limit.mass.size(); k-- > std::size_t(last) + 1;) {
        tail += limit.mass[k];
        tail_error += limit.error[k];
    }
    spectrum.tail = double(tail);
    spectrum.tail_error = double(tail_error + tail * 0x1p-53L);
    return spectrum;
}

}  // namespace lazyrisk
