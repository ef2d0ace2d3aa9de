// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/named_data.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

/// The file, or the same packed.
std::string plain_or_packed(const fs::path& folder, const std::string& name, const std::string& data) {
    std::error_code ignored;
    for (const char* ending : {"", ".gz"})
        if (fs::path path = folder / (name + ending); fs::exists(path, ignored)) return path.string();
    throw DomainError("data", data,
                      "there is no " + (folder / name).string() +
                          "(.gz); install the Debian package dataset-fashion-mnist, or set LAZYRISK_DATASETS to a "
                          "folder that has its folder fashion-mnist");
}

}  // namespace

const std::vector<std::string>& data_names() {
    static const std::vector<std::string> names{"fashion-mnist", "fashion-mnist:test"};
    return names;
}

DataFiles data_files(const std::string& data) {
    if (data.empty()) throw DomainError("data", "\"\"", "expected a file, or fashion-mnist");
    const bool test = data == "fashion-mnist:test";
    if (test || data == "fashion-mnist") {
        const char* own = std::getenv("LAZYRISK_DATASETS");
        const fs::path folder = fs::path(own && *own ? own : "/usr/share/datasets") / "fashion-mnist";
        const std::string part = test ? "t10k" : "train";
        return {plain_or_packed(folder, part + "-images-idx3-ubyte", data),
                plain_or_packed(folder, part + "-labels-idx1-ubyte", data)};
    }
    std::error_code ignored;
    if (!fs::exists(data, ignored)) {
        const std::string near = did_you_mean(data, data_names());
        throw DomainError("data", data,
                          "there is no such file; expected an idx, npy or csv file, or fashion-mnist" +
                              (data.starts_with("fashion-mnist:") ? "; did you mean fashion-mnist:test?" : near));
    }
    return {data, ""};
}

}  // namespace lazyrisk
