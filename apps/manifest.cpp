#include "manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/uuid/detail/sha1.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"

namespace lazyrisk::app {
namespace {

namespace fs = std::filesystem;

nlohmann::json read_manifest(const fs::path& folder) {
    const fs::path path = folder / "manifest.json";
    std::error_code ignored;
    if (!fs::exists(path, ignored)) throw DomainError(path.string() + ": no manifest there; expected a folder written by `lazyrisk run`");
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
        throw DomainError((folder / "manifest.json").string() + ": no hashes in it; it was written by another version, or an interrupted run");
    }
    for (const auto& [name, hash] : list) require_own_name(folder, name);
    return list;
}

std::string digits_of(boost::uuids::detail::sha1& sha) {
    boost::uuids::detail::sha1::digest_type digest;  // words, or bytes from Boost 1.86 on
    sha.get_digest(digest);
    std::string text;
    for (const auto word : digest) text += fmt::format("{:0{}x}", word, 2 * sizeof word);
    return text;
}

}  // namespace

std::string reason(const nlohmann::json::exception& error) {
    const std::string text = error.what(), end = "] ";  // "[json.exception.out_of_range.403] key 'sha1' not found"
    const std::size_t at = text.find(end);
    return at == std::string::npos ? text : text.substr(at + end.size());
}

void require_own_name(const fs::path& folder, const std::string& name) {
    if (fs::path(name).filename() == name && name != "." && name != "..") return;
    throw DomainError((folder / "manifest.json").string() + ": names the file \"" + name + "\", which is not in this folder; expected what `lazyrisk run` wrote");
}

std::string hash_of_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + " cannot be read");
    boost::uuids::detail::sha1 sha;
    std::array<char, 65536> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0) sha.process_bytes(part.data(), std::size_t(file.gcount()));
    if (file.bad()) throw std::runtime_error(path.string() + " cannot be read to its end");
    return digits_of(sha);
}

std::string hash_of_text(std::string_view text) {
    boost::uuids::detail::sha1 sha;
    sha.process_bytes(text.data(), text.size());
    return digits_of(sha);
}

Verification verify_folder(const fs::path& folder) {
    const auto expected = hashes(folder);
    Verification found{expected.size(), {}, {}, {}};
    for (const auto& [name, hash] : expected) {
        if (!fs::is_regular_file(folder / name)) found.missing.push_back(name);
        else if (hash_of_file(folder / name) != hash) found.changed.push_back(name);
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name != "manifest.json" && !expected.count(name)) found.others.push_back(name);
    }
    std::sort(found.others.begin(), found.others.end());
    return found;
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
        return {m.at("experiment"), m.at("version"), m.at("seed"), m.at("quick"), s.at("plan"), s.at("estimator"), s.at("precision"), s.at("blas_threads")};
    } catch (const nlohmann::json::exception& error) {
        throw DomainError((folder / "manifest.json").string() + ": does not say how to run it again (" + reason(error) + ")");
    }
}

}  // namespace lazyrisk::app
