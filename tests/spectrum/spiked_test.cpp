// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "reference.hpp"
#include "structured.hpp"

using namespace lazyrisk;

namespace {

double number(const reference::Row& row, const char* column) { return std::stod(row.at(column)); }

double trace_of(const Spectrum<>& s) {
    double trace = s.tail;
    for (const Level<>& level : s.levels) trace += level.mass;
    return trace;
}

/// Energies of the tables.
const Target<> target{{{1, 0.5}, {2, 0.4}, {3, 0.1}}, 0};

}  // namespace

TEST_SUITE("spectrum/spiked") {
    TEST_CASE("[reference] kernel ridge regression with the tangent kernel: risk to the ten digits of the table") {
        int far = 0;
        double worst_z = 0;
        std::map<std::string, Resolved> models;
        for (const auto& row : reference::table("dynamics_spiked.csv")) {
            const SpikedKernel model{{number(row, "d"), number(row, "ds"), number(row, "r2")}, relu_tangent()};
            const Resolved& resolved = models.try_emplace(row.at("d") + "," + row.at("r2"), model, 3).first->second;
            const Risk<> r =
                resolved.at(target, {{number(row, "n"), infinite<>}, number(row, "lam"), number(row, "noise_var"), 1});
            const double expected = number(row, "risk_eq");
            CAPTURE(row.at("r2"));
            CAPTURE(row.at("n"));
            CAPTURE(row.at("lam"));
            CHECK(r.excess_risk == nearly(expected, 1e-9));
            CHECK(r.error_bound < 1e-4 * r.excess_risk);
            CHECK(std::abs(number(row, "risk_sim") / r.excess_risk - 1) < 0.06);
            const double z = (number(row, "risk_sim") - r.excess_risk) / number(row, "risk_se");
            far += std::abs(z) > 2.7;
            worst_z = std::max(worst_z, std::abs(z));
        }
        CHECK(far <= 2);  // of forty; standard errors from four draws are low at times
        CHECK(worst_z < 4);
    }

    TEST_CASE("[reference] random features: risk to the six digits of the table") {
        for (const auto& row : reference::table("dynamics_spiked_rf.csv")) {
            const Problem<SpikedFeatures> p{.model = {{number(row, "d"), number(row, "ds"), number(row, "r2")}, relu()},
                                            .target = target,
                                            .samples = number(row, "n"),
                                            .width = number(row, "N"),
                                            .ridge = Ridge<>::per_sample(number(row, "lam")),
                                            .noise_variance = number(row, "noise_var")};
            const Risk<> r = risk(p);
            CAPTURE(row.at("r2"));
            CAPTURE(row.at("n"));
            CAPTURE(row.at("N"));
            CHECK(std::abs(r.excess_risk - number(row, "risk_eq")) < 0.6e-6);
            CHECK(std::abs(number(row, "risk_sim") - r.excess_risk) < 3 * number(row, "risk_se"));
        }
    }

    TEST_CASE("[identity] polynomials: eigenvalues from moments of both spheres, no tail") {
        // h = t^2 with t = a u + b v: E u^2 = 1/ds, u^2 = 1/ds + (1 - 1/ds) P_2(u)
        const SpikedInputs inputs{20, 5, 3};
        const double a = inputs.signal_share(), b = 1 - a;
        const Spectrum<> s =
            diagonalize(SpikedKernel{inputs, Profile{"square", [](long double t) { return t * t; }, 2}}, 12);
        CHECK(a == nearly(0.5));
        CHECK(s.tail == 0);
        CHECK(s.tail_error == 0);
        CHECK(s.find(0)->eigenvalue == nearly(a * a / 5 + b * b / 15, 1e-14));
        CHECK(s.find(Mode(1, 1))->eigenvalue == nearly(2 * a * b / 75, 1e-14));
        CHECK(s.find(Mode(2, 0))->mass == nearly(a * a * 0.8, 1e-14));
        CHECK(s.find(Mode(0, 2))->mass == nearly(b * b * 14 / 15, 1e-14));
        CHECK(s.find(1)->eigenvalue == 0);
        CHECK(trace_of(s) == nearly(1, 1e-14));
    }

    TEST_CASE("[identity] exponentials factor: each eigenvalue is the product of the spheres' own") {
        // E exp(c u) P_k(u) = sum over even powers, all terms positive
        const auto factor = [](double d, int k, long double c) {
            long double term = 1, sum = 0;
            for (int j = 0; j < k; ++j) term *= c / (d + 2 * j);
            for (int m = 0; m < 60; ++m) sum += term, term *= c * c / (2.0L * (m + 1) * (d + 2 * k + 2 * m));
            return sum;
        };
        for (const int signal : {4, 1}) {  // a single one: cosh and sinh
            CAPTURE(signal);
            const SpikedInputs inputs{16, double(signal), 6};
            const long double a = inputs.signal_share();
            const Profile h{"exp", [](long double t) { return std::exp(2 * t); }};
            const Spectrum<> s = diagonalize(SpikedKernel{inputs, h}, 12);
            for (int k = 0; k <= (signal == 1 ? 1 : 6); ++k)
                for (int l = 0; l <= 6; ++l) {
                    CAPTURE(k);
                    CAPTURE(l);
                    const Level<>* level = s.find(Mode(k, l));
                    const double expected = double(factor(signal, k, 2 * a) * factor(16 - signal, l, 2 * (1 - a)));
                    if (level == nullptr || level->eigenvalue == 0) {  // not resolved: part of the tail
                        CHECK(expected <= s.tail_largest);
                        CHECK(expected < 1e-9);
                        continue;
                    }
                    CHECK(level->eigenvalue == nearly(expected, 1e-9));
                    CHECK(std::abs(level->eigenvalue - expected) * level->multiplicity <=
                          level->mass_error + 1e-15 * level->mass);
                }
            CHECK(trace_of(s) == nearly(std::exp(2.0), 1e-12));
            if (signal == 1) {
                CHECK(s.find(Mode(2, 0)) == nullptr);
                CHECK(s.find(Mode(1, 0))->multiplicity == 1);
                CHECK(s.find(Mode(1, 1))->multiplicity == 15);
            }
        }
    }

    TEST_CASE("[identity] without a spike in any coordinate the low degrees add up to those of the sphere, nearly") {
        // the product of two spheres is not the sphere, but radii fluctuate by 1/sqrt(d) only
        const double d = 400;
        const Spectrum<> s = diagonalize(SpikedKernel{{d, 200, 1}, relu()}, 12),
                         sphere = diagonalize(Kernel{relu(), d}, 12);
        double by_degree[3] = {0, 0, 0};
        for (const Level<>& level : s.levels)
            if (const int degree = level.mode.degree + level.mode.second; degree < 3) by_degree[degree] += level.mass;
        for (int k = 0; k < 3; ++k) CHECK(by_degree[k] == nearly(sphere.levels[std::size_t(k)].mass, 0.01));
        CHECK(by_degree[1] == nearly(sphere.levels[1].mass, 1e-13));  // the linear part of relu's kernel is t/4
        CHECK(trace_of(s) == nearly(0.5, 1e-14));
    }

    TEST_CASE("[agreement] coarse and fine cuts: the same eigenvalues, the same risk, the trace kept") {
        for (const double ds : {2.0, 3.0, 9.0}) {
            const SpikedKernel model{{12, ds, 4}, relu_tangent()};
            const Spectrum<> coarse = diagonalize(model, 12), fine = diagonalize(model, 60);
            CAPTURE(ds);
            for (const Level<>& level : coarse.levels) {
                const Level<>* other = fine.find(level.mode);
                if (other == nullptr) continue;  // not resolved in the finer rounding
                CHECK(std::abs(level.mass - other->mass) <= level.mass_error + other->mass_error);
            }
            CHECK(trace_of(coarse) == nearly(2, 1e-14));
            CHECK(fine.tail < coarse.tail);
            for (const Level<>& level : fine.levels)
                if (level.mode.degree + level.mode.second > 12)
                    CHECK(level.eigenvalue <= coarse.tail_largest * (1 + 1e-9));
            const Operation<> op{{200, infinite<>}, 1e-4, 0.1, 1};
            const Risk<> a = Resolved(model, 3, 30).at(target, op), b = Resolved(model, 3, 60).at(target, op);
            CHECK(std::abs(a.test_error - b.test_error) <= a.error_bound + b.error_bound);
            CHECK(a.error_bound < 0.01);
        }
    }

    TEST_CASE("[limit] half of degree l is learned at about d_eff^l samples, d_eff = max(ds, d/r^2)") {
        const auto half_learned = [](const SpikedInputs& inputs, int degree) {
            const Resolved model(SpikedKernel{inputs, relu_tangent()}, degree, 12);
            double low = 0, high = std::log(1e9);
            for (int step = 0; step < 40; ++step) {
                const double middle = (low + high) / 2;
                const double left =
                    model.at({{{degree, 1.0}}, 0}, {{std::exp(middle), infinite<>}, 1e-9, 0, 1}).excess_risk;
                (left > 0.5 ? low : high) = middle;
            }
            return std::exp(low);
        };
        for (const int degree : {1, 2}) {
            double before = 0, effective_before = 0;
            for (const double d : {400.0, 1600.0, 6400.0}) {
                const double ds = std::round(std::pow(d, 0.3)), ratio = std::pow(d, 0.4);  // d/r^2 = d^0.6 decides
                const double effective = std::max(ds, d / ratio), n = half_learned({d, ds, ratio}, degree);
                CAPTURE(d);
                CAPTURE(degree);
                CHECK(n / std::pow(effective, degree) > 0.4);
                CHECK(n / std::pow(effective, degree) < 2.5);
                if (before > 0)
                    CHECK(std::log(n / before) / std::log(effective / effective_before) == nearly(degree, 0.15));
                before = n, effective_before = effective;
            }
        }
    }

    TEST_CASE("[error] sizes out of range") {
        CHECK_THROWS_AS(diagonalize(SpikedKernel{{20, 0, 2}, relu()}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(SpikedKernel{{20, 19, 2}, relu()}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(SpikedKernel{{20, 4.5, 2}, relu()}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(SpikedKernel{{20, 4, 0}, relu()}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(SpikedKernel{{infinite<>, 4, 1}, relu()}, 12), NotCovered);
        CHECK_THROWS_AS(
            diagonalize(SpikedKernel{{20, 4, 1}, Profile{"odd", [](long double t) { return 2 - t; }, 1}}, 12),
            DomainError);
    }
}
