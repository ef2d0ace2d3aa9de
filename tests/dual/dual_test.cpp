// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>

#include "lazyrisk/dual/deep.hpp"
#include "nearly.hpp"
#include "reference.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

namespace {

using Real = long double;
const Real pi = boost::math::constants::pi<Real>();

struct Pair {
    Real value, derivative;
};

/// E s(u)s(v) and E s'(u)s'(v) of a smooth activation by the trapezoidal rule in two independent normals.
Pair plane(const Activation& s, Real q, Real rho) {
    const Real step = 0.15L, root = std::sqrt(q), other = std::sqrt(1 - rho * rho);
    Pair sum{0, 0};
    for (int i = -80; i <= 80; ++i)
        for (int j = -80; j <= 80; ++j) {
            const Real x = i * step, y = j * step, w = step * step * std::exp(-(x * x + y * y) / 2) / (2 * pi);
            const Real u = root * x, v = root * (rho * x + other * y);
            sum.value += w * s(u) * s(v);
            sum.derivative += w * s.derivative(u) * s.derivative(v);
        }
    return sum;
}

/// The same for a power: the radius in closed form, E r^{2p} = 2^p p!, the angle by panels between the kinks.
Real wheel(const Power& s, Real q, Real rho) {
    const Real a = std::acos(rho);
    std::vector<Real> ends{-pi, -pi / 2, pi / 2, a - pi / 2, a + pi / 2 > pi ? a - 3 * pi / 2 : a + pi / 2, pi};
    std::sort(ends.begin(), ends.end());
    Real sum = 0, radius = 1;
    for (int i = 1; i <= s.exponent; ++i) radius *= 2 * i * q;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        sum += boost::math::quadrature::gauss<Real, 25>::integrate(
            [&](Real angle) { return s(Real(std::cos(angle))) * s(Real(std::cos(angle - a))); }, ends[i], ends[i + 1]);
    return radius * sum / (2 * pi);
}

}  // namespace

