// lazyrisk density: the eigenvalues of the sample kernel matrix, their bulks, and what they say about gradient descent.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "command_line/options.hpp"
#include "commands/commands.hpp"
#include "lazyrisk/answer/labels.hpp"
#include "lazyrisk/measure/density.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/host.hpp"
#include "records.hpp"

namespace lazyrisk::app {
namespace {

struct Options : DensityOptions {
    QuestionTexts question;
    OutputOptions output;
    bool bulks = false;
};

constexpr int cells = 40;           // of the histogram in a picture
constexpr double tolerance = 0.03;  // as of `compare`

/// Shares of the drawn eigenvalues over the length of cells between the middles of neighbouring points; empty without a simulation.
std::vector<double> histogram_at_points(const KnownDensity& f) {
    if (f.drawn.empty()) return {};
    std::vector<double> drawn, heights(f.points.size());
    for (const std::vector<double>& some : f.drawn) drawn.insert(drawn.end(), some.begin(), some.end());
    std::sort(drawn.begin(), drawn.end());
    for (const Bulk& b : f.bulks.bulks) {
        const auto below = [](const DensityPoint& p, double s) { return p.eigenvalue < s; };
        const std::size_t first = std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.left, below) - f.points.begin());
        const std::size_t last = std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.right, below) - f.points.begin());
        for (std::size_t i = first; i < last; ++i) {
            const double from = i == first ? b.left : (f.points[i - 1].eigenvalue + f.points[i].eigenvalue) / 2;
            const double to = i + 1 == last ? b.right : (f.points[i].eigenvalue + f.points[i + 1].eigenvalue) / 2;
            const auto hits = std::lower_bound(drawn.begin(), drawn.end(), to) - std::lower_bound(drawn.begin(), drawn.end(), from);
            heights[i] = double(hits) / (to - from) / f.matrix / double(f.drawn.size());
        }
    }
    return heights;
}

/// With the share outside of all bulks, where there was a simulation.
std::vector<std::pair<std::string, double>> facts(const KnownDensity& f) {
    std::vector<std::pair<std::string, double>> list = density_facts(f);
    if (!f.drawn.empty()) list.emplace_back("outside", outside(f));
    return list;
}

/// Density and drawn shares in cells: a sentence as of `compare`.
std::string verdict_of(const KnownDensity& f) { return judge_histogram(fifths(f), f, tolerance).sentence(tolerance); }

std::string as_json(const KnownDensity& f, const Options& o) {
    const auto look = [](double value) {
        if (std::isnan(value)) throw NotConverged("a number of the density leaves the range of double precision; a kernel of moderate size would help");
    };
    for (const auto& [name, value] : facts(f)) look(value);
    for (const Bulk& b : f.bulks.bulks) look(b.left), look(b.right), look(b.count);
    for (const DensityPoint& p : f.points) look(p.eigenvalue), look(p.density);
    nlohmann::ordered_json text;
    text["of"] = o.of;
    for (const auto& [name, value] : facts(f)) text[name] = is_infinite(value) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(value);
    text["bulks"] = nlohmann::ordered_json::array();
    for (const Bulk& b : f.bulks.bulks) text["bulks"].push_back({{"left", b.left}, {"right", b.right}, {"mass", b.count / f.matrix}, {"count", b.count}});
    text["outliers"] = nlohmann::ordered_json::array();
    for (const Outlier& a : f.outliers)
        text["outliers"].push_back({{"eigenvalue", is_infinite(a.place) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(a.place)},
                                    {"deviation", a.deviation}, {"mass", a.count / f.matrix}, {"count", a.count}});
    if (!f.drawn.empty()) text["verdict"] = verdict_of(f);
    if (const auto seen = largest_drawn(f)) {
        const Judgement j = judge({*seen}, tolerance).points.front();
        text["largest"] = {{"theory", seen->theory}, {"deviation", f.largest.deviation}, {"simulation", seen->mean},
                           {"standard_error", seen->standard_error}, {"z", j.z}, {"verdict", j.verdict}};
    }
    text["density"] = nlohmann::ordered_json::array();
    const std::vector<double> seen = histogram_at_points(f);
    for (std::size_t i = 0; i < f.points.size(); ++i) {
        nlohmann::ordered_json point{{"eigenvalue", f.points[i].eigenvalue}, {"density", f.points[i].density}};
        if (!seen.empty()) point["histogram"] = seen[i];
        text["density"].push_back(std::move(point));
    }
    text["version"] = version;
    return text.dump(2) + "\n";
}

std::string bulk_table(const KnownDensity& f, const TableStyle& style) {
    const std::vector<Row> rows = bulk_rows(f);
    const std::vector<std::string> columns{"left", "right", "mass", "count", "kind", "deviation"};
    // all columns are shown, also those that are alike in every row
    TableStyle bulks = style;
    bulks.label += "-bulks", bulks.caption = "Bulks and outliers of the eigenvalues of the sample kernel matrix";
    return render(columns, rows, bulks, columns);
}

