// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernels, features and targets averaged over the cyclic shifts of the coordinates.
#include <cmath>
#include <map>
#include <memory>

#include "lazyrisk/problem/invariant.hpp"
#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/profile.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// y_{i+shift} = x_i in every column.
Matrix shifted(const MatrixView& x, int shift) {
    Matrix y(x.rows(), x.cols());
    y.bottomRows(x.rows() - shift) = x.topRows(x.rows() - shift);
    y.topRows(shift) = x.bottomRows(shift);
    return y;
}

/// f(x) = sum_k scale_k (1/d) sum_g f_k(g x), f_k a random harmonic; the norm is exact: formula (11.15).
class InvariantTarget {
public:
    InvariantTarget(const Target<>& target, int d, const Draw& draw) : d_(d), draw_(target, d, draw) {
        std::map<int, double> energies;
        for (const auto& [mode, energy] : target.energy) energies[mode.degree] += energy;
        Target<> scaled;
        for (const auto& [degree, energy] : energies) {
            if (energy == 0) continue;
            double kept = 0;
            for (int g = 0; g < d; ++g) kept += draw_.correlation(degree, g) / d;
            // one of d^k harmonics or fewer is invariant; rounding alone would leave 1e-16
            if (!(kept > 1e-12 * energy))
                throw DomainError("energy." + to_text(Mode(degree)), energy,
                                  "no harmonic of this degree is invariant under the shifts");
            scaled.energy.emplace_back(degree, energy * (energy / kept));
        }
        draw_ = DrawnTarget(scaled, d, draw);  // the same planes and coefficients, longer
    }
    [[nodiscard]] std::vector<double> operator()(const MatrixView& x) const {
        std::vector<double> f(std::size_t(x.cols()), 0.0);
        for (int g = 0; g < d_; ++g) {
            const std::vector<double> part = draw_(shifted(x, g));
            for (std::size_t i = 0; i < f.size(); ++i) f[i] += part[i] / d_;
        }
        return f;
    }

private:
    int d_;
    DrawnTarget draw_;
};

Realization invariant(double dimension, const Target<>& target, Kind kind) {
    Realization r = on_the_sphere(dimension, target, kind);
    r.target = [d = r.dimension, target](const Draw& draw) -> InputFunction {
        return [f = std::make_shared<const InvariantTarget>(target, d, draw)](const MatrixView& x) { return (*f)(x); };
    };
    return r;
}

/// (1/d) sum_g m(g), entry by entry.
template <class Part>
Matrix average(int d, const Part& part) {
    Matrix sum = part(0);
    for (int g = 1; g < d; ++g) sum += part(g);
    sum /= d;
    return sum;
}

}  // namespace

Realization realize(const InvariantKernel& model, const Target<>& target, double) {
    Realization r = invariant(model.dimension, target, Kind::invariant_kernel);
    const int d = r.dimension;
    const DrawnProfile h = drawn_profile(model.kernel, d);
    const auto part = [h, d](const MatrixView& x, const MatrixView& y, int g) {
        Matrix k = x.transpose() * shifted(y, g);
        k /= d;
        h.apply(entries(k));
        return k;
    };
    r.kernel = [=](const MatrixView& x, const MatrixView& y) {
        return average(d, [&](int g) { return part(x, y, g); });
    };
    r.gram = [=](const MatrixView& x) {
        return average(d, [&](int g) {
            Matrix k = part(x, x, g);
            if (g == 0) k.diagonal().setConstant(h.diagonal);  // where h may be steep
            return k;
        });
    };
    return r;
}

Realization realize(const InvariantFeatures& model, const Target<>& target, double width) {
    if (is_infinite(width)) return realize(InvariantKernel{model.activation, model.dimension}, target);
    Realization r = invariant(model.dimension, target, Kind::invariant_features);
    use_features(r, model.activation);
    r.features = [plain = r.features, d = r.dimension](int first, int neurons, const Stream& stream) -> FeatureMap {
        const FeatureMap of_inputs = plain(first, neurons, stream);
        return [=](const MatrixView& x) { return average(d, [&](int g) { return of_inputs(shifted(x, g)); }); };
    };
    return r;
}

}  // namespace lazyrisk
