// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs on a product of two spheres.
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/profile.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Rows first .. first + count - 1 of the points, each column at length sqrt(count).
Matrix part(const MatrixView& points, int first, int count) {
    return points.middleRows(first, count).colwise().normalized() * std::sqrt(double(count));
}

/// One mode: a random harmonic of the signal times one of the bulk, each of energy one.  Formula (11.13)
struct Product {
    double amplitude;
    std::optional<DrawnTarget> signal, bulk;  // none: degree 0
    bool sign = false;                        // of a single signal coordinate, its only harmonic
};

/// sum of sqrt(energy) f_k(u) g_l(v), fresh harmonics a mode.
class SpikedTarget {
public:
    SpikedTarget(const Target<>& target, int signal, int bulk, const Draw& draw) : signal_(signal), bulk_(bulk) {
        std::map<Mode, double> energies;
        for (const auto& [mode, energy] : target.energy) {
            const std::string name = "energy." + to_text(mode);
            if (!(energy >= 0) || is_infinite(energy)) throw DomainError(name, energy, "expected a finite energy >= 0");
            if (mode.third != 0)
                throw DomainError(name, energy,
                                  "spiked covariates have modes k:l, degree k in the signal, l in the bulk");
            energies[mode] += energy;
        }
        if (target.rest != 0)
            throw NotCovered("`energy = rest=" + to_text(target.rest) +
                             "`: energy beyond every degree cannot be drawn; name a mode, e.g. 9=0.1");
        for (const auto& [mode, energy] : energies) {
            if (energy == 0) continue;
            // the key names the mode: a mode's part does not depend on which others are asked for
            const std::uint64_t key = mixed(mixed(draw.key, std::uint64_t(mode.degree)), std::uint64_t(mode.second));
            Product p{std::sqrt(energy), {}, {}, signal == 1 && mode.degree == 1};
            const auto harmonic = [&](int degree, int dimension, std::uint64_t side) {
                return DrawnTarget({{{degree, 1.0}}, 0}, dimension, {draw.seed, mixed(key, side), draw.trial});
            };
            if (mode.degree > 0 && !p.sign) p.signal = harmonic(mode.degree, signal, 1);
            if (mode.second > 0) p.bulk = harmonic(mode.second, bulk, 2);
            products_.push_back(std::move(p));
        }
    }

    [[nodiscard]] std::vector<double> operator()(const MatrixView& points) const {
        const Matrix u = part(points, 0, signal_), v = part(points, signal_, bulk_);
        std::vector<double> f(std::size_t(points.cols()), 0.0);
        for (const Product& p : products_) {
            Eigen::VectorXd value = Eigen::VectorXd::Constant(points.cols(), p.amplitude);
            for (const auto& [factor, block] : {std::pair(&p.signal, &u), std::pair(&p.bulk, &v)})
                if (*factor) value.array() *= as_vector((**factor)(*block)).array();
            if (p.sign) value.array() *= u.row(0).transpose().array();
            as_vector(f) += value;
        }
        return f;
    }

private:
    int signal_, bulk_;
    std::vector<Product> products_;
};

Realization on_the_product(const SpikedInputs& inputs, const Target<>& target, Kind kind) {
    check(inputs);
    for (const auto& [mode, energy] : target.energy)
        if (energy != 0) check(inputs, mode);
    Realization r;
    const int d = r.dimension = drawn_dimension(inputs.dimension), signal = int(inputs.signal), bulk = d - signal;
    const double share = inputs.signal_share(), strong = std::sqrt(d * share), weak = std::sqrt(d * (1 - share));
    r.kind = mixed(mixed(std::uint64_t(kind), std::uint64_t(signal)), std::uint64_t(std::llround(share * 0x1p40)));
    r.inputs = [=](int first, int count, const Stream& stream) {  // |x|^2 = d
        Matrix x(d, count);
        stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(d));
        for (int j = 0; j < count; ++j) {
            x.col(j).head(signal) *= strong / x.col(j).head(signal).norm();
            x.col(j).tail(bulk) *= weak / x.col(j).tail(bulk).norm();
        }
        return x;
    };
    r.target = [=](const Draw& draw) -> InputFunction {
        return [f = std::make_shared<const SpikedTarget>(target, signal, bulk, draw)](const MatrixView& x) {
            return (*f)(x);
        };
    };
    return r;
}

}  // namespace

Realization realize(const SpikedKernel& model, const Target<>& target, double) {
    Realization r = on_the_product(model.inputs, target, Kind::spiked_kernel);
    DrawnProfile h = drawn_profile(model.kernel, r.dimension);
    use_kernel(r, std::move(h.apply), h.diagonal);
    return r;
}

Realization realize(const SpikedFeatures& model, const Target<>& target, double width) {
    if (is_infinite(width)) return realize(SpikedKernel{model.inputs, model.activation}, target);
    Realization r = on_the_product(model.inputs, target, Kind::spiked_features);
    use_features(r, model.activation);
    return r;
}

}  // namespace lazyrisk
