// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "lazyrisk/store/inside.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;
using sqlite::Database;
using sqlite::Transaction;

constexpr std::int64_t application = 0x6c7a726b;  // "lzrk"
constexpr std::int64_t schema = 1;

constexpr std::array tables = {
    "CREATE TABLE problem(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, text TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE unit(problem INTEGER NOT NULL REFERENCES problem(id), seed INTEGER NOT NULL, trial INTEGER NOT NULL,"
    " results BLOB NOT NULL, seconds REAL NOT NULL, finished TEXT NOT NULL, version TEXT NOT NULL, checksum BLOB NOT "
    "NULL, PRIMARY KEY(problem, seed, trial)) STRICT, WITHOUT ROWID",
    "PRAGMA application_id = 0x6c7a726b",
    "PRAGMA user_version = 1",
};

/// Is the file in the memory of this machine alone? WAL shares memory between processes, which machines cannot.
bool local(const std::string& path) {
    // NFS, SMB (three generations), AFS, Ceph, Lustre, GPFS, BeeGFS, PanFS, 9p, FUSE: the magic numbers of statfs(2)
    // and their documents
    constexpr std::array<unsigned long, 13> remote = {0x6969,     0x517b,     0xff534d42, 0xfe534d42, 0x5346414f,
                                                      0x6b414653, 0x00c36400, 0x0bd00bd0, 0x47504653, 0x19830326,
                                                      0xaad7aaea, 0x01021997, 0x65735546};
    struct statfs system {};
    if (statfs(path.c_str(), &system) != 0) return true;
    return std::find(remote.begin(), remote.end(), static_cast<unsigned long>(system.f_type) & 0xffffffffu) ==
           remote.end();
}

bool empty(const Database& database) {
    return database.number("PRAGMA application_id") == 0 && database.number("PRAGMA user_version") == 0 &&
           database.number("SELECT count(*) FROM sqlite_master") == 0;
}

void check(const Database& database, const std::string& path) {
    if (database.number("PRAGMA application_id") != application)
        throw StoreError(path + " is not a store of lazyrisk; name another file with `store`");
    const std::int64_t found = database.number("PRAGMA user_version");
    if (found != schema)
        throw StoreError(
            fmt::format("{} was written by another version of lazyrisk (schema {}, here {}); use that version, or name "
                        "another file with `store`",
                        path, found, schema));
}

/// True where the file is an empty one that may become a store: an end before the first table was made leaves one.
bool look(const Database& database, const std::string& path) {
    if (!database.read_only() && empty(database)) return true;
    check(database, path);
    return false;
}

void create(const Database& database, const std::string& path) {
    Transaction transaction(database, Transaction::Kind::write);
    if (empty(database))  // nobody else was faster
        for (const char* sql : tables) database.run(sql);
    transaction.commit();
    check(database, path);
}

}  // namespace

// Two processes that both change the mode of a new file refuse each other at once, without waiting as for other locks:
// the wait is here.
void choose_journal(const Database& database, bool shared_memory) {
    const std::string wanted = shared_memory ? "wal" : "delete";
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(sqlite::patience_in_seconds);
    while (database.text("PRAGMA journal_mode") != wanted) {
        try {
            database.text(("PRAGMA journal_mode = " + wanted).c_str());
            break;
        } catch (const sqlite::Error& error) {
            if (error.code != SQLITE_BUSY && error.code != SQLITE_LOCKED) break;  // it stays as it is
            if (std::chrono::steady_clock::now() > until) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    // WAL: no wait for the disk at every commit. A rollback journal needs that wait to be whole after a power cut.
    database.run(database.text("PRAGMA journal_mode") == "wal" ? "PRAGMA synchronous = NORMAL"
                                                               : "PRAGMA synchronous = FULL");
}

std::unique_ptr<Database> open_store(const std::string& path, Store::Access access) {
    std::error_code error;
    if (fs::is_directory(path, error)) throw StoreError(path + " is a folder; name a file with `store`");
    if (access == Store::Access::existing && !fs::exists(path, error))
        throw StoreError(path + " does not exist: there is no store yet; name one with `store`");
    if (access == Store::Access::create && fs::create_directories(fs::path(path).parent_path(), error); error)
        throw StoreError(
            fmt::format("the folder of {} cannot be made ({}); name a file with `store`", path, error.message()));

    auto database = std::make_unique<Database>(
        path, access == Store::Access::create ? Database::Mode::create : Database::Mode::existing);
    bool fresh = false;
    try {
        fresh = look(*database, path);
    } catch (const sqlite::Error& failed) {
        // A store left in WAL mode makes files beside itself even to be read. Where that is impossible, and no such
        // file holds units, nobody can be writing: it is read as it lies there.
        if (failed.code != SQLITE_CANTOPEN && failed.code != SQLITE_READONLY) throw;
        if (!fs::exists(path, error) || fs::exists(path + "-wal", error)) throw;
        database = std::make_unique<Database>(path, Database::Mode::immutable);
        check(*database, path);
    }
    if (!database->read_only()) {
        choose_journal(*database, local(path));
        if (fresh) create(*database, path);
        database->run("PRAGMA foreign_keys = ON");
    }
    return database;
}

std::string default_store() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    if (const std::string store = variable("LAZYRISK_STORE"); !store.empty()) return store;
    const std::string inside = "/lazyrisk/results.sqlite";
    // the XDG Base Directory Specification: a relative path in the variable is ignored
    if (const std::string data = variable("XDG_DATA_HOME"); data.starts_with('/')) return data + inside;
    if (const std::string home = variable("HOME"); !home.empty()) return home + "/.local/share" + inside;
    throw StoreError(
        "none of LAZYRISK_STORE, XDG_DATA_HOME and HOME says where the store is; name a file with `store`");
}

}  // namespace lazyrisk
