// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "capture_bound.hpp"
#include "found_dual.hpp"
#include "lazyrisk/dual/deep.hpp"
#include "lazyrisk/image_kernel/arc_cosine.hpp"
#include "lazyrisk/image_kernel/gram.hpp"
#include "lazyrisk/image_kernel/pixel_activation.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

/// E s(u)s(v) and E s'(u)s'(v), u and v of variances q and r and this correlation, by the trapezoidal rule in the
/// plane.
PixelDual::Value plane(const Activation& s, double q, double r, double rho, double step = 0.1) {
    const int end = int(std::lround(10 / step));
    const double other = std::sqrt(1 - rho * rho);
    PixelDual::Value sum{0, 0};
    for (int i = -end; i <= end; ++i)
        for (int j = -end; j <= end; ++j) {
            const double x = i * step, y = j * step;
            const double w = step * step * std::exp(-(x * x + y * y) / 2) / (2 * std::numbers::pi);
            const double u = std::sqrt(q) * x, v = std::sqrt(r) * (rho * x + other * y);
            sum.value += w * s(u) * s(v);
            sum.slope += w * s.derivative(u) * s.derivative(v);
        }
    return sum;
}

}  // namespace

TEST_SUITE("image_kernel/pixel_dual") {
    TEST_CASE("[agreement] duals at two variances against quadrature over two Gaussians") {
        for (const char* name : {"erf", "gelu", "tanh", "sigmoid", "softplus", "swish", "sin", "cos", "exp", "gaussian",
                                 "he3", "linear", "square"}) {
            const Activation s = activation_named(name);
            const auto dual = pixel_dual(s, true);
            for (const auto& [q, r] : {std::pair{0.3, 0.3}, {1.0, 0.2}, {0.05, 1.7}, {0.0, 0.8}})
                for (const double rho : {-0.9, -0.3, 0.0, 0.5, 0.99}) {
                    CAPTURE(name);
                    CAPTURE_BOUND(q);
                    CAPTURE_BOUND(r);
                    CAPTURE(rho);
                    const PixelDual::Value exact = plane(s, q, r, rho),
                                           value = found(*dual, q, r, std::sqrt(q * r) * rho);
                    const double size = std::max(1.0, plane(s, r, r, 0.99).value);
                    CHECK(value.value == nearly(exact.value, 2e-12, 1e-13 * size));
                    CHECK(value.slope == nearly(exact.slope, 2e-12, 1e-13 * std::max(1.0, plane(s, r, r, 0.99).slope)));
                }
        }
    }

    TEST_CASE("[agreement] variances whose Hermite series are long") {
        for (const char* name : {"tanh", "softplus"}) {
            const Activation s = activation_named(name);
            const auto dual = pixel_dual(s, true);
            for (const auto& [q, r] : {std::pair{30.0, 25.0}, {0.4, 30.0}})
                for (const double rho : {-0.3, 0.9}) {
                    CAPTURE(name);
                    CAPTURE_BOUND(q);
                    CAPTURE(rho);
                    const PixelDual::Value exact = plane(s, q, r, rho, 0.05),
                                           value = found(*dual, q, r, std::sqrt(q * r) * rho);
                    CHECK(value.value == nearly(exact.value, 1e-11));
                    CHECK(value.slope == nearly(exact.slope, 1e-11));
                }
        }
    }

    TEST_CASE("[identity] powers scale with both variances, and relu by its dual is relu by its polynomial") {
        for (const char* name : {"relu", "relu2", "relu3", "abs", "leaky-relu(0.2)"}) {
            CAPTURE(name);
            const Activation s = activation_named(name);
            const auto dual = pixel_dual(s, true);
            const double exponent = s(2.0) / s(1.0);  // 2^p
            const auto one = found(*dual, 1, 1, 0.4), other = found(*dual, 4, 16, 3.2);
            CHECK(other.value == nearly(one.value * exponent * exponent * exponent, 1e-13));
            CHECK(other.slope == nearly(one.slope * exponent * exponent * exponent / 8, 1e-13));
        }
        const auto dual = pixel_dual(activation_named("relu"), true);
        for (const double c : {-1.0, -0.7, 0.0, 0.3, 0.999, 1.0}) {
            ScalarPair pair{c, 1, 1, 1};
            pair.apply(pixel_activation("relu", {}, true));
            CHECK(pair.xz == nearly(2 * found(*dual, 1, 1, c).value, 1e-13, 1e-15));
            CHECK(pair.tangent == nearly(2 * found(*dual, 1, 1, c).slope, 1e-13, 1e-15));
        }
        CHECK_THROWS_AS((void)pixel_dual(activation_named("sign"), true), NotCovered);
        CHECK(found(*pixel_dual(activation_named("sign"), false), 2, 3, std::sqrt(6.0) / 2).value ==
              nearly(1.0 / 3, 1e-14));
        CHECK_THROWS_AS((void)pixel_dual(activation_named("step(x-3)"), true), NotCovered);
    }

    TEST_CASE("[identity] short polynomials are the arc-cosine functions to the digits that they are for") {
        for (const auto& [degree, bound] : {std::pair{7, 1e-8}, {16, 6e-16}}) {
            const ArcCosinePolynomials p = arc_cosine_polynomials(degree);
            for (int i = 0; i <= 1000; ++i) {
                const long double y = i / 1000.0L, c = 1 - y, angle = 2 * std::asin(std::sqrt(y / 2));
                long double arc = 0, rest = 0;
                for (std::size_t j = p.arc.size(); j-- > 0;) arc = arc * y + p.arc[j], rest = rest * y + p.rest[j];
                const long double pi = std::numbers::pi_v<long double>, k0 = 1 - angle / pi;
                const long double k1 = c * k0 + std::sqrt(y * (1 + c)) / pi, root = std::sqrt(y);
                CHECK(double(std::abs(1 - root * arc - k0)) < bound);
                CHECK(double(std::abs(c + root * rest - k1)) < bound);
            }
        }
        for (const double gamma : {0.5, 1.0, 20.0}) {
            const std::vector<double> series = embedding_series(gamma, 1e-17);
            for (const double c : {-1.0, 0.2, 1.0}) {
                double sum = 0;
                for (std::size_t j = 0; j < series.size(); ++j) sum += series[j] * std::cos(double(j) * std::acos(c));
                CHECK(sum == nearly(std::exp(gamma * (c - 1)), 0, 1e-15));
            }
        }
    }

    TEST_CASE("[agreement] networks without pixels against the kernel on the sphere, with biases") {
        constexpr int numbers = 12;
        Matrix x = test_images::at_random({1, 1, numbers}, 2, 3, -1);
        for (int i = 0; i < 2; ++i) x.col(i) *= std::sqrt(double(numbers)) / x.col(i).norm();
        const double t = x.col(0).dot(x.col(1)) / numbers;
        for (const char* name : {"relu", "erf", "gelu", "tanh", "softplus", "leaky-relu(0.2)", "relu2",
                                 "max(x,0)+min(exp(x)-1,0)", "2*tanh(x)"})
            for (const double bias : {0.0, 0.3})
                for (const DeepKind kind : {DeepKind::nngp, DeepKind::ntk})
                    for (const int depth : {1, 3}) {
                        CAPTURE(name);
                        CAPTURE(bias);
                        CAPTURE(depth);
                        const ImageKernel kernel = parse_image_kernel(
                            std::string(kind == DeepKind::nngp ? "nngp" : "ntk") + "(depth=" + std::to_string(depth) +
                            ",activation=" + name + ",weight=1.3,bias=" + std::to_string(bias) + ")");
                        const DeepDual<double> h(activation_named(name), depth, 1.3, bias, kind, TrainedLayers::all);
                        // homogeneous kernels are those of <x,z>, not of its mean
                        const bool sum = bias == 0 && (name[0] == 'l' || std::string(name) == "relu");
                        const Matrix k = *gram(kernel, x, ImageShape{}) / (sum ? numbers : 1);
                        const double close = std::string(name) == "2*tanh(x)" ? 1e-11 : 3e-12;  // by a table
                        CHECK(k(0, 1) == nearly(h(std::acos(t)), close));
                        CHECK(k(0, 0) == nearly(h(0), close));
                    }
    }

    TEST_CASE("[identity] filters of one pixel on an image of one pixel are a network without pixels") {
        const ImageShape shape{1, 1, 4};
        const Matrix x = test_images::at_random(shape, 3, 4, -1);
        for (const char* name : {"relu", "erf", "tanh", "gelu", "relu2"}) {
            const std::string activation = std::string(",activation=") + name;
            const Matrix layered =
                *gram(parse_image_kernel("cntk(layers=2,filter=1,end=gap" + activation + ")"), x, shape);
            const Matrix dense = *gram(parse_image_kernel("ntk(depth=2" + activation + ")"), x, shape);
            CHECK((layered - dense).cwiseAbs().maxCoeff() < 1e-14 * dense.maxCoeff());
        }
    }
}
