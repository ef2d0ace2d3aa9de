#include "experiment.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "labels.hpp"
#include "options.hpp"
#include "toml_reader.hpp"

namespace lazyrisk::app {
namespace {

/// A spectrum's file: beside the experiment, else as named, else by its name alone beside the experiment (a copied folder).
std::string spectrum_file(const std::string& named, const std::string& path) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(path).parent_path();
    for (const fs::path& file : {folder / named, fs::path(named), folder / fs::path(named).filename()})
        if (fs::is_regular_file(file)) return file.string();
    return named;
}

void set_all(Question& q, const std::map<std::string, std::string>& fields, const std::string& path) {
    for (const auto& [name, text] : fields) set_field(q, name, name == "spectrum" ? spectrum_file(text, path) : text);
}

ExperimentCurve read_curve(const toml::table& table, const std::string& path, const Question& base,
                           std::map<std::string, std::string> given) {
    const Reader in(table, path, {"label", "y", "problem", "theory", "limit", "simulation", "trials", "test_points", "tied"});
    ExperimentCurve curve{in.text("label", ""), in.text("y", ""), base, in.sweep("theory"), in.sweep("limit"), in.sweep("simulation"),
                          in.whole("trials", 20), in.whole("test_points", 2000)};
    if (const toml::node* tied = in.find("tied")) {
        if (!tied->as_table()) throw in.error(*tied, "expected {FIELD = [factor, power]}: FIELD = factor times the swept value to that power");
        for (const auto& [key, node] : *tied->as_table()) {
            std::vector<double> pair;
            if (const toml::array* list = node.as_array())
                for (const toml::node& item : *list) pair.push_back(item.value<double>().value_or(-infinite<>));
            if (!is_numeric_field(key.str())) throw in.error(node, std::string(key.str()) + " is not a number");
            if (pair.size() != 2 || !(pair[0] > 0) || is_infinite(pair[0]) || std::isinf(pair[1]))
                throw in.error(node, "expected [factor, power] with a positive factor");
            curve.ties.push_back({std::string(key.str()), pair[0], pair[1]});
        }
    }
    const auto own = in.fields("problem");
    set_all(curve.problem, own, path);
    given.insert(own.begin(), own.end());
    try {
        check_conflicts(curve.problem, given);
    } catch (const DomainError& wrong) {
        throw DomainError(place(table, path) + ": " + wrong.what());
    }
    if (!curve.theory && !curve.limit && !curve.simulation)
        throw DomainError(place(table, path) + ": the curve has no points; give theory, limit or simulation = \"FIELD=FROM:TO:COUNT\"");
    return curve;
}

double width_of(const Reader& in) {
    try {
        return figure_width(in.text("width", ""));
    } catch (const DomainError& wrong) {
        throw in.error(*in.find("width"), wrong.what());
    }
}

ExperimentFigure read_figure(const toml::table& table, const std::string& path, const Question& base,
                             std::map<std::string, std::string> given) {
    const Reader in(table, path, {"name", "title", "note", "x", "y", "x_label", "y_label", "log_x", "log_y", "x_from", "x_to", "y_from",
                                  "y_to", "marks", "width", "bare", "problem", "curve"});
    ExperimentFigure figure{in.text("name", ""), in.text("title", ""), in.text("note", ""), in.text("x", "psi1"),
                            in.text("y", "test_error"), {}, in.find("marks") != nullptr, {}};
    if (figure.name.empty() || figure.name.find('/') != std::string::npos)
        throw DomainError(place(table, path) + ": a figure needs a name that can be a file's");
    figure.style.x = {in.text("x_label", axis_label(figure.x)), in.flag("log_x"), {}, {}};
    figure.style.y = {in.text("y_label", axis_label(figure.y)), in.flag("log_y"), {}, {}};
    const auto limit = [&](const char* key, std::optional<double>& value) {
        if (in.find(key)) value = in.number(key, 0);
    };
    limit("x_from", figure.style.x.from), limit("x_to", figure.style.x.to);
    if (in.find("width")) figure.style.width_cm = width_of(in);
    figure.style.bare = in.flag("bare");
    limit("y_from", figure.style.y.from), limit("y_to", figure.style.y.to);
    for (const toml::table* mark : in.tables("marks")) {
        const Reader at(*mark, path, {"x", "label"});
        figure.style.marks.push_back({at.number("x", 0), at.text("label", "")});
    }
    Question problem = base;
    const auto own = in.fields("problem");
    set_all(problem, own, path);
    given.insert(own.begin(), own.end());
    for (const toml::table* curve : in.tables("curve")) figure.curves.push_back(read_curve(*curve, path, problem, given));
    if (figure.curves.empty()) throw DomainError(place(table, path) + ": the figure has no [[figure.curve]]");
    return figure;
}

ExperimentMap read_map(const toml::table& table, const std::string& path, const Question& base, std::map<std::string, std::string> given) {
    const Reader in(table, path, {"name", "title", "note", "x", "y", "z", "x_label", "y_label", "z_label", "log_z", "z_from", "z_to", "levels",
                                  "lines", "width", "bare", "problem"});
    const std::optional<Sweep> x = in.sweep("x"), y = in.sweep("y");
    if (!x || !y) throw DomainError(place(table, path) + ": a map needs x and y = \"FIELD=FROM:TO:COUNT\"");
    ExperimentMap map{in.text("name", ""), in.text("z", "test_error"), {}, in.find("levels") != nullptr, in.find("lines") != nullptr, base, *x, *y};
    if (map.name.empty() || map.name.find('/') != std::string::npos)
        throw DomainError(place(table, path) + ": a map needs a name that can be a file's");
    HeatMap& style = map.style;
    style.title = in.text("title", ""), style.note = in.text("note", "");
    style.x = {in.text("x_label", axis_label(x->field)), x->logarithmic, {}, {}};
    style.y = {in.text("y_label", axis_label(y->field)), y->logarithmic, {}, {}};
    style.z = {in.text("z_label", axis_label(map.z)), in.flag("log_z"), {}, {}};
    if (in.find("z_from")) style.z.from = in.number("z_from", 0);
    if (in.find("z_to")) style.z.to = in.number("z_to", 0);
    style.levels = in.numbers("levels");
    if (in.find("width")) set_width(style, width_of(in));
    style.bare = in.flag("bare");
    const std::vector<double> ends = in.numbers("lines");
    if (ends.size() % 4 != 0) throw in.error(*in.find("lines"), "a line is four numbers, x y of one end and x y of the other");
    for (std::size_t i = 0; i < ends.size(); i += 4) style.lines.push_back({ends[i], ends[i + 1], ends[i + 2], ends[i + 3]});
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
    const Reader in(table, path, {"label", "problem", "sweep", "quantity", "expected", "tolerance"});
    ExperimentCheck check{in.text("label", ""), base, in.sweep("sweep"), in.text("quantity", "excess_risk"), {}, in.number("tolerance", 1e-8)};
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

QuickRules read_quick(const toml::table& table, const std::string& path) {
    const Reader in(table, path, {"points", "trials", "test_points", "largest"});
    const QuickRules otherwise;
    return {in.whole("points", otherwise.points), in.whole("trials", otherwise.trials), in.whole("test_points", otherwise.test_points),
            double(in.whole("largest", int(otherwise.largest)))};
}

}  // namespace

Question ExperimentCurve::at(const Sweep& sweep, double value) const {
    Question q = problem;
    set_field(q, sweep.field, value);
    for (const Tie& tie : ties) {
        const double tied = tie.factor * std::pow(value, tie.power);
        const bool count = tie.field == "samples" || tie.field == "width" || tie.field == "dim" || tie.field == "ensemble";
        set_field(q, tie.field, count ? std::max(1.0, std::round(tied)) : tied);
    }
    return q;
}

Experiment read_experiment(const std::string& path) {
    const toml::table file = read_toml(path);
    const Reader in(file, path, {"title", "source", "settings", "tolerance", "quick", "problem", "figure", "map", "check"});
    Experiment experiment{in.text("title", path), {in.text("source", ""), in.text("settings", "own")}, in.number("tolerance", 0.03), {}, {}, {}, {}};
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
    std::set<std::string> names;
    for (const toml::table* figure : in.tables("figure")) {
        experiment.figures.push_back(read_figure(*figure, path, base, given));
        if (!names.insert(experiment.figures.back().name).second)
            throw DomainError(place(*figure, path) + ": a second figure called " + experiment.figures.back().name);
    }
    for (const toml::table* map : in.tables("map")) {
        experiment.maps.push_back(read_map(*map, path, base, given));
        if (!names.insert(experiment.maps.back().name).second)
            throw DomainError(place(*map, path) + ": a second figure called " + experiment.maps.back().name);
    }
    for (const toml::table* check : in.tables("check")) experiment.checks.push_back(read_check(*check, path, base, given));
    if (experiment.figures.empty() && experiment.maps.empty()) throw DomainError(path + ": no [[figure]]; an experiment has at least one");
    return experiment;
}

}  // namespace lazyrisk::app
