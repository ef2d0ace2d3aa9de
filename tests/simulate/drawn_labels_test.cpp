// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/drawn_labels.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "../nearly.hpp"

using namespace lazyrisk;

namespace {

constexpr int draws = 20000;

FitLoss fit_of(const std::string& labels, double flip = 0, const std::string& loss = "square",
               const std::string& noise = "") {
    FitLoss fit;
    fit.labels = read_labels("labels", labels);
    fit.labels.flip = flip;
    fit.loss = read_loss("loss", loss);
    if (!noise.empty()) fit.noise_law = read_noise_law("noise", noise);
    return fit;
}

std::vector<double> normals(int count, std::uint64_t lane) {
    std::vector<double> z(std::size_t(count), 0);
    Stream(3, 1, 4, Role::data, lane).normals(z);
    return z;
}

/// Standard errors of a count between what was seen and its mean.
double deviation(double seen, double probability) {
    const double mean = draws * probability, variance = mean * (1 - probability);
    return variance > 0 ? (seen - mean) / std::sqrt(variance) : seen == mean ? 0 : infinite<>;
}

/// P(y = 1 | s) from tables of distributions.
double known_probability(const Labels& labels, double s) {
    const boost::math::normal normal;
    double one = 0;
    if (labels.kind == LabelKind::logistic)
        one = std::exp(labels.slope * s) / (1 + std::exp(labels.slope * s));
    else if (labels.slope > 0)
        one = boost::math::cdf(normal, s / std::sqrt(labels.slope));
    else
        one = s > 0 ? 1 : s < 0 ? 0 : 0.5;
    return one * (1 - labels.flip) + (1 - one) * labels.flip;
}

}  // namespace

