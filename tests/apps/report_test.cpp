// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A folder of results as one page.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../browser.hpp"
#include "paths.hpp"
#include "reported.hpp"

namespace fs = std::filesystem;
using namespace report_test;

namespace {

/// Rows of a csv file by column.
std::vector<std::map<std::string, std::string>> rows_of(const fs::path& path) {
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> columns;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells(1);
        bool quoted = false;
        for (const char c : line) {
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                cells.emplace_back();
            else
                cells.back() += c;
        }
        if (columns.empty()) {
            columns = cells;
            continue;
        }
        std::map<std::string, std::string> row;
        for (std::size_t i = 0; i < cells.size(); ++i) row[columns.at(i)] = cells[i];
        rows.push_back(row);
    }
    return rows;
}

}  // namespace

TEST_SUITE("apps/report") {
    TEST_CASE("[golden] the page has everything and needs nothing") {
        const Reported& r = reported();
        CHECK(has(r.report.out, "report.html: 5 figures, "));
        for (const char* never :
             {"<script", "http://localhost", "src=", "<link rel=\"stylesheet\"", "@import", "url(http"}) {
            CAPTURE(never);
            CHECK_FALSE(has(r.page, never));
        }
        for (const char* always : {"<html lang=\"en\">", "<title>A &amp; B &lt;i&gt;of&lt;/i&gt; &quot;C&quot;</title>",
                                   "nowhere, 1 &lt; 2", "<h2>Random &lt;features&gt;</h2>", "λ = 0 &amp; &lt;none&gt;",
                                   "prefers-color-scheme: dark", "@media print", "<dd>mean, mei-montanari, total</dd>",
                                   "lazyrisk run experiment.toml --output again --seed 1",
                                   "lazyrisk run --verify . --rerun", "<span class=\"verdict pole\">",
                                   "aria-labelledby=\"peak--title peak--desc\"", "<caption>", "scope=\"col\""}) {
            CAPTURE(always);
            CHECK(has(r.page, always));
        }
        std::size_t pictures = 0;
        for (std::size_t at = 0; (at = r.page.find("<svg", at)) != std::string::npos; ++at) ++pictures;
        CHECK(pictures == 5);
        CHECK(has(r.page, "1 of 2 known numbers"));
        CHECK(has(r.page, "✗</span> disagrees"));  // the wrong one
    }

    TEST_CASE("[identity] no two ids are the same, and every reference has its id") {
        const std::string& page = reported().page;
        std::set<std::string> ids;
        const std::regex id("\\bid=[\"']([^\"']*)[\"']"), reference("(?:href=[\"']#|url\\(['\"]?#)([^\"')]*)");
        for (std::sregex_iterator m(page.begin(), page.end(), id), end; m != end; ++m)
            CHECK_MESSAGE(ids.insert((*m)[1]).second, (*m)[1]);
        for (std::sregex_iterator m(page.begin(), page.end(), reference), end; m != end; ++m)
            CHECK_MESSAGE(ids.count((*m)[1]) == 1, (*m)[1]);
        CHECK(ids.size() > 20);
    }

    TEST_CASE("[identity] the same folder gives the same bytes, and --output is where they go") {
        const Reported& r = reported();
        const fs::path other = r.path / "other.html";
        const CommandResult again = lazyrisk("report '" + r.folder() + "' --quiet --output '" + other.string() + "'");
        CHECK_MESSAGE((again.status == 0 && again.out.empty()), again.out);
        CHECK(content_of(other) == r.page);
        CHECK(lazyrisk("run --verify '" + r.folder() + "'").status == 0);  // the page does not make the folder unsound
    }

    TEST_CASE("[agreement] simulated numbers are those of the csv file, with two digits of their error") {
        const Reported& r = reported();
        const auto rows = rows_of(r.path / "out" / "peak-simulation.csv");
        REQUIRE(rows.size() == 6);
        const std::regex shown("<td class=\"number\">([0-9.]+)\\(([0-9]+)\\)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?</td>");
        std::sregex_iterator at(r.page.begin(), r.page.end(), shown), end;
        for (const auto& row : rows) {
            REQUIRE(at != end);
            const std::string value = (*at)[1], error = (*at)[2];
            CHECK_FALSE((*at)[3].matched);
            const double mean = std::stod(row.at("simulation.test_error.mean")),
                         spread = std::stod(row.at("simulation.test_error.standard_error"));
            const std::size_t point = value.find('.');
            const double unit = point == std::string::npos ? std::pow(10.0, std::floor(std::log10(spread)) - 1)
                                                           : std::pow(10.0, -double(value.size() - point - 1));
            const double in_units = point == std::string::npos ? std::stod(error) / unit : std::stod(error);
            CAPTURE(value);
            CAPTURE(error);
            CHECK(std::abs(std::stod(value) - mean) <= 0.5001 * unit);
            CHECK(std::abs(in_units - spread / unit) <= 0.5001);
            CHECK(in_units >= 10);
            CHECK(in_units <= 100);
            ++at;
        }
        CHECK(at == end);
        for (const auto& row : rows) CHECK(has(r.page, "verdict " + row.at("verdict") + "\""));
    }

    TEST_CASE("[golden] the formulas of the page are those of its figures") {
        const std::string& page = reported().page;
        const std::regex number("<div class=\"formula\" data-number=\"([^\"]*)\"");
        std::set<std::string> numbers;
        for (std::sregex_iterator m(page.begin(), page.end(), number), end; m != end; ++m) numbers.insert((*m)[1]);
        const std::set<std::string> expected{"2.1", "2.2", "3.1", "4",   "4.1", "5",    "5.1",  "5.2",
                                             "5.3", "5.4", "6.5", "6.6", "8.5", "10.7", "10.8", "13.1"};
        CHECK(numbers == expected);
    }

    TEST_CASE(
        "[golden] a table of another kind of figure is shown by its columns: means with errors, what varies, "
        "verdicts") {
        const Reported& r = reported();
        const fs::path copy = r.path / "kinds";
        fs::copy(r.folder(), copy);
        std::ofstream(copy / "parts-training.csv")
            << "curve,width,gap.mean,gap.standard_error,simulation,standard_error,z,relative_deviation,verdict,steps,"
               "version\n"
               "one,50,0.0333,0.00692,0.25,0.0123,1.874,,agrees,200,0.1.0\n"
               "one,100,0.0147,0.00249,0.125,0.0111,,-0.0123,disagrees,200,0.1.0\n";
        nlohmann::ordered_json manifest = nlohmann::ordered_json::parse(content_of(copy / "manifest.json"));
        manifest["files"]["parts"].push_back("parts-training.csv");
        manifest["sha1"]["parts-training.csv"] =
            run_command("sha1sum '" + (copy / "parts-training.csv").string() + "'").out.substr(0, 40);
        manifest["parameters"]["parts"][0]["training"] = {{"scaling", "lazy"}, {"steps", 200}};
        std::ofstream(copy / "manifest.json") << manifest;
        const CommandResult result = lazyrisk("report '" + copy.string() + "'");
        REQUIRE_MESSAGE(result.status == 0, result.out);
        const std::string page = content_of(copy / "report.html");
        for (const std::string shown :
             {"<th scope=\"row\" class=\"number\">50</th>", "0.0333(69)", "0.250(12)", "0.125(11)", ">+1.87<",
              ">−1.2\u2009%<", ">deviation<", "verdict disagrees", "<dd>scaling lazy, gradient steps 200</dd>",
              "data-number=\"14.1\"", "All 2 rows of <code>parts-training.csv</code>"}) {
            CHECK_MESSAGE(has(page, shown), shown);
        }
    }

    TEST_CASE("[error] what is no folder of results, or not whole, is refused in a sentence") {
        const Reported& r = reported();
        const auto refused = [](const std::string& folder, const std::string& words) {
            const CommandResult result = lazyrisk("report '" + folder + "'");
            CAPTURE(result.out);
            CHECK(result.status == 2);
            CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
            CHECK(has(result.out, words));
            CHECK_FALSE(fs::exists(fs::path(folder) / "report.html"));
        };
        refused((r.path / "nowhere").string(), "no such folder; expected one written by `lazyrisk run");
        const fs::path copy = r.path / "copy";
        const auto fresh = [&] {
            fs::remove_all(copy);
            fs::copy(r.folder(), copy);
            fs::remove(copy / "report.html");
        };
        fs::create_directories(copy);
        refused(copy.string(), "no manifest there");
        fresh();
        fs::remove(copy / "peak.svg");
        refused(copy.string(), "peak.svg of its manifest.json is missing");
        fresh();
        std::ofstream(copy / "peak-simulation.csv", std::ios::app) << "x\n";
        refused(copy.string(), "peak-simulation.csv is not what its manifest.json says");
        fresh();
        std::ofstream(copy / "manifest.json") << R"({"sha1": {}})";
        refused(copy.string(), "manifest.json: is not complete");
        fresh();
        std::ofstream(copy / "manifest.json") << "{";
        refused(copy.string(), "not a manifest");
        const CommandResult unwritable = lazyrisk("report '" + r.folder() + "' --output /no/such/folder/page.html");
        CHECK(unwritable.status == 1);
        CHECK(has(unwritable.out, "--output /no/such/folder/page.html cannot be written"));
    }

    TEST_CASE("[identity] in a browser: no complaint, no sideways scroll at 400 and 1400 pixels, light and dark") {
        LAZYRISK_NEEDS_BROWSER();
        const Reported& r = reported();
        const fs::path page = r.path / "out" / "report.html";
        const Browser browser;
        std::vector<std::string> backgrounds;
        for (const bool dark : {false, true}) {
            const Browsed seen = browser.look({page}, {400, 1400}, dark);
            CHECK_MESSAGE(seen.complaints.empty(), seen.complaints);
            REQUIRE(seen.pages.size() == 2);
            for (const BrowsedPage& p : seen.pages) {
                CAPTURE(p.width);
                CHECK(p.wanted <= p.width);
                CHECK(p.missing == 0);
                CHECK(p.scripts == 0);
                CHECK(p.formulas > 30);
            }
            CHECK(seen.pages[0].width == 400);
            CHECK(seen.pages[1].width == 1400);
            backgrounds.push_back(seen.pages[0].background);
            CHECK(browser.picture(page, 1400, dark) > 30000);
        }
        CHECK(backgrounds == std::vector<std::string>{"rgb(253,253,252)", "rgb(21,23,26)"});
    }
}
