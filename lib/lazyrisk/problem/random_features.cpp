// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/random_features.hpp"

#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

bool RandomFeatures::describes(const Question& q) { return q.model == "random-features"; }

RandomFeatures RandomFeatures::of(const Question& q) { return {activation_of(q), dimension_of(q)}; }

}  // namespace lazyrisk
