// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// SQLite as the store needs it: connections and statements that close themselves, errors as sentences.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "lazyrisk/store/store_error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace lazyrisk::sqlite {

constexpr int patience_in_seconds = 60;  ///< how long to wait for another program's lock

/// A StoreError with SQLite's primary result code and the file.
struct Error : StoreError {
    int code;
    std::string file;
    Error(int primary_code, std::string path, const std::string& sentence)
        : StoreError(sentence), code(primary_code), file(std::move(path)) {}
};

class Database;

/// A prepared statement. Parameters and columns count from 0. Every function throws Error.
class Statement {
public:
    Statement(const Database& database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Sets the next parameters, in their order.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        int index = 0;
        (bind(index++, values), ...);
        return *this;
    }
    /// True: a row is there; false: the end.
    bool step();
    /// To the end; for statements without rows.
    void run();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Valid until the next step.
    [[nodiscard]] std::span<const unsigned char> blob(int column) const;

private:
    void reset();
    void bind(int index, std::int64_t value);
    void bind(int index, std::uint64_t value) { bind(index, std::int64_t(value)); }  // the same bits
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, std::span<const unsigned char> value);

    const Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

/// A connection, to be used by one thread at a time and not across a fork.
class Database {
public:
    enum class Mode {
        create,     ///< reads and writes, makes the file where there is none
        existing,   ///< reads, and writes where that is allowed
        immutable,  ///< reads a file that nobody changes, without locks and without files beside it
    };
    /// Throws Error where the file cannot be opened; what it holds is looked at by the first statement.
    Database(const std::string& path, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* sql) const { Statement(*this, sql).run(); }
    /// First column of the first row.
    [[nodiscard]] std::int64_t number(const char* sql) const;
    std::string text(const char* sql) const;
    /// Rows that the last statement changed.
    [[nodiscard]] std::size_t changes() const;
    [[nodiscard]] bool read_only() const;
    [[nodiscard]] bool in_transaction() const;

private:
    friend class Statement;
    [[noreturn]] void fail(int code) const;

    std::string path_;
    sqlite3* connection_ = nullptr;
};

/// All or nothing: what is not committed is undone.
class Transaction {
public:
    /// A writer waits here for other writers; readers see one state of the store until they end.
    enum class Kind { read, write };
    Transaction(const Database& database, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    const Database& database_;
};

}  // namespace lazyrisk::sqlite
