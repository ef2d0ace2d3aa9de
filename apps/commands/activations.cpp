// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk activations: every name with its Hermite constants.
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

constexpr int shown = 4;

int run(const OutputOptions& options) {
    TableStyle style = options.style();
    std::vector<std::string> columns{"activation", "meaning"};
    for (int k = 0; k <= shown; ++k) columns.push_back("mu_" + std::to_string(k));
    columns.push_back("mu_star_squared");
    std::vector<Row> rows;
    for (const NamedActivation& named : activation_names()) {
        const Amplitudes a = decompose(activation_named(named.name), infinite<>, shown);
        Row row{named.name, named.meaning};
        long double factorial = 1, above = a.tail;
        for (std::size_t k = 0; k <= shown; ++k) {
            if (k > 0) factorial *= (long double)k;
            row.emplace_back(double(a.value[k] * std::sqrt(factorial)));
            if (k >= 2) above += a.value[k] * a.value[k];
        }
        row.emplace_back(double(above));
        rows.push_back(std::move(row));
    }
    const bool text = style.format == Format::text;
    style.caption = "Activations and their Hermite coefficients",
    style.note = "μ(k) = E s(G) He(k; G) with a standard normal G";
    Output out(options.output);
    out.write(render(columns, rows, style, {},
                     text ? "mu_k = E s(G) He_k(G); mu_star_squared = sum of mu_k^2/k! for k >= 2; --activation also "
                            "takes expressions in x"
                          : ""));
    out.finish();
    return answered;
}

}  // namespace

void add_activations(CLI::App& app, int& status) {
    auto options = std::make_shared<OutputOptions>();
    CLI::App* verb = app.add_subcommand("activations", "Every activation with a name, with its Hermite coefficients");
    add_output(*verb, *options, false);
    add_table(*verb, *options);
    verb->callback([=, &status] { status = run(*options); });
}

}  // namespace lazyrisk::app
