// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The options of the command line, each a function that adds it to a verb.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "command_line/settings.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/problem/fields.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lazyrisk::app {

void add_output(CLI::App& app, OutputOptions& options, bool plot);
/// Of a verb that writes a table: which columns, what becomes heads, caption and label.
void add_table(CLI::App& app, OutputOptions& options);
/// --write: an experiment file instead of an answer.
void add_written(CLI::App& app, OutputOptions& options);
/// The fields of a problem that are wanted, an option each.
void add_fields(CLI::App& app, QuestionTexts& options, const std::function<bool(const ProblemField&)>& wanted);
void add_sweeps(CLI::App& app, QuestionTexts& options);
void add_question(CLI::App& app, QuestionTexts& options, bool sweeps, bool points);
/// covariance: a file, or "".
void add_simulation(CLI::App& app, SimulationSettings& options, std::string& covariance);
/// Of these: seed, plan, threads of a trial, store, --explain, --dry-run.
void add_campaign(CLI::App& app, SimulationSettings& options);
/// Of these: store.
void add_kept(CLI::App& app, SimulationSettings& options);
void add_seed(CLI::App& app, std::uint64_t& seed);
void add_threads(CLI::App& app, int& threads);

/// A whole number within limits; DomainError names the option, the value and the limits.
CLI::Option* add_whole_number(CLI::App& app, const std::string& name, std::function<void(double)> set, double least,
                              double most, const std::string& help);
template <class Whole>
CLI::Option* add_whole(CLI::App& app, const std::string& name, Whole& target, double least, double most,
                       const std::string& help) {
    const std::string otherwise = target == Whole() ? "" : " (default " + to_text(double(target)) + ")";
    return add_whole_number(
        app, name, [&target](double value) { target = Whole(value); }, least, most, help + otherwise);
}

/// One of the words of a closed list; DomainError names the option, the word, the list and the nearest of it. The list
/// is the option's type as well: help, completion and manual pages read it there. `elsewhere` ends the sentence.
CLI::Option* add_word(CLI::App& app, const std::string& name, std::string& target,
                      const std::vector<std::string>& words, const std::string& help,
                      const std::string& elsewhere = "");
/// The same of a list, whose place in it is told.
CLI::Option* add_choice(CLI::App& app, const std::string& name, std::function<void(std::size_t)> choose,
                        const std::vector<std::string>& words, const std::string& help,
                        const std::string& elsewhere = "");
template <class Enum>
CLI::Option* add_enum(CLI::App& app, const std::string& name, Enum& target, const std::string& help,
                      const std::string& elsewhere = "") {
    return add_choice(
        app, name, [&target](std::size_t i) { target = Enum(i); }, words_of<Enum>(),
        help + " (default " + words_of<Enum>()[std::size_t(target)] + ")", elsewhere);
}

}  // namespace lazyrisk::app
