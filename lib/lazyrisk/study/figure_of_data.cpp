// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of real data: what is predicted from a kernel matrix, what drawn training sets leave, and trained networks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/data/contact_sheet.hpp"
#include "lazyrisk/prediction/data_figure.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Line = std::map<double, std::string>;  ///< cells by their place on the axis

double bar_of(const Estimate& e) { return std::isfinite(e.standard_error) ? e.standard_error : 0; }

/// Class errors in per cent.
std::string cell_of(const std::string& y, double value, double error) {
    const double unit = y == "class_error" ? 100 : 1;
    return plain_number(error > 0 ? uncertain(unit * value, unit * error) : significant(unit * value, 3));
}

class DataRun {
public:
    DataRun(const ExperimentFigure& figure, const FigureContext& context)
        : figure_(figure),
          context_(context),
          host_(own_process(context.host)),
          pools_(context.options.simulation, context.options.threads, host_) {
        drawn_.figure = empty_drawing(figure, context.options);
    }

    DrawnFigure compute() {
        for (std::size_t i = 0; i < figure_.curves.size() && !context_.host.interrupted(); ++i) {
            const ExperimentCurve& curve = figure_.curves[i];
            const int colour = curve.colour.value_or(int(i));
            if (curve.data->training) {
                add_networks(curve, colour);
                continue;
            }
            if (curve.data->theory) add_predictions(curve, colour);
            if (curve.data->simulation) add_draws(curve, colour);
            if (curve.data->hardest > 0) add_hardest(curve, i);
        }
        order_series(drawn_.figure, forecast_label);
        add_tables();
        return std::move(drawn_);
    }

private:
    std::vector<DataProblem> along(const ExperimentCurve& curve, const DataSweep& sweep) const {
        return data_grid(curve.data->problem, {sweep}).all;
    }
    double x_of(const DataProblem& p, double samples) const {
        return figure_.x == "samples" ? samples
               : figure_.x == "width" ? p.width
               : figure_.x == "time"  ? p.time
                                      : p.ridge;
    }
    static void put(FigureTable& table, const AnswerTable& found, const std::string& label) {
        if (table.columns.empty()) {
            table.columns = found.columns;
            table.columns.insert(table.columns.begin(), "curve");
        }
        for (Row row : found.rows) {
            row.insert(row.begin(), label);
            table.rows.push_back(std::move(row));
        }
    }

