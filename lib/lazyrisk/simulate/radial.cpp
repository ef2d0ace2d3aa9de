// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs and weights whose length varies.
#include <cmath>
#include <map>
#include <memory>
#include <optional>

#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/radial_sum.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Points first .. first + count - 1 of N(0, I), [dimension x count].
Matrix normal_points(int dimension, int first, int count, const Stream& stream) {
    Matrix x(dimension, count);
    stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(dimension));
    return x;
}

std::vector<double> radii_of(const MatrixView& x) {
    std::vector<double> r(std::size_t(x.cols()));
    as_vector(r) = x.colwise().norm().transpose() / std::sqrt(double(x.rows()));
    return r;
}

/// One harmonic of degree k of an isotropic normal polynomial of degree m, times its radial function.  Formula (16.26).
class RadialHarmonic {
public:
    RadialHarmonic(int total, int degree, double energy, int dimension, const Draw& draw)
        : total_(total),
          degree_(degree),
          d_(dimension),
          harmonic_({{{degree, energy * share()}}, 0}, dimension,
                    {draw.seed, mixed(mixed(draw.key, std::uint64_t(total)), std::uint64_t(degree)), draw.trial}) {}

    /// Adds its values; `directions` have length sqrt(d).
    void add(const Matrix& directions, const std::vector<double>& r, std::vector<double>& f) const {
        const std::vector<double> y = harmonic_(directions);
        for (std::size_t i = 0; i < f.size(); ++i) f[i] += radial(r[i]) * y[i];
    }

private:
    int total_, degree_;
    double d_;
    DrawnTarget harmonic_;

    static double log_binomial(double n, double k) {
        return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    }
    /// Harmonics of degree k among the polynomials of degree m.
    [[nodiscard]] double share() const {
        const double all = log_binomial(total_ + d_ - 1, total_);
        const double less = degree_ < 2 ? 0 : std::exp(log_binomial(degree_ + d_ - 3, degree_ - 2) - all);
        return std::exp(log_binomial(degree_ + d_ - 1, degree_) - all) - less;
    }
    /// sqrt(i! Gamma(d/2)/Gamma(k+d/2+i)) u^{k/2} L_i^{(k+d/2-1)}(u), u = d r^2/2.
    [[nodiscard]] double radial(double r) const {
        const int order = (total_ - degree_) / 2;
        const double u = d_ * r * r / 2, alpha = degree_ + d_ / 2 - 1;
        double before = 0, now = 1;
        for (int i = 0; i < order; ++i) {
            const double next = ((2 * i + 1 + alpha - u) * now - (i + alpha) * before) / (i + 1);
            before = now;
            now = next;
        }
        const double log_norm = std::lgamma(order + 1.0) + std::lgamma(d_ / 2) - std::lgamma(degree_ + d_ / 2 + order);
        return now * std::exp((log_norm + degree_ * std::log(u)) / 2);
    }
};

class RadialTarget {
public:
    RadialTarget(const Target<>& target, int dimension, const Draw& draw) : dimension_(dimension) {
        std::map<int, double> energies;
        for (const auto& [mode, energy] : target.energy) {
            const std::string name = "energy." + to_text(mode);
            if (mode != Mode(mode.degree) || mode.degree < 0)
                throw DomainError(name, energy,
                                  "energies of Gaussian inputs are those of total degrees, as in 1=1,2=0.5");
            if (!(energy >= 0) || is_infinite(energy)) throw DomainError(name, energy, "expected a finite energy >= 0");
            energies[mode.degree] += energy;
        }
        if (target.rest != 0)
            throw NotCovered("`energy = rest=" + to_text(target.rest) +
                             "`: energy beyond every degree cannot be drawn; name a degree, e.g. 9=0.1");
        for (const auto& [total, energy] : energies)
            for (int k = total; energy > 0 && k >= 0; k -= 2) parts_.emplace_back(total, k, energy, dimension, draw);
    }

    [[nodiscard]] std::vector<double> operator()(const MatrixView& x) const {
        const std::vector<double> r = radii_of(x);
        const Matrix directions = x.colwise().normalized() * std::sqrt(double(dimension_));
        std::vector<double> f(r.size(), 0.0);
        for (const RadialHarmonic& part : parts_) part.add(directions, r, f);
        return f;
    }

private:
    int dimension_;
    std::vector<RadialHarmonic> parts_;
};