TEST_SUITE("dual/dual") {
    TEST_CASE("[agreement] duals of smooth activations against quadrature over two Gaussians") {
        for (const char* name : {"erf", "tanh", "sigmoid", "gelu", "softplus", "swish", "sin", "cos", "exp", "gaussian",
                                 "he3", "square", "linear"})
            for (const double q : {0.3, 1.0, 1.7})
                for (const double rho : {-0.9, -0.3, 0.0, 0.5, 0.99}) {
                    CAPTURE(name);
                    CAPTURE(q);
                    CAPTURE(rho);
                    const Activation s = activation_named(name);
                    const LayerDual<Real> dual = dual_of<Real>(s, Real(q));
                    const auto found =
                        std::visit([&](const auto& f) { return f(Correlation<Real>(Real(1 - Real(rho)))); }, dual);
                    const Real variance = std::visit([](const auto& f) { return f.variance(); }, dual);
                    const Real slope = std::visit([](const auto& f) { return f.slope(); }, dual);
                    const Pair exact = plane(s, q, rho);
                    CHECK(double(std::abs(variance - found.gap - exact.value)) <= 1e-13 * double(variance));
                    CHECK(double(std::abs(found.derivative - exact.derivative)) <= 1e-13 * double(slope));
                }
    }

    TEST_CASE(
        "[agreement] gelu in closed form: 29 digits of quadrature in the plane, its Hermite coefficients, and near "
        "correlation 1") {
        using boost::multiprecision::abs;
        const Activation s = Gelu{};
        for (const auto& [variance, correlation] : {std::pair{"0.4", "-0.8"}, std::pair{"1.5", "0.4"}}) {
            const Digits50 q(variance), rho(correlation), step("0.2"), root = sqrt(q),
                                                                       other = sqrt(Digits50(1 - rho * rho));
            std::vector<Digits50> weight;
            for (int i = 0; i <= 60; ++i) weight.push_back(exp(Digits50(-i * i * step * step / 2)));
            Digits50 value = 0, derivative = 0;
            for (int i = -60; i <= 60; ++i) {
                const Digits50 u = root * i * step, su = s(u), du = s.derivative(u);
                for (int j = -60; j <= 60; ++j) {
                    if (i * i + j * j > 60 * 60) continue;
                    const Digits50 v = root * (rho * i + other * j) * step;
                    const Digits50 w = weight[std::size_t(std::abs(i))] * weight[std::size_t(std::abs(j))];
                    value += w * su * s(v);
                    derivative += w * du * s.derivative(v);
                }
            }
            const Digits50 scale = step * step * boost::math::constants::one_div_two_pi<Digits50>();
            const GeluDual<Digits50> dual(Gelu{}, q);
            const auto found = dual(Correlation<Digits50>(Digits50(1 - rho)));
            CHECK(double(abs(Digits50(dual.variance() - found.gap - scale * value))) <= 1e-29);
            CHECK(double(abs(Digits50(found.derivative - scale * derivative))) <= 1e-29);
        }
        for (const double q : {0.01, 0.3, 1.0, 7.0}) {
            const std::vector<Real> a = gelu_squares(Real(q));
            Real error = 0;
            const std::vector<Real> g = detail::hermite_coefficients(Gelu{}, Real(q), 60, error);
            for (std::size_t k = 0; k <= 60 && k < a.size(); ++k)
                CHECK(double(std::abs(std::abs(g[k]) - std::sqrt(a[k]))) <= double(error + 1e-18L * std::sqrt(a[k])));
            const GeluDual<Real> dual(Gelu{}, q);
            const GeluDual<Digits50> wide(Gelu{}, Digits50(q));
            for (const double gap : {1e-18, 1e-9, 1e-3, 0.1, 0.7, 1.0, 1.5, 2.0}) {
                CAPTURE(q);
                CAPTURE(gap);
                const Real rho = 1 - Real(gap);
                Real sum = 0;
                for (std::size_t k = a.size(); k-- > 0;) sum = sum * rho + a[k];
                const auto found = dual(Correlation<Real>(Real(gap)));
                const auto exact = wide(Correlation<Digits50>(Digits50(gap)));
                CHECK(double(std::abs(dual.variance() - found.gap - sum)) <= 1e-18 * double(dual.variance()));
                CHECK(double(abs(Digits50(found.gap / exact.gap - 1))) <= 1e-17);
                CHECK(double(abs(Digits50(found.derivative / exact.derivative - 1))) <= 1e-16);
            }
        }
    }

    TEST_CASE("[agreement] duals of powers with a kink against quadrature in polar coordinates") {
        for (const Power& s : {relu(), relu(2), relu(3), relu(5), absolute(), step(), sign(), leaky_relu(0.3, "leaky"),
                               Power{2, 1, -0.5, "bent"}})
            for (const double q : {0.4, 2.0})
                for (const double rho : {-0.999, -0.6, 0.0, 0.2, 0.9, 0.99999}) {
                    CAPTURE(s.label);
                    CAPTURE(q);
                    CAPTURE(rho);
                    const PowerDual<Real> dual(s, Real(q));
                    const auto found = dual(Correlation<Real>(Real(1 - Real(rho))));
                    CHECK(double(std::abs(dual.variance() - found.gap - wheel(s, q, rho))) <=
                          1e-15 * double(dual.variance()));
                    if (s.exponent > 0) {
                        const Power derivative{s.exponent - 1, s.exponent * s.right, -s.exponent * s.left,
                                               "derivative"};
                        CHECK(double(std::abs(found.derivative - wheel(derivative, q, rho))) <=
                              1e-15 * double(dual.slope()));
                    }
                }
    }

    TEST_CASE("[identity] closed forms: exp(q + c), e^-q sinh c, e^-q cosh c, (2/pi) asin") {
        const double q = 0.8, rho = 0.35;
        const auto value = [&](const Activation& s) {
            const LayerDual<Real> dual = dual_of<Real>(s, Real(q));
            return std::visit(
                [&](const auto& f) { return double(f.variance() - f(Correlation<Real>(Real(1 - Real(rho)))).gap); },
                dual);
        };
        const double c = q * rho;
        CHECK(value(Exp{}) == nearly(std::exp(q + c), 1e-15));
        CHECK(value(Sin{}) == nearly(std::exp(-q) * std::sinh(c), 1e-15));
        CHECK(value(Cos{}) == nearly(std::exp(-q) * std::cosh(c), 1e-15));
        CHECK(value(Gaussian{}) == nearly(1 / std::sqrt((1 + q) * (1 + q) - c * c), 1e-15));
        CHECK(value(Erf{}) == nearly(2 / double(pi) * std::asin(2 * c / (1 + 2 * q)), 1e-15));
    }

    TEST_CASE("[reference] deep kernels of relu and erf at every cosine of the table") {
        double worst = 0;
        for (const auto& row : reference::table("dynamics_deep_kernels.csv")) {
            const Activation s = activation_named(row.at("activation"));
            const int depth = std::stoi(row.at("hidden_layers"));
            const double weight = row.at("activation") == "relu" ? 2 : 1;
            const Real gap = 1 - std::stold(row.at("u"));
            const double nngp =
                double(DeepDual<Real>(s, depth, weight, 0, DeepKind::nngp, TrainedLayers::all).at_gap(gap));
            const double ntk =
                double(DeepDual<Real>(s, depth, weight, 0, DeepKind::ntk, TrainedLayers::all).at_gap(gap));
            CAPTURE(row.at("activation"));
            CAPTURE(depth);
            CAPTURE(row.at("u"));
            worst =
                std::max({worst, std::abs(nngp - std::stod(row.at("nngp"))), std::abs(ntk - std::stod(row.at("ntk")))});
            CHECK(std::abs(nngp - std::stod(row.at("nngp"))) <= 1e-14);
            CHECK(std::abs(ntk - std::stod(row.at("ntk"))) <= 1e-13);
        }
        MESSAGE("largest difference: ", worst, " (the table has 15 digits)");
    }

    TEST_CASE(
        "[agreement] depth 100: the gap recursion in double and 80 bits against 50 digits of the plain recursion") {
        const Digits50 wide_pi = boost::math::constants::pi<Digits50>();
        for (const char* angle : {"1e-9", "1e-4", "0.03", "0.7", "2", "3.14"})
            for (const int depth : {1, 7, 100}) {
                Digits50 s = cos(Digits50(angle)), t = s;  // Cho & Saul; Jacot et al.
                for (int l = 0; l < depth; ++l) {
                    const Digits50 a = acos(s), slope = (wide_pi - a) / wide_pi;
                    s = (sqrt(Digits50(1 - s * s)) + (wide_pi - a) * s) / wide_pi;
                    t = s + t * slope;
                }
                const DeepDual<double> quick(relu(), depth, 2, 0, DeepKind::ntk, TrainedLayers::all);
                const DeepDual<Real> fine(relu(), depth, 2, 0, DeepKind::ntk, TrainedLayers::all);
                CAPTURE(angle);
                CAPTURE(depth);
                CHECK(std::abs(quick(std::stod(angle)) - double(t)) <= quick.condition() * 1e-16 * (depth + 1));
                CHECK(double(abs(Digits50(fine(std::stold(angle))) - t)) <= fine.condition() * 1e-19 * (depth + 1));
            }
    }

    TEST_CASE(
        "[agreement] kernels of one to three layers with a bias, of the process and of the tangent, trained in the "
        "first layer or in all: the plain recursion") {
        const Digits50 wide_pi = boost::math::constants::pi<Digits50>();
        for (const char* name : {"relu", "erf"})
            for (const DeepKind kind : {DeepKind::nngp, DeepKind::ntk})
                for (const TrainedLayers trained : {TrainedLayers::first, TrainedLayers::all})
                    for (const double bias : {0.0, 0.25})
                        for (const int depth : {1, 2, 3}) {
                            const double weight = 1.5;
                            const DeepDual<Real> h(activation_named(name), depth, weight, bias, kind, trained);
                            for (const char* angle : {"0", "0.4", "1.5707963267948966", "2.2", "3.1"}) {
                                const Digits50 t = cos(Digits50(angle));
                                Digits50 variance = 1 + Digits50(bias), covariance = t + bias,
                                         tangent = trained == TrainedLayers::all ? covariance : t;
                                for (int l = 0; l < depth; ++l) {
                                    Digits50 value, slope, next;
                                    if (std::string(name) == "relu") {  // Cho & Saul
                                        const Digits50 rho = std::min(Digits50(1), Digits50(covariance / variance)),
                                                       a = acos(rho);
                                        value = variance * (sqrt(Digits50(1 - rho * rho)) + (wide_pi - a) * rho) /
                                                (2 * wide_pi),
                                        slope = (wide_pi - a) / (2 * wide_pi);
                                        next = variance / 2;
                                    } else {  // Williams
                                        const Digits50 q = 1 + 2 * variance;
                                        value = 2 / wide_pi * asin(Digits50(2 * covariance / q)),
                                        slope = 4 / wide_pi / sqrt(Digits50(q * q - 4 * covariance * covariance));
                                        next = 2 / wide_pi * asin(Digits50(2 * variance / q));
                                    }
                                    covariance = weight * value + bias, variance = weight * next + bias;
                                    tangent = weight * slope * tangent +
                                              (trained == TrainedLayers::all ? covariance : Digits50(0));
                                }
                                CAPTURE(name);
                                CAPTURE(int(kind));
                                CAPTURE(int(trained));
                                CAPTURE(bias);
                                CAPTURE(depth);
                                CAPTURE(angle);
                                const Digits50 wanted = kind == DeepKind::nngp ? covariance : tangent;
                                CHECK(double(abs(Digits50(Digits50(h(std::stold(angle))) - wanted))) <=
                                      1e-17 * double(h(0)));
                            }
                        }
    }

    TEST_CASE("[agreement] the power series sums to the kernel, coefficients are at least 0") {
        for (const char* name : {"relu", "leaky-relu(0.1)", "relu2", "step", "erf", "tanh", "gelu", "sin", "gaussian"})
            for (const double bias : {0.0, 0.2})
                for (const int depth : {1, 4}) {
                    const DeepKind kind = std::string(name) == "step" ? DeepKind::nngp : DeepKind::ntk;
                    for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all}) {
                        const DeepDual<Real> h(activation_named(name), depth, 1.25, bias, kind, layers);
                        const PowerSeries<Real> a = h.series(150);
                        for (const Real t : {-0.6L, 0.0L, 0.4L, 0.7L}) {
                            Real sum = 0;
                            for (std::size_t m = a.size(); m-- > 0;) sum = sum * t + a[m];
                            CAPTURE(name);
                            CAPTURE(bias);
                            CAPTURE(depth);
                            CAPTURE(double(t));
                            CHECK(double(std::abs(sum - h.at_gap(1 - t))) <=
                                  double(h.at_gap(0)) * (1e-17 + h.truncation()));
                        }
                        for (const Real c : a) CHECK(c >= 0);
                    }
                }
    }

    TEST_CASE("[error] what has no deep kernel") {
        CHECK_THROWS_AS(DeepDual<double>(step(), 2, 1, 0, DeepKind::ntk, TrainedLayers::all), NotCovered);
        CHECK_THROWS_AS(DeepDual<double>(Exp{}, 9, 1, 0, DeepKind::nngp, TrainedLayers::all), std::exception);
        CHECK_THROWS_AS(DeepDual<double>(relu(3), 100, 9, 0, DeepKind::nngp, TrainedLayers::all), DomainError);
        CHECK_THROWS_AS(DeepDual<double>(activation_named("abs(x)^1.5"), 2, 1, 0, DeepKind::nngp, TrainedLayers::all),
                        NotCovered);
    }
}
