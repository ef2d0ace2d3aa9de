// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/matrix_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <xtensor/xarray.hpp>
#include <xtensor/xnpy.hpp>

#include "lazyrisk/numerics/symmetric.hpp"
#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/problem/csv_numbers.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_rows = 1000;

bool is_npy(const std::string& path) { return path.ends_with(".npy"); }

void require_square(const std::string& file, std::size_t rows, std::size_t columns) {
    if (rows != columns || rows == 0)
        throw DomainError(file + ": a covariance is square; this is " + std::to_string(rows) + " by " +
                          std::to_string(columns));
    if (rows > most_rows)
        throw DomainError(file + ": " + std::to_string(rows) + " rows; matrices up to " + std::to_string(most_rows) +
                          " are read, larger ones by their eigenvalues (a csv with a column eigenvalue)");
}

/// Rows of a csv without a header.
CovarianceAxes read_rows(const std::string& path) {
    CsvTable table = read_csv(path);
    table.rows.insert(table.rows.begin(), {1, table.columns});
    for (std::size_t j = 0; j < table.columns.size(); ++j) table.columns[j] = "column " + std::to_string(j + 1);
    require_square(table.file, table.rows.size(), table.columns.size());
    CovarianceAxes read{int(table.rows.size()), {}, {}, {}};
    for (const CsvTable::Row& row : table.rows)
        for (std::size_t j = 0; j < row.cells.size(); ++j) try {
                read.entries.push_back(parse_number("entry", row.cells[j]));
            } catch (const DomainError& error) {
                throw DomainError(table.place(row, j) + ": " + error.what());
            }
    return read;
}

/// What the header of an .npy says may be more than the file has: it is looked at first.
template <class Number>
CovarianceAxes read_array(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const xt::xarray<Number> array = xt::load_npy<Number>(file);
    if (array.dimension() != 2)
        throw DomainError(path + ": a covariance has two dimensions; this array has " +
                          std::to_string(array.dimension()));
    require_square(path, array.shape(0), array.shape(1));
    CovarianceAxes read{int(array.shape(0)), {}, {}, {}};
    for (const Number x : array) read.entries.push_back(double(x));
    return read;
}

CovarianceAxes read_npy(const std::string& path) {
    std::error_code none;
    constexpr std::uintmax_t most_bytes = most_rows * most_rows * 8 + 4096;
    const std::uintmax_t bytes = std::filesystem::file_size(path, none);
    if (none) throw DomainError(path + ": there is no such file");
    if (bytes > most_bytes)
        throw DomainError(path + ": it has " + std::to_string(bytes) + " bytes; matrices up to " +
                          std::to_string(most_rows) + " rows are read");
    try {
        try {
            return read_array<double>(path);
        } catch (const DomainError&) {
            throw;
        } catch (const std::exception&) {
            return read_array<float>(path);
        }
    } catch (const DomainError&) {
        throw;
    } catch (const std::exception& error) {
        throw DomainError(path + ": it is no npy file of float64 or float32 (" + error.what() + ")");
    }
}

void require_symmetric(const std::string& file, const CovarianceAxes& m) {
    double largest = 0;
    for (const double x : m.entries) {
        if (!(std::abs(x) <= largest_accepted))
            throw DomainError(file + ": entries are numbers up to " + to_text(largest_accepted));
        largest = std::max(largest, std::abs(x));
    }
    if (!(largest > 0)) throw DomainError(file + ": every entry is 0");
    for (int i = 0; i < m.size; ++i)
        for (int j = 0; j < i; ++j) {
            const double a = m.entries[std::size_t(i * m.size + j)], b = m.entries[std::size_t(j * m.size + i)];
            if (std::abs(a - b) > 1e-12 * largest)
                throw DomainError(file + ": a covariance is symmetric; row " + std::to_string(i + 1) + " column " +
                                  std::to_string(j + 1) + " is " + to_text(a) + ", and mirrored " + to_text(b));
        }
}

}  // namespace

bool is_matrix_file(const std::string& path) {
    if (is_npy(path)) return true;
    const CsvTable table = read_csv(path);
    try {
        parse_number("entry", table.columns.front());
        return true;
    } catch (const DomainError&) {
        return false;
    }
}

namespace {

CovarianceAxes taken_apart(const std::string& path) {
    CovarianceAxes read = is_npy(path) ? read_npy(path) : read_rows(path);
    require_symmetric(path, read);
    SymmetricAxes axes = symmetric_axes(read.entries, read.size);
    const double rounding = axes.value.front() * 1e-14 * read.size;
    for (double& value : axes.value) {
        if (value < -1e-10 * axes.value.front())
            throw DomainError(path + ": a covariance has no negative eigenvalue; this has " + to_text(value));
        if (value < rounding) value = 0;
    }
    read.eigenvalue = std::move(axes.value), read.axis = std::move(axes.axis);
    return read;
}

}  // namespace

std::shared_ptr<const CovarianceAxes> read_covariance_matrix(const std::string& path) {
    constexpr std::size_t most_kept = 16;
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const CovarianceAxes>> kept;
    std::string key;
    try {
        key = hash_of_file(path);
    } catch (const std::runtime_error& error) {
        throw DomainError(path + ": " + error.what());
    }
    const std::lock_guard lock(mutex);
    if (kept.size() >= most_kept && !kept.count(key)) kept.clear();
    std::shared_ptr<const CovarianceAxes>& entry = kept[key];
    if (!entry) entry = std::make_shared<const CovarianceAxes>(taken_apart(path));
    return entry;
}

std::vector<double> in_axes(const CovarianceAxes& m, const CovarianceAxes& of) {
    const std::size_t size = std::size_t(m.size);
    std::vector<double> turned(size * size), moved(size);
    const double rounding = 1e-13 * double(size) * m.eigenvalue.front();
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            moved[k] = 0;
            for (std::size_t l = 0; l < size; ++l) moved[k] += m.entries[k * size + l] * of.axis[i][l];
        }
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < size; ++k) sum += of.axis[j][k] * moved[k];
            turned[i * size + j] = turned[j * size + i] = std::abs(sum) < rounding ? 0 : sum;
        }
    }
    return turned;
}

bool is_diagonal(const std::vector<double>& entries, int size) {
    for (int i = 0; i < size; ++i)
        for (int j = 0; j < size; ++j)
            if (i != j && entries[std::size_t(i * size + j)] != 0) return false;
    return true;
}

}  // namespace lazyrisk
