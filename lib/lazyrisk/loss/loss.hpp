// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every loss, by the name it is asked for.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lazyrisk/loss/absolute.hpp"
#include "lazyrisk/loss/exponential.hpp"
#include "lazyrisk/loss/hinge.hpp"
#include "lazyrisk/loss/huber.hpp"
#include "lazyrisk/loss/logistic.hpp"
#include "lazyrisk/loss/margin.hpp"
#include "lazyrisk/loss/square.hpp"
#include "lazyrisk/loss/squared_hinge.hpp"

namespace lazyrisk {

/// In the order of `loss_names`.
using Loss = std::variant<SquareLoss, LogisticLoss, HingeLoss, SquaredHingeLoss, ExponentialLoss, MarginConstraint,
                          HuberLoss, AbsoluteLoss>;

/// "square", "logistic", ..., "huber(D)" or "huber(opt)", "absolute".
const std::vector<std::string>& loss_names();

/// Throws DomainError for `field`.
Loss read_loss(std::string_view field, std::string_view text);
std::string to_text(const Loss& loss);

/// A function of y - f, for labels that are numbers; else of the margin y f.
inline bool is_residual(const Loss& loss) {
    return std::visit([](const auto& l) { return l.residual; }, loss);
}
/// Huber's with a threshold that is to be found.
inline bool is_best_huber(const Loss& loss) {
    const HuberLoss* huber = std::get_if<HuberLoss>(&loss);
    return huber && huber->is_best();
}
inline bool is_square(const Loss& loss) { return std::holds_alternative<SquareLoss>(loss); }

}  // namespace lazyrisk
