// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/own_numbers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../lines_of.hpp"
#include "../nearly.hpp"
#include "../temporary_folder.hpp"
#include "lazyrisk/measure/comparison_figure.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const Fields base{{"dim", "20"}, {"samples", "100"}, {"noise", "0.25"}};

struct File : TemporaryFolder {
    OwnNumbers read(const std::string& text, const Fields& fields = base) const {
        std::ofstream(file("own.csv")) << text;
        return read_own_numbers(file("own.csv"), asked(fields));
    }
    std::string complaint(const std::string& text) const {
        try {
            static_cast<void>(read(text));
        } catch (const DomainError& error) {
            return error.what();
        }
        return "";
    }
};

/// What the theory says of three widths where the total ridge, noise and quantity are others than those that are
/// written down.
OwnNumbers written(const std::function<double(double width)>& ridge, double truth_of_noise, const std::string& seen,
                   double ridge_written, double noise_written, const std::string& quantity) {
    OwnNumbers own{quantity, {}};
    Answers answers;
    for (const double width : {30.0, 60.0, 250.0}) {
        Question q = asked(base);
        q.width = width, q.ridge = ridge(width), q.noise = truth_of_noise;
        const Answer a = answers.ask(q);
        const double mean = seen == "test_error" ? a.risk.test_error : a.risk.excess_risk;
        q.ridge = ridge_written, q.noise = noise_written;
        own.points.push_back({q, mean, 1e-4 * mean, 100});
    }
    return own;
}

/// The first row of what explains the numbers.
std::string nearest(const OwnNumbers& own) {
    Answers answers;
    const std::vector<std::string> lines = lines_of(ridge_factors(own, 0.03, answers, {Format::csv, {}, false}));
    REQUIRE(lines.size() > 3);
    return lines[3];
}

}  // namespace

