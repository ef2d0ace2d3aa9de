// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Means over the margin by routes that are not the panels': Owen's function, adaptive quadrature, differences.
#include "lazyrisk/saddle/margin_moments.hpp"

#include <doctest/doctest.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

#include <algorithm>
#include <boost/math/special_functions/owens_t.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "convex_cases.hpp"

using namespace lazyrisk;

namespace {

using Channel = LabelChannel<>;

/// A channel whose projected field sees all but `missed` of the field.
struct Seen {
    convex_cases::Case c;
    LearnedField<> field;
    Channel channel;
    Seen(const Labels& labels, double missed)
        : c(level(missed)), field(c.spectrum, c.target, infinite<>), channel(labels, field) {}
    static convex_cases::Case level(double missed) {
        convex_cases::Case one;
        convex_cases::add_level(one, 1, 1, 1 - missed);
        one.target.rest = missed;
        return one;
    }
};

struct State {
    double t, r, V;
};

std::vector<State> states(int count, unsigned seed, double widest = 3) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<> share(-1, 1);
    std::vector<State> all;
    for (int i = 0; i < count; ++i)
        all.push_back({widest * share(random), std::pow(10, 0.9 * share(random)), std::pow(10, 2 * share(random))});
    return all;
}

const std::vector<std::pair<Labels, double>>& channels() {
    static const std::vector<std::pair<Labels, double>> all{
        {{LabelKind::sign, 0, 0}, 0},     {{LabelKind::sign, 0, 0.1}, 0.3},    {{LabelKind::probit, 0.25, 0.05}, 0},
        {{LabelKind::probit, 3, 0}, 0.2}, {{LabelKind::logistic, 2, 0.02}, 0}, {{LabelKind::logistic, 6, 0}, 0.4}};
    return all;
}

template <class F>
void every_loss(const F& f) {
    f(SquareLoss{}), f(LogisticLoss{}), f(HingeLoss{}), f(SquaredHingeLoss{}), f(ExponentialLoss{}),
        f(MarginConstraint{});
}

/// A sum over the nodes of a loss: of(X) counts with the density, with(X) with that of zeta.
struct Node {
    double X, z0, z1, z2;
};
template <class L>
std::vector<Node> nodes(const L& loss, const Channel& channel, const State& at) {
    const double sigma = std::hypot(at.t, at.r);
    const auto law = channel.at(at.t, at.r);
    const auto range = margin_range(loss, channel, law, sigma, at.V);
    std::vector<Node> all;
    for (const auto& n :
         MarginNodes<double, panel_nodes<double>>::of(law, range.from, range.to, range.breaks, range.rough))
        all.push_back({n.X, n.z0, n.z1, n.z2});
    return all;
}

/// Formula (15.13): integrals of X^j over X below a, of the margin's density, of a normal one, and with phi(alpha X).
class Owen {
public:
    Owen(double alpha, double flip) : alpha_(alpha), flip_(flip), root_(std::sqrt(1 + alpha * alpha)) {}
    [[nodiscard]] double H(int j, double a) const {
        const double bump = normal_density(a), below = normal_cdf(alpha_ * a);
        const double H0 = normal_cdf(a) - 2 * boost::math::owens_t(a, alpha_);
        const double plain[] = {normal_cdf(a), -bump, normal_cdf(a) - a * bump};
        const double skew[] = {
            H0, -2 * bump * below + 2 * alpha_ / std::sqrt(2 * std::numbers::pi) / root_ * normal_cdf(a * root_),
            H0 - 2 * a * bump * below -
                alpha_ / std::numbers::pi / root_ / root_ * std::exp(-a * a * root_ * root_ / 2)};
        return (1 - 2 * flip_) * skew[j] + 2 * flip_ * plain[j];
    }
    /// The integral of phi(X) phi(alpha X) X^j.
    [[nodiscard]] double J(int j, double a) const {
        const double scale = 1 / std::sqrt(2 * std::numbers::pi) / root_;
        return j == 0 ? scale * normal_cdf(a * root_) : -scale / root_ * normal_density(a * root_);
    }

private:
    double alpha_, flip_, root_;
};

