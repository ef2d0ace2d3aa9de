// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

namespace fs = std::filesystem;

nlohmann::json read_manifest(const fs::path& folder) {
    const fs::path path = folder / "manifest.json";
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        throw DomainError(path.string() + ": no manifest there; expected a folder written by `lazyrisk run`");
    const std::string text = read_text(path.string(), "a manifest");
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception& error) {
        throw DomainError(path.string() + ": not a manifest (" + reason(error) + ")");
    }
}

std::map<std::string, std::string> hashes(const fs::path& folder) {
    const nlohmann::json manifest = read_manifest(folder);
    std::map<std::string, std::string> list;
    try {
        list = manifest.at("sha1").get<std::map<std::string, std::string>>();
    } catch (const nlohmann::json::exception&) {
        throw DomainError((folder / "manifest.json").string() +
                          ": no hashes in it; it was written by another version, or an interrupted run");
    }
    for (const auto& [name, hash] : list) require_own_name(folder, name);
    return list;
}

}  // namespace

std::string reason(const nlohmann::json::exception& error) {
    const std::string text = error.what(), end = "] ";  // "[json.exception.out_of_range.403] key 'sha1' not found"
    const std::size_t at = text.find(end);
    return at == std::string::npos ? text : text.substr(at + end.size());
}

void require_own_name(const fs::path& folder, const std::string& name) {
    if (!name.empty() && fs::path(name).filename() == name && name != "." && name != "..") return;
    throw DomainError((folder / "manifest.json").string() + ": names the file \"" + name +
                      "\", which is not in this folder; expected what `lazyrisk run` wrote");
}

namespace {

/// What the program itself puts beside the files that the manifest names.
bool may_lie_there(const std::string& name) {
    return name == "manifest.json" || name == "report.html" || name.find(".sqlite") != std::string::npos;
}

}  // namespace

void require_own_folder(const fs::path& folder, const std::string& experiment) {
    std::error_code none;
    if (!fs::is_directory(folder, none)) return;
    const std::string advice = "; give another folder as `output`, or `force` to write over it";
    if (fs::exists(folder / "manifest.json")) {
        std::string other = "something that says no name";
        try {
            other = read_manifest(folder).at("name").get<std::string>();
        } catch (const nlohmann::json::exception&) {
        }
        if (other != experiment)
            throw DomainError("output", folder.string(), "it has the results of " + other + advice);
        return;
    }
    for (const auto& entry : fs::directory_iterator(folder))
        if (const std::string name = entry.path().filename().string(); !may_lie_there(name))
            throw DomainError("output", folder.string(), "it has files that are no results, " + name + advice);
}

Verification verify_folder(const fs::path& folder) {
    const auto expected = hashes(folder);
    Verification found{expected.size(), {}, {}, {}};
    for (const auto& [name, hash] : expected) {
        if (!fs::is_regular_file(folder / name))
            found.missing.push_back(name);
        else if (hash_of_file(folder / name) != hash)
            found.changed.push_back(name);
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!expected.count(name) && !may_lie_there(name)) found.others.push_back(name);
    }
    std::sort(found.others.begin(), found.others.end());
    return found;
}

std::string verification_in_words(const Verification& found, const std::string& folder) {
    std::string text;
    for (const std::string& name : found.missing) text += name + ": missing\n";
    for (const std::string& name : found.changed) text += name + ": changed\n";
    for (const std::string& name : found.others) text += name + ": not in the manifest\n";
    return text + (found.sound() ? fmt::format("{}: {} files, all as the manifest says\n", folder, found.files)
                                 : fmt::format("{}: {} of {} files are not what the manifest says, {} do not belong "
                                               "there\n",
                                               folder, found.missing.size() + found.changed.size(), found.files,
                                               found.others.size()));
}

std::vector<std::string> differences(const fs::path& folder, const fs::path& fresh) {
    const auto before = hashes(folder), now = hashes(fresh);
    std::vector<std::string> names;
    for (const auto& [name, hash] : before) {
        const auto found = now.find(name);
        if (found == now.end() || found->second != hash) names.push_back(name);
    }
    for (const auto& [name, hash] : now)
        if (!before.count(name)) names.push_back(name);
    return names;
}

Recipe recipe_of(const fs::path& folder) {
    const nlohmann::json m = read_manifest(folder);
    try {
        const nlohmann::json& s = m.at("simulation");
        require_own_name(folder, m.at("experiment").get<std::string>());
        return {m.at("experiment"),
                m.at("version"),
                m.at("seed"),
                m.at("quick"),
                from_word<Plan>("plan", s.at("plan")),
                from_word<Estimator>("estimator", s.at("estimator")),
                from_word<Precision>("precision", s.at("precision")),
                s.at("blas_threads")};
    } catch (const nlohmann::json::exception& error) {
        throw DomainError((folder / "manifest.json").string() + ": does not say how to run it again (" + reason(error) +
                          ")");
    }
}

}  // namespace lazyrisk
