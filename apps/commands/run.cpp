// lazyrisk run: an experiment file in, one folder of figures, tables and a summary out.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "../comparing.hpp"
#include "../experiment.hpp"
#include "../ranks.hpp"
#include "commands.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/parallel.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string file, folder = "out";
    SimulationOptions simulation;
    int threads = 0;
    bool quiet = false, check = false;
};

/// Questions of a curve along a sweep; the limit is the same problem without its dimension.
Questions along(const ExperimentCurve& curve, const Sweep& sweep, bool limit) {
    Question base = curve.problem;
    if (limit) base.dim = infinite<>;
    const Grid grid(base, {sweep});
    return {grid.size(), [grid](std::size_t i) { return grid[i]; }, {grid[0], grid[grid.size() - 1]}};
}

/// The value on the horizontal axis.
double abscissa(const std::string& x, const Record& record, const Question& q, const Answer& a) {
    if (x == "log_samples") return std::log(a.setting.samples) / std::log(q.dim);
    if (x == "log_width") return std::log(a.setting.width) / std::log(q.dim);
    const auto& columns = record.columns();
    const auto found = std::find(columns.begin(), columns.end(), x);
    if (found == columns.end()) throw DomainError("x or y", x, "expected a column of the record, log_samples or log_width");
    const Row row = record.row(q, a);
    const double* value = std::get_if<double>(&row[std::size_t(found - columns.begin())]);
    return value ? *value : infinite<>;
}

void write_file(const fs::path& path, const std::string& text) {
    Output out(path.string());
    out.write(text);
    out.finish();
}

/// One figure of the experiment on its way to files.
class FigureRun {
public:
    FigureRun(const ExperimentFigure& figure, const Experiment& experiment, const Options& options, Answers& answers, Progress& progress)
        : figure_(figure), experiment_(experiment), options_(options), answers_(answers), progress_(progress), drawn_(figure.style) {
        drawn_.title = figure.title;
        drawn_.note = figure.note + fmt::format("{}lazyrisk {}, seed {}", figure.note.empty() ? "" : "; ", version, options.simulation.seed);
        std::vector<Question> samples;
        for (const ExperimentCurve& curve : figure.curves)  // a swept field may have a column of its own
            for (const auto& [sweep, limit] : {std::pair{&curve.theory, false}, {&curve.limit, true}, {&curve.simulation, false}})
                if (*sweep) samples.push_back(along(curve, **sweep, limit).samples.front());
        record_ = std::make_unique<Record>(samples);
    }

    void compute() {
        for (std::size_t i = 0; i < figure_.curves.size() && !stop_requested(); ++i) {
            const ExperimentCurve& curve = figure_.curves[i];
            if (curve.limit) add_theory(curve, *curve.limit, int(i), true);
            if (curve.theory) add_theory(curve, *curve.theory, int(i), false);
            if (curve.simulation) add_simulation(curve, int(i));
        }
        // limits over the theory that they nearly cover, points over both; one entry of the legend for each kind
        std::stable_sort(drawn_.series.begin(), drawn_.series.end(), [](const Series& a, const Series& b) { return a.style < b.style; });
        const auto name_first = [&](Series::Style style, const char* label) {
            const auto first = std::find_if(drawn_.series.begin(), drawn_.series.end(), [&](const Series& s) { return s.style == style; });
            if (first != drawn_.series.end() && first->label.empty()) first->label = label;
        };
        name_first(Series::Style::dashed, "limit d = \u221e");
        name_first(Series::Style::points, "simulation");
    }

    /// Writes everything; returns the files' names.
    std::vector<std::string> write(const fs::path& folder) {
        std::vector<std::string> files;
        const auto path = [&](const std::string& ending) {
            files.push_back(figure_.name + ending);
            return (folder / files.back()).string();
        };
        for (const char* ending : {".svg", ".pdf", ".png"}) write_figure(drawn_, path(ending));
        if (!theory_.empty()) {
            std::vector<std::string> columns = record_->columns();
            columns.insert(columns.begin(), {"curve", "kind"});
            write_file(path("-theory.csv"), render(columns, theory_, {Format::csv, {}, false}));
        }
        if (!comparisons_.empty()) {
            write_file(path("-simulation.csv"), simulation_table({Format::csv, {}, false}));
            write_file(path(".tex"), simulation_table({Format::latex, 4, false}));
        }
        return files;
    }

