#include "options.hpp"

#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "problem_file.hpp"

namespace lazyrisk::app {

TableStyle OutputOptions::style() const {
    if (digits < 0 || digits > 17) throw DomainError("digits", std::to_string(digits), "expected 1 to 17 significant digits");
    return {parse_format(format), digits > 0 ? std::optional<int>(digits) : std::nullopt, false};
}

void add_output(CLI::App& app, OutputOptions& o, bool plot) {
    app.add_option("--format", o.format, "text, csv, json, latex or markdown")->group("Output")->type_name("NAME");
    app.add_option("--output", o.output, "file instead of standard output")->group("Output")->type_name("FILE");
    if (plot) app.add_option("--plot", o.plot, "figure: .svg, .pdf, .png or .tex")->group("Output")->type_name("FILE");
    app.add_option("--digits", o.digits, "significant digits")->group("Output")->type_name("N");
    app.add_flag("--quiet", o.quiet, "no progress, no warnings")->group("Output");
}

void add_question(CLI::App& app, QuestionOptions& o, bool sweeps, bool points) {
    for (const ProblemField& field : fields())
        app.add_option_function<std::string>("--" + field.name, [&o, name = field.name](const std::string& text) { o.fields[name] = text; },
                                             field.help)
            ->group("Problem")
            ->type_name(field.numeric ? "X" : "TEXT");
    app.add_option("--problem", o.problem, "TOML file with these fields; options beside it override it")->group("Problem")->type_name("FILE");
    if (points)
        app.add_option("--points", o.points, "csv: a column a field, a row a problem; - is standard input")->group("Problem")->type_name("FILE");
    if (sweeps)
        app.add_option("--sweep", o.sweeps, "FIELD=FROM:TO:COUNT[:log] or FIELD=a,b,c; once or twice")->group("Problem")->type_name("SWEEP");
}

void add_simulation(CLI::App& app, SimulationOptions& o) {
    app.add_option("--trials", o.trials, "independent repetitions a point")->group("Simulation")->type_name("N");
    app.add_option("--test-points", o.test_points, "fresh test points a trial")->group("Simulation")->type_name("N");
    app.add_option("--seed", o.seed, "the same seed draws the same numbers")->group("Simulation")->type_name("N");
}

void add_threads(CLI::App& app, int& threads) {
    app.add_option("--threads", threads, "0: all cores; results do not depend on it")->group("Output")->type_name("N");
}

Question QuestionOptions::question() const {
    Question q;
    std::map<std::string, std::string> given = fields;
    if (!problem.empty())
        for (const auto& [name, text] : read_problem_file(problem)) given.emplace(name, text);
    // a size or ratio on the command line replaces its twin in the file
    for (const auto& [name, twin] : {std::pair{"samples", "psi2"}, {"psi2", "samples"}, {"width", "psi1"}, {"psi1", "width"}}) {
        const bool both_typed = fields.count(name) && fields.count(twin);
        if (both_typed) throw DomainError(std::string("--") + name + " and --" + twin + " are given both; they are the same size");
        if (fields.count(name)) given.erase(twin);
    }
    for (const auto& [name, text] : given) set_field(q, name, text);
    check_conflicts(q, given);
    return q;
}

void check_conflicts(const Question& q, const std::map<std::string, std::string>& given) {
    const auto refuse = [&](const char* name, const char* because) {
        if (given.count(name)) throw DomainError(name, given.at(name), because);
    };
    if (!q.spectrum.empty())
        for (const char* name : {"activation", "mass", "dim", "energy", "kernel", "degrees"})
            refuse(name, "the file of --spectrum already says this; leave one of the two out");
    if (!q.mass.empty())
        for (const char* name : {"activation", "kernel", "degrees"}) refuse(name, "--mass is given instead of it; leave one of the two out");
    if (q.model != "kernel") refuse("kernel", "only with --model kernel");
}

}  // namespace lazyrisk::app
