// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/folder.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/report/csv_columns.hpp"
#include "lazyrisk/words/sha1.hpp"
#include "study/written.hpp"

using namespace lazyrisk;
using namespace lazyrisk::report;

namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;

/// A folder as a run leaves it, with the manifest changed.
class Left {
public:
    explicit Left(const std::function<void(Json&)>& change = [](Json&) {}) {
        write_file(at("experiment.toml"),
                   "title = \"T\"\nsource = \"S\"\nsettings = \"text\"\ntolerance = 0.125\n[[figure]]\nname = "
                   "\"f\"\ntitle = \"F\"\nnote = \"N\"\nx = \"psi2\"\ny = \"bias\"\n"
                   "[[figure.curve]]\ntheory = \"psi1=1,2\"\n[[figure]]\nname = \"late\"\n[[figure.curve]]\ntheory = "
                   "\"psi1=1,2\"\n"
                   "[[map]]\nname = \"m\"\ntitle = \"M\"\nx = \"psi1=1,2\"\ny = \"psi2=1,2\"\nz = \"variance\"\n");
        write_file(at("f.svg"), "<svg/>"), write_file(at("m.svg"), "<svg/>");
        Json m = Json::parse(
            R"({"title": "TT", "version": "1.2", "experiment": "experiment.toml", "name": "e", "quick": true,
            "seed": 18446744073709551615,
            "simulation": {"plan": "shared"}, "parameters": {"f": [{"curve": "a"}, {"curve": "b"}],
            "m": {"z": "variance"}},
            "known_numbers": [{"label": "L", "quantity": "bias", "expected": 1.0, "found": "inf", "deviation": "inf",
            "tolerance": 0.5}],
            "files": {"f": ["f.svg"], "m": ["m.svg"]},
            "figures": {"f": {"key": "k", "disagreeing": 0, "verdicts": [{"curve": "a", "sentence": "agrees"}],
            "summary": ""}}})");
        for (const char* name : {"experiment.toml", "f.svg", "m.svg"}) m["sha1"][name] = hash_of_file(at(name));
        change(m);
        write_file(at("manifest.json"), m.dump());
    }
    [[nodiscard]] std::string at(const std::string& name) const { return folder.file(name); }
    [[nodiscard]] ResultFolder read() const { return read_result(folder.path); }
    [[nodiscard]] std::string wrong() const try {
        static_cast<void>(read());
        return "";
    } catch (const DomainError& error) {
        std::string what = error.what();
        for (std::size_t i; (i = what.find(folder.path.string())) != std::string::npos;)
            what.replace(i, folder.path.string().size(), "OUT");
        return what;
    }
    const TemporaryFolder folder;
};

}  // namespace

