// lazyrisk density: the eigenvalues of the sample kernel matrix, their bulks, and what they say about gradient descent.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "../labels.hpp"
#include "../measuring.hpp"
#include "commands.hpp"
#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/curve/rounded.hpp"
#include "lazyrisk/dynamics/density.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/parallel.hpp"
#include "lazyrisk/simulate/drawn_eigenvalues.hpp"
#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk::app {
namespace {

struct Options {
    QuestionOptions question;
    OutputOptions output;
    std::string of = "kernel";
    int points = 400, trials = 0, threads = 0;
    bool bulks = false;
    std::uint64_t seed = 1;
};

/// All that is known, of the n eigenvalues of K/n or the p of S^T S/(n p).
struct Found {
    Bulks bulks;
    std::vector<DensityPoint> points;
    std::vector<double> histogram;  ///< beside the points, where there was a simulation
    double matrix = 0;              ///< order
    double outside = 0;             ///< share of the drawn eigenvalues that lie in no bulk
    double smallest = 0, largest = 0;

    [[nodiscard]] double zero_mass() const { return bulks.zero / matrix; }
};

/// Eigenvalues counted in cells between the middles of neighbouring points.
void count(Found& f, const std::vector<double>& drawn, int trials) {
    f.histogram.assign(f.points.size(), 0.0);
    std::size_t inside = 0;
    for (const Bulk& b : f.bulks.bulks) {
        const auto below = [](const DensityPoint& p, double s) { return p.eigenvalue < s; };
        const std::size_t first = std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.left, below) - f.points.begin());
        const std::size_t last = std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.right, below) - f.points.begin());
        for (std::size_t i = first; i < last; ++i) {
            const double from = i == first ? b.left : (f.points[i - 1].eigenvalue + f.points[i].eigenvalue) / 2;
            const double to = i + 1 == last ? b.right : (f.points[i].eigenvalue + f.points[i + 1].eigenvalue) / 2;
            const auto hits = std::lower_bound(drawn.begin(), drawn.end(), to) - std::lower_bound(drawn.begin(), drawn.end(), from);
            inside += std::size_t(hits);
            f.histogram[i] = double(hits) / (to - from) / f.matrix / trials;
        }
    }
    f.outside = drawn.empty() ? 0 : 1 - double(inside) / double(drawn.size());
}

void simulate_beside(Found& f, const Options& o, const Question& q, const Setting& sizes) {
    if (!q.spectrum.empty() || q.has_mass)
        throw NotCovered(std::string(q.spectrum.empty() ? "--mass" : "--spectrum") + " does not say which features to draw; leave --simulate out");
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: a simulation needs a finite dimension");
    for (const auto& [name, size] : {std::pair{"samples", sizes.samples}, {"width", sizes.width}})
        if (!is_infinite(size) && size != std::floor(size)) throw DomainError(name, size, "a simulation needs a whole number");
    const Realization world = world_of(q, sizes.width, false);
    const int width = is_infinite(sizes.width) ? 0 : int(sizes.width);
    std::vector<std::vector<double>> each(static_cast<std::size_t>(o.trials));
    const BlasThreads one(1);
    parallel_for(each.size(), o.threads, [&](std::size_t t) { each[t] = drawn_eigenvalues(world, int(sizes.samples), width, o.seed, t); });
    std::vector<double> all;
    for (const std::vector<double>& some : each) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    count(f, all, o.trials);
}

/// Names and values that follow from the edges.
std::vector<std::pair<std::string, double>> facts(const Found& f) {
    std::vector<std::pair<std::string, double>> list{{"zero_mass", f.zero_mass()}, {"smallest_eigenvalue", f.smallest}, {"largest_eigenvalue", f.largest},
                                                     {"largest_step", 2 / f.largest}, {"best_step", 2 / (f.smallest + f.largest)},
                                                     {"best_rate", (f.largest - f.smallest) / (f.largest + f.smallest)}};
    if (!f.histogram.empty()) list.emplace_back("outside", f.outside);
    return list;
}

std::string as_json(const Found& f, const Options& o) {
    nlohmann::ordered_json text;
    text["of"] = o.of;
    for (const auto& [name, value] : facts(f)) text[name] = is_infinite(value) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(value);
    text["bulks"] = nlohmann::ordered_json::array();
    for (const Bulk& b : f.bulks.bulks) text["bulks"].push_back({{"left", b.left}, {"right", b.right}, {"mass", b.count / f.matrix}, {"count", b.count}});
    text["density"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < f.points.size(); ++i) {
        nlohmann::ordered_json point{{"eigenvalue", f.points[i].eigenvalue}, {"density", f.points[i].density}};
        if (!f.histogram.empty()) point["histogram"] = f.histogram[i];
        text["density"].push_back(std::move(point));
    }
    text["version"] = version;
    return text.dump(2) + "\n";
}

std::string bulk_table(const Found& f, const TableStyle& style) {
    std::vector<Row> rows;
    for (const Bulk& b : f.bulks.bulks) rows.push_back({b.left, b.right, b.count / f.matrix, b.count});
    const std::vector<std::string> columns{"left", "right", "mass", "count"};
    // all columns are shown, also those that are alike in every row
    TableStyle bulks = style;
    bulks.label += "-bulks", bulks.caption = "Bulks of the eigenvalues of the sample kernel matrix";
    return render(columns, rows, bulks, columns);
}

/// What was asked, and what follows from the edges.
std::string note(const Found& f, const Question& q, const TableStyle& style) {
    std::string text = parameters(q, {});
    text = text.substr(0, text.find("; lazyrisk"));  // every note ends with the version
    for (const auto& [name, value] : facts(f)) {
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        text += ", " + words + " " + plain_number(significant(value, style.digits.value_or(4)));
    }
    return text;
}

