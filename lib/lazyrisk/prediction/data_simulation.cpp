// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_simulation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <span>

#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/prediction/prediction_table.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/statistics/require_tolerance.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

/// How far the formula of random features was off on images.
constexpr double width_tolerance = 0.045;

constexpr std::array trial_numbers{
    &PoolTrial::test_error,         &PoolTrial::clean_error, &PoolTrial::class_error,     &PoolTrial::noisy_class_error,
    &PoolTrial::train_error,        &PoolTrial::loo_error,   &PoolTrial::loo_class_error, &PoolTrial::gcv,
    &PoolTrial::degrees_of_freedom, &PoolTrial::fitted_noise};

/// How far class errors were off on images.
double class_tolerance(const DataProblem& problem, const Prediction& p) {
    if (problem.flip > 0) return 0.2;
    return p.samples < 100 ? 0.1 : p.samples < 1000 ? 0.06 : 0.04;
}

/// A trial as numbers, for a store: its own, then the residuals of the points that were tested.
Seen packed(const PoolTrial& trial) {
    Seen list;
    for (const auto number : trial_numbers) list.push_back(trial.*number);
    for (Eigen::Index i = 0; i < trial.residual.rows(); ++i) {
        list.push_back(trial.tested[std::size_t(i)]);
        for (Eigen::Index k = 0; trial.tested[std::size_t(i)] && k < trial.residual.cols(); ++k)
            list.push_back(trial.residual(i, k));
    }
    return list;
}

PoolTrial unpacked(const Seen& list, const Pool& pool) {
    PoolTrial trial;
    std::size_t at = 0;
    const auto next = [&] { return at < list.size() ? list[at++] : 0; };
    for (const auto number : trial_numbers) trial.*number = next();
    trial.residual = Matrix::Zero(pool.tested_points(), pool.outputs());
    trial.tested.assign(std::size_t(pool.tested_points()), 0);
    for (Eigen::Index i = 0; i < pool.tested_points(); ++i) {
        trial.tested[std::size_t(i)] = char(next());
        for (Eigen::Index k = 0; trial.tested[std::size_t(i)] && k < pool.outputs(); ++k) trial.residual(i, k) = next();
    }
    return trial;
}

PoolSetting drawn_setting(const DataProblem& p, const Pool& pool) {
    const auto require_whole_number = [](const char* name, double value) {
        if (value != std::floor(value)) throw DomainError(name, value, "what is drawn is a whole number of them");
    };
    if (!p.samples)
        throw DomainError("`samples` is missing: how many of the " + std::to_string(pool.points()) +
                          " points a training set has");
    require_whole_number("samples", *p.samples);
    if (!is_infinite(p.width)) require_whole_number("width", p.width);
    const PoolSetting setting = setting_of(p, *p.samples);
    check(pool, setting);
    return setting;
}

std::string trial_text(const DataProblem& p, const PreparedPool& pool, const PoolSetting& setting) {
    const auto number = [](double x) {
        return is_infinite(x) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(x);
    };
    nlohmann::ordered_json text{{"verb", "simulate"},
                                {"data", p.source()},
                                {"data_checksum", pool.set().checksum},
                                {"kernel", p.gram.empty() ? p.kernel : "gram"},
                                {"kernel_precision", word_of(p.precision)},
                                {"intercept", p.intercept ? "yes" : "no"},
                                {"samples", number(setting.samples)},
                                {"width", number(setting.width)},
                                {"ridge", number(setting.ridge)},
                                {"noise", number(setting.label_noise)},
                                {"flip", number(setting.flip)},
                                {"arithmetic", arithmetic_version}};
    if (!is_infinite(setting.time)) text["time"] = setting.time;
    if (pool.pool().tested_apart()) text["test"] = p.data.test, text["test_checksum"] = pool.tested().checksum;
    return text.dump();
}

