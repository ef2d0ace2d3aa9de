// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// From a typed question to its answer, remembering the spectra on the way.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "lazyrisk/answer/resolved_point.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

/// A part of the target that sizes of the question's order do not learn.
struct Unlearned {
    Mode mode;
    double energy;
    double from = infinite<>;  ///< in the limit d -> infinity: not before sizes of order d^from; infinite: never
};

/// A part of the target whose coefficient is not zero but counts as such in the limit d -> infinity (3.4).
struct Neglected {
    Mode mode;
    double coefficient;  ///< of its eigenvalue
};

/// Sizes, ridge, noise, ensemble and training of a question, in a point of the same model and target. Throws
/// DomainError.
void set_numbers(ResolvedPoint& point, const Question& question);

/// What `ask` returns; where it throws DomainError, NotCovered or NotConverged, an answer that says so in its status.
Answer answer_or_status(const std::function<Answer()>& ask);

/// Answers questions from any thread; equal models share their spectrum.
class Answers {
public:
    /// Never throws for a bad point: the status says what was wrong.
    Answer operator()(const Question& question);
    /// Throws DomainError, NotCovered, NotConverged.
    Answer ask(const Question& question);
    /// Energy in degrees that the model cannot learn (the `rest` not counted): worth a warning.
    std::vector<Unlearned> unlearnable(const Question& question);
    std::vector<Neglected> neglected(const Question& question);
    /// Every text resolved. Throws DomainError, NotCovered, NotConverged.
    [[nodiscard]] ResolvedPoint point(const Question& question);
    std::shared_ptr<const KnownModel> known(const Question& question);

    /// Learnability is reported for degrees 0 to 3 at least, up to the highest of the target, and the target's other
    /// modes.
    static std::vector<Mode> shown_modes(const Question& question);

private:
    Staircase staircase(const Question& question, const ResolvedPoint& point, const Answer& answer);

    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const KnownModel>> known_;
};

}  // namespace lazyrisk
