#pragma once

#include <optional>
#include <type_traits>

#include "lazyrisk/activation/deep.hpp"
#include "lazyrisk/error.hpp"

namespace lazyrisk {

/// Kernel ridge regression with the kernel of an infinitely wide network of `depth` hidden layers, Gaussian weights:
/// Gaussian-process (nngp) or tangent kernel (ntk, of the first layer's weights or of all).
///
/// The first pre-activations have covariance t + bias_variance, t = <x,y>/d, |x| = sqrt(d); every further layer and the output
/// c' = weight_variance E s(u)s(v) + bias_variance.  So depth 1 with weight variance 1 and no bias is E s(u)s(v) (nngp),
/// t E s'(u)s'(v) (ntk, first) and their sum (ntk, all).  Formulas (9.4), (9.5).
struct DeepKernel {
    Activation activation = relu();
    int depth = 1;                          ///< hidden layers, 1 .. 100
    std::optional<double> weight_variance;  ///< > 0; empty: 1/E s(g)^2 for relu, leaky relu, abs (relu: 2), 1 for all others
    double bias_variance = 0;               ///< >= 0
    DeepKind kind = DeepKind::nngp;
    TrainedLayers layers = TrainedLayers::all;
    double dimension = infinite<>;

    /// The weight variance in use. Piecewise linear activations keep the variance from layer to layer.
    [[nodiscard]] double used_weight_variance() const {
        if (weight_variance) return *weight_variance;
        return activation.visit([](const auto& s) {
            if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>)
                if (s.exponent == 1) return 2 / (s.right * s.right + s.left * s.left);
            return 1.0;
        });
    }
    /// h as a function of the angle. Throws DomainError for a field out of its range, and as DeepDual.
    template <Scalar R>
    [[nodiscard]] DeepDual<R> function() const {
        const double weight = used_weight_variance();
        if (depth < 1 || depth > 100) throw DomainError("depth", double(depth), "the number of hidden layers is a whole number from 1 to 100");
        if (!(weight > 0) || weight > 1e100) throw DomainError("weight-variance", weight, "the variance of the weights is a positive finite number");
        if (!(bias_variance >= 0) || bias_variance > 1e100)
            throw DomainError("bias-variance", bias_variance, "the variance of the biases is a finite number, at least 0");
        return DeepDual<R>(activation, depth, weight, bias_variance, kind, layers);
    }
};

}  // namespace lazyrisk
