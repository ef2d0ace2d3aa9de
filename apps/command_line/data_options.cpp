// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/data_options.hpp"

#include <CLI/CLI.hpp>
#include <functional>

#include "lazyrisk/prediction/data_problem.hpp"
#include "machine/as_options.hpp"

namespace lazyrisk::app {
namespace {

void add(CLI::App& app, QuestionTexts& o, const std::function<bool(const DataField&)>& wanted) {
    OptionNames names;
    for (const DataField& field : data_fields()) names.insert(field.name);
    for (const DataField& field : data_fields()) {
        if (!wanted(field) || app.get_option_no_throw("--" + field.name)) continue;
        const auto set = [&o, &field](const std::string& text) {
            // --data mixture(S) is what --labels mixture(S) is
            const bool drawn = field.name == "data" && text.starts_with("mixture(");
            o.fields[drawn ? "labels" : field.name] = text.empty() ? field.alone : text;
        };
        CLI::Option* option =
            app.add_option_function<std::string>("--" + field.name, set, as_options(field.help, names))
                ->group(field.group)
                ->type_name(field.value);
        if (!field.alone.empty()) option->expected(0, 1);
    }
}

}  // namespace

void add_points_of_data(CLI::App& app, QuestionTexts& options) {
    add(app, options, [](const DataField& field) { return field.group == "Data" && !field.name.starts_with("test"); });
}

void add_test_of_data(CLI::App& app, QuestionTexts& options) {
    add(app, options, [](const DataField& field) { return field.group == "Data" && field.name.starts_with("test"); });
}

void add_kernel_of_data(CLI::App& app, QuestionTexts& options) {
    add(app, options,
        [](const DataField& field) { return field.name == "kernel" || field.name == "kernel-precision"; });
}

void add_data_fields(CLI::App& app, QuestionTexts& options) {
    add(app, options, [](const DataField&) { return true; });
}

}  // namespace lazyrisk::app
