#include "lazyrisk/report/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"

namespace lazyrisk::report {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void require_sound(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        throw DomainError("report", folder.string(), "no such folder; expected one written by `lazyrisk run NAME --output FOLDER`");
    const Verification found = verify_folder(folder);
    const auto complain = [&](const std::vector<std::string>& names, const std::string& what) {
        if (names.empty()) return;
        throw DomainError(fmt::format("{}: {}{} {}; `lazyrisk run --verify {}` lists what changed, a fresh run makes the folder whole",
                                      folder.string(), names.front(), names.size() > 1 ? fmt::format(" and {} more", names.size() - 1) : "",
                                      what, folder.string()));
    };
    complain(found.missing, "of its manifest.json is missing");
    complain(found.changed, "is not what its manifest.json says");
}

/// Cells of a Markdown table's line "| a | b |".
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out;
    for (std::size_t at = 1, end; at < line.size(); at = end + 1) {
        for (end = at; end < line.size() && line[end] != '|';) end += line[end] == '\\' ? 2 : 1;
        end = std::min(end, line.size());
        const std::string cell = line.substr(at, end - at);
        const std::size_t first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
        out.push_back(first == std::string::npos ? "" : plain_text_of_markdown(cell.substr(first, last - first + 1)));
    }
    return out;
}

/// The known numbers, and under each figure's picture the sentences "- **curve**: verdict.".
void read_summary(ResultFolder& result) {
    std::stringstream text(text_of_file(result.path / "summary.md"));
    ResultFigure* figure = nullptr;
    bool numbers = false;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("![") && line.ends_with(".svg)")) {
            std::string name = line.substr(line.rfind('(') + 1, line.size() - line.rfind('(') - 6);
            for (std::size_t at; (at = name.find("%20")) != std::string::npos;) name.replace(at, 3, " ");
            for (ResultFigure& one : result.figures)
                if (one.name == name) figure = &one;
        }
        const std::size_t colon = line.find("**: ");
        if (figure && line.starts_with("- **") && colon != std::string::npos)
            figure->sentences.emplace_back(plain_text_of_markdown(line.substr(4, colon - 4)), plain_text_of_markdown(line.substr(colon + 4)));
        numbers = line.starts_with("| known number") || (numbers && line.starts_with("|"));
        if (numbers && !line.starts_with("|--")) result.known_numbers.push_back(cells(line));
    }
}

}  // namespace

std::string ResultFigure::file(const std::string& ending) const {
    const auto found = std::find_if(files.begin(), files.end(), [&](const std::string& name) { return name == this->name + ending; });
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
    return value.is_string() ? value.get<std::string>() : value.is_number() ? to_text(value.get<double>()) : value.dump();
}

std::string column_of(std::string field) {
    std::replace(field.begin(), field.end(), '-', '_');
    return field;
}

std::string text_of_file(const fs::path& path) {
    return read_text(path.string(), "a file of `lazyrisk run`");
}

ResultFolder read_result(const fs::path& folder) {
    require_sound(folder);
    ResultFolder result;
    result.path = folder;
    std::string file;
    Json manifest;
    try {
        manifest = Json::parse(text_of_file(folder / "manifest.json"));
        result.title = manifest.at("title"), result.version = manifest.at("version"), result.name = manifest.at("name");
        result.seed = manifest.at("seed"), result.quick = manifest.at("quick"), result.simulation = manifest.at("simulation");
        file = manifest.at("experiment");
        for (const auto& [name, hash] : manifest.at("sha1").items()) result.hashes.emplace_back(name, hash);
    } catch (const Json::exception& error) {
        throw DomainError((folder / "manifest.json").string() + ": is not complete (" + reason(error) + "); a fresh run writes it");
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
        const Json problems = parameters.value(figure.name, none);
        if (problems.is_array())
            figure.problems.assign(problems.begin(), problems.end());
        else if (problems.is_object())
            figure.problems.push_back(problems);
        result.figures.push_back(std::move(figure));
    };
    for (const ExperimentFigure& f : experiment.figures) add({f.name, f.title, f.note, false, f.x, f.y, {}, {}, {}});
    for (const ExperimentMap& m : experiment.maps) add({m.name, m.style.title, m.style.note, true, m.x.field, m.z, {}, {}, {}});
    if (result.figures.empty())
        throw DomainError(folder.string() + ": no figure in it is finished; a fresh run of the experiment writes them");
    read_summary(result);
    return result;
}

}  // namespace lazyrisk::report
