// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Files that appear only when they are whole.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace lazyrisk {

/// A file that is written beside its name and renamed at the end: what was there before stays until then. A link stays
/// a link; a pipe or a device is written to, not replaced. All throw std::runtime_error where it cannot be written.
class WholeFile {
public:
    explicit WholeFile(const std::filesystem::path& path);
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    void write(std::string_view text);
    void finish();
    /// The name that such a file has until its end; "" where the file itself is written to.
    [[nodiscard]] static std::string half_written(const std::filesystem::path& path);

private:
    [[noreturn]] void fail() const;

    std::string path_, partial_;  ///< partial: "" as above
    std::FILE* file_;
};

/// A text as such a file.
void write_text(const std::filesystem::path& path, std::string_view text);

}  // namespace lazyrisk
