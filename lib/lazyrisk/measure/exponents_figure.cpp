// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/exponents_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The letter of the exponents along that field.
std::string letter_of(const std::string& field) {
    return field == "ridge" ? "ridge" : field == "width" || field == "psi1" ? "p" : "n";
}

/// A column by rows; 0 where a row has no positive number, which no logarithmic axis shows.
std::vector<double> column_of(const AnswerTable& table, const std::string& name) {
    const auto at = std::find(table.columns.begin(), table.columns.end(), name) - table.columns.begin();
    std::vector<double> values;
    for (const Row& row : table.rows) {
        const double* value = std::get_if<double>(&row[std::size_t(at)]);
        values.push_back(value && std::isfinite(*value) ? *value : 0);
    }
    return values;
}

DrawnSeries line_of(const std::string& label, int colour, const std::vector<double>& x, const std::vector<double>& y) {
    DrawnSeries line{.label = label, .colour = colour};
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] > 0 && y[i] > 0) line.x.push_back(x[i]), line.y.push_back(y[i]);
    return line;
}

/// Of a power law through (x, y), a quarter below it: along it, down, and back.
DrawnSeries triangle(double x, double y, double power, double span, const std::string& label) {
    const double from = x / std::sqrt(span), to = x * std::sqrt(span), below = y * 0.75;
    const double first = below * std::pow(from / x, power), last = below * std::pow(to / x, power);
    DrawnSeries t{.label = label, .style = DrawnSeries::Style::dashed, .colour = 2};
    const double corner = std::min(first, last);
    t.x = {from, to, corner == last ? from : to, from};
    t.y = {first, last, corner, first};
    return t;
}

}  // namespace

void require_exponents_axis(const Questions& questions) {
    static const std::set<std::string> fields{"samples", "width", "psi1", "psi2", "ridge"};
    if (questions.along.size() != 1 || !questions.along[0].has_numbers() || !questions.along[0].letter.empty() ||
        fields.count(questions.along[0].field) == 0)
        throw DomainError(
            "a figure of exponents needs one `sweep` over samples, width, psi2, psi1 or ridge, as "
            "samples=10:1e5:30:log");
}

Figure exponents_figure(const Questions& questions, const AnswerTable& table) {
    require_exponents_axis(questions);
    const Sweep& along = questions.along[0];
    const std::string letter = letter_of(along.field);
    const std::vector<double>& x = along.values;
    const std::vector<double> risk = column_of(table, "excess_risk"), bias = column_of(table, "bias"),
                              variance = column_of(table, "variance"),
                              exponent = column_of(table, "exponent_" + letter);
    std::vector<std::size_t> told;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] > 0 && risk[i] > 0 && exponent[i] != 0) told.push_back(i);
    if (told.empty()) throw DomainError("plot", along.field, "no point of this sweep has a risk that falls");
    Figure figure;
    figure.title = "Exponents of the risk";
    figure.x = {axis_label(along.field), true, {}, {}};
    figure.y = {"excess risk, bias, variance", true, {}, {}};
    figure.series = {line_of("excess risk", 0, x, risk), line_of("bias", 1, x, bias),
                     line_of("variance", 3, x, variance)};
    std::erase_if(figure.series, [](const DrawnSeries& s) { return s.x.empty(); });
    const double span = std::max(1.5, std::pow(x[told.back()] / x[told.front()], 1.0 / 8));
    const double sign = along.field == "ridge" ? 1 : -1;
    for (const std::size_t place : std::set<std::size_t>{told.size() / 6, told.size() / 2, told.size() * 5 / 6}) {
        const std::size_t i = told[place];
        const double power = sign * exponent[i];
        figure.series.push_back(
            triangle(x[i], risk[i], power, span, fmt::format("{}^{:.3g} at {:.3g}", letter, power, x[i])));
    }
    const std::vector<double> law = column_of(table, "bias_law_n");
    const std::size_t last = told.back();
    if (letter == "n" && law[last] > 0 && bias[last] > 0) {
        const double from = x[told[told.size() / 2]];
        figure.series.push_back({.label = fmt::format("law of the bias, n^{:.3g}", -law[last]),
                                 .x = {from, x[last]},
                                 .y = {bias[last] * std::pow(from / x[last], -law[last]), bias[last]},
                                 .style = DrawnSeries::Style::dashed,
                                 .colour = 1});
    }
    return figure;
}

}  // namespace lazyrisk
