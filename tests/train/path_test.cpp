// What a path of training is made of: its data, the steps at which it is looked at, how far the weights are.
#include "lazyrisk/train/path.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "../nearly.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;
const Draw draw{9, 0, 1};

TrainingData data_with(double noise) {
    return {realize(NeuralTangent{activation_named("tanh"), 6.0, TrainedLayers::all}, {{{1, 0.5}, {2, 0.5}}, 0}, infinite<>), 12, 30, noise, draw};
}

double square(std::span<const double> a) {
    double sum = 0;
    for (const double x : a) sum += x * x;
    return sum;
}

}  // namespace

TEST_SUITE("train/path") {

TEST_CASE("[identity] noise grows with its root, and is on the labels alone") {
    const TrainingData none = data_with(0), some = data_with(0.01), more = data_with(0.04);
    CHECK(none.truth == more.truth);
    double squares = 0;
    for (std::size_t i = 0; i < none.labels.size(); ++i) {
        const double one = some.labels[i] - none.labels[i];
        CHECK(more.labels[i] - none.labels[i] == nearly(2 * one, 1e-9));
        squares += one * one;
    }
    CHECK(squares / double(none.labels.size()) == nearly(0.01, 0.9));
    CHECK(none.gram(3, 5) == none.gram(5, 3));
    CHECK(none.largest == nearly(largest_eigenvalue(none.gram) / 12));
}

TEST_CASE("[identity] recorded steps and times: 0, equal factors, the end; never twice the same") {
    using Steps = std::vector<int>;
    CHECK(recorded_steps(1000, 5) == Steps{0, 1, 10, 100, 1000});
    CHECK(recorded_steps(1000, 2) == Steps{0, 1000});
    CHECK(recorded_steps(1000, 1) == Steps{0, 1000});
    CHECK(recorded_steps(81, 6) == Steps{0, 1, 3, 9, 27, 81});
    CHECK(recorded_steps(3, 20) == Steps{0, 1, 2, 3});
    CHECK(recorded_steps(0, 5) == Steps{0});
    const std::vector<double> times = recorded_times(16, 1, 6);
    REQUIRE(times.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK(times[i] == nearly(i == 0 ? 0 : std::pow(2.0, double(i) - 1)));
    CHECK(times.back() == 16);
}

TEST_CASE("[identity] without a step size: half the inverse of the wide network's largest eigenvalue, the whole of a narrow one's where that is less") {
    const TrainingData data = data_with(0.1);
    const int n = 12;
    bool wide = false, narrow = false;
    for (const int width : {1, 2, 400})
        for (std::uint64_t trial = 0; trial < (width == 1 ? 30 : 3); ++trial) {
            const auto network = make_network({.activation = activation_named("tanh"), .dimension = 6, .width = width,
                                               .initialization = Initialization::gaussian}, data.inputs, {9, trial, 1});
            const double own = largest_eigenvalue(network->tangent(data.inputs)) / n, of_wide = largest_eigenvalue(data.gram) / n;
            const Path path = train_path(*network, data, {.steps = 3}, true);
            CAPTURE(width); CAPTURE(trial);
            CHECK(path.step_size == nearly(own > 2 * of_wide ? 1 / own : 0.5 / of_wide, 1e-14));
            CHECK(path.largest == own);
            CHECK(path.steps == 3);
            CHECK(path.points.back().time == 3 * path.step_size);
            (own > 2 * of_wide ? narrow : wide) = true;
        }
    CHECK(wide);
    CHECK(narrow);
}

TEST_CASE("[identity] motion is |theta - theta_0|/|theta_0| of the weights that move, of whichever layers, at both depths") {
    const int d = 6, width = 8;
    const Matrix inputs = on_sphere(d, 10, std::sqrt(double(d)), draw.stream(Role::data));
    for (const int depth : {1, 3})
        for (const auto layers : {MovingLayers::all, MovingLayers::first, MovingLayers::last}) {
            const std::unique_ptr<Network> network =
                make_network({.activation = activation_named("tanh"), .dimension = d, .width = width, .depth = depth, .layers = layers,
                              .initialization = Initialization::gaussian}, inputs, draw);
            const Vector start = network->parameters();
            network->step(Vector(10, 0.3), 2.0);
            const Vector moved = network->parameters();
            // layers lie one after the other, the output last
            const std::size_t first = std::size_t(d) * width, last = std::size_t(width), all = start.size();
            const std::size_t from = layers == MovingLayers::last ? all - last : 0, to = layers == MovingLayers::first ? first : all;
            Vector off(all);
            for (std::size_t i = 0; i < all; ++i) {
                off[i] = moved[i] - start[i];
                if (i < from || i >= to) CHECK(off[i] == 0);
            }
            CAPTURE(depth); CAPTURE(int(layers));
            CHECK(network->motion() > 0);
            CHECK(network->motion() ==
                  nearly(std::sqrt(square(off) / square(std::span(start).subspan(from, to - from))), 1e-12));
        }
}

}
