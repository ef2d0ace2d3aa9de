// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "lazyrisk/store/inside.hpp"
#include "lazyrisk/store/problem_text.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using sqlite::Statement;
using sqlite::Transaction;

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

void check(const NewUnit& unit) {
    if (std::any_of(unit.values.begin(), unit.values.end(), [](double value) { return std::isnan(value); }))
        throw DomainError(fmt::format("trial {} of seed {} has a value that is not a number; nothing was stored",
                                      unit.trial, unit.seed));
    if (!(unit.seconds >= 0) || std::isinf(unit.seconds))
        throw DomainError("seconds", unit.seconds, "expected a finite number >= 0");
}

}  // namespace

bool UnitRow::sound(const std::string& key) const {
    const Uuid expected = lazyrisk::checksum(key, seed, trial, results, seconds, finished, version);
    return results.size() % 8 == 0 && std::equal(expected.begin(), expected.end(), checksum.begin(), checksum.end());
}

std::string UnitRow::name(const std::string& key) const {
    return fmt::format("trial {} of seed {} of problem {}", trial, seed, key);
}

std::int64_t Store::Inside::id_of(const std::string& problem, const std::string& key) {
    Statement find(*database, "SELECT id FROM problem WHERE text = ?");
    if (find.with(problem).step()) return find.number(0);
    static_cast<void>(fields_of(problem));  // throws where it is not what it should be
    Statement insert(*database, "INSERT INTO problem(key, text) VALUES(?, ?) RETURNING id");
    if (!insert.with(key, problem).step()) throw StoreError(path + ": a problem could not be added");
    const std::int64_t id = insert.number(0);
    insert.run();
    return id;
}

bool Store::Inside::insert(std::int64_t problem, const std::string& key, const UnitRow& unit) {
    if (!insert_)
        insert_ = std::make_unique<Statement>(
            *database,
            "INSERT INTO unit(problem, seed, trial, results, seconds, finished, version, checksum)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(problem, seed, trial) DO NOTHING");
    const Uuid sum =
        lazyrisk::checksum(key, unit.seed, unit.trial, unit.results, unit.seconds, unit.finished, unit.version);
    insert_->with(problem, unit.seed, unit.trial, unit.results, unit.seconds, unit.finished, unit.version, sum).run();
    return database->changes() > 0;
}

Store::Store(const std::string& path, Access access) : inside_(std::make_unique<Inside>()) {
    if (path.empty()) throw StoreError("the name of the store is empty; name a file with `store`");
    inside_->path = std::filesystem::absolute(path).string();  // the same file after a change of folders
    inside_->database = open_store(inside_->path, access);
}

Store::~Store() = default;

const std::string& Store::path() const { return inside_->path; }

std::size_t Store::add(std::span<const NewUnit> units) {
    if (units.empty()) return 0;
    for (const NewUnit& unit : units) check(unit);
    const std::string finished = now();
    const std::lock_guard lock(inside_->mutex);
    Transaction transaction(*inside_->database, Transaction::Kind::write);
    const std::string* problem = nullptr;
    std::string key;
    std::int64_t id = 0;
    std::size_t added = 0;
    for (const NewUnit& unit : units) {
        if (!problem || *problem != unit.problem) {
            problem = &unit.problem;
            key = key_of(unit.problem);
            id = inside_->id_of(unit.problem, key);
        }
        added += inside_->insert(
            id, key,
            {unit.seed, unit.trial, bytes_of(unit.values), unit.seconds + 0.0, finished, std::string(version), {}});
    }
    transaction.commit();
    return added;
}

std::vector<StoredUnit> Store::find(const std::string& problem, std::uint64_t seed) const {
    const std::lock_guard lock(inside_->mutex);
    Statement find(*inside_->database, "SELECT id, key, text FROM problem WHERE text = ?");
    if (!find.with(problem).step()) return {};
    const ProblemRow row{find.number(0), find.text(1), find.text(2)};
    std::vector<StoredUnit> out;
    inside_->units(row, {.where = {{"seed", std::to_string(seed)}}}, [&](UnitRow& unit) {
        if (!unit.sound(row.key))
            throw StoreError(fmt::format("{0}: {1} is damaged; `lazyrisk store verify --repair --store {0}` removes it",
                                         path(), unit.name(row.key)));
        out.push_back({unit.seed, unit.trial, numbers_of(unit.results), unit.seconds});
    });
    return out;
}

std::vector<std::string> Store::problems(const Selection& selection) const {
    const std::lock_guard lock(inside_->mutex);
    std::vector<std::string> out;
    for (ProblemRow& problem : inside_->problems(selection)) out.push_back(std::move(problem.text));
    return out;
}

void Store::for_each(const Selection& selection, const std::function<void(const UnitRecord&)>& use) const {
    const std::lock_guard lock(inside_->mutex);
    const Transaction transaction(*inside_->database, Transaction::Kind::read);
    for (const ProblemRow& problem : inside_->problems(selection))
        inside_->units(problem, selection, [&](UnitRow& unit) {
            if (!unit.sound(problem.key))
                throw StoreError(
                    fmt::format("{0}: {1} is damaged; `lazyrisk store verify --repair --store {0}` removes it", path(),
                                unit.name(problem.key)));
            use({problem.text,
                 problem.key,
                 {unit.seed, unit.trial, numbers_of(unit.results), unit.seconds},
                 unit.finished,
                 unit.version});
        });
}

std::vector<StoredSeries> Store::list(const Selection& selection) const {
    const std::lock_guard lock(inside_->mutex);
    const Transaction transaction(*inside_->database, Transaction::Kind::read);
    Statement sum(
        *inside_->database,
        "SELECT seed, count(*), min(finished), max(finished), total(seconds) FROM unit WHERE problem = ? AND " +
            condition(selection) + " GROUP BY seed ORDER BY seed < 0, seed");
    std::vector<StoredSeries> out;
    for (const ProblemRow& problem : inside_->problems(selection))
        for (sum.with(problem.id); sum.step();)
            out.push_back({problem.text, std::uint64_t(sum.number(0)), std::uint64_t(sum.number(1)),
                           sum.text(2).substr(0, 10), sum.text(3).substr(0, 10), sum.real(4)});
    return out;
}

}  // namespace lazyrisk
