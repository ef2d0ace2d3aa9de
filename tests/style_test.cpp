// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "command.hpp"
#include "lazyrisk/words/utf8.hpp"
#include "paths.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const std::vector<std::string>& endings,
                               const std::vector<std::string>& folders = {"lib", "apps", "tests"}) {
    std::vector<fs::path> files;
    for (const std::string& part : folders)
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / part))
            for (const std::string& ending : endings)
                if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
    return files;
}

std::size_t indent(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool begins_with_any(const std::string& text, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return text.starts_with(word); });
}

/// A function, as the formatted text shows it: from the line that opens its body to the one that closes it.
struct FunctionText {
    std::string head;  ///< return type, name, parameters
    std::size_t line, lines;
};

/// Of the lines of a file: members and lambdas too, no statements, no types.
std::vector<FunctionText> functions_of(const std::vector<std::string>& lines) {
    static const std::vector<std::string> others{"if ",    "for ",   "while ",     "switch ", "else",  "do ",    "try",
                                                 "catch ", "class ", "namespace ", "struct ", "enum ", "union ", "}"};
    static const std::vector<std::string> between{"#", "public:", "private:", "protected:"};
    std::vector<FunctionText> found;
    for (std::size_t end = 0; end < lines.size(); ++end) {
        const std::size_t depth = indent(lines[end]);
        const std::string closes = lines[end].substr(depth);
        if (closes != "}" && closes != "};") continue;
        // back to where the statement of this brace begins: all between stands further to the right
        std::size_t begin = end;
        while (begin > 0) {
            const std::string& line = lines[--begin];
            if (indent(line) <= depth && indent(line) < line.size() && !begins_with_any(line, between)) break;
        }
        if (begins_with_any(lines[begin].substr(std::min(depth, lines[begin].size())), others)) continue;
        std::string head;
        std::size_t open = begin;
        while (open < end && !lines[open].ends_with('{')) head += lines[open++];
        head += lines[open];
        const bool lambda = head.find('[') != std::string::npos;
        if (open == end || head.find('(') == std::string::npos || (closes == "};" && !lambda)) continue;
        found.push_back({head.substr(indent(head)), open + 1, end - open});
    }
    return found;
}

}  // namespace

TEST_SUITE("style") {
    TEST_CASE("[identity] every file begins with whose it is and under which licence") {
        for (const fs::path& path :
             files_of({".hpp", ".cpp", ".py", ".in", ".cmake", "CMakeLists.txt"}, {"lib", "apps", "tests", "docs"})) {
            CAPTURE(path.string());
            std::ifstream text(path);
            std::string first, second, third;
            std::getline(text, first), std::getline(text, second), std::getline(text, third);
            if (first.starts_with("#!")) first = second, second = third;
            CHECK(first.ends_with(" SPDX-FileCopyrightText: the lazyrisk authors"));
            CHECK(second.ends_with(" SPDX-License-Identifier: GPL-3.0-or-later"));
        }
    }

    TEST_CASE("[identity] no line has more than 120 columns") {
        for (const fs::path& path : files_of({".hpp", ".cpp"})) {
            std::ifstream text(path);
            int number = 0;
            for (std::string line; std::getline(text, line);) {
                ++number;
                if (lazyrisk::length(line) <= 120) continue;
                CAPTURE(path.string());
                CAPTURE(number);
                CHECK(lazyrisk::length(line) <= 120);
            }
        }
    }

    TEST_CASE("[identity] every file is as .clang-format says") {
        const std::string program = "clang-format-14";  // another version writes other lines
        if (run_command(program + " --version").status != 0) {
            MESSAGE(program << " is not here: the style was not looked at");
            return;
        }
        std::string list;
        for (const fs::path& path : files_of({".hpp", ".cpp"})) list += " '" + path.string() + "'";
        const CommandResult seen = run_command("cd '" + std::string(paths::source) + "' && " + program +
                                               " --dry-run --Werror" + list + " 2>&1");
        CHECK_MESSAGE(seen.status == 0, "clang-format-14 -i mends it: " << seen.out.substr(0, 2000));
    }

    TEST_CASE("[identity] no function of lib/ and apps/ is longer than 60 lines, but for tables") {
        const std::vector<std::string> tables{"std::vector<ProblemField> common_fields()", "known()",
                                              "append_proportional(std::vector<CatalogueEntry>& list)"};
        std::size_t seen = 0;
        for (const fs::path& path : files_of({".hpp", ".cpp"}, {"lib", "apps"})) {
            std::ifstream text(path);
            std::vector<std::string> lines;
            for (std::string line; std::getline(text, line);) lines.push_back(line);
            for (const FunctionText& f : functions_of(lines)) {
                ++seen;
                if (f.lines <= 60 || std::any_of(tables.begin(), tables.end(), [&](const std::string& table) {
                        return f.head.ends_with(table + " {");
                    }))
                    continue;
                CAPTURE(path.string());
                CAPTURE(f.line);
                CAPTURE(f.head);
                CHECK(f.lines <= 60);
            }
        }
        CHECK(seen > 1000);  // the pattern still sees what it should
    }
}