/// g = g0 + g1 X, constant curvature, from one X to another.
struct Piece {
    double from, to, g0, g1, m;
};

std::vector<Piece> pieces(const SquareLoss&, double sigma, double V) {
    return {{-40, 40, 1 / (1 + V), -sigma / (1 + V), 1 / (1 + V)}};
}
std::vector<Piece> pieces(const SquaredHingeLoss&, double sigma, double V) {
    return {{-40, 1 / sigma, 1 / (1 + V), -sigma / (1 + V), 1 / (1 + V)}};
}
std::vector<Piece> pieces(const MarginConstraint&, double sigma, double V) {
    return {{-40, 1 / sigma, 1 / V, -sigma / V, 1 / V}};
}
std::vector<Piece> pieces(const HingeLoss&, double sigma, double V) {
    return {{-40, (1 - V) / sigma, 1, 0, 0}, {(1 - V) / sigma, 1 / sigma, 1 / V, -sigma / V, 1 / V}};
}

template <class L>
MarginMoments<double> closed(const L& loss, const Labels& labels, double delta, const State& at) {
    const double sigma = std::hypot(at.t, at.r), c = at.t / sigma, w = at.r / sigma, v = w * w;
    const double alpha = c / std::sqrt(v + delta), share = v / (v + delta), straight = 1 - 2 * labels.flip;
    const Owen owen(alpha, labels.flip);
    MarginMoments<double> e;
    for (const Piece& p : pieces(loss, sigma, at.V)) {
        const double from = std::max(p.from, -40.0);
        if (!(p.to > from)) continue;
        double H[3], J[2];
        for (int j = 0; j < 3; ++j) H[j] = owen.H(j, p.to) - owen.H(j, from);
        for (int j = 0; j < 2; ++j) J[j] = 2 * straight * std::sqrt(share) * (owen.J(j, p.to) - owen.J(j, from));
        const double Z2 = H[0] - std::sqrt(share) * alpha * J[1], g = p.g0, d = p.g1, m = p.m;
        e.m += m * H[0];
        e.gg += g * g * H[0] + 2 * g * d * H[1] + d * d * H[2];
        e.ggm += m * (g * g * H[0] + 2 * g * d * H[1] + d * d * H[2]);
        const double gs = c * (g * H[1] + d * H[2]) + w * (g * J[0] + d * J[1]);
        const double gx = w * (g * H[1] + d * H[2]) - c * (g * J[0] + d * J[1]);
        e.sg += gs;
        e.sgm += m * gs;
        e.xgm += m * gx;
        e.ssm += m * (c * c * H[2] + 2 * c * w * J[1] + v * Z2);
        e.sxm += m * (c * w * H[2] + (v - c * c) * J[1] - c * w * Z2);
        e.xxm += m * (v * H[2] - 2 * c * w * J[1] + c * c * Z2);
    }
    return e;
}

void check_equal(const MarginMoments<double>& a, const MarginMoments<double>& b, double relative) {
    // of sums that may cancel: against the sum of their terms' sizes
    const double g = std::sqrt(std::max(a.gg, b.gg)), m = std::max(a.m, b.m),
                 gm = std::sqrt(std::max(a.ggm, b.ggm) * m);
    CHECK(a.m == nearly(b.m, relative));
    CHECK(a.gg == nearly(b.gg, relative));
    CHECK(a.sg == nearly(b.sg, relative, relative * g));
    CHECK(a.ssm == nearly(b.ssm, relative, relative * m));
    CHECK(a.sxm == nearly(b.sxm, relative, relative * m));
    CHECK(a.xxm == nearly(b.xxm, relative, relative * m));
    CHECK(a.sgm == nearly(b.sgm, relative, relative * gm));
    CHECK(a.xgm == nearly(b.xgm, relative, relative * gm));
    CHECK(a.ggm == nearly(b.ggm, relative, relative * gm * g));
}

