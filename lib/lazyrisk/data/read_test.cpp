// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/read_test.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A reader speaks of the fields of the points that train.
DomainError of_test(const DomainError& error) {
    constexpr std::array fields{std::pair{"data", "test"}, std::pair{"labels-file", "test-labels-file"},
                                std::pair{"targets", "test-targets"}, std::pair{"count", "test-count"}};
    std::string sentence = error.what(), name = error.name;
    for (const auto& [own, other] : fields) {
        if (name == own) {
            name = other;
            if (sentence.starts_with(std::string(own) + " = "))
                sentence = other + sentence.substr(std::string_view(own).size());
        }
        const std::string quoted = std::string("`") + own + "`", instead = std::string("`") + other + "`";
        for (std::size_t at = 0; (at = sentence.find(quoted, at)) != std::string::npos; at += instead.size())
            sentence.replace(at, quoted.size(), instead);
    }
    DomainError renamed(sentence);
    renamed.name = name;
    return renamed;
}

DataSet read_by_itself(const DataRequest& request) {
    DataRequest own = request;
    own.data = request.test, own.labels_file = request.test_labels_file, own.targets = request.test_targets;
    own.test = "", own.one_class = true;
    own.classes = "";  // those of the points that train, by and by
    own.count = request.classes.empty() ? request.test_count : 0;
    if (own.normalise == Normalise::standard) own.normalise = Normalise::none;
    try {
        return read_data(own);
    } catch (const DomainError& error) {
        throw of_test(error);
    }
}

/// Labels as places in the classes of the points that train.
void put_in_classes(DataSet& test, const DataSet& training) {
    std::vector<int> place;
    for (const std::string& name : test.classes) {
        const auto found = std::find(training.classes.begin(), training.classes.end(), name);
        place.push_back(found == training.classes.end() ? -1 : int(found - training.classes.begin()));
    }
    for (int& label : test.label) {
        if (place[std::size_t(label)] < 0)
            throw DomainError("test", test.source,
                              "class " + test.classes[std::size_t(label)] +
                                  " is none of the points that train; give `classes` that both have");
        label = place[std::size_t(label)];
    }
    test.classes = training.classes;
}

void require_like(const DataSet& test, const DataSet& training) {
    if (test.inputs.rows() != training.inputs.rows() ||
        (test.shape.is_image() && training.shape.is_image() && test.shape.text() != training.shape.text()))
        throw DomainError("test", test.source,
                          "its points are " + std::to_string(test.inputs.rows()) + " numbers" +
                              (test.shape.is_image() ? " (" + test.shape.text() + ")" : "") + ", those that train " +
                              std::to_string(training.inputs.rows()) +
                              (training.shape.is_image() ? " (" + training.shape.text() + ")" : ""));
    if (training.label.empty() == test.label.empty() && training.targets.cols() == test.targets.cols()) return;
    if (training.label.empty())
        throw DomainError("test-targets", "\"\"",
                          "points learn " + std::to_string(training.targets.cols()) +
                              " targets each; expected a file with as many a test point");
    throw DomainError("test", test.source, "its points have targets, and those that train have classes");
}

/// The first points of the classes that train, where some were chosen.
void keep_chosen(DataSet& test, const DataSet& training, std::size_t count) {
    std::vector<Eigen::Index> kept;
    std::vector<std::size_t> row;
    std::vector<int> label;
    for (std::size_t i = 0; i < test.count() && (count == 0 || kept.size() < count); ++i) {
        const std::string& name = test.classes[std::size_t(test.label[i])];
        if (std::find(training.classes.begin(), training.classes.end(), name) == training.classes.end()) continue;
        kept.push_back(Eigen::Index(i)), row.push_back(test.row[i]), label.push_back(test.label[i]);
    }
    if (kept.empty() || kept.size() < count)
        throw DomainError("test", test.source, "it has " + counted(kept.size(), "point") + " of these classes");
    test.inputs = Matrix(test.inputs(Eigen::all, kept));
    test.row = std::move(row), test.label = std::move(label);
}

}  // namespace

DataSet read_test(const DataRequest& request, const DataSet& training) {
    DataSet test = read_by_itself(request);
    require_like(test, training);
    if (!request.classes.empty()) keep_chosen(test, training, request.test_count);
    if (!test.label.empty()) put_in_classes(test, training);
    standardise_as(test.inputs, training.standard);
    test.shape = training.shape;
    test.checksum = checksum_of(test);
    return test;
}

}  // namespace lazyrisk
