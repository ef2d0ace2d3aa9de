// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/kernel_averages.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "../nearly.hpp"
#include "average/on_the_circle.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/realize.hpp"
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

on_the_circle::Fit kernel_fit(const Realization& world, const Matrix& x, double ridge) {
    return [&world, &x, ridge](const Matrix& labels, const Matrix& fresh) {
        KernelFit fit = kernel_ridge_fit(world.gram(x), labels, ridge);
        std::vector<double> norm;
        for (int j = 0; j < labels.cols(); ++j) norm.push_back(fit.dual.col(j).dot(fit.fitted.col(j)));
        return on_the_circle::Fitted{world.kernel(x, fresh).transpose() * fit.dual, std::move(fit.fitted), norm};
    };
}

const std::vector<std::pair<int, double>> energies{{0, 0.1}, {1, 0.4}, {2, 0.3}, {3, 0.15}, {7, 0.05}};

Target<> target_of_energies() {
    Target<> target;
    for (const auto& [k, value] : energies) target.energy.emplace_back(k, value);
    return target;
}

template <class Model>
void check_on_the_circle(const Model& model, int n, const std::vector<double>& ridges, double accuracy) {
    const Realization world = realize(model, target_of_energies(), infinite<>);
    const KernelAverages averages(model, target_of_energies());
    const Matrix x = drawn_points(2, n);
    for (const double ridge : ridges) {
        CAPTURE(ridge);
        on_the_circle::check(averages(world.gram(x), x, ridge, 0.3),
                             on_the_circle::averages(kernel_fit(world, x, ridge), x, energies, 0.3), accuracy);
    }
}

}  // namespace

