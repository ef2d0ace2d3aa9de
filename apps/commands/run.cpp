// lazyrisk run: an experiment in, one folder of figures, tables and a summary out.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "../checking.hpp"
#include "../experiment_words.hpp"
#include "../figure_run.hpp"
#include "../gallery.hpp"
#include "../kept_figures.hpp"
#include "../manifest.hpp"
#include "../map_run.hpp"
#include "../options.hpp"
#include "../ranks.hpp"
#include "../streams.hpp"
#include "commands.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

struct Options : RunOptions {
    std::string experiment, folder = "out", verify, format = "text";
    bool check = false, list = false, rerun = false, fresh = false;
};

void write_file(const fs::path& path, const std::string& text) {
    Output out(path.string());
    out.write(text);
    out.finish();
}

/// What can be wrong is wrong before anything is computed.
void look_for_mistakes(const Experiment& experiment) {
    Answers answers;
    for (const ExperimentFigure& figure : experiment.figures) look_for_mistakes(figure, answers);
    for (const ExperimentMap& map : experiment.maps) static_cast<void>(answers.ask(Grid(map.problem, {map.y, map.x})[0]));
}

/// The experiment and the files that it reads, copied into the folder: it can be run again from there.
std::vector<std::string> copy_inputs(const std::string& file, const Experiment& experiment, const fs::path& folder) {
    std::vector<std::string> names;
    const auto copy = [&](const fs::path& from, const std::string& name) {
        if (std::find(names.begin(), names.end(), name) != names.end()) return;
        const fs::path to = folder / name;
        std::error_code ignored;
        std::error_code failed;
        if (!fs::equivalent(from, to, ignored)) fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
        if (failed)
            throw std::runtime_error(fmt::format("{} cannot be copied to {} ({}); name a folder that can be written and has room with --output",
                                             from.string(), to.string(), failed.message()));
        names.push_back(name);
    };
    copy(file, "experiment.toml");
    for (const std::string& read : files_read(experiment)) copy(read, fs::path(read).filename().string());
    return names;
}

