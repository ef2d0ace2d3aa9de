// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The quadrature against other quadratures in 60 digits, activations of every kind, every dimension.
#include "lazyrisk/harmonics/quadrature.hpp"

#include <doctest/doctest.h>

#include <random>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/waves.hpp"
#include "second_route.hpp"

using namespace lazyrisk;

namespace {

// Activations beyond the named ones, each with its kinks.
struct SteepTanh {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::tanh;
        return tanh(R(20 * x));
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "tanh(20x)"; }
};
struct SlowTanh {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::tanh;
        return tanh(R(x / 20));
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "tanh(x/20)"; }
};
struct OffCentre {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::tanh;
        return tanh(R(8 * (x - R(1.25)))) + x * x;
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "tanh(8(x-1.25))+x^2"; }
};
struct Peak {
    template <Scalar R>
    R operator()(const R& x) const {
        return R(1) / (R(1) + 25 * x * x);
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "1/(1+25x^2)"; }
};
struct FastWave {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::sin;
        return sin(R(30 * x)) + x;
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "sin(30x)+x"; }
};
struct Growing {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::exp;
        return exp(R(x * x / 16));
    }
    std::vector<double> kinks() const { return {}; }
    std::string name() const { return "exp(x^2/16)"; }
};
struct ShiftedRelu {
    template <Scalar R>
    R operator()(const R& x) const {
        return x > R(1) ? R(x - 1) : R(0);
    }
    std::vector<double> kinks() const { return {1}; }
    std::string name() const { return "max(x-1,0)"; }
};
struct Clip {
    template <Scalar R>
    R operator()(const R& x) const {
        return x > R(1) ? R(1) : x < R(-1) ? R(-1) : x;
    }
    std::vector<double> kinks() const { return {-1, 1}; }
    std::string name() const { return "min(max(x,-1),1)"; }
};
struct ShiftedAbs {
    template <Scalar R>
    R operator()(const R& x) const {
        return x > R(0.3) ? R(x - R(0.3)) : R(R(0.3) - x);
    }
    std::vector<double> kinks() const { return {0.3}; }
    std::string name() const { return "abs(x-0.3)"; }
};
struct Jump {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::exp;
        return x > R(0.7) ? R(2 + exp(R(-x))) : x < R(-1.1) ? R(1) : x;
    }
    std::vector<double> kinks() const { return {-1.1, 0.7}; }
    std::string name() const { return "two jumps"; }
};
struct Mixed {
    template <Scalar R>
    R operator()(const R& x) const {
        using std::sin;
        return x > R(0) ? R(sin(R(3 * x))) : R(x * x * x / 8);
    }
    std::vector<double> kinks() const { return {0}; }
    std::string name() const { return "sin(3x) above 0, x^3/8 below"; }
};

/// Calls f with each of them.
template <class F>
void every_activation(F&& f) {
    for (const char* name : {"tanh", "erf", "sigmoid", "gelu", "softplus", "swish", "sin", "exp", "gaussian", "he3",
                             "relu", "leaky-relu(0.3)", "step"})
        activation_named(name).visit(f);
    f(SteepTanh{});
    f(SlowTanh{});
    f(OffCentre{});
    f(Peak{});
    f(FastWave{});
    f(Growing{});
    f(ShiftedRelu{});
    f(Clip{});
    f(ShiftedAbs{});
    f(Jump{});
    f(Mixed{});
}

struct Worst {
    double error = 0, ratio = 0, bound = 0;
};

/// Every degree within its bound; the bound within 1e-13 of the norm up to degree 1000.
template <class S>
void check_case(const S& s, double d, int degrees, Worst& worst) {
    const auto q = quadrature_amplitudes<long double>(s, d, degrees, s.kinks());
    const auto exact = second_route::amplitudes(s, d, degrees, s.kinks());
    const std::string which = s.name();
    CAPTURE(which);
    CAPTURE(d);
    CAPTURE(degrees);
    CAPTURE(exact.difference);
    REQUIRE(exact.difference < 1e-19);  // of the last two rules: the finer one, which is used, is far closer
    const double norm = double(sqrt(exact.square));
    for (std::size_t k = 0; k < q.value.size(); ++k) {
        const double error = double(abs(Digits60(q.value[k]) - exact.value[k])), bound = double(q.error[k]);
        CAPTURE(k);
        CHECK(error <= bound);
        if (k <= 1000) CHECK(bound <= 1e-13 * std::max(1.0, norm));
        worst = {std::max(worst.error, error / norm), std::max(worst.ratio, error / bound),
                 std::max(worst.bound, bound / norm)};
    }
    CHECK(double(abs(Digits60(q.square) - exact.square)) <= double(q.square_error));
}

const double dimensions[] = {2, 3, 4, 5, 10, 30, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, infinite<>};

}  // namespace

