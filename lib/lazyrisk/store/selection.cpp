// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which units a selection means.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

#include "lazyrisk/store/inside.hpp"
#include "lazyrisk/store/problem_text.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

/// Of the units, not of the problem.
bool of_unit(const std::string& field) { return field == "seed" || field == "version"; }

std::string literal(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

}  // namespace

std::string condition(const Selection& selection) {
    std::string out = "TRUE";
    if (!selection.before.empty()) {
        static const std::regex date("\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?");
        if (!std::regex_match(selection.before, date))
            throw DomainError("before", selection.before,
                              "expected a UTC date or time, as 2026-01-31 or 2026-01-31T23:59:59Z");
        out += " AND finished < " + literal(selection.before);
    }
    for (const auto& [field, value] : selection.where) {
        if (field == "version") out += " AND version = " + literal(value);
        if (field != "seed") continue;
        std::uint64_t seed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seed);
        if (error != std::errc() || end != value.data() + value.size())
            throw DomainError("seed", value, "expected a whole number >= 0");
        out += " AND seed = " + std::to_string(std::int64_t(seed));
    }
    if (selection.other_versions) out += " AND version <> " + literal(std::string(version));
    return out;
}

std::vector<ProblemRow> Store::Inside::all_problems() const {
    std::vector<ProblemRow> out;
    sqlite::Statement statement(*database, "SELECT id, key, text FROM problem ORDER BY id");
    while (statement.step()) out.push_back({statement.number(0), statement.text(1), statement.text(2)});
    return out;
}

std::vector<ProblemRow> Store::Inside::problems(const Selection& selection) const {
    std::vector<ProblemRow> all = all_problems(), out;
    for (const ProblemRow& problem : all)
        if (!problem.sound())
            throw StoreError(
                fmt::format("{0}: problem {1} is damaged; `lazyrisk store verify --repair --store {0}` removes it",
                            path, problem.key));

    std::vector<std::pair<std::string, std::string>> wanted;
    std::copy_if(selection.where.begin(), selection.where.end(), std::back_inserter(wanted),
                 [](const auto& one) { return !of_unit(one.first); });
    if (wanted.empty()) return all;
    std::vector<std::string> known{"seed", "version"};
    for (ProblemRow& problem : all) {
        const ProblemFields fields = fields_of(problem.text);
        for (const auto& field : fields)
            if (std::find(known.begin(), known.end(), field.first) == known.end()) known.push_back(field.first);
        const auto met = [&](const auto& one) {
            return std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
                return field.first == one.first && has_value(field.second, one.second);
            });
        };
        if (std::all_of(wanted.begin(), wanted.end(), met)) out.push_back(std::move(problem));
    }
    for (const auto& one : wanted)
        if (std::find(known.begin(), known.end(), one.first) == known.end())
            throw DomainError("where", one.first + "=" + one.second,
                              "no problem of this store has the field " + one.first + did_you_mean(one.first, known));
    return out;
}

void Store::Inside::units(const ProblemRow& problem, const Selection& selection,
                          const std::function<void(UnitRow&)>& use) const {
    // numbers from 2^63 on are stored as negative ones of the same bits
    sqlite::Statement rows(
        *database,
        "SELECT seed, trial, results, seconds, finished, version, checksum FROM unit WHERE problem = ? AND " +
            condition(selection) + " ORDER BY seed < 0, seed, trial < 0, trial");
    for (rows.with(problem.id); rows.step();) {
        const auto results = rows.blob(2);
        UnitRow unit{std::uint64_t(rows.number(0)),
                     std::uint64_t(rows.number(1)),
                     {results.begin(), results.end()},
                     rows.real(3),
                     rows.text(4),
                     rows.text(5),
                     {}};
        const auto checksum = rows.blob(6);
        unit.checksum.assign(checksum.begin(), checksum.end());
        use(unit);
    }
}

std::size_t Store::Inside::count(const Selection& selection) const {
    sqlite::Statement statement(*database, "SELECT count(*) FROM unit WHERE problem = ? AND " + condition(selection));
    std::size_t total = 0;
    for (const ProblemRow& problem : problems(selection))
        if (statement.with(problem.id).step()) total += std::size_t(statement.number(0));
    return total;
}

}  // namespace lazyrisk
