// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/target.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Complex = std::complex<double>;

constexpr int planes = 128;  // more planes, closer to a Gaussian field; the energies are exact for any number

/// Energy by degree, checked.
std::map<int, double> checked(const Target<double>& target) {
    std::map<int, double> energy;
    for (const auto& [mode, value] : target.energy) {
        if (mode != Mode(mode.degree))
            throw DomainError("energy." + to_text(mode), value,
                              "functions on the sphere have degrees alone, as in 1=1,2=0.5");
        if (mode.degree < 0) throw DomainError("energy", to_text(mode) + "=...", "expected a degree >= 0");
        if (!(value >= 0) || is_infinite(value))
            throw DomainError("energy", to_text(mode) + "=" + to_text(value), "expected a finite energy >= 0");
        energy[mode.degree] += value;
    }
    if (target.rest != 0)
        throw NotCovered("`energy = rest=" + to_text(target.rest) +
                         "`: energy beyond every degree cannot be drawn; name a degree, e.g. 9=0.1");
    return energy;
}

/// Removes from v its part along u, twice for the sake of rounding, and gives it the length sqrt(1/2).
void make_orthogonal(const Eigen::Ref<const Eigen::VectorXd>& u, Eigen::Ref<Eigen::VectorXd> v) {
    for (int pass = 0; pass < 2; ++pass) v -= 2 * u.dot(v) * u;
    v *= std::sqrt(0.5) / v.norm();
}

/// E |<z,x>|^{2k} for z.conj(z) = 1 and |x|^2 = d: k! d^k Gamma(d/2) / (2^k Gamma(d/2+k)) as a product.
double null_moment(int d, int k) {
    double moment = 1;
    for (int j = 1; j <= k; ++j) moment *= double(d) * j / (d + 2.0 * j - 2);
    return moment;
}

/// Products of two sets of directions z = u + iv and z' = u' + iv', from which every degree's norm and correlation
/// follow.
struct Products {
    Matrix uu, uv, vu, vv;
    Products(const Matrix& u, const Matrix& v, const Matrix& u2, const Matrix& v2)
        : uu(u.transpose() * u2), uv(u.transpose() * v2), vu(v.transpose() * u2), vv(v.transpose() * v2) {}

    /// E f f' = C/2 sum_{m,l} Re[c_m conj(c_l) (z_m.conj(z'_l))^k + c_m c_l (z_m.z'_l)^k], C the moment.  Formula
    /// (8.2).
    [[nodiscard]] double mean(const std::vector<Complex>& c, int d, int k) const {
        double sum = 0;
        for (int m = 0; m < planes; ++m)
            for (int l = 0; l < planes; ++l) {
                const Complex with_conjugate(uu(m, l) + vv(m, l), vu(m, l) - uv(m, l));
                const Complex with_itself(uu(m, l) - vv(m, l), uv(m, l) + vu(m, l));
                Complex p(1), q(1);
                for (int j = 0; j < k; ++j) p *= with_conjugate, q *= with_itself;
                const Complex cm = c[std::size_t(m)], cl = c[std::size_t(l)];
                sum += (cm * std::conj(cl) * p + cm * cl * q).real();
            }
        return null_moment(d, k) * sum / 2;
    }
};

}  // namespace

DrawnTarget::DrawnTarget(const Target<double>& target, int dimension, const Draw& draw)
    : u_(dimension, planes), v_(dimension, planes) {
    const std::map<int, double> energy = checked(target);

    // Lane 0 draws the planes, lane k + 1 degree k: a degree's part does not depend on which others are asked for.
    const Stream directions = draw.stream(Role::target);
    directions.normals(entries(u_));
    directions.normals(entries(v_), std::uint64_t(u_.size()));
    for (int m = 0; m < planes; ++m) {
        u_.col(m) *= std::sqrt(0.5) / u_.col(m).norm();
        make_orthogonal(u_.col(m), v_.col(m));
    }

    const Products products(u_, v_, u_, v_);
    for (const auto& [degree, value] : energy) {
        if (value == 0) continue;
        double normal[2 * planes];
        draw.stream(Role::target, std::uint64_t(degree) + 1).normals(normal);
        if (degree == 0) {
            constant_ = std::copysign(std::sqrt(value), normal[0]);
            continue;
        }
        std::vector<Complex> c(planes);
        for (std::size_t m = 0; m < planes; ++m) c[m] = {normal[2 * m], normal[2 * m + 1]};
        const double scale = std::sqrt(value / products.mean(c, dimension, degree));
        if (!(scale > 0) || is_infinite(scale))
            throw DomainError("energy", std::to_string(degree) + "=" + to_text(value),
                              "the degree is too high to draw: its powers overflow");
        for (Complex& x : c) x *= scale;
        coefficients_.resize(std::max(coefficients_.size(), std::size_t(degree) + 1));
        coefficients_[std::size_t(degree)] = std::move(c);
    }
}

std::vector<double> DrawnTarget::operator()(const MatrixView& points) const {
    constexpr Eigen::Index block = 256;  // points at a time: the powers stay in the cache
    std::vector<double> f(std::size_t(points.cols()), constant_);
    if (coefficients_.empty()) return f;
    for (Eigen::Index first = 0; first < points.cols(); first += block) {
        const Eigen::Index count = std::min(block, points.cols() - first);
        const Matrix re = u_.transpose() * points.middleCols(first, count),
                     im = v_.transpose() * points.middleCols(first, count);
        for (Eigen::Index i = 0; i < count; ++i) {  // <z_m, x_i>, [planes x count]
            double power_re[planes], power_im[planes];
            std::fill_n(power_re, planes, 1.0);
            std::fill_n(power_im, planes, 0.0);
            const double *a = re.col(i).data(), *b = im.col(i).data();
            for (std::size_t k = 1; k < coefficients_.size(); ++k) {
                for (int m = 0; m < planes; ++m) {
                    const double next = power_re[m] * a[m] - power_im[m] * b[m];
                    power_im[m] = power_re[m] * b[m] + power_im[m] * a[m];
                    power_re[m] = next;
                }
                if (coefficients_[k].empty()) continue;
                double sum = 0;
                for (std::size_t m = 0; m < planes; ++m)
                    sum += coefficients_[k][m].real() * power_re[m] - coefficients_[k][m].imag() * power_im[m];
                f[std::size_t(first + i)] += sum;
            }
        }
    }
    return f;
}

double DrawnTarget::correlation(int degree, int shift) const {
    if (degree == 0) return constant_ * constant_;
    if (std::size_t(degree) >= coefficients_.size() || coefficients_[std::size_t(degree)].empty()) return 0;
    const int d = int(u_.rows());
    const auto back = [&](const Matrix& z) {  // <z, shifted x> = <z shifted back, x>
        Matrix y(d, planes);
        y.topRows(d - shift) = z.bottomRows(d - shift);
        y.bottomRows(shift) = z.topRows(shift);
        return y;
    };
    return Products(u_, v_, back(u_), back(v_)).mean(coefficients_[std::size_t(degree)], d, degree);
}

DrawnNeuron::DrawnNeuron(Activation neuron, int dimension, const Draw& draw)
    : neuron_(std::move(neuron)), direction_(on_sphere(dimension, 1, 1, draw.stream(Role::target))) {}

std::vector<double> DrawnNeuron::operator()(const MatrixView& points) const {
    std::vector<double> f(std::size_t(points.cols()));
    as_vector(f).noalias() = points.transpose() * direction_;
    neuron_.apply(std::span<double>(f));
    return f;
}

}  // namespace lazyrisk
