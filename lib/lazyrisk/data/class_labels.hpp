// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Labels of points as classes with names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

struct ClassLabels {
    std::vector<int> label;            ///< [M], places in `classes`
    std::vector<std::string> classes;  ///< names: whole numbers by size where all are numbers, else words by letters
};

/// Takes labels one after another. Numbers that are equal are one class, however they are written.
class LabelCollector {
public:
    /// Of which file; `field` names the option in errors.
    LabelCollector(std::string path, std::string field) : path_(std::move(path)), field_(std::move(field)) {}

    /// place: for errors, "line 5". Throws DomainError: an empty label, more than 1000 classes.
    void add(std::string_view text, const std::string& place);
    void add(double number, const std::string& place);
    [[nodiscard]] std::size_t count() const { return codes_.size(); }
    /// Throws DomainError: numbers that are not whole, which are no classes.
    [[nodiscard]] ClassLabels finish() const;

private:
    void add_name(const std::string& name, const std::string& place);
    [[noreturn]] void fail(const std::string& why) const;

    std::string path_, field_, fraction_;  // the first number that is not whole, and its place
    std::map<std::string, int, std::less<>> code_of_;
    std::vector<int> codes_;
    bool words_ = false;
};

/// The name of a class as it is compared: that of a number is its shortest text.
std::string class_name(std::string_view text);

/// Labels from a file: idx or npy of whole numbers [M], or text, one a line. Throws DomainError with the place.
ClassLabels read_labels(const std::string& path, const std::string& field = "labels-file");

/// Only points of the classes named in `wanted`, "0,6", in that order; the places of these points are left in `row`.
/// Throws DomainError of `classes`: a name that no point has, one twice, fewer than two.
ClassLabels restricted(const ClassLabels& labels, const std::string& wanted, std::vector<std::size_t>& row);

}  // namespace lazyrisk
