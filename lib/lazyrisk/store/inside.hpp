// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a Store is made of.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/store/checksum.hpp"
#include "lazyrisk/store/sqlite.hpp"
#include "lazyrisk/store/store.hpp"

namespace lazyrisk {

/// A row of the table of problems.
struct ProblemRow {
    std::int64_t id;
    std::string key, text;

    [[nodiscard]] bool sound() const { return key_of(text) == key; }
};

/// A row of the table of units, unchecked.
struct UnitRow {
    std::uint64_t seed, trial;
    std::vector<unsigned char> results;
    double seconds;
    std::string finished, version;
    std::vector<unsigned char> checksum;

    [[nodiscard]] bool sound(const std::string& key) const;
    /// "trial 3 of seed 1 of problem 2b6c..."
    [[nodiscard]] std::string name(const std::string& key) const;
};

struct Store::Inside {
    std::string path;
    std::unique_ptr<sqlite::Database> database;
    mutable std::mutex mutex;  ///< of the connection: every public function of Store holds it

    [[nodiscard]] std::vector<ProblemRow> all_problems() const;
    /// Problems that can have selected units. Throws DomainError as Store::problems, StoreError where one of the store
    /// is damaged.
    [[nodiscard]] std::vector<ProblemRow> problems(const Selection& selection) const;
    /// Calls `use` with each selected unit of a problem, by seed and trial.
    void units(const ProblemRow& problem, const Selection& selection, const std::function<void(UnitRow&)>& use) const;
    [[nodiscard]] std::size_t count(const Selection& selection) const;
    /// The row of a problem, made where there is none.
    std::int64_t id_of(const std::string& problem, const std::string& key);
    /// False where the unit is there already.
    bool insert(std::int64_t problem, const std::string& key, const UnitRow& unit);

private:
    std::unique_ptr<sqlite::Statement> insert_;  ///< prepared once
};

/// The condition of a selection on the columns of the table of units, with values that stand in it as literals.
std::string condition(const Selection& selection);

/// WAL where processes can share memory and it works, else the rollback journal, which waits for the disk at every
/// commit.
void choose_journal(const sqlite::Database& database, bool shared_memory);

/// Opens or creates, as Store::Store says.
std::unique_ptr<sqlite::Database> open_store(const std::string& path, Store::Access access);

}  // namespace lazyrisk
