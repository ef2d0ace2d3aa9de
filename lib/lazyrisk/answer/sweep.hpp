// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Points along one or two fields of a problem.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/csv.hpp"

namespace lazyrisk {

/// Values of one field: numbers; words, as activation=relu,tanh or ridge=0,opt; or the numbers of a letter in an
/// expression, as activation=max(x-a,0) for a=0:2:9.
struct Sweep {
    std::string field;
    std::vector<double> values;  ///< of words their places 0, 1, ...
    bool logarithmic = false;
    std::vector<std::string> words = {};
    std::string expression = {}, letter = {};  ///< both or none

    [[nodiscard]] bool has_numbers() const { return words.empty(); }
    /// What runs: the letter, or the field.
    [[nodiscard]] const std::string& name() const { return letter.empty() ? field : letter; }
    /// Sets the field to value `i`; throws DomainError as set_field.
    void set(Question& question, std::size_t i) const;
    /// Sets the field to a value between them, where there are numbers.
    void set_number(Question& question, double value) const;
    /// Value `i` as it is typed as the field's.
    [[nodiscard]] std::string text(std::size_t i) const;
};

/// "psi1=0.1:10:50", "samples=10:1000:20:log", "ridge=0,1e-3,opt", "activation=relu,max(x,0)^2", "activation=max(x-a,0)
/// for a=0:2:9". Sizes with `dim` are counts and are rounded. Throws DomainError: no such field, not one that takes
/// single values, not a range, a logarithmic range that reaches 0, a wrong word.
Sweep parse_sweep(std::string_view text);

/// "0.1:10:50", "10:1000:20:log", "0,1e-3,0.1": the values alone. Throws DomainError for `field`.
std::vector<double> parse_values(std::string_view field, std::string_view text);

/// Is it a field of whole numbers?
bool counts(std::string_view field);

/// Throws DomainError for a sweep of words, along which nothing can be drawn.
void require_numbers(const Sweep& along);
/// The same for a letter too: what is drawn reads its places from the field.
void require_numbers_of_field(const Sweep& along);

/// From one end to the other by equal steps, or equal factors; sizes are rounded to counts, each once.
Sweep range_of(const std::string& field, double from, double to, std::size_t points, bool logarithmic);

/// Every combination; the last sweep varies fastest. Never stored: point i is computed.
class Grid {
public:
    Grid(Question base, std::vector<Sweep> sweeps);
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] Question operator[](std::size_t i) const;
    [[nodiscard]] const std::vector<Sweep>& sweeps() const { return sweeps_; }
    [[nodiscard]] const Question& base() const { return base_; }

private:
    Question base_;
    std::vector<Sweep> sweeps_;
    std::size_t size_ = 1;
};

/// A problem a row of the table, columns overriding the fields of their name. Throws DomainError with the place.
std::vector<Question> points(const CsvTable& table, const Question& base);

}  // namespace lazyrisk
