// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/chosen.hpp"

#include <algorithm>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

std::size_t place_of(const char* option, const std::vector<std::string>& columns, std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end())
        throw DomainError(option, name,
                          "the table has no such column" + did_you_mean(name, columns) +
                              " (`format = csv` heads every column there is)");
    return std::size_t(found - columns.begin());
}

}  // namespace

std::vector<std::size_t> places_of(const std::vector<std::string>& columns, const std::vector<std::string>& chosen) {
    std::vector<std::size_t> places;
    for (const std::string& name : chosen) {
        const std::size_t place = place_of("columns", columns, name);
        if (std::find(places.begin(), places.end(), place) != places.end())
            throw DomainError("columns", name, "the column is named twice");
        places.push_back(place);
    }
    return places;
}

ChosenTable with_chosen(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                        const std::vector<std::string>& chosen) {
    std::vector<std::size_t> order = places_of(columns, chosen);
    ChosenTable out;
    for (const std::size_t i : order) out.wanted.push_back(columns[i]);
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
    for (const std::size_t i : order) out.columns.push_back(columns[i]);
    for (const Row& row : rows) {
        out.rows.emplace_back();
        for (const std::size_t i : order) out.rows.back().push_back(row[i]);
    }
    return out;
}

ChosenTable pivoted(const std::vector<std::string>& columns, const std::vector<Row>& rows, const std::string& field,
                    const std::string& quantity, const std::vector<std::string>& keys) {
    const std::size_t heads = place_of("pivot", columns, field), cells = place_of("pivot", columns, quantity);
    const std::string mean = ".mean", base = quantity.substr(0, quantity.size() - mean.size());
    const auto error =
        quantity.ends_with(mean) ? std::find(columns.begin(), columns.end(), base + ".standard_error") : columns.end();
    std::vector<std::size_t> key;
    for (const std::string& name : keys)
        if (const std::size_t i = place_of("pivot", columns, name); i != heads && i != cells) key.push_back(i);
    std::vector<std::string> values;  // of the field, as they come
    for (const Row& row : rows)
        if (const std::string value = cell_text(row[heads], {});
            std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(value);
    ChosenTable out;
    for (const std::size_t i : key) out.columns.push_back(columns[i]);
    for (const std::string& value : values) {
        const std::string name = columns[heads] + "=" + value;
        out.columns.push_back(error == columns.end() ? name : name + mean);
        if (error != columns.end()) out.columns.push_back(name + ".standard_error");
    }
    out.wanted = out.columns;
    const std::size_t a_value = error == columns.end() ? 1 : 2, own = out.columns.size();
    // what is the same everywhere stays known to the note
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (i != heads && std::find(key.begin(), key.end(), i) == key.end() && !rows.empty() &&
            std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] == rows.front()[i]; }))
            others.push_back(i);
    for (const std::size_t i : others) out.columns.push_back(columns[i]);
    for (const Row& row : rows) {
        const auto same = [&](const Row& made) {
            for (std::size_t j = 0; j < key.size(); ++j)
                if (made[j] != row[key[j]]) return false;
            return true;
        };
        auto line = std::find_if(out.rows.begin(), out.rows.end(), same);
        if (line == out.rows.end()) {
            Row fresh(own);
            for (std::size_t j = 0; j < key.size(); ++j) fresh[j] = row[key[j]];
            for (const std::size_t i : others) fresh.push_back(row[i]);
            line = out.rows.insert(out.rows.end(), std::move(fresh));
        }
        const std::string value = cell_text(row[heads], {});
        const std::size_t at =
            key.size() + a_value * std::size_t(std::find(values.begin(), values.end(), value) - values.begin());
        if ((*line)[at] != Cell{})
            throw DomainError("pivot", field,
                              "rows differ in more than this field and what is shown beside it; name the others in "
                              "`columns`");
        (*line)[at] = row[cells];
        if (a_value == 2) (*line)[at + 1] = row[std::size_t(error - columns.begin())];
    }
    return out;
}

}  // namespace lazyrisk