TEST_SUITE("average/kernel_averages") {
    TEST_CASE("[identity] on the circle every average is a finite sum") {
        const std::vector<double> ridges{1e-3, 0.1, 5, 1e5};
        check_on_the_circle(Kernel{relu(), 2}, 25, ridges, 1e-7);
        check_on_the_circle(Kernel{activation_named("tanh"), 2}, 25, ridges, 1e-8);
        check_on_the_circle(DeepKernel{.activation = relu(), .depth = 2, .dimension = 2}, 25, ridges, 1e-7);
        check_on_the_circle(DotProduct{GaussianKernel{0.7}, 2}, 25, ridges, 1e-8);
        check_on_the_circle(DotProduct{MaternKernel{1.5, 1}, 2}, 25, {1e-2, 1}, 1e-7);
        check_on_the_circle(NeuralTangent{activation_named("tanh"), 2, TrainedLayers::all}, 25, ridges, 1e-7);
        check_on_the_circle(Kernel{relu(), 2}, 7, {0}, 1e-5);
    }

    TEST_CASE("[identity] the eigenvectors' way, where the kernel has rank 5 and 25 samples") {
        // mass in degrees 0, 1, 2 alone: degrees 3 and 7 of the target are noise that cannot be told from them
        const Kernel model{activation_named("x^2 + x + 1"), 2};
        check_on_the_circle(model, 25, {0, 1e-20, 0.1}, 1e-9);
    }

    TEST_CASE("[identity] every sample twice: the same fit with half the noise") {
        const int d = 8, n = 40;
        const Kernel model{relu(), d};
        const Realization world = realize(model, target_of_energies());
        const KernelAverages averages(model, target_of_energies());
        const Matrix once = drawn_points(d, n);
        const Matrix twice = once.replicate(1, 2);
        for (const double ridge : {0.0, 0.02}) {
            const AveragedErrors one = averages(world.gram(once), once, ridge, 0.2);
            const AveragedErrors two = averages(world.gram(twice), twice, 2 * ridge, 0.4);
            CHECK(two.bias == nearly(one.bias, 1e-9));
            CHECK(two.variance == nearly(one.variance, 1e-9));
            CHECK(two.weight_norm == nearly(one.weight_norm, 1e-9));
            // of the noise's variance 0.4 the mean of each pair keeps half
            CHECK(two.train_error == nearly(one.train_error + 0.2, 1e-9));
        }
    }

    TEST_CASE("[limit] an infinite and a great ridge; weight_norm lambda^2 -> E y^T K y") {
        const int d = 5, n = 30;
        const Kernel model{relu(), d};
        const Realization world = realize(model, target_of_energies());
        const KernelAverages averages(model, target_of_energies());
        const Matrix x = drawn_points(d, n);
        const AveragedErrors nothing = averages(world.gram(x), x, infinite<>, 0.2);
        CHECK(nothing.bias == nearly(1, 1e-15));
        CHECK(nothing.train_error == nearly(1.2, 1e-15));
        CHECK(nothing.variance == 0);
        CHECK(nothing.weight_norm == 0);
        const AveragedErrors little = averages(world.gram(x), x, 1e9, 0.2);
        CHECK(little.bias == nearly(1, 1e-7));
        CHECK(little.train_error == nearly(1.2, 1e-7));
        const TargetPrior prior(target_of_energies(), d);
        Matrix k = world.gram(x);
        mirror_lower(k);
        const Matrix q = prior.columns(x, 0, n);
        double expected = 0;
        for (int i = 0; i < n; ++i) expected += 0.2 * k(i, i);
        expected += inner(k, q);
        CHECK(little.weight_norm * 1e18 == nearly(expected, 1e-6));
        // both ways to the weight norm, a hair to either side of where they change
        const double at = 100 * world.gram(x)(0, 0);
        CHECK(averages(world.gram(x), x, at * (1 + 1e-9), 0.2).weight_norm ==
              nearly(averages(world.gram(x), x, at * (1 - 1e-9), 0.2).weight_norm, 1e-8));
    }

    TEST_CASE("[limit] energy beyond every degree is noise on the labels, and is missed at the test point") {
        const int d = 12, n = 50;
        const Kernel model{relu(), d};
        const Realization world = realize(model, target_of_energies());
        const Matrix x = drawn_points(d, n);
        Target<> with = target_of_energies(), high = target_of_energies();
        with.rest = 0.5;
        high.energy.emplace_back(40, 0.5);  // P_40 between these points is below 1e-3
        const AveragedErrors rest = KernelAverages(model, with)(world.gram(x), x, 0.1, 0);
        const AveragedErrors as_noise = KernelAverages(model, target_of_energies())(world.gram(x), x, 0.1, 0.5);
        CHECK(rest.bias == nearly(as_noise.bias + as_noise.variance + 0.5, 1e-12));
        CHECK(rest.train_error == nearly(as_noise.train_error, 1e-12));
        CHECK(rest.weight_norm == nearly(as_noise.weight_norm, 1e-12));
        CHECK(KernelAverages(model, high)(world.gram(x), x, 0.1, 0).bias == nearly(rest.bias, 1e-3));
    }

    TEST_CASE("[agreement] mean over drawn targets, noise and test points at fixed data") {
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
        const auto check = [&](const auto& model, double ridge) {
            const Realization world = realize(model, target);
            const KernelFit fit = kernel_ridge_fit(world.gram(x), labels, ridge);
            Accumulator bias, variance, train, norm;
            for (int t = 0; t < targets; ++t) {
                const Matrix p = world.kernel(x, test.middleCols(t * fresh, fresh)).transpose() * fit.dual;
                double off = 0, spread = 0, left = 0, length = 0;
                for (int i = 0; i < fresh; ++i) {
                    off += std::pow(truth[std::size_t(t)][std::size_t(i)] - p(i, t), 2) / fresh;
                    spread += noise * std::pow(p(i, targets + t), 2) / fresh;
                }
                for (int i = 0; i < n; ++i) {
                    const auto noisy = [&](const Matrix& a) { return a(i, t) + std::sqrt(noise) * a(i, targets + t); };
                    left += std::pow(noisy(labels) - noisy(fit.fitted), 2) / n;
                    length += noisy(fit.dual) * noisy(fit.fitted);
                }
                bias.add(off), variance.add(spread), train.add(left), norm.add(length);
            }
            const AveragedErrors e = KernelAverages(model, target)(world.gram(x), x, ridge, noise);
            const auto within = [](double exact, const Estimate& seen) {
                CHECK(std::abs(exact - seen.mean) <= 4 * seen.standard_error + 1e-12);
            };
            CAPTURE(ridge);
            within(e.bias, bias.estimate());
            within(e.variance, variance.estimate());
            within(e.train_error, train.estimate());
            within(e.weight_norm, norm.estimate());
        };
        for (const double ridge : {0.0, 0.1}) {
            check(Kernel{relu(), d}, ridge);
            check(Kernel{activation_named("tanh"), d}, ridge);
        }
    }

    TEST_CASE("[reference] simulated means of this estimator, by degree") {
        std::map<std::string, std::vector<reference::Row>> settings;
        for (const auto& row : reference::table("staircase_sim_krr.csv"))
            settings[row.at("activation") + row.at("d") + "," + row.at("n") + "," + row.at("lam")].push_back(row);
        CHECK(settings.size() == 4);
        for (const auto& setting : settings) {
            const std::string& name = setting.first;
            const std::vector<reference::Row>& rows = setting.second;
            const int d = std::stoi(rows[0].at("d")), n = std::stoi(rows[0].at("n"));
            const Kernel model{activation_named(rows[0].at("activation")), double(d)};
            const Realization world = realize(model, Target<>{.energy = {{1, 1}}});
            std::vector<KernelAverages> averages;
            for (int k = 0; k <= 5; ++k) averages.emplace_back(model, Target<>{.energy = {{k, 1}}});
            std::vector<Accumulator> bias(6);
            Accumulator noise;
            for (int trial = 0; trial < 60; ++trial) {
                const Matrix x = drawn_points(d, n, std::uint64_t(trial));
                const Matrix gram = world.gram(x);
                for (std::size_t k = 0; k <= 5; ++k) {
                    const AveragedErrors e = averages[k](gram, x, std::stod(rows[0].at("lam")), 1);
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

    TEST_CASE("[error] a smooth kernel and a vanishing ridge: accurate, or refused") {
        const DotProduct model{GaussianKernel{1}, 2};
        const Realization world = realize(model, target_of_energies());
        const KernelAverages averages(model, target_of_energies());
        const Matrix x = drawn_points(2, 25);
        int refused = 0;
        for (double ridge = 1; ridge > 1e-16; ridge /= 10) {
            try {
                const AveragedErrors seen = averages(world.gram(x), x, ridge, 0.3);
                on_the_circle::check(seen, on_the_circle::averages(kernel_fit(world, x, ridge), x, energies, 0.3),
                                     1e-5);
            } catch (const NotCovered&) {
                ++refused;
            }
        }
        CHECK(refused >= 1);
        CHECK(refused <= 12);
    }

    TEST_CASE("[error] what is not a target on the sphere, and kernels too rough for the data") {
        CHECK_THROWS_AS(KernelAverages(Kernel{relu(), infinite<>}, target_of_energies()), DomainError);
        CHECK_THROWS_AS(KernelAverages(Kernel{relu(), 5}, Target<>{.energy = {{Mode(1, 2), 1}}}), DomainError);
        CHECK_THROWS_AS(KernelAverages(Kernel{relu(), 5}, Target<>{.energy = {{1, -1}}}), DomainError);
        // a step's eigenvalues on the circle fall off as k^-2: noise at close points calls for all of them
        const Kernel step{activation_named("step"), 2};
        const Realization world = realize(step, target_of_energies());
        const Matrix x = drawn_points(2, 300);
        CHECK_THROWS_AS((void)KernelAverages(step, target_of_energies())(world.gram(x), x, 0, 1), NotCovered);
        CHECK_THROWS_AS(averaged_neuron(activation_named("step"), 50), NotCovered);
        CHECK(averaged_neuron(relu(), 50).rest < 1e-3);
    }
}
