// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/answer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <tuple>

#include "answer/asked.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("answer/answer") {
    TEST_CASE("[identity] an answer whose bound is a good part of it is unresolved, one with digits is not") {
        Answers answers;
        // more samples than the modes of the degrees that are kept, no ridge: what lies beyond decides
        for (const int degrees : {1, 2, 4}) {
            const Answer a = answers(asked({{"model", "kernel"},
                                            {"dim", "10"},
                                            {"samples", "3000"},
                                            {"ridge", "0"},
                                            {"energy", "1=1"},
                                            {"noise", "0.1"},
                                            {"degrees", std::to_string(degrees)}}));
            CAPTURE(degrees);
            CAPTURE(a.risk.error_bound);
            CAPTURE(a.risk.test_error);
            CAPTURE(a.status);
            CHECK((a.status == "ok") == (a.risk.error_bound <= 1e-3 * a.risk.test_error));
            CHECK(a.status.starts_with("unresolved") == (a.risk.error_bound > 1e-3 * a.risk.test_error));
            if (degrees == 1) CHECK(a.status.starts_with("unresolved"));
        }
        const Answer fine = answers(
            asked({{"model", "kernel"}, {"dim", "10"}, {"samples", "30"}, {"energy", "1=1"}, {"noise", "0.1"}}));
        CHECK(fine.status == "ok");
        CHECK(fine.risk.error_bound < 1e-10);
    }

    TEST_CASE("[error] a bad question has its sentence in the status, and says whose fault it is") {
        Answers answers;
        const Answer wrong = answers(asked({{"dim", "10"}}));
        CHECK_FALSE(wrong.answered);
        CHECK(wrong.wrong_question);
        CHECK(wrong.status.find("samples") != std::string::npos);
        const Answer right = answers(asked({{"psi1", "2"}, {"psi2", "3"}}));
        CHECK(right.answered);
        CHECK_FALSE(right.wrong_question);
        const std::vector<std::pair<std::string, std::string>> lengths{
            {"model", "kernel"}, {"kernel", "(1+t)^2"}, {"dim", "10"}, {"samples", "20"}, {"inputs", "gaussian"}};
        CHECK(answers(asked(lengths)).answered);
        std::vector<std::pair<std::string, std::string>> cut = lengths;
        cut.emplace_back("degrees", "10");
        const Answer refused = answers(asked(cut));
        CHECK_FALSE(refused.answered);
        CHECK(refused.wrong_question);
        CHECK(refused.status.find("degrees = 10: with Gaussian inputs or weights") != std::string::npos);
    }

    TEST_CASE(
        "[identity] an answer does not depend on what was asked before: each field of the question, a neuron's "
        "energies at every dimension") {
        using Fields = std::vector<std::pair<std::string, std::string>>;
        const Fields kernel{{"model", "kernel"},     {"dim", "20"},    {"samples", "50"},
                            {"energy", "1=1,2=0.5"}, {"ridge", "0.1"}, {"noise", "0.1"}};
        const Fields neuron{
            {"model", "kernel"}, {"dim", "20"}, {"samples", "50"}, {"target", "neuron(tanh)"}, {"ridge", "0.1"}};
        const Fields limit{{"dim", "inf"}, {"psi1", "2"}, {"psi2", "3"}, {"energy", "1=1"}};
        std::vector<Fields> list{kernel, neuron, limit};
        const auto with = [&](Fields fields, const std::string& name, const std::string& text) {
            const auto field =
                std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.first == name; });
            if (field != fields.end())
                field->second = text;
            else
                fields.emplace_back(name, text);
            list.push_back(std::move(fields));
        };
        for (const char* d : {"8", "30", "12"}) with(kernel, "dim", d), with(neuron, "dim", d);
        with(neuron, "target", "neuron(relu)"), with(neuron, "target", "neuron(sin)");
        with(kernel, "activation", "erf"), with(kernel, "energy", "1=1,14=0.5"), with(kernel, "degrees", "2"),
            with(kernel, "samples", "60");
        with(kernel, "ridge", "opt"), with(kernel, "noise", "0.2"), with(kernel, "kernel", "ntk");
        with(list.back(), "depth", "3"), with(list.back(), "layers", "first");
        with(limit, "psi1", "5"), with(limit, "activation", "erf"), with(limit, "scale", "2"), with(limit, "dim", "20");
        const auto same = [](const Answer& a, const Answer& b) {
            return a.status == b.status && a.risk.test_error == b.risk.test_error &&
                   a.risk.train_error == b.risk.train_error && a.ridge == b.ridge &&
                   a.risk.effective_ridge == b.risk.effective_ridge && a.risk.error_bound == b.risk.error_bound &&
                   a.learnability == b.learnability;
        };
        std::vector<Answer> alone(list.size());
        for (std::size_t i = 0; i < list.size(); ++i)  // what a thread keeps goes with it
            std::thread([&, q = asked(list[i])] { alone[i] = Answers()(q); }).join();
        Answers answers;
        std::set<double> seen;
        for (const bool backwards : {false, true})
            for (std::size_t j = 0; j < list.size(); ++j) {
                const std::size_t i = backwards ? list.size() - 1 - j : j;
                CAPTURE(i);
                CAPTURE(backwards);
                CAPTURE(alone[i].status);
                CHECK(alone[i].answered);
                CHECK(same(answers(asked(list[i])), alone[i]));
                seen.insert(alone[i].risk.test_error);
            }
        CHECK(seen.size() == list.size());  // every field matters
        // and of a neuron: the risk of its energies
        for (const double d : {20.0, 8.0, 30.0, 12.0}) {
            Fields fields = neuron;
            fields[1].second = std::to_string(int(d));
            const Risk<> direct = risk(Problem<Kernel>{
                {relu(), d}, energies_of_neuron(activation_named("tanh"), d), 50, infinite<>, Ridge<>::total(0.1), 0});
            CHECK(answers(asked(fields)).risk.test_error == nearly(direct.test_error, 1e-10));
        }
    }

    TEST_CASE("[identity] what is not learned: dead degrees, and in the limit those that come at larger sizes") {
        Answers answers;
        const auto found = [&](const std::vector<std::pair<std::string, std::string>>& fields) {
            std::vector<std::tuple<int, double, double>> list;
            for (const Unlearned& u : answers.unlearnable(asked(fields)))
                list.emplace_back(u.mode.degree, u.energy, u.from);
            return list;
        };
        using List = std::vector<std::tuple<int, double, double>>;
        // an even function has no odd degrees, relu no odd ones from 3 on; d harmonics of degree k are as many as d^k
        CHECK(found({{"model", "kernel"},
                     {"activation", "abs"},
                     {"dim", "20"},
                     {"samples", "50"},
                     {"energy", "0=1,1=0.5,2=0.25,3=0"}}) == List{{1, 0.5, infinite<>}});
        CHECK(found({{"psi1", "2"}, {"psi2", "3"}, {"energy", "1=1,2=0.5,3=0.25"}}) ==
              List{{2, 0.5, 2}, {3, 0.25, infinite<>}});
        CHECK(found({{"psi1", "2"}, {"psi2", "3"}, {"scale", "2"}, {"energy", "1=1,2=0.5,3=0.25"}}) ==
              List{{3, 0.25, infinite<>}});
        CHECK(found({{"psi1", "2"}, {"psi2", "3"}, {"target", "neuron(square)"}}).empty());
    }

    TEST_CASE(
        "[limit] the staircase: what d^alpha samples learn, what is dead, and the theorem's error where the sizes are "
        "powers") {
        Answers answers;
        using Fields = std::vector<std::pair<std::string, std::string>>;
        const auto at = [&](const std::string& alpha, Fields more) {
            Fields fields{{"model", "kernel"},
                          {"dim", "200"},
                          {"energy", "0=0.4,1=0.3,2=0.2,3=0.1"},
                          {"ridge", "0.01"},
                          {"alpha", alpha}};
            fields.insert(fields.end(), more.begin(), more.end());
            return answers(asked(fields));
        };
        using List = std::vector<int>;
        for (const auto& [alpha, learned, limit] :
             {std::tuple{"0.5", List{0}, 0.6}, {"1.5", List{0, 1}, 0.3}, {"2.5", List{0, 1, 2}, 0.1}}) {
            const Answer a = at(alpha, {}), there = at(alpha, {{"dim", "inf"}});
            REQUIRE(a.staircase);
            CHECK(a.staircase->learned == learned);
            CHECK(a.staircase->dead == List{3});
            REQUIRE(a.staircase->limit);
            CHECK(*a.staircase->limit == nearly(limit, 1e-12));
            REQUIRE(there.staircase);
            CHECK(*there.staircase->limit == there.risk.test_error);
            CHECK(there.staircase->learned == learned);
            CHECK(there.staircase->dead == List{3});                     // at every exponent, below its own too
            CHECK_FALSE(at(alpha, {{"time", "100"}}).staircase->limit);  // how the time grows is not said
        }
        CHECK_FALSE(
            at("1.5", {{"model", "random-features"}, {"width", "300"}}).staircase->limit);  // nor how a count does
        CHECK(at("1.5", {{"model", "random-features"}, {"beta", "2.5"}}).staircase->limit);
        CHECK_FALSE(answers(asked({{"psi1", "2"}, {"psi2", "3"}})).staircase);
    }

    TEST_CASE(
        "[identity] the limit of a staircase is the limit, however many degrees were kept at the finite dimension") {
        Answers answers;
        using Fields = std::vector<std::pair<std::string, std::string>>;
        const auto with = [](Fields fields, const char* name, const char* text) {
            fields.emplace_back(name, text);
            return fields;
        };
        for (const Fields& model : std::vector<Fields>{{{"model", "random-features"}, {"beta", "2"}},
                                                       {{"model", "kernel"}},
                                                       {{"model", "kernel"}, {"kernel", "rbf"}},
                                                       {{"model", "random-features"}, {"beta", "1.25"}}}) {
            Fields at_d = model;
            for (const auto& field :
                 Fields{{"alpha", "1.5"}, {"energy", "1=1,2=0.5"}, {"ridge", "0.1"}, {"noise", "0.2"}})
                at_d.push_back(field);
            const Answer limit = answers(asked(with(at_d, "dim", "inf")));
            at_d.emplace_back("dim", "50");
            const Answer plain = answers(asked(at_d));
            REQUIRE(limit.answered);
            REQUIRE(plain.staircase);
            REQUIRE(plain.staircase->limit);
            CHECK(*plain.staircase->limit == limit.risk.test_error);
            for (const char* degrees : {"3", "20", "60"}) {
                CAPTURE(degrees);
                const Answer cut = answers(asked(with(at_d, "degrees", degrees)));
                REQUIRE(cut.answered);
                REQUIRE(cut.staircase);
                REQUIRE(cut.staircase->limit);
                CHECK(*cut.staircase->limit == limit.risk.test_error);
                CHECK(cut.staircase->learned == plain.staircase->learned);
            }
        }
    }
}
