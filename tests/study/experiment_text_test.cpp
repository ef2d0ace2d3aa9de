// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/experiment_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lazyrisk/study/experiment.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/whole_file.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

TEST_SUITE("study/experiment_text") {
    TEST_CASE("[identity] what is written is read again: the same problems along the same sweeps") {
        const TemporaryFolder folder;
        const std::string file = folder.file("curve.toml");
        WrittenExperiment asked;
        asked.question.fields = {{"activation", "max(x,0) - 0.1*tanh(x)^2"},
                                 {"d", "50"},
                                 {"psi2", "3"},
                                 {"energy", "1=1,2=1/2"},
                                 {"noise-variance", "1/10"},
                                 {"ridge-convention", "mean"}};
        asked.question.sweeps = {"ridge=0,1e-3", "psi1=0.5:8:5:log"};
        asked.trials = 7, asked.test_points = 300, asked.limit = true;
        asked.look.title = "A \"quoted\" title", asked.look.ends = {{"y-to", 2}};
        asked.quantity = "excess_risk";
        write_text(file, experiment_text(asked));
        const ExperimentFile read = read_experiment(file);
        CHECK(read.title == "A \"quoted\" title");
        REQUIRE(read.figures.size() == 1);
        const ExperimentFigure& figure = read.figures.front();
        CHECK(figure.x == "psi1");
        CHECK(figure.y == "excess_risk");
        CHECK(figure.style.x.log);
        CHECK(figure.style.y.to == 2.0);
        REQUIRE(figure.curves.size() == 2);
        CHECK(figure.curves[0].label == "λ = 0");
        const auto& curve = figure.curves[1];
        CHECK(curve.problem.ridge == 1e-3);
        CHECK(curve.problem.ridge_convention == RidgeConvention::mean);
        CHECK(curve.problem.dim == 50);
        CHECK(curve.problem.noise == 0.1);
        CHECK(curve.problem.energy.at.at(2) == 0.5);
        CHECK(curve.problem.activation == "max(x,0) - 0.1*tanh(x)^2");
        REQUIRE(curve.simulation);
        CHECK(curve.simulation->values == parse_sweep("psi1=0.5:8:5:log").values);
        REQUIRE(curve.theory);
        CHECK(curve.theory->values.size() == 200);
        CHECK(curve.limit.has_value());
    }

    TEST_CASE("[identity] one sweep of values, theory alone") {
        WrittenExperiment asked;
        asked.question.fields = {{"psi2", "3"}};
        asked.question.sweeps = {"psi1=1,2,inf"};
        const std::string text = experiment_text(asked);
        CHECK(text.find("theory = \"psi1=1,2,inf\"") != std::string::npos);
        CHECK(text.find("simulation") == std::string::npos);
        CHECK(text.find("psi2 = 3") != std::string::npos);
    }

    TEST_CASE("[error] no sweep, a table of points, a limit along counts") {
        WrittenExperiment asked;
        asked.question.fields = {{"dim", "20"}, {"samples", "30"}};
        CHECK_THROWS_AS(experiment_text(asked), DomainError);
        asked.question.sweeps = {"width=10,20"};
        CHECK_NOTHROW(experiment_text(asked));
        asked.limit = true;
        CHECK_THROWS_AS(experiment_text(asked), DomainError);
        asked.limit = false, asked.question.points = "a.csv";
        CHECK_THROWS_AS(experiment_text(asked), DomainError);
    }
}
