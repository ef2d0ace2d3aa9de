// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk data: real data described, labelled or not, with a sheet of its images.
#include <CLI/CLI.hpp>

#include <memory>
#include <numeric>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/data/contact_sheet.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct DataCommand {
    QuestionTexts question;
    OutputOptions output;
    std::string source;
    int images = 60;
};

int run(DataCommand& o) {
    if (!o.source.empty() && o.question.fields.count("data"))
        throw DomainError("--data and " + o.source + " are given both; leave one of the two out");
    if (!o.source.empty()) o.question.fields["data"] = o.source;
    if (o.question.fields.count("gram"))
        throw DomainError("gram", o.question.fields["gram"],
                          "a kernel matrix has no points to describe; lazyrisk spectrum --gram tells its eigenvalues");
    DataProblem problem = data_problem_of(o.question.fields);
    problem.data.answers = false;
    require_whole(problem);
    const DataSet set = read_data(problem.data);
    Output out(o.output.output);
    const AnswerTable table = data_table(problem, set);
    TableStyle style = o.output.style();
    style.one_object = true;
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    if (o.output.plot.empty()) return answered;
    ContactSheet sheet;
    sheet.points.resize(std::min(std::size_t(o.images), set.count()));
    std::iota(sheet.points.begin(), sheet.points.end(), std::size_t(0));
    sheet.title = o.output.figure.title.empty() ? set.source : o.output.figure.title;
    sheet.note = o.output.figure.note;
    write_contact_sheet(set, sheet, o.output.plot);
    return answered;
}

}  // namespace

void add_data(CLI::App& app, int& status) {
    auto o = std::make_shared<DataCommand>();
    CLI::App* verb = app.add_subcommand("data", "Real data described: counts, classes, distances, a sheet of images");
    verb->add_option("source", o->source, "fashion-mnist, fashion-mnist:test, or a file .npy, .csv, idx (.gz too)")
        ->type_name("NAME|FILE");
    add_points_of_data(*verb, o->question);
    add_whole(*verb, "images", o->images, 1, 2000, "of the sheet, from the first on")->group("Output");
    add_output(*verb, o->output, false);
    verb->add_option("--plot", o->output.plot, "a sheet of the first images, .svg")->group("Output")->type_name("FILE");
    verb->add_option("--title", o->output.figure.title, "of the sheet")->group("Output")->type_name("TEXT");
    add_table(*verb, o->output);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