Realization on_lengths(const LengthLaws& laws, const Target<>& target, Kind kind) {
    const bool normal = laws.inputs == LengthLaw::gaussian;
    Realization r = on_the_sphere(laws.dimension, normal ? Target<>{} : target, kind);
    r.kind = mixed(mixed(r.kind, normal ? 1 : 0), laws.weights == LengthLaw::gaussian ? 1 : 0);
    if (!normal) return r;
    const int d = r.dimension;
    r.sphere = false;
    r.inputs = [d](int first, int count, const Stream& stream) { return normal_points(d, first, count, stream); };
    r.target = [d, target](const Draw& draw) -> InputFunction {
        return [f = std::make_shared<const RadialTarget>(target, d, draw)](const MatrixView& x) { return (*f)(x); };
    };
    return r;
}

/// p of s(c x) = c^p s(x), and whether it is a power with a kink.
std::optional<int> kinked_power(const Activation& s) {
    return s.visit([](const auto& f) -> std::optional<int> {
        if constexpr (std::is_same_v<std::decay_t<decltype(f)>, Power>)
            if (!f.kinks().empty()) return f.exponent;
        return {};
    });
}

/// E rho^{2p} of weights N(0, I/d).
double weight_moment(const LengthLaws& laws, int d, int p) {
    double moment = 1;
    if (laws.weights == LengthLaw::gaussian)
        for (int j = 0; j < p; ++j) moment *= 1 + 2.0 * j / d;
    return moment;
}

/// E s s or E s' s' between two inputs: powers by their kernel on the sphere, every other by degrees.
class PairKernel {
public:
    PairKernel(const Activation& s, int dimension, const LengthLaws& laws, DualOf of) {
        if (const std::optional<int> p = kinked_power(s)) {
            power_ = of == DualOf::value ? *p : *p - 1;
            moment_ = weight_moment(laws, dimension, power_);
            dual_.emplace(s, dimension, of);
        } else {
            sum_.emplace(s, dimension, laws, of);
        }
    }
    struct Side {
        std::vector<double> length;  ///< r^p
        RadialSum::AtRadii radii;
        std::vector<double> square;  ///< on the diagonal
    };
    [[nodiscard]] Side side(const std::vector<double>& r) const {
        Side s;
        if (sum_) {
            s.radii = sum_->at(r);
            s.square = s.radii.square;
            return s;
        }
        for (const double x : r) {
            s.length.push_back(std::pow(x, power_));
            s.square.push_back(moment_ * s.length.back() * s.length.back() * dual_->diagonal());
        }
        return s;
    }
    /// Of `one` of the others with the first t.size() from `first` on.
    [[nodiscard]] std::vector<double> column(const Side& others, Eigen::Index one, const Side& own, Eigen::Index first,
                                             std::span<const double> t) const {
        std::vector<double> k(t.size(), 0.0);
        if (sum_) {
            sum_->add(others.radii, one, own.radii, first, t, k);
            return k;
        }
        for (std::size_t i = 0; i < t.size(); ++i)
            k[i] = moment_ * others.length[std::size_t(one)] * own.length[std::size_t(first) + i] * (*dual_)(t[i]);
        return k;
    }

private:
    int power_ = 0;
    double moment_ = 1;
    std::optional<DualKernel> dual_;
    std::optional<RadialSum> sum_;
};

/// E ss, weighed, and <x,y>/d E s's': either may be missing.
struct NeuronKernel {
    std::optional<PairKernel> value, slope;

    /// Columns of t replaced by the kernel; with `gram` the lower triangle alone, and the exact diagonal.
    void apply(Matrix& t, const std::vector<double>& left, const std::vector<double>& right, bool gram) const {
        std::optional<PairKernel::Side> values_left, values_right, slopes_left, slopes_right;
        if (value) values_left = value->side(left), values_right = gram ? values_left : value->side(right);
        if (slope) slopes_left = slope->side(left), slopes_right = gram ? slopes_left : slope->side(right);
        for (Eigen::Index j = 0; j < t.cols(); ++j) {
            const Eigen::Index first = gram ? j : 0;
            std::span<double> column = entries(t, j, 1).subspan(std::size_t(first));
            const std::vector<double> cosine(column.begin(), column.end());
            std::fill(column.begin(), column.end(), 0.0);
            if (slope) {
                const std::vector<double> k = slope->column(*slopes_right, j, *slopes_left, first, cosine);
                for (std::size_t i = 0; i < k.size(); ++i)
                    column[i] += left[std::size_t(first) + i] * right[std::size_t(j)] * cosine[i] * k[i];
            }
            if (value) {
                const std::vector<double> k = value->column(*values_right, j, *values_left, first, cosine);
                for (std::size_t i = 0; i < k.size(); ++i) column[i] += k[i];
            }
            if (!gram) continue;
            const double r = left[std::size_t(j)];
            column[0] = (slope ? r * r * slopes_left->square[std::size_t(j)] : 0) +
                        (value ? values_left->square[std::size_t(j)] : 0);
        }
    }
};

