// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk predict: learning curves on real data, from the kernel matrix of some points.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <numeric>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/data/contact_sheet.hpp"
#include "lazyrisk/prediction/data_figure.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "machine/host.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

struct PredictCommand {
    QuestionTexts question;
    OutputOptions output;
    SimulationSettings kept;
    std::string quantity = "test_error", per_image, hardest, beyond;
    int threads = 0;
};

void require_points_wanted(const PredictCommand& o, const DataProblems& problems) {
    if (problems.all.size() > 1)
        throw DomainError("--per-image and --hardest are of one problem; leave --sweep, --points and --beyond out");
    if (!problems.base.samples && problems.base.data.test.empty())
        throw DomainError("--samples is missing: the error of a point is an average over training sets of that size");
    if (!o.hardest.empty() && !problems.base.gram.empty())
        throw DomainError("hardest", o.hardest, "a kernel matrix has no images; --per-image has their errors");
}

/// The errors of single points, as a table and as a sheet of the hardest.
void write_points(const PredictCommand& o, const DataProblems& problems, Pools& pools) {
    const std::shared_ptr<const PreparedPool> pool = pools.pool(problems.base);
    if (!pool) return;
    const std::vector<PointPrediction> points = predict_points(problems.base, *pool);
    if (!o.per_image.empty()) {
        const AnswerTable table = point_table(points);
        TableStyle style;
        style.format = Format::csv;
        write_whole(o.per_image, render(table.columns, table.rows, style));
    }
    if (!o.hardest.empty()) write_contact_sheet(pool->tested(), hardest_points(points), o.hardest);
}

int run(PredictCommand& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    static_cast<void>(number_of({}, o.quantity));
    DataProblems problems = data_problems(o.question);
    if (!o.beyond.empty()) problems = with_samples(std::move(problems), o.beyond);
    if (!o.output.plot.empty()) require_axis(problems);
    if (!o.per_image.empty() || !o.hardest.empty()) require_points_wanted(o, problems);
    const Host host = own_process(program_host(o.output.quiet));
    if (!host.leads) return answered;
    const KeepsWork keeps;
    Pools pools(o.kept, o.threads, host);
    Output out(o.output.output);
    const std::vector<Prediction> found = predict_all(problems.all, pools, o.threads, host);
    if (found.empty()) return stop_requested() ? interrupted : answered;  // a rank that works for another one
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const std::string& caution : cautions(problems.all[i], found[i])) host.warning(caution);
    const AnswerTable table = prediction_table(problems.all, found);
    TableStyle style = o.output.style();
    style.one_object = problems.all.size() == 1;
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    if (!o.per_image.empty() || !o.hardest.empty()) write_points(o, problems, pools);
    if (!o.output.plot.empty() && found.size() == problems.all.size())
        o.output.draw(data_figure(problems, found, {}, o.quantity));
    return stop_requested() ? interrupted : table.failed > 0 ? some_failed : answered;
}

}  // namespace

void add_predict(CLI::App& app, int& status) {
    auto o = std::make_shared<PredictCommand>();
    CLI::App* verb = app.add_subcommand("predict", "Learning curves on real data, predicted from a kernel matrix");
    add_data_fields(*verb, o->question);
    verb->add_option("--beyond", o->beyond, "also at these numbers of samples, more than there are: a,b,c")
        ->group("Prediction")
        ->type_name("LIST");
    verb->add_option("--problem", o->question.problem, "TOML file with these fields; options beside it override it")
        ->group("Many problems")
        ->type_name("FILE");
    verb->add_option("--points", o->question.points, "csv: a column a field, a row a problem; - is standard input")
        ->group("Many problems")
        ->type_name("FILE");
    add_sweeps(*verb, o->question);
    verb->add_option("--quantity", o->quantity, "column to plot")->group("Output")->type_name("COLUMN");
    verb->add_option("--per-image", o->per_image, "csv: bias, variance and error probability of each point")
        ->group("Output")
        ->type_name("FILE");
    verb->add_option("--hardest", o->hardest, "a sheet of the images that are hardest to tell, .svg")
        ->group("Output")
        ->type_name("FILE");
    add_output(*verb, o->output, true);
    add_table(*verb, o->output);
    add_kept(*verb, o->kept);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] {
        if (o->quantity != "test_error") o->output.besides = {o->quantity};
        status = run(*o);
    });
}

}  // namespace lazyrisk::app
