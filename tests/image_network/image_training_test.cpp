// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_training.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/image_network/empirical_kernels.hpp"
#include "lazyrisk/words/error.hpp"
#include "small_networks.hpp"

using namespace lazyrisk;
using small_networks::shape;

namespace {

const Draw draw{11, 0, 1};
const ImageShape side_8{8, 8, 1};

/// A bright corner among noise: the corner is the class.
struct Corners {
    Matrix images;
    std::vector<int> labels;

    Corners(int count, std::uint64_t lane) : images(64, count), labels(small_networks::labels(count, 4)) {
        draw.stream(Role::test, lane).normals(entries(images));
        images *= 0.2;
        for (int i = 0; i < count; ++i)
            for (int y = 0; y < 4; ++y)
                for (int x = 0; x < 4; ++x)
                    images(Eigen::Index(side_8.place(0, 4 * (i % 4 / 2) + y, 4 * (i % 4 % 2) + x)), i) += 0.5;
    }
};

std::string failure(ImageNetwork<float>& network, const Corners& corners, const ImageTraining& t) {
    try {
        train_images(network, corners.images, ImageAnswers(corners.labels, 4), t, draw);
    } catch (const DomainError& error) {
        return error.name;
    } catch (const NotConverged& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_SUITE("image_network/training") {
    TEST_CASE("[identity] every optimizer and loss learns what a small set has to teach") {
        const Corners corners(72, 0), others(200, 1);
        const ImageAnswers answers(corners.labels, 4), truth(others.labels, 4);
        for (const char* layers : {"conv(6) relu pool conv(8) relu pool flat", "flat dense(30) tanh"})
            for (const auto loss : {ImageLoss::square, ImageLoss::cross_entropy})
                for (const auto optimizer : {Optimizer::descent, Optimizer::momentum, Optimizer::adam}) {
                    CAPTURE(layers);
                    CAPTURE(word_of(loss));
                    CAPTURE(word_of(optimizer));
                    ImageNetworkShape s = shape(layers, side_8, 4);
                    s.parametrization = Parametrization::standard;
                    ImageNetwork<float> network(s, draw);
                    const TrainedImages done = train_images(network, corners.images, answers,
                                                            {.loss = loss,
                                                             .optimizer = {.optimizer = optimizer},
                                                             .rate = optimizer == Optimizer::adam       ? 5e-3
                                                                     : optimizer == Optimizer::momentum ? 0.02
                                                                                                        : 0.1,
                                                             .updates = 200,
                                                             .batch = 24},
                                                            draw);
                    CHECK(done.end().updates == 200);
                    CHECK(done.end().train.class_error == 0);
                    CHECK(image_errors(network.outputs(others.images), truth, loss).class_error <= 0.05);
                }
    }

    TEST_CASE("[identity] equal settings give equal weights on 1, 2 and 3 threads, others do not") {
        const Corners corners(90, 0);
        const ImageAnswers answers(corners.labels, 4);
        const auto trained = [&](int threads, const Draw& order) {
            ImageNetwork<float> network(shape("conv(6) relu pool flat dense(9) erf", side_8, 4), draw);
            train_images(network, corners.images, answers,
                         {.updates = 12, .batch = 70, .look_every = 5, .threads = threads}, order);
            return std::vector<float>(network.parameters().begin(), network.parameters().end());
        };
        const std::vector<float> one = trained(1, draw);
        CHECK(trained(2, draw) == one);
        CHECK(trained(3, draw) == one);
        CHECK(trained(1, {12, 0, 1}) != one);
    }

    TEST_CASE("[agreement] a short step of descent moves the outputs by the empirical kernel") {
        const ImageNetworkShape s = shape("conv(5) tanh pool conv(4) gelu blur flat dense(3) erf", side_8, 2);
        const Corners corners(21, 0);
        Matrix y(21, 2);
        draw.stream(Role::target).normals(entries(y));
        ImageNetwork<double> network(s, draw);
        const Matrix start = network.outputs(corners.images), slopes = gradients(network, corners.images);
        const double rate = 1e-6;
        train_images(network, corners.images, ImageAnswers(y),
                     {.loss = ImageLoss::square,
                      .optimizer = {.optimizer = Optimizer::descent},
                      .schedule = RateSchedule::constant,
                      .rate = rate,
                      .updates = 1,
                      .batch = 21},
                     draw);
        const Matrix residual = start - y.transpose();
        const Eigen::VectorXd change =
            -slopes.transpose() * (slopes * Eigen::Map<const Eigen::VectorXd>(residual.data(), 42)) / 21;
        const Matrix seen = (network.outputs(corners.images) - start) / rate;
        for (int i = 0; i < 42; ++i) CHECK(seen(i % 2, i / 2) == nearly(change[i], 1e-4, 1e-5));
    }

    TEST_CASE("[identity] an epoch of batches shows every point once, in an order of the draw") {
        // one weight, no curvature: theta moves by the sum of the gradients of all points
        const ImageShape pixel{1, 1, 1};
        Matrix x(1, 12);
        for (int i = 0; i < 12; ++i) x(0, i) = std::exp2(i);
        Matrix y = Matrix::Zero(12, 1);
        ImageNetwork<double> network(shape("flat", pixel, 1), draw);
        const double before = network.parameters()[0];
        train_images(network, x, ImageAnswers(y),
                     {.loss = ImageLoss::square,
                      .optimizer = {.optimizer = Optimizer::descent},
                      .schedule = RateSchedule::constant,
                      .rate = 1e-12,
                      .updates = 3,
                      .batch = 4},
                     draw);
        double squares = 0;
        for (int i = 0; i < 12; ++i) squares += x(0, i) * x(0, i);
        CHECK((before - network.parameters()[0]) / 1e-12 == nearly(before * squares / 4, 1e-3));
    }

    TEST_CASE("[identity] optimizers by hand: two steps of each, decay, and the cycle of the rate") {
        const std::vector<double> gradient{0.5, -2};
        const auto after_two = [&](OptimizerSettings settings) {
            std::vector<double> theta{1, 1};
            OptimizerState<double> state(settings, 2);
            state.step(gradient, 0.1, theta);
            state.step(gradient, 0.1, theta);
            return theta;
        };
        CHECK(after_two({.optimizer = Optimizer::descent})[1] == nearly(1.4, 1e-14));
        CHECK(after_two({.optimizer = Optimizer::momentum})[0] == nearly(1 - 0.1 * 0.5 * (1 + 1.9), 1e-14));
        CHECK(after_two({.optimizer = Optimizer::adam})[1] == nearly(1.2, 1e-8));  // equal gradients: their signs
        CHECK(after_two({.optimizer = Optimizer::descent, .weight_decay = 0.5})[0] ==
              nearly((0.95 - 0.05) * 0.95 - 0.05, 1e-14));
        CHECK(rate_at(RateSchedule::one_cycle, 2, 0) == nearly(0.08, 1e-14));
        CHECK(rate_at(RateSchedule::one_cycle, 2, 0.3) == nearly(2, 1e-14));
        CHECK(rate_at(RateSchedule::one_cycle, 2, 0.65) == nearly(1, 1e-5));
        CHECK(rate_at(RateSchedule::one_cycle, 2, 1) < 1e-5);
        CHECK(rate_at(RateSchedule::constant, 2, 0.5) == 2);
    }

    TEST_CASE("[identity] losses and errors by hand") {
        Matrix f(2, 2);
        f << std::log(3), 0, 0, std::log(3);
        const ImageAnswers answers(std::vector<int>{0, 0}, 2);
        const ImageErrors cross = image_errors(f, answers, ImageLoss::cross_entropy);
        CHECK(cross.loss == nearly((std::log(4.0 / 3) + std::log(4)) / 2, 1e-14));
        CHECK(cross.mse == nearly((2 / 16.0 + 2 * 9 / 16.0) / 2, 1e-14));
        CHECK(cross.class_error == 0.5);
        f << 0.5, 0.5, -0.5, 0.5;
        const ImageErrors square = image_errors(f, answers, ImageLoss::square);
        CHECK(square.mse == nearly(0.5, 1e-14));
        CHECK(square.loss == nearly(0.25, 1e-14));
        CHECK(square.class_error == 0);
    }

    TEST_CASE("[identity] training ends at the error asked for, tells how far it is, and can be interrupted") {
        const Corners corners(72, 0);
        const ImageAnswers answers(corners.labels, 4);
        const ImageNetworkShape s = shape("conv(6) relu pool flat", side_8, 4);
        ImageNetwork<float> network(s, draw);
        double last = 0;
        ImageTraining t{.rate = 0.02, .updates = 400, .batch = 24, .stop_error = 0.0};
        t.progress = [&](double part) {
            CHECK(part > last);
            last = part;
        };
        const TrainedImages done = train_images(network, corners.images, answers, t, draw);
        CHECK(done.reached);
        CHECK(done.end().updates < 400);
        CHECK(done.end().updates % 3 == 0);
        CHECK(done.end().train.class_error == 0);
        for (std::size_t i = 0; i + 1 < done.path.size(); ++i) CHECK(done.path[i].train.class_error > 0);
        CHECK(last == nearly(done.end().updates / 400.0, 0, 0.01));

        ImageNetwork<float> again(s, draw);
        int asked = 0;
        t.progress = {};
        t.interrupted = [&] { return ++asked > 5; };
        const TrainedImages part = train_images(again, corners.images, answers, t, draw);
        CHECK(part.interrupted);
        CHECK(!part.reached);
        CHECK(part.end().updates == 5);
        CHECK(train_images(again, corners.images, answers, {.updates = 0}, draw).end().updates == 0);
    }

    TEST_CASE("[identity] training that leaves all bounds says so; settings out of range are refused by name") {
        const Corners corners(40, 0);
        const ImageNetworkShape s = shape("conv(6) relu flat", side_8, 4);
        for (const auto loss : {ImageLoss::square, ImageLoss::cross_entropy}) {
            ImageNetwork<float> network(s, draw);
            const std::string sentence =
                failure(network, corners,
                        {.loss = loss, .optimizer = {.optimizer = Optimizer::descent}, .rate = 1e30, .updates = 50});
            CHECK(sentence.find("smaller `learning-rate`") != std::string::npos);
            CHECK(sentence.find("nan") == std::string::npos);
        }
        ImageNetwork<float> network(s, draw);
        CHECK(failure(network, corners, {.rate = 0}) == "learning-rate");
        CHECK(failure(network, corners, {.rate = std::nan("")}) == "learning-rate");
        CHECK(failure(network, corners, {.updates = -1}) == "updates");
        CHECK(failure(network, corners, {.batch = 0}) == "batch");
        CHECK(failure(network, corners, {.stop_error = -0.1}) == "stop-error");
        CHECK(failure(network, corners, {.look_every = -1}) == "look-every");
        CHECK(failure(network, corners, {.optimizer = {.momentum = 1}}) == "momentum");
        CHECK(failure(network, corners, {.optimizer = {.weight_decay = -1}}) == "weight-decay");
        CHECK_THROWS_AS(ImageAnswers(std::vector<int>{0, 4}, 4), DomainError);
        CHECK_THROWS_AS(ImageAnswers(Matrix(Matrix::Constant(2, 2, std::nan("")))), DomainError);
        CHECK_THROWS_AS(train_images(network, corners.images, ImageAnswers(Matrix(Matrix::Zero(40, 4))), {}, draw),
                        DomainError);
        CHECK_THROWS_AS(train_images(network, corners.images, ImageAnswers(corners.labels, 5), {}, draw), DomainError);
        CHECK_THROWS_AS(train_images(network, corners.images.leftCols(3), ImageAnswers(corners.labels, 4), {}, draw),
                        DomainError);
        CHECK(training_memory<float>(s, 1000, {}) > 1e5);
    }
}
