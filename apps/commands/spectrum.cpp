// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk spectrum: a row a degree, then the tail.
#include <CLI/CLI.hpp>
#include <memory>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "commands/on_data.hpp"
#include "lazyrisk/prediction/data_problem.hpp"
#include "lazyrisk/record/spectrum_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct SpectrumCommand {
    QuestionTexts question;
    std::string degrees = "0:20";
    int modes = 20;
    OutputOptions output;
};

int run(const SpectrumCommand& o) {
    if (!o.output.plot.empty())
        throw DomainError("plot", o.output.plot,
                          "a spectrum is drawn of real data; one by degree is a figure of lazyrisk run, kind spectrum");
    const TableStyle style = o.output.style();
    const SpectrumTable table = spectrum_table(o.question.question(), o.degrees);
    if (!table.warning.empty()) program_host(o.output.quiet).warning(table.warning);
    std::vector<std::string> shown = spectrum_columns();
    if (style.format != Format::text && o.question.fields.count("dim"))  // their numbers have powers of ten
        for (const char* logarithm : {"log10_multiplicity", "log10_eigenvalue"}) std::erase(shown, logarithm);
    Output out(o.output.output);
    out.write(render(table.columns, table.rows, style, shown,
                     "Spectrum of the kernel by degree; the row `tail` is the trace beyond"));
    out.finish();
    return answered;
}

}  // namespace

void add_spectrum(CLI::App& app, int& status) {
    auto o = std::make_shared<SpectrumCommand>();
    CLI::App* verb = app.add_subcommand("spectrum", "Eigenvalues of the kernel, by degree");
    add_fields(*verb, o->question, [](const ProblemField& field) {
        return field.of_model || field.name == "model" || field.name == "activation" || field.name == "mass" ||
               field.name == "dim" || field.name == "scale";
    });
    add_data_fields(*verb, o->question);
    add_whole(*verb, "modes", o->modes, 1, 1e6, "of real data, as many from the first")->group("Data");
    verb->add_option("--degrees", o->degrees, "first and last degree")->group("Problem")->type_name("FIRST:LAST");
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    verb->callback([=, &status] {
        if (!means_data(o->question.fields)) {
            if (verb->count("--modes") > 0) throw DomainError("--modes belongs to real data; give --data or --gram");
            status = run(*o);
            return;
        }
        require_options_of_data(*verb);
        status = spectrum_on_data(o->question, o->output, o->modes);
    });
}

}  // namespace lazyrisk::app