/// GSL's adaptive rule over these intervals.
double integral(const std::function<double(double)>& f, std::vector<double> points) {
    gsl_error_handler_t* const before = gsl_set_error_handler_off();
    gsl_function g{[](double x, void* of) { return (*static_cast<const std::function<double(double)>*>(of))(x); },
                   const_cast<std::function<double(double)>*>(&f)};
    gsl_integration_workspace* const room = gsl_integration_workspace_alloc(2000);
    double value = 0, error = 0;
    const int status =
        gsl_integration_qagp(&g, points.data(), points.size(), 1e-300, 1e-13, 2000, room, &value, &error);
    gsl_integration_workspace_free(room);
    gsl_set_error_handler(before);
    CHECK((status == GSL_SUCCESS || status == GSL_EROUND));
    return value;
}

/// The slope of the logistic loss at its proximal point, by bisection.
double logistic_slope(double x, double V) {
    double low = x, high = x + V;
    for (int step = 0; step < 200 && low < high; ++step) {
        const double p = (low + high) / 2;
        if (p == low || p == high) break;
        (p - x < V / (1 + std::exp(p)) ? low : high) = p;
    }
    return 1 / (1 + std::exp((low + high) / 2));
}

}  // namespace

TEST_SUITE("saddle/margin_moments") {
    TEST_CASE("[identity] the integral of the density is one; field and rest are normal, orthogonal") {
        for (const auto& [labels, missed] : channels())
            for (const State& at : states(40, 1)) {
                const Seen seen(labels, missed);
                const double sigma = std::hypot(at.t, at.r), c = at.t / sigma, w = at.r / sigma, v = w * w;
                double one = 0, s = 0, xi = 0, ss = 0, sx = 0, xx = 0;
                for (const Node& n : nodes(SquareLoss{}, seen.channel, at)) {
                    one += n.z0;
                    s += c * n.X * n.z0 + w * n.z1;
                    xi += w * n.X * n.z0 - c * n.z1;
                    ss += c * c * n.X * n.X * n.z0 + 2 * c * w * n.X * n.z1 + v * n.z2;
                    sx += c * w * n.X * n.X * n.z0 + (v - c * c) * n.X * n.z1 - c * w * n.z2;
                    xx += v * n.X * n.X * n.z0 - 2 * c * w * n.X * n.z1 + c * c * n.z2;
                }
                CAPTURE_BOUND(to_text(labels));
                CAPTURE(at.t);
                CAPTURE(at.r);
                CHECK(one == nearly(1, 1e-14));
                CHECK(s == nearly(seen.channel.mean_field(), 1e-13, 1e-14));
                CHECK(std::abs(xi) < 1e-14);
                CHECK(ss == nearly(1, 1e-13));
                CHECK(std::abs(sx) < 1e-13);
                CHECK(xx == nearly(1, 1e-13));
            }
    }

    TEST_CASE("[identity] mean labels: sqrt(2/pi) (1 - 2 flip)/sqrt(1 + D) of a probit, by quadrature of a logistic") {
        for (const auto& [labels, missed] : channels()) {
            const Seen seen(labels, missed);
            CAPTURE_BOUND(to_text(labels));
            const double straight = 1 - 2 * labels.flip;
            const Labels of = labels;
            const double mean =
                labels.kind == LabelKind::logistic
                    ? straight *
                          integral([of](double s) { return normal_density(s) * s * std::tanh(of.slope * s / 2); },
                                   {-12, 0, 12})
                    : straight * std::sqrt(2 / std::numbers::pi / (1 + labels.slope));
            CHECK(seen.channel.label_mean() == nearly(mean, 1e-13));
            CHECK(seen.channel.mean_field() == nearly(std::sqrt(1 - missed) * mean, 1e-13));
        }
    }

    TEST_CASE("[identity] E[xg] - tE[sg] = -r^2 E m, at any state") {
        every_loss([](const auto& loss) {
            for (const auto& [labels, missed] : channels())
                for (const State& at : states(15, 2)) {
                    const Seen seen(labels, missed);
                    const auto e = margin_moments<panel_nodes<double>>(loss, seen.channel, at.t, at.r, at.V);
                    double xg = 0;
                    const double sigma = std::hypot(at.t, at.r);
                    for (const Node& n : nodes(loss, seen.channel, at))
                        xg += n.z0 * sigma * n.X * loss.moreau(sigma * n.X, at.V).slope;
                    CAPTURE(to_text(Loss(loss)));
                    CAPTURE_BOUND(to_text(labels));
                    CAPTURE(at.t);
                    CAPTURE(at.r);
                    CAPTURE(at.V);
                    CHECK(xg - at.t * e.sg == nearly(-at.r * at.r * e.m, 1e-12,
                                                     1e-14 * sigma * std::sqrt(e.gg) + 1e-14 * std::abs(at.t * e.sg)));
                }
        });
    }

    TEST_CASE("[agreement] closed forms with Owen's function: square, hinge, squared hinge, hard margin") {
        const auto look = [](const auto& loss) {
            for (const auto& [labels, missed] : channels()) {
                if (labels.kind == LabelKind::logistic) continue;
                const Seen seen(labels, missed);
                for (const State& at : states(120, 3, 2)) {
                    const double sigma = std::hypot(at.t, at.r);
                    // differences of H cancel in far tails and in a narrow middle
                    if (sigma < 0.4 || at.V < (std::holds_alternative<HingeLoss>(Loss(loss)) ? 0.7 : 0.03)) continue;
                    CAPTURE(to_text(Loss(loss)));
                    CAPTURE_BOUND(to_text(labels));
                    CAPTURE(at.t);
                    CAPTURE(at.r);
                    CAPTURE(at.V);
                    check_equal(margin_moments<panel_nodes<double>>(loss, seen.channel, at.t, at.r, at.V),
                                closed(loss, labels, (missed + labels.slope) / (1 - missed), at), 1e-12);
                }
            }
        };
        look(SquareLoss{}), look(HingeLoss{}), look(SquaredHingeLoss{}), look(MarginConstraint{});
    }

    TEST_CASE("[agreement] logistic loss by GSL's adaptive quadrature and bisection") {
        int i = 0;
        for (const State& at : states(20, 4)) {
            const auto& [labels, missed] = channels()[std::size_t(i++ % 4)];
            const Seen seen(labels, missed);
            const double sigma = std::hypot(at.t, at.r), c = at.t / sigma, V = at.V;
            const double alpha = c / std::sqrt(1 - c * c + (missed + labels.slope) / (1 - missed)), flip = labels.flip;
            const auto density = [=](double X) {
                return normal_density(X) * 2 * (flip + (1 - 2 * flip) * normal_cdf(alpha * X));
            };
            const std::vector<double> ends{-11, -3, -1, 0, 1, 3, 11};
            const double gg = integral(
                [&](double X) {
                    const double g = logistic_slope(sigma * X, V);
                    return density(X) * g * g;
                },
                ends);
            const double m = integral(
                [&](double X) {
                    const double g = logistic_slope(sigma * X, V), second = g * (1 - g);
                    return density(X) * second / (1 + V * second);
                },
                ends);
            const auto e = margin_moments<panel_nodes<double>>(LogisticLoss{}, seen.channel, at.t, at.r, at.V);
            CAPTURE(at.t);
            CAPTURE(at.r);
            CAPTURE(at.V);
            CHECK(e.gg == nearly(gg, 1e-11));
            CHECK(e.m == nearly(m, 1e-11));
        }
    }

    TEST_CASE("[agreement] a logistic teacher's margin by quadrature over the field, not over the margin") {
        for (const State& at : states(6, 5, 2)) {
            const auto& [labels, missed] = channels()[5];
            const Seen seen(labels, missed);
            const double V = at.V, slope = labels.slope, seen_share = std::sqrt(1 - missed), lost = std::sqrt(missed);
            // f = t s + r xi, y = 1 with E_z Lambda(g (sqrt(a0) s + sqrt(1 - a0) z)): trapezoids converge exponentially
            double gg = 0, sg = 0, m = 0;
            constexpr double h = 0.1;
            for (int i = -100; i <= 100; ++i) {
                const double s = h * i;
                double one = 0;
                for (int k = -160; k <= 160; ++k) {
                    const double z = h / 2 * k;
                    one += h / 2 * normal_density(z) / (1 + std::exp(-slope * (seen_share * s + lost * z)));
                }
                for (int j = -100; j <= 100; ++j) {
                    const double xi = h * j, f = at.t * s + at.r * xi;
                    for (const double y : {1.0, -1.0}) {
                        const double g = LogisticLoss{}.moreau(y * f, V).slope, second = g * (1 - g);
                        const double weight = h * h * normal_density(s) * normal_density(xi) * (y > 0 ? one : 1 - one);
                        gg += weight * g * g;
                        sg += weight * y * s * g;
                        m += weight * second / (1 + V * second);
                    }
                }
            }
            const auto e = margin_moments<panel_nodes<double>>(LogisticLoss{}, seen.channel, at.t, at.r, at.V);
            CHECK(e.gg == nearly(gg, 1e-10));
            CHECK(e.sg == nearly(sg, 1e-10, 1e-11));
            CHECK(e.m == nearly(m, 1e-10));
        }
    }

    TEST_CASE("[identity] derivatives in t, r and V: formula (15.8) against differences") {
        every_loss([](const auto& loss) {
            for (const auto& [labels, missed] : channels()) {
                const Seen seen(labels, missed);
                const auto at = [&](double t, double r, double V) {
                    return margin_moments<panel_nodes<double>>(loss, seen.channel, t, r, V);
                };
                for (const State& y : states(5, 6, 1.5)) {
                    const double h = 1e-4, k = 1e-4 * y.V, l = 1e-4 * y.r;
                    const auto e = at(y.t, y.r, y.V);
                    const auto t1 = at(y.t + h, y.r, y.V), t0 = at(y.t - h, y.r, y.V);
                    const auto r1 = at(y.t, y.r + l, y.V), r0 = at(y.t, y.r - l, y.V);
                    const auto V1 = at(y.t, y.r, y.V + k), V0 = at(y.t, y.r, y.V - k);
                    const double g = std::sqrt(e.gg), m = e.m;
                    CAPTURE(to_text(Loss(loss)));
                    CAPTURE_BOUND(to_text(labels));
                    CAPTURE(y.t);
                    CAPTURE(y.r);
                    CAPTURE(y.V);
                    const double t_rough = 1e-6 * (1 + 1 / (y.r * y.r));
                    CHECK((t1.sg - t0.sg) / (2 * h) == nearly(-e.ssm, t_rough, t_rough * (g + m)));
                    CHECK((r1.sg - r0.sg) / (2 * l) == nearly(-e.sxm, t_rough, t_rough * (g + m)));
                    CHECK((V1.sg - V0.sg) / (2 * k) == nearly(-e.sgm, 1e-6, 1e-6 * (g * m + g / y.V)));
                    CHECK((t1.gg - t0.gg) / (2 * h) == nearly(-2 * e.sgm, t_rough, t_rough * g * (g + m)));
                    CHECK((r1.gg - r0.gg) / (2 * l) == nearly(-2 * e.xgm, t_rough, t_rough * g * (g + m)));
                    CHECK((V1.gg - V0.gg) / (2 * k) == nearly(-2 * e.ggm, 1e-6, 1e-6 * g * g / y.V));
                    // E xi g = -r E m
                    CHECK((r1.m * (y.r + l) - r0.m * (y.r - l)) / (2 * l) == nearly(e.xxm, t_rough, t_rough * (g + m)));
                }
            }
        });
    }

    TEST_CASE("[agreement] a hinge's narrow piece keeps its digits, however small V is") {
        using Digits = boost::multiprecision::cpp_bin_float_50;
        const Labels labels{LabelKind::probit, 0.25, 0.05};
        const LabelChannel<> channel(labels, 0.75, 0.25);
        const LabelChannel<Digits> more(labels, Digits(0.75), Digits(0.25));
        for (const double V : {1e-3, 1e-6, 1e-10, 1e-14}) {
            CAPTURE(V);
            const auto e = margin_moments<panel_nodes<double>>(HingeLoss{}, channel, 0.5, 0.5, V);
            const auto exact =
                margin_moments<panel_nodes<Digits>>(HingeLoss{}, more, Digits(0.5), Digits(0.5), Digits(V));
            CHECK(e.m == nearly(double(exact.m), 1e-14));
            CHECK(e.sgm == nearly(double(exact.sgm), 1e-13));
            CHECK(e.sg == nearly(double(exact.sg), 1e-14));
        }
    }
}
