// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/toml/reader.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "lazyrisk/table/table.hpp"

using namespace lazyrisk;

namespace {

/// A table of the text "key = ..." read by the key.
struct Read {
    std::string path = "f.toml";
    toml::table table;
    Reader in;
    explicit Read(const std::string& text) : table(toml::parse(text)), in(table, path, {"key", "other"}) {}
};

/// What reading throws, or "".
template <class F>
std::string wrong(const std::string& value, F read) try {
    const Read r("key = " + value);
    read(r.in);
    return "";
} catch (const DomainError& error) {
    return error.what();
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_SUITE("toml/reader") {
    TEST_CASE("[error] a key that is not known is refused where it stands, with the nearest or all") {
        CHECK_NOTHROW(Read("key = 1\nother = 2"));
        CHECK_THROWS_WITH_AS(Read("key = 1\nohter = 2"), "f.toml:2:9: unknown key ohter; did you mean other?",
                             DomainError);
        CHECK_THROWS_WITH_AS(Read("key = 1\n zzzzzzzz = 2"),
                             "f.toml:2:13: unknown key zzzzzzzz; known here: key, other", DomainError);
    }

    TEST_CASE("[identity] what is not there is as it was") {
        const Read r("other = 1");
        CHECK(r.in.find("key") == nullptr);
        CHECK(r.in.text("key", "so") == "so");
        CHECK(r.in.cell("key", "=so") == "=so");
        CHECK(r.in.paragraph("key").empty());
        CHECK(r.in.number("key", 0.5) == 0.5);
        CHECK(r.in.numbers("key").empty());
        CHECK(r.in.whole("key", -7) == -7);
        CHECK_FALSE(r.in.flag("key"));
        CHECK(r.in.fields("key").empty());
        CHECK(r.in.tables("key").empty());
        CHECK_FALSE(r.in.sweep("key"));
        Format format = Format::latex;
        r.in.word("key", format);
        CHECK(format == Format::latex);
        CHECK_THROWS_WITH_AS(
            r.in.name("key"),
            "f.toml:1:1: a name is missing; expected letters, digits, '.', '_', '-' and spaces, at most "
            "100, as \"double-descent\"",
            DomainError);
    }

    TEST_CASE("[identity] what is there is read as what it is") {
        CHECK(Read("key = \"a b\"").in.text("key", "") == "a b");
        CHECK(Read("key = 0.1").in.text("key", "") == "0.1");
        CHECK(Read("key = \"a-1.b c\"").in.name("key") == "a-1.b c");
        CHECK(Read("key = \"-1.5\"").in.cell("key", "") == "-1.5");
        CHECK(Read("key = \"a\\nb\\tc\\rd\"").in.paragraph("key") == "a b c d");
        CHECK(Read("key = 2").in.number("key", 0) == 2);
        CHECK(Read("key = -2.5").in.number("key", 0) == -2.5);
        CHECK(Read("key = inf").in.number("key", 0) == infinity);
        CHECK(Read("key = 3").in.numbers("key") == std::vector<double>{3});
        CHECK(Read("key = [3, 2.5, inf]").in.numbers("key") == std::vector<double>{3, 2.5, infinity});
        CHECK(Read("key = []").in.numbers("key").empty());
        CHECK(Read("key = 1").in.whole("key", 0) == 1);
        CHECK(Read("key = 1000000000").in.whole("key", 0) == 1000000000);
        CHECK(Read("key = true").in.flag("key"));
        CHECK_FALSE(Read("key = false").in.flag("key"));
        Format format = Format::text;
        Read("key = \"json\"").in.word("key", format);
        CHECK(format == Format::json);
        CHECK(Read("key = {ridge = 0, step_size = 1}").in.fields("key") ==
              std::map<std::string, std::string>{{"ridge", "0"}, {"step-size", "1"}});
        const auto sweep = Read("key = \"psi1=1:100:3:log\"").in.sweep("key");
        REQUIRE(sweep);
        CHECK(sweep->field == "psi1");
        CHECK(sweep->logarithmic);
        CHECK(sweep->values.size() == 3);
        const Read two("[[key]]\na = 1\n[[key]]\na = 2");
        const auto tables = two.in.tables("key");
        REQUIRE(tables.size() == 2);
        CHECK((*tables[0])["a"].value<int>() == 1);
        CHECK((*tables[1])["a"].value<int>() == 2);
    }

    TEST_CASE("[error] what is there and is something else is refused where it stands") {
        const auto number = [](const Reader& in) { static_cast<void>(in.number("key", 0)); };
        const auto numbers = [](const Reader& in) { static_cast<void>(in.numbers("key")); };
        const auto whole = [](const Reader& in) { static_cast<void>(in.whole("key", 1)); };
        const auto flag = [](const Reader& in) { static_cast<void>(in.flag("key")); };
        const std::string at = "f.toml:1:7: ";
        for (const char* none : {"\"1\"", "true", "nan", "-nan", "[1]", "{}"})
            CHECK(wrong(none, number) == at + "expected a number");
        for (const char* none : {"\"1\"", "true", "nan", "{}"}) CHECK(wrong(none, numbers) == at + "expected a number");
        CHECK(wrong("[1, \"2\"]", numbers) == "f.toml:1:11: expected a number");
        CHECK(wrong("[1, nan]", numbers) == "f.toml:1:11: expected a number");
        for (const char* none : {"0", "-1", "1.0", "1000000001", "\"1\"", "true", "[1]"})
            CHECK(wrong(none, whole) == at + "expected a whole number of at least 1");
        for (const char* none : {"0", "1", "\"true\"", "[true]"})
            CHECK(wrong(none, flag) == at + "expected true or false");
        const auto name = [](const Reader& in) { static_cast<void>(in.name("key")); };
        CHECK(wrong("\"a/b\"", name).starts_with(at + "the name has '/' in it"));
        CHECK(wrong("\"\"", name).starts_with(at + "a name is missing"));
        CHECK(wrong("true", name).starts_with(at + "expected a number or a text"));
        const auto cell = [](const Reader& in) { static_cast<void>(in.cell("key", "")); };
        CHECK(wrong("\"=1+1\"", cell).starts_with(at + "the text begins with '='"));
        const auto paragraph = [](const Reader& in) { static_cast<void>(in.paragraph("key")); };
        CHECK(wrong("1", paragraph) == at + "expected a text in quotes");
        CHECK(wrong("\"a\\u0007\"", paragraph).starts_with(at + "the text has the control character 7"));
        const auto word = [](const Reader& in) {
            Format format{};
            in.word("key", format);
        };
        CHECK(wrong("\"jsno\"", word) ==
              at + "key = jsno: expected text, csv, json, latex, markdown; did you mean json?");
        CHECK(wrong("[1]", word).starts_with(at));
        const auto fields = [](const Reader& in) { static_cast<void>(in.fields("key")); };
        CHECK(wrong("\"ridge=0\"", fields) == at + "expected a table of problem fields, as {ridge = 0, noise = 0.1}");
        CHECK(wrong("{ridge = -1e-200}", fields).starts_with("f.toml:1:16: ridge = -1e-200"));
        const auto tables = [](const Reader& in) { static_cast<void>(in.tables("key")); };
        CHECK(wrong("{}", tables) == at + "expected [[key]]");
        CHECK(wrong("[{}, 1]", tables) == "f.toml:1:12: expected a table");
        const auto sweep = [](const Reader& in) { static_cast<void>(in.sweep("key")); };
        CHECK(wrong("\"psi1\"", sweep).starts_with(at + "sweep = \"psi1\": no = in it"));
        CHECK(wrong("true", sweep).starts_with(at));
    }
}