/// Problems of one pool: a trial draws for all of them.
std::vector<DataMeasurement> simulate_group(std::span<const DataProblem> problems, const PreparedPool& prepared,
                                            const SimulationSettings& settings, int threads, const Host& host) {
    const Pool& pool = prepared.pool();
    std::vector<PoolSetting> wanted;
    std::vector<std::string> texts;
    bool features = false;
    for (const DataProblem& p : problems) {
        wanted.push_back(drawn_setting(p, pool));
        texts.push_back(trial_text(p, prepared, wanted.back()));
        features = features || !is_infinite(p.width);
    }
    const Matrix root = features ? feature_root(pool) : Matrix();
    const double matrix = 8.0 * pool.points() * pool.points();
    TrialPlan plan{.points = problems.size(),
                   .trials = settings.trials,
                   .memory = (features ? 2 : 1) * matrix,
                   .run = [&](std::uint64_t trial, std::span<const std::size_t> points) {
                       std::vector<Seen> seen;
                       for (const std::size_t i : points)
                           seen.push_back(packed(simulate_trial(pool, wanted[i], settings.seed, trial, root)));
                       return seen;
                   }};
    plan.progress = [&](double part) { host.progress(fmt::format("{:.0f} % of the training sets", 100 * part)); };
    plan.interrupted = host.interrupted;
    const std::vector<SeenTrials> all = kept_trials(texts, settings, threads, host)(plan);
    std::vector<DataMeasurement> measured(problems.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
        DataMeasurement& m = measured[i];
        m.finished = is_infinite(wanted[i].time);
        m.about = {.samples = wanted[i].samples,
                   .pool = double(pool.points()),
                   .scale = pool.scale,
                   .checksum = prepared.set().checksum,
                   .method = word_of(problems[i].method)};
        std::vector<PoolTrial> trials;
        for (const auto& [number, seen] : all[i]) {
            trials.push_back(unpacked(seen, pool));
            m.trial.push_back(number), m.test_error.push_back(trials.back().test_error);
            m.class_error.push_back(trials.back().class_error);
        }
        if (!trials.empty()) m.seen = summary(pool, trials);
        std::vector<int> tests(std::size_t(pool.tested_points()), 0);
        for (const PoolTrial& trial : trials)
            for (std::size_t k = 0; k < tests.size(); ++k) tests[k] += trial.tested[k];
        const bool all_learned = wanted[i].samples == pool.points();  // every trial is the same
        m.tested = all_learned ? 0 : std::accumulate(tests.begin(), tests.end(), 0.0);
        m.has_parts = trials.size() > 2 && std::any_of(tests.begin(), tests.end(), [](int n) { return n > 1; });
    }
    return measured;
}

/// What a simulation tells, by the name of the prediction beside it.
std::vector<std::pair<std::string, Estimate>> estimates(const PoolSimulation& s) {
    return {{"test_error", s.test_error},
            {"class_error", s.class_error},
            {"bias", s.bias},
            {"variance", s.variance},
            {"train_error", s.train_error},
            {"degrees_of_freedom", s.degrees_of_freedom},
            {"loo_error", s.loo_error},
            {"loo_class_error", s.loo_class_error},
            {"gcv", s.gcv}};
}

/// A flow that stopped says nothing of points left out.
bool of_finished_fits(const std::string& name) { return name.starts_with("loo") || name == "gcv"; }

void append_seen(AnswerTable& table, Row& row, const DataProblem& p, const DataMeasurement& m,
                 const std::string& prefix, bool first) {
    for (const auto& [name, estimate] : estimates(m.seen)) {
        const bool classes = name.find("class") != std::string::npos;
        const bool part = name == "bias" || name == "variance";
        const bool known = m.seen.trials > 0 && !(classes && !p.data.targets.empty()) && (!part || m.has_parts) &&
                           (m.finished || !of_finished_fits(name));
        if (first) {
            table.columns.push_back(prefix + name + ".mean");
            table.columns.push_back(prefix + name + ".standard_error");
        }
        row.push_back(known ? Cell(estimate.mean) : Cell());
        row.push_back(known && std::isfinite(estimate.standard_error) ? Cell(estimate.standard_error) : Cell());
    }
}

void append_judgement(Row& row, const Judgement& j) {
    const bool counts = j.verdict != "pole" && j.verdict != "heavy-tailed";
    row.push_back(counts && j.has_spread ? Cell(j.z) : Cell());
    row.push_back(counts ? Cell(j.relative_deviation) : Cell());
    row.push_back(counts && j.has_spread ? Cell(j.p_value) : Cell());
    row.push_back(counts && j.has_spread ? Cell(j.adjusted_p_value) : Cell());
    row.emplace_back(j.verdict);
}

/// A number of a problem's trials beside what was predicted.
Measured measured_by(const DataMeasurement& m, double theory, const Estimate& seen, const std::vector<double>& values) {
    return {.theory = theory,
            .mean = seen.mean,
            .standard_error = seen.standard_error,
            .trials = m.seen.trials,
            .draw = m.draw,
            .heavy_tailed = heavy_tailed(values),
            .trial = m.trial,
            .value = values};
}

}  // namespace

