// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What `lazyrisk run` left in a folder, read back.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/study/experiment.hpp"
#include "lazyrisk/study/known_numbers.hpp"

namespace lazyrisk::report {

struct ResultFigure {
    std::string name, title, note;
    bool map = false;
    std::string x, y;                              ///< what the axes show; of a map y is its colour
    std::vector<std::string> files;                ///< as the manifest names them
    std::vector<nlohmann::ordered_json> problems;  ///< of the manifest's parameters: one a curve, or that of a map
    std::vector<std::pair<std::string, std::string>> verdicts;  ///< curve, and what is said of it

    /// The file with that ending, "" where there is none.
    [[nodiscard]] std::string file(const std::string& ending) const;
    /// The fields that these sweeps (theory, limit, simulation, x, y) vary, as columns are named, in the order in which
    /// they come.
    [[nodiscard]] std::vector<std::string> swept(const std::vector<const char*>& sweeps) const;
};

struct ResultFolder {
    std::filesystem::path path;
    std::string title, version, name;
    std::uint64_t seed = 0;
    bool quick = false;
    nlohmann::ordered_json simulation;  ///< plan, estimator, precision, blas_threads
    ExperimentSource source;
    double tolerance = 0;
    std::vector<ResultFigure> figures;  ///< in the experiment's order
    std::vector<CheckedNumber> known_numbers;
    std::vector<std::pair<std::string, std::string>> hashes;
};

/// Throws DomainError where the folder is not one of `lazyrisk run`, is incomplete (interrupted), or its files are not
/// what its manifest says.
ResultFolder read_result(const std::filesystem::path& folder);

/// An entry of the manifest as a word: a text as it is, a number as its shortest text; "" where there is none.
std::string word_of(const nlohmann::ordered_json& entry, const std::string& key);

/// The name of a field as a column's head: step-size is step_size.
std::string column_of(std::string field);

/// Throws std::runtime_error where it cannot be read.
std::string text_of_file(const std::filesystem::path& path);

}  // namespace lazyrisk::report