    void add_predictions(const ExperimentCurve& curve, int colour) {
        const std::vector<DataProblem> problems = along(curve, *curve.data->theory);
        const std::vector<Prediction> found = predict_all(problems, pools_, context_.options.threads, host_);
        const std::string& y = y_of(figure_, curve);
        DrawnSeries s{.label = curve.label, .colour = colour};
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (!found[i].answered) throw DomainError(figure_.name + ", " + curve.label + ": " + found[i].status);
            s.x.push_back(x_of(problems[i], found[i].samples));
            s.y.push_back(number_of(found[i], y).value_or(infinite<>));
        }
        for (DrawnSeries& bound : forecast_bounds(s, found, y)) drawn_.figure.series.push_back(std::move(bound));
        drawn_.figure.series.push_back(std::move(s));
        put(theory_, prediction_table({problems.begin(), problems.begin() + std::ptrdiff_t(found.size())}, found),
            curve.label);
    }

    void add_hardest(const ExperimentCurve& curve, std::size_t place) {
        const DataProblem& problem = curve.data->problem;
        const std::shared_ptr<const PreparedPool> pool = pools_.pool(problem);
        if (!pool) return;  // interrupted
        ContactSheet sheet = hardest_points(predict_points(problem, *pool), std::size_t(curve.data->hardest));
        sheet.title = curve.label + ": hardest to tell";
        drawn_.sheets.push_back({sheet_ending(place), sheet.title, contact_sheet_svg(pool->tested(), sheet)});
    }

    void add_draws(const ExperimentCurve& curve, int colour) {
        const std::vector<DataProblem> problems = along(curve, *curve.data->simulation);
        const SimulationSettings settings = simulation_of(curve, context_.options);
        if (!curve.data->theory) return add_draws_alone(curve, problems, settings, colour);
        const DataComparison c =
            compare_data(problems, pools_, settings, context_.experiment.tolerance, context_.options.threads, host_);
        if (c.problems.empty()) return;  // interrupted
        const std::string& y = y_of(figure_, curve);
        DrawnSeries s{.style = DrawnSeries::Style::points, .colour = colour};
        Line seen, told;
        for (std::size_t i = 0; i < c.problems.size(); ++i) {
            const Estimate e = c.seen[i].number(y);
            s.x.push_back(x_of(problems[i], c.theory[i].samples)), s.y.push_back(e.mean);
            s.error.push_back(bar_of(e));
            seen[s.x.back()] = cell_of(y, e.mean, bar_of(e));
            if (const std::optional<double> value = number_of(c.theory[i], y)) told[s.x.back()] = cell_of(y, *value, 0);
        }
        drawn_.figure.series.push_back(std::move(s));
        lines_.emplace_back(curve.label, std::move(seen)), lines_.emplace_back(curve.label + ", predicted", told);
        add_verdict(drawn_, curve.label, c.verdict, context_.experiment.tolerance);
        if (y == "class_error" && c.classes)
            add_verdict(drawn_, curve.label + ", class errors", *c.classes, context_.experiment.tolerance);
        put(simulated_, c.table(settings), curve.label);
    }

    /// Where no line is asked for nothing is predicted, which may take longer than the draws.
    void add_draws_alone(const ExperimentCurve& curve, const std::vector<DataProblem>& problems,
                         const SimulationSettings& settings, int colour) {
        const std::vector<DataMeasurement> found =
            simulate_data(problems, pools_, settings, context_.options.threads, host_);
        if (found.size() < problems.size()) return;  // interrupted
        const std::string& y = y_of(figure_, curve);
        DrawnSeries s{.label = curve.label, .style = DrawnSeries::Style::points, .colour = colour};
        Line seen;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const Estimate e = found[i].number(y);
            s.x.push_back(x_of(problems[i], found[i].about.samples)), s.y.push_back(e.mean);
            s.error.push_back(bar_of(e));
            seen[s.x.back()] = cell_of(y, e.mean, bar_of(e));
        }
        drawn_.figure.series.push_back(std::move(s));
        lines_.emplace_back(curve.label, std::move(seen));
        put(drawn_alone_, simulation_table(problems, found, settings), curve.label);
    }

    void add_networks(const ExperimentCurve& curve, int colour) {
        const std::vector<DataProblem> problems = along(curve, *curve.data->simulation);
        const SimulationSettings settings = simulation_of(curve, context_.options);
        const std::vector<DataTrainingPoint> found =
            train_on_data(problems, *curve.data->training, pools_, settings, context_.options.threads, host_);
        if (found.empty()) return;  // interrupted
        const std::string& y = y_of(figure_, curve);
        DrawnSeries s{.label = curve.label, .style = DrawnSeries::Style::points, .colour = colour};
        Line seen;
        double worst = 0;
        for (const DataTrainingPoint& p : found) {
            const std::optional<Estimate>& e = y == "class_error" ? p.network.class_error : p.network.test_error;
            if (!e) throw DomainError(figure_.name + ", " + curve.label + ": real targets have no " + y);
            s.x.push_back(p.samples), s.y.push_back(e->mean), s.error.push_back(bar_of(*e));
            seen[p.samples] = cell_of(y, e->mean, bar_of(*e));
            worst = std::max(worst, p.train_class_error.mean);
        }
        drawn_.figure.series.push_back(std::move(s));
        lines_.emplace_back(curve.label, std::move(seen));
        std::string sentence = fmt::format("{} networks at each of {} sizes, {:.0f} updates", found.front().trials,
                                           found.size(), found.front().updates.mean);
        if (found.front().network.class_error)
            sentence += fmt::format("; training error at most {:.1f} %", 100 * worst);
        drawn_.sentences.emplace_back(curve.label, std::move(sentence));
        put(trained_, training_table(problems, *curve.data->training, found, settings), curve.label);
    }

    /// A row a curve, a column a place on the axis.
    void add_tables() {
        std::vector<double> places;
        for (const auto& [label, line] : lines_)
            for (const auto& [x, cell] : line) places.push_back(x);
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        std::vector<std::string> columns{"curve"};
        for (const double x : places) columns.push_back(figure_.x + " = " + to_text(x));
        std::vector<Row> rows;
        for (const auto& [label, line] : lines_) {
            Row row{label};
            for (const double x : places) row.push_back(line.count(x) ? Cell(line.at(x)) : Cell());
            rows.push_back(std::move(row));
        }
        if (!rows.empty())
            add_tables_for_readers(drawn_, figure_.name, columns, rows, columns,
                                   figure_.title + (figure_.y == "class_error" ? " (classification error in %)" : ""));
        drawn_.tables = {std::move(theory_), std::move(simulated_), std::move(drawn_alone_), std::move(trained_)};
    }

    const ExperimentFigure& figure_;
    const FigureContext& context_;
    Host host_;  // of all that is computed here
    Pools pools_;
    DrawnFigure drawn_;
    std::vector<std::pair<std::string, Line>> lines_;
    FigureTable theory_{"-theory.csv", {}, {}}, simulated_{"-simulation.csv", {}, {}},
        drawn_alone_{"-drawn.csv", {}, {}}, trained_{"-training.csv", {}, {}};
};

}  // namespace

DrawnFigure draw_data(const ExperimentFigure& figure, const FigureContext& context) {
    if (!context.host.leads) return {};
    return DataRun(figure, context).compute();
}

void look_for_mistakes_in_data(const ExperimentFigure& figure) {
    if (figure.x != "samples" && figure.x != "width" && figure.x != "ridge" && figure.x != "time")
        throw DomainError(figure.name + ": x = " + figure.x + ": expected samples, width, ridge or time");
    for (const ExperimentCurve& curve : figure.curves) try {
            const std::string& y = y_of(figure, curve);
            static_cast<void>(number_of({}, y));
            const DataCurve& data = *curve.data;
            for (const std::optional<DataSweep>* sweep : {&data.theory, &data.simulation})
                if (*sweep && (*sweep)->field != figure.x)
                    throw DomainError("the points run along " + (*sweep)->field + ", the axis shows " + figure.x);
            if (data.training) {
                if (figure.x != "samples") throw DomainError("networks are drawn along samples, x = \"samples\"");
                if (y != "class_error" && y != "test_error")
                    throw DomainError("y", y, "of networks expected class_error or test_error");
                static_cast<void>(kernel_of_network(data.training->network));
            } else {
                static_cast<void>(parse_image_kernel(data.problem.kernel));
            }
            if (data.simulation && !data.training) static_cast<void>(DataMeasurement{}.number(y));
        } catch (const DomainError& wrong) {
            throw DomainError(figure.name + ", " + curve.label + ": " + wrong.what());
        }
}

}  // namespace lazyrisk