std::string point_table(const Found& f, const TableStyle& style) {
    std::vector<std::string> columns{"eigenvalue", "density"};
    if (!f.histogram.empty()) columns.emplace_back("histogram");
    std::vector<Row> rows;
    for (std::size_t i = 0; i < f.points.size(); ++i) {
        rows.push_back({f.points[i].eigenvalue, f.points[i].density});
        if (!f.histogram.empty()) rows.back().emplace_back(f.histogram[i]);
    }
    return render(columns, rows, style);
}

void plot(const Found& f, const Options& o, const Question& q) {
    Figure figure;
    figure.x.label = o.of == "kernel" ? "eigenvalue of K/n" : "eigenvalue of the feature Gram matrix";
    figure.y.label = "density";
    figure.note = parameters(q, {});
    Series line{.label = "theory", .style = Series::Style::line}, seen{.label = "simulation", .style = Series::Style::points};
    std::size_t i = 0;
    double low = infinite<>, high = 0;
    for (const Bulk& b : f.bulks.bulks) {
        for (; i < f.points.size() && f.points[i].eigenvalue <= b.right; ++i) {
            line.x.push_back(f.points[i].eigenvalue);
            line.y.push_back(f.points[i].density);
            if (f.points[i].density > 0) low = std::min(low, f.points[i].density), high = std::max(high, f.points[i].density);
            if (!f.histogram.empty() && f.histogram[i] > 0) {
                seen.x.push_back(f.points[i].eigenvalue);
                seen.y.push_back(f.histogram[i]);
            }
        }
        line.x.push_back(b.right);
        line.y.push_back(infinite<>);  // the line breaks between the bulks
    }
    figure.x.log = f.smallest > 0 && f.largest > 100 * f.smallest;
    figure.y.log = figure.x.log && high > 100 * low;
    figure.series = {line};
    if (!seen.x.empty()) figure.series.push_back(seen);
    o.output.draw(std::move(figure));
}

int run(const Options& o) {
    if (o.of != "kernel" && o.of != "features") throw DomainError("of", o.of, "expected kernel (K/n) or features (S^T S/(n p))");
    if (!o.output.plot.empty()) require_figure_ending(o.output.plot);
    const TableStyle style = o.output.style();
    if (o.bulks && style.format == Format::json) throw DomainError("--bulks: the JSON has the bulks anyway; leave it out");
    const Question q = o.question.question();
    const Setting sizes = setting(q);
    if (is_infinite(sizes.samples)) throw DomainError("samples", "inf", "a sample kernel matrix has finitely many samples");
    if (o.of == "features" && is_infinite(sizes.width))
        throw DomainError("of", o.of, "there are infinitely many features; --of kernel has the same eigenvalues");
    Answers answers;
    const std::shared_ptr<const KnownModel> known = answers.known(q);
    // levels as far as the smallest eigenvalues need them
    const Spectrum<>& rough = known->model.coarsest().spectrum;
    if (rough.blocks && !is_infinite(sizes.width))
        throw NotCovered("the density of a neural tangent of finite width is not covered; --width inf is");
    double trace = rough.tail;
    for (const Level<>& level : rough.levels) trace += level.mass;
    const Resolved::Stage& stage = known->model.resolving({{sizes.samples, sizes.width}, 1e-9 * trace, 0, 1});

    Found f;
    f.bulks = bulks(stage.degrees, {sizes.samples, sizes.width});
    if (f.bulks.bulks.empty()) throw DomainError("every eigenvalue of this kernel is zero: there is no density");
    f.points = density(stage.degrees, {sizes.samples, sizes.width}, f.bulks, o.points);
    f.matrix = sizes.samples;
    if (o.of == "features") {  // p eigenvalues instead of n
        f.matrix = sizes.width;
        f.bulks.zero += sizes.width - sizes.samples;
        for (DensityPoint& p : f.points) p.density *= sizes.samples / sizes.width;
    }
    f.smallest = f.bulks.bulks.front().left;
    f.largest = f.bulks.bulks.back().right;
    if (o.trials > 0) simulate_beside(f, o, q, sizes);

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
        if (!o.bulks) text += "\n" + point_table(f, style);
        out.write(text);
    }
    out.finish();
    if (!o.output.plot.empty()) plot(f, o, q);
    return answered;
}

}  // namespace

void add_density(CLI::App& app, int& status) {
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("density", "Eigenvalues of the sample kernel matrix: density, bulks, stable step sizes");
    add_fields(*verb, o->question, [](const ProblemField& field) {
        static const std::vector<std::string> wanted{"model", "activation", "mass", "spectrum", "dim", "samples", "width", "psi1", "psi2",
                                                     "alpha", "beta", "scale", "scale-width", "degrees"};
        return field.of_model || std::find(wanted.begin(), wanted.end(), field.name) != wanted.end();
    });
    verb->add_option("--of", o->of, "kernel: K/n, n eigenvalues; features: S^T S/(n p), p eigenvalues")->group("Output")->type_name("NAME");
    add_whole(*verb, "points", o->points, 1, 1e7, "places of the density, over all bulks")->group("Output");
    verb->add_flag("--bulks", o->bulks, "the bulks alone, without the points of the density")->group("Output");
    add_whole(*verb, "simulate", o->trials, 1, 1e6, "a histogram of that many drawn matrices beside it")->group("Simulation");
    add_seed(*verb, o->seed);
    add_output(*verb, o->output, true);
    add_threads(*verb, o->threads);
    verb->callback([=, &status] { status = run(*o); });
}

}  // namespace lazyrisk::app
