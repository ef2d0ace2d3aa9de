// |x|^p with separate weights for its even and its odd part: eight activations in one.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/scalar.hpp"

namespace lazyrisk {

/// s(x) = even |x|^p + odd sgn(x) |x|^p, with sgn(0) = -1 so that step(0) = 0.
/// relu^p is (1/2, 1/2), leaky relu ((1-a)/2, (1+a)/2), abs (1, 0), step p = 0 (1/2, 1/2), sign p = 0 (0, 1).
struct Power {
    int exponent = 1;  ///< p >= 0
    double even = 0.5;
    double odd = 0.5;
    std::string label = "relu";

    template <Scalar R>
    R operator()(const R& x) const {
        R power(1);
        const R magnitude = x > R(0) ? x : R(-x);
        for (int i = 0; i < exponent; ++i) power *= magnitude;
        return x > R(0) ? R(right<R>() * power) : R(left<R>() * power);
    }

    template <Scalar R>
    R derivative(const R& x) const {
        if (exponent == 0) return R(0);
        R power(exponent);
        const R magnitude = x > R(0) ? x : R(-x);
        for (int i = 1; i < exponent; ++i) power *= magnitude;
        return x > R(0) ? R(right<R>() * power) : R(-left<R>() * power);
    }

    [[nodiscard]] Parity parity() const {
        return odd == 0 ? Parity::even : even == 0 ? Parity::odd : Parity::none;
    }
    /// A polynomial of the right parity has no kink; everything else has one, at 0.
    [[nodiscard]] std::vector<double> kinks() const {
        const bool smooth = exponent % 2 == 0 ? odd == 0 : even == 0;
        return smooth ? std::vector<double>{} : std::vector<double>{0.0};
    }
    [[nodiscard]] std::string name() const { return label; }

private:
    template <Scalar R>
    [[nodiscard]] R right() const { return R(even) + R(odd); }
    template <Scalar R>
    [[nodiscard]] R left() const { return R(even) - R(odd); }
};

inline Power relu(int p = 1) {
    return {p, 0.5, 0.5, p == 1 ? "relu" : "relu" + std::to_string(p)};
}
inline Power absolute() { return {1, 1.0, 0.0, "abs"}; }
inline Power step() { return {0, 0.5, 0.5, "step"}; }
inline Power sign() { return {0, 0.0, 1.0, "sign"}; }
/// x for x > 0, slope * x below.
inline Power leaky_relu(double slope, std::string label) {
    return {1, (1 - slope) / 2, (1 + slope) / 2, std::move(label)};
}

}  // namespace lazyrisk
