// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/study/curve.hpp"
#include "lazyrisk/study/parameters.hpp"
#include "lazyrisk/toml/reader.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The files of a figure of any kind and of a map, as NAME + ending.
constexpr const char* figure_endings[] = {".svg",          ".pdf",        ".png",        ".tex",
                                          "-figure.tex",   "-figure.csv", "-theory.csv", "-simulation.csv",
                                          "-training.csv", "-drawn.csv",  "-bulks.csv",  "-histogram.csv",
                                          "-measured.csv"};

/// What the axes show unless the file says otherwise.
std::pair<std::string, std::string> default_axes(FigureKind kind) {
    switch (kind) {
        case FigureKind::train:
            return {"width", "gap_own"};
        case FigureKind::gap:
            return {"width", "rf"};
        case FigureKind::density:
            return {"eigenvalue", "density"};
        case FigureKind::spectrum:
            return {"degree", "eigenvalue"};
        case FigureKind::data:
            return {"samples", "class_error"};
        case FigureKind::risk:
            break;
    }
    return {"psi1", "test_error"};
}

FigureWidth width_of(const Reader& in) {
    try {
        return figure_width(in.text("width", ""));
    } catch (const DomainError& wrong) {
        throw in.error(*in.find("width"), wrong.what());
    }
}

ExperimentFigure read_figure(const toml::table& table, const std::string& path, const Question& base,
                             std::map<std::string, std::string> given) {
    const Reader in(table, path, {"name",    "title",  "note", "x",        "y",      "x_label", "y_label", "log_x",
                                  "log_y",   "x_from", "x_to", "y_from",   "y_to",   "marks",   "width",   "bare",
                                  "problem", "curve",  "kind", "training", "matrix", "degrees"});
    const FigureKind kind = read_kind(in);
    for (const auto& [key, of] :
         {std::pair{"training", FigureKind::train}, {"matrix", FigureKind::gap}, {"degrees", FigureKind::spectrum}})
        if (in.find(key) && kind != of)
            throw in.error(*in.find(key), std::string(key) + " belongs to another kind of figure");
    const auto [x, y] = default_axes(kind);
    ExperimentFigure figure{
        in.name("name"), in.text("title", ""), in.text("note", ""), in.text("x", x), in.text("y", y), {}, {}, kind};
    const bool neurons = figure.x == "width" && (kind == FigureKind::train || kind == FigureKind::gap);
    figure.style.x = {in.text("x_label", neurons ? "neurons N" : axis_label(figure.x)), in.flag("log_x"), {}, {}};
    figure.style.y = {in.text("y_label", axis_label(figure.y)), in.flag("log_y"), {}, {}};
    const auto limit = [&](const char* key, std::optional<double>& value) {
        if (in.find(key)) value = in.number(key, 0);
    };
    limit("x_from", figure.style.x.from), limit("x_to", figure.style.x.to);
    figure.own_marks = in.find("marks") != nullptr;
    if (in.find("width")) {
        const FigureWidth width = width_of(in);
        if (width.slide)
            make_slide(figure.style);
        else
            figure.style.width_cm = width.cm;  // its height is known when its legend is
    }
    figure.style.bare = in.flag("bare");
    limit("y_from", figure.style.y.from), limit("y_to", figure.style.y.to);
    for (const toml::table* mark : in.tables("marks")) {
        const Reader at(*mark, path, {"x", "label"});
        figure.style.marks.push_back({at.number("x", 0), at.text("label", "")});
    }
    CurveBase curves{.kind = kind,
                     .problem = base,
                     .given = std::move(given),
                     .training = read_training(in, path, {}),
                     .matrix = read_matrix(in, path, "")};
    curves.degrees = in.text("degrees", curves.degrees);
    if (kind == FigureKind::train) curves.problem.model = "neural-tangent";
    const auto own = in.fields("problem", kind == FigureKind::data ? check_data_field : check_problem_field);
    if (kind == FigureKind::data) {
        curves.given = own;  // fields of real data, which no question has
    } else {
        check_fields(in, kind, own);
        set_all(curves.problem, own, path);
        curves.given.insert(own.begin(), own.end());
    }
    for (const toml::table* curve : in.tables("curve")) figure.curves.push_back(read_curve(*curve, path, curves));
    if (figure.curves.empty()) throw DomainError(place(table, path) + ": the figure has no [[figure.curve]]");
    return figure;
}

