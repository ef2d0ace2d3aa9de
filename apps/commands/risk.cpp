// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk risk: one record, or one a row of --points.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/record/explanation.hpp"
#include "lazyrisk/table/table_json.hpp"
#include "machine/host.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

/// The record, then what explains it; in JSON the object `explanation` is the record's last field.
int explained(const Questions& questions, const OutputOptions& output, bool sources) {
    const TableStyle style = output.style();
    if (style.format != Format::text && style.format != Format::json)
        throw DomainError("format", word_of(output.format), "--explain writes text or json");
    if (questions.size != 1) throw DomainError("--explain explains one problem; leave out --points");
    Output out(output.output);
    const OneRecord record = one_record(questions, sources, program_host(output.quiet));
    if (!record.answer.answered) {
        out.write(record.text(style));
    } else if (const RiskExplanation explanation = explain_risk(record.question, record.answer);
               style.format == Format::text) {
        out.write(record.text(style) + text_of(explanation, record.answer.risk.test_error));
    } else {
        nlohmann::ordered_json object = json_object(record.columns, record.row, style.digits);
        object["explanation"] = json_of(explanation);
        out.write(object.dump(2) + "\n");
    }
    out.finish();
    return finish(record, output.quiet);
}

/// --quantity: a table of one column without its head.
void bare_number(OutputOptions& output, const std::string& quantity, bool explain) {
    if (output.format != Format::text || !output.columns.empty() || explain)
        throw DomainError("quantity", quantity,
                          "it prints the bare number; leave out --format, --columns and --explain, or it");
    output.format = Format::csv;
    output.columns = {quantity};
    output.head = false;
}

}  // namespace

void add_risk(CLI::App& app, int& status) {
    struct Options {
        QuestionTexts question;
        OutputOptions output;
        int threads = 0;
        bool sources = false, explain = false;
        std::string quantity;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("risk", "The asymptotic test error of one problem, or of a table of them");
    add_question(*verb, o->question, false, true);
    verb->add_flag("--sources", o->sources, "also split the risk by source: data, features, noise")->group("Output");
    verb->add_flag("--explain", o->explain, "also the regime and the leading expansion, with its value")
        ->group("Output");
    verb->add_option("--quantity", o->quantity, "this number and nothing else, a line a problem")
        ->group("Output")
        ->type_name("COLUMN");
    add_output(*verb, o->output, false);
    add_table(*verb, o->output);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] {
        if (!o->quantity.empty()) bare_number(o->output, o->quantity, o->explain);
        const Questions questions = o->question.questions();
        status = o->explain ? explained(questions, o->output, o->sources)
                            : write_records(questions, o->output, o->threads, o->sources);
    });
}

}  // namespace lazyrisk::app
