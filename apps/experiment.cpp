#include "experiment.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "lazyrisk/error.hpp"
#include "lazyrisk/nearest.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "options.hpp"
#include "problem_file.hpp"

namespace lazyrisk::app {
namespace {

/// A table of the file, read key by key; what is left over is an error.
class Reader {
public:
    Reader(const toml::table& table, const std::string& path, std::vector<std::string> known)
        : table_(table), path_(path) {
        for (const auto& [key, node] : table)
            if (std::find(known.begin(), known.end(), key.str()) == known.end())
                throw DomainError(place(node, path) + ": unknown key " + std::string(key.str()) + "; did you mean " +
                                  nearest(key.str(), known) + "?");
    }
    const toml::node* find(std::string_view key) const { return table_.get(key); }
    std::string text(std::string_view key, const std::string& otherwise) const {
        const toml::node* node = find(key);
        return node ? value_text(*node, path_) : otherwise;
    }
    bool flag(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return false;
        if (const auto value = node->value_exact<bool>()) return *value;
        throw error(*node, "expected true or false");
    }
    double number(std::string_view key, double otherwise) const {
        const toml::node* node = find(key);
        if (!node) return otherwise;
        if (const auto value = node->value<double>()) return *value;
        throw error(*node, "expected a number");
    }
    int whole(std::string_view key, int otherwise) const {
        const toml::node* node = find(key);
        if (!node) return otherwise;
        const auto value = node->value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > 1000000000) throw error(*node, "expected a whole number of at least 1");
        return int(*value);
    }
    std::map<std::string, std::string> fields(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return {};
        if (const toml::table* table = node->as_table()) return fields_of(*table, path_);
        throw error(*node, "expected a table of problem fields, as {ridge = 0, noise = 0.1}");
    }
    std::vector<const toml::table*> tables(std::string_view key) const {
        const toml::node* node = find(key);
        std::vector<const toml::table*> list;
        if (!node) return list;
        const toml::array* array = node->as_array();
        if (!array) throw error(*node, "expected [[" + std::string(key) + "]]");
        for (const toml::node& item : *array) {
            if (!item.as_table()) throw error(item, "expected a table");
            list.push_back(item.as_table());
        }
        return list;
    }
    std::optional<Sweep> sweep(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return {};
        try {
            return parse_sweep(value_text(*node, path_));
        } catch (const DomainError& wrong) {
            throw error(*node, wrong.what());
        }
    }
    DomainError error(const toml::node& node, const std::string& what) const { return DomainError(place(node, path_) + ": " + what); }

private:
    const toml::table& table_;
    const std::string& path_;
};

void set_all(Question& q, const std::map<std::string, std::string>& fields) {
    for (const auto& [name, text] : fields) set_field(q, name, text);
}

ExperimentCurve read_curve(const toml::table& table, const std::string& path, const Question& base,
                           std::map<std::string, std::string> given) {
    const Reader in(table, path, {"label", "problem", "theory", "limit", "simulation", "trials", "test_points", "y"});
    ExperimentCurve curve{in.text("label", ""), base, in.sweep("theory"), in.sweep("limit"), in.sweep("simulation"),
                          in.whole("trials", 20), in.whole("test_points", 2000), in.text("y", "")};
    const auto own = in.fields("problem");
    set_all(curve.problem, own);
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

ExperimentFigure read_figure(const toml::table& table, const std::string& path, const Question& base,
                             std::map<std::string, std::string> given) {
    const Reader in(table, path, {"name", "title", "note", "x", "y", "x_label", "y_label", "log_x", "log_y", "x_from", "x_to", "y_from",
                                  "y_to", "marks", "problem", "curve"});
    ExperimentFigure figure{in.text("name", ""), in.text("title", ""), in.text("note", ""), in.text("x", "psi1"),
                            in.text("y", "test_error"), {}, {}};
    if (figure.name.empty() || figure.name.find('/') != std::string::npos)
        throw DomainError(place(table, path) + ": a figure needs a name that can be a file's");
    figure.style.x = {in.text("x_label", figure.x), in.flag("log_x"), {}, {}};
    figure.style.y = {in.text("y_label", figure.y), in.flag("log_y"), {}, {}};
    const auto limit = [&](const char* key, std::optional<double>& value) {
        if (in.find(key)) value = in.number(key, 0);
    };
    limit("x_from", figure.style.x.from), limit("x_to", figure.style.x.to);
    limit("y_from", figure.style.y.from), limit("y_to", figure.style.y.to);
    for (const toml::table* mark : in.tables("marks")) {
        const Reader at(*mark, path, {"x", "label"});
        figure.style.marks.push_back({at.number("x", 0), at.text("label", "")});
    }
    Question problem = base;
    const auto own = in.fields("problem");
    set_all(problem, own);
    given.insert(own.begin(), own.end());
    for (const toml::table* curve : in.tables("curve")) figure.curves.push_back(read_curve(*curve, path, problem, given));
    if (figure.curves.empty()) throw DomainError(place(table, path) + ": the figure has no [[figure.curve]]");
    return figure;
}

}  // namespace

Experiment read_experiment(const std::string& path) {
    const toml::table file = read_toml(path);
    const Reader in(file, path, {"title", "tolerance", "problem", "figure"});
    Experiment experiment{in.text("title", path), in.number("tolerance", 0.03), {}};
    Question base;
    const auto given = in.fields("problem");
    set_all(base, given);
    std::set<std::string> names;
    for (const toml::table* figure : in.tables("figure")) {
        experiment.figures.push_back(read_figure(*figure, path, base, given));
        if (!names.insert(experiment.figures.back().name).second)
            throw DomainError(place(*figure, path) + ": a second figure called " + experiment.figures.back().name);
    }
    if (experiment.figures.empty()) throw DomainError(path + ": no [[figure]]; an experiment has at least one");
    return experiment;
}

}  // namespace lazyrisk::app
