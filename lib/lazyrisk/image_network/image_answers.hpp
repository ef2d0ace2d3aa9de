// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a network on images should say, and what it is off by.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// What is minimised, a mean over points: |y - f|^2/2, or the cross-entropy of softmax(f) and the class. Formula
/// (19.3).
enum class ImageLoss { square, cross_entropy };
template <>
inline constexpr std::array enum_words<ImageLoss>{"square", "cross-entropy"};

/// Labels, or real targets.
class ImageAnswers {
public:
    /// Classes 0 .. classes - 1; their targets are one-hot minus 1/classes. Throws DomainError of `labels`.
    ImageAnswers(std::span<const int> labels, int classes);
    /// [M x c]. Throws DomainError of `targets` where a number is not finite.
    explicit ImageAnswers(const MatrixView& targets);

    [[nodiscard]] int count() const { return int(targets_.cols()); }
    [[nodiscard]] int outputs() const { return int(targets_.rows()); }
    [[nodiscard]] bool has_labels() const { return !labels_.empty(); }
    [[nodiscard]] std::span<const int> labels() const { return labels_; }
    [[nodiscard]] const Matrix& targets() const { return targets_; }  ///< [c x M]

private:
    std::vector<int> labels_;
    Matrix targets_;
};

/// Means over points.
struct ImageErrors {
    double loss = 0;         ///< what is minimised
    double mse = 0;          ///< |y - f|^2, summed over outputs; with cross-entropy |one-hot - softmax(f)|^2
    double class_error = 0;  ///< the share of points whose largest output is not their class's; 0 with real targets
};

/// Of outputs f [c x M]. Throws DomainError of `loss` for cross-entropy without labels.
ImageErrors image_errors(const Matrix& outputs, const ImageAnswers& answers, ImageLoss loss);

/// The loss of one point, and its derivatives by the outputs f; `room` is overwritten by them.
double loss_slopes(std::span<double> room, const ImageAnswers& answers, int point, ImageLoss loss);

}  // namespace lazyrisk
