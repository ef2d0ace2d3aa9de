// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/density_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr int cells = 40;  // of the histogram in a picture

/// Shares of the drawn eigenvalues over the length of cells between the middles of neighbouring points; empty without a
/// simulation.
std::vector<double> histogram_at_points(const KnownDensity& f) {
    if (f.drawn.empty()) return {};
    std::vector<double> drawn, heights(f.points.size());
    for (const std::vector<double>& some : f.drawn) drawn.insert(drawn.end(), some.begin(), some.end());
    std::sort(drawn.begin(), drawn.end());
    for (const Bulk& b : f.bulks.bulks) {
        const auto below = [](const DensityPoint& p, double s) { return p.eigenvalue < s; };
        const std::size_t first =
            std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.left, below) - f.points.begin());
        const std::size_t last =
            std::size_t(std::lower_bound(f.points.begin(), f.points.end(), b.right, below) - f.points.begin());
        for (std::size_t i = first; i < last; ++i) {
            const double from = i == first ? b.left : (f.points[i - 1].eigenvalue + f.points[i].eigenvalue) / 2;
            const double to = i + 1 == last ? b.right : (f.points[i].eigenvalue + f.points[i + 1].eigenvalue) / 2;
            const auto hits =
                std::lower_bound(drawn.begin(), drawn.end(), to) - std::lower_bound(drawn.begin(), drawn.end(), from);
            heights[i] = double(hits) / (to - from) / f.matrix / double(f.drawn.size());
        }
    }
    return heights;
}

}  // namespace

std::string density_verdict(const KnownDensity& f) {
    return judge_histogram(fifths(f), f, density_tolerance).sentence(density_tolerance);
}

std::string density_json(const KnownDensity& f, const std::string& of) {
    const auto look = [](double value) {
        if (std::isnan(value))
            throw NotConverged(
                "a number of the density leaves the range of double precision; a kernel of moderate size would help");
    };
    const std::vector<std::pair<std::string, double>> facts = density_facts(f);
    for (const auto& [name, value] : facts) look(value);
    for (const Bulk& b : f.bulks.bulks) look(b.left), look(b.right), look(b.count);
    for (const DensityPoint& p : f.points) look(p.eigenvalue), look(p.density);
    nlohmann::ordered_json text;
    text["of"] = of;
    for (const auto& [name, value] : facts)
        text[name] = is_infinite(value) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(value);
    text["bulks"] = nlohmann::ordered_json::array();
    for (const Bulk& b : f.bulks.bulks)
        text["bulks"].push_back(
            {{"left", b.left}, {"right", b.right}, {"mass", b.count / f.matrix}, {"count", b.count}});
    text["outliers"] = nlohmann::ordered_json::array();
    for (const Outlier& a : f.outliers)
        text["outliers"].push_back(
            {{"eigenvalue", is_infinite(a.place) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(a.place)},
             {"deviation", a.deviation},
             {"mass", a.count / f.matrix},
             {"count", a.count}});
    if (!f.drawn.empty()) text["verdict"] = density_verdict(f);
    if (const auto seen = largest_drawn(f)) {
        const Judgement j = judge({*seen}, density_tolerance).points.front();
        text["largest"] = {{"theory", seen->theory},
                           {"deviation", f.largest.deviation},
                           {"simulation", seen->mean},
                           {"standard_error", seen->standard_error},
                           {"z", j.z},
                           {"verdict", j.verdict}};
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

std::string density_note(const KnownDensity& f, const Question& q, const TableStyle& style) {
    std::string text = parameters(q, {});
    text = text.substr(0, text.find("; lazyrisk"));  // every note ends with the version
    for (const auto& [name, value] : density_facts(f)) {
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        text += ", " + words + " " + plain_number(significant(value, style.digits.value_or(4)));
    }
    return f.drawn.empty() ? text : text + ". " + density_verdict(f) + "; " + sentence_of_largest(f, density_tolerance);
}

std::string density_table(const KnownDensity& f, const TableStyle& style) {
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

Figure density_figure(const KnownDensity& f, const std::string& of, const Question& q) {
    Figure figure;
    figure.x.label = of == "kernel" ? "eigenvalue of K/n" : "eigenvalue of the feature Gram matrix";
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
    return figure;
}

std::string density_text(const KnownDensity& f, const Question& q, const std::string& of, const TableStyle& style,
                         bool bulks) {
    if (style.format == Format::json) return density_json(f, of);
    if (style.format == Format::csv) return bulks ? bulk_table(f, style) : density_table(f, style);
    if (style.format != Format::text) {
        TableStyle noted = style;
        noted.note = density_note(f, q, style);
        const std::string bulk = bulk_table(f, noted);
        return bulks ? bulk : bulk + "\n" + density_table(f, style);
    }
    std::string text = bulk_table(f, style) + "\n";
    for (const auto& [name, value] : density_facts(f))
        text += fmt::format("{:<20}  {}\n", name, cell_text(value, style.digits.value_or(6)));
    if (!f.drawn.empty()) text += "\n" + density_verdict(f) + "\n" + sentence_of_largest(f, density_tolerance) + "\n";
    return bulks ? text : text + "\n" + density_table(f, style);
}

}  // namespace lazyrisk
