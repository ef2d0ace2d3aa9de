// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/training_figures.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace lazyrisk {

Figure gap_figure(const TrainedNetworks& result) {
    Figure figure{
        .title = "Distance from the lazy limit", .x = {"width N", true}, .y = {"gap (root mean square)", true}};
    const auto add = [&](const char* label, Estimate TrainedWidth::*value, Slope Rates::*slope) {
        DrawnSeries points{
            .label = result.rates ? fmt::format("{}, slope {:.2f}", label, (*result.rates.*slope).value) : label,
            .style = DrawnSeries::Style::points,
            .colour = int(figure.series.size())};
        for (const TrainedWidth& w : result.widths) {
            points.x.push_back(w.width);
            points.y.push_back((w.*value).mean);
            points.error.push_back(std::isfinite((w.*value).standard_error) ? (w.*value).standard_error : 0);
        }
        figure.series.push_back(std::move(points));
    };
    add("to its linearization", &TrainedWidth::gap_own, &Rates::gap_own);
    add("to infinite width", &TrainedWidth::gap_kernel, &Rates::gap_kernel);
    add("motion of the weights", &TrainedWidth::motion, &Rates::motion);
    return figure;
}

Figure path_figure(const TrainedNetworks& result) {
    Figure figure{.title = "Test error along training", .x = {"time", true}, .y = {"test error"}};
    int colour = 0;
    for (const TrainedWidth& w : result.widths) {
        DrawnSeries network{
            .label = fmt::format("network, N = {}", w.width), .style = DrawnSeries::Style::points, .colour = colour};
        DrawnSeries linear{.label = fmt::format("linearization, N = {}", w.width),
                           .style = DrawnSeries::Style::line,
                           .colour = colour++};
        for (const MeanPoint& p : w.path) {
            for (DrawnSeries* s : {&network, &linear}) s->x.push_back(p.time.mean);
            network.y.push_back(p.network_test.mean);
            network.error.push_back(std::isfinite(p.network_test.standard_error) ? p.network_test.standard_error : 0);
            linear.y.push_back(p.linear_test.mean);
        }
        figure.series.push_back(std::move(network));
        figure.series.push_back(std::move(linear));
    }
    DrawnSeries kernel{.label = "infinite width", .style = DrawnSeries::Style::dashed, .colour = colour};
    for (const MeanPoint& p : result.widths.back().path) {
        kernel.x.push_back(p.time.mean);
        kernel.y.push_back(p.kernel_test.mean);
    }
    figure.series.push_back(std::move(kernel));
    return figure;
}

}  // namespace lazyrisk
