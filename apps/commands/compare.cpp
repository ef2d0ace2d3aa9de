// lazyrisk compare: theory beside simulation, a z-score a point, a verdict.
#include <fmt/format.h>

#include <memory>

#include "../comparing.hpp"
#include "commands.hpp"
#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/error.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionOptions question;
    SimulationOptions simulation;
    OutputOptions output;
    double tolerance = 0.03;
    int threads = 0;
};

void plot(const Comparison& c, const std::vector<std::string>& sweeps, const std::string& path) {
    const Sweep sweep = parse_sweep(sweeps.front());
    Figure figure;
    figure.x = {sweep.field, sweep.logarithmic, {}, {}};
    figure.y = {"test_error", false, {}, {}};
    Series line{.label = "theory", .style = Series::Style::line}, seen{.label = "simulation", .style = Series::Style::points};
    for (std::size_t i = 0; i < c.points.size(); ++i) {
        line.x.push_back(sweep.values[i]);
        line.y.push_back(c.points[i].theory.risk.test_error);
        seen.x.push_back(sweep.values[i]);
        seen.y.push_back(c.points[i].seen.test_error.mean);
        seen.error.push_back(c.points[i].seen.test_error.standard_error);
    }
    figure.series = {line, seen};
    write_figure(figure, path);
}

int run(const Options& o) {
    if (!(o.tolerance >= 0)) throw DomainError("tolerance", o.tolerance, "expected a relative deviation of at least 0, as 0.03");
    if (!o.output.plot.empty()) {
        require_figure_ending(o.output.plot);
        if (o.question.sweeps.size() != 1) throw DomainError("plot", o.output.plot, "a plot of a comparison needs exactly one --sweep");
    }
    const Questions questions = questions_of(o.question);
    TableStyle style = o.output.style();
    style.one_object = questions.size == 1;
    Output out(o.output.output);
    Answers answers;
    warn_of_dead_degrees(questions, answers, o.output.quiet);
    const Comparison c = [&] {
        Progress progress(o.output.quiet);
        return compare(questions, o.simulation, o.tolerance, o.threads, answers, progress);
    }();
    const std::string sentence = c.verdict.sentence(o.tolerance);
    if (style.format == Format::csv || style.format == Format::json) {
        out.write(render(c.columns(), c.rows(o.simulation), style));
        if (!o.output.quiet) fmt::print(stderr, "lazyrisk: {}\n", sentence);
    } else {
        std::vector<std::string> first;
        for (const std::string& text : o.question.sweeps) first.push_back(parse_sweep(text).field);
        out.write(readable_comparison(c.columns(), c.rows(o.simulation), style, first) + "\n" + sentence + "\n");
    }
    out.finish();
    if (!o.output.plot.empty()) plot(c, o.question.sweeps, o.output.plot);
    return stop_requested() ? interrupted : c.verdict.disagreeing > 0 ? disagreement : answered;
}

}  // namespace

void add_compare(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("compare", "Theory beside simulation: z-scores and a verdict (exit status 4: they disagree)");
    add_question(*verb, o->question, true, true);
    add_simulation(*verb, o->simulation);
    verb->add_option("--tolerance", o->tolerance, "relative deviation that still counts as finite size")->group("Simulation")->type_name("X");
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
