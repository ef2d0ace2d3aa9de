// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// TOML tables read key by key, every mistake with its place.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/toml/problem_file.hpp"
#include "lazyrisk/words/enum_words.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/names.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {

/// A table of the file, read key by key; what is left over is an error.
class Reader {
public:
    Reader(const toml::table& table, const std::string& path, std::vector<std::string> known)
        : table_(table), path_(path) {
        for (const auto& [key, node] : table)
            if (std::find(known.begin(), known.end(), key.str()) == known.end())
                throw DomainError(place(node, path) + ": unknown key " + std::string(key.str()) +
                                  hint(key.str(), known));
    }
    static std::string hint(std::string_view key, const std::vector<std::string>& known) {
        std::string near = did_you_mean(key, known), all;
        for (const std::string& one : known) all += (all.empty() ? "; known here: " : ", ") + one;
        return near.empty() ? all : near;
    }
    const toml::node* find(std::string_view key) const { return table_.get(key); }
    std::string text(std::string_view key, const std::string& otherwise) const {
        const toml::node* node = find(key);
        return node ? value_text(*node, path_) : otherwise;
    }
    /// The name of a file. Throws DomainError with the place.
    std::string name(std::string_view key) const {
        const toml::node* node = find(key);
        const std::string text = node ? value_text(*node, path_) : "";
        const std::string wrong = wrong_with_name(text);
        if (!wrong.empty())
            throw DomainError(node ? place(*node, path_) + ": " + wrong : place(table_, path_) + ": " + wrong);
        return text;
    }
    /// A cell of a csv file. Throws DomainError with the place.
    std::string cell(std::string_view key, const std::string& otherwise) const {
        const std::string text = this->text(key, otherwise);
        if (const std::string wrong = wrong_with_cell(text); !wrong.empty() && find(key))
            throw error(*find(key), wrong);
        return text;
    }
    /// Lines that become one.
    std::string paragraph(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return "";
        const auto value = node->value_exact<std::string>();
        if (!value) throw error(*node, "expected a text in quotes");
        std::string line = *value;
        for (char& c : line)
            if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if (const std::string wrong = wrong_with_text(line); !wrong.empty()) throw error(*node, wrong);
        return line;
    }
    /// One of the words of an enum; where the key is missing it stays as it is. Throws DomainError with the place.
    template <class Enum>
    void word(const char* key, Enum& value) const {
        const toml::node* node = find(key);
        if (!node) return;
        try {
            value = from_word<Enum>(key, value_text(*node, path_));
        } catch (const DomainError& wrong) {
            throw error(*node, wrong.what());
        }
    }
    bool flag(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return false;
        if (const auto value = node->value_exact<bool>()) return *value;
        throw error(*node, "expected true or false");
    }
    double number(std::string_view key, double otherwise) const {
        const toml::node* node = find(key);
        if (!node) return otherwise;
        if (const auto value = node->value<double>(); value && !std::isnan(*value)) return *value;
        throw error(*node, "expected a number");
    }
    /// A number, or a list of them.
    std::vector<double> numbers(std::string_view key) const {
        std::vector<double> list;
        const auto add = [&](const toml::node& item) {
            const auto value = item.value<double>();
            if (!value || std::isnan(*value)) throw error(item, "expected a number");
            list.push_back(*value);
        };
        const toml::node* node = find(key);
        if (!node) return list;
        if (!node->as_array())
            add(*node);
        else
            for (const toml::node& item : *node->as_array()) add(item);
        return list;
    }
    int whole(std::string_view key, int otherwise) const {
        const toml::node* node = find(key);
        if (!node) return otherwise;
        const auto value = node->value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > 1000000000) throw error(*node, "expected a whole number of at least 1");
        return int(*value);
    }
    std::map<std::string, std::string> fields(std::string_view key,
                                              const FieldCheck& check = check_problem_field) const {
        const toml::node* node = find(key);
        if (!node) return {};
        if (const toml::table* table = node->as_table()) return fields_of(*table, path_, check);
        throw error(*node, "expected a table of problem fields, as {ridge = 0, noise = 0.1}");
    }
    std::vector<const toml::table*> tables(std::string_view key) const {
        const toml::node* node = find(key);
        std::vector<const toml::table*> list;
        if (!node) return list;
        const toml::array* array = node->as_array();
        if (!array) throw error(*node, "expected [[" + std::string(key) + "]]");
        for (const toml::node& item : *array) {
            if (!item.as_table()) throw error(item, "expected a table");
            list.push_back(item.as_table());
        }
        return list;
    }
    std::optional<Sweep> sweep(std::string_view key) const {
        const toml::node* node = find(key);
        if (!node) return {};
        try {
            Sweep along = parse_sweep(value_text(*node, path_));
            require_numbers_of_field(along);
            return along;
        } catch (const DomainError& wrong) {
            throw error(*node, wrong.what());
        }
    }
    DomainError error(const toml::node& node, const std::string& what) const {
        return DomainError(place(node, path_) + ": " + what);
    }

private:
    const toml::table& table_;
    const std::string& path_;
};

}  // namespace lazyrisk
