// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/sweep.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/letter.hpp"
#include "lazyrisk/words/pieces.hpp"

namespace lazyrisk {
namespace {

/// Takes one word of its own, no list?
bool takes_words(const std::string& field) {
    for (const ProblemField& f : fields())
        if (f.name == field) return !f.numeric && f.value != "LIST" && f.name != "degrees";
    return false;
}

}  // namespace

std::string Sweep::text(std::size_t i) const {
    return !words.empty() ? words[i] : letter.empty() ? to_text(values[i]) : with_number(expression, letter, values[i]);
}

void Sweep::set(Question& question, std::size_t i) const {
    if (words.empty()) return set_number(question, values[i]);
    set_field(question, field, words[i]);
}

void Sweep::set_number(Question& question, double value) const {
    if (letter.empty()) return set_field(question, field, value);
    set_field(question, field, with_number(expression, letter, value));
}

bool counts(std::string_view field) {
    return field == "samples" || field == "width" || field == "dim" || field == "ensemble";
}

namespace {

/// Values of a field; `wrong` makes an error of what is wrong with them.
template <class Wrong>
Sweep values_of(const std::string& field, std::string_view range, const Wrong& wrong) {
    Sweep sweep{field, {}, false};
    if (range.find(':') == std::string_view::npos) {
        for (const std::string& piece : pieces(range, ',')) sweep.values.push_back(parse_number(field, piece));
        return sweep;
    }
    const std::vector<std::string> part = pieces(range, ':');
    if (part.size() < 3 || part.size() > 4 || (part.size() == 4 && part[3] != "log")) throw wrong("not a range");
    const double from = parse_number(field, part[0]), to = parse_number(field, part[1]);
    const double count = parse_number(field + " count", part[2]);
    sweep.logarithmic = part.size() == 4;
    if (std::isinf(from) || std::isinf(to)) throw wrong("an infinite end");
    if (!(count >= 1 && count <= 1e7 && count == std::floor(count)))
        throw wrong("COUNT is a whole number from 1 to 1e7");
    if (sweep.logarithmic && !(from > 0 && to > 0)) throw wrong("a logarithmic range stays above 0");
    return range_of(field, from, to, std::size_t(count), sweep.logarithmic);
}

/// "max(x-a,0)" and "a=0:2:9".
template <class Wrong>
Sweep letter_sweep(const std::string& field, std::string_view expression, std::string_view text, const Wrong& wrong) {
    const std::size_t equals = text.find('=');
    const std::string letter = pieces(text, '=').front();
    if (equals == std::string_view::npos || letter.empty() || !mentions(expression, letter))
        throw wrong("behind \"for\" stands a letter of the expression and its values, as in max(x-a,0) for a=0:2:9");
    Sweep sweep = values_of(letter, text.substr(equals + 1), wrong);
    sweep.field = field, sweep.letter = letter, sweep.expression = expression;
    Question tried;
    for (std::size_t i = 0; i < sweep.values.size(); ++i) sweep.set(tried, i);
    return sweep;
}

}  // namespace

Sweep parse_sweep(std::string_view text) {
    const auto wrong = [&](const std::string& why) {
        return DomainError("sweep", "\"" + std::string(text) + "\"",
                           why + "; expected FIELD=FROM:TO:COUNT, FIELD=FROM:TO:COUNT:log or FIELD=a,b,c");
    };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) throw wrong("no = in it");
    std::string_view name = text.substr(0, equals);
    while (name.ends_with(' ')) name.remove_suffix(1);
    const std::string field = field_name(name);
    const std::string_view range = text.substr(equals + 1);
    const bool numeric = is_numeric_field(field);
    if (!numeric && !takes_words(field)) throw wrong(field + " cannot be swept");
    if (const std::size_t of = range.rfind(" for "); !numeric && of != std::string_view::npos)
        return letter_sweep(field, range.substr(0, of), range.substr(of + 5), wrong);
    const std::vector<std::string> words = pieces(range, ',');
    if (numeric && std::find(words.begin(), words.end(), "opt") == words.end()) return values_of(field, range, wrong);
    Sweep sweep{field, {}, false, words};
    Question tried;
    for (std::size_t i = 0; i < words.size(); ++i) {
        sweep.set(tried, i);
        sweep.values.push_back(double(i));
    }
    return sweep;
}

void require_numbers(const Sweep& along) {
    if (!along.has_numbers())
        throw DomainError("sweep", along.field,
                          "words make no axis; put it first and a sweep of numbers behind it, a line for each word");
}

void require_numbers_of_field(const Sweep& along) {
    if (!along.has_numbers() || !along.letter.empty())
        throw DomainError(
            "sweep", along.field,
            "this line runs along a field of numbers; put words and letters in a sweep before it, or give "
            "a curve for each value");
}

std::vector<double> parse_values(std::string_view field, std::string_view text) {
    const auto wrong = [&](const std::string& why) {
        return DomainError(std::string(field), "\"" + std::string(text) + "\"",
                           why + "; expected FROM:TO:COUNT, FROM:TO:COUNT:log or a,b,c");
    };
    return values_of(std::string(field), text, wrong).values;
}

Sweep range_of(const std::string& field, double from, double to, std::size_t points, bool logarithmic) {
    Sweep sweep{field, {}, logarithmic};
    sweep.values.reserve(points);
    for (std::size_t i = 0; i < points; ++i) {
        const double share = points == 1 ? 0 : double(i) / double(points - 1);
        double value = i == 0              ? from
                       : i + 1 == points   ? to
                       : sweep.logarithmic ? std::exp((1 - share) * std::log(from) + share * std::log(to))
                                           : from + share * (to - from);
        if (counts(sweep.field)) {
            value = std::max(1.0, std::round(value));
            if (!sweep.values.empty() && sweep.values.back() == value) continue;  // the same count twice is one point
        }
        sweep.values.push_back(value);
    }
    return sweep;
}

Grid::Grid(Question base, std::vector<Sweep> sweeps) : base_(std::move(base)), sweeps_(std::move(sweeps)) {
    for (const Sweep& sweep : sweeps_) size_ *= sweep.values.size();
    if (size_ > 1000000000) throw DomainError("sweep", double(size_), "more than 1e9 points; take fewer");
}

Question Grid::operator[](std::size_t i) const {
    Question q = base_;
    for (auto sweep = sweeps_.rbegin(); sweep != sweeps_.rend(); ++sweep) {
        sweep->set(q, i % sweep->values.size());
        i /= sweep->values.size();
    }
    return q;
}

std::vector<Question> points(const CsvTable& table, const Question& base) {
    std::vector<Question> list;
    list.reserve(table.rows.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) try {
            static_cast<void>(is_numeric_field(table.columns[i]));  // is there such a field?
        } catch (const DomainError& error) {
            throw DomainError(table.file + ":1:" + std::to_string(i + 1) + ": " + error.what());
        }
    for (const CsvTable::Row& row : table.rows) {
        Question q = base;
        for (std::size_t i = 0; i < table.columns.size(); ++i) try {
                if (!row.cells[i].empty()) set_field(q, table.columns[i], row.cells[i]);
            } catch (const DomainError& error) {
                throw DomainError(table.place(row, i) + ": " + error.what());
            }
        list.push_back(std::move(q));
    }
    return list;
}

}  // namespace lazyrisk