    [[nodiscard]] std::string summary() const {
        std::string text = fmt::format("## {}\n\n![{}]({}.svg)\n\n", figure_.title, figure_.title, figure_.name);
        for (const auto& [curve, comparison] : comparisons_)
            text += fmt::format("- **{}**: {}.\n", curve->label, comparison.verdict.sentence(experiment_.tolerance));
        if (!comparisons_.empty()) text += "\n" + simulation_table({Format::markdown, 4, false}) + "\n";
        return text;
    }
    [[nodiscard]] int disagreeing() const {
        int count = 0;
        for (const auto& [curve, comparison] : comparisons_) count += comparison.verdict.disagreeing;
        return count;
    }
    [[nodiscard]] std::vector<std::string> sentences() const {
        std::vector<std::string> list;
        for (const auto& [curve, comparison] : comparisons_)
            list.push_back(fmt::format("{}, {}: {}", figure_.name, curve->label, comparison.verdict.sentence(experiment_.tolerance)));
        return list;
    }

private:
    void add_theory(const ExperimentCurve& curve, const Sweep& sweep, int colour, bool limit) {
        const Questions questions = along(curve, sweep, limit);
        warn_of_dead_degrees(questions, answers_, options_.quiet || limit);
        std::vector<Answer> found(questions.size);
        parallel_for(questions.size, options_.threads, [&](std::size_t i) { found[i] = answers_(questions.at(i)); });
        Series series{.label = limit && curve.theory ? "" : curve.label, .style = limit ? Series::Style::dashed : Series::Style::line,
                      .colour = colour};
        for (std::size_t i = 0; i < questions.size; ++i) {
            const Question q = questions.at(i);
            if (!found[i].answered) throw DomainError(figure_.name + ", " + curve.label + ": " + found[i].status);
            series.x.push_back(abscissa(figure_.x, *record_, q, found[i]));
            series.y.push_back(abscissa(ordinate(curve), *record_, q, found[i]));
            Row row = record_->row(q, found[i]);
            row.insert(row.begin(), {curve.label, std::string(limit ? "limit" : "theory")});
            theory_.push_back(std::move(row));
        }
        drawn_.series.push_back(std::move(series));
    }

    [[nodiscard]] const std::string& ordinate(const ExperimentCurve& curve) const { return curve.y.empty() ? figure_.y : curve.y; }

    [[nodiscard]] SimulationOptions of_curve(const ExperimentCurve& curve) const {
        SimulationOptions simulation = options_.simulation;
        simulation.trials = curve.trials;
        simulation.test_points = curve.test_points;
        return simulation;
    }

    void add_simulation(const ExperimentCurve& curve, int colour) {
        const SimulationOptions simulation = of_curve(curve);
        Comparison c = compare(along(curve, *curve.simulation, false), simulation, experiment_.tolerance, options_.threads, answers_,
                               progress_, options_.quiet, figure_.name + ", " + curve.label + ": ");
        if (c.points.empty()) return;  // interrupted before the first trial
        Series series{.label = curve.theory || curve.limit ? "" : curve.label, .style = Series::Style::points, .colour = colour};
        for (const MeasuredPoint& p : c.points) {
            const std::string& y = ordinate(curve);
            const bool excess = y == "excess_risk";
            const auto pick = [&](const Measurement& m) -> const Estimate& {
                if (y == "train_error") return m.train_error;
                if (y == "bias") return m.bias;
                if (y == "variance") return m.variance;
                if (y == "weight_norm") return m.weight_norm;
                if (y == "test_error" || excess) return m.test_error;
                throw DomainError("y", y, "this quantity is not simulated");
            };
            series.x.push_back(abscissa(figure_.x, *record_, p.question, p.theory));
            series.y.push_back(pick(p.seen).mean - (excess ? p.question.noise : 0));
            series.error.push_back(pick(p.seen).standard_error);
        }
        drawn_.series.push_back(std::move(series));
        comparisons_.emplace_back(&curve, std::move(c));
    }

