// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/page.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lazyrisk/report/formulas.hpp"
#include "study/written.hpp"

using namespace lazyrisk;
using namespace lazyrisk::report;

namespace {

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

/// A folder with one figure of one curve, simulated.
struct Folder {
    TemporaryFolder folder;
    ResultFolder result;

    Folder() {
        result.path = folder.path;
        result.title = "T & <t>", result.version = "1.2", result.name = "e<x>", result.seed = 7;
        result.tolerance = 0.03;
        result.simulation = {{"plan", "shared"}, {"estimator", "test-points"}, {"precision", "double"}};
        result.hashes = {{"f.svg", "abc"}};
        ResultFigure f;
        f.name = "f g", f.title = "F <f>", f.x = "psi1", f.y = "bias";
        f.files = {"f g.svg", "f g-simulation.csv", "f g-theory.csv", "f g-bulks.csv", "f g-figure.csv"};
        f.problems.push_back(nlohmann::ordered_json::parse(
            R"({"curve": "c", "problem": {"ridge_convention": "mean", "model": "kernel"}, "theory": "psi1=1,2",
            "simulation": "psi1=1,2"})"));
        f.verdicts = {{"c <", "says & more"}};
        write("experiment.toml", "title = \"<x>\"\n"), write("f g.svg", "<svg a=\"1\"><g/></svg>");
        write("f g-simulation.csv",
              "curve,psi1,test_error,simulation.test_error.mean,simulation.test_error.standard_error,z,relative_"
              "deviation,verdict,bias,simulation.bias.mean,simulation.bias.standard_error,z_bias\n"
              "c,1,1,1,1,0,0,agrees,1,1,1,0\nc,2,1,1,1,0,0,agrees,1,1,1,0\nc,3,1,1,1,0,0,finite-size,1,1,1,0\n");
        write("f g-theory.csv",
              "curve,kind,psi1,test_error,effective_ridge\nc,theory,1,0.5,1.5\nc,theory,2,0.25,2.5\n");
        write("f g-bulks.csv", "curve,left\nc,1.5\n"), write("f g-figure.csv", "x,y\n8765.5,1\n");
        result.figures.push_back(f);
    }
    void write(const std::string& name, const std::string& text) const { write_file(folder.path / name, text); }
    [[nodiscard]] std::string page() const { return report_page(result); }
};

}  // namespace

