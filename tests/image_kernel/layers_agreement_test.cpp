// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lazyrisk/image_kernel/gram.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "slow_reference.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

void compare(const std::string& layers, const ImageShape& shape, double low) {
    CAPTURE(layers);
    CAPTURE(shape.text());
    const Matrix images = test_images::at_random(shape, 3, 5, low);
    const Architecture architecture = parse_architecture("kernel", layers, ArchitectureOf::kernel);
    for (const std::string kind : {"nngp", "ntk"}) {
        if (kind == "ntk" && layers.find("exp") != std::string::npos) continue;
        CAPTURE(kind);
        const ImageKernel kernel = parse_image_kernel("compose(" + layers + ",kind=" + kind + ")");
        const Matrix fine = *gram(kernel, images, shape), cross = *cross_gram(kernel, images, images, shape);
        const Matrix coarse = *gram(kernel, images, shape, {.precision = KernelPrecision::in_single});
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j <= i; ++j) {
                const auto slow = slow_reference::kernels(architecture, images.col(i), images.col(j), shape);
                const double value = kind == "nngp" ? slow.nngp : slow.ntk, scale = std::sqrt(fine(i, i) * fine(j, j));
                CHECK(fine(i, j) == nearly(value, 1e-13, 1e-13 * scale));
                CHECK(cross(i, j) == nearly(value, 1e-13, 1e-13 * scale));
                CHECK(coarse(i, j) == nearly(value, 2e-6, 2e-6 * scale));
            }
    }
}

}  // namespace

TEST_SUITE("image_kernel/layers_agreement") {
    TEST_CASE("[agreement] planes of displacement against arrays over all pairs of pixels") {
        for (const char* layers : {"flat",
                                   "gap",
                                   "conv(3) relu gap",
                                   "conv(3) relu conv(3) relu flat",
                                   "conv(1) relu conv(5) relu gap",
                                   "conv(3) relu blur(1) flat",
                                   "conv(3) relu pool(2) conv(3) relu gap",
                                   "conv(3) relu pool(2) conv(3) relu pool(2) flat",
                                   "conv(3) relu conv(3) exp(1) pool(2) conv(3) exp(2) gap",
                                   "conv(3) relu blur(1) conv(3) relu gap",
                                   "conv(3) relu pool(2) blur(1) conv(3) relu blur(1) gap",
                                   "conv(3) conv(3) relu gap",
                                   "conv(3) pool(2) relu conv(3) relu gap",
                                   "pool(2) conv(3) relu gap",
                                   "conv(3) leaky-relu(0.3) conv(3) leaky-relu(0.3) gap",
                                   "conv(3) relu conv(3) flat",
                                   "conv(3) relu flat dense relu dense relu",
                                   "conv(3) gap relu dense relu",
                                   "flat dense relu dense relu",
                                   "conv(3) relu gap dense dense relu",
                                   "conv(11) relu flat"})
            for (const ImageShape& shape : {ImageShape{5, 7, 1}, {6, 4, 3}})
                for (const double low : {0.0, -1.0}) compare(layers, shape, low);
    }

    TEST_CASE("[agreement] images of one pixel, of one row and of one column") {
        for (const char* layers : {"conv(3) relu conv(3) relu gap", "conv(3) relu conv(5) relu flat",
                                   "conv(3) relu blur(2) flat", "conv(3) exp(0.5) gap"})
            for (const ImageShape& shape : {ImageShape{1, 1, 1}, {1, 1, 3}, {1, 6, 2}, {5, 1, 1}})
                compare(layers, shape, -1);
    }

    TEST_CASE("[identity] images that a pool leaves nothing of, and numbers without a Gaussian, are refused") {
        const ImageShape shape{3, 3, 1};
        const Matrix images = test_images::at_random(shape, 2, 1);
        for (const char* layers : {"conv(3) relu pool(2) conv(3) relu pool(2) flat", "pool(4) conv(3) relu gap",
                                   "relu conv(3) relu gap", "conv(3) relu relu gap", "conv(3) flat relu"}) {
            CAPTURE(layers);
            const ImageKernel kernel = parse_image_kernel("compose(" + std::string(layers) + ")");
            CHECK_THROWS_AS((void)gram(kernel, images, shape), DomainError);
        }
    }
}
