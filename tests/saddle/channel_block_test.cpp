// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/channel_block.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "../digits50.hpp"
#include "../nearly.hpp"
#include "lazyrisk/saddle/margin_nodes.hpp"

using namespace lazyrisk;

TEST_SUITE("saddle/channel_block") {
    TEST_CASE("[agreement] many margins at once, and one: every channel") {
        const std::vector<Labels> all{{LabelKind::sign, 0, 0},
                                      {LabelKind::sign, 0, 0.2},
                                      {LabelKind::probit, 0.25, 0.05},
                                      {LabelKind::logistic, 3, 0.02},
                                      {LabelKind::logistic, 40, 0}};
        for (const Labels& labels : all)
            for (const double t : {-2.0, 0.1, 3.0}) {
                const LabelChannel<> channel(labels, 0.8, 0.2);
                const auto law = channel.at(t, 0.7);
                std::vector<MarginNode<double>> nodes;
                for (int i = 0; i < 151; ++i) nodes.push_back({-7 + 0.0931 * i, 0.25, 0, 0});  // more than a block
                weigh<double>(law, nodes);
                for (const auto& n : nodes) {
                    const ChannelWeights<double> one = law(n.X);
                    const double w = 0.25 * normal_density(n.X);
                    CAPTURE(to_text(labels));
                    CAPTURE(n.X);
                    CHECK(n.z0 == nearly(w * one.z0, 2e-14, 1e-17 * w));
                    CHECK(n.z1 == nearly(w * one.z1, 2e-14, 3e-16 * w));
                    CHECK(n.z2 == nearly(w * one.z2, 2e-14, 1e-15 * w));
                }
            }
    }

    TEST_CASE("[agreement] a probit's weights in 50 digits") {
        const Labels labels{LabelKind::probit, 0.5, 0.1};
        const LabelChannel<> channel(labels, 0.75, 0.25);
        const LabelChannel<Digits50> more(labels, Digits50(0.75), Digits50(0.25));
        const auto law = channel.at(1.5, 0.5);
        const auto exact = more.at(Digits50(1.5), Digits50(0.5));
        const std::vector<double> X{-6, -1.25, -1e-3, 0.5, 2, 8};
        ChannelBlock<double> block(law);
        block(std::span(X), [&](std::size_t i, const ChannelWeights<double>& z) {
            const ChannelWeights<Digits50> e = exact(Digits50(X[i]));
            CAPTURE(X[i]);
            CHECK(z.z0 == nearly(double(e.z0), 1e-15));
            CHECK(z.z1 == nearly(double(e.z1), 3e-14));
            CHECK(z.z2 == nearly(double(e.z2), 1e-14));
        });
    }
}
