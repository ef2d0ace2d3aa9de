// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/feature_averages.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "../nearly.hpp"
#include "average/on_the_circle.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "lazyrisk/words/error.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

Matrix drawn_points(int d, int n, std::uint64_t trial = 0) {
    return on_sphere(d, n, std::sqrt(double(d)), Stream(7, 0, trial, Role::data));
}
Matrix drawn_weights(int d, int p, std::uint64_t trial = 0) {
    return on_sphere(d, p, 1, Stream(7, 0, trial, Role::features));
}

/// Z: features over sqrt(p).
Matrix scaled(const Activation& s, const Matrix& weights, const Matrix& x) {
    return features(s, weights, x) / std::sqrt(double(weights.cols()));
}

on_the_circle::Fit feature_fit(const Activation& s, const Matrix& weights, const Matrix& x, double ridge) {
    return [&, ridge](const Matrix& labels, const Matrix& fresh) {
        const Matrix z = scaled(s, weights, x), a = ridge_fit(z, labels, ridge);
        std::vector<double> norm;
        for (int j = 0; j < a.cols(); ++j) norm.push_back(a.col(j).squaredNorm());
        return on_the_circle::Fitted{scaled(s, weights, fresh) * a, z * a, norm};
    };
}

const std::vector<std::pair<int, double>> energies{{0, 0.1}, {1, 0.4}, {2, 0.3}, {3, 0.15}, {7, 0.05}};

Target<> target_of_energies() {
    Target<> target;
    for (const auto& [k, value] : energies) target.energy.emplace_back(k, value);
    return target;
}

void check_on_the_circle(const Activation& s, int n, int p, double ridge, double accuracy) {
    const Matrix x = drawn_points(2, n), w = drawn_weights(2, p);
    const std::string name = s.name();
    CAPTURE(name);
    CAPTURE(n);
    CAPTURE(p);
    CAPTURE(ridge);
    on_the_circle::check(FeatureAverages({s, 2}, target_of_energies())(w, x, ridge, 0.3),
                         on_the_circle::averages(feature_fit(s, w, x, ridge), x, energies, 0.3), accuracy);
}

void check_equal(const AveragedErrors& a, const AveragedErrors& b, double accuracy) {
    on_the_circle::check(a, b, accuracy);
}

}  // namespace