ExperimentMap read_map(const toml::table& table, const std::string& path, const Question& base,
                       std::map<std::string, std::string> given) {
    const Reader in(table, path,
                    {"name", "title", "note", "x", "y", "z", "x_label", "y_label", "z_label", "log_z", "z_from", "z_to",
                     "levels", "lines", "width", "bare", "problem"});
    const std::optional<Sweep> x = in.sweep("x"), y = in.sweep("y");
    if (!x || !y) throw DomainError(place(table, path) + ": a map needs x and y = \"FIELD=FROM:TO:COUNT\"");
    ExperimentMap map{in.name("name"), in.text("z", "test_error"), {}, base, *x, *y};
    HeatMap& style = map.style;
    style.title = in.text("title", ""), style.note = in.text("note", "");
    style.x = {in.text("x_label", axis_label(x->field)), x->logarithmic, {}, {}};
    style.y = {in.text("y_label", axis_label(y->field)), y->logarithmic, {}, {}};
    style.z = {in.text("z_label", axis_label(map.z)), in.flag("log_z"), {}, {}};
    if (in.find("z_from")) style.z.from = in.number("z_from", 0);
    if (in.find("z_to")) style.z.to = in.number("z_to", 0);
    style.levels = in.numbers("levels");
    map.own_levels = in.find("levels") != nullptr, map.own_lines = in.find("lines") != nullptr;
    style.bare = in.flag("bare");
    if (in.find("width")) set_width(style, width_of(in));
    const std::vector<double> ends = in.numbers("lines");
    if (ends.size() % 4 != 0)
        throw in.error(*in.find("lines"), "a line is four numbers, x y of one end and x y of the other");
    for (std::size_t i = 0; i < ends.size(); i += 4)
        style.lines.push_back({ends[i], ends[i + 1], ends[i + 2], ends[i + 3]});
    const auto own = in.fields("problem");
    set_all(map.problem, own, path);
    given.insert(own.begin(), own.end());
    try {
        check_conflicts(map.problem, given);
    } catch (const DomainError& wrong) {
        throw DomainError(place(table, path) + ": " + wrong.what());
    }
    return map;
}

ExperimentCheck read_check(const toml::table& table, const std::string& path, const Question& base,
                           std::map<std::string, std::string> given) {
    const Reader in(table, path,
                    {"label", "problem", "sweep", "quantity", "expected", "tolerance", "kind", "matrix", "of"});
    ExperimentCheck check{in.text("label", ""),
                          base,
                          in.sweep("sweep"),
                          in.text("quantity", "excess_risk"),
                          {},
                          in.number("tolerance", 1e-8),
                          read_kind(in),
                          read_matrix(in, path, ""),
                          in.text("of", "kernel")};
    if (check.kind == FigureKind::train || check.kind == FigureKind::spectrum || check.kind == FigureKind::data)
        throw in.error(*in.find("kind"), "expected risk, gap or density");
    for (const auto& [key, of] : {std::pair{"matrix", FigureKind::gap}, {"of", FigureKind::density}})
        if (in.find(key) && check.kind != of)
            throw in.error(*in.find(key), std::string(key) + " belongs to another kind of check");
    const auto own = in.fields("problem");
    set_all(check.problem, own, path);
    given.insert(own.begin(), own.end());
    try {
        check_conflicts(check.problem, given);
    } catch (const DomainError& wrong) {
        throw DomainError(place(table, path) + ": " + wrong.what());
    }
    const toml::node* expected = in.find("expected");
    if (!expected) throw DomainError(place(table, path) + ": the check has no expected number");
    check.expected = in.numbers("expected");
    if (check.expected.size() != (check.sweep ? check.sweep->values.size() : 1))
        throw in.error(*expected, "a number for each point of the sweep is wanted");
    return check;
}

/// What a figure says, and what it has from the whole file.
std::string text_of(const toml::table& file, const toml::table& figure) {
    std::stringstream text;
    for (const char* key : {"problem", "quick"})
        if (const toml::table* common = file[key].as_table()) text << *common << '\n';
    text << figure;
    return text.str();
}

