// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Of everything that has a range: its last value is taken, the next one refused.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Question asked(const Fields& list) {
    Question q;
    for (const auto& [name, text] : list) set_field(q, name, std::string_view(text));
    return q;
}

bool taken(const Fields& list) {
    try {
        const Question q = asked(list);
        std::visit(
            [](const auto& model) {
                if constexpr (requires { model.check(); }) model.check();
            },
            model_of(q));
        static_cast<void>(training_of(q));
        return true;
    } catch (const DomainError&) {
    } catch (const NotCovered&) {
    }
    return false;
}

Fields with(Fields list, const std::string& name, const std::string& text) {
    list.emplace_back(name, text);
    return list;
}

}  // namespace

TEST_SUITE("problem/limits") {
    TEST_CASE("[identity] the ends of every range: the last value is taken, the next is refused") {
        const Fields none, kernel{{"model", "kernel"}, {"dim", "20"}}, deep = with(kernel, "kernel", "ntk");
        const Fields spiked{{"model", "kernel"}, {"dim", "12"}}, matern = with(kernel, "kernel", "matern");
        const Fields patches{{"model", "kernel"}, {"dim", "40"}}, descent{{"steps", "3"}}, steps{{"step-size", "0.1"}};
        struct Range {
            Fields fixed;
            const char* field;
            std::vector<const char*> inside, outside;
        };
        for (const Range& r : std::vector<Range>{
                 {none, "dim", {"2", "3", "1000000", "inf"}, {"1", "0", "-2", "2.5"}},
                 {none, "alpha", {"0", "30"}, {"30.0001", "-0.0001", "inf"}},
                 {none, "beta", {"0", "30"}, {"30.0001", "-0.0001", "inf"}},
                 {none, "scale", {"0", "30"}, {"30.0001", "-0.0001", "inf"}},
                 {none, "scale-width", {"0", "30"}, {"30.0001", "-0.0001"}},
                 {none,
                  "ridge",
                  {"0", "1e-150", "1e150", "inf", "opt", "-1e-150"},
                  {"-0.99e-150", "0.99e-150", "1.01e150", "-1.01e150", "best"}},
                 {none, "noise", {"0", "1e150"}, {"-1e-30", "1.01e150", "inf"}},
                 {none, "ensemble", {"1", "1000000", "inf"}, {"0", "1000001", "2.5", "-inf"}},
                 {none, "degrees", {"0", "2000"}, {"-1", "2001", "0.5"}},
                 {none,
                  "energy",
                  {"0=0", "2000=1", "rest=0", "1=1e-30", "1=1e150"},
                  {"2001=1", "-1=1", "1=-1e-30", "1=1.01e150", "1=inf", "rest=inf", "1", ""}},
                 {none, "time", {"0", "1e100", "inf", "opt"}, {"1.0001e100", "-1e-30", "soon"}},
                 {descent, "step-size", {"1e-30", "1e30"}, {"0", "-1", "inf"}},
                 {steps, "steps", {"0", "1", "1e15", "inf"}, {"0.5", "-1", "1.1e15"}},
                 {deep, "depth", {"1", "100"}, {"0", "101", "1.5", "inf"}},
                 {deep, "weight-variance", {"1e-30", "1e100"}, {"0", "-1", "1.01e100", "inf"}},
                 {deep, "bias-variance", {"0", "1e100"}, {"-1e-30", "1.01e100", "inf"}},
                 {deep, "layers", {"first", "both"}, {"last", "1"}},
                 {with(kernel, "kernel", "rbf"), "bandwidth", {"1e-6", "1e6"}, {"0.99e-6", "1.01e6", "0", "-1", "inf"}},
                 {with(kernel, "kernel", "laplace"), "bandwidth", {"1e-3", "1e6"}, {"0.99e-3", "1.01e6"}},
                 {matern, "bandwidth", {"1e-3", "1e6"}, {"0.99e-3", "1.01e6"}},
                 {matern, "smoothness", {"0.01", "100"}, {"0.0099", "100.1", "inf"}},
                 {spiked, "signal-dim", {"1", "2", "10"}, {"0", "11", "2.5", "-2"}},
                 {with(spiked, "signal-dim", "4"), "signal-variance", {"1e-30", "1e30"}, {"0", "-1", "inf"}},
                 {patches, "patch", {"2", "20", "40"}, {"1", "21", "39", "41", "2.5"}},
                 {with(patches, "patch", "4"), "pool", {"1", "39", "40", "inf"}, {"0", "41", "1.5"}},
                 {with(patches, "patch", "40"), "pool", {"1"}, {"2", "40"}},
                 {with(kernel, "kernel", "activation"), "invariance", {"cyclic"}, {"dihedral", ""}},
             }) {
            const std::string field = r.field;
            CAPTURE(field);
            for (const std::string text : r.inside)
                CHECK_MESSAGE(taken(with(r.fixed, field, text)), field, " = ", text, " is to be taken");
            for (const std::string text : r.outside)
                CHECK_MESSAGE(!taken(with(r.fixed, field, text)), field, " = ", text, " is to be refused");
        }
        CHECK(taken({{"model", "kernel"}, {"dim", "4"}, {"signal-dim", "2"}}));
        CHECK_FALSE(taken({{"model", "kernel"}, {"dim", "3"}, {"signal-dim", "2"}}));
        CHECK(taken({{"model", "kernel"}, {"dim", "9"}, {"signal-dim", "1"}, {"energy", "1=1,0:2=1,1:3=1"}}));
        CHECK_FALSE(taken({{"model", "kernel"}, {"dim", "9"}, {"signal-dim", "1"}, {"energy", "2=1"}}));
        CHECK_FALSE(taken({{"model", "kernel"}, {"signal-dim", "2"}}));  // no limit
        CHECK_FALSE(taken({{"model", "kernel"}, {"patch", "4"}}));
        CHECK_FALSE(taken({{"model", "kernel"}, {"invariance", "cyclic"}}));
    }

    TEST_CASE(
        "[identity] convolutions that would take too long: patches, inputs, and the number of eigenvalues of local "
        "pooling") {
        const auto convolution = [](const std::string& d, const std::string& patch, const std::string& pool) {
            return taken({{"model", "kernel"}, {"dim", d}, {"patch", patch}, {"pool", pool}});
        };
        CHECK(convolution("1000", "300", "1"));
        CHECK_FALSE(convolution("1000", "301", "1"));
        CHECK(convolution("10000", "10000", "1"));
        CHECK_FALSE(convolution("10001", "10001", "1"));
        CHECK(convolution("200", "100", "2"));  // q^2 d/4 = 5e5
        CHECK(convolution("800", "100", "2"));  // 2e6
        CHECK_FALSE(convolution("801", "100", "2"));
        CHECK(convolution("801", "100", "1"));    // without pooling all shifts are one eigenvalue
        CHECK(convolution("801", "100", "inf"));  // and with global pooling there is one wave
    }

    TEST_CASE(
        "[identity] sizes that powers of d round to nothing are 1; the unit of a limit without sizes is that of the "
        "scale") {
        Question q = asked({{"dim", "2"}, {"psi2", "0.1"}, {"psi1", "1e-9"}});
        CHECK(setting(q).samples == 1);
        CHECK(setting(q).width == 1);
        CHECK(setting(q).psi2 == 0.5);  // of the sizes that are used
        q = asked({{"model", "kernel"}, {"scale", "2"}, {"psi2", "inf"}});
        CHECK(dimension_of(q).scale == 2);
        CHECK(setting(q).samples == infinite<>);
        q = asked({{"scale", "3"}, {"psi1", "inf"}, {"psi2", "inf"}});
        CHECK(dimension_of(q).scale == 3);
        q = asked({{"model", "neural-tangent"}, {"alpha", "2"}, {"beta", "1"}});  // N d features
        CHECK(dimension_of(q).scale == 2);
        CHECK(setting(q).width == 1);
        CHECK(setting(q).samples == 1);
    }

    TEST_CASE("[identity] the indices of a mode go to a million") {
        CHECK(parse_mode("1000000:1000000:1000000").has_value());
        for (const char* text : {"1000001", "1:1000001", "1:1:1000001", "1:2:"})
            CHECK_FALSE(parse_mode(text).has_value());
    }

    TEST_CASE("[error] a spectrum file: what a number may be, one tail at most, at least one row") {
        const std::filesystem::path file =
            std::filesystem::temp_directory_path() / ("lazyrisk limits " + std::to_string(getpid()) + ".csv");
        const auto read = [&](const std::string& rows) {
            std::ofstream(file) << "eigenvalue,multiplicity,energy\n" << rows;
            return read_spectrum(file.string());
        };
        SpectrumFile one = read("0.5,2,1\n0,1,0\ntail,0.25,0.125\n");
        REQUIRE(one.model.levels.size() == 2);
        CHECK(one.model.levels[0].eigenvalue == 0.5);
        CHECK(one.model.levels[0].multiplicity == 2);
        CHECK(one.target.energy[0].second == 1);
        CHECK(one.target.energy[1].first == Mode(1));
        CHECK(one.model.tail_trace == 0.25);
        CHECK(one.target.rest == 0.125);
        CHECK(read("tail,1,0\n").model.levels.empty());
        for (const char* rows :
             {"0.5,0,1\n", "0.5,-1,1\n", "-0.5,1,1\n", "0.5,1,-1\n", "inf,1,1\n", "0.5,inf,1\n", "0.5,1,inf\n",
              "tail,-1,0\n", "tail,1,-1\n", "tail,1,0\ntail,1,0\n", "", "0.5,1\n", "x,1,1\n"})
            CHECK_THROWS_AS(read(rows), DomainError);
        std::filesystem::remove(file);
    }
}
