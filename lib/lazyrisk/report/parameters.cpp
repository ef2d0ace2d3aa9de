// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/numbers.hpp"
#include "lazyrisk/words/pieces.hpp"

namespace lazyrisk::report {
namespace {

using Json = nlohmann::ordered_json;

/// "9 values from 0.06 to 15" of "psi1=0.06,...,15"; few values stand for themselves.
std::string sweep_in_words(const std::string& sweep) {
    const std::string field = sweep.substr(0, sweep.find('='));
    const auto number = [](const std::string& text) { return readable(text == "inf" ? INFINITY : std::stod(text)); };
    const std::vector<std::string> values = pieces(std::string_view(sweep).substr(sweep.find('=') + 1), ',');
    std::string text = axis_label(field) + ": ";
    if (values.size() > 6)
        return text + fmt::format("{} values, {} to {}", values.size(), number(values.front()), number(values.back()));
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + number(values[i]);
    return text;
}

std::string name_of_field(const std::string& field) {
    if (field == "energy.rest") return "energy never learned";
    if (field.starts_with("energy.")) return "energy of degree " + field.substr(7);
    if (field == "ridge_convention") return "ridge convention";
    return axis_label(field);
}

/// {"scaling": "lazy", "steps": 200} as "scaling lazy, steps 200".
std::string object_in_words(const Json& object) {
    std::string text;
    for (const auto& [key, value] : object.items())
        text += (text.empty() ? "" : ", ") + axis_label(key) + " " + value_of_field(word_of(object, key));
    return text;
}

/// The fields of one problem and how it was looked at, in words.
std::vector<std::pair<std::string, std::string>> fields_of(const Json& entry) {
    std::set<std::string> varied;
    for (const char* kind : {"theory", "simulation", "limit", "x", "y"})
        varied.insert(column_of(word_of(entry, kind).substr(0, word_of(entry, kind).find('='))));
    std::vector<std::pair<std::string, std::string>> fields;
    const Json problem = entry.value("problem", Json::object());
    for (const auto& [field, value] : problem.items())
        if (!varied.count(field)) fields.emplace_back(name_of_field(field), value_of_field(word_of(problem, field)));
    for (const auto& [key, value] : entry.items()) {
        static const std::map<std::string, const char*> sweeps{{"theory", "theory"},
                                                               {"limit", "limit d → ∞"},
                                                               {"simulation", "simulation"},
                                                               {"x", "across"},
                                                               {"y", "upwards"}};
        static const std::map<std::string, const char*> names{
            {"trials", "trials a point"}, {"test_points", "test points a trial"}, {"z", "colour"}};
        if (key == "curve" || key == "problem") continue;
        if (key == "tied") {
            for (const auto& [field, tie] : value.items())
                fields.emplace_back(name_of_field(field),
                                    fmt::format("{} times the swept value to the power {}",
                                                readable(tie.value("factor", 1.0)), readable(tie.value("power", 1.0))));
        } else if (const auto sweep = sweeps.find(key);
                   sweep != sweeps.end() && word_of(entry, key).find('=') != std::string::npos) {
            fields.emplace_back(sweep->second, escaped(sweep_in_words(word_of(entry, key))));
        } else if (value.is_object()) {
            fields.emplace_back(axis_label(key), object_in_words(value));
        } else {
            const auto name = names.find(key);
            fields.emplace_back(name == names.end() ? axis_label(key) : name->second,
                                key == "z" ? axis_label(word_of(entry, key)) : value_of_field(word_of(entry, key)));
        }
    }
    return fields;
}

}  // namespace

std::string value_of_field(const std::string& text) {
    if (text == "inf") return "∞";
    try {
        std::size_t used = 0;
        const double value = std::stod(text, &used);
        if (used == text.size()) return readable(value, 6);
    } catch (const std::exception&) {  // words
    }
    return escaped(text);
}

std::string html_of_parameters(const ResultFigure& figure) {
    std::vector<std::string> curves;
    std::vector<std::vector<std::pair<std::string, std::string>>> fields;
    for (const Json& entry : figure.problems) {
        curves.push_back(word_of(entry, "curve"));
        fields.push_back(fields_of(entry));
    }
    if (fields.empty()) return "";
    std::vector<std::string> names;  // in order of first mention
    for (const auto& list : fields)
        for (const auto& [name, value] : list)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::string same;
    HtmlTable differing;
    differing.groups.emplace_back();
    for (const std::string& name : names) {
        std::vector<HtmlCell> row{{escaped(name), "text"}};
        for (const auto& list : fields) {
            const auto found = std::find_if(list.begin(), list.end(), [&](const auto& f) { return f.first == name; });
            row.push_back({found == list.end() ? "" : found->second, "text"});
        }
        const bool equal =
            std::all_of(row.begin() + 1, row.end(), [&](const HtmlCell& cell) { return cell.html == row[1].html; });
        if (equal)
            same += "<div><dt>" + row[0].html + "</dt><dd>" + row[1].html + "</dd></div>\n";
        else
            differing.groups.front().rows.push_back(std::move(row));
    }
    std::string out = same.empty() ? "" : "<dl class=\"facts\">\n" + same + "</dl>\n";
    if (!differing.groups.front().rows.empty()) {
        differing.caption = "Where the curves differ.";
        differing.heads = {"parameter"};
        for (const std::string& curve : curves) differing.heads.push_back(escaped(curve));
        out += html(differing);
    }
    return out;
}

}  // namespace lazyrisk::report
