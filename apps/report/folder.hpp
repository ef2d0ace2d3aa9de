// What `lazyrisk run` left in a folder, read back.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "experiment.hpp"

namespace lazyrisk::app {

struct ResultFigure {
    std::string name, title, note;
    bool map = false;
    std::string x, y;                                            ///< what the axes show; y empty for a map
    std::vector<std::string> files;                              ///< as the manifest names them
    nlohmann::ordered_json problems;                             ///< of the manifest's parameters: a list of curves, or one object of a map
    std::vector<std::pair<std::string, std::string>> sentences;  ///< curve and verdict, of summary.md

    /// The file with that ending, "" where there is none.
    [[nodiscard]] std::string file(const std::string& ending) const;
};

struct ResultFolder {
    std::filesystem::path path;
    std::string title, version, name;
    std::uint64_t seed = 0;
    bool quick = false;
    nlohmann::ordered_json simulation;  ///< plan, estimator, precision, blas_threads
    ExperimentSource source;
    double tolerance = 0;
    std::vector<ResultFigure> figures;                    ///< in the experiment's order
    std::vector<std::vector<std::string>> known_numbers;  ///< rows of summary.md's first table, the head first
    std::vector<std::pair<std::string, std::string>> hashes;
};

/// Throws DomainError where the folder is not one of `lazyrisk run`, is incomplete (interrupted), or its files are not what its
/// manifest says.
ResultFolder read_result(const std::filesystem::path& folder);

/// Throws std::runtime_error where it cannot be read.
std::string text_of_file(const std::filesystem::path& path);

}  // namespace lazyrisk::app
