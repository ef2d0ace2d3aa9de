// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "command_line/files.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

struct NamedFile {
    std::string option, typed;
    fs::path path;
    bool written, data;  ///< data: of a figure, beside it
};

fs::path place(const fs::path& path) { return fs::weakly_canonical(fs::absolute(path)); }

std::vector<NamedFile> files_of(const CLI::App& verb) {
    static const std::set<std::string> writes{"plot", "output", "write", "covariance-of-means", "per-image", "hardest"};
    std::vector<NamedFile> files;
    for (const CLI::Option* option : verb.get_options()) {
        if (option->count() == 0 || option->get_type_name().find("FILE") == std::string::npos) continue;
        const std::string name = option->get_single_name(), typed = option->results().front();
        if (typed == "-" || typed.empty()) continue;  // a stream, or nothing
        files.push_back({name, typed, place(typed), writes.count(name) > 0, false});
        const CLI::Option* embed = verb.get_option_no_throw("--embed");
        if (name == "plot" && typed.ends_with(".tex") && !(embed && embed->count() > 0))
            files.push_back({name, typed, place(fs::path(typed).replace_extension(".csv")), true, true});
    }
    return files;
}

}  // namespace

void require_different_files(const CLI::App& verb) {
    const std::vector<NamedFile> files = files_of(verb);
    for (const NamedFile& one : files)
        for (const NamedFile& other : files) {
            if (!one.written || one.option == other.option || one.path != other.path) continue;
            if (other.written && one.option == "output") continue;  // said of the other one
            if (one.data || other.data) {
                const NamedFile &figure = one.data ? one : other, &taken = one.data ? other : one;
                throw DomainError(
                    figure.option, figure.typed,
                    "its data goes to " + taken.typed + " too; give one of the two another name, or --embed");
            }
            throw DomainError(one.option, one.typed, "--" + other.option + " names the same file");
        }
}

}  // namespace lazyrisk::app
