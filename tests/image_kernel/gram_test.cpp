// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "lazyrisk/image_kernel/estimate.hpp"
#include "lazyrisk/image_kernel/gram.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

const std::vector<std::string> some_kernels{"linear",
                                            "rbf(gamma=0.3)",
                                            "nngp(depth=2)",
                                            "ntk(depth=3,cosine)",
                                            "ntk(depth=2,activation=erf,bias=0.2)",
                                            "cntk(layers=2,end=gap)",
                                            "cntk(layers=2,end=lap(1),flip)",
                                            "lenet(cosine)",
                                            "myrtle(1,1,activation=exp(1))",
                                            "arora(3,flat)",
                                            "cntk(layers=1,activation=gelu,end=flat)"};

bool same_bits(const Matrix& a, const Matrix& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a.array() == b.array()).all();
}

void check_moves(const std::string& text, const ImageShape& shape, const ImageShape& after, const Matrix& moved,
                 const Matrix& plain) {
    CAPTURE(text);
    const ImageKernel kernel = parse_image_kernel(text);
    const Matrix before = *gram(kernel, plain, shape), behind = *gram(kernel, moved, after);
    CHECK((before - behind).cwiseAbs().maxCoeff() <= 1e-13 * before.cwiseAbs().maxCoeff());
}

}  // namespace

