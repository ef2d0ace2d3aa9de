// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/curve.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <utility>

#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A file that a problem names: beside the experiment, else as named, else by its name alone beside the experiment (a
/// copied folder).
std::string file_beside(const std::string& named, const std::string& path) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(path).parent_path();
    for (const fs::path& file : {folder / named, fs::path(named), folder / fs::path(named).filename()})
        if (fs::is_regular_file(file)) return file.string();
    return named;
}

void read_ties(const Reader& in, ExperimentCurve& curve) {
    const toml::node* tied = in.find("tied");
    if (!tied) return;
    if (!tied->as_table())
        throw in.error(*tied, "expected {FIELD = [factor, power]}: FIELD = factor times the swept value to that power");
    for (const auto& [key, node] : *tied->as_table()) {
        std::vector<double> pair;
        if (const toml::array* list = node.as_array())
            for (const toml::node& item : *list) pair.push_back(item.value<double>().value_or(-infinite<>));
        try {
            if (!is_numeric_field(key.str())) throw DomainError(std::string(key.str()) + " is not a number");
        } catch (const DomainError& wrong) {
            throw in.error(node, wrong.what());
        }
        if (pair.size() != 2 || !(pair[0] > 0) || is_infinite(pair[0]) || std::isinf(pair[1]))
            throw in.error(node, "expected [factor, power] with a positive factor");
        curve.ties.push_back({std::string(key.str()), pair[0], pair[1]});
    }
}

/// Keys of a curve of this kind, beside label, problem and colour.
std::vector<std::string> keys_of(FigureKind kind) {
    std::vector<std::string> keys{"label", "problem", "colour"}, own;
    switch (kind) {
        case FigureKind::risk:
            own = {"y", "theory", "limit", "simulation", "trials", "test_points", "tied", "measured"};
            break;
        case FigureKind::train:
            own = {"y", "theory", "simulation", "trials", "test_points", "training", "rate"};
            break;
        case FigureKind::gap:
            own = {"y", "theory", "limit", "simulation", "trials", "matrix"};
            break;
        case FigureKind::density:
            own = {"of", "points", "cells", "trials"};
            break;
        case FigureKind::spectrum:
            own = {"y", "degrees"};
            break;
        case FigureKind::data:
            own = {"y", "theory", "simulation", "trials", "network", "recipe", "hardest"};
            break;
    }
    keys.insert(keys.end(), own.begin(), own.end());
    return keys;
}

/// The sweep of the widths, or nothing.
std::optional<Sweep> widths(const Reader& in, const char* key) {
    std::optional<Sweep> sweep = in.sweep(key);
    if (!sweep) return sweep;
    if (sweep->field != "width")
        throw in.error(*in.find(key), "expected \"width=...\": here the number of neurons is swept alone");
    for (double& w : sweep->values) w = std::round(w);
    sweep->values.erase(std::unique(sweep->values.begin(), sweep->values.end()), sweep->values.end());
    return sweep;
}

}  // namespace

FigureKind read_kind(const Reader& in) {
    FigureKind kind = FigureKind::risk;
    in.word("kind", kind);
    return kind;
}

void set_all(Question& q, const std::map<std::string, std::string>& fields, const std::string& path) {
    for (const auto& [name, text] : fields) set_field(q, name, name == "spectrum" ? file_beside(text, path) : text);
}

void check_fields(const Reader& in, FigureKind kind, const std::map<std::string, std::string>& own) {
    static const std::set<std::string> train{"activation", "dim",    "samples", "psi2",   "alpha", "scale",
                                             "energy",     "target", "noise",   "layers", "depth", "weight-variance"};
    static const std::set<std::string> gap{"activation", "dim", "energy", "target", "layers"};
    const std::set<std::string>* known = kind == FigureKind::train ? &train : kind == FigureKind::gap ? &gap : nullptr;
    if (!known) return;
    for (const auto& [name, text] : own)
        if (!known->count(name.substr(0, name.find('.'))))
            throw in.error(*in.find("problem"),
                           name + (kind == FigureKind::train ? ": a trained network has no such field"
                                                             : ": a gap has no such field"));
}

