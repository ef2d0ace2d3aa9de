// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Learning curves of a convolutional kernel on Fashion-MNIST beside a table of another program (numpy). Its kernel is
// in single precision with a diagonal that is off by 7e-5, which the errors show as 1.5e-4 at most.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/predict.hpp"
#include "lazyrisk/words/csv.hpp"
#include "nearly.hpp"
#include "paths.hpp"

using namespace lazyrisk;

namespace {

/// Rows by column; names of kernels have commas and stand in quotes.
std::vector<std::map<std::string, std::string>> table_of_quoted(const std::string& name) {
    const CsvTable table = read_csv(std::string(paths::reference) + "/" + name);
    std::vector<std::map<std::string, std::string>> rows;
    for (const CsvTable::Row& row : table.rows) {
        auto& cells = rows.emplace_back();
        for (std::size_t i = 0; i < table.columns.size(); ++i) cells[table.columns[i]] = row.cells[i];
    }
    return rows;
}

}  // namespace

TEST_SUITE("prediction/krr_table") {
    TEST_CASE("[table] tangent kernel of five convolutions on 2000 images by every formula") {
        const char* own = std::getenv("LAZYRISK_DATASETS");
        if (!std::filesystem::exists(std::filesystem::path(own && *own ? own : "/usr/share/datasets") /
                                     "fashion-mnist")) {
            MESSAGE("the package dataset-fashion-mnist is not here: the table was not looked at");
            return;
        }
        SimulationSettings unkept;
        unkept.no_store = true;
        Pools pools(unkept, 0, Host{});
        const DataProblem base = data_problem_of({{"data", "fashion-mnist"},
                                                  {"count", "2000"},
                                                  {"kernel", "cntk(layers=5,end=flat,cosine)"},
                                                  {"kernel-precision", "single"},
                                                  {"ridge", "0.001"}});
        const auto pool = pools.pool(base);
        int rows = 0, by_site = 0;
        for (const auto& row : table_of_quoted("realdata_krr_conv.csv")) {
            if (row.at("kernel") != "vanilla28_5,ntk,cosine") continue;
            ++rows;
            const double n = std::stod(row.at("n"));
            CAPTURE(n);
            DataProblem problem = base;
            problem.samples = n;
            problem.method = PredictionMethod::iid;
            CHECK(predict(problem, *pool).test_error == nearly(std::stod(row.at("mse_iid")), 2e-4));
            problem.method = PredictionMethod::population;
            const Prediction alike = predict(problem, *pool);
            CHECK(alike.test_error == nearly(std::stod(row.at("mse_finitepop")), 2e-4));
            CHECK(alike.degrees_of_freedom.value() == nearly(std::stod(row.at("df")), 1e-5));
            if (row.at("mse_site") == "nan") continue;
            ++by_site;
            problem.method = PredictionMethod::site;
            const Prediction site = predict(problem, *pool);
            CHECK(site.test_error == nearly(std::stod(row.at("mse_site")), 2e-4));
            CHECK(site.class_error.value() == nearly(std::stod(row.at("class_site")), 0.01));
            const double seen = std::stod(row.at("mse_sim")), error = std::stod(row.at("mse_se"));
            CHECK(std::abs(site.test_error - seen) < 4 * error);
        }
        CHECK(rows == 4);
        CHECK(by_site == 2);
    }
}
