// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The experiments that come with the program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {

/// The folder of the experiments: $LAZYRISK_GALLERY, else share/lazyrisk/gallery beside the bin of the program, else
/// the source tree that it was built from. Throws std::runtime_error where there is none.
std::filesystem::path gallery_folder();

/// Names in alphabetical order.
std::vector<std::string> gallery_names();

/// The experiment file of a name, or the path itself where it is a file's. Throws DomainError with the nearest name.
std::string experiment_file(const std::string& name_or_path);

/// A line a name.
std::string gallery_list();
/// The page docs/gallery/README.md: pictures, sources, checks.
std::string gallery_page();

}  // namespace lazyrisk
