// Any kernel h(t) tabulated: millions of entries at a few nanoseconds each.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lazyrisk {

/// h(t), t = cos of the angle, by polynomials of degree 7 in v = sqrt(1 - |t|), 256 pieces for either sign of t: an entry costs
/// a square root. Pieces that miss h by more than 1e-12 h(1) (at kinks and singular ends) are evaluated directly.
class ZonalTable {
public:
    /// `h` of the angle; kept, called from any thread. Cost: about 8000 evaluations.
    explicit ZonalTable(std::function<double(double)> h);
    [[nodiscard]] double operator()(double t) const;
    /// t <- h(t), elementwise.
    void apply(std::span<double> t) const {
        for (double& x : t) x = (*this)(x);
    }
    /// h(1).
    [[nodiscard]] double diagonal() const { return diagonal_; }

private:
    static constexpr int pieces = 256;
    std::function<double(double)> h_;
    std::vector<std::array<double, 8>> piece_;  // t >= 0 first, then t < 0
    std::vector<std::uint8_t> direct_;
    double diagonal_ = 0;
};

}  // namespace lazyrisk
