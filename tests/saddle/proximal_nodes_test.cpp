// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The proximal point as the variable: against proximal points that are looked for at every margin, and 50 digits.
#include "lazyrisk/saddle/proximal_nodes.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "../digits50.hpp"
#include "../nearly.hpp"
#include "lazyrisk/loss/exponential.hpp"
#include "lazyrisk/saddle/margin_moments.hpp"

using namespace lazyrisk;

namespace {

struct Point {
    double t, r, V;
};

const std::vector<Point>& points() {
    static const std::vector<Point> all{{1, 0.5, 1}, {0.3, 2, 1e-3},    {20, 1, 30},
                                        {20, 20, 5}, {5, 0.3, 600},     {1e-3, 1e-3, 1e6},
                                        {3, 3, 1e4}, {0.02, 0.01, 0.2}, {-1, 1, 50}};
    return all;
}

const std::vector<Labels>& channels() {
    static const std::vector<Labels> all{
        {LabelKind::sign, 0, 0}, {LabelKind::probit, 0.25, 0.05}, {LabelKind::logistic, 2, 0.02}};
    return all;
}

template <class F>
void smooth_losses(const F& f) {
    f(LogisticLoss{}), f(ExponentialLoss{});
}

template <Scalar R, SmoothLoss L>
EnvelopeNodes<R> nodes_at(const L& loss, const Labels& labels, const Point& y, std::span<const R> cuts = {}) {
    const LabelChannel<R> channel(labels, R(0.75), R(0.25));
    const R t = y.t, r = y.r;
    using std::sqrt;
    return proximal_nodes<panel_nodes<R>>(loss, channel, channel.at(t, r), R(sqrt(R(t * t + r * r))), R(y.V), cuts);
}

}  // namespace

TEST_SUITE("saddle/proximal_nodes") {
    TEST_CASE("[agreement] a smooth loss beyond a proximal point, in 50 digits") {
        smooth_losses([](const auto& loss) {
            for (const double V : {1e-3, 1.0, 1e5})
                for (const double by : {-30.0, -2.0, -1e-3, -1e-12, 1e-12, 0.3, 5.0, 40.0}) {
                    const Moreau<double> at = loss.moreau(0.0, V);
                    // the slope is what is given: its proximal point in more digits
                    const Digits50 g = at.slope;
                    const Digits50 p = std::is_same_v<std::decay_t<decltype(loss)>, LogisticLoss>
                                           ? Digits50(log(Digits50(1 - g)) - log(g))
                                           : Digits50(-log(g));
                    const ProximalShift<double> own = loss.shifted(at, by);
                    CAPTURE(V);
                    CAPTURE(by);
                    CHECK(own.slope == nearly(double(loss.slope(Digits50(p + by))), 1e-15));
                    CHECK(own.curvature == nearly(double(loss.curvature(Digits50(p + by))), 2e-15));
                    CHECK(own.fall == nearly(double(Digits50(g - loss.slope(Digits50(p + by)))), 2e-15));
                }
        });
    }

    TEST_CASE("[identity] the envelope at a node is that of its margin") {
        smooth_losses([](const auto& loss) {
            for (const Point& y : points()) {
                const double sigma = std::hypot(y.t, y.r);
                const auto all = nodes_at<double>(loss, channels()[1], y);
                REQUIRE(all.nodes.size() == all.at.size());
                for (std::size_t i = 0; i < all.nodes.size(); i += 7) {
                    const Moreau<double> at = loss.moreau(sigma * all.nodes[i].X, y.V);
                    CAPTURE(y.V);
                    CAPTURE(sigma);
                    CAPTURE(all.nodes[i].X);
                    CHECK(all.at[i].prox == nearly(at.prox, 1e-13, 1e-13 * (1 + sigma)));
                    CHECK(all.at[i].slope == nearly(at.slope, 1e-12 * (1 + sigma)));
                    CHECK(all.at[i].curvature == nearly(at.curvature, 1e-12 * (1 + sigma)));
                }
            }
        });
    }

    TEST_CASE("[identity] the density's integral is one, its second moment too") {
        smooth_losses([](const auto& loss) {
            for (const Labels& labels : channels())
                for (const Point& y : points()) {
                    double one = 0, square = 0;
                    for (const auto& n : nodes_at<double>(loss, labels, y).nodes)
                        one += n.z0, square += n.z0 * n.X * n.X;
                    CAPTURE(y.V);
                    CAPTURE(y.t);
                    CHECK(one == nearly(1, 3e-15));
                    CHECK(square == nearly(1, 3e-14));
                }
        });
    }

    TEST_CASE("[agreement] moments in 50 digits, with three times the nodes") {
        smooth_losses([](const auto& loss) {
            for (const Point& y : {points()[0], points()[2], points()[4], points()[5]}) {
                const Labels& labels = channels()[1];
                const LabelChannel<double> channel(labels, 0.75, 0.25);
                const LabelChannel<Digits50> exact(labels, Digits50(0.75), Digits50(0.25));
                const auto own = margin_moments<panel_nodes<double>>(loss, channel, y.t, y.r, y.V);
                const auto fewer = margin_moments<fewer_panel_nodes<double>>(loss, channel, y.t, y.r, y.V);
                const auto more =
                    margin_moments<panel_nodes<Digits50>>(loss, exact, Digits50(y.t), Digits50(y.r), Digits50(y.V));
                CAPTURE(y.V);
                CAPTURE(y.t);
                CHECK(own.m == nearly(double(more.m), 1e-14));
                CHECK(own.gg == nearly(double(more.gg), 1e-14));
                CHECK(own.sg == nearly(double(more.sg), 1e-14, 1e-14 * std::sqrt(own.gg)));
                CHECK(own.ssm == nearly(double(more.ssm), 1e-14, 1e-14 * own.m));
                CHECK(fewer.m == nearly(double(more.m), 1e-10));
                CHECK(fewer.gg == nearly(double(more.gg), 1e-10));
            }
        });
    }

    TEST_CASE("[agreement] shares below a proximal point, by panels of the margin that end there") {
        const std::vector<double> cuts{0, 1};
        smooth_losses([&](const auto& loss) {
            for (const Labels& labels : channels())
                for (const Point& y : points()) {
                    if (y.V > 1e4) continue;  // 0: so far out no margin is a number
                    const LabelChannel<double> channel(labels, 0.75, 0.25);
                    const double sigma = std::hypot(y.t, y.r);
                    const auto law = channel.at(y.t, y.r);
                    const auto all = nodes_at<double>(loss, labels, y, std::span(cuts));
                    for (std::size_t k = 0; k < cuts.size(); ++k) {
                        const double X = (cuts[k] - y.V * loss.slope(cuts[k])) / sigma;
                        double share = 0, again = 0;
                        for (const auto& n : all.nodes)
                            if (n.X < all.cuts[k]) share += n.z0;
                        using Nodes = MarginNodes<double, 60>;
                        for (const auto& n : Nodes::of(law, -Nodes::reach(std::min(X, 0.0)), X, {0.0}, {{X, 0.3}}))
                            again += n.z0;
                        CAPTURE(y.V);
                        CAPTURE(y.t);
                        CAPTURE(cuts[k]);
                        CHECK(all.cuts[k] == nearly(X, 1e-13 * (1 + y.V), 1e-15 * (1 + y.V) / sigma));
                        if (again > 1e-40) CHECK(share == nearly(again, 1e-11));
                    }
                }
        });
    }
}
