// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "paths.hpp"

namespace {

namespace fs = std::filesystem;

/// What a file says to the compiler: comments gone, literals empty.
std::string bare(const fs::path& file) {
    std::stringstream stream;
    stream << std::ifstream(file).rdbuf();
    const std::string text = stream.str();
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto skip_to = [&](const std::string& end) {
            i = std::min(text.find(end, i), text.size() - end.size()) + end.size();
        };
        if (text.compare(i, 2, "//") == 0)
            i = std::min(text.find('\n', i), text.size());
        else if (text.compare(i, 2, "/*") == 0)
            skip_to("*/");
        else if (text.compare(i, 2, "R\"") == 0) {
            const std::size_t open = text.find('(', i);
            const std::string end = ")" + text.substr(i + 2, open - i - 2) + "\"";
            skip_to(end);
            out += "0";
        } else if (text[i] == '"' ||
                   (text[i] == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1]))))) {
            const char quote = text[i++];  // an apostrophe after a digit parts digits
            while (i < text.size() && text[i] != quote) i += text[i] == '\\' ? 2 : 1;
            ++i;
            out += "0";
        } else
            out += text[i++];
    }
    static const std::regex macro("(^|\n)[ \t]*#[ \t]*define[^\n]*");
    return std::regex_replace(out, macro, "$1");
}

struct Scan {
    std::map<std::string, std::set<std::string>> types;  ///< files by name, namespaces included
    std::vector<std::string> shared;                     ///< "file: name" of what a .cpp should keep to itself
};

/// Is the function template that begins there instantiated in the same file, for a header that declares it?
bool is_instantiated(const std::string& text, std::size_t begin) {
    static const std::regex head("^template\\s*<[^;{}()]*>\\s*[^;{}()]*?(\\w+)\\(");
    std::smatch found;
    const std::string from = text.substr(begin, 1000);
    if (!std::regex_search(from, found, head)) return false;
    return std::regex_search(
        text, std::regex("\\btemplate\\s+[^<;{}]*(<[^;{}()]*>)?[^<;{}()]*\\b" + found[1].str() + "\\s*[<(]"));
}

void scan(const fs::path& file, const std::string& name, Scan& seen) {
    static const std::regex token(
        "TEST_SUITE\\s*\\(0\\)\\s*\\{"
        "|namespace\\s*([A-Za-z0-9_:]*)\\s*\\{"
        "|\\b(?:struct|class|enum\\s+class|enum|union)\\s+([A-Za-z0-9_]+(?:::[A-Za-z0-9_]+)*)[^;{}()<>=]*(?:<[^{};()]*>"
        "[^{};()]*)?\\{"
        "|\\btemplate\\s*<[^;{}()]*>\\s*[^;{}()]*[\\w>]::~?\\w+\\("  // a member of what a header declares
        "|\\b(inline|template)\\b(\\s*<)?"
        "|[{}]");
    const std::string text = bare(file);
    std::vector<std::string> open;  // namespaces; "{" for any other brace
    const auto at_namespace_scope = [&] { return std::find(open.begin(), open.end(), "{") == open.end(); };
    const auto hidden = [&] { return std::find(open.begin(), open.end(), "") != open.end(); };  // in one without a name
    const bool unit = file.extension() == ".cpp";
    for (std::sregex_iterator m(text.begin(), text.end(), token), end; m != end; ++m) {
        const std::string found = m->str();
        if (found == "}") {
            if (!open.empty()) open.pop_back();
        } else if (found.starts_with("TEST_SUITE"))
            open.emplace_back("suite");
        else if (found.starts_with("namespace"))
            open.push_back((*m)[1]);
        else if ((*m)[2].matched) {
            if (at_namespace_scope() && !hidden()) {
                std::string path;
                for (const std::string& outer : open) path += outer + "::";
                seen.types[path + (*m)[2].str()].insert(name);
                // what a header's class declares in itself has a place in that class
                if (unit && (*m)[2].str().find("::") == std::string::npos)
                    seen.shared.push_back(name + ": " + (*m)[2].str());
            }
            open.emplace_back("{");
        } else if ((*m)[3].matched) {
            // `template class X<double>;` is an instantiation of what a header defines
            if (unit && at_namespace_scope() && !hidden() && ((*m)[3] == "inline" || (*m)[4].matched) &&
                !is_instantiated(text, std::size_t(m->position())))
                seen.shared.push_back(name + ": " + found);
        } else if (found == "{")
            open.emplace_back("{");
    }
    if (!open.empty()) seen.shared.push_back(name + ": its braces were not understood");
}

Scan scan_all(const fs::path& root) {
    Scan seen;
    for (const char* folder : {"lib", "apps", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(root / folder))
            if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp")
                scan(entry.path(), fs::relative(entry.path(), root).string(), seen);
    return seen;
}

}  // namespace

// The headers together are one unit (every_header.cpp of tests/CMakeLists.txt), in which the compiler itself refuses a
// second meaning; what a .cpp defines is seen by no other file. So no name can have two meanings. `cmake --preset odr`
// has the linker say the same.
TEST_SUITE("odr") {
    TEST_CASE(
        "[identity] a type is defined in one file, and what a .cpp defines for itself stands in a namespace without a "
        "name") {
        const Scan seen = scan_all(paths::source);
        CHECK(seen.types.size() > 350);  // the pattern still sees what it should
        for (const auto& one : seen.types) {
            std::string where = one.first + ":";
            for (const std::string& file : one.second) where += " " + file;
            CAPTURE(where);
            CHECK(one.second.size() == 1);
        }
        for (const std::string& what : seen.shared) {
            CAPTURE(what);
            CHECK(what.empty());
        }
    }

    TEST_CASE("the scan sees a second definition, one behind a comment not, and a type that a .cpp shows") {
        const fs::path folder = fs::temp_directory_path() /
                                ("lazyrisk_odr_test_" + std::to_string(std::hash<std::string>{}(paths::program)));
        for (const char* part : {"lib", "apps", "tests"}) fs::create_directories(folder / part);
        const auto file = [&](const char* name, const char* text) { std::ofstream(folder / name) << text; };
        file("lib/a.hpp",
             "namespace x {\nstruct Line final : Base<int> { int a; };\n// struct Other {\nenum class Kind { one "
             "};\nconst char c = '{';\n}\n");
        file("lib/b.hpp",
             "namespace x { struct Inner { struct Line { int b; }; }; template <class T> struct Line { T b; }; struct "
             "Other {}; }\n");
        file("apps/c.cpp",
             "namespace { struct Line {}; }\nnamespace x { struct Shown { int n = 1'000; const char* s = R\"(})\"; "
             "};\ninline int f() { return 1; }\ntemplate class Line<int>; }\n");
        const Scan seen = scan_all(folder);
        CHECK(seen.types.size() == 5);
        CHECK(seen.types.at("x::Line").size() == 2);
        CHECK(seen.types.at("x::Other").size() == 1);
        CHECK(seen.shared == std::vector<std::string>{"apps/c.cpp: Shown", "apps/c.cpp: inline"});
        fs::remove_all(folder);
    }
}
