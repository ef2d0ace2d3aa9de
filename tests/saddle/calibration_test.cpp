// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/calibration.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "../nearly.hpp"

using namespace lazyrisk;

namespace {

double integral(const std::function<double(double)>& f, double a, double b) {
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, a, b, 5, 1e-13);
}

/// E |Lambda(sigma X) - P| by adaptive quadrature between roots that a fine grid finds.
double error(const LabelChannel<>& channel, const LabelChannel<>::At& law, double sigma) {
    const auto off = [&](double X) { return 1 / (1 + std::exp(-sigma * X)) - law(X).z0 / 2; };
    std::vector<double> ends{0};
    const int count = channel.is_logistic() ? 3000 : 40000;
    for (int i = 1; i < count; ++i) {
        double a = 9.0 * i / count, b = 9.0 * (i + 1) / count;
        if (std::abs(off(a)) < 1e-15 || off(a) * off(b) >= 0) continue;
        for (int step = 0; step < 60; ++step) (off((a + b) / 2) * off(b) < 0 ? a : b) = (a + b) / 2;
        ends.push_back(a);
    }
    for (const double X : {0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 9.0}) ends.push_back(X);
    std::sort(ends.begin(), ends.end());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        if (ends[i + 1] > ends[i])
            sum += std::abs(integral([&](double X) { return 2 * normal_density(X) * off(X); }, ends[i], ends[i + 1]));
    return sum;
}

}  // namespace

TEST_SUITE("saddle/calibration") {
    TEST_CASE("[agreement] the calibration error by adaptive quadrature between the roots") {
        const std::vector<Labels> all{{LabelKind::sign, 0, 0},
                                      {LabelKind::sign, 0, 0.2},
                                      {LabelKind::probit, 0.25, 0.05},
                                      {LabelKind::logistic, 3, 0.02}};
        for (const Labels& labels : all)
            for (const double cosine : {0.1, 0.7, 0.99})
                for (const double sigma : {1e-3, 0.5, 2.0, 3.7, 30.0}) {
                    if (labels.kind == LabelKind::logistic && sigma != 2.0) continue;
                    const LabelChannel<> channel(labels, 0.9, 0.1);
                    const auto law = channel.at(cosine, std::sqrt(1 - cosine * cosine));
                    CAPTURE(to_text(labels));
                    CAPTURE(cosine);
                    CAPTURE(sigma);
                    CHECK(calibration_error(channel, law, sigma) == nearly(error(channel, law, sigma), 1e-11, 1e-15));
                }
    }

    TEST_CASE("[limit] two roots that are about to vanish are not stepped over") {
        const LabelChannel<> channel(Labels{LabelKind::sign, 0, 0.1}, 1.0, 0.0);
        const auto law = channel.at(0.8, 0.6);
        for (double sigma = 1.9; sigma < 2.6; sigma += 0.0173) {
            CAPTURE(sigma);
            CHECK(calibration_error(channel, law, sigma) == nearly(error(channel, law, sigma), 1e-10));
        }
    }

    TEST_CASE("[identity] at the best temperature E X/(1 + e^(sigma X/T)) is 0, whatever the labels") {
        const std::vector<Labels> all{
            {LabelKind::sign, 0, 0.2}, {LabelKind::probit, 0.25, 0}, {LabelKind::logistic, 3, 0.02}};
        for (const Labels& labels : all)
            for (const double cosine : {1e-6, 0.1, 0.7, 0.97}) {
                const LabelChannel<> channel(labels, 0.9, 0.1);
                const auto law = channel.at(cosine, std::sqrt(1 - cosine * cosine));
                const double T = best_temperature(channel, law, 1.7), b = 1.7 / T;
                CAPTURE(to_text(labels));
                CAPTURE(cosine);
                CAPTURE(b);
                double pull = 0, size = 0;
                using Nodes = MarginNodes<double, 60>;
                for (const auto& n : Nodes::of(law, -10, 10, {0.0}, {{0.0, std::min(0.3, 1 / b)}})) {
                    pull += n.z0 * n.X / (1 + std::exp(b * n.X));
                    size += n.z0 * n.X * n.X / (4 * std::cosh(b * n.X / 2) * std::cosh(b * n.X / 2));
                }
                CHECK(std::abs(pull) < 2e-15 + 1e-14 * size * b);
            }
    }

    TEST_CASE(
        "[limit] small means: 1/T is twice the mean of X over sigma; rare errors: from E |X| - E X; none: T = 0") {
        const Labels exact{LabelKind::sign, 0, 0};
        const LabelChannel<> channel(exact, 1.0, 0.0);
        const double small = 1e-9;
        CHECK(2.0 / best_temperature(channel, channel.at(small, 1.0), 2.0) ==
              nearly(2 * small * std::sqrt(2 / std::numbers::pi), 1e-14));
        // b^2 (1 - c)/2 tends to pi^2/12: int_0^inf X/(1 + e^{bX}) dX = pi^2/(12 b^2)
        for (const double r : {1e-2, 1e-4, 1e-7}) {
            const auto law = channel.at(1.0, r);
            const double T = best_temperature(channel, law, 1.0), missing = r * r / (1 + r * r) / (1 + law.c);
            CAPTURE(r);
            CHECK(1 / T == nearly(std::numbers::pi / std::sqrt(6 * missing), 10 * r));
        }
        CHECK(best_temperature(channel, channel.at(1.0, 0.0), 1.0) == 0);
        CHECK(best_temperature(channel, channel.at(-1.0, 0.5), 1.0) == infinite<>);
    }
}
