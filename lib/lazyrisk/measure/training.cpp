// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/train/path.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

MovingLayers layers_of(const Question& q) {
    const std::string text = q.parameter("layers", "both");
    if (text == "first") return MovingLayers::first;
    if (text == "last" || text == "second") return MovingLayers::last;
    if (text == "both" || text == "all") return MovingLayers::all;
    throw DomainError("layers", text, "expected first, last, or both (all layers trained)");
}

const char* word(MovingLayers layers) {
    static constexpr const char* words[] = {"first", "last", "both"};
    return words[int(layers)];
}

const std::vector<std::string> settings{
    "activation",     "dim",     "samples", "target",      "noise", "layers", "depth", "weight_variance",
    "initialization", "scaling", "trials",  "test_points", "seed"};

Row settings_row(const Question& q, const TrainingOptions& o, const NetworkTraining& t, int trials) {
    return {q.activation,
            double(t.network.dimension),
            double(t.samples),
            q.has_energies() ? to_text(q.energy) : q.neuron,
            t.noise_variance,
            word(t.network.layers),
            double(t.network.depth),
            t.network.weight_variance,
            word_of(o.initialization),
            word_of(o.scaling),
            double(trials),
            double(t.test_points),
            double(t.seed)};
}

/// All that a trial of this width depends on but seed and number.
std::string problem_text(const Question& q, const TrainingOptions& o, const NetworkTraining& t, int width) {
    nlohmann::ordered_json text{{"verb", "train"},
                                {"activation", q.activation},
                                {"dim", t.network.dimension},
                                {"samples", t.samples},
                                {"width", width}};
    if (q.has_energies())
        text["energy"] = to_text(q.energy);
    else
        text["target"] = q.target_text();
    text["noise"] = t.noise_variance;
    text["layers"] = word(t.network.layers);
    text["depth"] = t.network.depth;
    text["weight_variance"] = t.network.weight_variance;
    text["initialization"] =
        word_of(o.initialization) +
        (o.initialization == Initialization::antisymmetric && t.network.depth > 1 ? " networks" : "");
    text["scaling"] = word_of(o.scaling);
    if (t.schedule.time > 0)
        text["time"] = t.schedule.time, text["tolerance"] = t.schedule.tolerance;
    else
        text["steps"] = t.schedule.steps, text["step_size"] = t.schedule.step_size;
    text["record_times"] = t.schedule.records;
    text["test_points"] = t.test_points;
    text["numbers_a_time"] = sizeof(PathPoint) / sizeof(double);
    text["arithmetic"] = arithmetic_version;
    return text.dump();
}

void append(Row& row, const Estimate& e) {
    row.emplace_back(e.mean);
    row.emplace_back(e.standard_error);
}

/// Descent is what it is: only a flow has an error of its steps.
void append_error(Row& row, const NetworkTraining& t, const Estimate& e) {
    if (t.schedule.time > 0)
        append(row, e);
    else
        row.insert(row.end(), 2, Cell());
}

}  // namespace

int whole(const std::string& name, double value, double most) {
    if (!(value >= 1 && value <= most && value == std::floor(value)))
        throw DomainError(name, value, "training needs a whole number from 1 to " + to_text(most));
    return int(value);
}

NetworkTraining training_of(const Question& q, const TrainingOptions& o, const SimulationSettings& simulation) {
    if (LengthLaws::meant(q))
        throw NotCovered("Gaussian inputs or weights are not covered here: leave `inputs` and `weights` out");
    if (is_infinite(q.dim)) throw DomainError("`dim` is missing: training needs a finite dimension; try `dim = 30`");
    NetworkTraining t;
    NetworkShape& s = t.network;
    s.activation = activation_of(q);
    s.dimension = whole("dim", q.dim, 1e6);
    s.depth = whole("depth", q.number("depth", 1), 100);
    s.layers = layers_of(q);
    if (s.depth > 1) {
        DeepKernel kernel;
        kernel.activation = s.activation;
        if (q.has("weight-variance")) kernel.weight_variance = q.number("weight-variance", 1);
        kernel.check();
        s.weight_variance = kernel.used_weight_variance();
    } else if (q.has("weight-variance")) {
        throw DomainError("weight-variance", q.parameter("weight-variance"),
                          "it begins with the second layer; use `depth = 2`, or leave it out");
    }
    s.initialization = o.initialization;
    s.scaling = o.scaling;
    if (!q.process.empty())
        throw NotCovered("`target = " + q.target_text() + "`" +
                         " of trained networks is not covered; give energies or a neuron");
    t.target = target_of(q);
    if (!q.neuron.empty()) t.neuron = neuron_of(q);
    Question sized = q;
    sized.width = 1;
    sized.psi1 = sized.beta = std::nullopt;
    t.samples = whole("samples", setting(sized).samples, 1e6);
    t.noise_variance = q.noise;
    if (!(q.noise >= 0) || std::isinf(q.noise))
        throw DomainError("noise", q.noise, "the noise variance is a finite number, at least 0");
    t.schedule = {.steps = o.steps, .step_size = o.step_size, .time = o.time, .records = o.records};
    if (o.tolerance > 0) t.schedule.tolerance = o.tolerance;
    t.trials = simulation.trials;
    t.test_points = simulation.test_points;
    t.seed = simulation.seed;
    return t;
}

