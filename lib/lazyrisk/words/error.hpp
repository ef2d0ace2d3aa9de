// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The three ways to have no answer. Never the last iterate, never NaN.
#pragma once

#include <stdexcept>
#include <string>

#include "lazyrisk/words/text.hpp"

namespace lazyrisk {

/// The question is wrong. `what()` is one sentence: the name, the value, what is accepted.
struct DomainError : std::invalid_argument {
    std::string name;  ///< field or option that was wrong, empty where it is not one alone
    explicit DomainError(const std::string& sentence) : std::invalid_argument(sentence) {}
    DomainError(std::string field, const std::string& value, const std::string& accepted)
        : std::invalid_argument(field + " = " + value + ": " + accepted), name(std::move(field)) {}
    DomainError(std::string field, double value, const std::string& accepted)
        : DomainError(std::move(field), to_text(value), accepted) {}
};

/// An iteration stopped before its bracket closed. `what()` names the bracket and the steps.
struct NotConverged : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The theory, or this program's part of it, stops here.
struct NotCovered : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace lazyrisk