TEST_SUITE("simulate/drawn_labels") {
    TEST_CASE("[statistics] labels are 1 as often as they should be, at every field") {
        std::uint64_t key = 0;
        for (const char* labels : {"sign", "probit(0)", "probit(0.25)", "probit(4)", "logistic(0.5)", "logistic(3)"})
            for (const double flip : {0.0, 0.1, 0.5})
                for (const double s : {-1.7, -0.3, 0.05, 0.8}) {
                    CAPTURE(labels);
                    CAPTURE(flip);
                    CAPTURE(s);
                    const FitLoss fit = fit_of(labels, flip);
                    const double sd = 2.5, probability = known_probability(fit.labels, s);
                    CHECK(probability_of_one(fit.labels, s) == nearly(probability, 1e-14));
                    const std::vector<double> target(draws, s * sd);
                    const Matrix y = drawn_labels(fit, 0.3, target, sd, Draw{11, ++key, 0});
                    double ones = 0;
                    for (int i = 0; i < draws; ++i) {
                        if (std::abs(y(i, 0)) != 1) FAIL("a label is neither 1 nor -1");
                        ones += y(i, 0) > 0;
                    }
                    CHECK(std::abs(deviation(ones, probability)) < 4.5);
                }
    }

    TEST_CASE("[statistics] flips know nothing of the label and of the next sample") {
        const FitLoss clean = fit_of("probit(0.5)"), flipped = fit_of("probit(0.5)", 0.2);
        const std::vector<double> target(draws, 0.4);
        const Draw draw{5, 6, 7};
        const Matrix y = drawn_labels(clean, 0, target, 1, draw), turned = drawn_labels(flipped, 0, target, 1, draw);
        // the same noise beneath: the difference is the flips
        double flips = 0, of_ones = 0, ones = 0, pairs = 0;
        for (int i = 0; i < draws; ++i) {
            const bool flip = y(i, 0) != turned(i, 0);
            flips += flip;
            ones += y(i, 0) > 0;
            of_ones += flip && y(i, 0) > 0;
            pairs += flip && i > 0 && y(i - 1, 0) != turned(i - 1, 0);
        }
        CHECK(std::abs(deviation(flips, 0.2)) < 4.5);
        CHECK(std::abs(of_ones - 0.2 * ones) < 4.5 * std::sqrt(ones * 0.16));
        CHECK(std::abs(deviation(pairs, 0.04)) < 4.5);
    }

    TEST_CASE("[statistics] noise of a regression has the quantiles of its law") {
        const boost::math::normal normal;
        struct Law {
            const char* text;
            std::function<double(double)> below;
        };
        const auto student = [](double freedom, double scale) {
            return [=](double x) { return boost::math::cdf(boost::math::students_t(freedom), x / scale); };
        };
        std::uint64_t key = 0;
        for (const Law& law : {Law{"", [&](double x) { return boost::math::cdf(normal, x / std::sqrt(0.7)); }},
                               Law{"mixture(0.9:0.1,0.1:10)",
                                   [&](double x) {
                                       return 0.9 * boost::math::cdf(normal, x / std::sqrt(0.1)) +
                                              0.1 * boost::math::cdf(normal, x / std::sqrt(10));
                                   }},
                               Law{"mixture(0.2:0,0.3:1,0.5:4)",
                                   [&](double x) {
                                       return 0.2 * (x >= 0) + 0.3 * boost::math::cdf(normal, x) +
                                              0.5 * boost::math::cdf(normal, x / 2);
                                   }},
                               Law{"student(3)", student(3, 1)}, Law{"student(1,0.5)", student(1, 0.5)},
                               Law{"student(0.5,2)", student(0.5, 2)}}) {
            CAPTURE(law.text);
            const FitLoss fit = fit_of("regression", 0, "absolute", law.text);
            const std::vector<double> target(draws, 1.25);
            const Matrix y = drawn_labels(fit, 0.7, target, 9, Draw{21, ++key, 0});
            for (const double x : {-8.0, -2.0, -0.9, -0.25, 0.1, 0.6, 1.5, 4.0}) {
                CAPTURE(x);
                double count = 0;
                for (int i = 0; i < draws; ++i) count += y(i, 0) - 1.25 <= x;
                CHECK(std::abs(deviation(count, law.below(x))) < 4.5);
            }
        }
    }

    TEST_CASE("[identity] plain noise is that of every other regression") {
        const Draw draw{8, 9, 10};
        std::vector<double> z(101);
        draw.stream(Role::noise).normals(z);
        const std::vector<double> target = normals(101, 0);
        const Matrix y = drawn_labels(fit_of("regression"), 0.36, target, 5, draw);
        for (int i = 0; i < 101; ++i)
            CHECK(y(i, 0) == nearly(target[std::size_t(i)] + 0.6 * z[std::size_t(i)], 1e-15, 1e-15));
    }

    TEST_CASE("[identity] the labels of the first samples do not depend on how many follow") {
        const std::vector<double> target = normals(400, 1);
        for (const FitLoss& fit :
             {fit_of("sign", 0.1), fit_of("probit(1)", 0.3), fit_of("logistic(2)", 0.05), fit_of("regression"),
              fit_of("regression", 0, "huber", "student(3)"), fit_of("regression", 0, "huber", "mixture(0.5:1,0.5:9)")})
            for (const std::size_t first : {1, 2, 7, 64, 399}) {
                const Draw draw{1, 2, 3};
                const Matrix all = drawn_labels(fit, 0.5, target, 1, draw);
                const Matrix some = drawn_labels(fit, 0.5, std::span(target).first(first), 1, draw);
                REQUIRE(some.rows() == Eigen::Index(first));
                CHECK(some == all.topRows(Eigen::Index(first)));
            }
        CHECK(drawn_labels(fit_of("sign"), 0, {}, 1, Draw{}).rows() == 0);
    }

    TEST_CASE("[identity] equal names of a draw give equal labels, others give others; the loss draws nothing") {
        const std::vector<double> target(300, 0.1);
        const FitLoss fit = fit_of("probit(1)", 0.1);
        const Matrix y = drawn_labels(fit, 0, target, 1, Draw{1, 2, 3});
        CHECK(y == drawn_labels(fit, 0, target, 1, Draw{1, 2, 3}));
        CHECK(y == drawn_labels(fit_of("probit(1)", 0.1, "hinge"), 0, target, 1, Draw{1, 2, 3}));
        CHECK(y != drawn_labels(fit, 0, target, 1, Draw{1, 2, 4}));
        CHECK(y != drawn_labels(fit, 0, target, 1, Draw{1, 3, 3}));
        CHECK(y != drawn_labels(fit, 0, target, 1, Draw{2, 2, 3}));
        CHECK(y != drawn_labels(fit, 0, target, 1, Draw{1, 2, 3}, Role::test));
        // only the direction of the target counts
        const std::vector<double> scaled(300, 0.4);
        CHECK(y == drawn_labels(fit, 0, scaled, 4, Draw{1, 2, 3}));
    }

    TEST_CASE("[identity] texts: none of a plain fit, equal of equal ones, labels_text without the loss") {
        CHECK(fit_of("regression").text().empty());
        CHECK(fit_of("regression").is_plain());
        std::set<std::string> texts;
        const std::vector<FitLoss> fits{fit_of("sign"),
                                        fit_of("sign", 0.1),
                                        fit_of("probit(1)"),
                                        fit_of("logistic(1)"),
                                        fit_of("sign", 0, "hinge"),
                                        fit_of("regression", 0, "huber"),
                                        fit_of("regression", 0, "huber(2)"),
                                        fit_of("regression", 0, "huber", "student(3)"),
                                        fit_of("regression", 0, "square", "student(3)"),
                                        fit_of("regression", 0, "absolute")};
        for (const FitLoss& fit : fits) {
            CHECK_FALSE(fit.is_plain());
            CHECK_FALSE(fit.text().empty());
            texts.insert(fit.text());
        }
        CHECK(texts.size() == fits.size());
        CHECK(fit_of("sign").labels_text() == fit_of("sign", 0, "hinge").labels_text());
        CHECK(fit_of("sign").labels_text() != fit_of("sign", 0.1).labels_text());
    }

    TEST_CASE("[agreement] scores of signs are means over the label, point by point") {
        const std::vector<double> target = normals(50, 2), scores = normals(50, 3);
        for (const char* labels : {"sign", "probit(0.5)", "logistic(2)"})
            for (const char* name : {"square", "logistic", "hinge", "squared-hinge", "exponential", "margin"}) {
                CAPTURE(labels);
                CAPTURE(name);
                const FitLoss fit = fit_of(labels, 0.07, name);
                std::vector<double> f = scores;
                f[7] = 0;  // no side
                LossScore score(fit);
                score.add(std::span(f).first(20), std::span(target).first(20), 1.5, {});
                score.add(std::span(f).subspan(20), std::span(target).subspan(20), 1.5, {});
                double wrong = 0, clean = 0, squares = 0, loss = 0, overlap = 0, variance = 0;
                for (std::size_t i = 0; i < f.size(); ++i) {
                    const double s = target[i] / 1.5, one = known_probability(fit.labels, s);
                    overlap += s * f[i];
                    variance += f[i] * f[i];
                    clean += s * f[i] < 0 ? 1 : s * f[i] > 0 ? 0 : 0.5;
                    for (const double y : {1.0, -1.0}) {
                        const double chance = y > 0 ? one : 1 - one, x = y * f[i];
                        wrong += chance * (x < 0 ? 1 : x > 0 ? 0 : 0.5);
                        squares += chance * (y - f[i]) * (y - f[i]);
                        const std::string of = name;
                        loss += chance * (of == "square"          ? (1 - x) * (1 - x) / 2
                                          : of == "logistic"      ? std::log(1 + std::exp(-x))
                                          : of == "hinge"         ? std::max(1 - x, 0.0)
                                          : of == "squared-hinge" ? std::pow(std::max(1 - x, 0.0), 2) / 2
                                          : of == "exponential"   ? std::exp(-x)
                                                                  : 0);
                    }
                }
                CHECK(score.points == 50);
                CHECK(score.error_rate == nearly(wrong, 1e-13));
                CHECK(score.clean == clean);
                CHECK(score.squares == nearly(squares, 1e-13));
                CHECK(score.loss == nearly(loss, 1e-13));
                CHECK(score.overlap == nearly(overlap, 1e-13));
                CHECK(score.variance == nearly(variance, 1e-13));
                CHECK(score.excess == 0);
            }
    }

    TEST_CASE("[agreement] scores of numbers: the excess from the target, the loss from its noisy label") {
        const std::vector<double> target = normals(50, 4), f = normals(50, 5), noisy = normals(50, 6);
        for (const char* name : {"square", "huber(0.6)", "absolute"}) {
            CAPTURE(name);
            const FitLoss fit = fit_of("regression", 0, name);
            LossScore score(fit);
            score.add(f, target, 2, noisy);
            double excess = 0, loss = 0, overlap = 0;
            for (std::size_t i = 0; i < f.size(); ++i) {
                excess += std::pow(target[i] - f[i], 2);
                overlap += target[i] / 2 * f[i];
                const double u = std::abs(noisy[i] - f[i]);
                loss += std::string(name) == "absolute" ? u
                        : std::string(name) == "square" ? u * u / 2
                        : u < 0.6                       ? u * u / 2
                                                        : 0.6 * (u - 0.3);
            }
            CHECK(score.points == 50);
            CHECK(score.excess == nearly(excess, 1e-13));
            CHECK(score.loss == nearly(loss, 1e-13));
            CHECK(score.overlap == nearly(overlap, 1e-13));
            CHECK(score.error_rate == 0);
        }
    }
}
