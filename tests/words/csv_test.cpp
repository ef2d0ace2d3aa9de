// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/csv.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include "lazyrisk/table/table.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

CsvTable read(const TemporaryFolder& folder, const std::string& text) {
    std::ofstream(folder.file("table.csv"), std::ios::binary) << text;
    return read_csv(folder.file("table.csv"));
}

}  // namespace

TEST_SUITE("words/csv") {
    TEST_CASE("[golden] quotes, commas, line ends, a byte order mark, comments and blanks") {
        const TemporaryFolder folder;
        const CsvTable t = read(folder,
                                "\xEF\xBB\xBF# a comment\r\n\r\n name , \"value, with comma\"\r\n\"a \"\"b\"\" "
                                "c\",1\r\n  x\t,  \" kept \" \n# more\n"
                                "\"two\nlines\", 5\" pipe\n\"\",\n");
        CHECK(t.columns == std::vector<std::string>{"name", "value, with comma"});
        REQUIRE(t.rows.size() == 4);
        CHECK(t.rows[0].cells == std::vector<std::string>{"a \"b\" c", "1"});
        CHECK(t.rows[0].line == 4);
        CHECK(t.rows[1].cells == std::vector<std::string>{"x", " kept "});
        CHECK(t.rows[2].cells == std::vector<std::string>{"two\nlines", "5\" pipe"});
        CHECK(t.rows[2].line == 7);
        CHECK(t.rows[3].cells == std::vector<std::string>{"", ""});
        CHECK(t.rows[3].line == 9);  // the line end within a cell counts
        CHECK(t.place(t.rows[2], 1) == folder.file("table.csv") + ":7:2");
    }

    TEST_CASE("[identity] what `render` writes is read again, whatever is in the cells") {
        const TemporaryFolder folder;
        CHECK(render({"a", "b"}, {{std::string("say \"x\""), 1.0}}, {Format::csv, {}, false}) ==
              "a,b\n\"say \"\"x\"\"\",1\n");
        std::mt19937_64 random(7);
        const std::string letters = "ab\",\n\r\t #;'1é";
        for (int columns = 1; columns <= 3; ++columns) {
            std::vector<std::string> names;
            for (int i = 0; i < columns; ++i) names.push_back("c" + std::to_string(i));
            std::vector<Row> rows(200);
            for (Row& row : rows)
                for (int i = 0; i < columns; ++i) {
                    std::string cell;
                    for (std::size_t left = random() % 6; left > 0; --left) cell += letters[random() % letters.size()];
                    row.emplace_back(cell);
                }
            const CsvTable seen = read(folder, render(names, rows, {Format::csv, {}, false}));
            CHECK(seen.columns == names);
            REQUIRE(seen.rows.size() == rows.size());
            for (std::size_t r = 0; r < rows.size(); ++r)
                for (std::size_t i = 0; i < std::size_t(columns); ++i)
                    CHECK(seen.rows[r].cells[i] == std::get<std::string>(rows[r][i]));
        }
    }

    TEST_CASE(
        "[golden] blanks before a comment and behind a quoted cell count for nothing, at any line end; a last line may "
        "lack its own") {
        const TemporaryFolder folder;
        const CsvTable t = read(folder,
                                " \t# not the header\r\n\"a\" ,\"b\"\t\r\n  # 1,2,3\r\n \t \r\n\"1\" ,\"2\"\r\nx # no "
                                "comment,\"#\" \r\n#last\r\n\" 3\" , \"4 \"");
        CHECK(t.columns == std::vector<std::string>{"a", "b"});
        REQUIRE(t.rows.size() == 3);
        CHECK(t.rows[0].cells == std::vector<std::string>{"1", "2"});
        CHECK(t.rows[0].line == 5);
        CHECK(t.rows[1].cells == std::vector<std::string>{"x # no comment", "#"});
        CHECK(t.rows[2].cells == std::vector<std::string>{" 3", "4 "});
        CHECK(t.rows[2].line == 8);
        for (const char* end : {"", "\n", "\r\n", "\n  # so far", "\n\n"})
            CHECK(read(folder, std::string("a,b") + end).rows.empty());
        // what follows the closing quote belongs to the cell, a second quote too; a comma ends it as any other
        CHECK(read(folder, "a,b\n\"x\"y z\"\"\", \"\"\n").rows[0].cells == std::vector<std::string>{"xyz\"\"\"", ""});
    }

    TEST_CASE(
        "[error] the place of what is wrong: too few cells, an open quote, nothing, no text, no reading to the end") {
        const TemporaryFolder folder;
        const std::string file = folder.file("table.csv");
        const auto refused = [&](const std::string& text, const std::string& words) {
            CHECK_THROWS_WITH_AS(read(folder, text), doctest::Contains((file + words).c_str()), DomainError);
        };
        refused("a,b\n\n1,2\n3\n", ":4: 1 cells, but the header has 2");
        refused("a,b\n1,2,3\n", ":2: 3 cells, but the header has 2");
        refused("a,b\n1,\"2\n3,4\n", ":2: a cell begins with a quote and does not end with one");
        refused("", ": the file is empty");
        refused("# nothing\n\n", ": the file is empty");
        refused(std::string("a,b\n1,\0\n", 8), ": has a zero byte");
        CHECK_THROWS_WITH_AS(read_csv(folder.path.string()), doctest::Contains("is a folder"), DomainError);
        CHECK_THROWS_WITH_AS(read_csv(folder.file("none.csv")),
                             doctest::Contains("cannot be read (No such file or directory)"), DomainError);
        CHECK_THROWS_WITH_AS(read_csv("/dev/zero"), doctest::Contains("zero byte"), DomainError);
        if (std::filesystem::exists(
                "/proc/self/mem"))  // its first page is no memory: reading it is an error of the device
            CHECK_THROWS_WITH_AS(read_csv("/proc/self/mem"), doctest::Contains("cannot be read (Input/output error)"),
                                 DomainError);
    }
}