/// What was asked, and what follows from the edges.
std::string note(const KnownDensity& f, const Question& q, const TableStyle& style) {
    std::string text = parameters(q, {});
    text = text.substr(0, text.find("; lazyrisk"));  // every note ends with the version
    for (const auto& [name, value] : facts(f)) {
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        text += ", " + words + " " + plain_number(significant(value, style.digits.value_or(4)));
    }
    return f.drawn.empty() ? text : text + ". " + verdict_of(f) + "; " + sentence_of_largest(f, tolerance);
}

std::string point_table(const KnownDensity& f, const TableStyle& style) {
    std::vector<std::string> columns{"eigenvalue", "density"};
    const std::vector<double> seen = histogram_at_points(f);
    if (!seen.empty()) columns.emplace_back("histogram");
    std::vector<Row> rows;
    for (std::size_t i = 0; i < f.points.size(); ++i) {
        rows.push_back({f.points[i].eigenvalue, f.points[i].density});
        if (!seen.empty()) rows.back().emplace_back(seen[i]);
    }
    return render(columns, rows, style);
}

void plot(const KnownDensity& f, const Options& o, const Question& q) {
    Figure figure;
    figure.x.label = o.of == "kernel" ? "eigenvalue of K/n" : "eigenvalue of the feature Gram matrix";
    figure.y.label = "density";
    figure.note = parameters(q, {});
    DrawnSeries line = density_line(f, false);
    line.label = "theory";
    double low = infinite<>, high = 0;
    for (const double height : line.y)
        if (height > 0 && !is_infinite(height)) low = std::min(low, height), high = std::max(high, height);
    figure.x.log = f.smallest > 0 && f.largest.limit > 100 * f.smallest;
    figure.y.log = figure.x.log && high > 100 * low;
    figure.series = {line};
    if (!f.drawn.empty()) {
        DrawnSeries seen = density_points(histogram(f, cells), false);
        seen.label = "simulation";
        figure.series.push_back(seen);
    }
    o.output.draw(std::move(figure));
}

int run(const Options& o) {
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const TableStyle style = o.output.style();
    if (o.bulks && style.format == Format::json) throw DomainError("--bulks: the JSON has the bulks anyway; leave it out");
    const Question q = o.question.question();
    Answers answers;
    const KnownDensity f = density_of(q, o, answers, program_host(o.output.quiet));

    Output out(o.output.output);
    if (style.format == Format::json) {
        out.write(as_json(f, o));
    } else if (style.format == Format::csv) {
        out.write(o.bulks ? bulk_table(f, style) : point_table(f, style));
    } else if (style.format != Format::text) {
        TableStyle noted = style;
        noted.note = note(f, q, style);
        const std::string bulk = bulk_table(f, noted);
        out.write(o.bulks ? bulk : bulk + "\n" + point_table(f, style));
    } else {
        std::string text = bulk_table(f, style) + "\n";
        for (const auto& [name, value] : facts(f)) text += fmt::format("{:<20}  {}\n", name, cell_text(value, style.digits.value_or(6)));
        if (!f.drawn.empty()) text += "\n" + verdict_of(f) + "\n" + sentence_of_largest(f, tolerance) + "\n";
        if (!o.bulks) text += "\n" + point_table(f, style);
        out.write(text);
    }
    out.finish();
    if (!o.output.plot.empty()) plot(f, o, q);
    return stop_requested() ? interrupted : answered;
}

}  // namespace

void add_density(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("density", "Eigenvalues of the sample kernel matrix: bulks, density, step sizes");
    add_fields(*verb, o->question, [](const ProblemField& field) {
        static const std::vector<std::string> wanted{"model", "activation", "mass", "spectrum", "dim", "samples", "width", "psi1", "psi2",
                                                     "alpha", "beta", "scale", "scale-width", "degrees"};
        return field.of_model || std::find(wanted.begin(), wanted.end(), field.name) != wanted.end();
    });
    add_word(*verb, "of", o->of, {"kernel", "features"}, "kernel: K/n, n eigenvalues; features: S^T S/(n p), p eigenvalues")->group("Output");
    add_whole(*verb, "points", o->points, 1, 1e7, "places of the density, over all bulks")->group("Output");
    verb->add_flag("--bulks", o->bulks, "the bulks alone, without the points of the density")->group("Output");
    add_whole(*verb, "simulate", o->simulation.trials, 1, 1e6, "a histogram of that many drawn matrices beside it")->group("Simulation");
    add_seed(*verb, o->simulation.seed);
    add_kept(*verb, o->simulation);
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
