// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Known numbers, parameters, points and simulations of a folder as HTML.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "capture_bound.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/known_numbers.hpp"
#include "lazyrisk/report/parameters.hpp"
#include "lazyrisk/report/points.hpp"
#include "lazyrisk/report/tables.hpp"
#include "study/written.hpp"

using namespace lazyrisk;
using namespace lazyrisk::report;

namespace {

using Json = nlohmann::ordered_json;

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
    return count;
}
bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

ResultFigure figure_of(const std::vector<std::string>& problems) {
    ResultFigure f;
    f.name = "f", f.y = "test_error";
    for (const std::string& text : problems) f.problems.push_back(Json::parse(text));
    return f;
}

/// A figure's csv file as a page shows it.
struct Shown {
    TemporaryFolder folder;
    ResultFolder result;
    ResultFigure figure;
    Verdicts verdicts;
    Shown(const std::string& ending, const std::string& csv, const std::vector<std::string>& problems)
        : figure(figure_of(problems)) {
        result.path = folder.path;
        figure.files = {"f" + ending};
        write_file(folder.path / figure.files[0], csv);
    }
    std::string points() { return html_of_points(result, figure, figure.files[0], &verdicts); }
    std::string simulation() { return html_of_simulation(result, figure, verdicts); }
};

const std::string agrees = "<span class=\"verdict agrees\"><span aria-hidden=\"true\">✓</span> agrees</span>",
                  disagrees = "<span class=\"verdict disagrees\"><span aria-hidden=\"true\">✗</span> disagrees</span>";

}  // namespace

