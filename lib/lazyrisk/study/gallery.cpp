// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/gallery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "lazyrisk/study/figure.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

std::string of_settings(const std::string& settings) {
    static const std::map<std::string, std::string> words{
        {"code", "Parameters read in published code."},
        {"text", "Parameters and claims read in the paper's text."},
        {"memory", "Settings after the source, from memory: not a copy of one of its figures."},
        {"own", "Parameters of our own."}};
    return words.at(settings);
}

}  // namespace

fs::path gallery_folder() {
    std::error_code ignored;
    if (const char* named = std::getenv("LAZYRISK_GALLERY"); named && *named) {
        if (!fs::is_directory(named, ignored))
            throw std::runtime_error(std::string("LAZYRISK_GALLERY=") + named + " is not a folder");
        return named;
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    const fs::path installed = program.parent_path().parent_path() / "share/lazyrisk/gallery";
    if (fs::is_directory(installed, ignored)) return installed;
    if (fs::is_directory(LAZYRISK_GALLERY_SOURCE, ignored)) return LAZYRISK_GALLERY_SOURCE;
    throw std::runtime_error("the gallery is neither in " + installed.string() +
                             " nor in " LAZYRISK_GALLERY_SOURCE
                             "; name its folder in the environment variable LAZYRISK_GALLERY");
}

std::vector<std::string> gallery_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(gallery_folder()))
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::string experiment_file(const std::string& name) {
    const bool is_path = name.find('/') != std::string::npos || name.ends_with(".toml");
    if (fs::exists(name) && (is_path || !fs::is_directory(name)))
        return name;  // a folder of results may have the experiment's name
    if (is_path)
        throw DomainError("no experiment file " + name +
                          "; give the path of a .toml file (docs/guide/run.md shows one), or a name of "
                          "`lazyrisk run --list`");
    const std::vector<std::string> names = gallery_names();
    if (std::find(names.begin(), names.end(), name) == names.end())
        throw DomainError("no experiment file and no experiment of the gallery is called " + name +
                          did_you_mean(name, names) + " (`lazyrisk run --list` lists them)");
    return (gallery_folder() / (name + ".toml")).string();
}

std::string gallery_list() {
    std::string text;
    const std::vector<std::string> names = gallery_names();
    std::size_t width = 0;
    for (const std::string& name : names) width = std::max(width, name.size());
    for (const std::string& name : names)
        text += fmt::format("{:<{}}  {}\n", name, width, read_experiment(experiment_file(name)).title);
    return text;
}

std::string gallery_page() {
    std::string text =
        "# Gallery\n\nFigures of the literature, or after it, as experiment files: `lazyrisk run NAME --output FOLDER` "
        "computes one,\n"
        "`lazyrisk run --list` lists them, `lazyrisk run NAME --quick` is the same at small size. This page is\n"
        "the output of `lazyrisk run --list --format markdown`. Lines are theory, dashed lines its limit, points "
        "simulations with "
        "standard errors.\n";
    for (const std::string& name : gallery_names()) {
        const ExperimentFile e = read_experiment(experiment_file(name));
        text +=
            fmt::format("\n## {}\n\n**{}.** {} *{}*\n\n", name, e.title, e.source.text, of_settings(e.source.settings));
        for (const ExperimentFigure& figure : e.figures) {
            text += fmt::format("![{}]({}.svg)\n", figure.title, figure.name);
            for (std::size_t i = 0; i < figure.curves.size(); ++i)
                if (figure.curves[i].data && figure.curves[i].data->hardest > 0)
                    text += fmt::format("![{}, {}: hardest to tell]({}{})\n", figure.title, figure.curves[i].label,
                                        figure.name, sheet_ending(i));
        }
        for (const ExperimentMap& map : e.maps) text += fmt::format("![{}]({}.svg)\n", map.style.title, map.name);
        std::size_t numbers = 0;
        for (const ExperimentCheck& check : e.checks) numbers += check.expected.size();
        if (numbers > 0)
            text += fmt::format("\nChecked: {} number{} known from elsewhere.\n", numbers, numbers == 1 ? "" : "s");
    }
    return text;
}

}  // namespace lazyrisk
