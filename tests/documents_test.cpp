// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "command.hpp"
#include "lines_of.hpp"
#include "paths.hpp"

namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Formula numbers as (chapter, number).
using Number = std::pair<int, int>;

/// All numbers that `text` cites as "Formula (1.2)", "Formulas (1.2)-(1.5), (2.1)", over line breaks in comments.
std::set<Number> cited(std::string text) {
    text = std::regex_replace(text, std::regex("\\s*\n\\s*(///?<?|\\*)?\\s*"), " ");
    const std::regex citation("Formulas? (\\(\\d+\\.\\d+\\)([-, ]|and|to)*)+"), number("\\((\\d+)\\.(\\d+)\\)(-?)");
    std::set<Number> out;
    for (std::sregex_iterator c(text.begin(), text.end(), citation), end; c != end; ++c) {
        const std::string list = c->str();
        Number before{};
        bool range = false;
        for (std::sregex_iterator n(list.begin(), list.end(), number); n != end; ++n) {
            const Number now{std::stoi((*n)[1]), std::stoi((*n)[2])};
            out.insert(now);
            if (range && before.first == now.first)
                for (int between = before.second; between < now.second; ++between) out.insert({now.first, between});
            before = now;
            range = (*n)[3].length() > 0;
        }
    }
    return out;
}

/// A command of a document and the lines printed below it; or a file and its lines.
struct Shown {
    int line = 0;
    std::string command;
    std::vector<std::string> output;
    std::string file = {};
};

/// The fenced blocks that begin with `$ lazyrisk`: lines that begin with `$ ` are commands, the others their output. A
/// block below a line that ends in: as `NAME`: is a file of that name.
std::vector<Shown> shown(const std::string& text) {
    std::vector<Shown> out;
    bool fenced = false, first = false, ours = false, continued = false, saved = false;
    std::string before;  // the last line of text
    const std::regex save("as `([^`]+)`:$");
    int at = 0;
    for (std::string line : lines_of(text)) {
        ++at;
        const std::size_t indent = line.find_first_not_of(' ');
        if (indent != std::string::npos && line.compare(indent, 3, "```") == 0) {
            fenced = first = !fenced;
            ours = continued = false;
            std::smatch name;
            saved = fenced && std::regex_search(before, name, save);
            if (saved) out.push_back({at, "", {}, name[1]});
            before.clear();
            continue;
        }
        if (!fenced && indent != std::string::npos) before = line;
        if (!fenced) continue;
        if (saved) {
            out.back().output.push_back(line);
            continue;
        }
        if (first) ours = line.starts_with("$ lazyrisk");
        first = false;
        if (!ours) continue;
        if (continued)
            out.back().command += "\n" + line;
        else if (line.starts_with("$ "))
            out.push_back({at, line.substr(2), {}});
        else
            out.back().output.push_back(line);
        continued = (continued || line.starts_with("$ ")) && line.ends_with("\\");
    }
    return out;
}

/// A fenced block of C++, and its first line's number.
struct Code {
    int line = 0;
    std::string text;
};

std::vector<Code> code(const std::string& text) {
    std::vector<Code> out;
    bool inside = false, ours = false;
    int at = 0;
    for (const std::string& line : lines_of(text)) {
        ++at;
        if (line.starts_with("```")) {
            inside = !inside;
            ours = inside && (line == "```cpp" || line == "```c++");
            if (ours) out.push_back({at + 1, ""});
        } else if (ours) {
            out.back().text += line + "\n";
        }
    }
    return out;
}

/// Lines without what does not matter where they are quoted: indentation, and blank ones.
std::vector<std::string> bare(const std::string& text) {
    std::vector<std::string> out;
    for (std::string line : lines_of(text)) {
        line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.empty()) out.push_back(line);
    }
    return out;
}

/// Do the lines of `block` stand in `program`, in this order? Between them the program may have more.
bool quotes(const std::string& program, const std::string& block) {
    const std::vector<std::string> all = bare(program);
    auto at = all.begin();
    for (const std::string& line : bare(block)) {
        at = std::find(at, all.end(), line);
        if (at == all.end()) return false;
        ++at;
    }
    return true;
}

