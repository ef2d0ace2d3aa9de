// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs of every model: one endless sequence, whatever the blocks in which it is drawn.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "lazyrisk/simulate/realize.hpp"

using namespace lazyrisk;

namespace {

struct Named {
    std::string name;
    Realization world;
};

std::vector<Named> worlds() {
    const Target<> plain{{{1, 1.0}}, 0};
    const SpikedInputs spiked{20, 6, 5};
    return {{"features", realize(RandomFeatures{relu(), 20}, plain, 30)},
            {"kernel", realize(Kernel{relu(), 20}, plain)},
            {"tangent", realize(NeuralTangent{activation_named("gelu"), 20}, plain, 30)},
            {"deep kernel", realize(DeepKernel{.activation = relu(), .dimension = 20}, plain)},
            {"spiked features", realize(SpikedFeatures{spiked, relu()}, plain, 30)},
            {"spiked kernel", realize(SpikedKernel{spiked, relu()}, plain)},
            {"signs", realize(Convolution{20, 8, 3, relu()}, plain)},
            {"invariant kernel", realize(InvariantKernel{relu(), 20}, plain)},
            {"invariant features", realize(InvariantFeatures{relu(), 20}, plain, 30)}};
}

}  // namespace

TEST_SUITE("simulate/inputs") {
    TEST_CASE(
        "[identity] a block of inputs is that part of the whole sequence, and no number of it comes again elsewhere") {
        for (const Named& one : worlds()) {
            CAPTURE(one.name);
            const Draw draw{3, 1, 2};
            const int first = 5, count = 12, d = one.world.dimension;
            const Matrix whole = one.world.inputs(0, first + count, draw.stream(Role::data)),
                         part = one.world.inputs(first, count, draw.stream(Role::data));
            REQUIRE(part.cols() == count);
            bool equal = true, signs = true;
            std::set<double> seen;
            for (int j = 0; j < count; ++j)
                for (int i = 0; i < d; ++i) equal = equal && part(i, j) == whole(i, first + j);
            for (const double x : entries(whole)) {
                signs = signs && (x == 1 || x == -1);
                seen.insert(x);
            }
            CHECK(equal);
            if (!signs) CHECK(seen.size() == std::size_t(whole.size()));
            // two columns alike would be a training point twice
            for (int j = 1; j < whole.cols(); ++j) {
                bool twin = true;
                for (int i = 0; i < d; ++i) twin = twin && whole(i, j) == whole(i, 0);
                CHECK_FALSE(twin);
            }
        }
    }
}
