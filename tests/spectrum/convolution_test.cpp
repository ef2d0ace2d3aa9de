// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <bit>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/cube.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "reference.hpp"
#include "structured.hpp"

using namespace lazyrisk;

namespace {

double number(const reference::Row& row, const char* column) {
    return row.at(column).empty() ? 1 : std::stod(row.at(column));
}

/// The model of a row of the table.
Convolution model_of(const reference::Row& row) {
    const double d = number(row, "d"), q = number(row, "q");
    const std::string kernel = row.at("kernel");
    if (kernel == "FC") return {d, d, 1, relu_tangent()};
    return {d, q, kernel == "GP" ? d : kernel == "LP" ? number(row, "pool") : 1, relu_tangent()};
}

double trace_of(const Spectrum<>& s) {
    double trace = s.tail;
    for (const Level<>& level : s.levels) trace += level.mass;
    return trace;
}

/// A point of the cube is a word, a set bit a minus sign.
int sign(unsigned x, unsigned set) { return std::popcount(x & set) % 2 == 0 ? 1 : -1; }
unsigned shifted(unsigned x, int by, int d) { return ((x << by) | (x >> (d - by))) & ((1u << d) - 1); }

/// K(x,y) straight from its definition (11.8).
double kernel_at(const Convolution& m, unsigned x, unsigned y) {
    const int d = int(m.dimension), q = int(m.patch), w = int(m.window);
    const auto& h = std::get<Profile>(m.kernel).value;
    const auto patches = [&](int k, int l) {
        const unsigned patch = (1u << q) - 1;
        const int minus = std::popcount((shifted(x, k % d, d) ^ shifted(y, l % d, d)) & patch);
        return double(h((q - 2.0L * minus) / q));
    };
    double sum = 0;
    if (m.whole()) return patches(0, 0);
    for (int k = 0; k < d; ++k) {
        if (m.global())
            for (int l = 0; l < d; ++l) sum += patches(k, l) / d / d;
        else
            for (int l = -w + 1; l < w; ++l) sum += (1 - std::abs(l) / double(w)) * patches(k, k + l + d) / d;
    }
    return sum;
}

}  // namespace

