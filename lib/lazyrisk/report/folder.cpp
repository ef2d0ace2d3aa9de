// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/study/kept_figures.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"

namespace lazyrisk::report {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void require_sound(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        throw DomainError("report", folder.string(),
                          "no such folder; expected one written by `lazyrisk run NAME --output FOLDER`");
    const Verification found = verify_folder(folder);
    const auto complain = [&](const std::vector<std::string>& names, const std::string& what) {
        if (names.empty()) return;
        throw DomainError(fmt::format(
            "{}: {}{} {}; `lazyrisk run --verify {}` lists what changed, a fresh run makes the folder whole",
            folder.string(), names.front(), names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "", what,
            folder.string()));
    };
    complain(found.missing, "of its manifest.json is missing");
    complain(found.changed, "is not what its manifest.json says");
}

}  // namespace

std::string ResultFigure::file(const std::string& ending) const {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const std::string& name) { return name == this->name + ending; });
    return found == files.end() ? "" : *found;
}

std::vector<std::string> ResultFigure::swept(const std::vector<const char*>& sweeps) const {
    std::vector<std::string> out;
    for (const Json& entry : problems)
        for (const char* sweep : sweeps) {
            const std::string text = word_of(entry, sweep), field = column_of(text.substr(0, text.find('=')));
            if (!field.empty() && std::find(out.begin(), out.end(), field) == out.end()) out.push_back(field);
        }
    return out;
}

std::string word_of(const Json& entry, const std::string& key) {
    if (!entry.is_object() || !entry.contains(key)) return "";
    const Json& value = entry.at(key);
    return value.is_string()   ? value.get<std::string>()
           : value.is_number() ? to_text(value.get<double>())
                               : value.dump();
}

std::string column_of(std::string field) {
    std::replace(field.begin(), field.end(), '-', '_');
    return field;
}

std::string text_of_file(const fs::path& path) { return read_text(path.string(), "a file of `lazyrisk run`"); }

ResultFolder read_result(const fs::path& folder) {
    require_sound(folder);
    ResultFolder result;
    result.path = folder;
    std::string file;
    Json manifest;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> verdicts;
    try {
        manifest = Json::parse(text_of_file(folder / "manifest.json"));
        result.title = manifest.at("title"), result.version = manifest.at("version"), result.name = manifest.at("name");
        result.seed = manifest.at("seed"), result.quick = manifest.at("quick"),
        result.simulation = manifest.at("simulation");
        file = manifest.at("experiment");
        for (const auto& [name, hash] : manifest.at("sha1").items()) result.hashes.emplace_back(name, hash);
        result.known_numbers = checked_numbers(manifest.at("known_numbers"));
        const Json finished = manifest.value("figures", Json::object());
        for (const auto& [name, figure] : finished.items()) verdicts[name] = verdicts_of(figure);
    } catch (const Json::exception& error) {
        throw DomainError((folder / "manifest.json").string() + ": is not complete (" + reason(error) +
                          "); a fresh run writes it");
    }
    require_own_name(folder, file);
    const ExperimentFile experiment = read_experiment((folder / file).string());
    result.source = experiment.source;
    result.tolerance = experiment.tolerance;
    const auto add = [&](ResultFigure figure) {
        const Json none, files = manifest.value("files", none), parameters = manifest.value("parameters", none);
        if (!files.contains(figure.name)) return;  // interrupted before it
        figure.files = files.at(figure.name).get<std::vector<std::string>>();
        for (const std::string& name : figure.files) require_own_name(folder, name);
        figure.verdicts = verdicts[figure.name];
        const Json problems = parameters.value(figure.name, none);
        if (problems.is_array())
            figure.problems.assign(problems.begin(), problems.end());
        else if (problems.is_object())
            figure.problems.push_back(problems);
        result.figures.push_back(std::move(figure));
    };
    for (const ExperimentFigure& f : experiment.figures) add({f.name, f.title, f.note, false, f.x, f.y, {}, {}, {}});
    for (const ExperimentMap& m : experiment.maps)
        add({m.name, m.style.title, m.style.note, true, m.x.field, m.z, {}, {}, {}});
    if (result.figures.empty())
        throw DomainError(folder.string() + ": no figure in it is finished; a fresh run of the experiment writes them");
    return result;
}

}  // namespace lazyrisk::report
