// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a folder of results already has of an experiment: figures of the same text, settings and program are not
// computed again.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/study/figure.hpp"

namespace lazyrisk {

/// A figure or map as the manifest keeps it.
struct KeptFigure {
    std::vector<std::string> files;
    std::vector<std::pair<std::string, std::string>> verdicts;  ///< a curve's label and what is said of it
    std::string summary;                                        ///< its part of summary.md
    int disagreeing = 0;
};

/// Everything that a figure's files depend on, in one SHA-1: its text and that of the problem above it, the settings of
/// the run, the files it reads, and the program itself.
std::string key_of(const ExperimentFigure& figure, const FigureContext& context);
std::string key_of(const ExperimentMap& map, const FigureContext& context);

class KeptFigures {
public:
    /// Reads the manifest of the folder where there is one; anything else there means that nothing is kept.
    explicit KeptFigures(const std::filesystem::path& folder);
    /// The figure under this key, if all of its files are still what the manifest says.
    [[nodiscard]] std::optional<KeptFigure> find(const std::string& name, const std::string& key) const;

private:
    std::filesystem::path folder_;
    nlohmann::ordered_json manifest_;
};

/// The entry of a manifest for a figure, as KeptFigures reads it; without a key it is never found again.
nlohmann::ordered_json entry(const KeptFigure& figure, const std::string& key);
/// The verdicts in such an entry. Throws nlohmann::json::exception.
std::vector<std::pair<std::string, std::string>> verdicts_of(const nlohmann::ordered_json& entry);

}  // namespace lazyrisk