TEST_SUITE("image_kernel/gram") {
    TEST_CASE("[identity] blocks of rows, threads and what stands beside a pair change no bit") {
        const ImageShape shape{6, 5, 2};
        const Matrix images = test_images::at_random(shape, 41, 3, -0.5);
        for (const std::string& text : some_kernels)
            for (const KernelPrecision precision : {KernelPrecision::in_double, KernelPrecision::in_single}) {
                CAPTURE(text);
                const ImageKernel kernel = parse_image_kernel(text);
                const Matrix whole = *gram(kernel, images, shape, {precision, 1});
                CHECK(same_bits(whole, whole.transpose()));
                CHECK(same_bits(whole, *gram(kernel, images, shape, {precision, 3})));
                const Matrix rows = *gram_rows(kernel, images, shape, 17, 9, {precision, 2});
                CHECK(same_bits(rows, whole.block(17, 0, 9, 26)));
                const GramRows block(kernel, images, shape, {precision, 1});
                for (const int first : {0, 40})
                    CHECK(same_bits(*block.rows(first, 1), whole.block(first, 0, 1, first + 1)));
                const std::vector<double> own = gram_diagonal(kernel, images, shape, 1);
                for (int i = 0; i < 41; ++i) CHECK(own[std::size_t(i)] == whole(i, i));
                // the left image of a pair is the later one
                const Matrix cross =
                    *cross_gram(kernel, images.rightCols(5), images.leftCols(7), shape, {precision, 2});
                CHECK(same_bits(cross, whole.block(36, 0, 5, 7)));
            }
    }

    TEST_CASE("[identity] kernel matrices are symmetric and have no negative eigenvalues") {
        const ImageShape shape{6, 5, 2};
        const Matrix images = test_images::at_random(shape, 30, 4);
        for (const std::string& text : some_kernels) {
            CAPTURE(text);
            const ImageKernel kernel = parse_image_kernel(text);
            const Matrix k = *gram(kernel, images, shape), across = *cross_gram(kernel, images, images, shape);
            CHECK((across - across.transpose()).cwiseAbs().maxCoeff() <= 1e-13 * k.maxCoeff());
            CHECK((across - k).cwiseAbs().maxCoeff() <= 1e-13 * k.maxCoeff());
            CHECK(eigenvalues(k).front() >= -1e-12 * k.trace());
        }
    }

    TEST_CASE("[identity] both images mirrored, turned over or transposed have the same kernel") {
        const ImageShape shape{8, 4, 2}, turned{4, 8, 2};
        const Matrix images = test_images::at_random(shape, 5, 6);
        const Matrix across = test_images::moved(images, shape, shape, [](int i, int j) {
            return std::pair{i, 3 - j};
        });
        const Matrix over = test_images::moved(images, shape, shape, [](int i, int j) { return std::pair{7 - i, j}; });
        const Matrix transposed = test_images::moved(images, shape, turned, [](int i, int j) {
            return std::pair{j, i};
        });
        for (const std::string& text : some_kernels) {
            check_moves(text, shape, shape, across, images);
            check_moves(text, shape, shape, over, images);
            if (text.find("flip") == std::string::npos) check_moves(text, shape, turned, transposed, images);
        }
    }

    TEST_CASE("[identity] known kernels: no layers, homogeneity, one filter over all, the flip") {
        const ImageShape shape{4, 5, 3};
        const Matrix x = test_images::at_random(shape, 6, 7, -1);
        const auto of = [&](const char* text) { return *gram(parse_image_kernel(text), x, shape); };
        const Matrix linear = x.transpose() * x;
        CHECK((of("linear") - linear).cwiseAbs().maxCoeff() < 1e-14 * linear.maxCoeff());
        CHECK((of("cntk(layers=0,end=flat)") - linear / 20).cwiseAbs().maxCoeff() < 1e-14 * linear.maxCoeff());
        for (const char* text : {"cntk(layers=2,kind=nngp)", "myrtle(1,1,kind=ntk)", "ntk(depth=3)"}) {
            CAPTURE(text);
            const ImageKernel kernel = parse_image_kernel(text);
            const Matrix one = *gram(kernel, x, shape), tiny = *gram(kernel, 1e-30 * x, shape),
                         single = *gram(kernel, 1e-30 * x, shape, {KernelPrecision::in_single});
            CHECK((tiny * 1e60 - one).cwiseAbs().maxCoeff() < 1e-14 * one.maxCoeff());
            CHECK((single * 1e60 - one).cwiseAbs().maxCoeff() < 2e-6 * one.maxCoeff());
        }
        // a filter of 2 P - 1 pixels sees the whole image from every pixel: S = T = <x,z>/25 of a linear layer
        const ImageShape odd{3, 3, 1};
        const Matrix z = test_images::at_random(odd, 2, 8, -1);
        const ImageKernel wide = parse_image_kernel("cntk(layers=1,filter=5,end=flat,activation=leaky-relu(1))");
        CHECK((*gram(wide, z, odd))(0, 1) == nearly(2 * z.col(0).dot(z.col(1)) / 25, 1e-14));
        CHECK((*gram(parse_image_kernel("cntk(layers=1,filter=5,end=flat)"), z, odd))(0, 1) ==
              nearly((*gram(parse_image_kernel("ntk(depth=1)"), z, odd))(0, 1) / 25, 1e-14));
        const Matrix mirrored = test_images::moved(x, shape, shape, [](int i, int j) { return std::pair{i, 4 - j}; });
        const ImageKernel plain = parse_image_kernel("cntk(layers=2,end=lap(1))");
        const Matrix expected = (*cross_gram(plain, x, x, shape) + *cross_gram(plain, x, mirrored, shape)) / 2;
        CHECK((of("cntk(layers=2,end=lap(1),flip)") - expected).cwiseAbs().maxCoeff() < 1e-13 * expected.maxCoeff());
    }

    TEST_CASE("[identity] gap on a torus: an image that shifts within black borders keeps its kernel") {
        // three layers of three pixels see three further pixels: with borders of that the padding is never met
        const ImageShape shape{12, 12, 1};
        Matrix images = Matrix::Zero(144, 3);
        const Matrix inside = test_images::at_random({4, 4, 1}, 2, 9);
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j) {
                images(12 * (i + 4) + j + 4, 0) = inside(4 * i + j, 0);
                images(12 * (i + 4) + j + 4, 1) = inside(4 * i + j, 1);
                images(12 * (i + 3) + j + 5, 2) = inside(4 * i + j, 1);
            }
        const Matrix gap = *gram(parse_image_kernel("cntk(layers=3)"), images, shape);
        CHECK(gap(0, 1) == nearly(gap(0, 2), 1e-13));
        CHECK(gap(1, 1) == nearly(gap(1, 2), 1e-13));
        const Matrix flat = *gram(parse_image_kernel("cntk(layers=3,end=flat)"), images, shape);
        CHECK(std::abs(flat(1, 1) / flat(1, 2) - 1) > 1e-3);
    }

    TEST_CASE("[identity] where correlations are 1: the same image twice, flat images, black patches and images") {
        const ImageShape shape{7, 7, 1};
        Matrix images = test_images::at_random(shape, 6, 10);
        images.col(1) = images.col(0);
        images.col(2).setConstant(0.7);
        images.col(3).setConstant(0.3);
        images.col(4).setZero();
        images.col(5).head(28).setZero();
        for (const char* text : {"cntk(layers=3,end=flat)", "cntk(layers=3)", "cntk(layers=2,end=lap(1))",
                                 "myrtle(2,1,kind=ntk)", "ntk(depth=3)", "lenet(kind=nngp)"})
            for (const KernelPrecision precision : {KernelPrecision::in_double, KernelPrecision::in_single}) {
                CAPTURE(text);
                const ImageKernel kernel = parse_image_kernel(text);
                const Matrix k = *gram(kernel, images, shape, {precision});
                const double tolerance = precision == KernelPrecision::in_double ? 1e-13 : 2e-6;
                CHECK(k.allFinite());
                CHECK(k(0, 0) == k(1, 1));
                CHECK(k(0, 1) == nearly(k(0, 0), tolerance));
                // flat images differ by a factor alone
                CHECK(k(2, 3) == nearly(std::sqrt(k(2, 2) * k(3, 3)), tolerance));
                CHECK(k(2, 2) * 9 == nearly(k(3, 3) * 49, 1e-13));
                CHECK(k.row(4).cwiseAbs().maxCoeff() == 0);
                CHECK(k(5, 5) > 0);
                const ImageKernel cosine =
                    parse_image_kernel(std::string(text) == "lenet(kind=nngp)"
                                           ? "lenet(kind=nngp,cosine)"
                                           : std::string(text).substr(0, std::string(text).size() - 1) + ",cosine)");
                const Matrix c = *gram(cosine, images, shape, {precision});
                CHECK(c.allFinite());
                CHECK(c(0, 0) == 1);
                CHECK(c(0, 1) == nearly(1, tolerance));
                CHECK(c(4, 4) == 0);
            }
    }

    TEST_CASE("[identity] progress counts every pair once, and an interrupted matrix is none") {
        const ImageShape shape{4, 4, 1};
        const Matrix images = test_images::at_random(shape, 100, 11);
        const ImageKernel kernel = parse_image_kernel("cntk(layers=1,end=flat)");
        std::size_t last = 0, all = 0, calls = 0;
        GramOptions options{.threads = 2, .progress = [&](std::size_t done, std::size_t total) {
                                CHECK(done > last);
                                last = done, all = total, ++calls;
                            }};
        CHECK(gram(kernel, images, shape, options));
        CHECK(last == 5050);
        CHECK(all == 5050);
        CHECK(calls > 1);
        last = 0;
        CHECK(cross_gram(kernel, images.leftCols(10), images, shape, options));
        CHECK(last == 1000);
        std::atomic<int> asked{0};
        options.progress = {};
        options.interrupted = [&] { return ++asked > 2; };
        CHECK(!gram(kernel, images, shape, options));
        CHECK(!cross_gram(kernel, images, images, shape, options));
        CHECK(!gram_rows(kernel, images, shape, 5, 4, options));
    }

    TEST_CASE("[identity] what is no image is refused") {
        const ImageShape shape{4, 4, 1};
        Matrix images = test_images::at_random(shape, 3, 12);
        const ImageKernel kernel = parse_image_kernel("cntk(layers=1)");
        CHECK_THROWS_AS((void)gram(kernel, images, ImageShape{5, 4, 1}), DomainError);
        CHECK_THROWS_AS((void)gram(kernel, images, ImageShape{}), DomainError);
        CHECK_THROWS_AS((void)gram(parse_image_kernel("linear(flip)"), images, ImageShape{}), DomainError);
        CHECK_NOTHROW((void)gram(parse_image_kernel("ntk(depth=2)"), images, ImageShape{}));
        CHECK_THROWS_AS((void)gram_rows(kernel, images, shape, 2, 2), DomainError);
        CHECK_THROWS_AS((void)cross_gram(parse_image_kernel("linear"), images, images.topRows(8), ImageShape{}),
                        DomainError);
        images(3, 1) = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_AS((void)gram(kernel, images, shape), DomainError);
        CHECK(gram(kernel, Matrix(16, 0), shape)->size() == 0);
    }

    TEST_CASE("[identity] an estimate counts pairs, operations and memory") {
        const GramEstimate flat = estimate_gram(parse_image_kernel("cntk(layers=5,end=flat)"), {14, 14, 1}, 1000),
                           gap = estimate_gram(parse_image_kernel("cntk(layers=5)"), {14, 14, 1}, 1000);
        CHECK(gap.pairs == 500500);
        CHECK(gap.matrix_bytes == 8e6);
        CHECK(gap.flops_per_pair > 150 * flat.flops_per_pair);
        CHECK(gap.flops_per_pair < 200 * flat.flops_per_pair);  // 196 times as many pairs of pixels
        CHECK(gap.seconds > 0);
        CHECK(std::isfinite(gap.seconds));
        CHECK(!gap.text(2).empty());
    }
}