Estimate DataMeasurement::number(const std::string& quantity) const {
    std::vector<std::string> names;
    for (const auto& [name, estimate] : estimates(seen)) {
        if (!finished && of_finished_fits(name)) continue;
        if (name == quantity) return estimate;
        names.push_back(name);
    }
    throw DomainError(
        "quantity", quantity,
        fmt::format("training sets that are drawn tell {}{}", fmt::join(names, ", "), did_you_mean(quantity, names)));
}

std::vector<DataMeasurement> simulate_data(const std::vector<DataProblem>& problems, Pools& pools,
                                           const SimulationSettings& settings, int threads, const Host& host) {
    std::vector<DataMeasurement> all;
    pools.for_each(problems, [&](std::size_t begin, std::size_t end, const PreparedPool& pool) {
        for (DataMeasurement& m :
             simulate_group(std::span(problems).subspan(begin, end - begin), pool, settings, threads, host)) {
            m.draw = begin + 1;
            all.push_back(std::move(m));
        }
    });
    host.progress("");
    return all;
}

AnswerTable simulation_table(const std::vector<DataProblem>& problems, const std::vector<DataMeasurement>& seen,
                             const SimulationSettings& settings) {
    AnswerTable table;
    table.columns = data_columns();
    const std::size_t asked = table.columns.size();
    for (std::size_t i = 0; i < seen.size(); ++i) {
        Row row;
        append_data_cells(row, problems[i], seen[i].about);
        append_seen(table, row, problems[i], seen[i], "", i == 0);
        row.insert(row.end(), {double(seen[i].seen.trials), double(settings.seed), std::string(version)});
        table.rows.push_back(std::move(row));
    }
    table.columns.insert(table.columns.end(), {"trials", "seed", "version"});
    table.choose([&](std::size_t i) { return i >= asked && table.columns[i] != "seed"; });
    return table;
}

AnswerTable DataComparison::table(const SimulationSettings& settings) const {
    AnswerTable table;
    table.columns = data_columns();
    table.columns.insert(table.columns.end(), prediction_quantities().begin(), prediction_quantities().end());
    for (std::size_t i = 0; i < problems.size(); ++i) {
        Row row;
        append_data_cells(row, problems[i], theory[i]);
        for (const std::string& name : prediction_quantities()) {
            const std::optional<double> value = number_of(theory[i], name);
            row.push_back(value ? Cell(*value) : Cell());
        }
        append_seen(table, row, problems[i], seen[i], "simulation.", i == 0);
        append_judgement(row, verdict.points[i]);
        if (classes) append_judgement(row, classes->points[i]);
        row.insert(row.end(),
                   {double(seen[i].seen.trials), double(settings.seed), theory[i].status, std::string(version)});
        table.rows.push_back(std::move(row));
    }
    for (const char* of : {"", "class_error_"})
        for (const char* name : {"z", "relative_deviation", "p_value", "adjusted_p_value", "verdict"})
            if (*of == 0 || classes) table.columns.push_back(std::string(of) + name);
    table.columns.insert(table.columns.end(), {"trials", "seed", "status", "version"});
    return table;
}

std::string DataComparison::sentence(double tolerance, const std::string& between) const {
    const std::string errors = verdict.sentence(tolerance);
    return classes ? errors + between + "class errors: " + classes->sentence(tolerance) : errors;
}

DataComparison compare_data(const std::vector<DataProblem>& problems, Pools& pools, const SimulationSettings& settings,
                            double tolerance, int threads, const Host& host) {
    require_tolerance(tolerance);
    DataComparison c;
    c.theory = predict_all(problems, pools, threads, host);
    for (const Prediction& p : c.theory)
        if (!p.answered) throw DomainError(p.status.substr(p.status.find(' ') + 1));
    if (c.theory.size() < problems.size()) return {};
    c.seen = simulate_data(problems, pools, settings, threads, host);
    if (c.seen.size() < problems.size()) return {};
    c.problems = problems;
    std::vector<Measured> errors, classes;
    const bool usual = tolerance == usual_tolerance;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const DataMeasurement& m = c.seen[i];
        if (m.seen.trials < 2) return {};
        const Prediction& told = c.theory[i];
        errors.push_back(measured_by(m, told.test_error, m.seen.test_error, m.test_error));
        if (!is_infinite(problems[i].width) && usual) errors.back().own_error = width_tolerance * told.test_error;
        if (!told.class_error) continue;
        classes.push_back(measured_by(m, *told.class_error, m.seen.class_error, m.class_error));
        classes.back().counted = m.tested;
        if (usual) classes.back().own_error = class_tolerance(problems[i], told) * *told.class_error;
    }
    c.verdict = judge(errors, tolerance);
    if (classes.size() == problems.size()) c.classes = judge(classes, tolerance);
    return c;
}

}  // namespace lazyrisk
