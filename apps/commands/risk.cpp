// lazyrisk risk: one record, or one a row of --points.
#include <memory>

#include "../explaining_risk.hpp"
#include "../sweeping.hpp"
#include "commands.hpp"

namespace lazyrisk::app {
namespace {

/// The record, then what explains it; in JSON the object `explanation` is the record's last field.
int explained(const Questions& questions, const OutputOptions& output, int threads, bool sources) {
    const Format format = output.style().format;
    if (format != Format::text && format != Format::json) throw DomainError("format", output.format, "--explain writes text or json");
    if (questions.size != 1) throw DomainError("--explain explains one problem; leave out --points");
    Output out(output.output);
    RiskExplanation explanation;
    double test_error = 0;
    bool known = false;
    RecordText record = record_text(questions, output, threads, sources, [&](const Question& q, const Answer& a) {
        if (!a.answered) return;
        explanation = explain_risk(q, a);
        test_error = a.risk.test_error;
        known = true;
    });
    std::string& shown = record.text;
    if (known && format == Format::text) shown += text_of(explanation, test_error);
    if (const std::size_t end = shown.rfind('}'); known && format == Format::json && end != std::string::npos) {
        const std::size_t last = shown.find_last_not_of(" \n", end - 1);
        shown = shown.substr(0, last + 1) + ", \"explanation\": " + json_of(explanation) + shown.substr(last + 1);
    }
    out.write(shown);
    out.finish();
    return record.status;
}

}  // namespace

void add_risk(CLI::App& app, int& status) {
    struct Options {
        QuestionOptions question;
        OutputOptions output;
        int threads = 0;
        bool sources = false, explain = false;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("risk", "The asymptotic test error of one problem, or of a table of them");
    add_question(*verb, o->question, false, true);
    verb->add_flag("--sources", o->sources, "also split the risk by source: data, features, noise")->group("Output");
    verb->add_flag("--explain", o->explain, "also the regime and the leading expansion, with its value")->group("Output");
    add_output(*verb, o->output, false);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] {
        const Questions questions = questions_of(o->question);
        status = o->explain ? explained(questions, o->output, o->threads, o->sources) : write_records(questions, o->output, o->threads, o->sources);
    });
}

}  // namespace lazyrisk::app
