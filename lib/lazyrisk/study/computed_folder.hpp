// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An experiment computed: one folder of figures, tables, a summary and a manifest.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "lazyrisk/study/figure.hpp"

namespace lazyrisk {

struct ComputedFolder {
    std::size_t figures = 0, recalled = 0;  ///< recalled: of these were there already
    int disagreeing = 0;                    ///< known numbers, points, cells
    double seconds = 0;
};

/// What can be wrong with an experiment, before anything is computed. Throws DomainError.
void look_for_mistakes(const ExperimentFile& experiment);

/// Computes what the folder does not have yet (all of it where `fresh`), copies what is read beside it, and writes
/// after each figure, so that what is finished is kept. `tell` hears each verdict, a line. On a process that only works
/// for another one, or with a dry run, nothing is written. Throws DomainError, also for a folder of something else
/// (unless `options.force`), and std::runtime_error where the folder cannot be written.
ComputedFolder compute_folder(
    const std::string& file, const ExperimentFile& experiment, const RunOptions& options,
    const std::filesystem::path& folder, bool fresh, const Host& host,
    const std::function<void(const std::string&)>& tell = [](const std::string&) {});

}  // namespace lazyrisk
