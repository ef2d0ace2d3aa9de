// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "capture_bound.hpp"
#include "lazyrisk/words/read_text.hpp"
#include "literals_of.hpp"
#include "paths.hpp"

namespace {

/// Who may know whom: the mathematics runs one way, and a simulation shares none of it with what it checks. Words and
/// numerics are everyone's.
const std::map<std::string, std::set<std::string>> allowed = {
    {"words", {}},
    {"numerics", {}},
    {"linear", {}},
    {"statistics", {}},
    {"store", {}},
    {"activation", {}},
    {"dual", {"activation"}},
    {"harmonics", {"activation"}},
    {"loss", {}},
    {"problem", {"activation", "dual", "loss"}},
    {"spectrum", {"activation", "problem", "harmonics"}},
    {"equations", {"spectrum"}},
    {"risk", {"problem", "spectrum", "equations"}},
    {"saddle", {"harmonics", "loss", "problem", "spectrum", "equations"}},
    {"resolvent", {"equations", "risk"}},
    {"dynamics", {"problem", "risk", "resolvent"}},
    {"simulate", {"activation", "loss", "problem", "spectrum", "linear", "statistics"}},
    {"average", {"activation", "problem", "harmonics", "spectrum", "simulate", "linear"}},
    {"train", {"activation", "problem", "simulate", "linear", "statistics"}},
    {"gap",
     {"activation", "dual", "problem", "harmonics", "spectrum", "equations", "risk", "simulate", "train", "linear",
      "statistics"}},
    {"data", {"linear"}},
    {"architecture", {"activation"}},
    {"image_kernel", {"activation", "dual", "linear", "data", "architecture"}},
    {"image_network", {"activation", "linear", "simulate", "data", "architecture"}},
    {"pool", {"problem", "risk", "dynamics", "linear", "statistics", "simulate"}},
    {"expand/series", {}},
    {"expand/symbolic", {"expand/series"}},
    {"expand/gauss", {"activation", "expand/symbolic"}},
    {"expand/dimension", {"expand/symbolic", "expand/gauss"}},
    {"expand/plateau", {"expand/series", "expand/symbolic", "expand/gauss", "expand/dimension"}},
    {"expand/proportional", {"expand/series", "expand/symbolic", "expand/dimension", "equations", "risk"}},
    {"expand/critical", {"expand/series", "expand/symbolic", "expand/proportional", "risk"}},
    {"expand/labels", {"expand/series", "expand/symbolic", "expand/proportional"}},
    {"expand/catalogue",
     {"expand/symbolic", "expand/gauss", "expand/dimension", "expand/plateau", "expand/proportional", "expand/critical",
      "expand/labels", "loss", "problem", "risk", "table"}},
    {"table", {}},
    {"figure", {"table"}},
    {"answer", {"activation", "harmonics", "loss", "problem", "spectrum", "risk", "saddle", "resolvent", "dynamics"}},
    {"record",
     {"problem", "harmonics", "spectrum", "answer", "expand/symbolic", "expand/catalogue", "table", "figure"}},
    {"toml", {"problem", "answer"}},
    {"measure",
     {"problem", "resolvent", "dynamics", "statistics", "store", "simulate", "average", "train", "gap", "table",
      "figure", "answer", "record", "toml"}},
    {"prediction",
     {"linear", "problem", "statistics", "simulate", "data", "image_kernel", "image_network", "pool", "table", "figure",
      "record", "toml", "measure"}},
    {"study",
     {"problem", "table", "figure", "answer", "record", "toml", "measure", "data", "image_kernel", "prediction"}},
    {"report", {"table", "record", "study"}},
};

const std::set<std::string> common = {"words", "numerics"};

}  // namespace

