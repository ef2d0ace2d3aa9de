// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/parameters.hpp"

#include <filesystem>

#include "lazyrisk/record/record.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

/// As `sweep` takes it.
std::string in_words(const Sweep& sweep) {
    std::string text = sweep.field;
    for (const double v : sweep.values) text += (text.size() == sweep.field.size() ? "=" : ",") + to_text(v);
    return text;
}

/// The fields of a problem that it has.
nlohmann::ordered_json in_words(const Question& q) {
    const Record record({q});
    Row row;
    Answer none;
    none.answered = false;
    record.append_problem(row, q, none);
    nlohmann::ordered_json problem;
    const std::vector<std::string> columns = record.problem_columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::string text = cell_text(row[i], 17);
        if (columns[i] == "spectrum") text = fs::path(text).filename().string();
        if ((columns[i] == "ridge" && q.optimal_ridge) || (columns[i] == "time" && q.optimal_time)) text = "opt";
        if (!text.empty()) problem[columns[i]] = text;
    }
    return problem;
}

nlohmann::ordered_json in_words(const TrainingOptions& o) {
    nlohmann::ordered_json text{{"initialization", word_of(o.initialization)}, {"scaling", word_of(o.scaling)}};
    if (o.tolerance > 0) text["tolerance"] = o.tolerance;
    if (o.time > 0)
        text["time"] = o.time;
    else
        text["steps"] = o.steps;
    if (o.step_size > 0) text["step_size"] = o.step_size;
    text["record_times"] = o.records;
    return text;
}

/// The fields of a problem that a kind has a use for.
nlohmann::ordered_json in_words(const Question& q, FigureKind kind) {
    nlohmann::ordered_json problem;
    if (kind == FigureKind::risk || kind == FigureKind::density) return in_words(q);
    if (q.has_mass)
        problem["mass"] = to_text(q.mass);
    else
        problem["activation"] = q.activation;
    for (const auto& [name, text] : q.parameters) problem[name] = text;
    if (kind == FigureKind::spectrum) problem["model"] = q.model;
    problem["dim"] = to_text(q.dim);
    if (kind == FigureKind::spectrum) return problem;
    if (q.has_energies())
        problem["energy"] = to_text(q.energy);
    else
        problem["target"] = q.target_text();
    if (kind == FigureKind::gap) return problem;
    if (q.samples) problem["samples"] = to_text(*q.samples);
    if (q.psi2) problem["psi2"] = to_text(*q.psi2);
    if (q.alpha) problem["alpha"] = to_text(*q.alpha);
    if (q.scale != 1) problem["scale"] = to_text(q.scale);
    problem["noise"] = to_text(q.noise);
    return problem;
}

/// As `sweep` takes it.
std::string in_words(const DataSweep& sweep) {
    std::string text;
    for (const std::string& value : sweep.texts) text += (text.empty() ? "=" : ",") + value;
    return sweep.field + text;
}

nlohmann::ordered_json in_words(const DataCurve& data, int trials) {
    nlohmann::ordered_json entry, problem;
    for (const DataField& field : data_fields()) {
        std::string text = field.text(data.problem);
        if (field.value.find("FILE") != std::string::npos && fs::is_regular_file(text))
            text = fs::path(text).filename().string();
        if (!text.empty()) problem[field.name] = text;
    }
    entry["problem"] = problem;
    if (data.theory) entry["theory"] = in_words(*data.theory);
    if (data.simulation) entry["simulation"] = in_words(*data.simulation), entry["trials"] = trials;
    if (!data.training) return entry;
    const ImageTraining& r = data.training->recipe;
    entry["network"] = data.training->network;
    entry["recipe"] = {{"loss", word_of(r.loss)},
                       {"optimizer", word_of(r.optimizer.optimizer)},
                       {"schedule", word_of(r.schedule)},
                       {"parametrization", word_of(data.training->parametrization)},
                       {"learning_rate", r.rate},
                       {"weight_decay", r.optimizer.weight_decay},
                       {"updates", r.updates},
                       {"batch", r.batch}};
    if (r.stop_error) entry["recipe"]["stop_error"] = *r.stop_error, entry["recipe"]["look_every"] = r.look_every;
    return entry;
}

nlohmann::ordered_json in_words(const ExperimentCurve& curve, FigureKind kind) {
    if (curve.data) {
        nlohmann::ordered_json entry{{"curve", curve.label}};
        entry.update(in_words(*curve.data, curve.trials));
        return entry;
    }
    nlohmann::ordered_json entry{{"curve", curve.label}, {"problem", in_words(curve.problem, kind)}};
    for (const auto& [name, sweep] :
         {std::pair{"theory", curve.theory}, {"limit", curve.limit}, {"simulation", curve.simulation}})
        if (sweep) entry[name] = in_words(*sweep);
    for (const Tie& tie : curve.ties) entry["tied"][tie.field] = {{"factor", tie.factor}, {"power", tie.power}};
    if (kind == FigureKind::train) entry["training"] = in_words(curve.training);
    if (kind == FigureKind::gap && !curve.matrix.empty()) entry["matrix"] = fs::path(curve.matrix).filename().string();
    if (kind == FigureKind::spectrum) entry["degrees"] = curve.degrees;
    if (kind == FigureKind::density)
        entry["of"] = curve.of, entry["points"] = curve.points, entry["cells"] = curve.cells;
    if (curve.simulation || (kind == FigureKind::density && curve.trials > 0)) entry["trials"] = curve.trials;
    if (curve.simulation && kind != FigureKind::gap) entry["test_points"] = curve.test_points;
    return entry;
}

}  // namespace

nlohmann::ordered_json parameters(const ExperimentFile& experiment) {
    nlohmann::ordered_json figures;
    for (const ExperimentMap& map : experiment.maps)
        figures[map.name] = {
            {"problem", in_words(map.problem)}, {"x", in_words(map.x)}, {"y", in_words(map.y)}, {"z", map.z}};
    for (const ExperimentFigure& figure : experiment.figures)
        for (const ExperimentCurve& curve : figure.curves) figures[figure.name].push_back(in_words(curve, figure.kind));
    return figures;
}

std::set<std::string> files_read(const ExperimentFile& experiment) {
    std::set<std::string> files;
    for (const ExperimentFigure& figure : experiment.figures)
        for (const ExperimentCurve& curve : figure.curves) {
            files.insert({curve.problem.spectrum, curve.matrix});
            if (curve.data) files.merge(files_of(curve.data->problem));
        }
    for (const ExperimentMap& map : experiment.maps) files.insert(map.problem.spectrum);
    for (const ExperimentCheck& check : experiment.checks) files.insert({check.problem.spectrum, check.matrix});
    std::erase_if(files, [](const std::string& file) { return !fs::is_regular_file(file); });
    return files;
}

}  // namespace lazyrisk
