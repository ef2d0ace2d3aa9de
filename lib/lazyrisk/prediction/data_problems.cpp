// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_problems.hpp"

#include <algorithm>

#include "lazyrisk/table/different_columns.hpp"
#include "lazyrisk/toml/problem_file.hpp"
#include "lazyrisk/words/csv.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_points = 10000;  // each is a fit, or several

/// Parted at commas outside brackets.
std::vector<std::string> parted(std::string_view text) {
    std::vector<std::string> parts(1);
    int depth = 0;
    for (const char c : text) {
        depth += (c == '(') - (c == ')');
        if (c == ',' && depth == 0)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    for (std::string& part : parts) part = std::string(trimmed(part));
    return parts;
}

DataProblems rows_of(const CsvTable& table, const DataProblem& base) {
    if (table.rows.empty()) throw DomainError(table.file + ": a header without rows; expected a row for each problem");
    require_different_columns(table);
    DataProblems problems{{}, base};
    for (const CsvTable::Row& row : table.rows) {
        DataProblem p = base;
        for (std::size_t i = 0; i < table.columns.size(); ++i) try {
                if (!row.cells[i].empty()) set_data_field(p, table.columns[i], row.cells[i]);
            } catch (const DomainError& error) {
                throw DomainError(table.place(row, i) + ": " + error.what());
            }
        problems.all.push_back(std::move(p));
    }
    return problems;
}

}  // namespace

std::vector<double> DataSweep::numbers() const {
    std::vector<double> list;
    for (const std::string& text : texts) list.push_back(parse_number(field, text));
    return list;
}

DataSweep parse_data_sweep(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        throw DomainError("sweep", "\"" + std::string(text) + "\"",
                          "no = in it; expected FIELD=FROM:TO:COUNT, FIELD=FROM:TO:COUNT:log or FIELD=a,b,c");
    const DataField& field = data_field(trimmed(text.substr(0, equals)));
    const std::string_view range = text.substr(equals + 1);
    DataSweep sweep{field.name, {}, range.ends_with(":log"), field.numeric};
    if (field.numeric)
        for (const double value : parse_values(field.name, range)) sweep.texts.push_back(to_text(value));
    else
        sweep.texts = parted(range);
    DataProblem tried;
    for (const std::string& one : sweep.texts) field.set(tried, one);
    return sweep;
}

bool asks_for_data(const QuestionTexts& typed) {
    if (means_data(typed.fields)) return true;
    std::map<std::string, std::string> names;
    const auto add = [&](std::string name) {
        std::replace(name.begin(), name.end(), '_', '-');
        names[name];
    };
    if (!typed.problem.empty())
        for (const auto& [key, node] : read_toml(typed.problem)) add(std::string(key.str()));
    if (!typed.points.empty() && typed.points != "-")
        for (const std::string& column : read_csv(typed.points).columns) add(column);
    return means_data(names);
}

DataProblem data_problem_of(const std::map<std::string, std::string>& given) {
    DataProblem problem;
    for (const auto& [name, text] : given) set_data_field(problem, name, text);
    return problem;
}

DataProblems data_grid(const DataProblem& base, const std::vector<DataSweep>& along) {
    std::size_t size = 1;
    for (const DataSweep& sweep : along) size *= sweep.texts.size();
    if (size > most_points)
        throw DomainError("sweep", double(size), "points; up to " + to_text(double(most_points)) + " are accepted");
    DataProblems problems{{}, base, along};
    for (std::size_t i = 0; i < size; ++i) {
        DataProblem p = base;
        std::size_t rest = i;
        for (auto sweep = along.rbegin(); sweep != along.rend(); ++sweep) {
            set_data_field(p, sweep->field, sweep->texts[rest % sweep->texts.size()]);
            rest /= sweep->texts.size();
        }
        problems.all.push_back(std::move(p));
    }
    return problems;
}

DataProblems data_problems(const QuestionTexts& typed) {
    std::map<std::string, std::string> given = typed.fields;
    if (!typed.problem.empty()) given.merge(fields_of(read_toml(typed.problem), typed.problem, check_data_field));
    const DataProblem base = data_problem_of(given);
    DataProblems problems;
    if (!typed.points.empty()) {
        if (!typed.sweeps.empty())
            throw DomainError("`points` and `sweep` are given both; a table of points is already a list");
        problems = rows_of(read_csv(typed.points), base);
    } else {
        if (typed.sweeps.size() > 2)
            throw DomainError("sweep", std::to_string(typed.sweeps.size()) + " of them", "one or two are accepted");
        std::vector<DataSweep> along;
        for (const std::string& text : typed.sweeps) along.push_back(parse_data_sweep(text));
        if (along.size() == 2 && along[0].field == along[1].field)
            throw DomainError("sweep", along[0].field, "the same field twice");
        problems = data_grid(base, along);
    }
    for (const DataProblem& p : problems.all) require_whole(p);
    return problems;
}

DataProblems with_samples(DataProblems problems, const std::string& list) {
    if (problems.along.empty() && problems.all.size() > 1)
        throw DomainError("beyond", list, "the rows of `points` say their samples themselves");
    std::vector<std::string> more;
    for (const double n : parse_values("beyond", list)) more.push_back(to_text(n));
    DataProblem tried;
    for (const std::string& n : more) data_field("samples").set(tried, n);
    for (std::size_t i = 0; i < problems.along.size(); ++i) {
        if (problems.along[i].field != "samples") continue;
        DataSweep sweep = problems.along[i];
        problems.along.erase(problems.along.begin() + std::ptrdiff_t(i));
        sweep.texts.insert(sweep.texts.end(), more.begin(), more.end());
        problems.along.push_back(std::move(sweep));
        return data_grid(problems.base, problems.along);
    }
    const std::optional<double>& own = problems.all.front().samples;
    DataSweep sweep{"samples", {own ? to_text(*own) : "all"}, true, true};
    sweep.texts.insert(sweep.texts.end(), more.begin(), more.end());
    problems.along.push_back(std::move(sweep));
    return data_grid(problems.base, problems.along);
}

}  // namespace lazyrisk