std::string read_matrix(const Reader& in, const std::string& path, const std::string& otherwise) {
    const std::string named = in.text("matrix", otherwise);
    return named == "identity" || named == "traceless" || named == "wishart" ? named : file_beside(named, path);
}

TrainingOptions read_training(const Reader& in, const std::string& path, TrainingOptions o) {
    const toml::node* node = in.find("training");
    if (!node) return o;
    if (!node->as_table()) throw in.error(*node, "expected a table, as {initialization = \"gaussian\", steps = 500}");
    const Reader at(*node->as_table(), path,
                    {"initialization", "scaling", "steps", "step_size", "time", "tolerance", "record_times"});
    at.word("initialization", o.initialization);
    at.word("scaling", o.scaling);
    const auto positive = [&](const char* key, double& value) {
        if (!at.find(key)) return;
        value = at.number(key, value);
        if (!(value > 0) || std::isinf(value)) throw at.error(*at.find(key), "expected a finite number above 0");
    };
    positive("step_size", o.step_size);
    positive("time", o.time);
    positive("tolerance", o.tolerance);
    if (o.tolerance > 0 && !(o.time > 0))
        throw at.error(*at.find("tolerance"), "time is missing: it is that of a flow");
    o.steps_given = o.steps_given || at.find("steps");
    o.steps = at.whole("steps", o.steps);
    o.records = std::max(2, at.whole("record_times", o.records));
    if (o.time > 0 && (o.steps_given || o.step_size > 0))
        throw in.error(*node, "time and steps or step_size are given both; flow chooses its own steps");
    return o;
}

namespace {

/// The table `recipe` as {loss, optimizer, schedule, parametrization, learning_rate, weight_decay, updates, batch,
/// stop_error, look_every}.
void read_recipe(const Reader& in, const std::string& path, DataTraining& t) {
    const toml::node* node = in.find("recipe");
    if (!node) return;
    if (!node->as_table()) throw in.error(*node, "expected a table, as {updates = 2000, learning_rate = 0.002}");
    const Reader at(*node->as_table(), path,
                    {"loss", "optimizer", "schedule", "parametrization", "learning_rate", "weight_decay", "updates",
                     "batch", "stop_error", "look_every"});
    at.word("loss", t.recipe.loss), at.word("optimizer", t.recipe.optimizer.optimizer);
    at.word("schedule", t.recipe.schedule), at.word("parametrization", t.parametrization);
    t.recipe.rate = at.number("learning_rate", t.recipe.rate);
    t.recipe.optimizer.weight_decay = at.number("weight_decay", 0);
    t.recipe.updates = at.whole("updates", t.recipe.updates);
    t.recipe.batch = at.whole("batch", t.recipe.batch);
    if (at.find("stop_error")) t.recipe.stop_error = at.number("stop_error", 0);
    if (at.find("look_every")) t.recipe.look_every = at.whole("look_every", 100);
}

/// A curve of real data, whose problem is another one than those of a theory.
ExperimentCurve read_data_curve(const Reader& in, const std::string& path, const CurveBase& base,
                                const std::string& where) {
    ExperimentCurve curve{.label = in.cell("label", ""),
                          .y = in.text("y", ""),
                          .problem = {},
                          .theory = {},
                          .limit = {},
                          .simulation = {}};
    curve.trials = in.whole("trials", 20);
    if (in.find("colour")) curve.colour = in.whole("colour", 1) - 1;
    DataCurve& data = curve.data.emplace();
    try {
        std::map<std::string, std::string> given = in.fields("problem", check_data_field);
        given.insert(base.given.begin(), base.given.end());
        for (const char* file : {"data", "labels-file", "targets", "gram", "test", "test-labels-file", "test-targets"})
            if (given.count(file)) given[file] = file_beside(given[file], path);
        data.problem = data_problem_of(given);
        for (const auto& [key, sweep] : {std::pair{"theory", &data.theory}, {"simulation", &data.simulation}})
            if (in.find(key)) *sweep = parse_data_sweep(in.text(key, ""));
        require_whole(data.problem);
    } catch (const DomainError& wrong) {
        throw DomainError(where + ": " + wrong.what());
    }
    if (in.find("network")) {
        data.training.emplace().network = in.text("network", "");
        data.training->kernel = false;
        read_recipe(in, path, *data.training);
        if (!data.simulation || data.theory)
            throw DomainError(where + ": a network is trained: give simulation = \"samples=100,300,1000\" alone");
    } else if (in.find("recipe")) {
        throw in.error(*in.find("recipe"), "it is that of a network; give network = \"conv(16) relu pool ... flat\"");
    }
    if (in.find("trials") && !data.simulation)
        throw in.error(*in.find("trials"), "nothing is drawn: give simulation, too");
    data.hardest = in.whole("hardest", 0);
    if (in.find("hardest") && (data.hardest < 1 || data.hardest > 2000))
        throw in.error(*in.find("hardest"), "expected how many images the sheet has, 1 to 2000");
    if (data.hardest > 0 && (data.training || !data.problem.samples || !data.problem.gram.empty()))
        throw in.error(*in.find("hardest"),
                       "a point's error is that of a kernel at some samples: give them in problem");
    if (!data.theory && !data.simulation)
        throw DomainError(where + ": the curve has no points; give theory or simulation = \"FIELD=FROM:TO:COUNT\"");
    return curve;
}

}  // namespace