TEST_SUITE("average/feature_averages") {
    TEST_CASE("[identity] on the circle every average is a finite sum") {
        const Activation tanh = activation_named("tanh"), step = activation_named("step");
        for (const double ridge : {1e-4, 0.1, 5.0, 1e5})
            for (const auto& [n, p] : {std::pair{25, 10}, {25, 25}, {15, 40}}) {
                check_on_the_circle(relu(), n, p, ridge, 1e-6);
                check_on_the_circle(tanh, n, p, ridge, 1e-7);
                check_on_the_circle(activation_named("cos(2*x)+0.3*x"), n, p, ridge, 1e-7);
            }
        check_on_the_circle(step, 25, 10, 0.1, 5e-3);  // the grid sees a jump to one part in its size
        check_on_the_circle(step, 10, 25, 0.1, 5e-3);
        check_on_the_circle(relu(), 25, 8, 0, 1e-6);
        check_on_the_circle(relu(), 8, 40, 0, 1e-6);
        check_on_the_circle(tanh, 25, 5, 0, 1e-6);
    }

    TEST_CASE("[identity] the singular vectors' way: 5 functions carry all the features") {
        const Activation s = activation_named("x^2 + x + 1");
        for (const double ridge : {0.0, 1e-16})
            for (const auto& [n, p] : {std::pair{25, 10}, {25, 25}, {15, 40}})
                check_on_the_circle(s, n, p, ridge, 1e-8);
    }

    TEST_CASE("[identity] every neuron twice: the same function, by the three ways there are") {
        const int d = 8, n = 60, p = 40;
        const Matrix x = drawn_points(d, n), w = drawn_weights(d, p), twice = w.replicate(1, 2);
        for (const Activation& s : {Activation(relu()), activation_named("tanh")}) {
            const FeatureAverages averages({s, double(d)}, target_of_energies());
            for (const double ridge : {1e-3, 0.2, 3.0})
                check_equal(averages(twice, x, ridge, 0.3), averages(w, x, ridge, 0.3), 1e-9);
            check_equal(averages(twice, x, 0, 0.3), averages(w, x, 0, 0.3), 1e-9);
        }
    }

    TEST_CASE("[limit] an infinite and a great ridge") {
        const int d = 6;
        const FeatureAverages averages({relu(), double(d)}, target_of_energies());
        for (const auto& [n, p] : {std::pair{30, 12}, {12, 30}}) {
            const Matrix x = drawn_points(d, n), w = drawn_weights(d, p), z = scaled(relu(), w, x);
            const AveragedErrors nothing = averages(w, x, infinite<>, 0.2), little = averages(w, x, 1e9, 0.2);
            CHECK(nothing.bias == nearly(1, 1e-15));
            CHECK(nothing.train_error == nearly(1.2, 1e-15));
            CHECK(nothing.weight_norm == 0);
            CHECK(little.bias == nearly(1, 1e-7));
            CHECK(little.train_error == nearly(1.2, 1e-7));
            // |a|^2 lambda^2 -> E |Z^T y|^2
            const TargetPrior prior(target_of_energies(), d);
            const Matrix q = prior.columns(x, 0, n);
            const double expected = inner(q * z, z) + 0.2 * inner(z, z);
            CHECK(little.weight_norm * 1e18 == nearly(expected, 1e-6));
        }
    }

    TEST_CASE(
        "[limit] energy beyond every degree is noise on the labels, and is missed at the test point, by the three ways "
        "there are") {
        const int d = 9;
        Target<> with = target_of_energies();
        with.rest = 0.5;
        const Activation few = activation_named("x + 1");  // d + 1 = 10 functions
        for (const Activation& s : {Activation(relu()), few})
            for (const auto& [n, p] : {std::pair{40, 15}, {15, 40}, {25, 25}})
                for (const double ridge : {0.0, 0.1}) {
                    if (n == p && ridge == 0) continue;  // a peak
                    const Matrix x = drawn_points(d, n), w = drawn_weights(d, p);
                    const std::string name = s.name();
                    CAPTURE(name);
                    CAPTURE_BOUND(n);
                    CAPTURE_BOUND(p);
                    CAPTURE(ridge);
                    const AveragedErrors rest = FeatureAverages({s, double(d)}, with)(w, x, ridge, 0.2);
                    const AveragedErrors as_noise =
                        FeatureAverages({s, double(d)}, target_of_energies())(w, x, ridge, 0.7);
                    CHECK(rest.bias + rest.variance == nearly(as_noise.bias + as_noise.variance + 0.5, 1e-9));
                    CHECK(rest.variance == nearly(as_noise.variance * 0.2 / 0.7, 1e-9));
                    CHECK(rest.train_error == nearly(as_noise.train_error, 1e-9, 1e-9 * 1));
                    CHECK(rest.weight_norm == nearly(as_noise.weight_norm, 1e-9));
                }
    }

    TEST_CASE("[limit] one sample, one neuron") {
        const int d = 5;
        const FeatureAverages averages({relu(), double(d)}, Target<>{.energy = {{1, 2}}});
        const Matrix x = drawn_points(d, 1), w = drawn_weights(d, 1);
        const double z = scaled(relu(), w, x)(0, 0), m = z / (z * z + 0.1),
                     t = cosines(x, w, 1 / std::sqrt(5), 0, 1)(0, 0);
        const AveragedErrors e = averages(w, x, 0.1, 0.5);
        // E s^2 = 1/2, lambda_1 = 1/(2 sqrt d)
        CHECK(e.bias == nearly(2 * (1 - m * t / std::sqrt(5) + m * m / 2), 1e-12));
        CHECK(e.variance == nearly(0.5 * m * m / 2, 1e-12));
        CHECK(e.train_error == nearly(2.5 * std::pow(1 - z * m, 2), 1e-12));
        CHECK(e.weight_norm == nearly(2.5 * m * m, 1e-12));
    }

    TEST_CASE("[agreement] mean over drawn targets, noise and test points at fixed data and neurons") {
        constexpr int d = 10, n = 60, targets = 400, fresh = 100;
        constexpr double noise = 0.3;
        const Target<> target{.energy = {{0, 0.1}, {1, 0.4}, {2, 0.3}, {3, 0.2}}};
        const Matrix x = drawn_points(d, n);
        const Matrix test = on_sphere(d, targets * fresh, std::sqrt(double(d)), Stream(7, 0, 0, Role::test));
        Matrix labels(n, 2 * targets);
        std::vector<std::vector<double>> truth;
        for (int t = 0; t < targets; ++t) {
            const Draw draw{.seed = 7, .key = 0, .trial = std::uint64_t(t)};
            const DrawnTarget f(target, d, draw);
            labels.col(t) = as_vector(f(x));
            draw.stream(Role::noise).normals(entries(labels, targets + t, 1));
            truth.push_back(f(test.middleCols(t * fresh, fresh)));
        }
        const auto check = [&](const Activation& s, int p, double ridge) {
            const Matrix w = drawn_weights(d, p), z = scaled(s, w, x), a = ridge_fit(z, labels, ridge), fitted = z * a;
            Accumulator bias, variance, train, norm;
            for (int t = 0; t < targets; ++t) {
                const Matrix seen = scaled(s, w, test.middleCols(t * fresh, fresh)) * a;
                double off = 0, spread = 0, left = 0, length = 0;
                for (int i = 0; i < fresh; ++i) {
                    off += std::pow(truth[std::size_t(t)][std::size_t(i)] - seen(i, t), 2) / fresh;
                    spread += noise * std::pow(seen(i, targets + t), 2) / fresh;
                }
                const auto noisy = [&](const Matrix& m, int i) {
                    return m(i, t) + std::sqrt(noise) * m(i, targets + t);
                };
                for (int i = 0; i < n; ++i) left += std::pow(noisy(labels, i) - noisy(fitted, i), 2) / n;
                for (int i = 0; i < p; ++i) length += std::pow(noisy(a, i), 2);
                bias.add(off), variance.add(spread), train.add(left), norm.add(length);
            }
            const AveragedErrors e = FeatureAverages({s, double(d)}, target)(w, x, ridge, noise);
            const auto within = [](double exact, const Estimate& seen) {
                CHECK(std::abs(exact - seen.mean) <= 4 * seen.standard_error + 1e-12);
            };
            CAPTURE(p);
            CAPTURE(ridge);
            within(e.bias, bias.estimate());
            within(e.variance, variance.estimate());
            within(e.train_error, train.estimate());
            within(e.weight_norm, norm.estimate());
        };
        for (const double ridge : {0.0, 0.1})
            for (const int p : {25, 150}) {
                check(relu(), p, ridge);
                check(activation_named("tanh"), p, ridge);
            }
    }

    TEST_CASE("[reference] simulated means of this estimator, by degree") {
        std::map<std::string, std::vector<reference::Row>> settings;
        for (const auto& row : reference::table("staircase_sim_rfrr.csv"))
            settings[row.at("activation") + row.at("d") + "," + row.at("n") + "," + row.at("p") + "," + row.at("lam")]
                .push_back(row);
        CHECK(settings.size() == 5);
        for (const auto& setting : settings) {
            const std::string& name = setting.first;
            const std::vector<reference::Row>& rows = setting.second;
            const int d = std::stoi(rows[0].at("d")), n = std::stoi(rows[0].at("n")), p = std::stoi(rows[0].at("p"));
            const RandomFeatures model{activation_named(rows[0].at("activation")), double(d)};
            std::vector<FeatureAverages> averages;
            for (int k = 0; k <= 5; ++k) averages.emplace_back(model, Target<>{.energy = {{k, 1}}});
            std::vector<Accumulator> bias(6);
            Accumulator noise;
            for (int trial = 0; trial < 60; ++trial) {
                const Matrix x = drawn_points(d, n, std::uint64_t(trial)),
                             w = drawn_weights(d, p, std::uint64_t(trial));
                for (std::size_t k = 0; k <= 5; ++k) {
                    const AveragedErrors e = averages[k](w, x, std::stod(rows[0].at("lam")), 1);
                    bias[k].add(e.bias);
                    if (k == 0) noise.add(e.variance);
                }
            }
            for (const auto& row : rows) {
                const std::string& quantity = row.at("quantity");
                if (quantity.substr(0, 4) == "risk") continue;  // sums of the others
                const Estimate seen = quantity == "noise_per_sigma2"
                                          ? noise.estimate()
                                          : bias[std::size_t(quantity.back() - '0')].estimate();
                CAPTURE(name);
                CAPTURE(quantity);
                CHECK(std::abs(seen.mean - std::stod(row.at("mc_mean"))) <
                      4.5 * std::hypot(seen.standard_error, std::stod(row.at("mc_se"))));
            }
        }
    }

    TEST_CASE("[error] a smooth activation and a vanishing ridge: accurate, or refused") {
        const Activation s = activation_named("cos(x)+sin(x)");
        const FeatureAverages averages({s, 2}, target_of_energies());
        int refused = 0;
        for (const int p : {15, 60}) {
            const Matrix x = drawn_points(2, 25), w = drawn_weights(2, p);
            for (double ridge = 1; ridge > 1e-16; ridge /= 10) {
                CAPTURE(p);
                CAPTURE(ridge);
                try {
                    const AveragedErrors seen = averages(w, x, ridge, 0.3);
                    // the fit itself, by Cholesky, has lost up to five digits
                    on_the_circle::check(seen, on_the_circle::averages(feature_fit(s, w, x, ridge), x, energies, 0.3),
                                         1e-3);
                } catch (const NotCovered&) {
                    ++refused;
                }
            }
        }
        CHECK(refused >= 1);
        CHECK(refused <= 12);
    }

    TEST_CASE("[error] an infinite dimension, features that are not finite") {
        CHECK_THROWS_AS(FeatureAverages({relu(), infinite<>}, target_of_energies()), DomainError);
        Matrix x = drawn_points(5, 4);
        x(0, 0) = infinite<>;
        CHECK_THROWS_AS((void)FeatureAverages({relu(), 5}, target_of_energies())(drawn_weights(5, 3), x, 0.1, 0),
                        NotConverged);
    }
}
