// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Experiments written for one test case.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "lazyrisk/study/experiment.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

inline void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}
inline std::string text_of_file(const std::filesystem::path& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

class WrittenExperiment {
public:
    explicit WrittenExperiment(const std::string& text) { write_file(path, text); }
    [[nodiscard]] lazyrisk::ExperimentFile read() const { return lazyrisk::read_experiment(path); }
    /// What is wrong with it, without the folder of its name: "e.toml:2:3: ...", or "".
    [[nodiscard]] std::string wrong() const try {
        static_cast<void>(read());
        return "";
    } catch (const lazyrisk::DomainError& error) {
        std::string what = error.what();
        const std::string head = folder.path.string() + "/";
        for (std::size_t at; (at = what.find(head)) != std::string::npos;) what.erase(at, head.size());
        return what;
    }

    const TemporaryFolder folder;
    const std::string path = folder.file("e.toml");
};
