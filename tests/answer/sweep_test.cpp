// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/sweep.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/letter.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("answer/sweep") {
    TEST_CASE("[identity] ranges reach both ends; counts are whole and not repeated; lists are taken as they are") {
        const Sweep linear = parse_sweep("psi1=0.5:2.5:5");
        CHECK(linear.values == std::vector<double>{0.5, 1, 1.5, 2, 2.5});
        const Sweep log = parse_sweep("ridge=1e-3:10:5:log");
        CHECK(log.logarithmic);
        CHECK(log.values.front() == 1e-3);
        CHECK(log.values.back() == 10);
        CHECK(log.values[2] == nearly(0.1));
        CHECK(parse_sweep("samples=1:4:31:log").values == std::vector<double>{1, 2, 3, 4});
        CHECK(parse_sweep("ridge=0,1e-3,inf").values == std::vector<double>{0, 1e-3, infinite<>});
        CHECK(parse_sweep("energy.2=0:1:3").field == "energy.2");
    }

    TEST_CASE("[identity] a grid visits every combination, the last field fastest") {
        Question base;
        base.dim = 10;
        const Grid grid(base, {parse_sweep("samples=10,20"), parse_sweep("width=1,2,3")});
        CHECK(grid.size() == 6);
        CHECK(*grid[4].samples == 20);
        CHECK(*grid[4].width == 2);
    }

    TEST_CASE("[identity] a count is at least 1, and one that rounds to its neighbour is not taken twice") {
        CHECK(parse_sweep("samples=0:4:9").values ==
              std::vector<double>{1, 2, 3, 4});  // 0, .5, 1, ... rounded away from 0
        CHECK(parse_sweep("dim=0.2:0.4:3").values == std::vector<double>{1});
        CHECK(parse_sweep("width=5:1:5").values == std::vector<double>{5, 4, 3, 2, 1});
        for (const char* count : {"samples", "width", "dim", "ensemble"})
            CHECK(parse_sweep(std::string(count) + "=1:8:3").values == std::vector<double>{1, 5, 8});
        CHECK(parse_sweep("psi1=0:1:3").values == std::vector<double>{0, 0.5, 1});  // a ratio is no count
        CHECK(parse_sweep("ridge=3:7:1").values == std::vector<double>{3});
        const Sweep many = parse_sweep("psi2=1:2:1000000");
        CHECK(many.values.size() == 1000000);
        CHECK_THROWS_AS(Grid({}, {many, parse_sweep("psi1=1:2:1001")}), DomainError);  // more than 1e9
        CHECK(Grid({}, {many, parse_sweep("psi1=1:2:1000")}).size() == 1000000000);
    }

    TEST_CASE("[identity] words are typed values of a field: commas inside parentheses are theirs, opt is a ridge") {
        const Sweep sweep = parse_sweep("activation=relu, max(x,0)^2 ,tanh");
        CHECK_FALSE(sweep.has_numbers());
        CHECK(sweep.words == std::vector<std::string>{"relu", "max(x,0)^2", "tanh"});
        CHECK(sweep.values == std::vector<double>{0, 1, 2});
        const Grid grid({}, {sweep, parse_sweep("psi1=1,2")});
        CHECK(grid.size() == 6);
        CHECK(grid[3].activation == "max(x,0)^2");
        CHECK(*grid[3].psi1 == 2);
        const Grid ridges({}, {parse_sweep("lambda=0,1e-2,opt")});
        CHECK(ridges[1].ridge == 1e-2);
        CHECK_FALSE(ridges[1].optimal_ridge);
        CHECK(ridges[2].optimal_ridge);
        CHECK(Grid({}, {parse_sweep("kernel=NTK,exp(t-1)")})[0].parameters.at("kernel") == "ntk");
        CHECK(Grid({}, {parse_sweep("target=neuron(relu),gp(relu)")})[1].process == "relu");
    }

    TEST_CASE("[identity] a letter of an expression runs through numbers, and only where it stands alone") {
        const Sweep sweep = parse_sweep("activation=max(x-a,0)*tanh(a*x) for a=-1:1:3");
        CHECK(sweep.has_numbers());
        CHECK(sweep.name() == "a");
        CHECK(sweep.field == "activation");
        CHECK(sweep.values == std::vector<double>{-1, 0, 1});
        CHECK(sweep.text(0) == "max(x-(-1),0)*tanh((-1)*x)");
        CHECK(sweep.text(2) == "max(x-1,0)*tanh(1*x)");
        CHECK(Grid({}, {sweep})[2].activation == sweep.text(2));
        Question q;
        sweep.set_number(q, 0.5);
        CHECK(q.activation == "max(x-0.5,0)*tanh(0.5*x)");
        CHECK(mentions("tanh(b*x)", "b"));
        CHECK_FALSE(mentions("tanh(x)", "a"));
        CHECK_FALSE(mentions("abs(x)+b2", "b"));
        CHECK(with_number("a+max(a,aa)", "a", 0.25) == "0.25+max(0.25,aa)");
    }

    TEST_CASE("[error] what is not a sweep") {
        for (const char* text :
             {"psi1", "psi1=", "psi1=1:2", "psi1=1:2:0", "psi1=1:2:1.5", "psi1=0:1:3:log", "psi1=1:2:3:lin",
              "psi1=1:inf:3", "activation=nothing", "nothing=1:2:3", "psi1=a,b", "energy=1=1,2=1", "degrees=3,4",
              "psi1=1,opt", "activation=relu,", "activation=max(x-a,0) for b=1,2", "activation=max(x-a,0) for a",
              "activation=max(x-a,0) for a=1:2", "activation=max(x-a,c) for a=1:2:3"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(parse_sweep(text), DomainError);
        }
    }

    TEST_CASE("[error] a table of points says where it is wrong") {
        const Question base;
        const CsvTable table{"points.csv", {"samples", "width"}, {{2, {"10", "20"}}, {3, {"x", "20"}}}};
        CHECK_THROWS_WITH_AS(points(table, base), doctest::Contains("points.csv:3:1: samples"), DomainError);
        const CsvTable unknown{"points.csv", {"samples", "widht"}, {{2, {"10", "20"}}}};
        CHECK_THROWS_WITH_AS(points(unknown, base),
                             doctest::Contains("points.csv:1:2: no field is called widht; did you mean width?"),
                             DomainError);
    }
}