ExperimentCurve read_curve(const toml::table& table, const std::string& path, const CurveBase& base) {
    const Reader in(table, path, keys_of(base.kind));
    if (base.kind == FigureKind::data) return read_data_curve(in, path, base, place(table, path));
    ExperimentCurve curve{.label = in.cell("label", ""),
                          .y = in.text("y", ""),
                          .problem = base.problem,
                          .theory = {},
                          .limit = {},
                          .simulation = {}};
    const bool widths_alone = base.kind == FigureKind::train || base.kind == FigureKind::gap;
    curve.theory = base.kind == FigureKind::gap ? widths(in, "theory") : in.sweep("theory");
    curve.limit = base.kind == FigureKind::gap ? widths(in, "limit") : in.sweep("limit");
    curve.simulation = widths_alone ? widths(in, "simulation") : in.sweep("simulation");
    curve.trials = in.find("trials") || base.kind != FigureKind::density ? in.whole("trials", 20) : 0;
    curve.test_points = in.whole("test_points", base.kind == FigureKind::train ? 1000 : 2000);
    if (in.find("colour")) curve.colour = in.whole("colour", 1) - 1;
    read_ties(in, curve);
    curve.training = read_training(in, path, base.training);
    if (in.find("rate")) curve.rate = in.number("rate", 0);
    curve.matrix = read_matrix(in, path, base.matrix);
    curve.of = in.text("of", "kernel");
    if (curve.of != "kernel" && curve.of != "features")
        throw in.error(*in.find("of"), "expected kernel (K/n) or features (S^T S/(n p))");
    curve.points = in.whole("points", 400);
    curve.cells = in.whole("cells", 40);
    curve.degrees = in.text("degrees", base.degrees);
    if (in.find("measured")) curve.measured = file_beside(in.text("measured", ""), path);
    const auto own = in.fields("problem");
    check_fields(in, base.kind, own);
    set_all(curve.problem, own, path);
    auto given = base.given;
    given.insert(own.begin(), own.end());
    try {
        check_conflicts(curve.problem, given);
    } catch (const DomainError& wrong) {
        throw DomainError(place(table, path) + ": " + wrong.what());
    }
    const auto wanted = [&](const char* what) {
        return DomainError(place(table, path) + ": the curve has no points; give " + what);
    };
    if (base.kind == FigureKind::risk && !curve.theory && !curve.limit && !curve.simulation && curve.measured.empty())
        throw wanted("theory, limit or simulation = \"FIELD=FROM:TO:COUNT\", or measured = \"FILE.csv\"");
    if (base.kind == FigureKind::gap && !curve.theory && !curve.limit && !curve.simulation)
        throw wanted("theory, limit or simulation = \"width=FROM:TO:COUNT\"");
    if (base.kind == FigureKind::train && !curve.simulation && !curve.theory)
        throw wanted("simulation = \"width=64,128,256\"");
    return curve;
}

}  // namespace lazyrisk
