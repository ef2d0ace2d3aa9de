// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/radial_kernel.hpp"

#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/by_quadrature.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/exponential_kernel.hpp"
#include "lazyrisk/harmonics/polynomials.hpp"
#include "lazyrisk/harmonics/stretched.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// sqrt(B(d,k)) times amplitudes: masses.
PairMasses as_masses(std::vector<Wide> value, std::vector<Wide> error, double d, int degrees) {
    PairMasses m{std::move(value), std::move(error)};
    m.value.resize(std::size_t(degrees) + 1, 0);
    m.error.resize(std::size_t(degrees) + 1, 0);
    Wide root = 1;
    const Wide inverse_d = inverse_dimension<Wide>(d);
    for (std::size_t k = 0; k < m.value.size(); ++k) {
        m.value[k] *= root;
        m.error[k] = m.error[k] * root + 4 * epsilon<Wide> * std::abs(m.value[k]);
        root *= std::sqrt(Wide(d) * multiplicity_ratio(inverse_d, int(k)));
    }
    return m;
}

PairMasses masses_of_pair(const GaussianKernel& k, Wide r, Wide s, double d, int degrees) {
    const Wide scale = 1 / (Wide(k.bandwidth) * k.bandwidth), factor = std::exp(-scale * (r - s) * (r - s) / 2);
    const ZonalMasses m = exponential_masses(scale * r * s, d, degrees);
    PairMasses pair{m.value, m.error};
    for (Wide& v : pair.value) v *= factor;
    for (Wide& e : pair.error) e *= factor;
    return pair;
}

PairMasses masses_of_pair(const Polynomial& h, Wide product, double d, int degrees) {
    std::vector<Wide> value = polynomial_amplitudes<Wide>(stretched(h, product / std::sqrt(Wide(d))), d);
    PairMasses m = as_masses(value, std::vector<Wide>(value.size(), 0), d, degrees);
    for (std::size_t k = 0; k < m.value.size(); ++k)
        if (m.value[k] != 0) m.error[k] += 0x1p-52L * std::abs(m.value[k]);
    m.finite_rank = true;
    return m;
}

const Polynomial* polynomial_of(const DotProduct& kernel) {
    const auto* h = std::get_if<Expression>(&kernel.h);
    return h && h->polynomial() ? &*h->polynomial() : nullptr;
}

}  // namespace

PairMassesOf::PairMassesOf(const DotProduct& kernel, Wide largest, double dimension, int degrees)
    : kernel_(kernel), dimension_(dimension), degrees_(degrees) {
    const auto* h = std::get_if<Expression>(&kernel_.h);
    if (!h || h->polynomial()) return;
    // nodes that resolve the longest inputs resolve all
    const Stretched<Expression> f{*h, largest / std::sqrt(Wide(dimension))};
    const std::vector<double> kinks = f.kinks();
    const FoldedNodes<Wide> nodes = folded_nodes<Wide>(SampledFunction<Wide>(f), dimension, degrees, kinks);
    const PolynomialParts parts = parts_of(*h);
    Wide mass = 0, square = 0;
    for (std::size_t j = 0; j < nodes.x.size(); ++j) {
        mass += 2 * nodes.weight[j];
        square += nodes.weight[j] * (nodes.up[j] * nodes.up[j] + nodes.down[j] * nodes.down[j]);
    }
    quadrature_error_ = nodes.quadrature_error / mass;
    if (!(quadrature_error_ <= 1e-9L * std::max(1.0L, std::sqrt(square / mass))))
        throw NotConverged("the Gegenbauer coefficients of " + kernel.name() + " did not settle");
    std::vector<Wide> before(nodes.x.size(), 0), now(nodes.x.size(), 1);
    const Wide inverse_d = inverse_dimension<Wide>(dimension);
    for (int k = 0; k <= degrees; ++k) {
        dead_.push_back(parts.dead(std::size_t(k)));
        basis_.emplace_back();
        const Wide below = k == 0 ? 0 : std::sqrt(jacobi_squared(inverse_d, k)),
                   above = std::sqrt(jacobi_squared(inverse_d, k + 1));
        for (std::size_t j = 0; j < nodes.x.size(); ++j) {
            basis_.back().push_back(nodes.weight[j] / mass * now[j]);
            const Wide next = (nodes.x[j] * now[j] - below * before[j]) / above;
            before[j] = now[j];
            now[j] = next;
        }
    }
    x_ = nodes.x;
}

PairMasses PairMassesOf::by_quadrature(Wide product) const {
    const Expression& h = std::get<Expression>(kernel_.h);
    const Wide c = product / std::sqrt(Wide(dimension_));  // t = c x
    std::vector<Wide> up(x_), down(x_), value, error;
    for (Wide& x : up) x *= c;
    for (Wide& x : down) x *= -c;
    h.apply(std::span<Wide>(up));
    h.apply(std::span<Wide>(down));
    Wide norm = 0;
    for (std::size_t j = 0; j < x_.size(); ++j) norm += basis_[0][j] * (up[j] * up[j] + down[j] * down[j]);
    for (std::size_t k = 0; k < basis_.size(); ++k) {
        Wide sum = 0;
        for (std::size_t j = 0; j < x_.size(); ++j)
            sum += basis_[k][j] * (k % 2 == 0 ? up[j] + down[j] : up[j] - down[j]);
        value.push_back(dead_[k] ? 0 : sum);
        error.push_back(dead_[k] ? 0 : quadrature_error_ + (16 + 4 * Wide(k)) * epsilon<Wide> * std::sqrt(norm));
    }
    return as_masses(std::move(value), std::move(error), dimension_, degrees_);
}

PairMasses PairMassesOf::operator()(Wide r, Wide s) const {
    if (const Polynomial* polynomial = polynomial_of(kernel_))
        return masses_of_pair(*polynomial, r * s, dimension_, degrees_);
    if (const auto* rbf = std::get_if<GaussianKernel>(&kernel_.h))
        return masses_of_pair(*rbf, r, s, dimension_, degrees_);
    if (std::holds_alternative<Expression>(kernel_.h)) return by_quadrature(r * s);
    throw NotCovered(kernel_.name() + " between inputs of two lengths is not covered");
}

Wide diagonal(const DotProduct& kernel, Wide r) {
    const auto* h = std::get_if<Expression>(&kernel.h);
    return h ? (*h)(Wide(r * r)) : 1;
}

void require_increasing(const DotProduct& kernel, Wide reach) {
    const auto* h = std::get_if<Expression>(&kernel.h);
    if (!h) return;
    constexpr int points = 1000;
    Wide before = (*h)(0.0L);
    for (int i = 0; i <= points; ++i) {
        const Wide t = reach * i / points, now = (*h)(t), back = (*h)(-t), slack = 1e-12L * std::abs(now);
        if (!(now >= before - slack) || !(std::abs(back) <= now + slack) || std::isinf(now))
            throw DomainError("kernel", kernel.name(),
                              "not a kernel of Gaussian inputs, whose <x,y>/d reaches " + to_text(double(t)) +
                                  ": there it is no increasing function that is at least its value at -t; a power "
                                  "series in t with coefficients of at least 0 is one");
        before = now;
    }
}

int polynomial_degree(const DotProduct& kernel) {
    const Polynomial* polynomial = polynomial_of(kernel);
    return polynomial ? polynomial->degree() : std::numeric_limits<int>::max();
}

}  // namespace lazyrisk
