// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/question.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("problem/question") {
    TEST_CASE(
        "[identity] sizes: counts and ratios are one field; psi is rounded to a count where there is a dimension") {
        Question q;
        set_field(q, "dim", "30");
        set_field(q, "psi2", "3.34");
        set_field(q, "width", "200");
        CHECK(setting(q).samples == 100);
        CHECK(setting(q).width == 200);
        CHECK(setting(q).psi1 == nearly(200.0 / 30));
        set_field(q, "samples", "77");
        CHECK(setting(q).samples == 77);
        set_field(q, "samples", "inf");
        CHECK(setting(q).psi2 == infinite<>);
        Question limit;
        set_field(limit, "psi1", "2");
        set_field(limit, "psi2", "inf");
        CHECK(setting(limit).width == 2);
        CHECK(setting(limit).samples == infinite<>);
    }

    TEST_CASE("[identity] parts by degree read back as they are written") {
        const ByMode parts = parse_by_mode("energy", "1=1,4=0.25,rest=0.1");
        CHECK(parts.at.at(4) == 0.25);
        CHECK(parts.rest == 0.1);
        CHECK(to_text(parts) == "1=1,4=0.25,rest=0.1");
        Question q;
        set_field(q, "energy.2", 0.5);
        CHECK(to_text(q.energy) == "1=1,2=0.5");
        CHECK(to_text(0.1) == "0.1");
        CHECK(to_text(-0.0) == "0");
        CHECK(to_text(infinite<>) == "inf");
    }

    TEST_CASE("[error] every wrong value is a sentence with the field, the value and what is accepted") {
        Question q;
        for (const auto& wrong : {std::tuple{"width", "abc", "expected a number"},
                                  {"width", "nan", "expected a number"},
                                  {"dim", "1", "at least 2"},
                                  {"dim", "2.5", "whole number"},
                                  {"noise", "-1", "at least 0"},
                                  {"ridge", "-1e-200", "too small to be told from 0"},
                                  {"ensemble", "0", "from 1 to"},
                                  {"ensemble", "1.5", "whole number"},
                                  {"model", "kernle", "did you mean kernel?"},
                                  {"energy", "1=1,1=2", "given twice"},
                                  {"energy", "x=1", "degree=value"},
                                  {"energy", "1=-1", "at least 0"},
                                  {"energy", "1=inf", "finite"},
                                  {"ridge-convention", "men", "did you mean mean?"},
                                  {"widht", "1", "did you mean width?"},
                                  {"energy.x", "1", "degree=value"}}) {
            const char *field = std::get<0>(wrong), *text = std::get<1>(wrong), *contains = std::get<2>(wrong);
            CAPTURE(field);
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(set_field(q, field, std::string_view(text)), doctest::Contains(contains), DomainError);
        }
        q = {};
        set_field(q, "dim", "10");
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("`samples` is missing"), DomainError);
        set_field(q, "samples", "-3");
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("samples = -3"), DomainError);
        q = {};
        set_field(q, "samples", "10");
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("samples = 10: needs `dim`"), DomainError);
        q = {};
        set_field(q, "width", "10");  // the count that was given, not the ratio that was not
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("width = 10: needs `dim`"), DomainError);
        q = {};
        set_field(q, "model", "kernel");
        set_field(q, "psi1", "2");
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("infinite width"), DomainError);
    }

    TEST_CASE("[identity] every field of the list sets something, and its name is unique") {
        for (const ProblemField& field : fields()) {
            CHECK_FALSE(field.help.empty());
            CHECK(std::count_if(fields().begin(), fields().end(),
                                [&](const auto& other) { return other.name == field.name; }) == 1);
            CHECK((field.set || field.set_number || field.of_model));
            if (!field.of_model) CHECK(field.numeric == (field.set_number != nullptr));
        }
    }

    TEST_CASE("[identity] of a count, its ratio and its exponent the later one counts, and the other two are gone") {
        const std::vector<std::vector<std::string>> twins{{"samples", "psi2", "alpha"}, {"width", "psi1", "beta"}};
        for (const auto& fields : twins)
            for (const std::string& before : fields)
                for (const std::string& after : fields) {
                    CAPTURE(before);
                    CAPTURE(after);
                    Question q;
                    set_field(q, "dim", 30);
                    set_field(q, before, 1.5);
                    set_field(q, after, 2);
                    const bool first = &fields == &twins.front();
                    const std::vector<std::optional<double>> have =
                        first ? std::vector<std::optional<double>>{q.samples, q.psi2, q.alpha}
                              : std::vector<std::optional<double>>{q.width, q.psi1, q.beta};
                    for (std::size_t i = 0; i < fields.size(); ++i)
                        CHECK(have[i] == (fields[i] == after ? std::optional(2.0) : std::nullopt));
                    const std::vector<double> counts{2, 60, 900};
                    set_field(q, first ? "width" : "samples", 7);
                    const Setting s = setting(q);
                    const std::size_t which =
                        std::size_t(std::find(fields.begin(), fields.end(), after) - fields.begin());
                    CHECK((first ? s.samples : s.width) == counts[which]);
                }
    }

    TEST_CASE("[identity] numbers as they are typed, infinity by each of its names; what is beyond doubles is named") {
        for (const char* text : {"inf", "infinity", "+inf", "Inf"}) CHECK(parse_number("x", text) == infinite<>);
        CHECK(parse_number("x", "+2.5") == 2.5);
        CHECK(parse_number("x", "-1e-3") == -1e-3);
        CHECK(parse_number("x", ".5") == 0.5);
        for (const char* text : {"", "nan", "-inf", "1.5x", "++1", "1 1", "0x10", "INF"}) {
            CAPTURE(text);
            CHECK_THROWS_WITH_AS(parse_number("x", text), doctest::Contains("expected a number"), DomainError);
        }
        CHECK_THROWS_WITH_AS(parse_number("x", "1e400"), doctest::Contains("outside the range"), DomainError);
        CHECK_THROWS_WITH_AS(parse_number("x", "1,5"), doctest::Contains("decimal point"), DomainError);
        CHECK_THROWS_WITH_AS(parse_by_mode("energy", "1=1,5"), doctest::Contains("decimal point"), DomainError);
        CHECK(to_text(ByMode{}).empty());
        CHECK(to_text(parse_by_mode("energy", "rest=0.5")) == "rest=0.5");
        CHECK(to_text(parse_by_mode("energy", "2:1=3,0=1")) == "0=1,2:1=3");
    }

    TEST_CASE("[identity] how long a question trains: a time, or steps of a size; half of either is an error") {
        const auto with = [](const std::vector<std::pair<const char*, const char*>>& list) {
            Question q;
            for (const auto& [name, text] : list) set_field(q, name, std::string_view(text));
            return q;
        };
        CHECK(training_of(with({})) == Training{});
        CHECK_FALSE(with({}).has_training());
        CHECK(training_of(with({{"time", "2.5"}})) == Training{2.5, 0});
        CHECK(training_of(with({{"time", "inf"}})).finished());
        CHECK(training_of(with({{"time", "2.5"}, {"time", "opt"}})).finished());
        CHECK(training_of(with({{"time", "opt"}, {"time", "3"}})) == Training{3, 0});
        CHECK_FALSE(with({{"time", "opt"}, {"time", "3"}}).optimal_time);
        const Training descent = training_of(with({{"step-size", "0.25"}, {"steps", "12"}}));
        CHECK(descent == Training{3, 0.25});
        CHECK(descent.steps() == 12);
        CHECK(training_of(with({{"step-size", "0.25"}, {"steps", "inf"}})).finished());
        for (const auto& [name, text] : {std::pair{"time", "1"}, {"time", "opt"}, {"step-size", "1"}, {"steps", "1"}})
            CHECK(with({{name, text}}).has_training());
        CHECK_THROWS_WITH_AS(training_of(with({{"steps", "3"}})), doctest::Contains("`step_size` is missing"),
                             DomainError);
        CHECK_THROWS_WITH_AS(training_of(with({{"step-size", "3"}})), doctest::Contains("`steps` is missing"),
                             DomainError);
        for (const char* time : {"1", "opt"})
            CHECK_THROWS_WITH_AS(training_of(with({{"time", time}, {"step-size", "3"}, {"steps", "3"}})),
                                 doctest::Contains("both"), DomainError);
        CHECK(with({{"ridge", "opt"}}).optimal_ridge);
        CHECK_FALSE(with({{"ridge", "opt"}, {"ridge", "0.5"}}).optimal_ridge);
        CHECK(with({{"ridge", "opt"}, {"ridge", "0.5"}}).ridge == 0.5);
    }

    TEST_CASE("[identity] fields by other names: underscores, parts of lists, symbols of papers, conventions") {
        Question q;
        set_field(q, "ridge_convention", std::string_view("mean"));
        CHECK(q.ridge_convention == RidgeConvention::mean);
        for (const RidgeConvention one :
             {RidgeConvention::total, RidgeConvention::mean, RidgeConvention::mei_montanari}) {
            set_field(q, "ridge-convention", to_text(one));
            CHECK(q.ridge_convention == one);
        }
        set_field(q, "energy.rest", 0.25);
        set_field(q, "energy.2:1", std::string_view("0.5"));
        CHECK(q.energy.rest == 0.25);
        CHECK(q.energy.at.at(Mode(2, 1)) == 0.5);
        CHECK_FALSE(q.has_mass);
        set_field(q, "mass.3", 0.125);
        CHECK(q.has_mass);
        CHECK(q.mass.at.at(3) == 0.125);
        set_field(q, "target", std::string_view("neuron(max(x,0)^2)"));
        CHECK(q.neuron == "max(x,0)^2");
        set_field(q, "energy", std::string_view("1=1"));  // the later of both
        CHECK(q.neuron.empty());
        for (const char* field : {"width", "noise", "energy.3", "mass.rest", "depth", "bandwidth", "time", "ridge"})
            CHECK(is_numeric_field(field));
        for (const char* field : {"model", "activation", "kernel", "layers", "spectrum", "ridge-convention", "target"})
            CHECK_FALSE(is_numeric_field(field));
        CHECK_THROWS_WITH_AS(set_field(q, "model", 3), doctest::Contains("not a number"), DomainError);
        CHECK_THROWS_AS(set_field(q, "energy.2", -1.0), DomainError);
        CHECK_THROWS_AS(set_field(q, "energy.2", infinite<>), DomainError);
    }

    TEST_CASE(
        "[identity] sizes in the limit: which of both decides, in which powers; ratios of a scale at finite "
        "dimensions") {
        const auto with = [](const std::vector<std::pair<const char*, double>>& list,
                             const char* model = "random-features") {
            Question q;
            q.model = model;
            for (const auto& [name, value] : list) set_field(q, name, value);
            return q;
        };
        Question q = with({{"psi1", 3}, {"psi2", 5}, {"scale", 2}, {"scale-width", 1}});  // p = 3 d, n = 5 d^2
        CHECK(dimension_of(q).scale == 1);
        CHECK(setting(q).samples == infinite<>);
        CHECK(setting(q).width == 3);
        CHECK(setting(q).psi2 == 5);
        q = with({{"psi1", 3}, {"alpha", 0.5}});
        CHECK(dimension_of(q).scale == 0.5);
        CHECK(setting(q).samples == 1);
        CHECK(setting(q).width == infinite<>);
        q = with({{"psi1", 3}, {"psi2", 5}}, "neural-tangent");  // N = 3 d neurons of d features each
        CHECK(dimension_of(q).scale == 1);
        CHECK(setting(q).width == infinite<>);
        q = with({{"psi1", 3}, {"psi2", 5}, {"scale", 2}, {"dim", 10}});
        CHECK(setting(q).samples == 500);
        CHECK(setting(q).width == 300);
        CHECK(setting(q).psi2 == 5);
        q = with({{"psi1", 3}, {"psi2", 5}, {"scale", 0}, {"dim", 10}});
        CHECK(setting(q).samples == 5);
        CHECK(setting(q).psi1 == 3);
        q = with({{"psi2", 5}}, "kernel");
        CHECK(setting(q).width == infinite<>);
        CHECK_THROWS_WITH_AS(setting(with({{"psi2", 5}, {"beta", 1}}, "kernel")), doctest::Contains("infinite width"),
                             DomainError);
        CHECK_NOTHROW(setting(with({{"psi2", 5}, {"width", infinite<>}}, "kernel")));
        CHECK_THROWS_WITH_AS(setting(with({{"psi1", 3}})), doctest::Contains("`psi2` is missing"), DomainError);
        CHECK_THROWS_WITH_AS(setting(with({{"psi1", 3}, {"psi2", 0}})), doctest::Contains("psi2 = 0"), DomainError);
        q = with({{"samples", 7}});
        q.spectrum = "some.csv";
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("`width` is missing"), DomainError);
        set_field(q, "psi1", 2);
        CHECK_THROWS_WITH_AS(setting(q), doctest::Contains("no dimension"), DomainError);
        set_field(q, "width", 2);
        CHECK(setting(q).samples == 7);
        CHECK(setting(q).psi1 == 0);
    }

    TEST_CASE("[identity] a ratio is its size over its own power of the dimension, however the size was asked for") {
        const double d = 50;
        for (const double scale : {0.0, 0.5, 1.0, 1.5, 2.0})
            for (const std::optional<double> scale_width : std::vector<std::optional<double>>{{}, 0.0, 1.0, 2.0})
                for (const auto& [width, samples] : std::vector<std::pair<const char*, const char*>>{
                         {"width", "samples"}, {"psi1", "psi2"}, {"beta", "alpha"}, {"width", "alpha"}}) {
                    Question q;
                    q.model = "random-features";
                    set_field(q, "dim", d);
                    set_field(q, "scale", scale);
                    if (scale_width) set_field(q, "scale-width", *scale_width);
                    const bool counts = std::string(samples) == "samples";
                    set_field(q, samples, counts ? 2500 : 1.5);
                    set_field(q, width, std::string(width) == "width" ? 500 : 2.5);
                    const Setting s = setting(q);
                    CAPTURE(scale);
                    CAPTURE(scale_width.value_or(-1));
                    CAPTURE(counts);
                    CHECK(s.psi2 * std::pow(d, scale) == nearly(s.samples, 1e-14));
                    CHECK(s.psi1 * std::pow(d, scale_width.value_or(scale)) == nearly(s.width, 1e-14));
                    set_field(q, "psi2", infinite<>);
                    CHECK(setting(q).psi2 == infinite<>);
                    CHECK(setting(q).psi1 == s.psi1);
                    set_field(q, "model", "kernel");
                    q.width = q.psi1 = q.beta = {};
                    CHECK(setting(q).psi1 == infinite<>);
                }
    }
}
