// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/network.hpp"

#include <doctest/doctest.h>
#include <Eigen/Cholesky>

#include <cmath>
#include <memory>
#include <tuple>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/tangent_features.hpp"
#include "lazyrisk/train/path.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;
const Draw draw{7, 0, 3};

Matrix points(int d, int n, Role role = Role::data) { return on_sphere(d, n, std::sqrt(double(d)), draw.stream(role)); }

Vector normals(std::size_t n) {
    Vector v(n);
    draw.stream(Role::noise).normals(v);
    return v;
}

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// theta_0 - theta_1 of a step with rate 1; the network is put back.
Vector pull(Network& network, const Vector& residual) {
    const Vector before = network.parameters();
    network.step(residual, 1);
    Vector moved = network.parameters();
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = before[i] - moved[i];
    network.set_parameters(before);
    return moved;
}

std::vector<NetworkShape> shapes() {
    std::vector<NetworkShape> all;
    for (const char* name : {"tanh", "gelu", "sin"})
        for (const auto scaling : {Scaling::lazy, Scaling::mean_field})
            for (const auto start : {Initialization::antisymmetric, Initialization::gaussian, Initialization::ones})
                all.push_back({.activation = activation_named(name),
                               .dimension = 4,
                               .width = 10,
                               .initialization = start,
                               .scaling = scaling});
    for (const int depth : {2, 3})
        for (const auto scaling : {Scaling::lazy, Scaling::mean_field})
            for (const auto start : {Initialization::antisymmetric, Initialization::gaussian})
                all.push_back({.activation = activation_named("tanh"),
                               .dimension = 4,
                               .width = 6,
                               .depth = depth,
                               .weight_variance = 1.7,
                               .initialization = start,
                               .scaling = scaling});
    return all;
}

}  // namespace

