// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a folder of results says about itself, and whether it is still true.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/measure/simulation_settings.hpp"

namespace lazyrisk {

/// What was wrong with a JSON text, without the parser's own prefix.
std::string reason(const nlohmann::json::exception& error);

/// A manifest names files that lie in its folder. Throws DomainError for a name that leads elsewhere.
void require_own_name(const std::filesystem::path& folder, const std::string& name);

struct Verification {
    std::size_t files = 0;                              ///< that the manifest names
    std::vector<std::string> changed, missing, others;  ///< others: in the folder, and nothing of the experiment's
    [[nodiscard]] bool sound() const { return changed.empty() && missing.empty() && others.empty(); }
};

/// Compares the files of a folder with the hashes in its manifest.json. Throws DomainError where there is no readable
/// manifest.
Verification verify_folder(const std::filesystem::path& folder);

/// Throws DomainError where the folder has results of another experiment, or files that no experiment wrote: they would
/// be lost. Stores and report.html may lie there.
void require_own_folder(const std::filesystem::path& folder, const std::string& experiment);

/// Each file that is not as it should be, and how many are, a line each.
std::string verification_in_words(const Verification& found, const std::string& folder);

/// The files of a fresh run that differ from those of `folder`, by the manifests of both.
std::vector<std::string> differences(const std::filesystem::path& folder, const std::filesystem::path& fresh);

/// What is needed to run a folder's experiment again.
struct Recipe {
    std::string experiment, version;  ///< the file's name in the folder
    std::uint64_t seed;
    bool quick;
    Plan plan;
    Estimator estimator;
    Precision precision;
    int blas_threads;
};
Recipe recipe_of(const std::filesystem::path& folder);

}  // namespace lazyrisk