TEST_SUITE("spectrum/convolution") {
    TEST_CASE("[reference] four kernels on the cube: risk to the eight digits of the table") {
        const Target<> target{{{1, 0.3}, {2, 0.4}, {3, 0.3}}, 0};  // sums of x_i, x_i x_{i+1}, x_i x_{i+1} x_{i+2}
        int far = 0;
        for (const auto& row : reference::table("dynamics_conv.csv")) {
            const Problem<Convolution> p{.model = model_of(row),
                                         .target = target,
                                         .samples = number(row, "n"),
                                         .ridge = Ridge<>::per_sample(number(row, "lam")),
                                         .noise_variance = number(row, "noise_var")};
            const Risk<> r = risk(p);
            CAPTURE(row.at("kernel"));
            CAPTURE(row.at("n"));
            CAPTURE(row.at("lam"));
            CHECK(r.excess_risk == nearly(number(row, "risk_eq"), 1e-7));
            CHECK(r.error_bound < 1e-6 * r.excess_risk);
            far += std::abs(number(row, "risk_sim") - r.excess_risk) > 2.5 * number(row, "risk_se");
        }
        CHECK(far <= 1);
    }

    TEST_CASE("[identity] all eigenvectors of the full matrix on small cubes, one by one") {
        struct Sizes {
            int d, patch, window;
        };
        for (const Sizes& sizes : {Sizes{8, 8, 1},
                                   {8, 4, 1},
                                   {8, 3, 1},
                                   {8, 4, 3},
                                   {8, 4, 5},
                                   {8, 2, 2},
                                   {8, 4, 8},
                                   {8, 3, 8},
                                   {8, 3, 7},
                                   {7, 7, 1},
                                   {7, 3, 1},
                                   {7, 3, 2},
                                   {7, 3, 5},
                                   {7, 2, 7},
                                   {6, 3, 4},
                                   {6, 2, 3},
                                   {6, 3, 6},
                                   {5, 2, 3}}) {
            const int d = sizes.d, patch = sizes.patch, window = sizes.window;
            const unsigned points = 1u << d;
            const Convolution m{double(d), double(patch), double(window), relu_tangent()};
            const Spectrum<> s = diagonalize(m, 0);
            CAPTURE(d);
            CAPTURE(patch);
            CAPTURE(window);
            std::map<Mode, double> count;
            double trace = 0;
            for (unsigned set = 0; set < points; ++set) {
                unsigned first = set;  // the smallest of the shifts stands for the orbit
                int orbit = 0;
                for (int t = 0; t < d; ++t) {
                    if (shifted(set, t, d) < set) first = 0;
                    if (shifted(set, t, d) == set) ++orbit;
                }
                if (first != set) continue;
                orbit = d / orbit;
                const int size = std::popcount(set);
                int extent = d;  // cyclic: the shortest window around the set
                for (int t = 0; t < d; ++t) extent = std::min(extent, int(std::bit_width(shifted(set, t, d))));
                for (int j = 0; j < orbit; ++j) {
                    const int frequency = std::min(j, orbit - j);
                    // sum_t cos(2 pi j t/orbit) or sin of the shifts of the monomial; at an arbitrary point
                    const auto wave = [&](unsigned x) {
                        double sum = 0;
                        for (int t = 0; t < orbit; ++t) {
                            const double phase = 2 * std::acos(-1.0) * j * t / orbit;
                            sum += (2 * j <= orbit ? std::cos(phase) : std::sin(phase)) * sign(x, shifted(set, t, d));
                        }
                        return sum;
                    };
                    Mode mode(size, m.whole() ? 0 : std::max(0, extent - size),
                              window == 1 || m.global() ? 0 : frequency * d / orbit);
                    const Level<>* level = size == 0 || extent <= patch ? s.find(mode) : nullptr;
                    if (m.global() && frequency != 0) level = nullptr;
                    const double eigenvalue = level != nullptr ? level->eigenvalue : 0;
                    for (const unsigned x : {0u, 0b00010110u % points, 0b10100111u % points}) {
                        double image = 0;
                        for (unsigned y = 0; y < points; ++y) image += kernel_at(m, x, y) * wave(y) / points;
                        CAPTURE(set);
                        CAPTURE(j);
                        CHECK(std::abs(image - eigenvalue * wave(x)) < 1e-14 * points);
                    }
                    if (level != nullptr) count[mode] += 1;
                    trace += eigenvalue;
                }
            }
            for (const Level<>& level : s.levels) {
                CAPTURE(to_text(level.mode));
                CHECK(level.multiplicity == count[level.mode]);
            }
            CHECK(trace == nearly(trace_of(s), 1e-13));
            CHECK(s.tail < 1e-15);
        }
    }

    TEST_CASE("[identity] eigenvalues of the cube: powers of the mean of signs, and the trace") {
        // E S^3 s_1 = (3q - 2)/q^3 and E S^3 s_1 s_2 s_3 = 6/q^3 for the mean S of q signs
        const CubeEigenvalues xi = cube_eigenvalues([](long double t) { return t * t * t; }, 12, 0);
        CHECK(double(xi.value[1]) == nearly(34.0 / 1728, 1e-16));
        CHECK(double(xi.value[3]) == nearly(6.0 / 1728, 1e-16));
        for (std::size_t l : {0u, 2u, 4u, 5u, 8u, 11u, 12u}) CHECK(std::abs(xi.value[l]) <= xi.error[l]);
        for (const int q : {1, 2, 9, 40, 200}) {
            const CubeEigenvalues e = cube_eigenvalues([](long double t) { return std::exp(t); }, q, 0);
            long double trace = 0;
            for (int l = 0; l <= std::min(q, 6); ++l) {
                // E exp(S) s_1 .. s_l = cosh(1/q)^{q-l} sinh(1/q)^l
                const long double expected = std::pow(std::cosh(1.0L / q), q - l) * std::pow(std::sinh(1.0L / q), l);
                CAPTURE(q);
                CAPTURE(l);
                CHECK(std::abs(e.value[std::size_t(l)] - expected) <= e.error[std::size_t(l)]);
            }
            for (int l = 0; l <= std::min(q, 12); ++l) trace += e.value[std::size_t(l)] * binomial(q, l);
            CHECK(double(trace) == nearly(std::exp(1.0), 1e-9));
        }
    }

    TEST_CASE("[identity] traces; a polynomial has no tail; pooling moves mass to low frequencies") {
        for (const double w : {1.0, 3.0, 12.0, 60.0}) {
            const Spectrum<> s = diagonalize(Convolution{60, 20, w, relu()}, 0);
            CAPTURE(w);
            CHECK(s.tail >= 0);
            if (w == 1) CHECK(trace_of(s) == nearly(0.5, 1e-13));
            if (w < 60) {
                double linear = 0;
                for (const Level<>& level : s.levels)
                    if (level.mode.degree == 1) linear += level.mass;
                CHECK(linear == nearly(0.25, 1e-13));  // t/4, of the trace of relu's kernel
            }
        }
        const Spectrum<> square =
            diagonalize(Convolution{20, 8, 1, Profile{"square", [](long double t) { return t * t; }, 2}}, 0);
        CHECK(square.tail == 0);
        CHECK(square.tail_error == 0);
        CHECK(square.find(2)->eigenvalue > square.find(Mode(2, 3))->eigenvalue);
        CHECK(square.find(4)->eigenvalue == 0);
    }

    TEST_CASE("[limit] half of degree 2 is learned at about d^2 samples, d q with patches, q with pooling") {
        const auto half_learned = [](const Convolution& model) {
            const Resolved resolved(model, 2);
            double low = 0, high = std::log(1e7);
            for (int step = 0; step < 40; ++step) {
                const double middle = (low + high) / 2;
                (resolved.at({{{2, 1.0}}, 0}, {{std::exp(middle), infinite<>}, 1e-9, 0, 1}).excess_risk > 0.5 ? low
                                                                                                              : high) =
                    middle;
            }
            return std::exp(low);
        };
        for (const double d : {40.0, 80.0, 160.0}) {
            CAPTURE(d);
            CHECK(half_learned({d, d, 1, relu_tangent()}) / (d * d) == nearly(0.34, 0.08));
            const double local = half_learned({d, 10, 1, relu_tangent()}) / (10 * d),
                         global = half_learned({d, 10, d, relu_tangent()}) / 10;
            CHECK((local > 0.3 && local < 0.7));
            CHECK((global > 0.3 && global < 0.9));
        }
        // the same on the sphere, by learnability, kernel of relu at ridge 0; the limit is (12.17) at u = 1
        const double zeta =
            std::numbers::pi - 3;  // masses 1/2 - 1/(2 pi) - 1/4 - 1/(4 pi) above degree 2, 1/(4 pi) of it
        for (const auto& [d, share] : {std::pair{30.0, 0.358}, {60.0, 0.339}, {1e5, (0.5 + zeta) / 2}}) {
            const Resolved resolved(Kernel{relu(), d}, 2);
            const Operation<> op{{share * d * d, infinite<>}, 0, 0, 1};
            CHECK(resolved.learnability(op, resolved.at({}, op), {Mode(2)})[0] == nearly(0.5, 2e-3));
        }
    }

    TEST_CASE("[identity] what is not known of h and of the constant counts as often as pooling repeats it") {
        const Profile rough{"exp(t-1)", [](long double t) { return std::exp(t - 1); }, -1, 1e-7L};
        double before = 0;
        for (const double window : {1.0, 3.0, 7.0}) {
            const Spectrum<> s = diagonalize(Convolution{40, 6, window, rough}, 0);
            CAPTURE(window);
            CAPTURE(s.tail_error);
            CHECK(s.tail_error >= window * 1e-7);
            CHECK(s.tail_error > before);
            before = s.tail_error;
        }
    }

    TEST_CASE("[error] sizes out of range") {
        for (const double patch : {1.0, 11.0, 19.0, 2.5, 21.0}) {
            CAPTURE(patch);
            CHECK_THROWS_AS(diagonalize(Convolution{20, patch, 1, relu()}, 0), DomainError);
        }
        CHECK_THROWS_AS(diagonalize(Convolution{20, 20, 4, relu()}, 0), DomainError);
        CHECK_THROWS_AS(diagonalize(Convolution{20, 5, 21, relu()}, 0), DomainError);
        CHECK_THROWS_AS(diagonalize(Convolution{20, 5, 0, relu()}, 0), DomainError);
        CHECK_THROWS_AS(diagonalize(Convolution{infinite<>, 5, 1, relu()}, 0), NotCovered);
        CHECK_THROWS_AS(diagonalize(Convolution{2000, 500, 1, relu()}, 0), NotCovered);
    }
}
