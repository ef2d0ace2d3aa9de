// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/loss/loss.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Digits = boost::multiprecision::cpp_bin_float_50;

/// The steps and the places of a margin: decades of both.
struct Place {
    double x, V;
};
std::vector<Place> places(int count, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<> share(-1, 1);
    std::vector<Place> all;
    for (int i = 0; i < count; ++i) {
        const double V = std::pow(10, 2 + 10 * share(random));
        // around 0, around the step, and far from both
        const double near = std::sinh(4 * share(random)), far = V * share(random);
        all.push_back({i % 3 == 0 ? near : i % 3 == 1 ? std::sinh(12 * share(random)) : far, V});
    }
    return all;
}

/// The root of p - x = V g(p), g falling, also where g jumps.
template <class Slope>
Digits prox_by_bisection(const Slope& g, const Digits& x, const Digits& V) {
    const Digits size = 2 + abs(x) + V;
    Digits low = x - size, high = x + size;
    while (g(low) * V < low - x) low -= size;
    while (g(high) * V > high - x) high += size * (1 + g(high));
    for (int step = 0; step < 260; ++step) {
        const Digits middle = (low + high) / 2;
        (g(middle) * V > middle - x ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// -l' as it stands in the definition of each loss, the hard margin as a very steep hinge.
template <class L>
Digits falling_slope(const Digits& p) {
    if constexpr (std::is_same_v<L, SquareLoss>) return 1 - p;
    if constexpr (std::is_same_v<L, LogisticLoss>) return 1 / (1 + exp(p));
    if constexpr (std::is_same_v<L, HingeLoss>) return p < 1 ? 1 : 0;
    if constexpr (std::is_same_v<L, SquaredHingeLoss>) return p < 1 ? Digits(1 - p) : Digits(0);
    if constexpr (std::is_same_v<L, ExponentialLoss>) return exp(Digits(-p));
    return p < 1 ? Digits(1e40) : Digits(0);
}

double off(const Digits& x, const Digits& y) { return double(x == y ? Digits(0) : Digits(abs(x - y) / abs(y))); }

/// f(LossOfTheMargin) for each of them.
template <class F>
void every_margin_loss(const F& f) {
    f(SquareLoss{}), f(LogisticLoss{}), f(HingeLoss{}), f(SquaredHingeLoss{}), f(ExponentialLoss{}),
        f(MarginConstraint{});
}

Digits envelope(const auto& loss, const Digits& x, const Digits& V) {
    const Moreau<Digits> at = loss.moreau(x, V);
    if constexpr (requires { loss.hard; }) return V * at.slope * at.slope / 2;
    return loss.value(at.prox) + V * at.slope * at.slope / 2;
}

/// Everything that formula (15.11) asks of a loss, against the proximal point by bisection.
template <class L>
void look_at(const L& loss) {
    std::mt19937 random(6);
    std::uniform_real_distribution<> share(-1, 1);
    const double limit = loss.template limit<double>();
    for (int i = 0; i < 120; ++i) {
        const double V = std::pow(10, 6 * share(random)), edge = loss.edge(V), u = edge * 3 * share(random);
        CAPTURE(V);
        CAPTURE(u);
        const auto falling = [&](const Digits& p) { return Digits(-loss.slope(p)); };
        const Digits p = prox_by_bisection(falling, Digits(u), Digits(V)), g = (u - p) / V;
        const double clipped = std::clamp(u * loss.inner(V), -limit, limit);
        CHECK(clipped == nearly(double(g), 1e-14, 1e-25));
        const Digits value = loss.value(p);
        if (std::abs(u) < edge) {
            CHECK(loss.inside_loss(double(abs(p / u))) * u * u == nearly(double(value), 1e-13, 1e-25));
            const Digits h("1e-9"), step = h * edge;
            if (std::abs(u) > edge * (1 - 1e-6)) continue;
            const auto slope = [&](const Digits& x) {
                return Digits((x - prox_by_bisection(falling, x, Digits(V))) / V);
            };
            const Digits M2 = (slope(Digits(u + step)) - slope(Digits(u - step))) / (2 * step);
            CHECK(loss.inner(V) == nearly(double(M2), 1e-14));
        } else {
            const double outside = limit * (std::abs(u) - edge + loss.outside_shift(V));
            CHECK(outside == nearly(double(value), 1e-13, 1e-14 * edge * limit));
        }
    }
    for (const double u : {0.0, 1e-9, 0.3, 5.0, 1e5}) {
        CHECK(loss.value(u) == loss.value(-u));
        CHECK(loss.slope(u) == -loss.slope(-u));
        CHECK(loss.curvature(u) == loss.curvature(-u));
    }
}

}  // namespace

TEST_SUITE("loss/loss") {
    TEST_CASE("[agreement] the proximal point is where bisection of the definition finds it, in 50 digits") {
        every_margin_loss([]<class L>(const L& loss) {
            for (const auto& [x, V] : places(90, 1)) {
                CAPTURE(to_text(Loss(loss)));
                CAPTURE_BOUND(x);
                CAPTURE_BOUND(V);
                const Moreau<Digits> at = loss.moreau(Digits(x), Digits(V));
                const Digits p = prox_by_bisection(falling_slope<L>, x, V), size = 1 + std::abs(x) + V;
                CHECK(double(abs(at.prox - p) / size) < 1e-40);
                CHECK(double(abs(at.prox - x - V * at.slope) / size) < 1e-45);
                if constexpr (std::is_same_v<L, LogisticLoss> || std::is_same_v<L, ExponentialLoss>)
                    CHECK(double(abs(at.slope / falling_slope<L>(at.prox) - 1)) < 1e-44 * (1 + std::abs(x) + V));
                CHECK(double(at.slope) >= (std::is_same_v<L, SquareLoss> ? -infinite<> : 0.0));
            }
        });
    }

    TEST_CASE("[agreement] in double precision as in 50 digits, steps from 1e-8 to 1e12") {
        every_margin_loss([]<class L>(const L& loss) {
            for (const auto& [x, V] : places(1000, 2)) {
                const Moreau<double> at = loss.moreau(x, V);
                const Moreau<Digits> more = loss.moreau(Digits(x), Digits(V));
                CAPTURE(to_text(Loss(loss)));
                CAPTURE_BOUND(x);
                CAPTURE_BOUND(V);
                // e^-p is as good as p is, absolutely; 1 - x is what a piecewise loss starts with
                constexpr bool exponential = std::is_same_v<L, ExponentialLoss>;
                const double steep = exponential                       ? 1 + std::abs(x) + std::abs(std::log(V))
                                     : std::is_same_v<L, LogisticLoss> ? 1 + std::abs(at.prox)
                                                                       : 1 + 1 / std::abs(1 - x);
                CHECK(at.slope == nearly(double(more.slope), 1e-15 * steep, 1e-300));
                CHECK(at.curvature == nearly(double(more.curvature), 2e-15 * steep, 1e-300));
                CHECK(double(abs(at.prox - more.prox)) < 1e-15 * (std::abs(x) + V * std::abs(at.slope) + 1));
                CHECK(std::abs(at.prox - x - V * at.slope) < 3e-15 * (std::abs(x) + V * std::abs(at.slope) + 1));
            }
        });
    }

    TEST_CASE("[identity] M' = -g, M'' and dM/dV = -g^2/2 by differences in 50 digits") {
        every_margin_loss([](const auto& loss) {
            for (const auto& [x, V] : places(120, 3)) {
                CAPTURE(to_text(Loss(loss)));
                CAPTURE_BOUND(x);
                CAPTURE_BOUND(V);
                bool rough = false;
                for (const double kink : loss.kinks(V)) rough |= std::abs(x - kink) < 1e-9 * (1 + std::abs(x));
                if (rough) continue;
                const Digits h("1e-14"), step = Digits(V) * h, X(x), S(V);
                const Moreau<Digits> at = loss.moreau(X, S);
                const Digits left = loss.moreau(Digits(X - h), S).slope, right = loss.moreau(Digits(X + h), S).slope;
                CHECK(double(abs((left - right) / (2 * h) - at.curvature)) <=
                      1e-20 * double(at.curvature) + 1e-30 * double(abs(at.slope)));
                const Digits M = envelope(loss, X, S);
                const Digits by_x = (envelope(loss, Digits(X + h), S) - envelope(loss, Digits(X - h), S)) / (2 * h);
                CHECK(double(abs(by_x + at.slope)) < 1e-20 * double(1 + abs(M) + at.slope));
                const Digits by_V =
                    (envelope(loss, X, Digits(S + step)) - envelope(loss, X, Digits(S - step))) / (2 * step);
                CHECK(double(abs(by_V + at.slope * at.slope / 2)) <
                      1e-20 * double(1 + abs(M) / S + at.slope * at.slope));
            }
        });
    }

    TEST_CASE("[identity] slope and curvature are derivatives of the value") {
        const Digits h("1e-16");
        for (double x = -40; x < 40; x += 0.37) {
            CAPTURE(x);
            const auto look = [&](const auto& loss, int sign) {
                const Digits up = loss.value(Digits(x + h)), at = loss.value(Digits(x)),
                             down = loss.value(Digits(x - h));
                CHECK(double(abs(sign * (up - down) / (2 * h) - loss.slope(Digits(x)))) < 1e-25 * double(1 + abs(at)));
                CHECK(double(abs((up - 2 * at + down) / (h * h) - loss.curvature(Digits(x)))) <
                      1e-15 * double(1 + abs(at)));
                CHECK(loss.value(x) == nearly(double(at), 1e-15, 1e-300));
                CHECK(loss.slope(x) == nearly(double(loss.slope(Digits(x))), 1e-15, 1e-300));
                CHECK(loss.curvature(x) == nearly(double(loss.curvature(Digits(x))), 2e-15, 1e-300));
            };
            look(SquareLoss{}, -1), look(LogisticLoss{}, -1), look(HingeLoss{}, -1), look(SquaredHingeLoss{}, -1);
            look(ExponentialLoss{}, -1), look(HuberLoss{0.7}, 1), look(HuberLoss{13}, 1), look(AbsoluteLoss{}, 1);
        }
    }

    TEST_CASE("[identity] kinks: there the curvature jumps, nowhere else; beyond the last a loss is 0") {
        every_margin_loss([](const auto& loss) {
            for (const double V : {1e-6, 0.3, 1.0, 7.0, 1e8}) {
                CAPTURE(to_text(Loss(loss)));
                CAPTURE(V);
                const auto curvature = [&](double x) { return loss.moreau(x, V).curvature; };
                std::vector<double> kinks;
                for (const double kink : loss.kinks(V)) {
                    kinks.push_back(kink);
                    const double step = 1e-3 * std::min(V, 1.0);
                    CHECK(std::abs(curvature(kink - step) - curvature(kink + step)) > 0.5 / (1 + V));
                }
                CHECK(std::is_sorted(kinks.begin(), kinks.end()));
                if (!kinks.empty()) CHECK(loss.moreau(kinks.back() + 1e-9, V).slope == 0);
                if (kinks.empty() && !std::is_same_v<std::decay_t<decltype(loss)>, SquareLoss>) return;  // not constant
                for (double x = -3 - 2 * V; x < 3; x += 0.01 * (1 + V)) {
                    const double step = 1e-7 * (1 + std::abs(x));
                    const bool at_kink = std::any_of(kinks.begin(), kinks.end(),
                                                     [&](double kink) { return std::abs(kink - x) <= 2 * step; });
                    if (!at_kink) CHECK(curvature(x + step) == curvature(x - step));
                }
            }
        });
    }

    TEST_CASE("[identity] singularities of the proximal point lie at distance pi of the line, where dx/dp = 0") {
        for (const double V : {1e-6, 1e-2, 1.0, 5.0, 100.0, 1e6}) {
            CAPTURE(V);
            // logistic: e^p = -u with (1 - u)^2 = V u, x = p - V/(1 + e^p)
            const Digits S(V), root = sqrt(Digits(S + S * S / 4));
            const std::array<double, 2> logistic = LogisticLoss{}.centers(V);
            for (const int sign : {1, -1}) {
                const Digits u = 1 + S / 2 + sign * root;
                CHECK(double(abs((1 - u) * (1 - u) - S * u)) < 1e-30 * (1 + V * V));
                const Digits x = log(u) - S / (1 - u);
                CHECK(logistic[sign > 0 ? 0 : 1] == nearly(double(x), 1e-9, 1e-9));
            }
            // exponential: e^p = -V, x = p - V e^-p
            CHECK(ExponentialLoss{}.centers(V)[0] == nearly(std::log(V) + 1, 1e-15, 1e-15));
        }
    }

    TEST_CASE("[symmetry] logistic: p(-x-V) = -p(x), g becomes 1 - g, the curvature stays") {
        for (const auto& [x, V] : places(300, 4)) {
            CAPTURE_BOUND(x);
            CAPTURE_BOUND(V);
            const Moreau<Digits> at = LogisticLoss{}.moreau(Digits(x), Digits(V));
            const Moreau<Digits> other = LogisticLoss{}.moreau(Digits(-Digits(x) - V), Digits(V));
            const double size = 1 + std::abs(x) + V;
            CHECK(double(abs(at.prox + other.prox)) < 1e-45 * size);
            CHECK(double(abs(at.slope + other.slope - 1)) < 1e-45 * size);
            CHECK(off(at.curvature, other.curvature) < 1e-44 * size);
        }
    }

    TEST_CASE("[limit] small steps leave the point, large ones are the hard margin of the hinges") {
        every_margin_loss([](const auto& loss) {
            if constexpr (!requires { loss.hard; })
                for (const double x : {-3.0, -0.4, 0.3, 0.9, 1.7, 20.0}) {
                    const Moreau<double> at = loss.moreau(x, 1e-12);
                    CHECK(at.prox == nearly(x, 1e-11));
                    CHECK(at.slope == nearly(loss.slope(x), 1e-10, 1e-300));
                    if (!std::is_same_v<std::decay_t<decltype(loss)>, HingeLoss>)
                        CHECK(at.curvature == nearly(loss.curvature(x), 1e-10, 1e-300));
                }
        });
        for (const double x : {-3.0, -0.4, 0.3, 0.9, 1.7}) {
            const Moreau<double> hard = MarginConstraint{}.moreau(x, 1e9), hinge = HingeLoss{}.moreau(x, 1e9);
            const Moreau<double> squared = SquaredHingeLoss{}.moreau(x, 1e9);
            CHECK(hinge.prox == hard.prox);
            CHECK(hinge.slope == hard.slope);
            CHECK(hinge.curvature == hard.curvature);
            CHECK(squared.prox == nearly(hard.prox, 5e-9));
            CHECK(squared.slope == nearly(hard.slope, 2e-9));
        }
    }

    TEST_CASE("[identity] Lambert: w + log w = a in 50 digits, for every a") {
        std::mt19937 random(5);
        std::uniform_real_distribution<> share(-1, 1);
        for (int i = 0; i < 1200; ++i) {
            const double a = i % 2 ? std::sinh(8 * share(random)) : 60 * share(random);
            const Digits more = lambert_of_exp(Digits(a));
            CAPTURE(a);
            CHECK(double(abs(more + log(more) - a)) < 1e-46 * (1 + std::abs(a)));
            const double w = lambert_of_exp(a);
            if (a > -700) CHECK(off(w, more) < 4e-16 * (1 + std::abs(a) / (1 + w)));
        }
        for (const double a : {1e6, 1e15, 1e100, 1e300}) CHECK(lambert_of_exp(a) == nearly(a - std::log(a), 2e-11));
    }

    TEST_CASE("[agreement] Lambert: Boost's function of e^a, where that is a number") {
        for (double a = -35; a < 700; a += 0.613)
            CHECK(lambert_of_exp(a) == nearly(boost::math::lambert_w0(std::exp(a)), 3e-16 * (2 + std::abs(a))));
    }

    TEST_CASE("[identity] Lambert: no step where the series takes over, and 0 where e^a is") {
        for (const double a : {-39.999, -40.0, -40.001, -200.0, -700.0})
            CHECK(lambert_of_exp(a) == nearly(std::exp(a), 1e-14));
        CHECK(lambert_of_exp(-1e5) == 0);
        CHECK(lambert_of_exp(1.0) == nearly(1, 1e-15));
    }

    TEST_CASE("[agreement] clipped proximal points of Huber's and the absolute loss") {
        look_at(AbsoluteLoss{});
        for (const double threshold : {1e-6, 0.02, 1.0, 40.0, 1e6}) look_at(HuberLoss{threshold});
    }

    TEST_CASE("[limit] Huber's loss is the square up to its threshold, and over it the absolute loss") {
        for (const double u : {-2.0, 0.1, 3.0}) {
            CHECK(HuberLoss{1e6}.value(u) == u * u / 2);
            CHECK(HuberLoss{1e6}.slope(u) == u);
            CHECK(HuberLoss{1e-6}.value(u) / 1e-6 == nearly(AbsoluteLoss{}.value(u), 1e-5));
            CHECK(HuberLoss{1e-6}.slope(u) / 1e-6 == AbsoluteLoss{}.slope(u));
        }
    }

    TEST_CASE("[identity] every name is read and written") {
        const std::vector<std::string>& names = loss_names();
        CHECK(names.size() == std::variant_size_v<Loss>);
        for (std::size_t i = 0; i < names.size(); ++i) {
            CAPTURE(names[i]);
            const Loss loss = read_loss("loss", names[i]);
            CHECK(loss.index() == i);
            CHECK(to_text(loss) == (names[i] == "huber" ? "huber(1)" : names[i]));
            CHECK(read_loss("loss", to_text(loss)).index() == i);
            CHECK(is_square(loss) == (names[i] == "square"));
            CHECK(is_residual(loss) == (names[i] == "huber" || names[i] == "absolute"));
        }
        for (const double threshold : {1e-6, 1 / 3.0, 0.5, 1.0, 1.345, 2e4, 1e6}) {
            const Loss loss = read_loss("loss", to_text(Loss(HuberLoss{threshold})));
            CHECK(std::get<HuberLoss>(loss).threshold == threshold);
        }
        CHECK(std::get<HuberLoss>(read_loss("loss", "huber(1/2)")).threshold == 0.5);
        CHECK(std::get<HuberLoss>(read_loss("loss", "huber")).threshold == 1);
        CHECK(is_best_huber(read_loss("loss", "huber(opt)")));
        CHECK(to_text(read_loss("loss", "huber(opt)")) == "huber(opt)");
    }

    TEST_CASE("[error] other names and thresholds: one sentence") {
        const auto sentence = [](const std::string& text) -> std::string {
            try {
                static_cast<void>(read_loss("loss", text));
            } catch (const DomainError& e) {
                CHECK(e.name == "loss");
                return e.what();
            }
            return "";
        };
        const std::string all =
            "expected one of square, logistic, hinge, squared-hinge, exponential, margin, huber(1), absolute";
        CHECK(sentence("l2") == "loss = l2: " + all);
        CHECK(sentence("hinge(2)") == "loss = hinge(2): " + all + "; did you mean hinge?");
        CHECK(sentence("logstic") == "loss = logstic: " + all + "; did you mean logistic?");
        CHECK(sentence("huber(2") == "loss = huber(2: " + all + "; did you mean huber?");
        const std::string threshold =
            "the threshold of Huber's loss is a number from 1e-6 to 1e6, as in huber(1), or opt, the best";
        for (const std::string wrong : {"huber(0)", "huber(-1)", "huber(1e7)", "huber(1e-7)", "huber(inf)"})
            CHECK(sentence(wrong) == "loss = " + wrong + ": " + threshold);
        for (const std::string wrong : {"", " ", "(", ")", "()", "huber(", "huber)", "huber()", "huber(x)", "huber(1))",
                                        "Hinge", "square ", "squared hinge", "absolute(1)"}) {
            CAPTURE(wrong);
            CHECK(sentence(wrong).find("loss = ") == 0);
            CHECK(sentence(wrong).find('\n') == std::string::npos);
        }
    }
}