TEST_SUITE("train/network") {
    TEST_CASE("[agreement] a step is the gradient that differences of outputs have") {
        const int n = 5;
        const Matrix x = points(4, n);
        const Vector r = normals(n);
        for (const NetworkShape& shape : shapes()) {
            CAPTURE(shape.activation.name());
            CAPTURE(shape.depth);
            CAPTURE(int(shape.initialization));
            CAPTURE(int(shape.scaling));
            const auto network = make_network(shape, x, draw);
            const double times = shape.scaling == Scaling::lazy ? 1 : shape.width;
            const Vector start = network->parameters(), gradient = pull(*network, r);
            CHECK(double(start.size()) == parameter_count(shape));
            Vector velocity(start.size());
            network->velocity(r, velocity);
            for (std::size_t k = 0; k < start.size(); ++k)
                CHECK(velocity[k] == nearly(-gradient[k], 1e-9, 1e-9 * 1e-3));
            for (std::size_t k = 0; k < start.size(); k += 3) {
                constexpr double h = 1e-5;
                const auto loss = [&](double by) {
                    Vector moved = start;
                    moved[k] += by;
                    network->set_parameters(moved);
                    return dot(r, {network->outputs().begin(), network->outputs().end()}) / n;
                };
                const double difference = (loss(h) - loss(-h)) / (2 * h);
                CHECK(gradient[k] == nearly(times * difference, 1e-6, 1e-6 * 1e-3));
            }
            network->set_parameters(start);
        }
    }

    TEST_CASE("[identity] the tangent kernel is the product of the gradients, of whichever layers move") {
        const int n = 4;
        const Matrix x = points(4, n);
        for (NetworkShape shape : shapes())
            for (const auto layers : {MovingLayers::first, MovingLayers::last, MovingLayers::all}) {
                shape.layers = layers;
                const auto network = make_network(shape, x, draw);
                const double times = shape.scaling == Scaling::lazy ? 1 : shape.width;
                const Matrix k = network->tangent(x);
                std::vector<Vector> gradients;
                for (int i = 0; i < n; ++i) {
                    Vector one(std::size_t(n), 0.0);
                    one[std::size_t(i)] = n;
                    gradients.push_back(pull(*network, one));
                }
                for (int i = 0; i < n; ++i)
                    for (int j = 0; j < n; ++j)
                        CHECK(k(i, j) == nearly(dot(gradients[std::size_t(i)], gradients[std::size_t(j)]) / times, 1e-9,
                                                1e-9 * 1e-2));
            }
    }

    TEST_CASE(
        "[agreement] outputs at other points, and the tangent kernel at the start, are those of simulated features of "
        "equal draw") {
        const int n = 6, d = 5, width = 40;
        const Matrix x = points(d, n), w = on_sphere(d, width, 1, draw.stream(Role::features));
        for (const bool both : {false, true}) {
            const auto network = make_network({.activation = relu(),
                                               .dimension = d,
                                               .width = width,
                                               .layers = both ? MovingLayers::all : MovingLayers::first,
                                               .initialization = Initialization::ones},
                                              x, draw);
            const Matrix k = network->tangent(x),
                         expected =
                             tangent_gram({relu(), double(d), both ? TrainedLayers::all : TrainedLayers::first}, w, x);
            for (int j = 0; j < n; ++j)
                for (int i = j; i < n; ++i) CHECK(k(i, j) == nearly(expected(i, j), 1e-12));
            const Vector again = network->at(x);
            for (std::size_t i = 0; i < again.size(); ++i) CHECK(again[i] == nearly(network->outputs()[i], 1e-12));
        }
    }

    TEST_CASE("[limit] a wide deep network has the kernel of infinite width") {
        const int n = 8, d = 6;
        const Matrix x = points(d, n);
        for (const auto& [depth, start, layers] : {std::tuple{2, Initialization::gaussian, MovingLayers::all},
                                                   {3, Initialization::gaussian, MovingLayers::all},
                                                   {2, Initialization::antisymmetric, MovingLayers::all},
                                                   {3, Initialization::antisymmetric, MovingLayers::all},
                                                   {2, Initialization::gaussian, MovingLayers::first},
                                                   {2, Initialization::antisymmetric, MovingLayers::first}}) {
            CAPTURE_BOUND(depth);
            CAPTURE_BOUND(int(start));
            CAPTURE_BOUND(int(layers));
            constexpr int draws = 40;
            Matrix k = Matrix::Zero(n, n);
            for (std::uint64_t trial = 0; trial < draws; ++trial) {
                const auto network = make_network({.activation = relu(),
                                                   .dimension = d,
                                                   .width = 300,
                                                   .depth = depth,
                                                   .weight_variance = 2,
                                                   .layers = layers,
                                                   .initialization = start},
                                                  x, Draw{1, 0, trial});
                k += network->tangent(x) / draws;
            }
            Matrix limit =
                realize(DeepKernel{.activation = relu(),
                                   .depth = depth,
                                   .weight_variance = 2.0,
                                   .kind = DeepKind::ntk,
                                   .layers = layers == MovingLayers::all ? TrainedLayers::all : TrainedLayers::first,
                                   .dimension = double(d)},
                        Target<>{}, infinite<>)
                    .gram(x);
            double off = 0, whole = 0;
            for (int j = 0; j < n; ++j)
                for (int i = j; i < n; ++i)
                    off += std::pow(k(i, j) - limit(i, j), 2), whole += limit(i, j) * limit(i, j);
            CHECK(std::sqrt(off / whole) <
                  (start == Initialization::gaussian ? 0.15 : 0.2));  // 6 % of chance, 1/N; pairs have half the draws
        }
    }

    TEST_CASE(
        "[identity] where the output alone moves, the network is its linearization and ends at the fit of least norm") {
        const int n = 10, d = 5, width = 64;
        const Realization world =
            realize(RandomFeatures{activation_named("tanh"), double(d)}, {{{1, 1.0}}, 0}, infinite<>);
        const TrainingData data(world, n, 50, 0.1, draw);
        const auto network = make_network({.activation = activation_named("tanh"),
                                           .dimension = d,
                                           .width = width,
                                           .layers = MovingLayers::last,
                                           .initialization = Initialization::ones},
                                          data.inputs, draw);
        const Vector before = network->at(data.tests);
        Matrix k = network->tangent(data.inputs);
        const Matrix cross = network->tangent(data.tests);
        const Path path =
            train_path(*network, data, {.steps = 200000, .step_size = 0.9 / (largest_eigenvalue(k) / n)}, true);
        for (const PathPoint& p : path.points) {
            CHECK(p.gap_own < 1e-9);
            CHECK(p.network_train <= path.points.front().network_train * (1 + 1e-12));
        }
        const Eigen::VectorXd c = k.llt().solve(as_vector(data.labels));
        const Vector after = network->at(data.tests);
        for (int i = 0; i < 50; ++i) {
            double fit = 0;
            for (int j = 0; j < n; ++j) fit += cross(i, j) * c(j);
            CHECK(after[std::size_t(i)] - before[std::size_t(i)] == nearly(fit, 1e-3, 1e-3 * 1));
        }
    }

    TEST_CASE("[identity] antisymmetric pairs begin at zero and at rest") {
        const Matrix x = points(4, 7);
        for (const int depth : {1, 2}) {
            const auto network = make_network(
                {.activation = activation_named("gelu"), .dimension = 4, .width = 20, .depth = depth}, x, draw);
            for (const double f : network->outputs()) CHECK(std::abs(f) < 1e-15 * 20);
            CHECK(network->motion() == 0);
        }
    }

    TEST_CASE("[error] what cannot be drawn, and steps that are too long") {
        const Matrix x = points(4, 7);
        CHECK_THROWS_WITH_AS(make_network({.dimension = 4, .width = 7}, x, draw), doctest::Contains("even width"),
                             DomainError);
        CHECK_THROWS_WITH_AS(make_network({.dimension = 4, .width = 0}, x, draw), doctest::Contains("at least one"),
                             DomainError);
        CHECK_THROWS_WITH_AS(
            make_network({.dimension = 4, .width = 8, .depth = 2, .initialization = Initialization::ones}, x, draw),
            doctest::Contains("try gaussian, or antisymmetric"), DomainError);
        const Realization world = realize(NeuralTangent{relu(), 4.0, TrainedLayers::all}, {{{1, 1.0}}, 0}, infinite<>);
        const TrainingData data(world, 7, 20, 0, draw);
        const auto network = make_network({.dimension = 4, .width = 64}, data.inputs, draw);
        const double longest = 2 * 7 / largest_eigenvalue(network->tangent(data.inputs));
        CHECK_THROWS_WITH_AS(train_path(*network, data, {.step_size = 1.01 * longest}, false),
                             doctest::Contains("descent diverges"), DomainError);
    }

    TEST_CASE("[identity] motion is |theta - theta_0|/|theta_0| of the weights that move, and of those alone") {
        const int n = 6, d = 4;
        const Matrix x = points(d, n);
        const Vector r = normals(n);
        for (const MovingLayers layers : {MovingLayers::first, MovingLayers::last, MovingLayers::all})
            for (const auto start : {Initialization::antisymmetric, Initialization::gaussian, Initialization::ones}) {
                CAPTURE_BOUND(int(layers));
                CAPTURE_BOUND(int(start));
                const NetworkShape shape{.activation = activation_named("tanh"),
                                         .dimension = d,
                                         .width = 10,
                                         .layers = layers,
                                         .initialization = start};
                const auto network = make_network(shape, x, draw);
                const Vector before = network->parameters();
                for (int step = 0; step < 3; ++step) network->step(r, 0.7);
                const Vector after = network->parameters();
                REQUIRE(after.size() == std::size_t(shape.width * (d + 1)));
                const std::size_t inner = std::size_t(shape.width * d);
                double moved = 0, length = 0;
                for (std::size_t i = 0; i < after.size(); ++i) {
                    const bool moves = i < inner ? layers != MovingLayers::last : layers != MovingLayers::first;
                    if (!moves) CHECK(after[i] == before[i]);
                    if (moves)
                        moved += (after[i] - before[i]) * (after[i] - before[i]), length += before[i] * before[i];
                }
                CHECK(network->motion() == nearly(std::sqrt(moved / length), 1e-12));
            }
    }

    TEST_CASE(
        "[agreement] more neurons than one block holds: outputs, steps and the tangent kernel, neuron by neuron") {
        const int n = 150, d = 3;  // blocks of 2^16/150 = 436 neurons, the kernel's of 256
        const Matrix x = points(d, n), others = points(d, 7, Role::test);
        const Vector r = normals(std::size_t(n));
        for (const Scaling scaling : {Scaling::lazy, Scaling::mean_field})
            for (const int width : {436, 437, 1001}) {
                const auto network = make_network({.activation = activation_named("tanh"),
                                                   .dimension = d,
                                                   .width = width,
                                                   .initialization = Initialization::gaussian,
                                                   .scaling = scaling},
                                                  x, draw);
                const Vector start = network->parameters();  // sqrt(d) w, then a
                const std::size_t inner = std::size_t(width * d);
                const double scale = scaling == Scaling::lazy ? 1 / std::sqrt(double(width)) : 1.0 / width,
                             rate = scaling == Scaling::lazy ? 1 : width;
                Matrix value(n, width), slope(n, width), value_there(7, width), slope_there(7, width);
                const auto fill = [&](const Matrix& points, Matrix& s, Matrix& t) {
                    for (int j = 0; j < width; ++j)
                        for (int i = 0; i < points.cols(); ++i) {
                            double u = 0;
                            for (int c = 0; c < d; ++c)
                                u += points(c, i) * start[std::size_t(j * d + c)] / std::sqrt(double(d));
                            s(i, j) = std::tanh(u), t(i, j) = 1 - std::tanh(u) * std::tanh(u);
                        }
                };
                fill(x, value, slope);
                fill(others, value_there, slope_there);
                CAPTURE(width);
                CAPTURE(int(scaling));
                const Vector there = network->at(others);
                for (int i = 0; i < n; ++i) {
                    double f = 0;
                    for (int j = 0; j < width; ++j) f += scale * start[inner + std::size_t(j)] * value(i, j);
                    CHECK(network->outputs()[std::size_t(i)] == nearly(f, 1e-11, 1e-11 * 1));
                }
                for (int i = 0; i < 7; ++i) {
                    double f = 0;
                    for (int j = 0; j < width; ++j) f += scale * start[inner + std::size_t(j)] * value_there(i, j);
                    CHECK(there[std::size_t(i)] == nearly(f, 1e-11, 1e-11 * 1));
                }
                const Matrix k = network->tangent(others);
                for (int i = 0; i < 7; ++i)
                    for (int l = 0; l < n; l += 29) {
                        double t = 0, sum = 0;
                        for (int c = 0; c < d; ++c) t += others(c, i) * x(c, l) / d;
                        for (int j = 0; j < width; ++j) {
                            const double a = start[inner + std::size_t(j)];
                            sum +=
                                (t * a * a * slope_there(i, j) * slope(l, j) + value_there(i, j) * value(l, j)) / width;
                        }
                        CHECK(k(i, l) == nearly(sum, 1e-11, 1e-11 * 1));
                    }
                network->step(r, 0.3);
                const Vector moved = network->parameters();
                const Vector after(network->outputs().begin(), network->outputs().end()), again = network->at(x);
                for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i] == nearly(again[i], 1e-11, 1e-11 * 1));
                for (int j = 0; j < width; ++j) {
                    double pull = 0, pull_first = 0;
                    for (int i = 0; i < n; ++i) {
                        pull += r[std::size_t(i)] * value(i, j) / n;
                        pull_first += r[std::size_t(i)] * slope(i, j) * x(1, i) / std::sqrt(double(d)) / n;
                    }
                    const std::size_t a = inner + std::size_t(j), w = std::size_t(j * d + 1);
                    CHECK(moved[a] == nearly(start[a] - 0.3 * rate * scale * pull, 1e-11, 1e-11 * 1));
                    CHECK(moved[w] == nearly(start[w] - 0.3 * rate * scale * start[a] * pull_first, 1e-11, 1e-11 * 1));
                }
            }
    }
}
