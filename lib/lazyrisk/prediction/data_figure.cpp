// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// "M = 2000 points of fashion-mnist, ntk(depth=3), ridge 0.001".
std::string note_of(const DataProblems& problems, const Prediction& first) {
    std::string note = fmt::format("{} points of {}", to_text(first.pool), problems.base.source());
    const auto swept = [&](const char* field) {
        return std::any_of(problems.along.begin(), problems.along.end(),
                           [&](const DataSweep& s) { return s.field == field; });
    };
    if (problems.base.gram.empty() && !swept("kernel")) note += ", " + problems.base.kernel;
    if (!swept("ridge")) note += ", ridge " + to_text(problems.base.ridge);
    if (!swept("samples") && problems.base.samples) note += ", n = " + to_text(*problems.base.samples);
    if (!swept("width") && !is_infinite(problems.base.width)) note += ", p = " + to_text(problems.base.width);
    for (const auto& [name, value] : {std::pair{"noise", problems.base.noise}, {"flip", problems.base.flip}})
        if (value > 0 && !swept(name)) note += fmt::format(", {} {}", name, to_text(value));
    return note;
}

}  // namespace

void require_axis(const DataProblems& problems) {
    if (problems.along.empty()) throw DomainError("a figure needs a `sweep`, as samples=50:1000:12:log");
    const DataSweep& along = problems.along.back();
    if (!along.numeric)
        throw DomainError("sweep", along.field,
                          "words make no axis; put it first and a sweep of numbers behind it, a line for each word");
}

std::vector<DrawnSeries> forecast_bounds(const DrawnSeries& line, std::span<const Prediction> predictions,
                                         const std::string& quantity) {
    if (quantity != "test_error" && quantity != "class_error") return {};
    DrawnSeries below{.style = DrawnSeries::Style::dashed, .colour = line.colour}, above = below;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
        const Prediction& p = predictions[i];
        const std::optional<double>& sd = quantity == "test_error" ? p.test_error_sd : p.class_error_sd;
        if (p.method != "beyond" || !sd) continue;
        if (below.x.empty() && i > 0)  // from the last point at hand on
            for (DrawnSeries* bound : {&below, &above})
                bound->x.push_back(line.x[i - 1]), bound->y.push_back(line.y[i - 1]);
        below.x.push_back(line.x[i]), below.y.push_back(line.y[i] - *sd);
        above.x.push_back(line.x[i]), above.y.push_back(line.y[i] + *sd);
    }
    if (below.x.empty()) return {};
    return {std::move(below), std::move(above)};
}

Figure data_figure(const DataProblems& problems, const std::vector<Prediction>& predictions,
                   const std::vector<DataMeasurement>& seen, const std::string& quantity) {
    require_axis(problems);
    const DataSweep& along = problems.along.back();
    Figure figure;
    figure.x = {axis_label(along.field), along.logarithmic, {}, {}};
    figure.y = {axis_label(quantity), false, {}, {}};
    figure.note = note_of(problems, predictions.front());
    const bool family = problems.along.size() == 2;
    const std::size_t lines = family ? problems.along[0].texts.size() : 1, points = along.texts.size();
    double low = infinite<>, high = 0;
    for (std::size_t i = 0; i < lines; ++i) {
        DrawnSeries line{.colour = int(i)}, dots{.style = DrawnSeries::Style::points, .colour = int(i)};
        if (family && problems.along[0].numeric)
            line.label = problems.along[0].field + " = " + problems.along[0].texts[i];
        else if (family)
            line.label = problems.along[0].texts[i];
        for (std::size_t k = i * points; k < (i + 1) * points; ++k) {
            const double x =
                along.field == "samples" ? predictions[k].samples : parse_number(along.field, along.texts[k % points]);
            const double y = number_of(predictions[k], quantity).value_or(infinite<>);
            line.x.push_back(x), line.y.push_back(y);
            if (!is_infinite(y)) low = std::min(low, y), high = std::max(high, y);
            if (seen.empty() || seen[k].seen.trials == 0) continue;
            const Estimate e = seen[k].number(quantity);
            dots.x.push_back(x), dots.y.push_back(e.mean);
            dots.error.push_back(std::isfinite(e.standard_error) ? e.standard_error : 0);
        }
        for (DrawnSeries& bound : forecast_bounds(line, std::span(predictions).subspan(i * points, points), quantity)) {
            if (std::none_of(figure.series.begin(), figure.series.end(),
                             [](const DrawnSeries& s) { return s.style == DrawnSeries::Style::dashed; }))
                bound.label = forecast_label;
            figure.series.push_back(std::move(bound));
        }
        figure.series.push_back(std::move(line));
        if (!dots.x.empty()) figure.series.push_back(std::move(dots));
    }
    if (along.field == "width" && problems.base.samples && problems.base.ridge < 1)
        figure.marks.push_back({*problems.base.samples, "p = n"});
    figure.y.log = low > 0 && high > 30 * low;
    if (!figure.y.log && low >= 0) figure.y.from = 0;
    return figure;
}

Figure training_figure(const DataProblems& problems, const DataTraining& training,
                       const std::vector<DataTrainingPoint>& points) {
    require_axis(problems);
    const DataSweep& along = problems.along.back();
    const bool classes = points.front().network.class_error.has_value();
    Figure figure;
    figure.x = {axis_label("samples"), along.logarithmic, {}, {}};
    figure.y = {axis_label(classes ? "class_error" : "test_error"), false, {}, {}};
    figure.y.from = 0;
    figure.note = fmt::format("{}; {}", problems.base.source(), training.network);
    int colour = 0;
    for (const auto& [label, errors] : {std::pair{"network", &DataTrainingPoint::network},
                                        {"tangent kernel, infinite width", &DataTrainingPoint::kernel},
                                        {"its linearization", &DataTrainingPoint::linearization}}) {
        DrawnSeries dots{.label = label, .style = DrawnSeries::Style::points, .colour = colour++};
        for (const DataTrainingPoint& p : points) {
            const std::optional<Estimate>& e = classes ? (p.*errors).class_error : (p.*errors).test_error;
            if (!e) continue;
            dots.x.push_back(p.samples), dots.y.push_back(e->mean);
            dots.error.push_back(std::isfinite(e->standard_error) ? e->standard_error : 0);
        }
        if (!dots.x.empty()) figure.series.push_back(std::move(dots));
    }
    return figure;
}

ContactSheet hardest_points(const std::vector<PointPrediction>& points, std::size_t count) {
    std::vector<std::size_t> order(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto missed = [&](std::size_t i) {
        return points[i].error_probability.value_or(0) + 1e-6 * (points[i].bias + points[i].variance);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return missed(a) > missed(b); });
    order.resize(std::min(count, order.size()));
    ContactSheet sheet;
    sheet.points = order;
    for (const std::size_t i : order)
        sheet.captions.push_back(points[i].error_probability
                                     ? fmt::format("{}, {:.0f} %", points[i].label, 100 * *points[i].error_probability)
                                     : fmt::format("{:.3g}", points[i].bias + points[i].variance));
    sheet.title = "Hardest to tell";
    sheet.note = points.empty() || !points.front().error_probability
                     ? "below each: mean squared error over training sets"
                     : "below each: its class, and how often a training set takes it for another";
    return sheet;
}

}  // namespace lazyrisk