std::vector<int> take_widths(std::vector<std::string>& sweeps) {
    std::vector<int> widths;
    const auto is_width = [](const std::string& text) { return text.starts_with("width="); };
    for (const std::string& text : sweeps)
        if (is_width(text))
            for (const double w : parse_sweep(text).values) widths.push_back(whole("width", std::round(w), 1e8));
    std::erase_if(sweeps, is_width);
    return widths;
}

std::vector<std::string> problem_texts(const Question& q, const TrainingOptions& o, const NetworkTraining& t) {
    std::vector<std::string> texts;
    for (const int width : t.widths) texts.push_back(problem_text(q, o, t, width));
    return texts;
}

TrainedNetworks trained(const Question& q, const TrainingOptions& o, const SimulationSettings& simulation,
                        NetworkTraining t, int threads, const Host& host) {
    t.interrupted = host.interrupted;
    return train(t, kept_trials(problem_texts(q, o, t), keepable(simulation, q), threads, host));
}

const std::vector<std::pair<std::string, Estimate TrainedWidth::*>>& width_quantities() {
    static const std::vector<std::pair<std::string, Estimate TrainedWidth::*>> list{
        {"gap_own", &TrainedWidth::gap_own},
        {"gap_kernel", &TrainedWidth::gap_kernel},
        {"gap_kernel_end", &TrainedWidth::gap_kernel_end},
        {"motion", &TrainedWidth::motion}};
    return list;
}

const std::vector<std::pair<std::string, Slope Rates::*>>& rates_by_name() {
    static const std::vector<std::pair<std::string, Slope Rates::*>> list{{"gap_own", &Rates::gap_own},
                                                                          {"gap_kernel", &Rates::gap_kernel},
                                                                          {"gap_kernel_end", &Rates::gap_kernel_end},
                                                                          {"motion", &Rates::motion}};
    return list;
}

const std::vector<std::pair<std::string, Estimate MeanPoint::*>>& path_quantities() {
    static const std::vector<std::pair<std::string, Estimate MeanPoint::*>> list{
        {"network_test", &MeanPoint::network_test},
        {"linear_test", &MeanPoint::linear_test},
        {"kernel_test", &MeanPoint::kernel_test},
        {"network_train", &MeanPoint::network_train},
        {"linear_train", &MeanPoint::linear_train},
        {"kernel_train", &MeanPoint::kernel_train},
        {"gap_own", &MeanPoint::gap_own},
        {"gap_kernel", &MeanPoint::gap_kernel},
        {"motion", &MeanPoint::motion}};
    return list;
}

Estimate quantity_of(const MeanPoint& point, const std::string& name) {
    std::vector<std::string> known;
    for (const auto& [each, value] : path_quantities()) {
        if (each == name) return point.*value;
        known.push_back(each);
    }
    throw DomainError("y", name,
                      "expected one of " + fmt::format("{}", fmt::join(known, ", ")) + did_you_mean(name, known));
}

Estimate quantity_of(const TrainedWidth& width, const std::string& name) {
    for (const auto& [each, value] : width_quantities())
        if (each == name) return width.*value;
    return quantity_of(width.path.back(), name);
}