TEST_SUITE("report/folder") {
    TEST_CASE(
        "[identity] what manifest and experiment say, figures in the experiment's order, those that are finished") {
        const Left left;
        const ResultFolder r = left.read();
        CHECK(r.path == left.folder.path);
        CHECK(r.title == "TT");
        CHECK(r.version == "1.2");
        CHECK(r.name == "e");
        CHECK(r.seed == 18446744073709551615U);
        CHECK(r.quick);
        CHECK(r.simulation.at("plan") == "shared");
        CHECK(r.source.text == "S");
        CHECK(r.source.settings == "text");
        CHECK(r.tolerance == 0.125);
        REQUIRE(r.known_numbers.size() == 1);
        CHECK(r.known_numbers[0].found == infinite<>);
        REQUIRE(r.hashes.size() == 3);
        CHECK(r.hashes[1] == std::pair<std::string, std::string>("f.svg", hash_of_text("<svg/>")));
        REQUIRE(r.figures.size() == 2);
        const ResultFigure &f = r.figures[0], &m = r.figures[1];
        CHECK(f.name == "f");
        CHECK(f.title == "F");
        CHECK(f.note == "N");
        CHECK_FALSE(f.map);
        CHECK(f.x == "psi2");
        CHECK(f.y == "bias");
        CHECK(f.files == Names{"f.svg"});
        REQUIRE(f.problems.size() == 2);
        CHECK(f.problems[1].at("curve") == "b");
        CHECK(f.verdicts == std::vector<std::pair<std::string, std::string>>{{"a", "agrees"}});
        CHECK(m.map);
        CHECK(m.title == "M");
        CHECK(m.x == "psi1");
        CHECK(m.y == "variance");
        CHECK(m.problems.size() == 1);
        CHECK(m.verdicts.empty());
    }

    TEST_CASE("[error] a folder that is not whole, or not one, is refused") {
        const std::string fresh =
            "; `lazyrisk run --verify OUT` lists what changed, a fresh run makes the folder whole";
        CHECK(Left().wrong().empty());
        {
            const Left left;
            write_file(left.at("f.svg"), "<svg />");
            CHECK(left.wrong() == "OUT: f.svg is not what its manifest.json says" + fresh);
            std::filesystem::remove(left.at("m.svg"));
            CHECK(left.wrong() == "OUT: m.svg of its manifest.json is missing" + fresh);
            std::filesystem::remove(left.at("f.svg"));
            CHECK(left.wrong() == "OUT: f.svg and 1 more of its manifest.json is missing" + fresh);
            std::filesystem::remove(left.at("manifest.json"));
            CHECK(left.wrong() == "OUT/manifest.json: no manifest there; expected a folder written by `lazyrisk run`");
        }
        for (const char* key :
             {"title", "version", "name", "seed", "quick", "simulation", "experiment", "known_numbers"}) {
            CAPTURE(key);
            CHECK(Left([&](Json& m) { m.erase(key); }).wrong() == "OUT/manifest.json: is not complete (key '" +
                                                                      std::string(key) +
                                                                      "' not found); a fresh run writes it");
        }
        CHECK(Left([](Json& m) { m["experiment"] = "../experiment.toml"; })
                  .wrong()
                  .find("names the file \"../experiment.toml\"") != std::string::npos);
        CHECK(Left([](Json& m) { m["files"]["f"] = {"../x.svg"}; }).wrong().find("names the file \"../x.svg\"") !=
              std::string::npos);
        CHECK(Left([](Json& m) { m.erase("files"); }).wrong() ==
              "OUT: no figure in it is finished; a fresh run of the experiment writes them");
        CHECK(Left([](Json& m) { m["figures"]["f"].erase("verdicts"); }).wrong().find("is not complete") !=
              std::string::npos);
        CHECK_THROWS_WITH_AS(
            read_result("nowhere/at/all"),
            "report = nowhere/at/all: no such folder; expected one written by `lazyrisk run NAME --output FOLDER`",
            DomainError);
    }

    TEST_CASE("[identity] a figure's file by its ending, its swept fields once each") {
        ResultFigure f;
        f.name = "a";
        f.files = {"a-b.csv", "b.csv", "a.csv"};
        CHECK(f.file(".csv") == "a.csv");
        CHECK(f.file("-b.csv") == "a-b.csv");
        CHECK(f.file(".svg").empty());
        f.problems = {Json::parse(R"({"theory": "psi1=1,2", "simulation": "step-size=1", "limit": "alpha=1"})"),
                      Json::parse(R"({"theory": "psi1=3", "simulation": "psi2=3"})")};
        CHECK(f.swept({"theory", "simulation"}) == Names{"psi1", "step_size", "psi2"});
        CHECK(f.swept({"simulation"}) == Names{"step_size", "psi2"});
        CHECK(f.swept({"limit", "theory"}) == Names{"alpha", "psi1"});
        CHECK(f.swept({"x"}).empty());
    }

    TEST_CASE("[identity] entries as words, fields as heads") {
        const Json entry = Json::parse(R"({"text": "a", "number": 0.1, "whole": 3, "list": [1], "flag": true})");
        CHECK(report::word_of(entry, "text") == "a");
        CHECK(report::word_of(entry, "number") == "0.1");
        CHECK(report::word_of(entry, "whole") == "3");
        CHECK(report::word_of(entry, "list") == "[1]");
        CHECK(report::word_of(entry, "flag") == "true");
        CHECK(report::word_of(entry, "none").empty());
        CHECK(report::word_of(Json::parse("[1]"), "text").empty());
        CHECK(column_of("step-size-x") == "step_size_x");
    }

    TEST_CASE("[identity] columns of a csv file by name: numbers, words, what varies") {
        const TemporaryFolder folder;
        write_file(folder.file("t.csv"), "a,b,c,d\n1,x,inf,\n1,y,2e3,7 m\n1,x,-3,5\n");
        const CsvColumns t(folder.path / "t.csv");
        CHECK(t.rows().size() == 3);
        CHECK(t.names() == Names{"a", "b", "c", "d"});
        CHECK(t.has("a"));
        CHECK_FALSE(t.has("e"));
        CHECK(t.text(t.rows()[1], "b") == "y");
        CHECK(t.number(t.rows()[0], "c") == infinite<>);
        CHECK(t.number(t.rows()[1], "c") == 2000);
        CHECK(std::isnan(t.number(t.rows()[0], "b")));
        CHECK(std::isnan(t.number(t.rows()[0], "d")));
        CHECK(std::isnan(t.number(t.rows()[1], "d")));  // more than a number
        CHECK_FALSE(t.varies("a"));
        CHECK(t.varies("b"));
        CHECK_FALSE(t.varies("e"));
        CHECK_THROWS_WITH_AS(static_cast<void>(t.text(t.rows()[0], "e")),
                             (folder.file("t.csv") + ": no column e; it was written by another version").c_str(),
                             DomainError);
    }
}
