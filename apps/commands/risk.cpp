// lazyrisk risk: one record, or one a row of --points.
#include <memory>

#include "../sweeping.hpp"
#include "commands.hpp"

namespace lazyrisk::app {

void add_risk(CLI::App& app, int& status) {
    struct Options {
        QuestionOptions question;
        OutputOptions output;
        int threads = 0;
        bool sources = false;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("risk", "The asymptotic test error of one problem, or of a table of them");
    add_question(*verb, o->question, false, true);
    verb->add_flag("--sources", o->sources, "also split the risk by source: data, features, noise")->group("Output");
    add_output(*verb, o->output, false);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = write_records(questions_of(o->question), o->output, o->threads, o->sources); });
}

}  // namespace lazyrisk::app