TEST_SUITE("measure/own_numbers") {
    TEST_CASE("[identity] a table of own numbers: means, errors, trials; every other column a field") {
        const File folder;
        OwnNumbers own = folder.read("width,test_error,standard_error,trials,ridge\n30,0.5,0.01,7,2\n60,0,0.02,2,\n");
        CHECK(own.quantity == "test_error");
        REQUIRE(own.points.size() == 2);
        CHECK(own.points[0].mean == 0.5);
        CHECK(own.points[0].standard_error == 0.01);
        CHECK(own.points[0].trials == 7);
        CHECK(own.points[0].question.width == 30);
        CHECK(own.points[0].question.ridge == 2);
        CHECK(own.points[0].question.dim == 20);
        CHECK(own.points[1].mean == 0);
        CHECK(own.points[1].trials == 2);
        CHECK(own.points[1].question.ridge == Question{}.ridge);
        own = folder.read("width,excess_risk,standard_error\n30,0.5,0.01\n");
        CHECK(own.quantity == "excess_risk");
        CHECK(own.points[0].trials >= 100000);  // as good as normal
    }

    TEST_CASE("[error] own numbers that are none, with their place") {
        const File folder;
        const std::string path = folder.file("own.csv");
        const auto complains = [&](const std::string& text, const std::string& words) {
            const std::string said = folder.complaint(text);
            CHECK_MESSAGE(said.starts_with(path + ":"), said);
            CHECK_MESSAGE(said.find(words) != std::string::npos, said, " lacks ", words);
        };
        complains("width,test_error,standard_error\n", "a header without rows");
        complains("width,standard_error\n3,1\n", "no column test_error or excess_risk");
        complains("test_error,excess_risk,standard_error\n3,1,1\n", "leave one out");
        complains("width,test_error\n3,1\n", "no column standard_error");
        complains("width,test_error,standard_error\n3,1,1\n3,x,1\n", ":3:2: test_error");
        complains("width,test_error,standard_error\n3,1,1\n3,-0.1,1\n", ":3: test_error = -0.1");
        complains("width,excess_risk,standard_error\n3,-0.1,1\n", ":2: excess_risk = -0.1");
        complains("width,test_error,standard_error\n3,inf,1\n", "expected a finite number, at least 0");
        complains("width,test_error,standard_error\n3,1,0\n", ":2: standard_error = 0");
        complains("width,test_error,standard_error\n3,1,inf\n", "above 0");
        for (const char* trials : {"1", "2.5", "1.1e9", "-3", "inf"})
            complains("width,test_error,standard_error,trials\n3,1,1," + std::string(trials) + "\n",
                      "a whole number from 2 to 1e9");
        CHECK(folder.complaint("width,test_error,standard_error,trials\n3,1,1,1e9\n").empty());
        CHECK(folder.complaint("width,test_error,standard_error,trials\n3,1,1,2\n").empty());
        CHECK_FALSE(folder.complaint("width,width,test_error,standard_error\n3,3,1,1\n").empty());
    }

    TEST_CASE("[identity] own numbers stand beside the theory of their quantity") {
        const auto same = [](double) { return 0.5; };
        for (const char* quantity : {"test_error", "excess_risk"}) {
            OwnNumbers own = written(same, 0.25, quantity, 0.5, 0.25, quantity);
            own.points[1].mean *= 1.0004;  // four errors
            Answers answers;
            const OwnComparison c = compare_own(own, 0.03, answers);
            REQUIRE(c.verdict.points.size() == 3);
            CHECK(c.verdict.points[0].z == 0);
            CHECK(c.verdict.points[1].z == nearly(4, 1e-6));
            CHECK(c.verdict.points[1].relative_deviation == nearly(4e-4, 1e-6));
            CHECK(c.verdict.independent == 3);
            CHECK(c.theory[2].setting.width == 250);
            const std::vector<std::string> lines = lines_of(render_own(own, c, {Format::csv, {}, false}));
            REQUIRE(lines.size() == 4);
            CHECK(lines[0].ends_with(
                ",quantity,theory,measured,standard_error,z,relative_deviation,verdict,p_value,adjusted_p_value,"
                "error_bound,version"));
            CHECK(lines[1].find(std::string(",") + quantity + ",") != std::string::npos);
            const std::string shown = lines_of(render_own(own, c, {}))[0] + render_own(own, c, {});
            CHECK(shown.find("width") != std::string::npos);
        }
    }

    TEST_CASE("[identity] drawn: along the column that varies most, a line a value of the other") {
        const File file;
        Answers answers;
        const auto drawn = [&](const std::string& text) {
            const OwnNumbers own = file.read(text);
            return own_figure(own, compare_own(own, 0.03, answers), answers);
        };
        const Figure two = drawn(
            "width,ridge,excess_risk,standard_error\n50,0.1,0.5,0.01\n100,0.1,0.6,0.02\n200,0.1,0.4,0.01\n"
            "50,1,0.55,0.01\n100,1,0.5,0.01\n200,1,0.45,0.01\n");
        REQUIRE(two.series.size() == 4);
        CHECK(two.series[1].x == std::vector<double>{50, 100, 200});
        CHECK(two.series[1].y == std::vector<double>{0.5, 0.6, 0.4});
        CHECK(two.series[1].error == std::vector<double>{0.01, 0.02, 0.01});
        CHECK(two.series[1].label == "measured");
        CHECK(two.series[3].y == std::vector<double>{0.55, 0.5, 0.45});
        CHECK(two.y.label == "excess risk");
        const DrawnSeries& line = two.series[2];  // ridge 1: the theory of the points lies on it
        const auto at = std::find(line.x.begin(), line.x.end(), 100.0);
        REQUIRE(at != line.x.end());
        Fields fields = base;
        fields.insert(fields.end(), {{"width", "100"}, {"ridge", "1"}});
        CHECK(line.y[std::size_t(at - line.x.begin())] == nearly(answers(asked(fields)).risk.excess_risk, 1e-12));
        CHECK(drawn("width,test_error,standard_error\n50,0.5,0.01\n100,0.6,0.02\n").series.size() == 2);
        CHECK(drawn("width,energy.rest,test_error,standard_error\n50,0.1,0.5,0.01\n50,0.2,0.6,0.02\n").x.label ==
              axis_label("energy.rest"));  // any field, also the last of all
        CHECK_THROWS_WITH_AS(drawn("width,test_error,standard_error\n50,0.5,0.01\n50,0.6,0.02\n"),
                             doctest::Contains("0 columns of numbers vary"), DomainError);
        CHECK_THROWS_WITH_AS(drawn("width,ridge,noise,test_error,standard_error\n50,1,1,0.5,0.01\n51,2,2,0.6,0.02\n"),
                             doctest::Contains("3 columns of numbers vary"), DomainError);
    }

    TEST_CASE("[identity] every factor by which ridges differ is found: docs/conventions.md, section 1") {
        // the numbers have this total ridge, and what was written down is it over the factor: n = 100, d = 20
        struct Wrong {
            const char* name;
            double written;
            std::function<double(double)> total;  ///< by the width
        };
        for (const Wrong& w : std::vector<Wrong>{
                 {"n,", 0.01, [](double) { return 1.0; }},
                 {"n/d,", 0.2, [](double) { return 1.0; }},
                 {"1/p,", 40, [](double p) { return 40 / p; }},
                 {"n/p,", 0.4, [](double p) { return 40 / p; }},
                 {"2,", 0.5, [](double) { return 1.0; }},
                 {"2n,", 0.005, [](double) { return 1.0; }},
                 {"2n/p,", 0.2, [](double p) { return 40 / p; }},
                 {"n/2,", 0.02, [](double) { return 1.0; }},
                 {"d,", 0.05, [](double) { return 1.0; }},
             }) {
            const std::string found = nearest(written(w.total, 0.25, "test_error", w.written, 0.25, "test_error"));
            CHECK_MESSAGE(found.starts_with(w.name), w.name, " but: ", found);
            CHECK_MESSAGE(found.ends_with(",agrees"), found);
        }
        // of relu h(1) = 1/2, as the factor 1/2 of the penalty: both are named
        Answers answers;
        const std::string halves = ridge_factors(
            written([](double) { return 1.0; }, 0.25, "test_error", 2, 0.25, "test_error"), 0.03, answers, {});
        CHECK(halves.find("1/2 ") != std::string::npos);
        CHECK(halves.find("h(1) ") != std::string::npos);
        // a convention that is right stays: the factor is of the total ridge
        OwnNumbers mean = written([](double) { return 1.0; }, 0.25, "test_error", 0.005, 0.25, "test_error");
        for (OwnPoint& p : mean.points) p.question.ridge_convention = RidgeConvention::mean;  // total 0.5
        CHECK(nearest(mean).starts_with("2,"));
    }

    TEST_CASE("[identity] noise as a deviation or a square, and label noise on the test points, are found too") {
        const auto one = [](double) { return 1.0; };
        std::string found = nearest(written(one, 0.25, "test_error", 1, 0.5, "test_error"));
        CHECK(found.find("noise given as a deviation, noise^2 is right") != std::string::npos);
        CHECK(found.starts_with("1,"));
        found = nearest(written(one, 0.5, "test_error", 1, 0.25, "test_error"));
        CHECK(found.find("noise given as a square, its root is right") != std::string::npos);
        found = nearest(written(one, 0.25, "excess_risk", 1, 0.25, "test_error"));
        CHECK(found.find("; no label noise on the test points") != std::string::npos);
        found = nearest(written(one, 0.25, "test_error", 1, 0.25, "excess_risk"));
        CHECK(found.find("; label noise on the test points") != std::string::npos);
        found = nearest(written(one, 0.25, "excess_risk", 0.01, 0.25, "test_error"));
        CHECK(found.starts_with("n,"));
        CHECK(found.find("; no label noise on the test points") != std::string::npos);
    }

    TEST_CASE("[identity] ridges that come nearest: four at most, nothing in the limit or of an optimal ridge") {
        OwnNumbers own = written([](double) { return 1.0; }, 0.25, "test_error", 0.3, 0.25, "test_error");
        Answers answers;
        const std::string text = ridge_factors(own, 0.03, answers, {Format::csv, {}, false});
        CHECK(lines_of(text).size() == 3 + 4);
        CHECK(lines_of(text)[1] == "The ridges that come nearest:");
        CHECK(lines_of(text)[2] == "total ridge times,which means,rms z,verdict");
        CHECK(ridge_factors(own, 0.03, answers, {Format::latex, {}, false}).starts_with("\n% The ridges"));
        CHECK(ridge_factors(own, 0.03, answers, {Format::markdown, {}, false})
                  .starts_with("\nThe ridges that come nearest:\n\n"));
        OwnNumbers other = own;
        other.points[1].question.optimal_ridge = true;
        CHECK(ridge_factors(other, 0.03, answers, {}).empty());
        for (OwnPoint& p : own.points) p.question = asked({{"psi1", "2"}, {"psi2", "3"}});
        CHECK(ridge_factors(own, 0.03, answers, {}).empty());
    }
}