int run_file(const Options& o, const std::string& file) {
    Experiment experiment = read_experiment(file);
    if (o.quick) experiment = quick(std::move(experiment));
    look_for_mistakes(experiment);
    if (o.check) {
        print(fmt::format("{}: {} figures, no mistakes found\n", file, experiment.figures.size() + experiment.maps.size()));
        return answered;
    }
    const KeepsWork keeps;
    const bool writes = Ranks::leads() && !o.simulation.dry_run;
    std::error_code error;
    if (writes) fs::create_directories(o.folder, error);
    if (error) throw std::runtime_error("--output " + o.folder + " cannot be made (" + error.message() + "); name a folder that can be written");

    const auto start = std::chrono::steady_clock::now();
    Answers answers;
    const std::vector<CheckedNumber> numbers = check_numbers(experiment, answers);
    std::string summary = fmt::format("# {}\n\nlazyrisk {}, seed {}, experiment `experiment.toml`. Theory: lines; limit d \u2192 \u221e: dashed; "
                                      "simulation: points with standard errors.\n\n", markdown_text(experiment.title), version, o.simulation.seed);
    if (!experiment.source.text.empty()) summary += markdown_text(experiment.source.text) + "\n\n";
    if (!numbers.empty()) {
        summary += markdown(numbers) + "\n";
        if (writes) print(sentence(numbers));
    }
    const SimulationOptions& s = o.simulation;
    nlohmann::ordered_json manifest{
        {"title", experiment.title}, {"version", version}, {"experiment", "experiment.toml"}, {"name", fs::path(file).stem().string()},
        {"quick", o.quick}, {"seed", s.seed},
        {"simulation", {{"plan", s.plan}, {"estimator", s.estimator}, {"precision", s.precision}, {"blas_threads", s.blas_threads}}},
        {"parameters", parameters(experiment)}};
    int disagreeing = int(std::count_if(numbers.begin(), numbers.end(), [](const CheckedNumber& n) { return !n.agrees(); }));
    std::vector<std::string> files;
    if (writes) files = copy_inputs(file, experiment, o.folder);
    // what the folder has is asked by a single process: ranks must all do the same
    const KeptFigures kept(o.fresh || s.no_store || !writes || Ranks::count() > 1 ? fs::path() : fs::path(o.folder));
    std::size_t recalled = 0;
    const auto finish = [&] {
        std::vector<std::string> all = files;
        all.emplace_back("summary.md");
        write_file(fs::path(o.folder) / "summary.md", summary);
        for (const std::string& name : all)
            if (!manifest["sha1"].contains(name) || name == "summary.md") manifest["sha1"][name] = hash_of_file(fs::path(o.folder) / name);
        manifest["seconds"] = std::round(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        write_file(fs::path(o.folder) / "manifest.json", manifest.dump(2) + "\n");
    };
    const auto take = [&](const std::string& name, const KeptFigure& figure, const std::string& key) {
        manifest["files"][name] = figure.files;
        if (!stop_requested()) manifest["figures"][name] = entry(figure, key);  // an interrupted one is not whole
        files.insert(files.end(), figure.files.begin(), figure.files.end());
        summary += figure.summary;
        disagreeing += figure.disagreeing;
        for (const std::string& sentence : figure.sentences) print(fmt::format("{}\n", sentence));
        finish();  // what is finished survives a kill
    };
    for (const ExperimentFigure& figure : experiment.figures) {
        if (stop_requested()) break;
        Progress progress(o.quiet);
        const FigureContext context{experiment, o, answers, progress};
        const std::string key = writes ? key_of(figure, context) : "";
        if (const std::optional<KeptFigure> found = kept.find(figure.name, key)) {
            ++recalled;
            take(figure.name, *found, key);
            continue;
        }
        if (s.dry_run && figure.kind != FigureKind::risk) {
            print(fmt::format("{}: its trials share no factors, there is no plan\n", figure.name));
            continue;
        }
        const DrawnFigure drawn = draw(figure, context);
        if (!writes) continue;
        KeptFigure done{write(figure.name, drawn, o, o.folder), {}, app::summary(figure, drawn), drawn.disagreeing};
        for (const auto& [label, sentence] : drawn.sentences) done.sentences.push_back(fmt::format("{}, {}: {}", figure.name, label, sentence));
        progress.show("");
        take(figure.name, done, key);
    }
    for (const ExperimentMap& map : experiment.maps) {
        if (!writes || stop_requested()) break;
        Progress progress(o.quiet);
        const std::string key = key_of(map, {experiment, o, answers, progress});
        std::optional<KeptFigure> found = kept.find(map.name, key);
        if (found) ++recalled;
        else found = KeptFigure{write_map(map, o, answers, o.folder), {}, picture_in_summary(map.style.title, map.name)};
        take(map.name, *found, key);
    }
    if (!writes) return stop_requested() ? interrupted : answered;
    finish();
    if (stop_requested()) say(fmt::format("interrupted; what was finished is in {}, the same command goes on from there", o.folder));
    print(fmt::format("{} figures, tables and summary.md in {} after {:.0f} s{}\n", manifest["files"].size(), o.folder, double(manifest["seconds"]),
                      recalled > 0 ? fmt::format("; {} of them were there already (--fresh computes them again)", recalled) : ""));
    return stop_requested() ? interrupted : disagreeing > 0 ? disagreement : answered;
}

/// A folder of this process's own, gone at the end.
struct Scratch {
    fs::path path = fs::temp_directory_path() / fmt::format("lazyrisk-verify-{}", getpid());
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

int verify(const Options& o) {
    const Verification found = verify_folder(o.verify);
    for (const std::string& name : found.missing) print(fmt::format("{}: missing\n", name));
    for (const std::string& name : found.changed) print(fmt::format("{}: changed\n", name));
    for (const std::string& name : found.others) print(fmt::format("{}: not in the manifest\n", name));
    if (found.sound()) print(fmt::format("{}: {} files, all as the manifest says\n", o.verify, found.files));
    else print(fmt::format("{}: {} of {} files are not what the manifest says\n", o.verify, found.missing.size() + found.changed.size(), found.files));
    if (!o.rerun || !found.sound()) return found.sound() ? answered : not_computed;
    const Recipe recipe = recipe_of(o.verify);
    const Scratch scratch;
    Options again = o;
    again.quick = recipe.quick;
    again.simulation.seed = recipe.seed;
    again.simulation.plan = recipe.plan, again.simulation.estimator = recipe.estimator;
    again.simulation.precision = recipe.precision, again.simulation.blas_threads = recipe.blas_threads;
    again.simulation.no_store = true;  // what is to be verified is computed, not remembered
    again.folder = scratch.path.string();
    static_cast<void>(run_file(again, (fs::path(o.verify) / recipe.experiment).string()));
    const std::vector<std::string> different = differences(o.verify, scratch.path);
    for (const std::string& name : different) print(fmt::format("{}: differs in a fresh run\n", name));
    if (different.empty()) print(fmt::format("{}: a fresh run gives the same {} files\n", o.verify, found.files));
    else if (recipe.version != version) print(fmt::format("written by version {}, this is {}\n", recipe.version, version));
    return different.empty() ? answered : not_computed;
}

int run(const Options& o) {
    if (int(o.list) + int(!o.verify.empty()) + int(!o.experiment.empty()) != 1)
        throw DomainError("give one of: an experiment (a name of `lazyrisk run --list`, or a TOML file), --list, --verify FOLDER");
    if (o.rerun && o.verify.empty()) throw DomainError("rerun", "true", "it belongs to --verify FOLDER");
    if (o.list) {
        print(o.format == "markdown" ? gallery_page() : gallery_list());
        return answered;
    }
    return o.verify.empty() ? run_file(o, experiment_file(o.experiment)) : verify(o);
}

}  // namespace

void add_run(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "An experiment, of the gallery or a file: figures, tables, a summary");
    verb->add_option("experiment", o->experiment, "name in the gallery, or TOML file")->type_name("NAME|FILE");
    verb->add_flag("--list", o->list, "the gallery's experiments")->group("Gallery");
    add_word(*verb, "format", o->format, {"text", "markdown"}, "of --list")->group("Gallery");
    verb->add_option("--verify", o->verify, "are the files of this folder still what its manifest says?")->group("Output")->type_name("FOLDER");
    verb->add_flag("--rerun", o->rerun, "with --verify: compute everything afresh and compare")->group("Output");
    verb->add_option("--output", o->folder, "folder")->group("Output")->type_name("FOLDER");
    verb->add_flag("--fresh", o->fresh, "compute again what the folder already has")->group("Output");
    verb->add_flag("--quick", o->quick, "few points, small simulations: a look")->group("Output");
    add_campaign(*verb, o->simulation);
    verb->add_flag("--check", o->check, "look for mistakes in the file, compute nothing")->group("Output");
    verb->add_flag("--quiet", o->quiet, "no progress, no warnings")->group("Output");
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
