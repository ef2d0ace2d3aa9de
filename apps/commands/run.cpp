// lazyrisk run: an experiment in, one folder of figures, tables and a summary out.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "../checking.hpp"
#include "../figure_run.hpp"
#include "../gallery.hpp"
#include "../manifest.hpp"
#include "../map_run.hpp"
#include "../ranks.hpp"
#include "commands.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

struct Options : RunOptions {
    std::string experiment, folder = "out", verify, format = "text";
    bool check = false, list = false, rerun = false;
};

void write_file(const fs::path& path, const std::string& text) {
    Output out(path.string());
    out.write(text);
    out.finish();
}

/// What can be wrong is wrong before anything is computed.
void look_for_mistakes(const Experiment& experiment) {
    Answers answers;
    for (const ExperimentFigure& figure : experiment.figures)
        for (const ExperimentCurve& curve : figure.curves) {
            for (const auto& [sweep, limit] : {std::pair{curve.theory, false}, {curve.limit, true}, {curve.simulation, false}})
                if (sweep) static_cast<void>(answers.ask(along(curve, *sweep, limit).at(0)));
            if (curve.simulation && is_infinite(curve.problem.dim) && curve.simulation->field != "dim")
                throw DomainError(figure.name + ", " + curve.label + ": a simulation needs a finite dim");
        }
    for (const ExperimentMap& map : experiment.maps) static_cast<void>(answers.ask(Grid(map.problem, {map.y, map.x})[0]));
}

/// As --sweep takes it.
std::string in_words(const Sweep& sweep) {
    std::string text = sweep.field;
    for (const double v : sweep.values) text += (text.size() == sweep.field.size() ? "=" : ",") + to_text(v);
    return text;
}

/// The fields of a problem that it has.
nlohmann::ordered_json in_words(const Question& q) {
    const Record record({q});
    Row row;
    Answer none;
    none.answered = false;
    record.append_problem(row, q, none);
    nlohmann::ordered_json problem;
    const std::vector<std::string> columns = record.problem_columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::string text = cell_text(row[i], 17);
        if (columns[i] == "spectrum") text = fs::path(text).filename().string();
        if (columns[i] == "ridge" && q.optimal_ridge) text = "opt";
        if (!text.empty()) problem[columns[i]] = text;
    }
    return problem;
}

/// Every curve with the fields of its problem, its points and its draws.
nlohmann::ordered_json parameters(const Experiment& experiment) {
    nlohmann::ordered_json figures;
    for (const ExperimentMap& map : experiment.maps)
        figures[map.name] = {{"problem", in_words(map.problem)}, {"x", in_words(map.x)}, {"y", in_words(map.y)}, {"z", map.z}};
    for (const ExperimentFigure& figure : experiment.figures)
        for (const ExperimentCurve& curve : figure.curves) {
            nlohmann::ordered_json entry{{"curve", curve.label}, {"problem", in_words(curve.problem)}};
            for (const auto& [name, sweep] : {std::pair{"theory", curve.theory}, {"limit", curve.limit}, {"simulation", curve.simulation}})
                if (sweep) entry[name] = in_words(*sweep);
            for (const Tie& tie : curve.ties) entry["tied"][tie.field] = {{"factor", tie.factor}, {"power", tie.power}};
            if (curve.simulation) entry["trials"] = curve.trials, entry["test_points"] = curve.test_points;
            figures[figure.name].push_back(entry);
        }
    return figures;
}

/// The experiment and the spectra that it reads, copied into the folder: it can be run again from there.
std::vector<std::string> copy_inputs(const std::string& file, const Experiment& experiment, const fs::path& folder) {
    std::vector<std::string> names;
    const auto copy = [&](const fs::path& from, const std::string& name) {
        if (std::find(names.begin(), names.end(), name) != names.end()) return;
        const fs::path to = folder / name;
        std::error_code ignored;
        if (!fs::equivalent(from, to, ignored)) fs::copy_file(from, to, fs::copy_options::overwrite_existing);
        names.push_back(name);
    };
    copy(file, "experiment.toml");
    for (const ExperimentFigure& figure : experiment.figures)
        for (const ExperimentCurve& curve : figure.curves)
            if (!curve.problem.spectrum.empty()) copy(curve.problem.spectrum, fs::path(curve.problem.spectrum).filename().string());
    for (const ExperimentMap& map : experiment.maps)
        if (!map.problem.spectrum.empty()) copy(map.problem.spectrum, fs::path(map.problem.spectrum).filename().string());
    for (const ExperimentCheck& check : experiment.checks)
        if (!check.problem.spectrum.empty()) copy(check.problem.spectrum, fs::path(check.problem.spectrum).filename().string());
    return names;
}

