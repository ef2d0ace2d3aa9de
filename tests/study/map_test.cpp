// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/map.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lines_of.hpp"
#include "nearly.hpp"
#include "study/written.hpp"

using namespace lazyrisk;

namespace {

using Names = std::vector<std::string>;

ExperimentMap map_of(const std::string& lines, const std::string& x = "psi1=1,2,3", const std::string& y = "psi2=2,3") {
    return WrittenExperiment("[[map]]\nname = \"m\"\nx = \"" + x + "\"\ny = \"" + y + "\"\n" + lines).read().maps.at(0);
}

struct Written {
    TemporaryFolder folder;
    Names files;
    explicit Written(const ExperimentMap& map) {
        RunOptions options;
        options.quick = true;
        options.threads = 1;
        Answers answers;
        files = write_map(map, options, answers, folder.path.string());
    }
    [[nodiscard]] std::string text(const char* name) const { return text_of_file(folder.path / name); }
    [[nodiscard]] std::vector<CsvTable::Row> rows() const { return read_csv(folder.file("m-theory.csv")).rows; }
};

}  // namespace

TEST_SUITE("study/map") {
    TEST_CASE("[identity] a row a point, x fastest; each the answer to its own question") {
        const Written w(map_of("problem = {noise = 0.5}\n"));
        CHECK(w.files == Names{"m.svg", "m-theory.csv"});
        const CsvTable table = read_csv(w.folder.file("m-theory.csv"));
        REQUIRE(table.rows.size() == 6);
        const auto number = [&](std::size_t row, const std::string& column) {
            const auto at = std::find(table.columns.begin(), table.columns.end(), column) - table.columns.begin();
            return std::stod(table.rows[row].cells.at(std::size_t(at)));
        };
        Answers answers;
        std::size_t i = 0;
        for (const double psi2 : {2.0, 3.0})
            for (const double psi1 : {1.0, 2.0, 3.0}) {
                Question q;
                q.psi1 = psi1, q.psi2 = psi2, q.noise = 0.5;
                CHECK(number(i, "psi1") == psi1);
                CHECK(number(i, "psi2") == psi2);
                CHECK(number(i, "test_error") == nearly(answers(q).risk.test_error, 1e-14));
                ++i;
            }
        for (const std::string& file : w.files) CHECK(std::filesystem::exists(w.folder.path / file));
    }

    TEST_CASE(
        "[identity] the diagonal p = n where both sizes are swept in one unit, of random features, unless the file has "
        "lines") {
        const auto has_diagonal = [](const ExperimentMap& map) {
            return Written(map).text("m.svg").find("dashed: p = n") != std::string::npos;
        };
        CHECK(has_diagonal(map_of("")));
        CHECK(has_diagonal(map_of("", "psi2=2,3", "psi1=1,3")));
        CHECK(has_diagonal(map_of("problem = {dim = 10}\n", "width=10,20", "samples=10,30")));
        CHECK(has_diagonal(map_of("problem = {dim = 10}\n", "alpha=1.1,1.5", "beta=1.2,1.6")));
        CHECK_FALSE(has_diagonal(map_of("lines = []\n")));
        CHECK_FALSE(has_diagonal(map_of("problem = {psi2 = 2}\n", "psi1=1,2", "noise=0,1")));
        CHECK_FALSE(has_diagonal(map_of("problem = {dim = 10}\n", "psi1=1,2", "samples=10,20")));
        CHECK_FALSE(has_diagonal(map_of("", "psi1=1,2", "psi2=2,3")));  // they meet in a corner
        CHECK_FALSE(has_diagonal(map_of("problem = {model = \"neural-tangent\"}\n")));
    }

    TEST_CASE("[identity] a map of sources has their columns; note and program are told") {
        const Written w(map_of("z = \"sources.features\"\nnote = \"a note\"\n"));
        CHECK(lines_of(w.text("m-theory.csv")).front().find("sources.features") != std::string::npos);
        CHECK(w.text("m.svg").find("a note; lazyrisk ") != std::string::npos);
        CHECK(lines_of(Written(map_of("")).text("m-theory.csv")).front().find("sources.") == std::string::npos);
    }

    TEST_CASE("[identity] a spectrum's file is told by its name: results do not depend on the folder") {
        const WrittenExperiment e(
            "[[map]]\nname = \"m\"\nx = \"samples=2,3\"\ny = \"noise=1,2\"\nproblem = {spectrum = \"s.csv\", width = "
            "\"inf\"}\n");
        write_file(e.folder.file("s.csv"), "eigenvalue,multiplicity,energy\n1,5,1\n0.1,20,1\n");
        const Written w(e.read().maps.at(0));
        CHECK(w.text("m-theory.csv").find(",s.csv,") != std::string::npos);
        CHECK(w.text("m-theory.csv").find(e.folder.path.string()) == std::string::npos);
    }

    TEST_CASE("[error] a point without an answer, and a quantity that there is not") {
        CHECK_THROWS_AS(Written(map_of("problem = {samples = 10}\n", "psi1=1,2", "noise=0,1")), DomainError);
        CHECK_THROWS_AS(Written(map_of("z = \"nope\"\n")), DomainError);
    }
}
