// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Looking after a store: verify, repair, prune, merge.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>

#include "lazyrisk/store/inside.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

constexpr const char* without_problem = "FROM unit WHERE problem NOT IN (SELECT id FROM problem)";
constexpr const char* no_checksum = "it does not have its checksum";
constexpr const char* remove_unit = "DELETE FROM unit WHERE problem = ? AND seed = ? AND trial = ?";

/// Room that was given free goes back to the disk; where others use the file or there is no room to copy it, it is used
/// again by later units.
void compact(const Database& database) {
    try {
        database.run("VACUUM");
        database.text("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const sqlite::Error& error) {
        if (error.code != SQLITE_FULL && error.code != SQLITE_BUSY && error.code != SQLITE_LOCKED) throw;
    }
}

}  // namespace

bool Soundness::structure_damaged() const {
    return std::any_of(damage.begin(), damage.end(),
                       [](const std::string& one) { return !one.ends_with(no_checksum); });
}

Merged& Merged::operator+=(const Merged& next) {
    added += next.added, present += next.present, conflicts += next.conflicts, damaged += next.damaged;
    if (first_conflict.empty()) first_conflict = next.first_conflict;
    if (first_damage.empty()) first_damage = next.first_damage;
    return *this;
}

Soundness Store::verify() const {
    const std::lock_guard lock(inside_->mutex);
    const Database& database = *inside_->database;
    Soundness seen;
    try {
        const Transaction transaction(database, Transaction::Kind::read);
        Statement structure(database, "PRAGMA integrity_check");
        while (structure.step())
            if (const std::string line = structure.text(0); line != "ok") seen.damage.push_back("structure: " + line);
        if (const std::int64_t lost = database.number((std::string("SELECT count(*) ") + without_problem).c_str());
            lost > 0)
            seen.damage.push_back(fmt::format("{} units belong to no problem", lost));
        for (const ProblemRow& problem : inside_->all_problems()) {
            ++seen.problems;
            const bool named = problem.sound();
            if (!named)
                seen.damage.push_back(fmt::format("problem {}: its text is not the one of this name", problem.key));
            inside_->units(problem, {}, [&](UnitRow& unit) {
                ++seen.units;
                if (named && !unit.sound(problem.key))
                    seen.damage.push_back(unit.name(problem.key) + ": " + no_checksum);
            });
        }
    } catch (const sqlite::Error& error) {
        if (error.code != SQLITE_CORRUPT) throw;
        seen.damage.push_back(error.what());
    }
    return seen;
}

std::size_t Store::repair() {
    const std::lock_guard lock(inside_->mutex);
    const Database& database = *inside_->database;
    Transaction transaction(database, Transaction::Kind::write);
    database.run("REINDEX");
    database.run((std::string("DELETE ") + without_problem).c_str());
    std::size_t removed = database.changes();
    Statement remove(database, remove_unit);
    for (const ProblemRow& problem : inside_->all_problems()) {
        const bool named = problem.sound();
        std::vector<std::pair<std::uint64_t, std::uint64_t>> damaged;
        inside_->units(problem, {}, [&](UnitRow& unit) {
            if (!named || !unit.sound(problem.key)) damaged.emplace_back(unit.seed, unit.trial);
        });
        for (const auto& [seed, trial] : damaged) remove.with(problem.id, seed, trial).run();
        removed += damaged.size();
        if (!named) Statement(database, "DELETE FROM problem WHERE id = ?").with(problem.id).run();
    }
    transaction.commit();
    return removed;
}

std::size_t Store::count(const Selection& selection) const {
    const std::lock_guard lock(inside_->mutex);
    return inside_->count(selection);
}

std::size_t Store::prune(const Selection& selection) {
    const std::lock_guard lock(inside_->mutex);
    const Database& database = *inside_->database;
    std::size_t removed = 0;
    {
        Transaction transaction(database, Transaction::Kind::write);
        Statement remove(database, "DELETE FROM unit WHERE problem = ? AND " + condition(selection));
        for (const ProblemRow& problem : inside_->problems(selection)) {
            remove.with(problem.id).run();
            removed += database.changes();
        }
        database.run("DELETE FROM problem WHERE id NOT IN (SELECT problem FROM unit)");
        transaction.commit();
    }
    if (removed > 0) compact(database);
    return removed;
}

Merged Store::merge(const Store& from) {
    if (std::filesystem::equivalent(path(), from.path()))
        throw DomainError(from.path() + " cannot be merged into itself; name another store");
    const std::scoped_lock lock(inside_->mutex, from.inside_->mutex);
    const Database& database = *inside_->database;
    Merged merged;
    const auto damage = [&](const std::string& sentence) {
        if (merged.damaged++ == 0) merged.first_damage = from.path() + ": " + sentence;
    };
    Transaction transaction(database, Transaction::Kind::write);
    const Transaction one_state(*from.inside_->database, Transaction::Kind::read);
    Statement present(database, "SELECT results FROM unit WHERE problem = ? AND seed = ? AND trial = ?");
    for (const ProblemRow& problem : from.inside_->all_problems()) {
        if (!problem.sound()) {
            damage("problem " + problem.key + " has a text that is not the one of this name");
            continue;
        }
        const std::int64_t id = inside_->id_of(problem.text, problem.key);
        const auto take = [&](UnitRow& unit) {
            if (!unit.sound(problem.key)) return damage(unit.name(problem.key) + " does not have its checksum");
            if (inside_->insert(id, problem.key, unit)) {
                ++merged.added;
                return;
            }
            ++merged.present;
            present.with(id, unit.seed, unit.trial).step();
            const auto kept = present.blob(0);
            if (!std::equal(kept.begin(), kept.end(), unit.results.begin(), unit.results.end()) &&
                merged.conflicts++ == 0)
                merged.first_conflict = fmt::format("{} has other values in {}", unit.name(problem.key), from.path());
        };
        try {
            from.inside_->units(problem, {}, take);
        } catch (const sqlite::Error& error) {
            if (error.code != SQLITE_CORRUPT || error.file != from.path()) throw;
            damage(std::string("units of problem ") + problem.key + " cannot be read");
        }
    }
    database.run("DELETE FROM problem WHERE id NOT IN (SELECT problem FROM unit)");
    transaction.commit();
    return merged;
}

}  // namespace lazyrisk