    [[nodiscard]] std::string simulation_table(const TableStyle& style) const {
        std::vector<std::string> columns{"curve"};
        for (const std::string& name : comparisons_.front().second.columns()) columns.push_back(name);
        std::vector<Row> rows;
        for (const auto& [curve, comparison] : comparisons_)
            for (Row& row : comparison.rows(of_curve(*curve))) {
                row.insert(row.begin(), curve->label);
                rows.push_back(std::move(row));
            }
        const bool reader = style.format == Format::latex || style.format == Format::markdown;
        if (!reader) return render(columns, rows, style);
        const bool in_time = figure_.x == "time" || figure_.x == "steps";
        return readable_comparison(columns, rows, style,
                                   {"curve", in_time ? figure_.x : figure_.x == "psi1" || figure_.x == "log_width" ? "width" : "samples"},
                                   figure_.title + " (test error)");
    }

    const ExperimentFigure& figure_;
    const Experiment& experiment_;
    const Options& options_;
    Answers& answers_;
    Progress& progress_;
    Figure drawn_;
    std::unique_ptr<Record> record_;
    std::vector<Row> theory_;
    std::vector<std::pair<const ExperimentCurve*, Comparison>> comparisons_;
};

int run(const Options& o) {
    if (!fs::exists(o.file)) throw DomainError("no experiment file " + o.file + "; give the path of a .toml file (docs/guide.md shows one)");
    const Experiment experiment = read_experiment(o.file);
    for (const ExperimentFigure& figure : experiment.figures)  // what can be wrong is wrong before anything is computed
        for (const ExperimentCurve& curve : figure.curves) {
            Answers answers;
            for (const auto& [sweep, limit] : {std::pair{curve.theory, false}, {curve.limit, true}, {curve.simulation, false}})
                if (sweep) static_cast<void>(answers.ask(along(curve, *sweep, limit).at(0)));
            if (curve.simulation && is_infinite(curve.problem.dim) && curve.simulation->field != "dim")
                throw DomainError(figure.name + ", " + curve.label + ": a simulation needs a finite dim");
        }
    if (o.check) {
        fmt::print("{}: {} figures, no mistakes found\n", o.file, experiment.figures.size());
        return answered;
    }
    std::error_code error;
    if (Ranks::leads() && !o.simulation.dry_run) fs::create_directories(o.folder, error);
    if (error) throw std::runtime_error("--output " + o.folder + " cannot be made (" + error.message() + "); name a folder that can be written");

    const auto start = std::chrono::steady_clock::now();
    std::string summary = fmt::format("# {}\n\nlazyrisk {}, seed {}, experiment `{}`. Theory: lines; limit d \u2192 \u221e: dashed; simulation: points with "
                                      "standard errors.\n\n", experiment.title, version, o.simulation.seed, fs::path(o.file).filename().string());
    nlohmann::ordered_json manifest{{"title", experiment.title}, {"version", version}, {"experiment", o.file}, {"seed", o.simulation.seed}};
    Answers answers;
    int disagreeing = 0;
    for (const ExperimentFigure& figure : experiment.figures) {
        if (stop_requested()) break;
        Progress progress(o.quiet);
        FigureRun figure_run(figure, experiment, o, answers, progress);
        figure_run.compute();
        if (!Ranks::leads() || o.simulation.dry_run) continue;
        manifest["files"][figure.name] = figure_run.write(o.folder);
        summary += figure_run.summary();
        write_file(fs::path(o.folder) / "summary.md", summary);
        disagreeing += figure_run.disagreeing();
        progress.show("");
        for (const std::string& sentence : figure_run.sentences()) fmt::print("{}\n", sentence);
    }
    if (!Ranks::leads() || o.simulation.dry_run) return stop_requested() ? interrupted : answered;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    manifest["seconds"] = std::round(seconds);
    write_file(fs::path(o.folder) / "manifest.json", manifest.dump(2) + "\n");
    fmt::print("{} figures, tables and summary.md in {} after {:.0f} s\n", manifest["files"].size(), o.folder, seconds);
    return stop_requested() ? interrupted : disagreeing > 0 ? disagreement : answered;
}

}  // namespace

void add_run(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("run", "An experiment file: figures, tables and a summary in one folder");
    verb->add_option("experiment", o->file, "TOML file")->required()->type_name("FILE");
    verb->add_option("--output", o->folder, "folder")->group("Output")->type_name("FOLDER");
    add_campaign(*verb, o->simulation);
    verb->add_flag("--check", o->check, "look for mistakes in the file, compute nothing")->group("Output");
    verb->add_flag("--quiet", o->quiet, "no progress, no warnings")->group("Output");
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
