// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/kernel_curve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Question asked(const std::map<std::string, std::string>& fields) {
    Question q;
    for (const auto& [name, text] : fields) set_field(q, name, text);
    return q;
}

const std::vector<double> places{-1, -0.7, -0.25, 0, 0.3, 0.8, 0.99, 1};

}  // namespace

TEST_SUITE("measure/kernel_curve") {
    TEST_CASE("[agreement] every formula is the kernel of the limit by quadrature; --kernel takes it back") {
        for (const std::string activation :
             {"relu", "abs", "step", "sign", "erf", "linear", "square", "exp", "sin", "cos", "gaussian"})
            for (const std::string model : {"random-features", "first", "both"}) {
                if (model != "random-features" && (activation == "step" || activation == "sign")) continue;
                CAPTURE(activation);
                CAPTURE(model);
                const Question q = model == "random-features"
                                       ? asked({{"activation", activation}})
                                       : asked({{"activation", activation}, {"model", "nt"}, {"layers", model}});
                const std::string formula = kernel_formula(q);
                CAPTURE(formula);
                const Expression typed = Expression::parse(formula, "t", "kernel");
                const std::vector<double> h = kernel_values(q, places);
                for (std::size_t i = 0; i < places.size(); ++i)
                    CHECK(std::abs(typed(places[i]) - h[i]) <= 1e-13 * (1 + std::abs(h[i])));
            }
        for (const auto& fields : std::vector<std::map<std::string, std::string>>{
                 {{"kernel", "rbf"}, {"bandwidth", "0.7"}},
                 {{"kernel", "laplace"}},
                 {{"kernel", "matern"}, {"smoothness", "1.5"}, {"bandwidth", "2"}},
                 {{"kernel", "matern"}, {"smoothness", "2.5"}},
                 {{"kernel", "ntk"}, {"weight-variance", "1"}},
                 {{"kernel", "exp(t-1)"}}}) {
            const Question q = asked(fields);
            const std::string formula = kernel_formula(q);
            CAPTURE(formula);
            const Expression typed = Expression::parse(formula, "t", "kernel");
            const std::vector<double> h = kernel_values(q, places);
            for (std::size_t i = 0; i < places.size(); ++i)
                CHECK(std::abs(typed(places[i]) - h[i]) <= 1e-12 * (1 + std::abs(h[i])));
        }
    }

    TEST_CASE("[identity] at finite dimension h(1) is the trace of the spectrum, h(t) its sum over degrees") {
        for (const auto& fields : std::vector<std::map<std::string, std::string>>{
                 {{"activation", "tanh"}, {"dim", "5"}},
                 {{"activation", "relu"}, {"dim", "3"}, {"model", "kernel"}},
                 {{"activation", "gelu"}, {"dim", "7"}, {"model", "nt"}, {"layers", "both"}},
                 {{"kernel", "nngp"}, {"depth", "3"}, {"dim", "4"}, {"activation", "erf"}},
                 {{"kernel", "rbf"}, {"dim", "6"}}}) {
            Question q = asked(fields);
            q.samples = 10, q.width = infinite<>;
            if (q.model == "kernel") q.width.reset();
            CAPTURE(q.activation);
            Answers answers;
            const double trace = answers.known(q)->model.mean_diagonal();
            CHECK(kernel_values(q, {1}).front() == nearly(trace, 1e-12));
            // degree 1 alone: the mean of t h(t) over the sphere is mass_1/d
            const Spectrum<>& s = answers.known(q)->model.coarsest().spectrum;
            const int d = int(q.dim), points = 4000;
            double mean = 0, weight = 0;
            std::vector<double> t;
            for (int i = 0; i < points; ++i) t.push_back(std::cos((i + 0.5) * std::acos(-1) / points));
            const std::vector<double> h = kernel_values(q, t);
            for (int i = 0; i < points; ++i) {
                const double w = std::pow(1 - t[std::size_t(i)] * t[std::size_t(i)], (d - 2) / 2.0);
                weight += w, mean += w * t[std::size_t(i)] * h[std::size_t(i)];
            }
            CHECK(mean / weight == nearly(s.levels[1].mass / d, 1e-5));
        }
    }

    TEST_CASE("[limit] a high dimension is near the limit") {
        const std::vector<double> limit = kernel_values(asked({{"activation", "tanh"}}), places),
                                  near = kernel_values(asked({{"activation", "tanh"}, {"dim", "20000"}}), places);
        for (std::size_t i = 0; i < places.size(); ++i) CHECK(std::abs(near[i] - limit[i]) < 1e-4);
    }

    TEST_CASE("[error] what has no kernel of t alone, no formula, no such t") {
        CHECK_THROWS_AS(kernel_values(asked({{"activation", "relu"}}), {1.5}), DomainError);
        CHECK_THROWS_AS(kernel_formula(asked({{"activation", "tanh"}})), NotCovered);
        CHECK_THROWS_AS(kernel_formula(asked({{"activation", "erf"}, {"dim", "10"}})), NotCovered);
        CHECK_THROWS_AS(kernel_formula(asked({{"kernel", "ntk"}, {"depth", "2"}})), NotCovered);
        CHECK_THROWS_AS(kernel_values(asked({{"mass", "1=1"}}), {0}), NotCovered);
    }

    TEST_CASE("[identity] table and figure say what was asked") {
        const Question q = asked({{"kernel", "ntk"}, {"depth", "3"}, {"dim", "10"}});
        const std::vector<double> h = kernel_values(q, places);
        const KernelTable table = kernel_table(q, places, h);
        CHECK(table.rows.size() == places.size());
        const auto has = [&](const char* name) {
            return std::find(table.columns.begin(), table.columns.end(), name) != table.columns.end();
        };
        for (const char* name : {"model", "activation", "kernel", "depth", "layers", "dim", "t", "h", "version"})
            CHECK_MESSAGE(has(name), name);
        CHECK_FALSE(has("energy.1"));
        const Figure figure = kernel_figure(q, {-1, 0.5});
        CHECK(figure.note.find("depth 3") != std::string::npos);
        CHECK(figure.note.find("d = 10") != std::string::npos);
        const DrawnSeries& line = figure.series.front();
        CHECK(line.x.front() == -1);
        CHECK(line.x.back() == 0.5);
        CHECK(line.y.front() == h.front());
    }
}