/// README.md and every page of docs/, in order.
std::vector<fs::path> documents() {
    const fs::path source = paths::source;
    std::vector<fs::path> all{source / "README.md"};
    for (const auto& entry : fs::recursive_directory_iterator(source / "docs"))
        if (entry.path().extension() == ".md") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

/// A line as words and numbers; spaces separate and are otherwise ignored.
struct Token {
    std::string text;
    bool number = false;
};

std::vector<Token> tokens(const std::string& line) {
    static const std::regex number("^[-+]?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    std::vector<Token> out;
    bool in_word = false;
    for (std::size_t at = 0; at < line.size();) {
        const unsigned char c = static_cast<unsigned char>(line[at]);
        std::smatch match;
        const std::string rest = line.substr(at);
        if (std::isspace(c)) {
            in_word = false;
            ++at;
        } else if (!in_word && std::regex_search(rest, match, number)) {
            out.push_back({match.str(), true});
            at += match.str().size();
        } else {
            const bool letter = std::isalnum(c) || c == '_' || c == '.' || c >= 0x80;
            if (in_word)
                out.back().text += char(c);
            else
                out.push_back({std::string(1, char(c)), false});
            in_word = letter;
            ++at;
        }
    }
    return out;
}

/// One unit of the last printed digit; 0 for a whole number.
double unit(const std::string& number) {
    const std::size_t exponent = number.find_first_of("eE"), point = number.find('.');
    const std::size_t digits_end = std::min(exponent, number.size());
    const double decimals = point == std::string::npos ? 0 : double(digits_end - point - 1);
    if (point == std::string::npos && exponent == std::string::npos) return 0;
    return std::pow(10, (exponent == std::string::npos ? 0 : std::stod(number.substr(exponent + 1))) - decimals);
}

/// Words exactly; numbers within the digits that the document prints.
bool same_line(const std::string& printed, const std::string& seen) {
    const auto expected = tokens(printed), actual = tokens(seen);
    if (expected.size() != actual.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i].number != actual[i].number) return false;
        if (expected[i].text == actual[i].text) continue;
        if (!expected[i].number) return false;
        const double tolerance = 1.001 * unit(expected[i].text);
        if (!(std::abs(std::stod(expected[i].text) - std::stod(actual[i].text)) <= tolerance)) return false;
    }
    return true;
}

using Lines = std::span<const std::string>;

/// A line `...` stands for any lines.
bool same_output(Lines printed, Lines seen) {
    if (printed.empty()) return seen.empty();
    if (printed.front() == "...") {
        for (std::size_t skipped = 0; skipped <= seen.size(); ++skipped)
            if (same_output(printed.subspan(1), seen.subspan(skipped))) return true;
        return false;
    }
    return !seen.empty() && same_line(printed.front(), seen.front()) &&
           same_output(printed.subspan(1), seen.subspan(1));
}

/// Standard output of `command` in `folder`, where `lazyrisk` is the program just built.
std::string standard_output(const std::string& command, const fs::path& folder) {
    const std::string programs = (folder / ".bin").string();
    const std::string script = "cd '" + folder.string() + "' && PATH='" + programs + "':$PATH && " + command;
    return run_command(script).out;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += "    " + line + "\n";
    return out;
}

}  // namespace