QuickRules read_quick(const toml::table& table, const std::string& path) {
    const Reader in(table, path, {"points", "trials", "test_points", "largest"});
    const QuickRules otherwise;
    return {in.whole("points", otherwise.points), in.whole("trials", otherwise.trials),
            in.whole("test_points", otherwise.test_points), double(in.whole("largest", int(otherwise.largest)))};
}

}  // namespace

Question ExperimentCurve::at(const Sweep& sweep, double value) const {
    Question q = problem;
    set_field(q, sweep.field, value);
    for (const Tie& tie : ties) {
        const double tied = tie.factor * std::pow(value, tie.power);
        const bool count =
            tie.field == "samples" || tie.field == "width" || tie.field == "dim" || tie.field == "ensemble";
        set_field(q, tie.field, count ? std::max(1.0, std::round(tied)) : tied);
    }
    return q;
}

ExperimentFile read_experiment(const std::string& path) {
    const toml::table file = read_toml(path);
    const Reader in(file, path,
                    {"title", "source", "settings", "tolerance", "quick", "problem", "figure", "map", "check"});
    ExperimentFile experiment{in.text("title", path),
                              {in.paragraph("source"), in.text("settings", "own")},
                              in.number("tolerance", 0.03),
                              {},
                              {},
                              {},
                              {}};
    if (!(experiment.tolerance >= 0))
        throw in.error(*in.find("tolerance"), "expected a relative deviation of at least 0, as 0.03");
    static const std::vector<std::string> known{"code", "text", "memory", "own"};
    if (std::find(known.begin(), known.end(), experiment.source.settings) == known.end())
        throw in.error(*in.find("settings"), "expected code, text, memory or own: where the parameters are from");
    if (const toml::node* rules = in.find("quick")) {
        if (!rules->as_table()) throw in.error(*rules, "expected [quick]");
        experiment.quick = read_quick(*rules->as_table(), path);
    }
    Question base;
    const auto given = in.fields("problem");
    set_all(base, given, path);
    ClaimedFiles files;
    for (const char* own : {"experiment.toml", "summary.md", "manifest.json", "report.html"})
        files.claim(own, "the run itself");
    const auto claim = [&](const toml::table& figure, const std::string& name) {
        const std::string at = place(*figure.get("name"), path);
        for (const char* ending : figure_endings)
            if (const std::string owner = files.claim(name + ending, "figure " + name); owner == "figure " + name)
                throw DomainError(at + ": a second figure called " + name);
            else if (!owner.empty())
                throw DomainError(at + ": name = " + name + ": its file " + name + ending + " is one of " + owner +
                                  " too; choose another name");
    };
    for (const toml::table* figure : in.tables("figure")) {
        experiment.figures.push_back(read_figure(*figure, path, base, given));
        experiment.figures.back().text = text_of(file, *figure);
        claim(*figure, experiment.figures.back().name);
    }
    for (const toml::table* map : in.tables("map")) {
        experiment.maps.push_back(read_map(*map, path, base, given));
        experiment.maps.back().text = text_of(file, *map);
        claim(*map, experiment.maps.back().name);
    }
    for (const toml::table* check : in.tables("check"))
        experiment.checks.push_back(read_check(*check, path, base, given));
    // the files that it reads are copied beside what it writes
    for (const std::string& read : files_read(experiment)) {
        const std::string name = std::filesystem::path(read).filename().string(), owner = files.claim(name, read);
        std::error_code ignored;
        if (!owner.empty() && !std::filesystem::equivalent(owner, read, ignored))
            throw DomainError(path + ": the file " + read + " would be copied to " + name + ", which is a file of " +
                              owner + " too; give it another name");
    }
    if (experiment.figures.empty() && experiment.maps.empty())
        throw DomainError(path + ": no [[figure]]; an experiment has at least one");
    return experiment;
}

const std::string& y_of(const ExperimentFigure& figure, const ExperimentCurve& curve) {
    return curve.y.empty() ? figure.y : curve.y;
}

}  // namespace lazyrisk
