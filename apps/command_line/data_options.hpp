// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Options of real data.
#pragma once

#include "lazyrisk/measure/questions.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

/// Those of the points: where they are, and which of them.
void add_points_of_data(CLI::App& app, QuestionTexts& options);
/// Points that only test.
void add_test_of_data(CLI::App& app, QuestionTexts& options);
/// The kernel, and in which arithmetic.
void add_kernel_of_data(CLI::App& app, QuestionTexts& options);
/// Every field of a problem on data that is no option of the verb yet.
void add_data_fields(CLI::App& app, QuestionTexts& options);

}  // namespace lazyrisk::app