void use_neuron_kernel(Realization& r, NeuronKernel kernel) {
    const auto k = std::make_shared<const NeuronKernel>(std::move(kernel));
    r.gram = [k](const MatrixView& x) {
        Matrix t = lower_gram(x.colwise().normalized());
        const std::vector<double> radii = radii_of(x);
        k->apply(t, radii, radii, true);
        return t;
    };
    r.kernel = [k](const MatrixView& x, const MatrixView& y) {
        const Matrix u = x.colwise().normalized(), v = y.colwise().normalized();
        Matrix t = u.transpose() * v;
        k->apply(t, radii_of(x), radii_of(y), false);
        return t;
    };
}

/// exp(-|x-y|^2/(2 d b^2)).
void use_distances(Realization& r, double bandwidth) {
    const double scale = 1 / (bandwidth * bandwidth * r.dimension);
    r.gram = [=](const MatrixView& x) {
        Matrix k = lower_gram(x, scale);
        const Eigen::VectorXd own = k.diagonal() / 2;
        for (Eigen::Index j = 0; j < k.cols(); ++j)
            for (Eigen::Index i = j; i < k.rows(); ++i) k(i, j) = i == j ? 1 : std::exp(k(i, j) - own(i) - own(j));
        return k;
    };
    r.kernel = [=](const MatrixView& x, const MatrixView& y) {
        Matrix k = scale * x.transpose() * y;
        const Eigen::VectorXd left = x.colwise().squaredNorm() * (scale / 2),
                              right = y.colwise().squaredNorm() * (scale / 2);
        for (Eigen::Index j = 0; j < k.cols(); ++j)
            for (Eigen::Index i = 0; i < k.rows(); ++i) k(i, j) = std::exp(k(i, j) - left(i) - right(j));
        return k;
    };
}

/// h(<x,y>/d).
void use_products(Realization& r, const Expression& h) {
    const double scale = 1.0 / r.dimension;
    r.gram = [=](const MatrixView& x) {
        Matrix k = lower_gram(x, scale);
        for (Eigen::Index j = 0; j < k.cols(); ++j) h.apply(entries(k, j, 1).subspan(std::size_t(j)));
        return k;
    };
    r.kernel = [=](const MatrixView& x, const MatrixView& y) {
        Matrix k = scale * x.transpose() * y;
        h.apply(entries(k));
        return k;
    };
}

Realization of_activation(const LengthLaws& laws, const Activation& s, const Target<>& target) {
    Realization r = on_lengths(laws, target, Kind::radial_kernel);
    use_neuron_kernel(r, {PairKernel(s, r.dimension, laws, DualOf::value), {}});
    return r;
}

}  // namespace

Realization realize(const RadialFeatures& model, const Target<>& target, double width) {
    if (is_infinite(width)) return of_activation(model.laws, model.activation, target);
    Realization r = on_lengths(model.laws, target, Kind::radial_features);
    use_features(r, model.activation);
    if (model.laws.weights == LengthLaw::gaussian)
        r.features = [s = model.activation, d = r.dimension](int first, int count, const Stream& stream) -> FeatureMap {
            const auto w =
                std::make_shared<const Matrix>(normal_points(d, first, count, stream) / std::sqrt(double(d)));
            return [=](const MatrixView& x) { return features(s, *w, x); };
        };
    return r;
}

Realization realize(const RadialKernel& model, const Target<>& target, double) {
    check(model);
    if (const auto* s = std::get_if<Activation>(&model.kernel)) return of_activation(model.laws, *s, target);
    const DotProduct& kernel = std::get<DotProduct>(model.kernel);
    Realization r = on_lengths(model.laws, target, Kind::radial_kernel);
    if (const auto* rbf = std::get_if<GaussianKernel>(&kernel.h))
        use_distances(r, rbf->bandwidth);
    else
        use_products(r, std::get<Expression>(kernel.h));
    return r;
}

Realization realize(const RadialTangent& model, const Target<>& target, double width) {
    if (!is_infinite(width))
        throw NotCovered(
            "neural tangents of finite width with Gaussian inputs or weights are not covered: `width = inf` is");
    Realization r = on_lengths(model.laws, target, Kind::radial_tangent);
    NeuronKernel kernel{{}, PairKernel(model.activation, r.dimension, model.laws, DualOf::derivative)};
    if (model.layers == TrainedLayers::all)
        kernel.value.emplace(model.activation, r.dimension, model.laws, DualOf::value);
    use_neuron_kernel(r, std::move(kernel));
    return r;
}

}  // namespace lazyrisk