TEST_SUITE("layers") {
    TEST_CASE("[identity] every file of lib/ includes its own folder and the folders below it alone") {
        namespace fs = std::filesystem;
        const fs::path root = fs::path(paths::source) / "lib" / "lazyrisk";
        const std::regex include("^\\s*#\\s*include\\s*[\"<]lazyrisk/(([^\">]+)/)?[^/\">]*[\">]");
        int lines_seen = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            const fs::path file = entry.path();
            if (file.extension() != ".hpp" && file.extension() != ".cpp") continue;
            const fs::path inside = fs::relative(file, root);
            if (inside == "lazyrisk.hpp") continue;  // the header of all headers
            const std::string own = inside.parent_path().generic_string();
            const std::string file_name = inside.string();
            CAPTURE(file_name);
            REQUIRE_MESSAGE(allowed.count(own) == 1, "a folder that the table of layers does not name");
            std::ifstream text(file);
            for (std::string line; std::getline(text, line);) {
                std::smatch match;
                if (!std::regex_search(line, match, include)) continue;
                ++lines_seen;
                const std::string other = match[2];
                CAPTURE(line);
                const bool version = other.empty() && line.find("lazyrisk/version.hpp") != std::string::npos;
                CHECK((version || other == own || allowed.at(own).count(other) == 1 ||
                       (own != "words" && common.count(other) == 1)));
            }
        }
        CHECK(lines_seen > 50);  // the pattern still sees what it should
    }

    TEST_CASE(
        "[identity] the four parts of the library, linked and installed by themselves, stand on those below them "
        "alone") {
        static const std::map<std::string, std::set<std::string>> under = {{"theory", {}},
                                                                           {"simulate", {"theory"}},
                                                                           {"expand", {"theory"}},
                                                                           {"study", {"theory", "simulate", "expand"}}};
        const std::regex table("^set\\(([a-z]+)_folders ([a-z_ ]+)\\)$");
        std::map<std::string, std::string> part_of;
        std::ifstream text(std::filesystem::path(paths::source) / "lib" / "CMakeLists.txt");
        for (std::string line; std::getline(text, line);) {
            std::smatch match;
            if (!std::regex_match(line, match, table)) continue;
            std::stringstream folders(match[2]);
            for (std::string folder; folders >> folder;) CHECK(part_of.emplace(folder, match[1]).second);
        }
        const auto first = [](const std::string& folder) { return folder.substr(0, folder.find('/')); };
        for (const auto& [folder, others] : allowed) {
            CAPTURE_BOUND(folder);
            REQUIRE(part_of.count(first(folder)) == 1);
            const std::string part = part_of.at(first(folder));
            for (const std::string& other : others) {
                CAPTURE(other);
                CHECK((part_of[first(other)] == part || under.at(part).count(part_of[first(other)]) == 1));
            }
        }
        for (const std::string& everyones : common) CHECK(part_of.at(everyones) == "theory");
    }

    TEST_CASE("[identity] every file of the theory that has Eigen in it is compiled with one alignment of it") {
        namespace fs = std::filesystem;
        std::ifstream text(fs::path(paths::source) / "lib" / "CMakeLists.txt");
        std::string aligned;
        for (std::string line, before; std::getline(text, line); before = line)
            if (line.find("COMPILE_DEFINITIONS \"${eigen}\"") != std::string::npos) aligned += before + line;
        for (const std::string folder : {"numerics", "activation", "dual", "harmonics", "loss", "problem", "spectrum",
                                         "equations", "risk", "saddle", "resolvent", "dynamics", "answer", "words"})
            for (const auto& entry : fs::directory_iterator(fs::path(paths::source) / "lib" / "lazyrisk" / folder)) {
                const std::string name = folder + "/" + entry.path().filename().string();
                CAPTURE(name);
                if (lazyrisk::read_text(entry.path().string(), "a file").find("#include <Eigen") == std::string::npos)
                    continue;
                CHECK(aligned.find("lazyrisk/" + name) != std::string::npos);
            }
    }

    TEST_CASE(
        "[identity] no header that is installed with the theory or the simulation knows GiNaC, OpenBLAS, SQLite, "
        "toml++, fmt or json") {
        namespace fs = std::filesystem;
        const fs::path root = fs::path(paths::source) / "lib" / "lazyrisk";
        const std::regex heavy("^#include <(ginac|cblas|lapacke|sqlite3|toml|fmt|nlohmann).*");
        const std::set<std::string> inside = {"compile.hpp", "read_formula.hpp", "singularities.hpp",
                                              "symbols.hpp"};  // not installed
        for (const char* folder :
             {"words", "numerics", "activation", "dual", "harmonics", "problem", "spectrum", "equations", "risk",
              "resolvent", "dynamics", "linear", "statistics", "store", "simulate", "average", "train", "gap"})
            for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
                if (entry.path().extension() != ".hpp" || inside.count(entry.path().filename().string())) continue;
                std::ifstream text(entry.path());
                const std::string file = entry.path().string();
                for (std::string line; std::getline(text, line);) {
                    CAPTURE(file);
                    CAPTURE(line);
                    CHECK(!std::regex_match(line, heavy));
                }
            }
    }

    TEST_CASE(
        "[identity] the program: commands know options and the machine, options no command, the machine neither") {
        namespace fs = std::filesystem;
        static const std::map<std::string, std::set<std::string>> known = {
            {"machine", {"machine"}},
            {"command_line", {"machine", "command_line"}},
            {"commands", {"machine", "command_line", "records.hpp", "commands"}},
            {"", {"machine", "command_line", "records.hpp", "commands"}}};
        const fs::path root = fs::path(paths::source) / "apps";
        const std::regex include("^#include \"([^/\"]+)(/[^\"]*)?\"");
        int lines_seen = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
            const std::string file = fs::relative(entry.path(), root).string(),
                              folder = fs::path(file).parent_path().string();
            CAPTURE(file);
            REQUIRE(known.count(folder) == 1);
            std::ifstream text(entry.path());
            std::smatch match;
            for (std::string line; std::getline(text, line);)
                if (std::regex_search(line, match, include) && match[1] != "lazyrisk") {
                    ++lines_seen;
                    CAPTURE(line);
                    CHECK(known.at(folder).count(match[1]) == 1);
                }
        }
        CHECK(lines_seen > 50);
    }

    TEST_CASE("[identity] the library does not know the command line: no text of it says an option") {
        namespace fs = std::filesystem;
        const fs::path root = fs::path(paths::source) / "lib" / "lazyrisk";
        const std::regex option("--[a-z]"), whole_command("`lazyrisk [^`]*`");
        const std::set<std::string> excused = {"report/page.cpp"};  // the page tells how to compute its folder again
        std::size_t texts_seen = 0;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
            const std::string file = fs::relative(entry.path(), root).generic_string();
            if (excused.count(file)) continue;
            CAPTURE(file);
            for (const std::string& text : literals_of(lazyrisk::read_text(entry.path().string(), "a file of C++"))) {
                ++texts_seen;
                CAPTURE(text);
                CHECK_MESSAGE(!std::regex_search(std::regex_replace(text, whole_command, ""), option),
                              "a field stands between backquotes, `dim = 30`; the program adds its hyphens");
            }
        }
        CHECK(texts_seen > 1000);  // the reader still sees what it should
    }

    TEST_CASE("[identity] the picture of the architecture has the arrows of the include lines") {
        namespace fs = std::filesystem;
        const fs::path root = paths::source;
        const std::regex include("^\\s*#\\s*include\\s*[\"<]lazyrisk/([^\">]+)/[^/\">]+[\">]"),
            drawn("^<!-- ([a-z_/]+):(.*) -->$");
        std::map<std::string, std::set<std::string>> known, shown;
        for (const char* part : {"lib/lazyrisk", "apps"})
            for (const auto& entry : fs::recursive_directory_iterator(root / part)) {
                if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
                const std::string folder = fs::relative(entry.path().parent_path(), root / part).generic_string();
                const std::string own = part == std::string("apps") ? part : folder;
                if (own == ".") continue;
                known[own];
                std::ifstream text(entry.path());
                std::smatch match;
                for (std::string line; std::getline(text, line);)
                    if (std::regex_search(line, match, include) && match[1] != own) known[own].insert(match[1]);
            }
        std::ifstream picture(root / "docs" / "pictures" / "architecture.svg");
        std::smatch match;
        for (std::string line; std::getline(picture, line);) {
            if (!std::regex_match(line, match, drawn)) continue;
            std::stringstream names(match[2]);
            shown[match[1]];
            for (std::string name; names >> name;) shown[match[1]].insert(name);
        }
        for (const auto& [folder, others] : known) {
            CAPTURE_BOUND(folder);
            CHECK_MESSAGE(shown[folder] == others, "python3 docs/pictures/architecture.py draws it anew");
        }
        CHECK(known.size() == shown.size());
    }

    TEST_CASE("[identity] no test compares by doctest's Approx, which forgives everything below 1") {
        namespace fs = std::filesystem;
        const std::string forgiving = std::string("Approx") + "(";
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / "tests")) {
            if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
            std::ifstream text(entry.path());
            for (std::string line; std::getline(text, line);) {
                const std::string file = entry.path().string();
                CAPTURE(file);
                CAPTURE(line);
                CHECK_MESSAGE(line.find(forgiving) == std::string::npos,
                              "tests/nearly.hpp has a comparison without a hidden scale");
            }
        }
    }
}
