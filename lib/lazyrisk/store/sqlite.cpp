// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

namespace lazyrisk::sqlite {
namespace {

/// A path as a URI that SQLite reads back as the same path.
std::string uri(const std::string& path) {
    std::string out = "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%')
            out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + "?immutable=1";
}

std::string sentence(int code, const std::string& path, const std::string& reason) {
    switch (code) {
        case SQLITE_FULL:
            return path + ": no room is left on the disk; make room, or name another file with `store`";
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return path +
                   " may not be written; change the permissions of the file and its folder, or name another file with "
                   "`store`";
        case SQLITE_NOTADB:
            return path + " is not a store of lazyrisk; name another file with `store`";
        case SQLITE_CORRUPT:
            return fmt::format(
                "{0} is damaged ({1}); `lazyrisk store merge {0} --store NEW.sqlite` saves what can be read", path,
                reason);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return fmt::format("{} was in use by another program for {} s; try again when that is finished", path,
                               patience_in_seconds);
        case SQLITE_CANTOPEN:
            return fmt::format(
                "{} cannot be opened ({}); name a file in a folder that can be read and written with `store`", path,
                reason);
        case SQLITE_IOERR:
            return fmt::format("{} cannot be read or written ({}); look at the disk, or name another file with `store`",
                               path, reason);
        default:
            return fmt::format("{} cannot be used ({}); `lazyrisk store verify` checks it", path, reason);
    }
}

}  // namespace

Database::Database(const std::string& path, Mode mode) : path_(path) {
    // one thread at a time is the owner's duty: no locks inside
    const int flags = SQLITE_OPEN_NOMUTEX | (mode == Mode::immutable ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                             : mode == Mode::create  ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                                     : SQLITE_OPEN_READWRITE);
    const int code =
        sqlite3_open_v2(mode == Mode::immutable ? uri(path).c_str() : path.c_str(), &connection_, flags, nullptr);
    try {
        if (code != SQLITE_OK) fail(code);
    } catch (...) {
        sqlite3_close(connection_);
        throw;
    }
    sqlite3_busy_timeout(connection_, 1000 * patience_in_seconds);
}

Database::~Database() { sqlite3_close(connection_); }

void Database::fail(int code) const {
    const int primary = code & 0xff;
    const int system = connection_ ? sqlite3_system_errno(connection_) : 0;
    const bool of_files = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
    const std::string reason = of_files && system != 0 ? std::strerror(system)
                               : connection_           ? sqlite3_errmsg(connection_)
                                                       : sqlite3_errstr(code);
    throw Error(primary, path_, sentence(primary, path_, reason));
}

std::int64_t Database::number(const char* sql) const {
    Statement statement(*this, sql);
    return statement.step() ? statement.number(0) : 0;
}

std::string Database::text(const char* sql) const {
    Statement statement(*this, sql);
    return statement.step() ? statement.text(0) : "";
}

std::size_t Database::changes() const { return std::size_t(sqlite3_changes(connection_)); }
bool Database::read_only() const { return sqlite3_db_readonly(connection_, "main") == 1; }
bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

Statement::Statement(const Database& database, std::string_view sql) : database_(database) {
    const int code = sqlite3_prepare_v2(database.connection_, sql.data(), int(sql.size()), &statement_, nullptr);
    if (code != SQLITE_OK) database.fail(code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    try {
        database_.fail(code);
    } catch (...) {
        reset();  // a statement half done would keep its locks
        throw;
    }
}

void Statement::run() {
    while (step()) {
    }
    reset();  // its locks go now
}

void Statement::reset() { sqlite3_reset(statement_); }  // repeats the error of the last step, which was thrown then

void Statement::bind(int index, std::int64_t value) {
    if (const int code = sqlite3_bind_int64(statement_, index + 1, value); code != SQLITE_OK) database_.fail(code);
}
void Statement::bind(int index, double value) {
    if (const int code = sqlite3_bind_double(statement_, index + 1, value); code != SQLITE_OK) database_.fail(code);
}
void Statement::bind(int index, std::string_view value) {
    const int code = sqlite3_bind_text64(statement_, index + 1, value.data() ? value.data() : "", value.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) database_.fail(code);
}
void Statement::bind(int index, std::span<const unsigned char> value) {
    const void* data =
        value.empty() ? static_cast<const void*>("") : value.data();  // a null pointer would be NULL, not an empty blob
    if (const int code = sqlite3_bind_blob64(statement_, index + 1, data, value.size(), SQLITE_TRANSIENT);
        code != SQLITE_OK)
        database_.fail(code);
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data ? std::string(data, std::size_t(sqlite3_column_bytes(statement_, column))) : std::string();
}

std::span<const unsigned char> Statement::blob(int column) const {
    const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_, column));
    return data ? std::span(data, std::size_t(sqlite3_column_bytes(statement_, column)))
                : std::span<const unsigned char>();
}

Transaction::Transaction(const Database& database, Kind kind) : database_(database) {
    database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

void Transaction::commit() { database_.run("COMMIT"); }

Transaction::~Transaction() {
    if (!database_.in_transaction()) return;  // committed, or undone by SQLite itself
    try {
        database_.run("ROLLBACK");
    } catch (const Error&) {
        // the file is not changed either way: whoever opens it next undoes what is left
    }
}

}  // namespace lazyrisk::sqlite
