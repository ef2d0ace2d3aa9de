// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/density.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <chrono>
#include <cmath>
#include <numbers>

#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Spectrum<> isotropic(double p, double v) {
    Spectrum<> s;
    s.levels = {{0, v, p, p * v, 0}};
    return s;
}

/// Trapezoidal rule in the angle of each bulk, which the points of `density` are the middles of: spectrally accurate.
std::vector<double> masses(const std::vector<DensityPoint>& points, const Bulks& b) {
    std::vector<double> list;
    for (const Bulk& bulk : b.bulks) {
        double sum = 0;
        int own = 0;
        for (const DensityPoint& p : points) {
            if (p.eigenvalue < bulk.left || p.eigenvalue > bulk.right) continue;
            ++own;
            sum += p.density * std::sqrt((p.eigenvalue - bulk.left) * (bulk.right - p.eigenvalue));
        }
        list.push_back(sum * std::numbers::pi / own);
    }
    return list;
}

}  // namespace

TEST_SUITE("resolvent/density") {
    TEST_CASE("[identity] one level: edges and density of Marchenko and Pastur, to 1e-12") {
        for (const auto& pair : {std::pair{100.0, 40.0}, {100.0, 101.0}, {100.0, 1000.0}, {7.0, 1e6}}) {
            const double p = pair.first, n = pair.second;
            CAPTURE(p);
            CAPTURE(n);
            const Degrees<> d(isotropic(p, 0.3));
            const Sizes<> sizes{n, infinite<>};
            const Bulks b = bulks(d, sizes);
            REQUIRE(b.bulks.size() == 1);
            const double c = p / n, left = 0.3 * (1 - std::sqrt(c)) * (1 - std::sqrt(c)),
                         right = 0.3 * (1 + std::sqrt(c)) * (1 + std::sqrt(c));
            CHECK(std::abs(b.bulks[0].left - left) < 1e-12 * right);
            CHECK(std::abs(b.bulks[0].right / right - 1) < 1e-12);
            CHECK(b.bulks[0].count == std::min(p, n));
            CHECK(b.zero == std::max(0.0, n - p));
            CHECK(std::abs(largest_eigenvalue(d, sizes) / right - 1) < 1e-12);
            for (const DensityPoint& at : density(d, sizes, b, 100)) {
                const double s = at.eigenvalue,
                             exact = std::sqrt((s - left) * (right - s)) / (2 * std::numbers::pi * 0.3 * s);
                CHECK(std::abs(at.density / exact - 1) < 1e-7);  // the edges' own rounding
            }
        }
    }

    TEST_CASE("[identity] random features of one level: the product of two Marchenko-Pastur laws, by its cubic") {
        // lambda = nu (1 - T/n)(1 - T/p), T = M s/(s + nu): for each real lambda < 0 a cubic in nu
        const double modes = 50, s = 0.2, n = 80, p = 120;
        const Degrees<> d(isotropic(modes, s));
        const Bulks b = bulks(d, {n, p});
        REQUIRE(b.bulks.size() == 1);
        for (const DensityPoint& at : density(d, {n, p}, b, 50)) {
            // (s+nu)^2 lambda = nu (s + nu - M s/n)(s + nu - M s/p): nu^3 + a nu^2 + b nu + c = 0 at lambda = -x
            const double x = at.eigenvalue, u = s - modes * s / n, v = s - modes * s / p;
            const double ca = u + v + x, cb = u * v + 2 * s * x, cc = s * s * x;
            const double q = (3 * cb - ca * ca) / 9, r = (9 * ca * cb - 27 * cc - 2 * ca * ca * ca) / 54,
                         disc = q * q * q + r * r;
            REQUIRE(disc > 0);  // two complex roots: inside the bulk
            const double s1 = std::cbrt(r + std::sqrt(disc)), s2 = std::cbrt(r - std::sqrt(disc));
            const std::complex<double> nu(-(s1 + s2) / 2 - ca / 3, std::sqrt(3.0) / 2 * std::abs(s1 - s2));
            const std::complex<double> w1 = 1.0 - modes * s / (s + nu) / p;
            CHECK(at.density == nearly(-(1.0 / (nu * w1)).imag() / std::numbers::pi, 1e-6));
        }
    }

    TEST_CASE(
        "[identity] every level its bulk: counts are integrals of the density, kernel and features, with and without a "
        "tail") {
        Spectrum<> s;
        s.levels = {{0, 0.5, 1, 0.5, 0}, {1, 0.03, 20, 0.6, 0}, {2, 0.0004, 150, 0.06, 0}};
        for (const double tail : {0.0, 0.05})
            for (const double n : {100.0, 400.0, 5000.0})
                for (const double p : {60.0, 700.0, 1e5, infinite<>}) {
                    CAPTURE(tail);
                    CAPTURE(n);
                    CAPTURE(p);
                    s.tail = tail;
                    const Degrees<> d(s);
                    const Bulks b = bulks(d, {n, p});
                    const std::vector<DensityPoint> points = density(d, {n, p}, b, 4000);
                    const std::vector<double> mass = masses(points, b);
                    double all = b.zero;
                    for (std::size_t i = 0; i < b.bulks.size(); ++i) {
                        CAPTURE(i);
                        CAPTURE(b.bulks[i].left);
                        CAPTURE(b.bulks[i].right);
                        all += b.bulks[i].count;
                        if (b.bulks[i].right > b.bulks[i].left)
                            CHECK(std::abs(mass[i] * n - b.bulks[i].count) < 1e-6 * n);
                        if (i > 0) CHECK(b.bulks[i].left > b.bulks[i - 1].right);
                    }
                    CHECK(std::abs(all - n) < 1e-9 * n);
                    CHECK(std::abs(largest_eigenvalue(d, {n, p}) / b.bulks.back().right - 1) < 1e-12);
                    // one mode alone with the largest eigenvalue stands apart
                    if (n >= 400 && p >= 700) CHECK(b.bulks.back().count == 1);
                }
    }

    TEST_CASE("[agreement] edges of many bulks to 12 digits: zeros of dlambda/dnu with 100 digits") {
        using Long = boost::multiprecision::cpp_bin_float_100;
        struct Case {
            const char* name;
            Spectrum<> spectrum;
            double samples, width;
            std::size_t least;
        };
        const auto relu_kernel = [](double d, int degrees) {
            return diagonalize(RandomFeatures{activation_named("relu"), d}, degrees);
        };
        const auto deep = [](double d) {
            return diagonalize(DeepKernel{.activation = activation_named("relu"),
                                          .depth = 3,
                                          .kind = DeepKind::ntk,
                                          .layers = TrainedLayers::all,
                                          .dimension = d},
                               12);
        };
        Spectrum<> close = relu_kernel(100, 6);
        close.tail = 1e-14;
        const std::vector<Case> cases{{"relu, d = 30", relu_kernel(30, 12), 1e7, infinite<>, 5},
                                      {"relu, d = 1000", relu_kernel(1000, 12), 1e9, infinite<>, 4},
                                      {"deep, d = 30", deep(30), 1e9, infinite<>, 7},
                                      {"deep, d = 300", deep(300), 3e8, infinite<>, 4},
                                      {"features near n = p", relu_kernel(30, 12), 3000, 3001, 3},
                                      {"features at n = p", relu_kernel(30, 12), 3000, 3000, 3},
                                      {"more features", relu_kernel(30, 12), 1e6, 3e6, 4},
                                      {"tiny tail", close, 2e5, infinite<>, 4},
                                      {"tiny tail, features", close, 2e5, 1e6, 4}};
        for (const Case& c : cases) {
            const Degrees<> degrees(c.spectrum);
            const Bulks found = bulks(degrees, {c.samples, c.width});
            CAPTURE(c.name);
            CHECK(found.bulks.size() >= c.least);
            const Long by_n = Long(1) / c.samples, by_p = is_infinite(c.width) ? Long(0) : Long(1) / c.width;
            // lambda and its two derivatives by nu
            const auto ridge = [&](const Long& nu, Long& slope, Long& bend) {
                Long t = c.spectrum.tail / nu, t1 = -t / nu, t2 = -2 * t1 / nu;
                for (std::size_t i = 0; i < degrees.size(); ++i) {
                    const Long r = 1 / (degrees.eigenvalue(i) + nu),
                               m = Long(degrees.multiplicity(i)) * degrees.eigenvalue(i) * r;
                    t += m, t1 -= m * r, t2 += 2 * m * r * r;
                }
                const Long a = 1 - t * by_n, b = 1 - t * by_p, ab1 = -t1 * (by_n * b + by_p * a),
                           ab2 = -t2 * (by_n * b + by_p * a) + 2 * t1 * t1 * by_n * by_p;
                slope = a * b + nu * ab1;
                bend = 2 * ab1 + nu * ab2;
                return Long(nu * a * b);
            };
            for (const Bulk& bulk : found.bulks) {
                if (!(bulk.right > bulk.left)) continue;
                for (const auto& end : {std::pair{bulk.left, bulk.nu_left}, {bulk.right, bulk.nu_right}}) {
                    const double edge = end.first, start = end.second;
                    Long nu = start, slope, bend, lambda = 0;
                    if (start == 0) continue;  // nothing below the tail's own
                    for (int step = 0; step < 30; ++step) {
                        lambda = ridge(nu, slope, bend);
                        nu -= slope / bend;
                    }
                    const double exact = double(-lambda), off = double(nu - start) / start;
                    CAPTURE(edge);
                    CAPTURE(exact);
                    CAPTURE(off);
                    CHECK(std::abs(off) < 1e-4);
                    CHECK(std::abs(edge - exact) < 1e-12 * std::abs(exact) + 1e-16 * bulk.right);
                }
            }
        }
    }

    TEST_CASE("[identity] the trace: the mean eigenvalue is the kernel's diagonal") {
        const Spectrum<> s = diagonalize(RandomFeatures{activation_named("relu"), 30}, 40);
        const Degrees<> d(s);
        double trace = s.tail;
        for (const auto& level : s.levels) trace += level.mass;
        for (const double p : {100.0, 300.0, infinite<>}) {
            const Bulks b = bulks(d, {200, p});
            const std::vector<DensityPoint> points = density(d, {200, p}, b, 3000);
            double mean = 0;
            for (const Bulk& bulk : b.bulks) {
                double sum = 0;
                int own = 0;
                for (const DensityPoint& at : points) {
                    if (at.eigenvalue < bulk.left || at.eigenvalue > bulk.right) continue;
                    ++own;
                    sum += at.eigenvalue * at.density *
                           std::sqrt((at.eigenvalue - bulk.left) * (bulk.right - at.eigenvalue));
                }
                mean += sum * std::numbers::pi / own;
            }
            CHECK(mean * 200 == nearly(trace, 1e-7));
        }
    }

    TEST_CASE("[agreement] asked at given places; 2000 points take some 5 ms") {
        const Spectrum<> s = diagonalize(RandomFeatures{activation_named("relu"), 30}, 40);
        const Degrees<> d(s);
        const Sizes<> sizes{400, 600};
        const Bulks b = bulks(d, sizes);
        const auto start = std::chrono::steady_clock::now();
        const std::vector<DensityPoint> points = density(d, sizes, b, 2000);
        MESSAGE(b.bulks.size() << " bulks, " << points.size() << " points: "
                               << 1e3 * std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()
                               << " ms");
        std::vector<double> places;
        for (std::size_t i = 0; i < points.size(); i += 37) places.push_back(points[i].eigenvalue);
        places.push_back(2 * b.bulks.back().right);
        const std::vector<DensityPoint> again = density_at(d, sizes, b, places);
        for (std::size_t i = 0; i + 1 < again.size(); ++i)
            CHECK(again[i].density == nearly(points[37 * i].density, 1e-6));
        CHECK(again.back().density == 0);
    }

    TEST_CASE("[identity] as many points as asked for, on the bulks that have a width alone") {
        Spectrum<> s;
        s.levels = {{0, 0.5, 10, 5, 0}, {1, 0.03, 20, 0.6, 0}};
        s.tail = 0.05;
        for (const double n : {25.0, 400.0, 5000.0}) {  // from 400 on the bare tail is a bulk of no width
            const Degrees<> d(s);
            const Bulks b = bulks(d, {n, infinite<>});
            std::size_t wide = 0;
            for (const Bulk& bulk : b.bulks) wide += bulk.right > bulk.left;
            if (n > 30) CHECK(wide < b.bulks.size());
            for (const int points : {200, 1000}) {
                const auto list = density(d, {n, infinite<>}, b, points);
                CHECK(list.size() + 4 >= std::size_t(points));
                CHECK(list.size() <= std::size_t(points) + 4);
                std::vector<std::size_t> own(b.bulks.size(), 0);
                for (const DensityPoint& p : list)
                    for (std::size_t i = 0; i < b.bulks.size(); ++i)
                        own[i] += p.eigenvalue > b.bulks[i].left && p.eigenvalue < b.bulks[i].right;
                std::size_t all = 0;
                for (std::size_t i = 0; i < own.size(); ++i) {
                    all += own[i];
                    if (b.bulks[i].right > b.bulks[i].left)
                        CHECK(own[i] >= std::size_t(0.4 * points / double(wide)));  // half of them evenly
                }
                CHECK(all == list.size());
            }
        }
    }

    TEST_CASE("[error] infinitely many samples have no sample matrix") {
        CHECK_THROWS_AS(static_cast<void>(bulks(Degrees<>(isotropic(10, 1)), {infinite<>, 10})), DomainError);
    }

    TEST_CASE("[limit] as many modes as samples beside a tail: one bulk, which no second one of no width joins") {
        // masses 1 = 0.5 of 20 modes, tail 0.5, n = 20: Marchenko and Pastur at ratio 1, from 0 to 4 times 0.5/20,
        // moved by 0.5/20
        Spectrum<> s = isotropic(20, 0.025);
        s.tail = 0.5;
        const Degrees<> d(s);
        const Bulks b = bulks(d, {20, infinite<>});
        REQUIRE(b.bulks.size() == 1);
        CHECK(b.bulks[0].count == 20);
        CHECK(b.bulks[0].left == nearly(0.025, 1e-7));
        CHECK(b.bulks[0].right == nearly(0.125, 1e-12));
        CHECK(b.zero == 0);
        // one sample more, one mode fewer: an eigenvalue of the tail alone
        CHECK(bulks(d, {21, infinite<>}).bulks.size() == 2);
        CHECK(bulks(d, {19, infinite<>}).bulks.size() == 1);
    }
}
