// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/class_labels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "lazyrisk/data/number_file.hpp"
#include "lazyrisk/data/read_table.hpp"
#include "lazyrisk/data/shown_text.hpp"
#include "lazyrisk/data/table_rows.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/names.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_classes = 1000, longest_name = 200;

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    if (read_cell(text, value) != CellFault::none) return {};
    return value;
}

}  // namespace

std::string class_name(std::string_view text) {
    const std::optional<double> number = number_of(text);
    return number ? to_text(*number) : std::string(text);
}

void LabelCollector::fail(const std::string& why) const { throw DomainError(field_, path_, why); }

void LabelCollector::add(std::string_view text, const std::string& place) {
    if (text.empty()) fail(place + " has no label; expected one a point");
    if (text.size() > longest_name)
        fail(place + " has a label of " + std::to_string(text.size()) + " bytes; names of classes have at most " +
             std::to_string(longest_name));
    if (!is_utf8(text) || !wrong_with_text(std::string(text)).empty())
        fail(place + " has the label \"" + shown_text(text) + "\" with bytes that are no letters; write it in UTF-8");
    const std::optional<double> number = number_of(text);
    if (number) return add(*number, place);
    words_ = true;
    add_name(std::string(text), place);
}

void LabelCollector::add(double number, const std::string& place) {
    if (fraction_.empty() && (number != std::floor(number) || std::abs(number) > 0x1p53))
        fraction_ = to_text(number) + " at " + place;
    add_name(to_text(number), place);
}

void LabelCollector::add_name(const std::string& name, const std::string& place) {
    const auto [entry, fresh] = code_of_.emplace(name, int(code_of_.size()));
    if (fresh && code_of_.size() > most_classes)
        fail(place + " has the " + std::to_string(code_of_.size()) +
             "th class; real numbers that are no classes are `targets`");
    codes_.push_back(entry->second);
}

ClassLabels LabelCollector::finish() const {
    if (codes_.empty()) fail("it has no labels");
    if (!words_ && !fraction_.empty())
        fail(fraction_ + " is no class, which is a whole number or a word; real numbers are `targets`");
    struct Named {
        std::string name;
        double value;
        int code;
    };
    std::vector<Named> list;
    for (const auto& [name, code] : code_of_) list.push_back({name, words_ ? 0 : number_of(name).value_or(0), code});
    std::stable_sort(list.begin(), list.end(), [](const Named& a, const Named& b) { return a.value < b.value; });
    ClassLabels labels;
    std::vector<int> place(list.size());
    for (const Named& one : list) {
        place[std::size_t(one.code)] = int(labels.classes.size());
        labels.classes.push_back(one.name);
    }
    for (const int code : codes_) labels.label.push_back(place[std::size_t(code)]);
    return labels;
}

ClassLabels read_labels(const std::string& path, const std::string& field) {
    LabelCollector labels(path, field);
    if (format_of(path, field) == FileFormat::table) {
        read_label_lines(path, field, [&](std::string_view text, std::size_t line) {
            labels.add(text, "line " + std::to_string(line));
        });
        return labels.finish();
    }
    const NumberFile file = look_at_file(path, field);
    if (file.point_size() != 1)
        file.fail("it has the shape " + file.shape_text() + "; expected one label a point, as of a file of " +
                  std::to_string(file.points()));
    const Matrix numbers = read_points(file);
    for (Eigen::Index i = 0; i < numbers.size(); ++i)
        labels.add(numbers(i), "byte " + std::to_string(file.offset + std::size_t(i) * size_of(file.type)));
    return labels.finish();
}

namespace {

/// The number of each class among those wanted, or -1.
std::vector<int> places_of(const ClassLabels& labels, const std::string& wanted, std::vector<std::string>& names) {
    std::vector<int> place(labels.classes.size(), -1);
    for (const std::string& piece : pieces(wanted, ',')) {
        const std::string name = class_name(piece);
        const auto found = std::find(labels.classes.begin(), labels.classes.end(), name);
        if (found == labels.classes.end()) {
            std::string all;
            for (const std::string& one : labels.classes) all += (all.empty() ? "" : ", ") + one;
            throw DomainError("classes", wanted,
                              "no point is of class \"" + shown_text(piece, 100) + "\"; there are " +
                                  shortened(all, 300) + did_you_mean(piece, labels.classes));
        }
        int& own = place[std::size_t(found - labels.classes.begin())];
        if (own >= 0) throw DomainError("classes", wanted, "class " + name + " is named twice");
        own = int(names.size());
        names.push_back(name);
    }
    return place;
}

}  // namespace

ClassLabels restricted(const ClassLabels& labels, const std::string& wanted, std::vector<std::size_t>& row) {
    ClassLabels left;
    const std::vector<int> place = places_of(labels, wanted, left.classes);
    if (left.classes.size() < 2)
        throw DomainError("classes", wanted, "one class leaves nothing to tell apart; name two or more");
    row.clear();
    for (std::size_t i = 0; i < labels.label.size(); ++i) {
        const int own = place[std::size_t(labels.label[i])];
        if (own < 0) continue;
        left.label.push_back(own);
        row.push_back(i);
    }
    return left;
}

}  // namespace lazyrisk
