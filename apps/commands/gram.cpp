// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk gram: the kernel matrix of real data, as a file; labels are not needed.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "command_line/data_options.hpp"
#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/data/write_npy.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/pools.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "machine/interrupt.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {
namespace {

struct GramCommand {
    QuestionTexts question;
    SimulationSettings kept;
    std::string output;
    int threads = 0;
    bool quiet = false, estimate = false;
};

int run(GramCommand& o) {
    if (o.output.empty() && !o.estimate)
        throw DomainError("--output is missing: the file of the matrix, as in --output K.npy");
    if (!o.output.empty() && !o.output.ends_with(".npy"))
        throw DomainError("output", o.output, "a matrix is written as .npy, which numpy.load and `gram` read");
    DataProblem problem = data_problem_of(o.question.fields);
    problem.data.answers = false;
    if (problem.data.data.empty()) throw DomainError("--data is missing: the points, a file or fashion-mnist");
    const Host host = program_host(o.quiet);
    const Pools pools(o.kept, o.threads, host);
    const DataSet set = pools.points(problem);
    if (o.estimate) {
        Output out("");
        out.write(gram_cost(problem, set, o.threads).text(threads_or_all(o.threads)) + "\n");
        out.finish();
        return answered;
    }
    const std::optional<Matrix> gram = pools.gram(problem, set);
    if (!gram) return stop_requested() ? interrupted : answered;  // a rank that works for another one
    write_npy(o.output, *gram);
    host.remark(fmt::format("{}: {} x {}, {} of {} (checksum {})", o.output, gram->rows(), gram->cols(), problem.kernel,
                            set.source, set.checksum));
    return answered;
}

}  // namespace

void add_gram(CLI::App& app, int& status) {
    auto o = std::make_shared<GramCommand>();
    CLI::App* verb = app.add_subcommand("gram", "The kernel matrix of real data, to a file .npy");
    add_points_of_data(*verb, o->question);
    verb->remove_option(verb->get_option("--gram"));
    add_kernel_of_data(*verb, o->question);
    verb->add_option("--output", o->output, "the matrix, float64")->group("Output")->type_name("FILE.npy");
    verb->add_flag("--dry-run", o->estimate, "say how long it takes and how much memory, compute nothing")
        ->group("Output");
    add_kept(*verb, o->kept);
    add_threads(*verb, o->threads);
    verb->add_flag("--quiet", o->quiet, "no progress, no warnings")->group("Output");
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
