// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The same experiment with few points and small simulations.
#include <algorithm>
#include <cmath>

#include "lazyrisk/data/named_data.hpp"
#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {
namespace {

/// At most `count` of the values, the first and the last among them.
void thin(std::optional<Sweep>& sweep, std::size_t count) {
    if (!sweep || sweep->values.size() <= count) return;
    std::vector<double> kept;
    const std::size_t last = sweep->values.size() - 1;
    for (std::size_t i = 0; i < count; ++i) kept.push_back(sweep->values[count == 1 ? 0 : i * last / (count - 1)]);
    sweep->values = kept;
}

/// Every n-th value from the first, evenly spaced as before.
void coarsen(Sweep& sweep, std::size_t count) {
    const std::size_t step = std::max<std::size_t>(1, (sweep.values.size() - 1) / std::max<std::size_t>(1, count - 1));
    std::vector<double> kept;
    for (std::size_t i = 0; i < sweep.values.size(); i += step) kept.push_back(sweep.values[i]);
    sweep.values = kept;
}

/// Leaves the points of a simulation that are small enough, or the smallest alone.
void keep_small(const ExperimentCurve& curve, Sweep& sweep, double largest) {
    const auto size = [&](double value) {
        const Setting s = setting(curve.at(sweep, value));
        return std::max(s.samples, is_infinite(s.width) ? 0 : s.width);
    };
    std::vector<double> small;
    for (const double value : sweep.values)
        if (size(value) <= largest) small.push_back(value);
    if (small.empty())
        small.push_back(*std::min_element(sweep.values.begin(), sweep.values.end(),
                                          [&](double a, double b) { return size(a) < size(b); }));
    sweep.values = small;
}

/// The same where neurons are counted alone.
void keep_narrow(Sweep& widths, double largest) {
    const double narrowest = *std::min_element(widths.values.begin(), widths.values.end());
    std::erase_if(widths.values, [&](double w) { return w > largest && w != narrowest; });
}

/// At most `count` of the texts, the first and the last among them; of numbers those below `most`.
void thin(std::optional<DataSweep>& sweep, std::size_t count, double most) {
    if (!sweep) return;
    std::vector<std::string> small, kept;
    for (const std::string& text : sweep->texts)
        if (sweep->field != "samples" || text == "all" || parse_number("samples", text) < most) small.push_back(text);
    if (small.empty()) small.push_back(to_text(std::floor(most / 2)));
    const std::size_t last = small.size() - 1, points = std::min(count, small.size());
    for (std::size_t i = 0; i < points; ++i) kept.push_back(small[points == 1 ? 0 : i * last / (points - 1)]);
    sweep->texts = kept;
}

/// Fewer points of the data, fewer updates of a network.
void shrink(DataCurve& data, const QuickRules& rules) {
    const auto most = std::size_t(rules.largest);
    DataRequest& request = data.problem.data;
    std::size_t& count = request.count;
    // a file may have fewer: it is taken as it is
    const std::vector<std::string>& names = data_names();
    const auto named = [&](const std::string& set) {
        return std::find(names.begin(), names.end(), set) != names.end();
    };
    if (count > most || (count == 0 && named(request.data))) count = most;
    if (request.test_count > most || (request.test_count == 0 && named(request.test))) request.test_count = most;
    const double points = count > 0 ? double(count) : double(most);
    if (data.problem.samples) data.problem.samples = std::min(*data.problem.samples, std::floor(points / 2));
    thin(data.theory, std::size_t(rules.points), points);
    thin(data.simulation, 3, points);
    if (data.training) data.training->recipe.updates = std::min(data.training->recipe.updates, 100);
}

}  // namespace

ExperimentFile quick(ExperimentFile experiment) {
    const QuickRules& rules = experiment.quick;
    for (ExperimentFigure& figure : experiment.figures)
        for (ExperimentCurve& curve : figure.curves) {
            if (curve.data) shrink(*curve.data, rules);
            thin(curve.theory, std::size_t(rules.points));
            thin(curve.limit, std::size_t(rules.points));
            if (curve.simulation && figure.kind == FigureKind::risk)
                keep_small(curve, *curve.simulation, rules.largest);
            else if (curve.simulation)
                keep_narrow(*curve.simulation, rules.largest);
            else if (figure.kind == FigureKind::density && setting(curve.problem).samples > rules.largest)
                curve.trials = 0;
            thin(curve.simulation, 3);
            curve.trials = std::min(curve.trials, rules.trials);
            curve.test_points = std::min(curve.test_points, rules.test_points);
        }
    for (ExperimentMap& map : experiment.maps)
        coarsen(map.x, std::size_t(rules.points)), coarsen(map.y, std::size_t(rules.points));
    return experiment;
}

}  // namespace lazyrisk
