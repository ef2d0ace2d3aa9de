#include "lazyrisk/activation/polynomial_search.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/activation/chebyshev.hpp"

namespace lazyrisk {
namespace {

constexpr int size = 40, highest = 20;
constexpr double agreement = 1e-40;   // of the values of f that the part is made of
constexpr double smallest_last = 1e-12;  // of the leading coefficient: series that fall off gradually are no polynomials
constexpr double widest = 3;          // interpolation there says what the polynomial is; further out it is checked

/// A value and the size of what it was computed from.
struct Sample {
    CarefulNumber value, size;
};
using Sampled = std::function<Sample(const CarefulNumber&)>;

struct Fit {
    std::vector<CarefulNumber> chebyshev;  ///< on [-reach, reach]; empty for 0
    double reach;
};

/// At five points between any two of the `ends`, ascending.
template <class Agrees>
bool everywhere(const std::vector<double>& ends, const Agrees& agrees) {
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        for (const double share : {0.1345, 0.3127, 0.5773, 0.7211, 0.9154})
            if (ends[i + 1] > ends[i] && !agrees(CarefulNumber(ends[i] + CarefulNumber(share) * (ends[i + 1] - ends[i])))) return false;
    return true;
}

std::optional<Fit> fit(const Sampled& f, double reach, const std::vector<double>& ends) {
    static const std::vector<CarefulNumber> points = chebyshev_points<CarefulNumber>(size);
    Fit found{{}, std::min(reach, widest)};
    std::vector<CarefulNumber> values;
    CarefulNumber scale = 0;
    for (const CarefulNumber& x : points) {
        const Sample s = f(CarefulNumber(x * found.reach));
        if (!isfinite(s.value) || !isfinite(s.size)) return std::nullopt;
        values.push_back(s.value);
        scale = std::max(scale, s.size);
    }
    if (scale > 0) {
        std::vector<CarefulNumber> c = chebyshev_coefficients(values, points);
        while (!c.empty() && abs(c.back()) <= 4 * agreement * scale) c.pop_back();
        for (CarefulNumber& each : c)
            if (abs(each) <= 4 * agreement * scale) each = 0;
        if (int(c.size()) > highest + 1) return std::nullopt;
        CarefulNumber largest = 0;
        for (const CarefulNumber& each : c) largest = std::max(largest, CarefulNumber(abs(each)));
        if (!c.empty() && abs(c.back()) < smallest_last * largest) return std::nullopt;
        found.chebyshev = std::move(c);
    }
    const auto agrees = [&](const CarefulNumber& x) {
        const Sample s = f(x);
        if (!isfinite(s.value) || !isfinite(s.size)) return true;  // overflow
        const CarefulNumber expected = found.chebyshev.empty() ? CarefulNumber(0) : chebyshev_sum(found.chebyshev, CarefulNumber(x / found.reach));
        // what the interpolation left of the polynomial grows outside of its interval
        const CarefulNumber growth = pow(CarefulNumber(1 + 2 * abs(x) / found.reach), int(found.chebyshev.size()));
        return abs(CarefulNumber(s.value - expected)) <= 16 * agreement * (s.size + scale * growth);
    };
    if (!everywhere(ends, agrees)) return std::nullopt;
    return found;
}

}  // namespace

PolynomialParts polynomial_parts(const CarefulFunction& f, const std::vector<double>& kinks, double reach) {
    std::vector<double> ends{0};
    for (const double kink : kinks)
        if (kink != 0 && std::abs(kink) < reach) ends.push_back(std::abs(kink));
    ends.push_back(reach);
    std::sort(ends.begin(), ends.end());
    const auto degree = [&](int sign) {
        const std::optional<Fit> found = fit([&](const CarefulNumber& x) {
            const CarefulNumber right = f(x), left = f(CarefulNumber(-x));
            return Sample{CarefulNumber((right + sign * left) / 2), CarefulNumber(abs(right) + abs(left))};
        }, reach, ends);
        return found ? int(found->chebyshev.size()) - 1 : PolynomialParts::unlimited;
    };
    return {degree(1), degree(-1)};
}

std::optional<std::vector<CarefulNumber>> polynomial_within(const CarefulFunction& f, const std::vector<double>& kinks, double reach) {
    std::vector<double> ends{-reach, reach};
    for (const double kink : kinks)
        if (std::abs(kink) < reach) ends.push_back(kink);
    std::sort(ends.begin(), ends.end());
    const std::optional<Fit> found = fit([&](const CarefulNumber& x) {
        const CarefulNumber value = f(x);
        return Sample{value, CarefulNumber(abs(value))};
    }, reach, ends);
    if (!found) return std::nullopt;
    // from Chebyshev's basis to powers of x/reach, then of x
    const std::size_t count = std::max<std::size_t>(1, found->chebyshev.size());
    std::vector<CarefulNumber> c(count, 0), before(count, 0), now(count, 0);
    now[0] = 1;
    CarefulNumber largest = 0;
    for (std::size_t j = 0; j < found->chebyshev.size(); ++j) {
        for (std::size_t i = 0; i < count; ++i) c[i] += found->chebyshev[j] * now[i];
        std::vector<CarefulNumber> next(count, 0);
        for (std::size_t i = 0; i < count; ++i) next[i] = (i == 0 ? CarefulNumber(0) : CarefulNumber((j == 0 ? 1 : 2) * now[i - 1])) - before[i];
        before = j == 0 ? std::vector<CarefulNumber>(count, 0) : now;
        if (j == 0) before[0] = 1;
        now = std::move(next);
    }
    for (const CarefulNumber& each : c) largest = std::max(largest, CarefulNumber(abs(each)));
    CarefulNumber scale = 1;
    for (CarefulNumber& each : c) {
        if (abs(each) <= 1e-32 * largest) each = 0;
        each *= scale;
        scale /= found->reach;
    }
    return c;
}

}  // namespace lazyrisk
