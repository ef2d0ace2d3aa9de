// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the program explains itself: the first screen, the verbs in groups, options in sections, an example a verb.
#pragma once

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

/// Ten lines for who typed `lazyrisk` alone.
std::string first_screen();

/// Groups the verbs, gives each an example, and sets the help's layout; called when all verbs are there.
void explain_verbs(CLI::App& app);

}  // namespace lazyrisk::app
