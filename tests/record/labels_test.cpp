// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/labels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/version.hpp"
#include "nearly.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

struct At {
    double x;
    std::string label;
};

/// Are these the marks, places but for rounding?
bool are(const std::vector<Mark>& marks, const std::vector<At>& expected) {
    bool same = marks.size() == expected.size();
    for (std::size_t i = 0; same && i < marks.size(); ++i)
        same = marks[i].x == nearly(expected[i].x, 1e-12) && marks[i].label == expected[i].label;
    if (!same)
        for (const Mark& m : marks) MESSAGE(m.label << " at " << m.x);
    return same;
}

std::string line(const Fields& fields, const std::vector<std::string>& sweeps = {}, const std::string& also = "") {
    std::vector<Sweep> list;
    for (const std::string& text : sweeps) list.push_back(parse_sweep(text));
    return parameters(asked(fields), list, also);
}

}  // namespace

TEST_SUITE("record/labels") {
    TEST_CASE("[agreement] an axis has the letter and the words that tables have for the quantity") {
        // letter = words, where the words are a formula
        for (const char* name : {"psi1", "psi2", "alpha", "beta"}) {
            const QuantityName known = quantity_name(name);
            CHECK(axis_label(name) == known.letters + " = " + known.words);
        }
        for (const char* name : {"samples", "width", "time", "degree"}) {
            const QuantityName known = quantity_name(name);
            CHECK(axis_label(name) == known.words + " " + known.letters);
        }
        CHECK(axis_label("dim") == "dimension " + quantity_name("dim").letters);
        CHECK(axis_label("rho") == quantity_name("rho").letters);
        CHECK(axis_label("mass") == "mass (multiplicity times eigenvalue)");
        for (const char* name : {"test_error", "bias", "train_error", "effective_ridge", "ridge", "noise", "eigenvalue",
                                 "oracle_error", "learnability.2", "energy.3", "sources.features", "network_test",
                                 "linear_test", "kernel_test", "network_train", "linear_train", "kernel_train"})
            CHECK(axis_label(name) == quantity_name(name).words);
        CHECK(axis_label("step-size") == quantity_name("step_size").words);
        // what follows from sizes
        CHECK(axis_label("log_samples") == quantity_name("alpha").words);
        CHECK(axis_label("log_width") == quantity_name("beta").words);
        CHECK(axis_label("width_over_samples") == "p/n");
        CHECK(axis_label("samples_over_width") == "n/p");
        CHECK(axis_label("dim_over_samples") == "d/n");
        for (const char* share : {"nn", "nt", "nt_activation", "rf"})
            CHECK(axis_label(share) == "risk over the target's energy");
        // the gap at the end is not the largest one; of two linearizations each has its name
        CHECK(axis_label("gap_own") == "largest gap to the own linearization");
        CHECK(axis_label("gap_kernel") == "largest gap to infinite width");
        CHECK(axis_label("gap_kernel_end") == "gap to infinite width at the end");
        CHECK(axis_label("motion") == "relative motion of the weights");
        CHECK(axis_label("density_of_log") == "density of log eigenvalues");
        CHECK(axis_label("steps") == "gradient steps");
        CHECK(axis_label("ensemble") == "members of the ensemble");
        CHECK(axis_label("weight_of_x") == "weight of x");  // its own words
    }

    TEST_CASE("[identity] the line of parameters: all that is not swept, convention and version") {
        const std::string end = std::string("; lazyrisk ") + std::string(version);
        const std::string rest = ", ridge 0.001 (total), energy 1=1, noise 0" + end;
        struct Case {
            Fields fields;
            std::vector<std::string> sweeps;
            std::string line;
        };
        const Fields sized{{"dim", "10"}, {"samples", "30"}, {"width", "20"}};
        const auto and_also = [&](const std::string& field, const std::string& text) {
            Fields all = sized;
            all.emplace_back(field, text);
            return all;
        };
        const std::string head = "random-features, relu, d = 10, n = 30, p = 20";
        for (const Case& c : std::vector<Case>{
                 {sized, {}, head + rest},
                 {sized, {"width=1,2"}, "random-features, relu, d = 10, n = 30" + rest},
                 {sized, {"samples=1,2"}, "random-features, relu, d = 10, p = 20" + rest},
                 {sized, {"dim=10,20", "samples=1,2"}, "random-features, relu, p = 20" + rest},
                 {{{"psi1", "2"}, {"psi2", "3"}}, {}, "random-features, relu, d = ∞, ψ₁ = 2, ψ₂ = 3" + rest},
                 {{{"psi1", "2"}, {"psi2", "3"}}, {"psi1=1,2"}, "random-features, relu, d = ∞, ψ₂ = 3" + rest},
                 {{{"psi1", "2"}, {"psi2", "3"}}, {"psi2=1,2"}, "random-features, relu, d = ∞, ψ₁ = 2" + rest},
                 {{{"dim", "10"}, {"alpha", "1.5"}, {"beta", "2"}},
                  {},
                  "random-features, relu, d = 10, n = d^1.5, p = d^2" + rest},
                 {{{"dim", "10"}, {"alpha", "1.5"}, {"beta", "2"}},
                  {"alpha=1,2"},
                  "random-features, relu, d = 10, p = d^2" + rest},
                 {{{"scale", "2"}, {"scale-width", "3"}, {"psi1", "2"}, {"psi2", "3"}},
                  {},
                  "random-features, relu, scale 2, scale of the width 3, d = ∞, ψ₁ = 2, ψ₂ = 3" + rest},
                 {{{"model", "kernel"}, {"activation", "tanh"}, {"dim", "10"}}, {}, "kernel, tanh, d = 10" + rest},
                 {{{"model", "kernel"}, {"kernel", "rbf"}, {"dim", "10"}, {"bandwidth", "2"}},
                  {},
                  "kernel, bandwidth 2, kernel rbf, d = 10" + rest},
                 {{{"model", "kernel"}, {"kernel", "rbf"}, {"dim", "10"}, {"bandwidth", "2"}},
                  {"bandwidth=1,2"},
                  "kernel, kernel rbf, d = 10" + rest},
                 {{{"mass", "1=0.5,rest=0.25"}, {"dim", "10"}},
                  {},
                  "random-features, mass 1=0.5,rest=0.25, d = 10" + rest},
                 {{{"spectrum", "x.csv"}, {"samples", "30"}},
                  {},
                  "spectrum x.csv, n = 30, ridge 0.001 (total), noise 0" + end},
                 {and_also("ridge", "opt"), {}, head + ", optimal ridge, energy 1=1, noise 0" + end},
                 {and_also("ridge-convention", "mean"), {}, head + ", ridge 0.001 (mean), energy 1=1, noise 0" + end},
                 {and_also("ridge-convention", "mean"),
                  {"ridge=1,2"},
                  head + ", ridge convention mean, energy 1=1, noise 0" + end},
                 {and_also("time", "opt"), {}, head + ", ridge 0.001 (total), optimal time, energy 1=1, noise 0" + end},
                 {and_also("time", "7"), {}, head + ", ridge 0.001 (total), t = 7, energy 1=1, noise 0" + end},
                 {and_also("time", "7"), {"time=1,2"}, head + rest},
                 {{{"dim", "10"}, {"step-size", "0.5"}, {"steps", "9"}},
                  {},
                  "random-features, relu, d = 10, ridge 0.001 (total), step 0.5, 9 steps, energy 1=1, noise 0" + end},
                 {{{"dim", "10"}, {"step-size", "0.5"}, {"steps", "9"}},
                  {"steps=1,2"},
                  "random-features, relu, d = 10, ridge 0.001 (total), step 0.5, energy 1=1, noise 0" + end},
                 {and_also("target", "neuron(relu)"),
                  {},
                  head + ", ridge 0.001 (total), target neuron(relu), noise 0" + end},
                 {and_also("noise", "0.5"), {}, head + ", ridge 0.001 (total), energy 1=1, noise 0.5" + end},
                 {and_also("noise", "0.5"), {"noise=0,1"}, head + ", ridge 0.001 (total), energy 1=1" + end},
                 {and_also("ensemble", "1"), {}, head + rest},
                 {and_also("ensemble", "2"),
                  {},
                  head + ", ridge 0.001 (total), energy 1=1, noise 0, ensemble of 2" + end},
                 {and_also("ensemble", "2"), {"ensemble=1,2"}, head + rest}})
            CHECK(line(c.fields, c.sweeps) == c.line);
        CHECK(line(sized, {}, "30 trials") == head + ", ridge 0.001 (total), energy 1=1, noise 0, 30 trials" + end);
    }

    TEST_CASE("[identity] the line of parameters says which labels, loss and law of the noise there are") {
        const auto line = [](const Fields& fields, const char* sweep = nullptr) {
            return parameters(asked(fields), sweep ? std::vector<Sweep>{parse_sweep(sweep)} : std::vector<Sweep>{}, "");
        };
        const Fields signs{{"labels", "probit(0.25)"}, {"flip", "0.1"}, {"loss", "hinge"}};
        CHECK(line(signs).find(", labels probit(0.25), flip 0.1, loss hinge;") != std::string::npos);
        CHECK(line(signs, "flip=0,0.1").find("flip") == std::string::npos);
        CHECK(line(signs, "loss=hinge,logistic").find("loss") == std::string::npos);
        CHECK(line({{"loss", "huber(1)"}, {"noise-law", "student(3)"}}).find(", loss huber(1), noise student(3);") !=
              std::string::npos);
    }

    TEST_CASE("[identity] p = n in the units of the sweep") {
        struct Case {
            Fields fields;
            std::string sweep;
            std::vector<At> marks;
        };
        const Fields off{{"scale", "2"}};  // no degrees of the sphere among them
        for (const Case& c :
             std::vector<Case>{{{{"psi2", "3"}}, "psi1=0.5,8", {{3, "p = n"}}},
                               {{{"psi1", "3"}}, "psi2=0.5,8", {{3, "p = n"}}},
                               {{{"psi2", "inf"}}, "psi1=0.5,8", {}},
                               {{{"samples", "30"}, {"dim", "10"}}, "psi1=0.5,8", {{3, "p = n"}}},
                               {{{"width", "30"}, {"dim", "10"}, {"scale", "2"}}, "psi2=0.5,8", {{3, "p = n"}}},
                               {{{"samples", "30"}}, "psi1=0.5,8", {}},  // no dimension to divide by
                               {{{"samples", "30"}, {"dim", "10"}}, "width=5,80", {{30, "p = n"}}},
                               {{{"psi2", "3"}, {"dim", "10"}}, "width=5,80", {{30, "p = n"}}},
                               {{{"width", "30"}, {"dim", "10"}, {"scale", "2"}}, "samples=5,80", {{30, "p = n"}}},
                               {{{"psi1", "3"}, {"dim", "10"}, {"scale", "2"}}, "samples=5,80", {{30, "p = n"}}},
                               {{{"samples", "30"}, {"spectrum", "x.csv"}}, "width=5,80", {{30, "p = n"}}},
                               {{{"width", "30"}, {"spectrum", "x.csv"}}, "samples=5,80", {{30, "p = n"}}},
                               {{{"samples", "inf"}, {"dim", "10"}}, "width=5,80", {}},
                               {{{"samples", "30"}, {"width", "20"}, {"dim", "10"}}, "noise=0,1", {}},
                               {{{"samples", "30"}, {"width", "20"}, {"dim", "10"}}, "dim=5,10", {}}}) {
            CAPTURE(c.sweep);
            CHECK(are(marks(asked(c.fields), parse_sweep(c.sweep)), c.marks));
        }
    }

    TEST_CASE("[identity] random labels are separable up to n = 2p, and marked for the losses that feel it") {
        const auto along = [](Fields fields, const char* sweep, const char* loss) {
            fields.insert(fields.end(), {{"labels", "sign"}, {"flip", "0.5"}, {"loss", loss}});
            return marks(asked(fields), parse_sweep(sweep));
        };
        CHECK(are(along({{"psi2", "4"}}, "psi1=0.5,8", "logistic"), {{2, "separability"}, {4, "p = n"}}));
        CHECK(are(along({{"psi1", "2"}}, "psi2=0.5,8", "hinge"), {{2, "p = n"}, {4, "separability"}}));
        CHECK(are(along({{"psi2", "4"}}, "psi1=0.5,8", "square"), {{4, "p = n"}}));
        CHECK(are(along({{"samples", "40"}, {"dim", "10"}}, "psi1=0.5,8", "margin"),
                  {{2, "separability"}, {4, "p = n"}}));
        CHECK(are(along({{"samples", "40"}, {"dim", "10"}}, "width=5,80", "logistic"),
                  {{20, "separability"}, {40, "p = n"}}));
        const std::vector<Mark> squared =
            along({{"samples", "400"}, {"dim", "10"}, {"scale", "2"}}, "psi1=0.5,8", "margin");  // p = 2 d^2
        CHECK(std::any_of(squared.begin(), squared.end(),
                          [](const Mark& m) { return m.label == "separability" && m.x == nearly(2, 1e-12); }));
        CHECK(are(along({{"model", "kernel"}, {"activation", "linear"}}, "psi2=0.5,8", "logistic"),
                  {{2, "separability"}}));
    }

    TEST_CASE("[identity] along samples: as many as the harmonics of a degree, ends included, in order of place") {
        const auto along = [](const Fields& fields, const char* sweep) {
            return marks(asked(fields), parse_sweep(sweep));
        };
        // B(10,k) = 10, 54, 210, 660
        const Fields kernel{{"model", "kernel"}, {"dim", "10"}};
        CHECK(are(along(kernel, "samples=10,210"), {{10, "n = d"}, {54, "n = B(d,2)"}, {210, "n = B(d,3)"}}));
        CHECK(are(along(kernel, "samples=11,209"), {{54, "n = B(d,2)"}}));
        CHECK(are(along(kernel, "samples=209,11"), {{54, "n = B(d,2)"}}));
        CHECK(are(along(kernel, "psi2=1,21"), {{1, "n = d"}, {5.4, "n = B(d,2)"}, {21, "n = B(d,3)"}}));
        CHECK(are(along({{"dim", "10"}, {"width", "100"}}, "samples=20,250"),
                  {{54, "n = B(d,2)"}, {100, "p = n"}, {210, "n = B(d,3)"}}));
        CHECK(along(kernel, "width=10,210").empty());
        // on the circle every degree has two, on the sphere of three dimensions 3, 5, 7 ...: too near from there on
        CHECK(are(along({{"model", "kernel"}, {"dim", "2"}}, "samples=1,100"), {{2, "n = d"}}));
        CHECK(are(along({{"model", "kernel"}, {"dim", "3"}}, "samples=1,100"), {{3, "n = d"}, {5, "n = B(d,2)"}}));
        // where they are not the spectrum's degrees
        for (const auto& [field, text] : Fields{{"scale", "2"},
                                                {"spectrum", "x.csv"},
                                                {"signal-dim", "3"},
                                                {"patch", "3"},
                                                {"invariance", "cyclic"},
                                                {"pool", "2"}}) {
            const std::string more = field;
            CAPTURE(more);
            CHECK(along({{"model", "kernel"}, {"dim", "10"}, {field, text}}, "samples=10,210").empty());
        }
        CHECK(along({{"model", "kernel"}}, "psi2=1,21").empty());
    }

    TEST_CASE("[identity] along exponents: the whole powers of d, ends included, none at 0") {
        const Question q = asked({{"dim", "10"}});
        CHECK(are(marks(q, parse_sweep("alpha=0.5,2.5")), {{1, "n = d"}, {2, "n = d²"}}));
        CHECK(are(marks(q, parse_sweep("alpha=1,3")), {{1, "n = d"}, {2, "n = d²"}, {3, "n = d³"}}));
        CHECK(are(marks(q, parse_sweep("beta=0,1.99")), {{1, "p = d"}}));
        CHECK(are(marks(q, parse_sweep("beta=10,10")), {{10, "p = d¹⁰"}}));
        CHECK(marks(q, parse_sweep("alpha=1.1,1.9")).empty());
    }

    TEST_CASE("[identity] N neurons have N d tangent features in their first layer") {
        const auto along = [](Fields fields, const char* sweep) {
            fields.insert(fields.begin(), {"model", "neural-tangent"});
            return marks(asked(fields), parse_sweep(sweep));
        };
        CHECK(are(along({{"dim", "20"}, {"samples", "200"}}, "width=5,80"), {{10, "N d = n"}}));
        CHECK(are(along({{"dim", "20"}, {"width", "7"}}, "samples=5,800"), {{140, "N d = n"}}));
        CHECK(are(along({{"dim", "20"}, {"samples", "200"}, {"layers", "first"}}, "width=5,80"), {{10, "N d = n"}}));
        CHECK(along({{"dim", "20"}, {"samples", "200"}, {"layers", "both"}}, "width=5,80").empty());
        CHECK(along({{"psi2", "3"}}, "psi1=1,5").empty());
        CHECK(along({{"samples", "200"}}, "width=5,80").empty());
        CHECK(along({{"dim", "20"}, {"samples", "200"}, {"width", "7"}}, "ridge=0.001,10").empty());
    }

    TEST_CASE("[agreement] along ridge and time: where the test error is least, if the sweep crosses it") {
        const Fields noisy{{"psi1", "3"}, {"psi2", "2"}, {"noise", "0.3"}};
        const Question q = asked(noisy);
        Answers answers;
        for (const std::string field : {"ridge", "time"}) {
            CAPTURE(field);
            Question best = q;
            set_field(best, field, std::string_view("opt"));
            const Answer a = answers(best);
            const double at = field == "ridge" ? a.ridge : a.training.time;
            REQUIRE(a.answered);
            const auto across = [&](double from, double to) { return marks(q, Sweep{field, {from, to}, true}); };
            CHECK(are(across(at / 2, at * 2), {{at, "optimal " + field}}));
            CHECK(are(across(at * 2, at / 2), {{at, "optimal " + field}}));
            CHECK(across(at * 1.01, at * 2).empty());
            CHECK(across(at / 2, at / 1.01).empty());
        }
        // a best ridge of 0 is no place on a logarithmic axis, an unanswered question has none
        CHECK(marks(asked({{"psi1", "3"}, {"psi2", "2"}, {"noise", "0"}, {"model", "kernel"}}),
                    Sweep{"ridge", {0, 1}, false})
                  .empty());
        CHECK(marks(asked({{"samples", "3"}}), parse_sweep("ridge=0,1")).empty());
        // a time that was asked does not stand in the way
        Question timed = q;
        set_field(timed, "time", 5.0);
        CHECK(marks(timed, parse_sweep("time=1e-3,1e6")).size() == 1);
    }

    TEST_CASE("[identity] the same places on an axis that follows from the sweep") {
        const Question q = asked({{"dim", "10"}, {"samples", "100"}, {"width", "1000"}});
        const Sweep width = parse_sweep("width=1,1000"), samples = parse_sweep("samples=60,1000");
        CHECK(are(marks_on("width", q, width), {{100, "p = n"}}));
        CHECK(are(marks_on("log_width", q, width), {{2, "p = n"}}));
        CHECK(are(marks_on("log_samples", q, samples),
                  {{std::log10(210), "n = B(d,3)"}, {std::log10(660), "n = B(d,4)"}, {3, "p = n"}}));
        CHECK(marks_on("log_samples", q, width).empty());
        CHECK(marks_on("log_width", q, samples).empty());
        for (const char* sweep : {"width=1,9", "psi1=1,9", "samples=1,9", "psi2=1,9", "alpha=1,2", "beta=1,2"})
            for (const char* x : {"width_over_samples", "samples_over_width"})
                CHECK(are(marks_on(x, q, parse_sweep(sweep)), {{1, "p = n"}}));
        CHECK(marks_on("width_over_samples", q, parse_sweep("ridge=1,9")).empty());
        CHECK(marks_on("dim_over_samples", q, samples).empty());
        CHECK(marks_on("width_over_samples", asked({{"model", "neural-tangent"}}), width).empty());
        CHECK(marks_on("log_width", asked({{"samples", "100"}, {"spectrum", "x.csv"}}), width).empty());  // no d
    }

    TEST_CASE("[identity] marks of several curves: those that all have at one place, each once") {
        CHECK(common_marks({}).empty());
        CHECK(are(common_marks({{{1, "a"}, {2, "b"}}, {{2, "b"}}}), {{1, "a"}, {2, "b"}}));
        CHECK(are(common_marks({{{1, "a"}, {2, "b"}}, {{3, "a"}}, {{2 * (1 + 1e-10), "b"}}}), {{2, "b"}}));
        CHECK(common_marks({{{2, "b"}}, {{2 * (1 + 1e-8), "b"}}, {{2, "b"}}}).empty());
    }
}
