// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Simulated units of work, kept in an SQLite file: what was computed once is not computed again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/store/store_error.hpp"

namespace lazyrisk {

/// What one trial of one problem saw.
struct StoredUnit {
    std::uint64_t seed = 0, trial = 0;
    std::vector<double> values;
    double seconds = 0;  ///< that it took
};

/// A unit and the problem it belongs to: its canonical text, a JSON object of its fields in one line.
struct NewUnit {
    std::string problem;
    std::uint64_t seed = 0, trial = 0;
    std::vector<double> values;
    double seconds = 0;
};

/// A unit with everything that is kept of it.
struct UnitRecord {
    std::string problem, key;  ///< its text and the UUID of that
    StoredUnit unit;
    std::string finished, version;  ///< UTC as in 2026-01-31T23:59:59Z; of the program that computed it
};

/// The units of one problem and seed.
struct StoredSeries {
    std::string problem;
    std::uint64_t seed = 0, units = 0;
    std::string from, to;  ///< first and last day that units were finished
    double seconds = 0;
};

/// Which units are meant: all that meet every condition.
struct Selection {
    std::string before;  ///< finished before this UTC date or time; empty: no matter
    /// Fields of the problem, "seed" or "version", with their values.
    std::vector<std::pair<std::string, std::string>> where;
    bool other_versions = false;  ///< only units of other versions of the program than this one
    [[nodiscard]] bool everything() const { return before.empty() && where.empty() && !other_versions; }
};

struct Soundness {
    std::uint64_t units = 0, problems = 0;  ///< looked at
    std::vector<std::string> damage;        ///< a sentence each; empty: all sound
    /// More is damaged than units without their checksums: `repair` would not mend it.
    [[nodiscard]] bool structure_damaged() const;
};

struct Merged {
    std::uint64_t added = 0, present = 0;
    std::uint64_t conflicts = 0, damaged = 0;  ///< units there with other values; units that could not be read
    std::string first_conflict, first_damage;  ///< sentences, empty where there is none
    Merged& operator+=(const Merged& next);
};

/// A file of units. Several processes and several threads may use it at a time; a Store is not carried across a fork.
///
/// What `add` has returned from survives the end of the process, kill -9 included. After a power cut the file is whole,
/// but the last seconds of added units may be missing (WAL with synchronous = NORMAL): they are simulated again.
/// On file systems over a network, which cannot share memory between machines, it keeps a rollback journal instead.
///
/// Every function throws StoreError where the file cannot be read or written (disk full, no permission, damaged, in use
/// for 60 s); then nothing is half written and the Store still reads.
class Store {
public:
    enum class Access {
        create,    ///< makes the file and its folders where there are none
        existing,  ///< refuses where there is no file
    };
    /// A file that cannot be written, or lies where no file can be made beside it, is opened for reading.
    /// Throws StoreError also for a file that is not a store or of a newer schema.
    explicit Store(const std::string& path, Access access = Access::create);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] const std::string& path() const;

    /// All units of this problem and seed, ascending by trial. Throws StoreError where one of them is damaged.
    [[nodiscard]] std::vector<StoredUnit> find(const std::string& problem, std::uint64_t seed) const;

    /// Adds all units or none; one that is there stays as it is. Returns how many were new.
    /// Throws DomainError for NaN, for seconds that are negative or infinite, for a problem that is not a JSON object
    /// in one line. Cost: some 40 microseconds a call and 4 a unit: units that finish together are added together.
    std::size_t add(std::span<const NewUnit> units);

    /// Every problem and seed with selected units, in the order the problems came.
    [[nodiscard]] std::vector<StoredSeries> list(const Selection& selection = {}) const;

    /// Texts of the problems that have a selected unit or could have one, in the order they came. Throws DomainError
    /// for a field that no problem has, or a `before` that is no date.
    [[nodiscard]] std::vector<std::string> problems(const Selection& selection = {}) const;

    /// Calls `use` with every selected unit, by problem, seed and trial, from one state of the file. `use` calls
    /// nothing of this store. Throws StoreError where one is damaged.
    void for_each(const Selection& selection, const std::function<void(const UnitRecord&)>& use) const;

    /// SQLite's check of the file's structure, and every checksum.
    [[nodiscard]] Soundness verify() const;
    /// Removes damaged units and rebuilds indices; returns how many units were removed. Damaged structure remains: see
    /// `merge`.
    std::size_t repair();

    [[nodiscard]] std::size_t count(const Selection& selection) const;
    /// Removes the selected units, then gives their room back to the disk. Returns how many there were.
    std::size_t prune(const Selection& selection);

    /// Adds the sound units of another store, all or none, with their dates and versions. A unit that is there stays as
    /// it is. Reads on behind damage, as far as it can.
    Merged merge(const Store& from);

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// $LAZYRISK_STORE, else $XDG_DATA_HOME/lazyrisk/results.sqlite, else ~/.local/share/lazyrisk/results.sqlite.
/// Throws StoreError where no variable says where home is.
std::string default_store();

}  // namespace lazyrisk
