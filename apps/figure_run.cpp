#include "figure_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "lazyrisk/error.hpp"
#include "lazyrisk/parallel.hpp"
#include "lazyrisk/version.hpp"
#include "labels.hpp"
#include "quantity.hpp"

namespace lazyrisk::app {
namespace {

void write_file(const std::string& path, const std::string& text) {
    Output out(path);
    out.write(text);
    out.finish();
}

}  // namespace

Questions along(const ExperimentCurve& curve, const Sweep& sweep, bool limit) {
    const auto at = [curve, sweep, limit](std::size_t i) {
        Question q = curve.at(sweep, sweep.values[i]);
        if (limit) q.dim = infinite<>;
        return q;
    };
    return {sweep.values.size(), at, {at(0), at(sweep.values.size() - 1)}};
}

FigureRun::FigureRun(const ExperimentFigure& figure, const Experiment& experiment, const RunOptions& options, Answers& answers, Progress& progress)
    : figure_(figure), experiment_(experiment), options_(options), answers_(answers), progress_(progress), drawn_(figure.style) {
    drawn_.title = figure.title;
    drawn_.note = figure.note + fmt::format("{}lazyrisk {}, seed {}", figure.note.empty() ? "" : "; ", version, options.simulation.seed);
    std::vector<Question> samples;
    for (const ExperimentCurve& curve : figure.curves)
        for (const auto& [sweep, limit] : {std::pair{curve.theory, false}, {curve.limit, true}, {curve.simulation, false}})
            if (sweep)
                for (const Question& q : along(curve, *sweep, limit).samples) samples.push_back(q);
    if (!figure.own_marks) {
        std::vector<std::vector<Mark>> of_curves;
        for (const ExperimentCurve& curve : figure.curves)
            for (const auto& sweep : {curve.theory, curve.limit})
                if (sweep && curve.ties.empty()) of_curves.push_back(marks_on(figure.x, curve.problem, *sweep));
        drawn_.marks = common_marks(of_curves);
    }
    const auto asks_sources = [&](const std::string& y) { return y.starts_with("sources."); };
    const bool sources = asks_sources(figure.y) || std::any_of(figure.curves.begin(), figure.curves.end(),
                                                               [&](const ExperimentCurve& c) { return asks_sources(c.y); });
    record_ = std::make_unique<Record>(samples, sources);
}

void FigureRun::compute() {
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

std::vector<std::string> FigureRun::write(const std::string& folder) {
    std::vector<std::string> files;
    const auto path = [&](const std::string& ending) {
        files.push_back(figure_.name + ending);
        return folder + "/" + files.back();
    };
    if (drawn_.width_cm != Figure{}.width_cm || drawn_.bare) set_width(drawn_, drawn_.width_cm);
    for (const char* ending : {".svg", ".pdf", ".png", "-figure.tex"})
        if (!options_.quick || std::string_view(ending) == ".svg") write_figure(drawn_, path(ending));
    if (!options_.quick) static_cast<void>(path("-figure.csv"));  // the data of the .tex
    if (!theory_.empty()) {
        std::vector<std::string> columns = record_->columns();
        columns.insert(columns.begin(), {"curve", "kind"});
        write_file(path("-theory.csv"), render(columns, theory_, {Format::csv, {}, false}));
    }
    if (!comparisons_.empty()) {
        write_file(path("-simulation.csv"), simulation_table({Format::csv, {}, false}));
        write_file(path(".tex"), simulation_table({Format::latex, {}, false, "tab:" + figure_.name}));
    }
    return files;
}

std::string FigureRun::summary() const {
    std::string text = fmt::format("## {}\n\n![{}]({}.svg)\n\n", figure_.title, figure_.title, figure_.name);
    for (const auto& [curve, comparison] : comparisons_)
        text += fmt::format("- **{}**: {}.\n", curve->label, comparison.verdict.sentence(experiment_.tolerance));
    if (!comparisons_.empty()) text += "\n" + simulation_table({Format::markdown, {}, false}) + "\n";
    return text;
}

int FigureRun::disagreeing() const {
    int count = 0;
    for (const auto& [curve, comparison] : comparisons_) count += comparison.verdict.disagreeing;
    return count;
}

std::vector<std::string> FigureRun::sentences() const {
    std::vector<std::string> list;
    for (const auto& [curve, comparison] : comparisons_)
        list.push_back(fmt::format("{}, {}: {}", figure_.name, curve->label, comparison.verdict.sentence(experiment_.tolerance)));
    return list;
}

void FigureRun::add_theory(const ExperimentCurve& curve, const Sweep& sweep, int colour, bool limit) {
    const Questions questions = along(curve, sweep, limit);
    warn_of_dead_degrees(questions, answers_, options_.quiet || limit);
    std::vector<Answer> found(questions.size);
    parallel_for(questions.size, options_.threads, [&](std::size_t i) { found[i] = answers_(questions.at(i)); });
    Series series{.label = limit && curve.theory ? "" : curve.label, .style = limit ? Series::Style::dashed : Series::Style::line,
                  .colour = colour};
    for (std::size_t i = 0; i < questions.size; ++i) {
        const Question q = questions.at(i);
        if (!found[i].answered) throw DomainError(figure_.name + ", " + curve.label + ": " + found[i].status);
        series.x.push_back(quantity(figure_.x, *record_, q, found[i]));
        series.y.push_back(quantity(y_of(curve), *record_, q, found[i]));
        Row row = record_->row(q, found[i]);
        row.insert(row.begin(), {curve.label, std::string(limit ? "limit" : "theory")});
        for (Cell& cell : row)  // a file by its name: the results do not depend on the folder
            if (std::string* text = std::get_if<std::string>(&cell); text && !q.spectrum.empty() && *text == q.spectrum)
                *text = std::filesystem::path(*text).filename().string();
        theory_.push_back(std::move(row));
    }
    drawn_.series.push_back(std::move(series));
}

SimulationOptions FigureRun::of_curve(const ExperimentCurve& curve) const {
    SimulationOptions simulation = options_.simulation;
    simulation.trials = curve.trials;
    simulation.test_points = curve.test_points;
    return simulation;
}

void FigureRun::add_simulation(const ExperimentCurve& curve, int colour) {
    const SimulationOptions simulation = of_curve(curve);
    Comparison c = compare(along(curve, *curve.simulation, false), simulation, experiment_.tolerance, options_.threads, answers_,
                           progress_, options_.quiet, figure_.name + ", " + curve.label + ": ");
    if (c.points.empty()) return;  // interrupted before the first trial
    Series series{.label = curve.theory || curve.limit ? "" : curve.label, .style = Series::Style::points, .colour = colour};
    for (const MeasuredPoint& p : c.points) {
        const std::string& y = y_of(curve);
        const bool excess = y == "excess_risk";
        const auto pick = [&](const Measurement& m) -> const Estimate& {
            if (y == "train_error") return m.train_error;
            if (y == "bias") return m.bias;
            if (y == "variance") return m.variance;
            if (y == "weight_norm") return m.weight_norm;
            if (y == "test_error" || excess) return m.test_error;
            throw DomainError("y", y, "this quantity is not simulated");
        };
        series.x.push_back(quantity(figure_.x, *record_, p.question, p.theory));
        series.y.push_back(pick(p.seen).mean - (excess ? p.question.noise : 0));
        series.error.push_back(pick(p.seen).standard_error);
    }
    drawn_.series.push_back(std::move(series));
    comparisons_.emplace_back(&curve, std::move(c));
}

std::string FigureRun::simulation_table(const TableStyle& style) const {
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

}  // namespace lazyrisk::app