int run_file(const Options& o, const std::string& file) {
    Experiment experiment = read_experiment(file);
    if (o.quick) experiment = quick(std::move(experiment));
    look_for_mistakes(experiment);
    if (o.check) {
        fmt::print("{}: {} figures, no mistakes found\n", file, experiment.figures.size() + experiment.maps.size());
        return answered;
    }
    const bool writes = Ranks::leads() && !o.simulation.dry_run;
    std::error_code error;
    if (writes) fs::create_directories(o.folder, error);
    if (error) throw std::runtime_error("--output " + o.folder + " cannot be made (" + error.message() + "); name a folder that can be written");

    const auto start = std::chrono::steady_clock::now();
    Answers answers;
    const std::vector<CheckedNumber> numbers = check_numbers(experiment, answers);
    std::string summary = fmt::format("# {}\n\nlazyrisk {}, seed {}, experiment `experiment.toml`. Theory: lines; limit d \u2192 \u221e: dashed; "
                                      "simulation: points with standard errors.\n\n", experiment.title, version, o.simulation.seed);
    if (!experiment.source.text.empty()) summary += experiment.source.text + "\n\n";
    if (!numbers.empty()) {
        summary += markdown(numbers) + "\n";
        if (writes) fmt::print("{}", sentence(numbers));
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
    for (const ExperimentFigure& figure : experiment.figures) {
        if (stop_requested()) break;
        Progress progress(o.quiet);
        FigureRun figure_run(figure, experiment, o, answers, progress);
        figure_run.compute();
        if (!writes) continue;
        const std::vector<std::string> written = figure_run.write(o.folder);
        manifest["files"][figure.name] = written;
        files.insert(files.end(), written.begin(), written.end());
        summary += figure_run.summary();
        write_file(fs::path(o.folder) / "summary.md", summary);
        disagreeing += figure_run.disagreeing();
        progress.show("");
        for (const std::string& sentence : figure_run.sentences()) fmt::print("{}\n", sentence);
    }
    for (const ExperimentMap& map : experiment.maps) {
        if (!writes || stop_requested()) break;
        const std::vector<std::string> written = write_map(map, o, answers, o.folder);
        manifest["files"][map.name] = written;
        files.insert(files.end(), written.begin(), written.end());
        summary += fmt::format("## {}\n\n![{}]({}.svg)\n\n", map.style.title, map.style.title, map.name);
        write_file(fs::path(o.folder) / "summary.md", summary);
    }
    if (!writes) return stop_requested() ? interrupted : answered;
    files.emplace_back("summary.md");
    for (const std::string& name : files)
        if (fs::exists(fs::path(o.folder) / name)) manifest["sha1"][name] = hash_of_file(fs::path(o.folder) / name);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    manifest["seconds"] = std::round(seconds);
    write_file(fs::path(o.folder) / "manifest.json", manifest.dump(2) + "\n");
    fmt::print("{} figures, tables and summary.md in {} after {:.0f} s\n", manifest["files"].size(), o.folder, seconds);
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
    for (const std::string& name : found.missing) fmt::print("{}: missing\n", name);
    for (const std::string& name : found.changed) fmt::print("{}: changed\n", name);
    for (const std::string& name : found.others) fmt::print("{}: not in the manifest\n", name);
    if (found.sound()) fmt::print("{}: {} files, all as the manifest says\n", o.verify, found.files);
    else fmt::print("{}: {} of {} files are not what the manifest says\n", o.verify, found.missing.size() + found.changed.size(), found.files);
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
    for (const std::string& name : different) fmt::print("{}: differs in a fresh run\n", name);
    if (different.empty()) fmt::print("{}: a fresh run gives the same {} files\n", o.verify, found.files);
    else if (recipe.version != version) fmt::print("written by version {}, this is {}\n", recipe.version, version);
    return different.empty() ? answered : not_computed;
}

int run(const Options& o) {
    if (int(o.list) + int(!o.verify.empty()) + int(!o.experiment.empty()) != 1)
        throw DomainError("give one of: an experiment (a name of `lazyrisk run --list`, or a TOML file), --list, --verify FOLDER");
    if (o.rerun && o.verify.empty()) throw DomainError("rerun", "true", "it belongs to --verify FOLDER");
    if (o.list) {
        fmt::print("{}", o.format == "markdown" ? gallery_page() : gallery_list());
        return answered;
    }
    return o.verify.empty() ? run_file(o, experiment_file(o.experiment)) : verify(o);
}

}  // namespace

void add_run(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "An experiment, of the gallery or from a file: figures, tables and a summary in one folder");
    verb->add_option("experiment", o->experiment, "name in the gallery, or TOML file")->type_name("NAME|FILE");
    verb->add_flag("--list", o->list, "the gallery's experiments")->group("Gallery");
    add_word(*verb, "format", o->format, {"text", "markdown"}, "of --list")->group("Gallery");
    verb->add_option("--verify", o->verify, "are the files of this folder still what its manifest says?")->group("Output")->type_name("FOLDER");
    verb->add_flag("--rerun", o->rerun, "with --verify: compute everything afresh and compare")->group("Output");
    verb->add_option("--output", o->folder, "folder")->group("Output")->type_name("FOLDER");
    verb->add_flag("--quick", o->quick, "few points, small simulations: a look")->group("Output");
    add_campaign(*verb, o->simulation);
    verb->add_flag("--check", o->check, "look for mistakes in the file, compute nothing")->group("Output");
    verb->add_flag("--quiet", o->quiet, "no progress, no warnings")->group("Output");
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
