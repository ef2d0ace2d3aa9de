// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_answers.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// f <- softmax(f); returns log sum exp f.
double to_probabilities(std::span<double> f) {
    const double most = *std::max_element(f.begin(), f.end());
    double sum = 0;
    for (double& x : f) sum += x = std::exp(x - most);
    for (double& x : f) x /= sum;
    return most + std::log(sum);
}

}  // namespace

ImageAnswers::ImageAnswers(std::span<const int> labels, int classes)
    : labels_(labels.begin(), labels.end()),
      targets_(Matrix::Constant(classes, Eigen::Index(labels.size()), -1.0 / classes)) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0 || labels[i] >= classes)
            throw DomainError(
                "labels", double(labels[i]),
                "a network of " + std::to_string(classes) + " outputs has classes 0 to " + std::to_string(classes - 1));
        targets_(labels[i], Eigen::Index(i)) += 1;
    }
}

ImageAnswers::ImageAnswers(const MatrixView& targets) : targets_(targets.transpose()) {
    if (!targets_.allFinite())
        throw DomainError("targets", "a number that is not finite", "targets are finite numbers");
}

double loss_slopes(std::span<double> room, const ImageAnswers& answers, int point, ImageLoss loss) {
    if (loss == ImageLoss::cross_entropy) {
        const std::size_t label = std::size_t(answers.labels()[std::size_t(point)]);
        const double score = room[label], value = to_probabilities(room) - score;
        room[label] -= 1;
        return value;
    }
    double sum = 0;
    for (std::size_t o = 0; o < room.size(); ++o) {
        room[o] -= answers.targets()(Eigen::Index(o), point);
        sum += room[o] * room[o];
    }
    return sum / 2;
}

ImageErrors image_errors(const Matrix& outputs, const ImageAnswers& answers, ImageLoss loss) {
    if (loss == ImageLoss::cross_entropy && !answers.has_labels())
        throw DomainError("loss", word_of(loss), "real targets have the loss square; cross-entropy takes classes");
    ImageErrors errors;
    std::vector<double> room(std::size_t(outputs.rows()));
    for (int i = 0; i < answers.count(); ++i) {
        std::copy_n(outputs.col(i).data(), room.size(), room.begin());
        if (answers.has_labels()) {
            const auto largest = std::max_element(room.begin(), room.end()) - room.begin();
            errors.class_error += largest != answers.labels()[std::size_t(i)];
        }
        errors.loss += loss_slopes(room, answers, i, loss);  // room: f - y, or softmax(f) - one-hot
        for (const double off : room) errors.mse += off * off;
    }
    for (double* const sum : {&errors.loss, &errors.mse, &errors.class_error}) *sum /= std::max(1, answers.count());
    return errors;
}

}  // namespace lazyrisk
