#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace {

/// Who may know whom: the mathematics runs one way, and a simulation shares none of it with what it checks.
const std::map<std::string, std::set<std::string>> allowed = {
    {"activation", {}},
    {"problem", {"activation"}},
    {"harmonics", {"activation"}},
    {"spectrum", {"problem", "harmonics"}},
    {"equations", {"spectrum"}},
    {"risk", {"problem", "spectrum", "equations"}},
    {"dynamics", {"problem", "spectrum", "equations", "risk"}},
    {"curve", {"problem", "spectrum", "risk", "dynamics"}},
    {"simulate", {"activation", "problem"}},
    {"store", {}},
    {"train", {"activation", "problem", "simulate"}},
    {"gap", {"activation", "problem", "harmonics", "spectrum", "equations", "risk", "simulate", "train"}},
    {"expand", {"activation", "problem", "harmonics", "spectrum", "equations", "risk"}},
    {"average", {"activation", "problem", "harmonics", "spectrum", "simulate"}},
};

}  // namespace

TEST_SUITE("layers") {

TEST_CASE("[identity] every file of lib/ includes its own folder, the folders below it and the top level alone") {
    namespace fs = std::filesystem;
    const fs::path root = fs::path(LAZYRISK_SOURCE) / "lib" / "lazyrisk";
    const std::regex include("^\\s*#\\s*include\\s*[\"<]lazyrisk/(([^/\">]+)/)?[^\">]*[\">]");
    int lines_seen = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const fs::path file = entry.path();
        if (file.extension() != ".hpp" && file.extension() != ".cpp") continue;
        const fs::path inside = fs::relative(file, root);
        const bool top_level = !inside.has_parent_path();
        if (inside == "lazyrisk.hpp") continue;  // the header of all headers
        const std::string own = top_level ? "" : inside.begin()->string();
        const std::string file_name = inside.string();
        CAPTURE(file_name);
        if (!top_level) REQUIRE_MESSAGE(allowed.count(own) == 1, "a folder that the table of layers does not name");
        std::ifstream text(file);
        for (std::string line; std::getline(text, line);) {
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            ++lines_seen;
            const std::string other = match[2];
            CAPTURE(line);
            CHECK((other.empty() || other == own || (!top_level && allowed.at(own).count(other) == 1)));
        }
    }
    CHECK(lines_seen > 50);  // the pattern still sees what it should
}

}
