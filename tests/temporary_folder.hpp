// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A folder for the files of one test case.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

struct TemporaryFolder {
    std::filesystem::path path = [] {
        static int count = 0;
        return std::filesystem::temp_directory_path() /
               ("lazyrisk_test_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    }();
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return (path / name).string(); }
};
