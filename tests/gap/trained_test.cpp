// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/trained.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "../nearly.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;

Vector normals(std::size_t size, std::uint64_t seed) {
    Vector v(size);
    Draw{seed, 0, 0}.stream(Role::noise).normals(v);
    return v;
}

}  // namespace

TEST_SUITE("gap/trained") {
    TEST_CASE("[agreement] gradients of the population risks are differences of the risks") {
        const int d = 5, width = 3;
        for (const PopulationRisk& risk :
             {square_network_risk(quadratic_target("wishart", d, {})), relu_network_risk(d)}) {
            Vector weights = normals((d + 1) * width, 3), gradient(weights.size()), unused(weights.size());
            static_cast<void>(risk.at(width, weights, gradient));
            for (std::size_t k = 0; k < weights.size(); ++k) {
                constexpr double h = 1e-5;
                const double before = weights[k];
                weights[k] = before + h;
                const double above = risk.at(width, weights, unused);
                weights[k] = before - h;
                const double below = risk.at(width, weights, unused);
                weights[k] = before;
                CHECK(gradient[k] == nearly((above - below) / (2 * h), 1e-7, 1e-7 * 1e-3));
            }
        }
    }

    TEST_CASE("[simulation] the population risks are averages over normal inputs, and over the sphere") {
        const int d = 5, width = 3, points = 200000;
        const QuadraticTarget form = quadratic_target("traceless", d, {});
        const Vector weights = normals((d + 1) * width, 4);
        Vector unused(weights.size());
        const double *w = weights.data(), *a = w + d * width;
        Matrix normal(d, points);
        Draw{5, 0, 0}.stream(Role::data).normals(entries(normal));
        const Matrix round = on_sphere(d, points, std::sqrt(double(d)), Draw{6, 0, 0}.stream(Role::data));
        // f* - f at every point; of the quadratic network the mean is its free intercept's
        const auto left = [&](const Matrix& x, bool quadratic) {
            double sum = 0, squares = 0;
            for (int i = 0; i < points; ++i) {
                double off = 0;
                for (int p = 0; quadratic && p < d; ++p)
                    for (int q = 0; q < d; ++q) off += form.form(p, q) / std::sqrt(form.square) * x(p, i) * x(q, i);
                if (!quadratic) off = std::max(0.0, x(0, i));
                for (int j = 0; j < width; ++j) {
                    double u = 0;
                    for (int p = 0; p < d; ++p) u += w[j * d + p] * x(p, i);
                    off -= a[j] * (quadratic ? u * u : std::max(0.0, u));
                }
                sum += off;
                squares += off * off;
            }
            return quadratic ? (squares / points - sum * sum / points / points) / 2 : squares / points / 0.5;
        };
        CHECK(square_network_risk(form).at(width, weights, unused) == nearly(left(normal, true), 0.03));
        CHECK(relu_network_risk(d).at(width, weights, unused) == nearly(left(normal, false), 0.02));
        CHECK(relu_network_risk(d).at(width, weights, unused) == nearly(left(round, false), 0.02));
    }

    TEST_CASE(
        "[reference] every start ends at the best approximation of rank N (Eckart and Young) where B is positive, the "
        "best start elsewhere") {
        for (const char* name : {"wishart", "traceless"}) {
            CAPTURE(std::string(name));
            const QuadraticTarget target = quadratic_target(name, 30, Draw{2, 0, 0});
            const double lowest = network_on_quadratic(target, 8);
            const TrainedGap gap = trained_gap(square_network_risk(target), 8, 4, 1);
            CHECK(gap.settled == 4);
            CHECK(std::abs(gap.best - lowest) < 1e-8);
            if (name == std::string("wishart")) CHECK(std::abs(gap.risk.mean - lowest) < 1e-8);
            CHECK(gap.risk.mean >= lowest - 1e-12);
        }
        CHECK(trained_gap(square_network_risk(quadratic_target("identity", 6, {})), 6, 2, 1).best < 1e-8);
        // B = diag(1, -1.1): the neuron of the wrong sign is a minimum of its own, at 1.21/2.21
        Matrix b = Matrix::Zero(2, 2);
        b(0, 0) = 1, b(1, 1) = -1.1;
        const TrainedGap indefinite = trained_gap(square_network_risk(QuadraticTarget(std::move(b))), 1, 12, 1);
        CHECK(indefinite.best == nearly(1 / 2.21, 1e-8));
        const double wrong = (indefinite.risk.mean - 1 / 2.21) / (0.21 / 2.21) * 12;
        CHECK(wrong == nearly(std::round(wrong), 1e-5, 1e-5 * 1));
        CHECK(wrong > 0.5);
    }

    TEST_CASE("[limit] one neuron is found by one, or by several") {
        for (const int width : {1, 4}) {
            const TrainedGap gap = trained_gap(relu_network_risk(10), width, 4, 3);
            CAPTURE(width);
            CAPTURE(gap.risk.mean);
            CHECK(gap.best < 1e-4);
        }
        const TrainedGap one = trained_gap(relu_network_risk(10), 2, 3, 5, 1),
                         again = trained_gap(relu_network_risk(10), 2, 3, 5, 2);
        CHECK(one.risk.mean == again.risk.mean);
    }

    TEST_CASE("[identity] every start has numbers of its own, and the output weights others than the first layer") {
        // a risk that is flat ends at once and shows the start
        std::mutex lock;
        std::vector<Vector> starts;
        const int d = 3, width = 40;
        const PopulationRisk flat{d, 0.5, [&](int, std::span<const double> weights, std::span<double> gradient) {
                                      std::fill(gradient.begin(), gradient.end(), 0.0);
                                      const std::lock_guard hold(lock);
                                      const Vector seen(weights.begin(), weights.end());
                                      if (std::find(starts.begin(), starts.end(), seen) == starts.end())
                                          starts.push_back(seen);
                                      return 1.0;
                                  }};
        const TrainedGap gap = trained_gap(flat, width, 3, 1, 1);
        CHECK(gap.settled == 3);
        CHECK(gap.risk.mean == 1);
        REQUIRE(starts.size() >= 3);  // the look at the radius may move from a start
        for (const Vector& w : starts) {
            double along = 0, squares = 0, spread = 0;
            for (int j = 0; j < width; ++j) {
                double length = 0;
                for (int k = 0; k < d; ++k) length += w[std::size_t(j * d + k)] * w[std::size_t(j * d + k)];
                CHECK(length == nearly(1, 1e-6));
                const double a = w[std::size_t(d * width + j)], first = w[std::size_t(j)];
                along += a * first, squares += a * a, spread += first * first;
            }
            CHECK(std::abs(along) < 0.6 * std::sqrt(squares * spread));  // 40 numbers: 0.6 is four standard deviations
            CHECK(squares / width == nearly(0.25, 0.9));
        }
    }

    TEST_CASE("[identity] a start is settled when it has been quiet for three doublings of the time, not for one") {
        // (1 - a^2)^2/4 from a small a: quiet at time 1, no longer at time 2, and then off to 1
        std::mutex lock;
        Vector begins;
        const PopulationRisk saddle{2, 6e-6, [&](int, std::span<const double> weights, std::span<double> gradient) {
                                        std::fill(gradient.begin(), gradient.end(), 0.0);
                                        const double a = weights[2];
                                        gradient[2] = a * a * a - a;
                                        const std::lock_guard hold(lock);
                                        if (begins.empty()) begins.push_back(a);
                                        return (1 - a * a) * (1 - a * a) / 4;
                                    }};
        int seen = 0;
        for (std::uint64_t seed = 1; seed < 12; ++seed) {
            begins.clear();
            const TrainedGap gap = trained_gap(saddle, 1, 1, seed, 1);
            const double begin = std::abs(begins.front());
            if (begin < 3.2e-6 || begin > 1.1e-5) continue;
            ++seen;
            CHECK(gap.best < 1e-6);
            CHECK(gap.settled == 1);
        }
        CHECK(seen >= 3);
    }

    TEST_CASE("[error] no start, too many neurons") {
        CHECK_THROWS_AS(trained_gap(relu_network_risk(10), 2, 0, 1), DomainError);
        CHECK_THROWS_AS(trained_gap(relu_network_risk(1000), 100000000, 1, 1), NotCovered);
    }

    TEST_CASE(
        "[identity] every start has a draw of its own: two starts end differently, and the first is that of one start "
        "alone") {
        const PopulationRisk risk = relu_network_risk(10);
        std::vector<double> ends;
        const TrialRunner remembering = [&](const TrialPlan& plan) {
            const std::vector<SeenTrials> seen = on_threads(1)(plan);
            for (const auto& [start, end] : seen.front()) ends.push_back(end.front());
            return seen;
        };
        static_cast<void>(trained_gap(risk, 2, 2, 5, 1, remembering));
        REQUIRE(ends.size() == 2);
        CHECK(ends[0] != ends[1]);
        CHECK(trained_gap(risk, 2, 1, 5, 1).risk.mean == ends[0]);
        CHECK(trained_gap(risk, 2, 1, 6, 1).risk.mean != ends[0]);
    }
}
