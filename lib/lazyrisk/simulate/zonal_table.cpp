#include "lazyrisk/simulate/zonal_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

using std::numbers::pi;

/// The angle of v = sqrt(1 - |t|): sqrt(2) times the sine of half the angle for t >= 0, the cosine for t < 0.
double angle(double v, bool negative) {
    const double near = 2 * std::asin(std::min(1.0, v / std::numbers::sqrt2));
    return negative ? pi - near : near;
}

/// Monomial coefficients on [-1, 1] of the polynomial of degree 7 through f at the eight Chebyshev points.
template <class F>
std::array<double, 8> interpolate(const F& f) {
    std::array<double, 8> value{}, monomial{}, before{}, now{1};  // T_{j-1}, T_j
    for (std::size_t i = 0; i < 8; ++i) value[i] = f(std::cos(pi * (double(i) + 0.5) / 8));
    for (std::size_t j = 0; j < 8; ++j) {
        double c = 0;
        for (std::size_t i = 0; i < 8; ++i) c += value[i] * std::cos(pi * double(j) * (double(i) + 0.5) / 8);
        c *= (j == 0 ? 1.0 : 2.0) / 8;
        std::array<double, 8> next{};
        for (std::size_t k = 0; k < 8; ++k) {
            monomial[k] += c * now[k];
            next[k] = (k == 0 ? 0 : (j == 0 ? 1 : 2) * now[k - 1]) - before[k];
        }
        before = now;
        now = next;
    }
    return monomial;
}

double horner(const std::array<double, 8>& a, double y) {
    double value = a[7];
    for (std::size_t k = 7; k-- > 0;) value = value * y + a[k];
    return value;
}

}  // namespace

ZonalTable::ZonalTable(std::function<double(double)> h) : h_(std::move(h)), diagonal_(h_(0)) {
    constexpr double tolerance = 1e-12, probes[] = {-1, -0.93, -0.5, -0.05, 0.4, 0.87, 1};
    for (const bool negative : {false, true})
        for (int i = 0; i < pieces; ++i) {
            const auto f = [&](double y) { return h_(angle((i + (y + 1) / 2) / pieces, negative)); };
            piece_.push_back(interpolate(f));
            double miss = 0;
            for (const double y : probes) miss = std::max(miss, std::abs(horner(piece_.back(), y) - f(y)));
            direct_.push_back(!(miss <= tolerance * diagonal_));
        }
}

double ZonalTable::operator()(double t) const {
    const double v = std::sqrt(std::max(0.0, 1 - std::abs(t)));
    const int i = std::min(int(v * pieces), pieces - 1);
    const std::size_t at = std::size_t(t < 0 ? pieces + i : i);
    if (direct_[at]) return h_(angle(v, t < 0));
    return horner(piece_[at], 2 * (v * pieces - i) - 1);
}

}  // namespace lazyrisk
