// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/gauss_panels.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <iterator>
#include <limits>

#include "lazyrisk/numerics/chebyshev.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Real = long double;

struct Rule {
    std::vector<Real> x, weight;
    double width, fraction;  ///< the largest that it serves
};

template <unsigned N>
Rule rule() {
    using Gauss = boost::math::quadrature::gauss<boost::multiprecision::cpp_bin_float_quad, N>;  // nonnegative nodes
    Rule r;
    for (std::size_t j = 0; j < Gauss::abscissa().size(); ++j)
        for (const int side : {-1, 1}) {
            r.x.push_back(side * Real(Gauss::abscissa()[j]));
            r.weight.push_back(Real(Gauss::weights()[j]));
        }
    // exp(-x^2/2) on an ellipse around the interval: n log(32 n/width^2) - n = 46, two points to spare
    const double n = N - 2.0;
    r.width = std::sqrt(32 * n / std::exp(1 + 46 / n));
    // a pole 4/3 half-widths beside the middle at fraction 1: n asinh(4/(3 fraction)) = 20 asinh(4/3)
    r.fraction = 4 / 3.0 / std::sinh(20 * std::asinh(4 / 3.0) / n);
    return r;
}

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all{rule<4>(),  rule<6>(),  rule<8>(),  rule<10>(), rule<12>(),
                                       rule<14>(), rule<16>(), rule<18>(), rule<22>()};
    return all;
}

/// Whether the interpolant of these coefficients is f at the probes in the panel.
bool is_at(const std::vector<Real>& c, Real left, Real right, const BlockFunction& f, const std::vector<Real>& probes,
           Real allowed) {
    std::vector<Real> inside;
    std::copy_if(probes.begin(), probes.end(), std::back_inserter(inside),
                 [&](Real z) { return z > left && z < right; });
    std::vector<Real> value(inside);
    if (!value.empty()) f(value);
    for (std::size_t i = 0; i < inside.size(); ++i)
        if (!(std::abs(value[i] - chebyshev_sum(c, (2 * inside[i] - left - right) / (right - left))) <= allowed))
            return false;
    return true;
}

}  // namespace

std::vector<ResolvedPanel> resolved_panels(const std::vector<Real>& breaks, Real widest, const BlockFunction& f,
                                           const std::function<Real(Real, Real)>& tolerance,
                                           const std::vector<Real>& probes, Real narrowest) {
    constexpr int size = 20, low_degree = 4;
    constexpr std::size_t most = 200;
    static const std::vector<Real> points = chebyshev_points<Real>(size);
    std::vector<ResolvedPanel> panels;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
        std::vector<std::pair<Real, Real>> todo;
        const int count = int(std::ceil((breaks[i + 1] - breaks[i]) / widest));
        const auto end = [&](int j) {
            return j == count ? breaks[i + 1] : breaks[i] + (breaks[i + 1] - breaks[i]) * j / count;
        };
        for (int j = count; j-- > 0;) todo.emplace_back(end(j), end(j + 1));
        bool joins = false;  // the panel before belongs to this interval and is a polynomial too
        while (!todo.empty()) {
            const auto [left, right] = todo.back();
            todo.pop_back();
            const Real centre = (left + right) / 2, half = (right - left) / 2;
            std::vector<Real> value;
            for (const Real x : points) value.push_back(centre + half * x);
            f(value);
            Real largest = 0, tail = 0, beyond = 0;
            for (const Real v : value) largest = std::max(largest, std::abs(v));
            const std::vector<Real> c = chebyshev_coefficients(value, points);
            for (int j = low_degree; j < size; ++j) {
                beyond = std::max(beyond, std::abs(c[std::size_t(j)]));
                if (j >= size - 3) tail = std::max(tail, std::abs(c[std::size_t(j)]));
            }
            const Real allowed = tolerance(left, right);
            if (tail > allowed || !is_at(c, left, right, f, probes, 100 * allowed + 1e-15L * largest)) {
                if (right - left < narrowest || panels.size() + todo.size() > most)
                    throw NotConverged("a function is not resolved by panels between " + to_text(double(left)) +
                                       " and " + to_text(double(right)));
                todo.emplace_back(centre, right);
                todo.emplace_back(left, centre);
                continue;
            }
            const bool polynomial = beyond <= std::max(1e-17L * largest, allowed);
            if (polynomial && joins)
                panels.back().right = right;
            else
                panels.push_back({left, right, polynomial ? std::numeric_limits<Real>::infinity() : right - left});
            joins = polynomial;
        }
    }
    return panels;
}

template <class R>
void GaussPanels::append(R left, R right, std::type_identity_t<R> fraction, std::vector<R>& x,
                         std::vector<R>& weight) const {
    const Rule& last = rules().back();
    const R wanted = std::max((right - left) / R(last.width), fraction / R(last.fraction)) * R(refinement_);
    const int count = std::max(1, int(std::ceil(wanted)));
    const double width = double((right - left) / count) * refinement_, part = double(fraction / count) * refinement_;
    const auto fits = [&](const Rule& r) { return width <= r.width && part <= r.fraction; };
    const auto found = std::find_if(rules().begin(), rules().end() - 1, fits);
    const R half = (right - left) / (2 * count);
    for (int i = 0; i < count; ++i) {
        const R centre = left + half * (2 * i + 1);
        for (std::size_t j = 0; j < found->x.size(); ++j) {
            x.push_back(centre + half * R(found->x[j]));
            weight.push_back(half * R(found->weight[j]));
        }
    }
}

template void GaussPanels::append(double, double, double, std::vector<double>&, std::vector<double>&) const;
template void GaussPanels::append(long double, long double, long double, std::vector<long double>&,
                                  std::vector<long double>&) const;

}  // namespace lazyrisk