TEST_SUITE("documents") {
    TEST_CASE("[identity] every formula that lib/ cites stands in docs/theory.md") {
        const std::string theory = content(fs::path(paths::source) / "docs" / "theory.md");
        std::set<Number> stated;
        const std::regex statement("\\*\\*\\((\\d+)\\.(\\d+)\\)");
        for (std::sregex_iterator n(theory.begin(), theory.end(), statement), end; n != end; ++n)
            stated.insert({std::stoi((*n)[1]), std::stoi((*n)[2])});
        CHECK(stated.size() > 20);
        int citations = 0;
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / "lib")) {
            const std::string file = entry.path().string();
            if (!file.ends_with(".hpp") && !file.ends_with(".cpp")) continue;
            for (const auto& [chapter, number] : cited(content(file))) {
                ++citations;
                const std::string formula = "(" + std::to_string(chapter) + "." + std::to_string(number) + ")";
                CAPTURE(file);
                CAPTURE(formula);
                CHECK(stated.count({chapter, number}) == 1);
            }
        }
        CHECK(citations > 20);
        CHECK(cited("Formulas (1.2)-(1.4),\n/// (2.7). Not (3.1).") ==
              std::set<Number>{{1, 2}, {1, 3}, {1, 4}, {2, 7}});
    }

    TEST_CASE("[golden] every command in README.md and docs/ prints what stands below it") {
        const fs::path source = paths::source;
        for (const fs::path& document : documents()) {
            const fs::path folder = fs::temp_directory_path() / ("lazyrisk documents " + std::to_string(getpid()));
            fs::create_directories(folder / ".bin");
            fs::create_symlink(paths::program, folder / ".bin" / "lazyrisk");
            const std::string text = content(document);
            for (const Shown& one : shown(text)) {
                if (!one.file.empty()) {
                    std::ofstream file(folder / one.file);
                    for (const std::string& line : one.output) file << line << "\n";
                    continue;
                }
                const std::vector<std::string> seen = lines_of(standard_output(one.command, folder));
                CHECK_MESSAGE(same_output(one.output, seen), fs::relative(document, source).string(), ":", one.line,
                              ": $ ", one.command, "\n  in the document:\n", joined(one.output), "  printed:\n",
                              joined(seen));
            }
            if (document.parent_path().filename() == "tutorials") {  // its commands draw its pictures
                std::set<std::string> drawn;
                for (const auto& entry : fs::recursive_directory_iterator(folder))
                    drawn.insert(entry.path().filename().string());
                const std::regex picture("\\]\\(([\\w-]+\\.svg)\\)");
                for (std::sregex_iterator one(text.begin(), text.end(), picture), end; one != end; ++one)
                    CHECK_MESSAGE(drawn.count((*one)[1]) == 1, document.string(), ": no command draws ",
                                  (*one)[1].str());
            }
            fs::remove_all(folder);
        }
    }

    TEST_CASE("[identity] every block of C++ in a document is quoted from a program of docs/examples") {
        std::vector<std::string> programs;
        for (const auto& entry : fs::directory_iterator(fs::path(paths::source) / "docs" / "examples"))
            programs.push_back(content(entry.path()));
        int blocks = 0;
        for (const fs::path& document : documents())
            for (const Code& block : code(content(document))) {
                ++blocks;
                const bool compiled = std::any_of(programs.begin(), programs.end(),
                                                  [&](const std::string& p) { return quotes(p, block.text); });
                CHECK_MESSAGE(compiled, document.string(), ":", block.line,
                              ": no program of docs/examples has these lines\n", block.text);
            }
        CHECK(blocks >= 2);
        CHECK(quotes("int main() {\n    a();\n    c();\n    b();\n}\n", "a();\n\nb();\n"));
        CHECK_FALSE(quotes("a();\nb();\n", "b();\na();\n"));
        CHECK(code("```\nx\n```\n```cpp\na();\n```\n").front().text == "a();\n");
    }

    TEST_CASE(
        "[identity] links and pictures of the documents lead to files that are there; docs/README.md names every "
        "document, itself or by the README.md of a folder that it names") {
        const std::regex link("\\]\\(([\\w./-]+\\.(md|svg|png|toml|csv|cpp|sbatch))(#[^)]*)?\\)");
        const fs::path index = fs::path(paths::source) / "docs" / "README.md";
        std::set<fs::path> named;            // by docs/README.md
        std::set<fs::path> named_in_folder;  // by the README.md beside them
        for (const fs::path& document : documents()) {
            const std::string text = content(document);
            for (std::sregex_iterator one(text.begin(), text.end(), link), end; one != end; ++one) {
                const fs::path to = (document.parent_path() / (*one)[1].str()).lexically_normal();
                CHECK_MESSAGE(fs::exists(to), document.string(), " leads to ", to.string());
                if (document == index) named.insert(to);
                if (document.filename() == "README.md" && to.parent_path() == document.parent_path())
                    named_in_folder.insert(to);
            }
        }
        for (const fs::path& document : documents())
            if (document.parent_path() != fs::path(paths::source) && document != index) {
                const bool by_folder =
                    named.count(document.parent_path() / "README.md") == 1 && named_in_folder.count(document) == 1;
                const bool found = named.count(document) == 1 || by_folder;
                CHECK_MESSAGE(found, "docs/README.md does not name ", document.string());
            }
    }

    TEST_CASE("[identity] printed digits bind, words bind, `...` stands for any lines") {
        CHECK(same_line("test_error   0.1234", "test_error 0.1234"));
        CHECK(same_line("x=0.123,", "x=0.124,"));
        CHECK_FALSE(same_line("x=0.123", "x=0.125"));
        CHECK(same_line("1.2e-05 inf", "1.3e-05 inf"));
        CHECK_FALSE(same_line("12 samples", "13 samples"));
        CHECK_FALSE(same_line("psi1 2", "psi2 2"));
        CHECK_FALSE(same_line("ok", "failed"));
        const std::vector<std::string> printed{"a", "...", "d"};
        CHECK(same_output(printed, std::vector<std::string>{"a", "b", "c", "d"}));
        CHECK(same_output(printed, std::vector<std::string>{"a", "d"}));
        CHECK_FALSE(same_output(printed, std::vector<std::string>{"a", "b", "c"}));
        const auto blocks = shown(
            "```\n$ lazyrisk a\n1\n$ head b\n2\n```\n"
            "```\n$ other\n```\n"
            "```console\n$ lazyrisk \\\n  c\n```\n"
            "Save this as `a.csv`:\n\n```csv\nx\n1\n```\n");
        REQUIRE(blocks.size() == 4);
        CHECK(blocks[3].file == "a.csv");
        CHECK(blocks[3].output == std::vector<std::string>{"x", "1"});
        CHECK(blocks[1].command == "head b");
        CHECK(blocks[1].output == std::vector<std::string>{"2"});
        CHECK(blocks[2].command == "lazyrisk \\\n  c");
    }
}
