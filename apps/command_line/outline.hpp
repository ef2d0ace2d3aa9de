// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What can be typed, as data read off the command line itself: completion and manual pages are written from it.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace lazyrisk::app {

/// What completes a value. It follows from the option's type name: its parts between | are words in small letters,
/// taken as they are, or names in capitals: FILE, FOLDER, ACTIVATION, EXPANSION, COLUMN, VERB, NAME (of the gallery),
/// FIELD=... ; another name in capitals (X, N, LIST, ...) is for something that is typed.
struct Completion {
    enum class Paths { none, files, folders };
    std::vector<std::string> words;  ///< one that ends in = is a beginning
    Paths paths = Paths::none;
    bool gallery = false;  ///< also the names that `lazyrisk run --list` prints
};

struct OutlinedOption {
    std::string name;         ///< "--ridge"; of an argument "stores"
    std::string value, help;  ///< value: the type name, "" for a flag
    std::string group;
    bool repeats = false;
    Completion completion = {};
};

struct OutlinedVerb {
    std::string name, help, group, example;
    std::vector<OutlinedOption> options, arguments;
    std::vector<OutlinedVerb> verbs = {};
};

/// The program with all its verbs, or one verb of it.
OutlinedVerb outline(const CLI::App& app);

}  // namespace lazyrisk::app
