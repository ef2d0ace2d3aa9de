// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// lazyrisk run: an experiment in, one folder of figures, tables and a summary out.
#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/study/computed_folder.hpp"
#include "lazyrisk/study/gallery.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "machine/interrupt.hpp"
#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

struct RunCommand : RunOptions {
    std::string experiment, folder, verify, format = "text";
    bool check = false, list = false, rerun = false, fresh = false, quiet = false;
};

int run_file(const RunCommand& o, const std::string& file) {
    ExperimentFile experiment = read_experiment(file);
    if (o.quick) experiment = quick(std::move(experiment));
    look_for_mistakes(experiment);
    if (o.check) {
        const std::size_t figures = experiment.figures.size() + experiment.maps.size();
        print(fmt::format("{}: {} figure{}, no mistakes found\n", file, figures, figures == 1 ? "" : "s"));
        return answered;
    }
    const KeepsWork keeps;
    const std::string folder = o.folder.empty() ? (fs::path("out") / fs::path(file).stem()).string() : o.folder;
    const ComputedFolder done =
        compute_folder(file, experiment, o, folder, o.fresh, program_host(o.quiet, o.simulation.dry_run), print);
    if (!Ranks::leads() || o.simulation.dry_run) return stop_requested() ? interrupted : answered;
    if (stop_requested())
        say(fmt::format("interrupted; what was finished is in {}, the same command goes on from there", folder));
    print(fmt::format("{} figure{}, tables and summary.md in {} after {:.0f} s{}\n", done.figures,
                      done.figures == 1 ? "" : "s", folder, done.seconds,
                      done.recalled > 0
                          ? fmt::format("; {} of them were there already (--fresh computes them again)", done.recalled)
                          : ""));
    return stop_requested() ? interrupted : done.disagreeing > 0 ? disagreement : answered;
}

/// A folder of this process's own, gone at the end.
struct Scratch {
    fs::path path = fs::temp_directory_path() / fmt::format("lazyrisk-verify-{}", getpid());
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

int verify(const RunCommand& o) {
    const Verification found = verify_folder(o.verify);
    print(verification_in_words(found, o.verify));
    if (!o.rerun || !found.sound()) return found.sound() ? answered : not_computed;
    const Recipe recipe = recipe_of(o.verify);
    const Scratch scratch;
    RunCommand again = o;
    again.quick = recipe.quick;
    again.simulation.seed = recipe.seed;
    again.simulation.plan = recipe.plan, again.simulation.estimator = recipe.estimator;
    again.simulation.precision = recipe.precision, again.simulation.blas_threads = recipe.blas_threads;
    again.simulation.no_store = true;  // what is to be verified is computed, not remembered
    again.folder = scratch.path.string();
    static_cast<void>(run_file(again, (fs::path(o.verify) / recipe.experiment).string()));
    const std::vector<std::string> different = differences(o.verify, scratch.path);
    for (const std::string& name : different) print(fmt::format("{}: differs in a fresh run\n", name));
    if (different.empty())
        print(fmt::format("{}: a fresh run gives the same {} files\n", o.verify, found.files));
    else if (recipe.version != version)
        print(fmt::format("written by version {}, this is {}\n", recipe.version, version));
    return different.empty() ? answered : not_computed;
}

int run(const RunCommand& o) {
    if (int(o.list) + int(!o.verify.empty()) + int(!o.experiment.empty()) != 1)
        throw DomainError(
            "give one of: an experiment (a name of `lazyrisk run --list`, or a TOML file), --list, --verify FOLDER");
    if (o.rerun && o.verify.empty()) throw DomainError("rerun", "true", "it belongs to --verify FOLDER");
    if (o.list) {
        print(o.format == "markdown" ? gallery_page() : gallery_list());
        return answered;
    }
    return o.verify.empty() ? run_file(o, experiment_file(o.experiment)) : verify(o);
}

}  // namespace

void add_run(CLI::App& app, int& status) {
    auto o = std::make_shared<RunCommand>();
    CLI::App* verb = app.add_subcommand("run", "An experiment, of the gallery or a file: figures, tables, a summary");
    verb->add_option("experiment", o->experiment, "name in the gallery, or TOML file")->type_name("NAME|FILE");
    verb->add_flag("--list", o->list, "the gallery's experiments")->group("Gallery");
    add_word(*verb, "format", o->format, {"text", "markdown"}, "of --list")->group("Gallery");
    verb->add_option("--verify", o->verify, "are the files of this folder still what its manifest says?")
        ->group("Output")
        ->type_name("FOLDER");
    verb->add_flag("--rerun", o->rerun, "with --verify: compute everything afresh and compare")->group("Output");
    verb->add_option("--output", o->folder, "folder of the results (default: out/NAME)")
        ->group("Output")
        ->type_name("FOLDER");
    verb->add_flag("--force", o->force, "write over a folder that has something else")->group("Output");
    verb->add_flag("--fresh", o->fresh, "compute again what the folder already has")->group("Output");
    verb->add_flag("--quick", o->quick, "few points, small simulations: a look")->group("Output");
    add_campaign(*verb, o->simulation);
    verb->add_flag("--check", o->check, "look for mistakes in the file, compute nothing")->group("Output");
    verb->add_flag("--quiet", o->quiet, "no progress, no warnings")->group("Output");
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
