// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/toml/limits.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// What is wrong with the text, or "".
std::string wrong_with(const std::string& text) try {
    require_limits(text, "a.toml");
    return "";
} catch (const DomainError& error) {
    return error.what();
}

std::string repeated(std::size_t count, const std::string& text) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

/// Where a key is refused as too deep: "2:5", or "" where it is not.
std::string too_deep(const std::string& text) {
    const std::string wrong = wrong_with(text), what = ": the key lies more than 256 tables deep";
    const std::size_t end = wrong.find(what);
    if (end == std::string::npos) {
        CHECK(wrong.empty());
        return "";
    }
    CHECK(wrong.ends_with(what + "; expected a few, as problem.ridge"));
    CHECK(wrong.starts_with("a.toml:"));
    return wrong.substr(7, end - 7);
}

}  // namespace

TEST_SUITE("toml/limits") {
    TEST_CASE("[error] a line of 64 kB is the longest, a file of 16 MB the largest") {
        const std::string full(65536, ' '), more = full + " ";
        const std::string longer = "the line has more than 64 kB; break it up (a list may go on in the next line)";
        CHECK(wrong_with("").empty());
        CHECK(wrong_with("a = 1\n\n\nb = 2").empty());
        CHECK(wrong_with(full).empty());
        CHECK(wrong_with(full + "\n" + full + "\n").empty());
        CHECK(wrong_with(more) == "a.toml:1:65537: " + longer);
        CHECK(wrong_with("\n" + full + "\n" + more + "\n") == "a.toml:3:65537: " + longer);
        std::string large = repeated(16 * 1024 * 1024 / 32, "# a comment of thirty-one chars\n");
        REQUIRE(large.size() == 16 * 1024 * 1024);
        CHECK(wrong_with(large).empty());
        CHECK(wrong_with(large + "#") ==
              "a.toml:1:1: the file has more than 16 MB; expected a TOML file that a person writes");
    }

    TEST_CASE("[error] a key lies 256 tables deep at most: as dots, tables, lists, all together") {
        const auto dots = [](std::size_t count) { return repeated(count, "a.") + "a"; };
        CHECK(too_deep(dots(256) + " = 1").empty());
        CHECK(too_deep(dots(257) + " = 1") == "1:514");  // at the last dot
        CHECK(too_deep("\n\n" + dots(257) + " = 1") == "3:514");
        CHECK(too_deep("[" + dots(255) + "]").empty());
        CHECK(too_deep("[" + dots(256) + "]") == "1:513");
        CHECK(too_deep("[[" + dots(254) + "]]").empty());
        CHECK(too_deep("[[" + dots(255) + "]]") == "1:512");
        CHECK(too_deep("x = " + repeated(256, "[") + repeated(256, "]")).empty());
        CHECK(too_deep("x = " + repeated(257, "[") + repeated(257, "]")) == "1:261");
        CHECK(too_deep("x = " + repeated(256, "{a=")).empty());
        CHECK(too_deep("x = " + repeated(257, "{a=")) == "1:773");
        // the parts of a key before a bracket are around what is in it
        CHECK(too_deep(dots(200) + " = {" + dots(55) + " = 1}").empty());
        CHECK(too_deep(dots(200) + " = {" + dots(56) + " = 1}") == "1:" + std::to_string(401 + 4 + 112));
        CHECK(too_deep(dots(200) + " = {b = 1, " + dots(56) + " = 1}") == "1:" + std::to_string(401 + 4 + 7 + 112));
        CHECK(too_deep(dots(100) + " = [{" + dots(100) + " = [1, {" + dots(52) + " = 1}]}]").empty());
        CHECK_FALSE(too_deep(dots(100) + " = [{" + dots(100) + " = [1, {" + dots(53) + " = 1}]}]").empty());
        // over lines, as lists may go
        CHECK(too_deep("x = " + repeated(256, "[\n")).empty());
        CHECK(too_deep("x = " + repeated(257, "[\n")) == "257:1");
    }

    TEST_CASE("[identity] what is behind one key or one bracket is not around the next") {
        const std::string deep = repeated(200, "a.") + "a";
        CHECK(too_deep(deep + " = 1\n" + deep + " = 1\n[" + deep + "]\n" + deep + " = 1\n").empty());
        CHECK(too_deep("x = [" + repeated(300, "[1],") + "]").empty());
        CHECK(too_deep("x = [" + repeated(300, "{a.b = 1},") + "]").empty());
        CHECK(too_deep("x = {" + deep + " = 1, " + deep + " = 2}").empty());
        CHECK(too_deep("x = [" + repeated(300, "1.5,") + "]").empty());
        CHECK(too_deep("x = [\n" + repeated(300, "1.5,\n") + "]").empty());
        CHECK(too_deep("]" + repeated(300, "]") + "}\nx = 1").empty());  // wrong, and the parser's to say
    }

    TEST_CASE("[identity] texts and comments do not count, and end where TOML ends them") {
        const std::string many = repeated(300, "[."), one = "\"", three = "\"\"\"";
        for (const std::string& text : std::vector<std::string>{
                 "# " + many, "x = 1 # " + many, "x = \"" + many + "\"", "x = '" + many + "'",
                 "x = \"\\\"" + many + "\"", "x = \"a\\\\\"", "x = " + three + many + "\n" + many + "\n" + many + three,
                 "x = '''" + many + "\n" + many + "'''", "x = \"'\" # " + many, "x = '\"' # " + many,
                 "x = " + three + "\"" + many + three, "\"" + many + "\" = 1"}) {
            CAPTURE(text.substr(0, 20));
            CHECK(too_deep(text).empty());
        }
        // behind a text it counts again: plain, escaped, over lines, with one or two marks at its end
        for (const std::string& text : std::vector<std::string>{
                 "\"a\"", "'a'", "\"\\\"\"", "'\\'", "\"\"", "''", three + three, "\"\"\"a\"\"\"", "\"\"\"a\"\"\"\"",
                 "\"\"\"a\"\"\"\"\"", "'''a'''", "'''a''''", "'''a'''''", "\"\"\"\n\"\"\"", "'''\n\\'''"}) {
            CAPTURE(text);
            CHECK_FALSE(too_deep("x = [" + text + ", " + many).empty());
        }
        // a text of one line ends with it, whatever the parser says of that
        CHECK_FALSE(too_deep("x = \"a\n" + many).empty());
    }
}
