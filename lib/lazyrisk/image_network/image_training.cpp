// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double most_loss = 1e6;  // above that much of the loss at the start it does not come back

void check(const ImageTraining& t) {
    if (!(t.rate > 0) || std::isinf(t.rate))
        throw DomainError("learning-rate", t.rate, "a step is a positive finite number");
    if (t.updates < 0) throw DomainError("updates", double(t.updates), "their number is at least 0");
    if (t.batch < 1) throw DomainError("batch", double(t.batch), "an update sees at least one point");
    if (t.look_every < 0) throw DomainError("look-every", double(t.look_every), "the number of updates is at least 0");
    if (!(t.optimizer.momentum >= 0 && t.optimizer.momentum < 1))
        throw DomainError("momentum", t.optimizer.momentum, "it is at least 0 and below 1");
    if (!(t.optimizer.weight_decay >= 0 && t.rate * t.optimizer.weight_decay < 1))
        throw DomainError("weight-decay", t.optimizer.weight_decay,
                          "it is at least 0, and below 1 over the `learning-rate`");
    if (t.stop_error && !(*t.stop_error >= 0))
        throw DomainError("stop-error", *t.stop_error, "the error at which training ends is at least 0");
}

/// Places of the points, batch by batch.
class Batches {
public:
    Batches(int points, const Draw& draw) : order_(std::size_t(points)), at_(order_.size()), draw_(draw) {}
    void next(std::vector<int>& batch) {
        for (int& point : batch) {
            if (at_ == order_.size()) shuffle();
            point = order_[at_++];
        }
    }

private:
    std::vector<int> order_;
    std::size_t at_;
    Draw draw_;
    std::uint64_t rounds_ = 0;

    void shuffle() {
        std::vector<double> keys(order_.size());
        draw_.stream(Role::data, rounds_++).normals(keys);
        std::iota(order_.begin(), order_.end(), 0);
        std::stable_sort(order_.begin(), order_.end(),
                         [&](int a, int b) { return keys[std::size_t(a)] < keys[std::size_t(b)]; });
        at_ = 0;
    }
};

/// One training, from its start to its end.
template <class Real>
class Training {
public:
    Training(ImageNetwork<Real>& network, const LaneImages<Real>& images, const ImageAnswers& answers,
             const ImageTraining& training)
        : network_(network),
          images_(images),
          answers_(answers),
          t_(training),
          gradient_of_(network, images, answers, training.loss, training.threads),
          state_(training.optimizer, network.parameters().size()),
          gradient_(network.parameters().size()) {}

    TrainedImages run(const Draw& draw) {
        const BlasThreads one;
        Batches batches(images_.count(), draw);
        std::vector<int> batch(std::size_t(std::min(t_.batch, images_.count())));
        const int round = (images_.count() + int(batch.size()) - 1) / int(batch.size());
        const int every = t_.look_every > 0 ? t_.look_every : t_.stop_error ? round : t_.updates;
        for (done_ = 0; done_ < t_.updates;) {
            if (t_.interrupted && t_.interrupted()) {
                result_.interrupted = true;
                break;
            }
            batches.next(batch);
            const double loss = gradient_of_(batch, gradient_);
            require_bounded(loss);
            state_.step(gradient_, rate_at(t_.schedule, t_.rate, double(done_) / t_.updates), network_.parameters());
            tell(++done_);
            if (done_ % every == 0 && done_ < t_.updates && look()) return std::move(result_);
        }
        look();
        return std::move(result_);
    }

private:
    ImageNetwork<Real>& network_;
    const LaneImages<Real>& images_;
    const ImageAnswers& answers_;
    const ImageTraining& t_;
    ImageGradient<Real> gradient_of_;
    OptimizerState<Real> state_;
    std::vector<Real> gradient_;
    TrainedImages result_;
    int done_ = 0;
    double start_loss_ = -1;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();

    void require_bounded(double loss) {
        if (start_loss_ < 0) start_loss_ = loss;
        if (std::isfinite(loss) && loss <= most_loss * std::max(1.0, start_loss_)) return;
        throw NotConverged("training left all bounds after " + counted(std::uint64_t(done_), "update") +
                           " of `learning-rate` " + to_text(t_.rate) + ": the loss is " +
                           (std::isfinite(loss) ? to_text(loss) : "no number") + "; try a smaller `learning-rate`");
    }
    void tell(int done) const {
        if (t_.progress && (done * 100LL / t_.updates != (done - 1) * 100LL / t_.updates))
            t_.progress(double(done) / t_.updates);
    }
    /// Records all training points; whether that is small enough.
    bool look() {
        const ImageErrors errors = image_errors(network_.outputs(images_, t_.threads), answers_, t_.loss);
        require_bounded(errors.loss);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
        result_.path.push_back({done_, seconds.count(), errors});
        const double error = answers_.has_labels() ? errors.class_error : errors.mse;
        return result_.reached = t_.stop_error && error <= *t_.stop_error;
    }
};

}  // namespace

template <class Real>
TrainedImages train_images(ImageNetwork<Real>& network, const MatrixView& images, const ImageAnswers& answers,
                           const ImageTraining& training, const Draw& draw) {
    check(training);
    if (answers.count() != images.cols() || images.cols() < 1)
        throw DomainError("labels", double(answers.count()),
                          "there is one for each of at least one image, and there are " +
                              counted(std::uint64_t(images.cols()), "image"));
    if (answers.outputs() != network.shape().outputs)
        throw DomainError("targets", double(answers.outputs()),
                          "the network has " + counted(std::uint64_t(network.shape().outputs), "output"));
    if (training.loss == ImageLoss::cross_entropy && !answers.has_labels())
        throw DomainError("loss", word_of(training.loss), "it takes classes; real targets have the loss square");
    const LaneImages<Real> ready(images, network.shape().image);
    return Training<Real>(network, ready, answers, training).run(draw);
}

template <class Real>
double training_memory(const ImageNetworkShape& shape, int images, const ImageTraining& training) {
    const std::vector<ImageStep> steps = image_steps(shape);
    const int blocks = int(lane_blocks<Real>(std::min(training.batch, images)).size());
    const double parts = std::min(8, blocks);
    return double(shape.image.size()) * images * sizeof(Real) +
           std::min<double>(parts, threads_or_all(training.threads)) * pass_memory<Real>(steps) +
           (parts + 6) * double(parameter_count(steps)) * sizeof(Real);
}

template TrainedImages train_images(ImageNetwork<float>&, const MatrixView&, const ImageAnswers&, const ImageTraining&,
                                    const Draw&);
template TrainedImages train_images(ImageNetwork<double>&, const MatrixView&, const ImageAnswers&, const ImageTraining&,
                                    const Draw&);
template double training_memory<float>(const ImageNetworkShape&, int, const ImageTraining&);
template double training_memory<double>(const ImageNetworkShape&, int, const ImageTraining&);

}  // namespace lazyrisk
