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
#include "lazyrisk/words/pieces.hpp"
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

/// The first of `of` behind a key in the header of an .npy.
std::string behind(const std::string& header, const std::string& key, const char* first, const char* last) {
    const std::size_t at = header.find("'" + key + "'"), from = header.find(first, at),
                      to = header.find(last, from + 1);
    if (at == std::string::npos || from == std::string::npos || to == std::string::npos) return {};
    return header.substr(from + 1, to - from - 1);
}

/// Looks at what the header says before anything of that size is read: float64 or float32, square, all of it there.
/// Returns whether it is float64.
bool require_array(const std::string& path) {
    const auto refuse = [&](const std::string& why) { throw DomainError(path + ": " + why); };
    std::ifstream file(path, std::ios::binary);
    char fixed[10] = {};
    file.read(fixed, sizeof fixed);
    if (!file || std::string(fixed, 6) != "\x93NUMPY" || fixed[6] != 1)
        refuse("it is no npy file of version 1, as numpy.save writes it");
    const std::size_t length =
        static_cast<unsigned char>(fixed[8]) + 256 * std::size_t(static_cast<unsigned char>(fixed[9]));
    std::string header(length, ' ');
    file.read(header.data(), std::streamsize(length));
    if (!file) refuse("its header is cut off");
    const std::size_t colon = header.find(':', header.find("'descr'"));
    const std::size_t quote = colon == std::string::npos ? colon : header.find('\'', colon),
                      end = quote == std::string::npos ? quote : header.find('\'', quote + 1);
    const std::string descr = end == std::string::npos ? "" : header.substr(quote + 1, end - quote - 1);
    if (descr != "<f8" && descr != "<f4") refuse("its numbers are " + descr + "; expected float64 or float32");
    std::vector<double> shape;
    for (const std::string& size : pieces(behind(header, "shape", "(", ")"), ','))
        if (!size.empty()) shape.push_back(parse_number("shape", size));
    if (shape.size() != 2) refuse("a covariance has two dimensions; this array has " + std::to_string(shape.size()));
    const double most = double(most_rows) * 1e6;
    require_square(path, std::size_t(std::clamp(shape[0], 0.0, most)), std::size_t(std::clamp(shape[1], 0.0, most)));
    const double bytes = 10 + double(length) + shape[0] * shape[1] * (descr == "<f8" ? 8 : 4);
    if (double(std::filesystem::file_size(path)) < bytes)
        refuse("it is cut off: " + to_text(bytes) + " bytes are announced");
    return descr == "<f8";
}

template <class Number>
CovarianceAxes read_array(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const xt::xarray<Number> array = xt::load_npy<Number>(file);
    CovarianceAxes read{int(array.shape(0)), {}, {}, {}};
    for (const Number x : array) read.entries.push_back(double(x));
    return read;
}

CovarianceAxes read_npy(const std::string& path) {
    try {
        return require_array(path) ? read_array<double>(path) : read_array<float>(path);
    } catch (const DomainError&) {
        throw;
    } catch (const std::exception&) {
        throw DomainError(path + ": it cannot be read as an npy file");
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
        throw DomainError(error.what());
    }
    const std::lock_guard lock(mutex);
    if (kept.size() >= most_kept && !kept.count(key)) kept.clear();
    std::shared_ptr<const CovarianceAxes>& entry = kept[key];
    if (!entry) entry = std::make_shared<const CovarianceAxes>(taken_apart(path));
    return entry;
}

namespace {

std::vector<double> turned_into(const CovarianceAxes& m, const CovarianceAxes& of) {
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

}  // namespace

std::shared_ptr<const std::vector<double>> in_axes(const std::shared_ptr<const CovarianceAxes>& m,
                                                   const std::shared_ptr<const CovarianceAxes>& of) {
    using Pair = std::pair<std::shared_ptr<const CovarianceAxes>, std::shared_ptr<const CovarianceAxes>>;
    constexpr std::size_t most_kept = 16;
    static std::mutex mutex;
    static std::map<Pair, std::shared_ptr<const std::vector<double>>> kept;  // whose keys hold what they name
    const std::lock_guard lock(mutex);
    const Pair key{m, of};
    if (kept.size() >= most_kept && !kept.count(key)) kept.clear();
    std::shared_ptr<const std::vector<double>>& entry = kept[key];
    if (!entry) entry = std::make_shared<const std::vector<double>>(turned_into(*m, *of));
    return entry;
}

bool is_diagonal(const std::vector<double>& entries, int size) {
    for (int i = 0; i < size; ++i)
        for (int j = 0; j < size; ++j)
            if (i != j && entries[std::size_t(i * size + j)] != 0) return false;
    return true;
}

}  // namespace lazyrisk
