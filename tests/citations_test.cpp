// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What documents and comments refer to is there: formulas, test files, papers.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "lines_of.hpp"
#include "paths.hpp"

namespace fs = std::filesystem;

namespace {

const fs::path source = paths::source;

std::string content(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The comment at the end of a line of C++, and strings that begin with the number of a formula.
std::string words_about(const std::string& line) {
    static const std::regex numbered("^\\(\\d+\\.\\d+\\)");
    std::string words, text;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quoted && line[i] == '\\')
            ++i;
        else if (line[i] == '"') {
            if (quoted && std::regex_search(text, numbered)) words += text + " ";
            quoted = !quoted;
            text.clear();
        } else if (!quoted && line.compare(i, 2, "//") == 0)
            return words + line.substr(i);
        else
            text += line[i];
    }
    return words;
}

/// Numbers of formulas, "(chapter.number)"; a range "(1.2)-(1.4)" has what lies between. Chapters begin at 1:
/// "leaky-relu(0.1)" is none.
std::set<std::string> formulas(const std::string& text) {
    std::set<std::string> out;
    static const std::regex one("\\(([1-9]\\d?)\\.(\\d{1,2})\\)(-\\(([1-9]\\d?)\\.(\\d{1,2})\\))?");
    for (std::sregex_iterator m(text.begin(), text.end(), one), end; m != end; ++m) {
        const auto number = [](const std::string& chapter, int n) {
            return "(" + chapter + "." + std::to_string(n) + ")";
        };
        const int first = std::stoi((*m)[2]);
        out.insert(number((*m)[1], first));
        if (!(*m)[3].matched) continue;
        const int last = std::stoi((*m)[5]);
        out.insert(number((*m)[4], last));
        for (int between = first + 1; (*m)[1] == (*m)[4] && between < last; ++between)
            out.insert(number((*m)[1], between));
    }
    return out;
}

std::set<std::string> stated_formulas() {
    std::set<std::string> stated;
    const std::string theory = content(source / "docs" / "theory.md");
    const std::regex statement("\\*\\*(\\(\\d+\\.\\d+\\))");
    for (std::sregex_iterator n(theory.begin(), theory.end(), statement), end; n != end; ++n) stated.insert((*n)[1]);
    return stated;
}

void for_each_source(const std::function<void(const fs::path&)>& use) {
    for (const char* folder : {"lib", "apps", "tests", "docs/examples"})
        for (const auto& entry : fs::recursive_directory_iterator(source / folder))
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp") use(entry.path());
}

}  // namespace

TEST_SUITE("citations") {
    TEST_CASE("[identity] every formula that a comment of lib, apps or tests names stands in docs/theory.md") {
        const std::set<std::string> stated = stated_formulas();
        CHECK(stated.size() > 150);
        int seen = 0;
        for_each_source([&](const fs::path& file) {
            int at = 0;
            for (const std::string& line : lines_of(content(file))) {
                ++at;
                for (const std::string& formula : formulas(words_about(line))) {
                    ++seen;
                    CHECK_MESSAGE(stated.count(formula) == 1, file.string(), ":", at, ": ", formula);
                }
            }
        });
        CHECK(seen > 300);
        CHECK(words_about("x(\"(1.2)\\\" // \", y);  // (4.4) \"(5.6)\"") == "(1.2) //  // (4.4) \"(5.6)\"");
        CHECK(words_about("f(\"a (1.2) // b\")").empty());
        CHECK(formulas("(4.1), (4.3)-(4.5), leaky-relu(0.1), (1.23456)") ==
              std::set<std::string>{"(4.1)", "(4.3)", "(4.4)", "(4.5)"});
    }

    TEST_CASE("[identity] every formula that theory, conventions and references name is stated") {
        const std::set<std::string> stated = stated_formulas();
        for (const std::string name : {"theory.md", "conventions.md", "references.md"}) {
            int at = 0;
            for (const std::string& line : lines_of(content(source / "docs" / name))) {
                ++at;
                for (const std::string& formula : formulas(line))
                    CHECK_MESSAGE(stated.count(formula) == 1, name, ":", at, ": ", formula);
            }
        }
    }

    TEST_CASE("[identity] test files and tables that docs/theory.md names are there") {
        const std::string theory = content(source / "docs" / "theory.md");
        const std::regex name("`([\\w/.-]+(_test\\.cpp|\\.csv|\\.hpp)|tests/[\\w/]+/)`");
        int seen = 0;
        for (std::sregex_iterator one(theory.begin(), theory.end(), name), end; one != end; ++one) {
            const std::string file = (*one)[1];
            ++seen;
            bool found = fs::exists(source / file);
            for (const char* folder : {"tests", "lib"}) {
                if (found || file.find('/') != std::string::npos) break;
                for (const auto& entry : fs::recursive_directory_iterator(source / folder))
                    found = found || entry.path().filename() == file;
            }
            found = found || fs::exists(source / "lib" / "lazyrisk" / file);
            CHECK_MESSAGE(found, "docs/theory.md names ", file);
        }
        CHECK(seen > 30);
    }

    TEST_CASE("[identity] a paper that is named with its year is in docs/references.md, under that name and year") {
        std::vector<std::string> entries;
        for (const std::string& line : lines_of(content(source / "docs" / "references.md"))) {
            if (line.starts_with("- ") || line.starts_with("## ")) entries.emplace_back();
            if (!entries.empty()) entries.back() += line + " ";
        }
        // the first author; others, "and", "&", "et al." or initials may stand between the name and the year
        const std::regex citation(
            "([A-Z][a-zöü]+)((?:,? (?:&|and|et al\\.|[A-Z][\\w'-]+),?)*),? ((?:18|19|20)\\d\\d)\\b");
        int seen = 0;
        for (const std::string name : {"theory.md", "conventions.md"}) {
            std::string text = content(source / "docs" / name);
            text = std::regex_replace(text, std::regex("\\s+"), " ");
            for (std::sregex_iterator one(text.begin(), text.end(), citation), end; one != end; ++one) {
                const std::string author = (*one)[1], year = (*one)[3];
                ++seen;
                const bool listed = std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
                    return entry.find(author) != std::string::npos && entry.find(year) != std::string::npos;
                });
                CHECK_MESSAGE(listed, name, " cites ", one->str());
            }
        }
        CHECK(seen > 30);
        // named without a year
        const std::string references = content(source / "docs" / "references.md");
        for (const std::string author : {"Price", "Molien", "Earle", "Miller", "Brent", "Silverstein", "Williams",
                                         "Schoenberg", "Dekker", "Welford"})
            CHECK_MESSAGE(references.find(author) != std::string::npos, author);
    }
}