TEST_SUITE("harmonics/quadrature") {
    TEST_CASE("[agreement] every activation at random dimensions against 60 digits: the bound holds") {
        std::mt19937 random(20240611);
        Worst worst;
        every_activation([&](const auto& s) {
            for (int i = 0; i < 2; ++i)
                check_case(s, dimensions[random() % std::size(dimensions)], 5 + int(random() % 30), worst);
        });
        MESSAGE("worst error ", worst.error, ", worst error/bound ", worst.ratio, ", worst bound ", worst.bound);
    }

    TEST_CASE("[agreement] many degrees against 60 digits: the bound holds") {
        Worst worst;
        check_case(Tanh{}, 3, 300, worst);
        check_case(Gelu{}, infinite<>, 400, worst);
        check_case(Clip{}, 2, 300, worst);
        check_case(ShiftedAbs{}, 100, 200, worst);
        check_case(Tanh{}, 1e8, 1000, worst);
        MESSAGE("worst error ", worst.error, ", worst error/bound ", worst.ratio, ", worst bound ", worst.bound);
    }

    TEST_CASE("[identity] powers to degree 2000 against their closed form in 60 digits: the bound holds") {
        Worst worst;
        for (const double d : dimensions)
            for (const Power& s : {relu(), relu(3), absolute(), step(), sign(), leaky_relu(0.1, "leaky")}) {
                const auto exact = power_amplitudes<Digits60>(s, d, 2000);
                const auto q = quadrature_amplitudes<long double>(s, d, 2000, s.kinks());
                const double norm = double(std::sqrt(q.square));
                CAPTURE(s.label);
                CAPTURE(d);
                for (std::size_t k = 0; k <= 2000; ++k) {
                    const double error = double(abs(Digits60(q.value[k]) - exact[k])), bound = double(q.error[k]);
                    if (!(error <= bound && (k > 1000 || bound <= 1e-13 * norm)))
                        FAIL_CHECK("degree ", k, ": error ", error, ", bound ", bound);
                    worst = {std::max(worst.error, error / norm), std::max(worst.ratio, error / bound),
                             std::max(worst.bound, bound / norm)};
                }
            }
        MESSAGE("worst error ", worst.error, ", worst error/bound ", worst.ratio, ", worst bound ", worst.bound);
    }

    TEST_CASE("[identity] waves to degree 2000 against their series in 60 digits: the bound holds") {
        for (const double d : dimensions) {
            const auto exact = wave_amplitudes<Digits60>(d, 2000, 1);
            const auto q = quadrature_amplitudes<long double>(Exp{}, d, 2000, {});
            CAPTURE(d);
            for (std::size_t k = 0; k <= 2000; ++k) {
                const double error = double(abs(Digits60(q.value[k]) - exact[k]));
                if (!(error <= double(q.error[k])))
                    FAIL_CHECK("degree ", k, ": error ", error, ", bound ", double(q.error[k]));
            }
        }
    }

    TEST_CASE("[agreement] kinks that are not listed are found") {
        for (const double d : {2.0, 5.0, 1e3, 1e8, infinite<>}) {
            const auto check = [&](const auto& s) {
                const auto listed = quadrature_amplitudes<long double>(s, d, 100, s.kinks()),
                           found = quadrature_amplitudes<long double>(s, d, 100, {});
                const std::string which = s.name();
                CAPTURE(which);
                CAPTURE(d);
                for (std::size_t k = 0; k <= 100; ++k) {
                    CHECK(std::abs(listed.value[k] - found.value[k]) <= listed.error[k] + found.error[k]);
                    CHECK(double(found.error[k]) < 1e-14);
                }
            };
            check(ShiftedRelu{});
            check(Clip{});
            check(ShiftedAbs{});
            check(Jump{});
            check(Mixed{});
        }
    }

    TEST_CASE("[agreement] a jump anywhere is found, also between the end of a panel and its first node") {
        std::mt19937 random(7);
        for (int i = 0; i < 300; ++i) {
            const double c = i == 0 ? 1.98292 : std::uniform_real_distribution<double>(-2.5, 2.5)(random);
            const auto s = [c]<Scalar R>(const R& x) {
                using std::exp;
                return R(exp(R(x / 10)) * (x > R(c) ? R(1) : R(-0.5)));
            };
            const double d = dimensions[random() % std::size(dimensions)];
            const std::vector<double> kink{c};
            const auto listed = quadrature_amplitudes<long double>(s, d, 20, kink),
                       found = quadrature_amplitudes<long double>(s, d, 20, {});
            CAPTURE(c);
            CAPTURE(d);
            for (std::size_t k = 0; k <= 20; ++k)
                CHECK(std::abs(listed.value[k] - found.value[k]) <= listed.error[k] + found.error[k]);
            CHECK(double(found.error[20]) < 1e-13);
        }
    }

    TEST_CASE("[agreement] pairs of doubles against 80 bits, for processors without them") {
        for (const double d : {2.0, 3.0, 1e4, infinite<>}) {
            const FoldedNodes<long double> nodes = folded_nodes<long double>(Gelu{}, d, 600, {});
            FoldedFunction<long double> f;
            for (std::size_t j = 0; j < nodes.x.size(); ++j) {
                if (nodes.weight[j] < 1e-60L) continue;
                const long double root = std::sqrt(nodes.weight[j]);
                f.x.push_back(nodes.x[j]);
                f.root.push_back(root);
                f.even.push_back(root * (nodes.up[j] + nodes.down[j]));
                f.odd.push_back(root * (nodes.up[j] - nodes.down[j]));
            }
            const auto pairs = paired_projections(f, d, 600), plain = plain_projections(f, d, 600);
            for (std::size_t k = 0; k <= 600; ++k)
                CHECK(double(std::abs(pairs[k] - plain[k])) <= 1e-18 * double(k + 10));
        }
    }
}
