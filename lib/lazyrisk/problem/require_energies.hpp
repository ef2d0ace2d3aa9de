// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Throws NotCovered where the target is a function of its own: its energies are known on the sphere alone.
inline void require_energies(const Question& question, const std::string& model) {
    if (!question.has_energies())
        throw NotCovered("`target = " + question.target_text() + "` with " + model +
                         " is not covered: give the energies of its modes by `energy`");
}

}  // namespace lazyrisk