TrainingTable::TrainingTable(Report report) : columns(settings), report_(report) {
    const auto estimate = [&](const std::string& name) {
        for (const char* part : {".mean", ".standard_error"}) columns.push_back(name + part);
    };
    if (report == Report::gaps) {
        for (const char* name : {"width", "steps", "step_size", "time", "largest_step_size"})
            columns.emplace_back(name);
        for (const auto& [name, value] : width_quantities()) estimate(name);
        for (const auto& [name, value] : path_quantities())
            if (name.find("_t") != std::string::npos) estimate(name);  // errors: _test, _train
        estimate("integration_error");
        for (const auto& [name, slope] : rates_by_name())
            for (const char* part : {".slope", ".slope_low", ".slope_high"}) columns.push_back(name + part);
        wanted = {"width",
                  "gap_own.mean",
                  "gap_own.standard_error",
                  "gap_kernel.mean",
                  "gap_kernel.standard_error",
                  "motion.mean",
                  "network_test.mean",
                  "linear_test.mean",
                  "kernel_test.mean"};
    } else {
        for (const char* name : {"width", "step", "time"}) columns.emplace_back(name);
        for (const auto& [name, value] : path_quantities()) estimate(name);
        estimate("integration_error");
        wanted = {"width",
                  "step",
                  "time",
                  "network_test.mean",
                  "linear_test.mean",
                  "kernel_test.mean",
                  "gap_own.mean",
                  "gap_kernel.mean",
                  "motion.mean"};
    }
    columns.emplace_back("version");
}

void TrainingTable::append(const Question& q, const TrainingOptions& o, const NetworkTraining& t,
                           const TrainedNetworks& result) {
    const Row head = settings_row(q, o, t, result.trials);
    for (const TrainedWidth& w : result.widths) {
        if (report_ == Report::gaps) {
            Row row = head;
            row.insert(row.end(),
                       {double(w.width), w.steps.mean, w.step_size.mean, w.path.back().time.mean, w.largest_step.mean});
            for (const auto& [name, value] : width_quantities()) lazyrisk::append(row, w.*value);
            for (const auto& [name, value] : path_quantities())
                if (name.find("_t") != std::string::npos) lazyrisk::append(row, w.path.back().*value);
            append_error(row, t, w.integration_error);
            for (const auto& [name, slope] : rates_by_name()) {
                if (!result.rates) {
                    row.insert(row.end(), 3, Cell());
                    continue;
                }
                const Slope& s = (*result.rates).*slope;
                row.insert(row.end(), {s.value, s.low, s.high});
            }
            row.emplace_back(std::string(version));
            rows.push_back(std::move(row));
            continue;
        }
        for (const MeanPoint& p : w.path) {
            Row row = head;
            row.insert(row.end(), {double(w.width), p.step.mean, p.time.mean});
            for (const auto& [name, value] : path_quantities()) lazyrisk::append(row, p.*value);
            append_error(row, t, p.integration_error);
            row.emplace_back(std::string(version));
            rows.push_back(std::move(row));
        }
    }
}

void TrainingTable::show_differing_settings() {
    for (std::size_t c = 0; c < settings.size(); ++c)
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[c] != rows.front()[c]; }))
            wanted.insert(wanted.begin(), settings[c]);
}

std::string rate_in_words(const std::string& name, const Slope& s) {
    return std::isfinite(s.low) ? fmt::format("{} ~ N^{:.2f} [{:.2f}, {:.2f}]", name, s.value, s.low, s.high)
                                : fmt::format("{} ~ N^{:.2f}", name, s.value);
}

std::string rates_in_words(const Rates& rates) {
    return "rates: " + rate_in_words("gap_own", rates.gap_own) + ", " + rate_in_words("gap_kernel", rates.gap_kernel) +
           ", " + rate_in_words("motion", rates.motion);
}

std::string exponents_in_words(const Rates& rates) {
    const auto exponent = [](const char* name, const Slope& s) {
        return std::isfinite(s.low) ? fmt::format("{} {:.2f} [{:.2f}, {:.2f}]", name, s.value, s.low, s.high)
                                    : fmt::format("{} {:.2f}", name, s.value);
    };
    return "exponents of N with 95 % intervals: " + exponent("gap (own)", rates.gap_own) + ", " +
           exponent("gap (kernel)", rates.gap_kernel) + ", " + exponent("motion", rates.motion);
}

std::string TrainingTable::text(TableStyle style, const std::optional<Rates>& rates) const {
    style.one_object = rows.size() == 1;
    if (!rates || style.format == Format::csv || style.format == Format::json)
        return render_answer(columns, rows, style, wanted);
    TrainingTable shown = *this;
    shown.drop_rates();
    if (style.format == Format::text)
        return render_answer(shown.columns, shown.rows, style, wanted, rates_in_words(*rates));
    style.note = exponents_in_words(*rates);
    return render_answer(shown.columns, shown.rows, style, wanted);
}

void TrainingTable::drop_rates() {
    for (std::size_t c = columns.size(); c-- > 0;) {
        if (columns[c].find(".slope") == std::string::npos) continue;
        columns.erase(columns.begin() + std::ptrdiff_t(c));
        for (Row& row : rows) row.erase(row.begin() + std::ptrdiff_t(c));
    }
}

}  // namespace lazyrisk
