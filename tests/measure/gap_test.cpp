// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/gap.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../nearly.hpp"
#include "../temporary_folder.hpp"
#include "cells.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/measure/gap_figure.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

GapOptions quadratic(const std::string& matrix) {
    GapOptions o;
    o.matrix = matrix, o.threads = 1, o.simulation.no_store = true;
    return o;
}

/// Gaps in which no two numbers are equal.
Gaps made(double width) {
    Gaps g;
    g.width = width, g.ratio = width / 10;
    g.nn = {0.1 + width, "one"}, g.nt = {0.2 + width, "two"}, g.nt_finite = {0.3 + width, "three", 1e-3};
    g.nt_activation = {{}, "four"}, g.rf = {0.5 + width, "five", 1e-5}, g.rf_limit = {0.6 + width, "six"};
    return g;
}

}  // namespace

TEST_SUITE("measure/gap") {
    TEST_CASE("[identity] a quadratic form's formulas, each at its place, at N neurons and at N/d") {
        for (const char* matrix : {"identity", "traceless", "wishart"}) {
            const Question q = asked({{"dim", "8"}, {"activation", "tanh(x) + 0.3*x^2"}});
            GapOptions o = quadratic(matrix);
            o.simulation.seed = 3;
            const QuadraticTarget target = quadratic_target(matrix, 8, Draw{3, 0, 0});
            const double share = target.isotropic_share();
            const Activation s = activation_named("tanh(x) + 0.3*x^2");
            const Gaps g = gap_teller(q, o)(6, {});
            CHECK(g.width == 6);
            CHECK(g.ratio == 0.75);
            CHECK(*g.nn.value == network_on_quadratic(target, 6));
            CHECK(*g.nt.value == tangent_on_quadratic_limit(share, 0.75));
            CHECK(*g.nt_finite.value == tangent_on_quadratic(target, 6));
            CHECK(*g.rf_limit.value == features_on_quadratic_limit(s, share, 0.75));
            CHECK_FALSE(g.rf.value.has_value());
            CHECK(g.rf.status.starts_with("not covered: "));
            CHECK(g.nn.status == "theorem");
            CHECK(g.nt.status == "theorem");
            CHECK(g.nt_finite.status == "own result");
            CHECK(g.rf_limit.status == "theorem");
            if (std::string(matrix) == "traceless") {
                CHECK(*g.nt_activation.value == tangent_on_traceless_limit(s, 0.75));
                CHECK(g.nt_activation.status == "own result");
            } else {
                CHECK_FALSE(g.nt_activation.value.has_value());
            }
            CHECK_FALSE(g.nn_trained.has_value());
            CHECK_FALSE(g.rf_drawn.has_value());
        }
    }

    TEST_CASE("[simulation] draws of a quadratic form: the means of their trials, kept by what they are of") {
        const TemporaryFolder folder;
        GapOptions o = quadratic("wishart");
        o.simulation.no_store = false, o.simulation.store = folder.file("a.sqlite");
        o.simulation.trials = 3, o.simulation.seed = 2;
        const Question q = asked({{"dim", "7"}});
        const QuadraticTarget target = quadratic_target("wishart", 7, Draw{2, 0, 0});
        const Gaps g = gap_teller(q, o)(4, {});
        const auto mean = [&](const LeftByDraw& left) {
            double sum = 0;
            for (std::uint64_t t = 0; t < 3; ++t) sum += left(4, Draw{2, 0, t}) / 3;
            return sum;
        };
        REQUIRE(g.nt_finite_drawn.has_value());
        REQUIRE(g.nt_activation_drawn.has_value());
        REQUIRE(g.rf_drawn.has_value());
        CHECK(g.nt_finite_drawn->mean == nearly(mean(drawn_tangent_on_quadratic(target)), 1e-13));
        CHECK(g.nt_activation_drawn->mean == nearly(mean(drawn_tangent_of_activation(target, relu())), 1e-13));
        CHECK(g.rf_drawn->mean == nearly(mean(drawn_features_on_quadratic(target, relu())), 1e-13));
        CHECK(g.rf_drawn->trial == std::vector<std::uint64_t>{0, 1, 2});
        CHECK(g.rf_drawn->value.size() == 3);
        CHECK(g.rf_drawn->standard_error > 0);
        const Store store(o.simulation.store);
        CHECK(store.count({}) == 9);
        CHECK(store.problems().size() == 3);
        CHECK(gap_teller(q, o)(4, {}).rf_drawn->value == g.rf_drawn->value);
        CHECK(store.count({}) == 9);
        // what is not wanted is not drawn
        const auto drawn = [&](const GapDraws& wanted) {
            const Gaps some = gap_teller(q, o)(4, wanted);
            return std::vector<bool>{some.nt_finite_drawn.has_value(), some.nt_activation_drawn.has_value(),
                                     some.rf_drawn.has_value(), some.nn_trained.has_value()};
        };
        CHECK(drawn(GapDraws::none()) == std::vector<bool>{false, false, false, false});
        CHECK(drawn({false, true, false, false}) == std::vector<bool>{true, false, false, false});
        CHECK(drawn({false, false, true, false}) == std::vector<bool>{false, true, false, false});
        CHECK(drawn({false, false, false, true}) == std::vector<bool>{false, false, true, false});
        CHECK(store.count({}) == 9);
        // another width, activation, dimension or form is another problem
        static_cast<void>(gap_teller(q, o)(5, {false, false, false, true}));
        static_cast<void>(gap_teller(asked({{"dim", "7"}, {"activation", "tanh"}}), o)(4, {false, false, false, true}));
        static_cast<void>(gap_teller(asked({{"dim", "6"}}), o)(4, {false, false, false, true}));
        o.matrix = "identity";
        static_cast<void>(gap_teller(q, o)(4, {false, false, false, true}));
        CHECK(store.problems().size() == 7);
        CHECK(store.count({}) == 9 + 4 * 3);
        // a file's content is the problem, not only its name
        o.matrix = folder.file("b.csv");
        for (const char* rows : {"1,0\n0,2\n", "1,0\n0,3\n", "1,0\n0,2\n"}) {
            std::ofstream(o.matrix) << rows;
            static_cast<void>(gap_teller(asked({}), o)(1, {false, false, false, true}));
        }
        CHECK(store.problems().size() == 9);
    }

    TEST_CASE("[simulation] trained networks: the best of their starts is the best of a form of rank N") {
        const TemporaryFolder folder;
        GapOptions o = quadratic("wishart");
        o.starts = 3;
        o.simulation.no_store = false, o.simulation.store = folder.file("a.sqlite");
        const Question q = asked({{"dim", "4"}});
        const Gaps g = gap_teller(q, o)(2, {});
        REQUIRE(g.nn_trained.has_value());
        CHECK(g.nn_trained->starts == 3);
        CHECK(g.nn_trained->best == nearly(*g.nn.value, 1e-4));
        CHECK_FALSE(g.rf_drawn.has_value());
        CHECK(Store(o.simulation.store).count({}) == 3);
        CHECK(gap_teller(q, o)(2, {}).nn_trained->risk.mean == g.nn_trained->risk.mean);
        CHECK(Store(o.simulation.store).count({}) == 3);
        CHECK_FALSE(gap_teller(q, o)(2, GapDraws::none()).nn_trained.has_value());
    }

    TEST_CASE("[identity] targets on the sphere: shares with their errors; a neuron of the own activation is learned") {
        const Question q = asked({{"dim", "12"}, {"energy", "1=1,3=0.5"}, {"activation", "tanh"}});
        const SphereGaps first(activation_named("tanh"), 12, {{{1, 1.0}, {3, 0.5}}, 0});
        const SphereGaps both(activation_named("tanh"), 12, {{{1, 1.0}, {3, 0.5}}, 0}, TrainedLayers::all);
        const Gaps g = gap_teller(q, {})(20, {});
        CHECK(g.width == 20);
        CHECK(g.ratio == nearly(20.0 / 12, 1e-15));
        CHECK_FALSE(g.nn.value.has_value());
        CHECK(*g.nt_finite.value == first.tangent(20).value);
        CHECK(*g.nt_finite.error == first.tangent(20).error);
        CHECK(g.nt_finite.status == "own result, heuristic");
        CHECK(*g.rf.value == first.features(20).value);
        CHECK(*g.rf.error == first.features(20).error);
        CHECK(g.rf.status == "heuristic");
        CHECK(*g.nt.value == first.tangent_limit(20));
        CHECK(*g.rf_limit.value == first.features_limit(20));
        CHECK_FALSE(g.nt_activation.value.has_value());
        auto with_both = q;
        set_field(with_both, "layers", std::string_view("both"));
        CHECK(*gap_teller(with_both, {})(20, {}).nt_finite.value == both.tangent(20).value);
        CHECK(both.tangent(20).value != first.tangent(20).value);

        const auto neuron = [](const char* of, const char* activation) {
            return asked({{"dim", "12"}, {"target", std::string("neuron(") + of + ")"}, {"activation", activation}});
        };
        GapOptions draws;
        draws.simulation.trials = 2, draws.simulation.no_store = true, draws.threads = 1;
        const Gaps own = gap_teller(neuron("relu", "relu"), draws)(5, {}),
                   other = gap_teller(neuron("relu", "tanh"), draws)(5, {});
        CHECK(*own.nn.value == 0);
        CHECK(own.rf_drawn.has_value());
        CHECK_FALSE(own.nt_finite_drawn.has_value());
        CHECK_FALSE(other.nn.value.has_value());
        CHECK_FALSE(other.rf_drawn.has_value());  // such a target is not drawn
        CHECK(gap_teller(q, draws)(5, {}).rf_drawn.has_value());
        CHECK_FALSE(gap_teller(q, draws)(5, GapDraws::none()).rf_drawn.has_value());
        // no mean square in the limit: the finite dimension is known all the same
        const Gaps wild = gap_teller(asked({{"dim", "12"}, {"activation", "exp(x^2/3)"}}), {})(5, {});
        CHECK(wild.rf.value.has_value());
        CHECK_FALSE(wild.rf_limit.value.has_value());
        CHECK(wild.rf_limit.status.starts_with("not covered: "));
    }

    TEST_CASE("[error] what is asked of targets on the sphere") {
        CHECK_THROWS_WITH_AS(gap_teller(asked({}), {}), doctest::Contains("`dim` is missing"), DomainError);
        CHECK_THROWS_WITH_AS(gap_teller(asked({{"dim", "9"}, {"layers", "last"}}), {}),
                             doctest::Contains("layers = last"), DomainError);
        GapOptions starts;
        starts.starts = 1;
        for (const Fields& fields : std::vector<Fields>{{},
                                                        {{"target", "neuron(tanh)"}, {"activation", "tanh"}},
                                                        {{"target", "neuron(relu)"}, {"activation", "tanh"}}}) {
            Fields all = fields;
            all.push_back({"dim", "9"});
            CHECK_THROWS_WITH_AS(gap_teller(asked(all), starts), doctest::Contains("lazyrisk train"), NotCovered);
        }
        CHECK_NOTHROW(gap_teller(asked({{"dim", "9"}, {"target", "neuron(relu)"}, {"activation", "relu"}}), starts));
    }

    TEST_CASE("[identity] a table of gaps: every number under its name, for readers those that are known") {
        Gaps g = made(20);
        g.rf_drawn = DrawnGap{{0.7, 0.07}};
        GapTable t;
        GapOptions o;
        o.simulation.trials = 4, o.simulation.seed = 9, o.starts = 6;
        const Question q = asked({{"dim", "10"}, {"energy", "1=1,3=0.5"}});
        t.append(q, o, g);
        g.nn_trained = TrainedGap{{0.8, 0.08}, 0.75, 5, 3};
        t.append(asked({{"dim", "10"}, {"target", "neuron(relu)"}}), o, g);
        GapOptions form = o;
        form.matrix = "identity";
        t.append(asked({}), form, g);
        const auto number = [&](std::size_t row, const char* name) { return number_at(t.columns, t.rows[row], name); };
        const auto word = [&](std::size_t row, const char* name) { return word_at(t.columns, t.rows[row], name); };
        CHECK(word(0, "activation") == "relu");
        CHECK(number(0, "dim") == 10);
        CHECK(number(2, "dim") == 10);  // of the form, not of the question
        CHECK(word(0, "target") == "1=1,3=0.5");
        CHECK(word(1, "target") == "neuron(relu)");
        CHECK(word(2, "target") == "matrix identity");
        CHECK(number(0, "trials") == 4);
        CHECK(number(0, "seed") == 9);
        CHECK(number(0, "width") == 20);
        CHECK(number(0, "rho") == 2);
        for (const auto& [name, value, status] : {std::tuple{"nn", 20.1, "one"},
                                                  {"nt", 20.2, "two"},
                                                  {"nt_finite", 20.3, "three"},
                                                  {"rf", 20.5, "five"},
                                                  {"rf_limit", 20.6, "six"}}) {
            CHECK(number(0, name) == nearly(value, 1e-15));
            CHECK(word(0, (std::string(name) + "_status").c_str()) == status);
        }
        CHECK(nothing_at(t.columns, t.rows[0], "nt_activation"));
        CHECK(word(0, "nt_activation_status") == "four");
        CHECK(number(0, "nt_finite_error") == 1e-3);
        CHECK(number(0, "rf_error") == 1e-5);
        CHECK(nothing_at(t.columns, t.rows[0], "nn_error"));
        CHECK(number(0, "rf_simulated.mean") == 0.7);
        CHECK(number(0, "rf_simulated.standard_error") == 0.07);
        for (const char* name : {"nt_finite_simulated.mean", "nt_activation_simulated.mean", "starts",
                                 "nn_simulated.best", "nn_simulated.mean", "nn_simulated_is"})
            CHECK(nothing_at(t.columns, t.rows[0], name));
        CHECK(number(1, "starts") == 6);
        CHECK(number(1, "nn_simulated.best") == 0.75);
        CHECK(number(1, "nn_simulated.mean") == 0.8);
        CHECK(number(1, "nn_simulated.standard_error") == 0.08);
        CHECK(number(1, "nn_simulated.settled") == 3);
        CHECK(word(1, "nn_simulated_is").find("neurons of relu neurons") == std::string::npos);
        CHECK(word(1, "nn_simulated_is").find("networks of relu neurons") != std::string::npos);
        CHECK(word(2, "nn_simulated_is").find("networks of x^2 neurons") != std::string::npos);
        CHECK(word(2, "version") == version);

        t.show_what_is_known({made(1), g});  // known at any width, trained at the first
        CHECK(t.wanted == std::vector<std::string>{"width", "rho", "nn", "nt", "nt_finite", "rf", "rf_limit",
                                                   "rf_simulated.mean", "rf_simulated.standard_error"});
        GapTable trained;
        trained.show_what_is_known({g});
        CHECK(trained.wanted.back() == "nn_simulated.settled");
        CHECK(std::count(trained.wanted.begin(), trained.wanted.end(), "nn_simulated.best") == 1);
    }

    TEST_CASE("[identity] a picture of gaps: a curve for what is known, limits dashed, simulations in its colour") {
        std::vector<Gaps> all{made(10), made(20), made(40)};
        all[1].rf.value.reset();
        all[1].nt_activation.value = 0.9;
        all[2].rf_drawn = DrawnGap{{0.7, 0.07}};
        all[0].rf_drawn = DrawnGap{{0.6, infinite<>}};
        all[1].nt_finite_drawn = DrawnGap{{0.5, 0.05}};
        all[1].nn_trained = TrainedGap{{0.8, 0.08}, 0.75, 5, 3};
        const Figure f = share_figure(all);
        CHECK(f.x.log);
        CHECK(f.x.label == "neurons N");
        struct Curve {
            const char* label;
            DrawnSeries::Style style;
            int colour;
            std::vector<double> x, y;
        };
        using S = DrawnSeries::Style;
        const std::vector<Curve> curves{{"network", S::line, 0, {10, 20, 40}, {10.1, 20.1, 40.1}},
                                        {"tangent", S::line, 1, {10, 20, 40}, {10.3, 20.3, 40.3}},
                                        {"tangent, limit", S::dashed, 1, {10, 20, 40}, {10.2, 20.2, 40.2}},
                                        {"tangent of the activation", S::line, 3, {20}, {0.9}},
                                        {"random features", S::line, 2, {10, 40}, {10.5, 40.5}},
                                        {"random features, limit", S::dashed, 2, {10, 20, 40}, {10.6, 20.6, 40.6}},
                                        {"trained network", S::points, 0, {20}, {0.75}},
                                        {"", S::points, 1, {20}, {0.5}},
                                        {"", S::points, 2, {10, 40}, {0.6, 0.7}}};
        REQUIRE(f.series.size() == curves.size());
        for (std::size_t i = 0; i < curves.size(); ++i) {
            CAPTURE(i);
            CHECK(f.series[i].label == curves[i].label);
            CHECK(f.series[i].style == curves[i].style);
            CHECK(f.series[i].colour == curves[i].colour);
            CHECK(f.series[i].x == curves[i].x);
            REQUIRE(f.series[i].y.size() == curves[i].y.size());
            for (std::size_t k = 0; k < curves[i].y.size(); ++k)
                CHECK(f.series[i].y[k] == nearly(curves[i].y[k], 1e-14));
        }
        CHECK(f.series.back().error == std::vector<double>{0, 0.07});  // of one draw nothing is known
        CHECK_FALSE(share_figure({made(0)}).x.log);
    }
}