TEST_SUITE("report/page") {
    TEST_CASE("[identity] one whole page of everything, nothing in it markup that was none") {
        const Folder f;
        const std::string page = f.page();
        CHECK(page == f.page());
        CHECK(page.starts_with("<!DOCTYPE html>\n"));
        CHECK(page.ends_with("</html>\n"));
        for (const char* part :
             {"<title>T &amp; &lt;t&gt;</title>", "<h1>T &amp; &lt;t&gt;</h1>",
              "<div><dt>experiment</dt><dd>e&lt;x&gt;</dd></div>", "<dd>lazyrisk 1.2</dd>", "<dt>seed</dt><dd>7</dd>",
              "<dt>ridge convention</dt><dd>mean</dd>", "<li><a href=\"#f-g\">F &lt;f&gt;</a></li>",
              "<section id=\"f-g\">\n<h2>F &lt;f&gt;</h2>", "<title id=\"f-g--title\">F &lt;f&gt;</title>",
              "<desc id=\"f-g--desc\">bias against ψ₁ = p/d. Curves: c.</desc>",
              "<figcaption>Lines: theory. Points: simulation with standard errors.</figcaption>",
              "<li><strong>c &lt;</strong>: says &amp; more</li>", "<details><summary>Computed points</summary>\n",
              "<code>f g-theory.csv</code>", "<code>f g-bulks.csv</code>", "title = &quot;&lt;x&gt;&quot;",
              "<li><code>f.svg</code> <code class=\"hash\">abc</code></li>",
              "lazyrisk run experiment.toml --output again --seed 7\nlazyrisk run --verify . --rerun"}) {
            CAPTURE(part);
            CHECK(has(page, part));
        }
        CHECK_FALSE(has(page, "8765"));  // the picture's own data
        CHECK_FALSE(has(page, "known-numbers"));
        CHECK_FALSE(has(page, "class=\"source\""));
        CHECK_FALSE(has(page, "--quick"));
        CHECK_FALSE(has(page, "<script"));
    }

    TEST_CASE("[identity] the head counts verdicts and known numbers, and the glossary has the words that occur") {
        Folder f;
        const auto count = [](const std::string& verdict, const std::string& sign, const std::string& what) {
            return "<span><span class=\"verdict " + verdict + "\"><span aria-hidden=\"true\">" + sign + "</span> " +
                   verdict + "</span>&nbsp;" + what + "</span>";
        };
        std::string page = f.page();
        CHECK(has(page, count("agrees", "✓", "2 points")));
        CHECK(has(page, count("finite-size", "≈", "1 point")));
        CHECK(has(page, "but not significantly above the tolerance of 3 %"));
        CHECK_FALSE(has(page, "significantly further off"));
        CHECK_FALSE(has(page, "not judged"));
        CHECK_FALSE(has(page, "known number"));
        f.result.known_numbers = {{"L", "bias", "", 0, 1, 1, 0, 0.1}};
        page = f.page();
        CHECK(has(page, count("agrees", "✓", "1 known number")));
        CHECK(has(page, "<li><a href=\"#known-numbers\">"));
        CHECK(has(page, "<section id=\"known-numbers\">"));
        f.result.known_numbers.push_back({"L", "bias", "", 0, 1, 2, 1, 0.1});
        CHECK(has(f.page(), count("disagrees", "✗", "1 of 2 known numbers")));
    }

    TEST_CASE("[identity] what a run was asked is in the command that repeats it") {
        Folder f;
        f.result.quick = true;
        f.result.simulation = {{"plan", "pointwise"}, {"estimator", "exact"}, {"precision", "mixed"}};
        CHECK(has(f.page(), "--output again --quick --seed 7 --plan pointwise --estimator exact --precision mixed\n"));
        CHECK(has(f.page(), "<code>quick</code>: few points"));
    }

    TEST_CASE("[identity] captions: limit, note, map; a figure without a title has its name") {
        Folder f;
        ResultFigure& figure = f.result.figures[0];
        figure.problems[0]["limit"] = "psi1=1";
        figure.note = "a <note>";
        CHECK(has(f.page(),
                  "<figcaption>a &lt;note&gt;. Lines: theory. Dashed: the limit d → ∞. Points: simulation with "
                  "standard errors.</figcaption>"));
        figure.title = "";
        CHECK(has(f.page(), "<h2>f g</h2>"));
        CHECK(has(f.page(), "<title id=\"f-g--title\">f g</title>"));
        CHECK(has(f.page(), "<a href=\"#f-g\">f g</a>"));
        figure.map = true, figure.files = {"f g.svg"};
        CHECK(has(f.page(), "<figcaption>a &lt;note&gt;.</figcaption>"));
        CHECK(has(f.page(), "Map of bias over ψ₁ = p/d."));
        f.result.source.text = "a & b";
        CHECK(has(f.page(), "<p class=\"source\">a &amp; b</p>"));
    }

    TEST_CASE("[identity] the chapter of formulas has what the problems are about, and nothing else") {
        const auto numbers = [](const std::string& y, const std::string& problem,
                                const std::vector<std::string>& endings = {}, const std::string& more = "") {
            ResultFolder r;
            ResultFigure f;
            f.name = "f", f.y = y;
            for (const std::string& ending : endings) f.files.push_back("f" + ending);
            f.problems.push_back(nlohmann::ordered_json::parse("{\"problem\": {" + problem + "}" + more + "}"));
            r.figures.push_back(f);
            const std::string page = html_of_formulas(r), mark = "data-number=\"";
            std::string all;
            for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
                const std::size_t begin = at + mark.size();
                all += (all.empty() ? "" : " ") + page.substr(begin, page.find('"', begin) - begin);
            }
            return all;
        };
        const std::string total = R"("ridge_convention": "total")";
        const std::string of_ridge = "2.1 2.2 4 4.1 5 5.1 5.2 5.3 5.4";
        CHECK(numbers("test_error", "").empty());
        CHECK(numbers("test_error", total) == of_ridge);
        CHECK(numbers("test_error", total + R"(, "activation": "relu")") == "2.1 2.2 3.1 4 4.1 5 5.1 5.2 5.3 5.4");
        CHECK(numbers("test_error", total + R"(, "ensemble": "1")") == of_ridge);
        CHECK(numbers("test_error", total + R"(, "ensemble": "2")") == of_ridge + " 6.6");
        CHECK(numbers("test_error", total + R"(, "ensemble": "1")", {}, R"(, "theory": "ensemble=1,2")") ==
              of_ridge + " 6.6");
        CHECK(numbers("sources.samples", total) == of_ridge + " 6.5");
        CHECK(numbers("test_error", total + R"(, "model": "neural-tangent")") == of_ridge + " 10.7 10.8");
        CHECK(numbers("test_error", total + R"(, "time": "opt")") == of_ridge + " 13.1");
        CHECK(numbers("test_error", total, {}, R"(, "theory": "time=1,2")") == of_ridge + " 13.1");
        CHECK(numbers("test_error", total + R"(, "steps": "3")") == of_ridge + " 13.1");
        CHECK(numbers("oracle_error", total) == of_ridge + " 13.1");
        CHECK(numbers("density", "", {"-bulks.csv"}) == "13.15");
        CHECK(numbers("gap_own", "", {"-training.csv"}) == "14.1 14.3");
        for (const char* y : {"nn", "nt", "nt_activation", "rf"}) CHECK(numbers(y, "") == "14");
        CHECK(numbers("test_error", "", {"-simulation.csv"}) == "8.5");
    }
}
