// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/predict.hpp"

#include <doctest/doctest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "cloud_data.hpp"
#include "lazyrisk/image_kernel/gram.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/data_training.hpp"
#include "lazyrisk/prediction/mode_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

SimulationSettings unkept(int trials = 20) {
    SimulationSettings s{.trials = trials};
    s.no_store = true;
    return s;
}

Pools bars_pools(int points = 120) { return {unkept(), 1, Host{}, {cloud_data::bars(points), {}}}; }

DataProblem bars_problem(const std::map<std::string, std::string>& more = {}) {
    std::map<std::string, std::string> fields{{"data", "bars"}, {"kernel", "rbf(gamma=0.1)"}, {"ridge", "0.01"}};
    for (const auto& [name, text] : more) fields[name] = text;
    return data_problem_of(fields);
}

}  // namespace

TEST_SUITE("prediction/predict") {
    TEST_CASE("[second algorithm] an answer is the pool's formula of the kernel's matrix, by every method") {
        Pools pools = bars_pools();
        const DataSet set = cloud_data::bars(120);
        const Pool pool =
            make_pool(*gram(parse_image_kernel("rbf(gamma=0.1)"), set.inputs, set.shape), targets_of(set), set.label);
        const PoolSetting setting{40, infinite<>, 0.01, 0, 0};
        const Prediction site = predict(bars_problem({{"samples", "40"}}), *pools.pool(bars_problem()));
        CHECK(site.method == "site");
        CHECK(site.test_error == nearly(site_resolved(pool, setting).test_error, 1e-9));
        CHECK(site.test_error == nearly(site.bias.value() + site.variance.value(), 1e-12));
        const Prediction alike =
            predict(bars_problem({{"samples", "40"}, {"method", "population"}}), *pools.pool(bars_problem()));
        CHECK(alike.test_error == finite_population(pool_spectrum(pool), setting).test_error);
        CHECK(!alike.class_error);
        const LeaveOneOut out = leave_one_out(pool.kernel, pool.targets, 0.01, pool.label);
        for (const Prediction& p : {site, alike}) {
            CHECK(p.loo_error.value() == nearly(out.mse, 1e-12));
            CHECK(p.loo_class_error.value() == out.class_error);
            CHECK(p.pool == 120);
            CHECK(p.checksum == set.checksum);
        }
    }

    TEST_CASE("[identity] without samples it is leave-one-out; a ridge per sample is n of them") {
        Pools pools = bars_pools();
        const auto pool = pools.pool(bars_problem());
        const Prediction all = predict(bars_problem(), *pool);
        CHECK(all.method == "loo");
        CHECK(all.samples == 119);
        CHECK(all.test_error == all.loo_error.value());
        const Prediction total = predict(bars_problem({{"samples", "50"}, {"ridge", "0.5"}}), *pool),
                         mean = predict(
                             bars_problem({{"samples", "50"}, {"ridge", "0.01"}, {"ridge-convention", "mean"}}), *pool);
        CHECK(mean.test_error == total.test_error);
    }

    TEST_CASE("[simulation] drawn training sets agree: sizes, features, noise, flips, a constant") {
        Pools pools = bars_pools();
        for (const std::map<std::string, std::string>& more : {std::map<std::string, std::string>{{"samples", "30"}},
                                                               {{"samples", "60"}, {"width", "25"}},
                                                               {{"samples", "60"}, {"noise", "0.3"}},
                                                               {{"samples", "60"}, {"flip", "0.2"}},
                                                               {{"samples", "60"}, {"intercept", "yes"}}}) {
            const DataProblem problem = bars_problem(more);
            const DataComparison c = compare_data({problem}, pools, unkept(150), 0.03, 0, Host{});
            const double theory = c.theory[0].test_error, mean = c.seen[0].seen.test_error.mean;
            CAPTURE(theory);
            CAPTURE(mean);
            CHECK(c.verdict.disagreements() == 0);
            CHECK(theory == nearly(mean, 0.045));
            CHECK(c.theory[0].class_error.value() ==
                  nearly(c.seen[0].seen.class_error.mean, 0.1, 4 * c.seen[0].seen.class_error.standard_error));
        }
    }

    TEST_CASE("[property] the same numbers alone, in company and on any number of threads") {
        const DataProblems grid = data_grid(bars_problem(), {parse_data_sweep("kernel=rbf(gamma=0.1),ntk(depth=2)"),
                                                             parse_data_sweep("samples=20,40,80,300")});
        Pools one = bars_pools(), three = bars_pools();
        const std::vector<Prediction> a = predict_all(grid.all, one, 1, Host{}),
                                      b = predict_all(grid.all, three, 3, Host{});
        REQUIRE(a.size() == 8);
        for (std::size_t i = 0; i < a.size(); ++i) {
            CHECK(a[i].status == "ok");
            CHECK(a[i].test_error == b[i].test_error);
            CHECK(a[i].class_error == b[i].class_error);
            Pools alone = bars_pools();
            CHECK(a[i].test_error == predict(grid.all[i], *alone.pool(grid.all[i])).test_error);
        }
        CHECK(a[3].method == "beyond");
        CHECK(a[3].test_error_sd.value() > 0);
    }

    TEST_CASE("[identity] a kernel matrix instead of the points") {
        Pools points = bars_pools(60);
        const DataSet set = cloud_data::bars(60);
        GivenPoints given{set, gram(parse_image_kernel("rbf(gamma=0.1)"), set.inputs, set.shape)};
        Pools matrix(unkept(), 1, Host{}, std::move(given));
        DataProblem by_matrix =
            data_problem_of({{"gram", "K"}, {"labels-file", "l"}, {"samples", "20"}, {"ridge", "0.01"}});
        const Prediction a = predict(bars_problem({{"samples", "20"}}), *points.pool(bars_problem())),
                         b = predict(by_matrix, *matrix.pool(by_matrix));
        CHECK(a.test_error == b.test_error);
        CHECK(a.checksum != b.checksum);
    }

    TEST_CASE("[identity] points that only test: kept, of any number, all others learned; networks and trials beside") {
        const TemporaryFolder folder;
        DataSet all = cloud_data::bars(120), train = all, test = all;
        const auto cut = [](DataSet& set, int first, int count) {
            set.inputs = Matrix(set.inputs.middleCols(first, count));
            set.label = {set.label.begin() + first, set.label.begin() + first + count};
            set.row.resize(std::size_t(count));
            set.checksum = checksum_of(set);
        };
        cut(train, 0, 80), cut(test, 80, 40);
        SimulationSettings kept = unkept(60);
        kept.no_store = false, kept.store = folder.file("store.sqlite");
        DataProblem problem = bars_problem({{"test", "others"}});
        Pools pools(kept, 2, Host{}, {train, {}, test});
        const auto pool = pools.pool(problem);
        const Prediction whole = predict(problem, *pool);
        CHECK(whole.samples == 80);
        CHECK(whole.method == "site");
        const Matrix k = *gram(parse_image_kernel("rbf(gamma=0.1)"), all.inputs, all.shape);
        Matrix own = k.topLeftCorner(80, 80);
        own.diagonal().array() += 0.01;
        const Matrix targets = targets_of(all);
        const Matrix fit = k.bottomLeftCorner(40, 80) * own.ldlt().solve(Matrix(targets.topRows(80)));
        CHECK(whole.test_error == nearly((targets.bottomRows(40) - fit).squaredNorm() / 40, 1e-9));
        Pools again(kept, 1, Host{}, {train, {}, test});
        CHECK(again.pool(problem)->pool().test.kernel == pool->pool().test.kernel);
        CHECK(predict_points(problem, *pool).size() == 40);
        problem.samples = 30;
        const DataComparison c = compare_data({problem}, pools, kept, 0.04, 0, Host{});
        CHECK(c.disagreements() == 0);
        CHECK(c.classes.has_value());
        problem.samples = 90;
        CHECK_THROWS_AS(static_cast<void>(predict(problem, *pool)), DomainError);
        DataProblem network = data_problem_of({{"data", "bars"}, {"test", "others"}, {"samples", "80"}});
        DataTraining training{.network = "flat dense(8) relu"};
        training.recipe.updates = 20, training.linearization = true;
        const auto trained = train_on_data({network}, training, pools, unkept(2), 1, Host{});
        CHECK(trained.at(0).network.test_error->mean > 0);
        // all that may be learned is: kernels see the same in every trial
        CHECK(trained.at(0).kernel.test_error->standard_error < 1e-12);
        CHECK(trained.at(0).linearization.test_error->standard_error > 0);
    }

    TEST_CASE("[simulation] flows: told for the whole pool, drawn exactly, the fit in the end") {
        Pools pools = bars_pools();
        DataProblem problem = bars_problem({{"samples", "50"}, {"method", "population"}, {"ridge", "0.1"}});
        const double end = predict(problem, *pools.pool(problem)).test_error;
        problem.time = 1e7;
        const Prediction late = predict(problem, *pools.pool(problem));
        CHECK(late.test_error == nearly(end, 1e-9));
        CHECK(!late.effective_ridge);
        CHECK(!late.loo_error);
        for (const double time : {2.0, 50.0}) {
            problem.time = time;
            const DataComparison c = compare_data({problem}, pools, unkept(100), 0.05, 0, Host{});
            CAPTURE(c.theory[0].test_error);
            CAPTURE(c.seen[0].seen.test_error.mean);
            CHECK(c.disagreements() == 0);
            CHECK_THROWS_AS(static_cast<void>(c.seen[0].number("loo_error")), DomainError);
        }
        problem.method = PredictionMethod::site;
        CHECK_THROWS_AS(static_cast<void>(predict(problem, *pools.pool(problem))), NotCovered);
    }

    TEST_CASE("[identity] the matrix that a store has is the one that was computed, interrupted or not") {
        const TemporaryFolder folder;
        const DataSet set = cloud_data::bars(120);
        SimulationSettings kept;
        kept.store = folder.file("store.sqlite");
        const DataProblem problem = bars_problem({{"kernel", "cntk(layers=2,end=flat)"}});
        Host stops;
        stops.interrupted = [] { return true; };
        const Matrix right = *Pools(unkept(), 1, Host{}, {set, {}}).gram(problem, set);
        // few rows may be finished before the interruption is seen
        if (const auto part = Pools(kept, 1, stops, {set, {}}).gram(problem, set)) CHECK(*part == right);
        const Matrix again = *Pools(kept, 2, Host{}, {set, {}}).gram(problem, set);
        CHECK(again == right);
        CHECK(*Pools(kept, 1, Host{}, {set, {}}).gram(problem, set) == right);
    }

    TEST_CASE("[identity] the errors of points have the mean of the answer, their modes its parts") {
        Pools pools = bars_pools();
        const DataProblem problem = bars_problem({{"samples", "40"}});
        const auto pool = pools.pool(problem);
        const Prediction whole = predict(problem, *pool);
        double error = 0, wrong = 0;
        for (const PointPrediction& p : predict_points(problem, *pool)) {
            error += (p.bias + p.variance) / 120, wrong += p.error_probability.value() / 120;
            CHECK(p.label == cloud_data::bars(120).classes[p.point % 3]);
        }
        CHECK(error == nearly(whole.test_error, 1e-12));
        CHECK(wrong == nearly(whole.class_error.value(), 1e-12));
        const AnswerTable modes = mode_table(problem, *pool, 120);
        const auto last = std::size_t(modes.columns.size() - 2);
        double parts = 0;
        for (const Row& row : modes.rows) parts += std::get<double>(row[last]);
        const Prediction alike = predict(bars_problem({{"samples", "40"}, {"method", "population"}}), *pool);
        CHECK(parts == nearly(alike.test_error, 1e-10));
    }

    TEST_CASE("[limit] an infinite ridge learns nothing, by every method; the peak is infinite and a row like others") {
        Pools pools = bars_pools();
        const auto pool = pools.pool(bars_problem());
        for (const char* method : {"site", "population", "iid"}) {
            const Prediction p =
                predict(bars_problem({{"samples", "40"}, {"ridge", "inf"}, {"method", method}}), *pool);
            CHECK(p.test_error == nearly(2.0 / 3, 1e-12));
        }
        const std::vector<Prediction> row = predict_all(
            data_grid(bars_problem({{"samples", "30"}, {"ridge", "0"}}), {parse_data_sweep("width=20,30,60")}).all,
            pools, 1, Host{});
        CHECK(row[0].status == "ok");
        CHECK(is_infinite(row[1].test_error));
        CHECK(!row[1].test_error_sd);
        CHECK(row[2].status == "ok");
        CHECK(predict(bars_problem({{"samples", "500"}, {"method", "iid"}}), *pool).method == "iid");
    }

    TEST_CASE("[identity] without a fit to all points but one the formulas that need none still answer") {
        DataSet set = cloud_data::bars(60, 2);  // four numbers a point: more points than directions
        Pools pools(unkept(), 1, Host{}, {set, {}});
        const DataProblem problem =
            bars_problem({{"kernel", "linear"}, {"ridge", "0"}, {"samples", "20"}, {"method", "population"}});
        const Prediction p = predict(problem, *pools.pool(problem));
        CHECK(p.test_error > 0);
        CHECK(!p.loo_error);
    }

    TEST_CASE("[property] bias and variance of too few trials are not told") {
        Pools pools = bars_pools();
        const std::vector<DataProblem> one{bars_problem({{"samples", "40"}})};
        CHECK(!simulate_data(one, pools, unkept(2), 1, Host{})[0].has_parts);
        CHECK(simulate_data(one, pools, unkept(5), 1, Host{})[0].has_parts);
    }

    TEST_CASE("[refusals] what has no answer gets a sentence") {
        Pools pools = bars_pools();
        const auto pool = pools.pool(bars_problem());
        const auto refused = [&](const std::map<std::string, std::string>& more, const char* words) {
            CAPTURE(words);
            bool seen = false;
            try {
                static_cast<void>(predict(bars_problem(more), *pool));
            } catch (const std::exception& error) {
                seen = std::string(error.what()).find(words) != std::string::npos;
                CAPTURE(error.what());
                CHECK(seen);
            }
            CHECK(seen);
        };
        refused({{"width", "20"}}, "`samples` is missing");
        refused({{"samples", "500"}, {"width", "20"}}, "leave out `width`");
        refused({{"samples", "500"}, {"ridge-convention", "mean"}}, "convention total");
        CHECK_THROWS_AS(data_problem_of({{"ridge", "-1"}}), DomainError);
        CHECK_THROWS_AS(data_problem_of({{"flip", "1.5"}}), DomainError);
        CHECK_THROWS_AS(data_problem_of({{"activation", "relu"}}), DomainError);
        CHECK_THROWS_AS(require_whole(data_problem_of({{"samples", "5"}})), DomainError);
        CHECK_THROWS_AS(require_whole(data_problem_of({{"gram", "K"}, {"labels-file", "l"}, {"normalise", "sphere"}})),
                        DomainError);
        for (const std::map<std::string, std::string>& more : {std::map<std::string, std::string>{{"test-count", "5"}},
                                                               {{"test-labels-file", "l"}},
                                                               {{"test", "t"}, {"width", "20"}},
                                                               {{"test", "t"}, {"method", "iid"}},
                                                               {{"time", "2"}, {"width", "20"}},
                                                               {{"time", "2"}, {"intercept", "yes"}}})
            CHECK_THROWS_AS(require_whole(bars_problem(more)), DomainError);
        CHECK_THROWS_AS(require_whole(data_problem_of({{"gram", "K"}, {"labels-file", "l"}, {"test", "t"}})),
                        DomainError);
        CHECK_THROWS_AS(data_problem_of({{"time", "-1"}}), DomainError);
        CHECK_THROWS_AS(
            static_cast<void>(compare_data({bars_problem({{"samples", "20"}})}, pools, unkept(), -1, 1, Host{})),
            DomainError);
        CHECK_THROWS_AS(parse_data_sweep("kernel"), DomainError);
        CHECK(parse_data_sweep("kernel=rbf(gamma=1),cntk(layers=2,end=flat)").texts.size() == 2);
    }
}
