// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/experiment_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
}

/// A value of a field: numbers as such.
std::string toml_value(const std::string& text) {
    const bool plain = !text.empty() && text.find_first_not_of("0123456789.-+e") == std::string::npos &&
                       (text.find('.') == std::string::npos || text.find('.') + 1 < text.size()) &&
                       text.find_first_of("0123456789") == 0 && text.find('e') == std::string::npos &&
                       (text.size() == 1 || text[0] != '0' || text[1] == '.');
    return plain ? text : quoted(text);
}

std::string table_of(const std::map<std::string, std::string>& fields) {
    std::string out;
    for (const auto& [name, text] : fields) out += (out.empty() ? "" : ", ") + name + " = " + toml_value(text);
    return "{" + out + "}";
}

/// The sweep by so many points that a line through them shows no corners.
std::string fine(const Sweep& sweep) {
    constexpr int points = 200;
    const auto [low, high] = std::minmax_element(sweep.values.begin(), sweep.values.end());
    if (sweep.values.size() < 2 || is_infinite(*high) || !(*low < *high)) return "";
    return fmt::format("{}={}:{}:{}{}", sweep.field, to_text(*low), to_text(*high), points,
                       sweep.logarithmic ? ":log" : "");
}

std::string list_of(const Sweep& sweep) {
    std::string out;
    for (const double value : sweep.values) out += (out.empty() ? "" : ",") + to_text(value);
    return sweep.field + "=" + out;
}

std::string axis_lines(const FigureLook& look, const Sweep& along) {
    std::string out;
    if (look.log_x || along.logarithmic) out += "log_x = true\n";
    if (look.log_y) out += "log_y = true\n";
    if (!look.x_label.empty()) out += "x_label = " + quoted(look.x_label) + "\n";
    if (!look.y_label.empty()) out += "y_label = " + quoted(look.y_label) + "\n";
    for (const auto& [end, value] : look.ends) {
        std::string key = end;
        std::replace(key.begin(), key.end(), '-', '_');
        out += fmt::format("{} = {}\n", key, to_text(value));
    }
    return out;
}

}  // namespace

std::string experiment_text(const WrittenExperiment& asked) {
    const QuestionTexts& texts = asked.question;
    if (texts.sweeps.empty() || texts.sweeps.size() > 2)
        throw DomainError("an experiment is written of one or two sweeps");
    if (!texts.points.empty())
        throw DomainError("points", texts.points, "an experiment has sweeps, no table of points");
    std::map<std::string, std::string> fields = texts.given();
    const std::vector<Sweep> sweeps = texts.questions().along;  // what is wrong is said before anything is written
    const Sweep along = sweeps.back();
    for (const Sweep& sweep : sweeps) fields.erase(sweep.field);
    require_numbers_of_field(along);
    if (asked.limit && along.field != "psi1" && along.field != "psi2")
        throw DomainError("limit", "true", "an experiment's limit is along psi1 or psi2");
    std::string x = along.field;
    std::replace(x.begin(), x.end(), '-', '_');
    std::string out = fmt::format("# Written by lazyrisk {}\ntitle = {}\n\n[[figure]]\nname = \"curve\"\n", version,
                                  quoted(asked.look.title.empty() ? "A curve" : asked.look.title));
    if (!asked.look.title.empty()) out += "title = " + quoted(asked.look.title) + "\n";
    if (!asked.look.note.empty()) out += "note = " + quoted(asked.look.note) + "\n";
    out += fmt::format("x = \"{}\"\ny = \"{}\"\n", x, asked.quantity) + axis_lines(asked.look, along);
    out += "problem = " + table_of(fields) + "\n";
    const auto curve = [&](const std::string& label, const std::map<std::string, std::string>& own) {
        out += "\n  [[figure.curve]]\n  label = " + quoted(label) + "\n";
        if (!own.empty()) out += "  problem = " + table_of(own) + "\n";
        const std::string theory = fine(along).empty() ? list_of(along) : fine(along);
        out += "  theory = " + quoted(theory) + "\n";
        if (asked.limit) out += "  limit = " + quoted(theory) + "\n";
        if (asked.trials > 0)
            out += fmt::format("  simulation = {}\n  trials = {}\n  test_points = {}\n", quoted(list_of(along)),
                               asked.trials, asked.test_points);
    };
    if (sweeps.size() == 1) {
        curve("theory", {});
    } else {
        const std::string& field = sweeps.front().field;
        for (std::size_t i = 0; i < sweeps.front().values.size(); ++i)
            curve(family_label(sweeps.front(), i), {{field, sweeps.front().text(i)}});
    }
    return out;
}

}  // namespace lazyrisk