TEST_SUITE("report/parts") {
    TEST_CASE("[identity] known numbers: all of them, those that disagree counted and marked") {
        ResultFolder r;
        CHECK(html_of_known_numbers(r).empty());
        r.known_numbers = {{"<L>", "bias", "psi1", 0.5, 1, 1, 0, 0.1},
                           {"M", "test_error", "", 0, 2, 2.5, 0.25, 0.1},
                           {"N", "a<b", "", 0, 1.0 / 3, infinite<>, infinite<>, 0.1}};
        CHECK(count_known_numbers(r).all == 3);
        CHECK(count_known_numbers(r).wrong == 2);
        const std::string page = html_of_known_numbers(r);
        CHECK(has(page,
                  "<th scope=\"row\" class=\"text\">&lt;L&gt;</th><td class=\"text\">ψ₁ = p/d = 0.5</td><td "
                  "class=\"text\">bias</td>"
                  "<td class=\"number\">1</td><td class=\"number\">1</td><td class=\"number\">0</td>"));
        CHECK(has(page,
                  "<td class=\"text\"></td><td class=\"text\">test error</td><td class=\"number\">2</td><td "
                  "class=\"number\">2.5</td><td class=\"number\">0.25 " +
                      disagrees + "</td>"));
        CHECK(has(page,
                  "<td class=\"text\">a&lt;b</td><td class=\"number\">0.3333333333</td><td "
                  "class=\"number\">inf</td><td class=\"number\">∞ " +
                      disagrees + "</td>"));
        CHECK(count_of(page, "<tr>") == 4);
    }

    TEST_CASE("[identity] each verdict with its sign") {
        CHECK(html_of_verdict("agrees") == agrees);
        CHECK(html_of_verdict("disagrees") == disagrees);
        CHECK(has(html_of_verdict("finite-size"),
                  "verdict finite-size\"><span aria-hidden=\"true\">≈</span> finite-size<"));
        CHECK(has(html_of_verdict("pole"), ">∞</span> pole<"));
        CHECK(has(html_of_verdict("heavy-tailed"), ">∿</span> heavy-tailed<"));
        CHECK(html_of_verdict("<x>") ==
              "<span class=\"verdict -x-\"><span aria-hidden=\"true\"></span> &lt;x&gt;</span>");
    }

    TEST_CASE("[identity] values of fields: numbers, infinity, words") {
        CHECK(value_of_field("inf") == "∞");
        CHECK(value_of_field("0.10000000000000001") == "0.1");
        CHECK(value_of_field("0.1234567") == "0.123457");
        CHECK(value_of_field("3 m") == "3 m");
        CHECK(value_of_field("a<b") == "a&lt;b");
        CHECK(value_of_field("").empty());
    }

    TEST_CASE(
        "[identity] parameters: what all curves share once, a column a curve where they differ, swept fields as "
        "sweeps") {
        CHECK(html_of_parameters(figure_of({})).empty());
        const std::string one = html_of_parameters(figure_of(
            {R"({"curve": "a", "problem": {"model": "kernel", "psi1": "3", "step_size": "1", "energy.2": "0.5",
            "energy.rest": "0", "ridge_convention": "total", "dim": "inf"},
            "theory": "psi1=1,2,inf", "limit": "psi2=1,2,3,4,5,6,7.5", "simulation": "step-size=1,2,3,4,5,6",
            "trials": 3, "test_points": 50, "tied": {"width": {"factor": 2.0, "power": 0.5}},
            "training": {"scaling": "lazy", "steps": 200}})"}));
        for (const char* fact : {"<dt>model</dt><dd>kernel</dd>", "<dt>energy of degree 2</dt><dd>0.5</dd>",
                                 "<dt>energy never learned</dt><dd>0</dd>", "<dt>ridge convention</dt><dd>total</dd>",
                                 "<dt>dimension d</dt><dd>∞</dd>", "<dt>theory</dt><dd>ψ₁ = p/d: 1, 2, ∞</dd>",
                                 "<dt>limit d → ∞</dt><dd>ψ₂ = n/d: 7 values, 1 to 7.5</dd>",
                                 "<dt>simulation</dt><dd>step size: 1, 2, 3, 4, 5, 6</dd>",
                                 "<dt>trials a point</dt><dd>3</dd>", "<dt>test points a trial</dt><dd>50</dd>",
                                 "<dt>width p</dt><dd>2 times the swept value to the power 0.5</dd>",
                                 "<dt>training</dt><dd>scaling lazy, gradient steps 200</dd>"}) {
            CAPTURE(fact);
            CHECK(has(one, std::string("<div>") + fact + "</div>"));
        }
        CHECK_FALSE(has(one, "<dt>ψ₁"));         // swept
        CHECK_FALSE(has(one, "<dt>step size"));  // in both spellings
        CHECK_FALSE(has(one, "<table>"));
        const std::string two = html_of_parameters(
            figure_of({R"({"curve": "<a>", "problem": {"model": "kernel", "noise": "1", "ridge": "2"}})",
                       R"({"curve": "b", "problem": {"model": "kernel", "noise": "1", "ridge": "3", "width": "4"}})"}));
        CHECK(
            has(two, "<div><dt>model</dt><dd>kernel</dd></div>\n<div><dt>noise variance</dt><dd>1</dd></div>\n</dl>"));
        CHECK(has(two, "<caption><span>Where the curves differ.</span></caption>"));
        CHECK(has(
            two,
            ">parameter</th><th scope=\"col\" class=\"text\">&lt;a&gt;</th><th scope=\"col\" class=\"text\">b</th>"));
        CHECK(has(two, ">ridge</th><td class=\"text\">2</td><td class=\"text\">3</td>"));
        CHECK(has(two, ">width p</th><td class=\"text\"></td><td class=\"text\">4</td>"));
        const std::string map = html_of_parameters(figure_of(
            {R"({"problem": {"psi1": "1", "noise": "0"}, "x": "psi1=1,2", "y": "psi2=3", "z": "test_error"})"}));
        CHECK(has(map, "<dt>across</dt><dd>ψ₁ = p/d: 1, 2</dd>"));
        CHECK(has(map, "<dt>upwards</dt><dd>ψ₂ = n/d: 3</dd>"));
        CHECK(has(map, "<dt>colour</dt><dd>test error</dd>"));
    }

    TEST_CASE("[identity] a simulation: place, theory, measured with its error, z, deviation and verdict of each row") {
        const std::string head =
            "curve,samples,width,test_error,simulation.test_error.mean,simulation.test_error.standard_error,z,relative_"
            "deviation,verdict,"
            "bias,simulation.bias.mean,simulation.bias.standard_error,z_bias\n";
        Shown s("-simulation.csv",
                head +
                    "a<b,10,20,0.5,0.48751,0.0125,-1,-0.025,agrees,0.25,0.26,0.01,2\n"
                    "a<b,10,30,inf,7,1,,,pole,1,1,0,\n"
                    "c,10,40,2,3,0.1,10,0.5,disagrees,1,1,1,0\n",
                {R"({"simulation": "width=20,30"})"});
        const std::string page = s.simulation();
        CHECK(s.verdicts == Verdicts{{"agrees", 1}, {"pole", 1}, {"disagrees", 1}});
        CHECK(has(
            page,
            "<th scope=\"col\">width p</th><th scope=\"col\">theory</th><th scope=\"col\">simulation</th><th "
            "scope=\"col\">z</th><th scope=\"col\">deviation</th><th scope=\"col\" class=\"text\">verdict</th></tr>"));
        CHECK(has(page,
                  "colspan=\"6\">a&lt;b</th></tr>\n<tr><th scope=\"row\" class=\"number\">20</th><td "
                  "class=\"number\">0.5000</td><td class=\"number\">0.488(13)</td>"
                  "<td class=\"number\">−1.00</td><td class=\"number\">−2.5\u2009%</td><td class=\"text\">" +
                      agrees + "</td></tr>"));
        CHECK(has(page,
                  "<tr><th scope=\"row\" class=\"number\">30</th><td class=\"number\">∞</td><td "
                  "class=\"number\">7.0(10)</td><td class=\"number\"></td><td class=\"number\"></td>"));
        CHECK(has(page, "colspan=\"6\">c</th>"));
        CHECK(has(page, disagrees));
        CHECK(count_of(page, "<tr>") == 4);
        s.figure.y = "bias";  // beside the test error
        const std::string bias = s.simulation();
        CHECK(has(bias,
                  "<th scope=\"col\">bias, theory</th><th scope=\"col\">bias, simulation</th><th scope=\"col\">bias, "
                  "z</th></tr>"));
        CHECK(has(bias, agrees + "</td><td class=\"number\">0.2500</td><td class=\"number\">0.260(10)</td><td "
                                 "class=\"number\">+2.00</td></tr>"));
        // sizes that vary with what is swept are places too
        Shown both("-simulation.csv", head + "a,10,20,1,1,1,0,0,agrees,1,1,1,0\na,20,40,1,1,1,0,0,agrees,1,1,1,0\n",
                   {R"({"simulation": "width=20,40"})"});
        CHECK(has(both.simulation(),
                  "<tr><th scope=\"col\">width p</th><th scope=\"col\">samples n</th><th scope=\"col\">theory</th>"));
        Shown none("-theory.csv", head, {});
        CHECK(none.simulation().empty());
        // of another kind: its own columns
        Shown gap(
            "-simulation.csv",
            "curve,width,theory,simulation,standard_error,z,relative_deviation,verdict\na,4,0.5,0.48751,0.0125,-1,"
            "-0.025,agrees\na,8,0.25,0.3,0.01,5,0.2,disagrees\n",
            {R"({"simulation": "width=4,8"})"});
        const std::string gaps = gap.simulation();
        CHECK(gap.verdicts == Verdicts{{"agrees", 1}, {"disagrees", 1}});
        CHECK(has(gaps,
                  "<tr><th scope=\"row\" class=\"number\">4</th><td class=\"number\">0.50000</td><td "
                  "class=\"number\">0.488(13)</td><td class=\"number\">−1.00</td>"
                  "<td class=\"number\">−2.5\u2009%</td><td class=\"text\">" +
                      agrees + "</td></tr>"));
        CHECK(has(gaps, "Theory beside simulation; in brackets the standard error"));
    }

    TEST_CASE("[identity] points: what is swept, what varies, each curve's rows and the limit's apart") {
        const std::string head =
            "curve,kind,psi1,noise,test_error,bias,variance,train_error,effective_ridge,error_bound,status\n";
        Shown s("-theory.csv",
                head +
                    "a,theory,1,0,0.5,0.25,0,1,0.125,1e-13,ok\na,theory,2,0,0.75,0.5,0,1,0.0625,2.5e-14,ok\na,limit,1,"
                    "0,0.5,0.125,0,1,0.25,0,ok\n<b>,theory,1,0,0.5,0.0625,0,1,0.5,0,small\n",
                {R"({"theory": "psi1=1,2"})"});
        const std::string page = s.points();
        CHECK(has(page,
                  "<tr><th scope=\"col\">ψ₁ = p/d</th><th scope=\"col\">test error</th><th scope=\"col\">bias</th><th "
                  "scope=\"col\">effective ridge</th><th scope=\"col\">error bound</th></tr>"));
        CHECK(has(page,
                  "colspan=\"5\">a</th></tr>\n<tr><th scope=\"row\" class=\"number\">1</th><td "
                  "class=\"number\">0.50000</td><td class=\"number\">0.25000</td><td class=\"number\">0.12500</td><td "
                  "class=\"number\">10⁻¹³</td></tr>\n<tr>"));
        CHECK(has(page, "colspan=\"5\">a, limit d → ∞</th>"));
        CHECK(has(page, "colspan=\"5\">&lt;b&gt;</th>"));
        CHECK(has(page, "All 4 rows of <code>f-theory.csv</code>."));
        CHECK(count_of(page, "<tr>") == 5);
        CHECK(s.verdicts.empty());
        // the figure's own quantity first
        s.figure.y = "noise";
        CHECK_FALSE(has(s.points(), "noise"));  // it does not vary
        s.figure.y = "bias";
        CHECK(has(s.points(), "p/d</th><th scope=\"col\">test error</th><th scope=\"col\">bias</th>"));
        Shown empty("-theory.csv", head, {R"({"theory": "psi1=1,2"})"});
        CHECK(empty.points().empty());
    }

    TEST_CASE("[identity] a long table is thinned, its ends kept; the file has them all") {
        const auto shown = [](std::size_t rows) {
            std::string csv = "curve,psi1,value\n";
            for (std::size_t i = 1; i <= rows; ++i)
                csv += "a," + std::to_string(i) + "," + std::to_string(double(i) / 7) + "\n";
            return Shown("-bulks.csv", csv, {R"({"theory": "psi1=1"})"}).points();
        };
        CHECK(has(shown(48), "All 48 rows"));
        CHECK(count_of(shown(48), "<tr>") == 49);
        const std::string thin = shown(49);
        CHECK(count_of(thin, "<tr>") <= 1 + 12);
        CHECK(has(thin, std::to_string(count_of(thin, "<tr>") - 1) + " of the 49 rows of <code>f-bulks.csv</code>."));
        for (const char* end : {"\"number\">1</th>", "\"number\">49</th>"}) CHECK(has(thin, end));
        CHECK(count_of(shown(1000), "<tr>") <= 1 + 12);
        CHECK(has(shown(1000), "\"number\">1000</th>"));
    }

    TEST_CASE("[identity] means with their errors, whole numbers whole, what describes the run left out, ten columns") {
        Shown s("-training.csv",
                "curve,width,gap.mean,gap.standard_error,gap.median,steps,seed,trials,a_status\nx,4,0.5,0.0125,1,100,1,"
                "2,ok\nx,8,0.25,0.01,2,200,2,3,no\n",
                {R"({"simulation": "width=4,8"})"});
        const std::string page = s.points();
        CHECK(has(
            page,
            "<tr><th scope=\"col\">width p</th><th scope=\"col\">gap</th><th scope=\"col\">gradient steps</th></tr>"));
        CHECK(has(page,
                  "<tr><th scope=\"row\" class=\"number\">4</th><td class=\"number\">0.500(13)</td><td "
                  "class=\"number\">100</td></tr>"));
        std::string head = "curve,width", one = "x,1", two = "x,2";
        for (int i = 0; i < 20; ++i) head += ",q" + std::to_string(i), one += ",1.5", two += ",2.5";
        Shown many("-training.csv", head + "\n" + one + "\n" + two + "\n", {R"({"simulation": "width=4,8"})"});
        CHECK(count_of(many.points(), "<th scope=\"col\">") == 10);
        Shown single("-bulks.csv", "curve,left,right\nx,1.5,2.5\n", {"{}"});  // nothing can vary in one row
        CHECK(count_of(single.points(), "<th scope=\"col\">") == 2);
    }

    TEST_CASE("[identity] a swept field is no fixed parameter, whatever sweeps it and however it is spelled") {
        const std::vector<std::string> kinds{"theory", "simulation", "limit", "x", "y"};
        for (const auto& [swept, field] : std::vector<std::pair<std::string, std::string>>{
                 {"psi1", "psi1"}, {"step-size", "step_size"}, {"step_size", "step_size"}, {"samples", "samples"}}) {
            const std::string term = "<dt>" + axis_label(field) + "</dt>";
            const std::string problem = R"({"curve": "a", "problem": {")" + field + R"(": "3", "noise": "1"})";
            CAPTURE_BOUND(swept);
            for (const std::string& kind : kinds) {
                CAPTURE(kind);
                const std::string page =
                    html_of_parameters(figure_of({problem + ", \"" + kind + "\": \"" + swept + "=1,2\"}"}));
                CHECK_FALSE(has(page, term));
                CHECK(has(page, "<dt>noise variance</dt><dd>1</dd>"));
                const std::string other =
                    html_of_parameters(figure_of({problem + ", \"" + kind + "\": \"ridge=1,2\"}"}));
                CHECK(has(other, term + "<dd>3</dd>"));
            }
            CHECK(has(html_of_parameters(figure_of({problem + "}"})), term + "<dd>3</dd>"));
        }
        // two sweeps of one curve hide two fields
        const std::string page = html_of_parameters(figure_of(
            {R"({"problem": {"psi1": "1", "psi2": "2", "noise": "0"}, "theory": "psi1=1,2", "limit": "psi2=3,4"})"}));
        CHECK_FALSE(has(page, "<dt>ψ₁"));
        CHECK_FALSE(has(page, "<dt>ψ₂"));
        CHECK(has(page, "<dt>noise variance</dt><dd>0</dd>"));
    }
}
