// The kernel of infinitely many neurons, tabulated: millions of entries at a few nanoseconds each.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/simulate/angle_pieces.hpp"
#include "lazyrisk/simulate/dual_integral.hpp"

namespace lazyrisk {

/// h(t), t = <x,y>/d, of DualIntegral for all t in [-1, 1], to 1e-12 h(1); h(1) itself to the quadrature's 1e-13.
///
/// h is analytic in the angle also where it is not in t (arc-cosine kernels): a Chebyshev fit in the angle, cut into
/// polynomials of degree 7 in v = sqrt(1 - |t|), which is sqrt(2) times sin(angle/2) for t >= 0, cos(angle/2) for
/// t < 0: an entry costs a square root, no inverse cosine.
/// Throws NotCovered for kinks elsewhere than at 0, NotConverged where the quadrature or the fit does not settle.
class DualKernel {
public:
    explicit DualKernel(const Activation& activation, int dimension, DualOf of = DualOf::value);
    [[nodiscard]] double operator()(double t) const;
    /// t <- h(t), elementwise.
    void apply(std::span<double> t) const {
        for (double& x : t) x = (*this)(x);
    }
    /// h(1) = E s^2.
    [[nodiscard]] double diagonal() const { return diagonal_; }

private:
    AnglePieces pieces_;
    double diagonal_ = 0;
};

}  // namespace lazyrisk
