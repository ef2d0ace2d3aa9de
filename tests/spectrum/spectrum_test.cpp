// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/spectrum.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("spectrum/spectrum") {
    TEST_CASE("[identity] masses and tail add up to the trace E s^2, wherever the levels stop") {
        for (const char* name : {"relu", "step", "tanh", "exp", "he4", "softplus"})
            for (const double d : {2.0, 10.0, 1000.0}) {
                const Activation s = activation_named(name);
                const long double trace = s.visit([&](const auto& f) {
                    const std::vector<double> kinks = f.kinks();
                    return quadrature_amplitudes<long double>(f, d, 0, kinks).square;
                });
                for (const int degrees : {0, 3, 20, 100}) {
                    const Spectrum<> spectrum = diagonalize(RandomFeatures{s, d}, degrees);
                    double sum = spectrum.tail;
                    for (const auto& level : spectrum.levels) sum += level.mass;
                    CAPTURE(name);
                    CAPTURE(d);
                    CAPTURE(degrees);
                    CHECK(sum == nearly(double(trace), 1e-14));
                }
            }
    }

    TEST_CASE("[reference] multiplicities are the integers B(d,k)") {
        // B(3,k) = 2k+1; B(4,k) = (k+1)^2; B(30,2) = 464, B(30,3) = 4930 (binomials by hand)
        const Spectrum<> three = diagonalize(RandomFeatures{relu(), 3}, 50),
                         four = diagonalize(RandomFeatures{relu(), 4}, 50);
        for (std::size_t k = 0; k <= 50; ++k) {
            CHECK(three.levels[k].multiplicity == 2.0 * double(k) + 1);
            CHECK(four.levels[k].multiplicity == (double(k) + 1) * (double(k) + 1));
        }
        const Spectrum<> thirty = diagonalize(RandomFeatures{relu(), 30}, 4);
        CHECK(thirty.levels[2].multiplicity == 464);
        CHECK(thirty.levels[3].multiplicity == 4930);
        for (const auto& level : diagonalize(RandomFeatures{relu(), 2}, 20).levels)
            CHECK(level.multiplicity == (level.mode.degree == 0 ? 1 : 2));
    }

    TEST_CASE("[identity] no eigenvalue beyond the levels exceeds tail_largest; large multiplicities never overflow") {
        for (const char* name : {"relu", "tanh", "exp"})
            for (const double d : {2.0, 10.0, 1000.0}) {
                const Spectrum<> cut = diagonalize(RandomFeatures{activation_named(name), d}, 9);
                const Spectrum<> whole = diagonalize(RandomFeatures{activation_named(name), d}, 200);
                for (std::size_t k = 10; k < whole.levels.size(); ++k)
                    CHECK(whole.levels[k].eigenvalue <= cut.tail_largest * (1 + 1e-12));
            }
        const Spectrum<> large = diagonalize(RandomFeatures{relu(), 1e6}, 400);
        for (const auto& level : large.levels) CHECK(level.multiplicity < 1e300);
        CHECK(large.levels.size() < 80);
        CHECK(large.tail > 0);
    }

    TEST_CASE("[limit] proportional limit: mu_1^2 against mu_*^2, the constant learned if mu_0 is not 0") {
        const Spectrum<> s = diagonalize(RandomFeatures{relu()}, 0);
        CHECK(s.levels[0].eigenvalue == infinite<>);
        CHECK(s.levels[1].mass == 0.25);
        CHECK(s.tail == nearly(0.09084505690810465, 1e-14));  // 1/4 - 1/(2 pi)
        CHECK(diagonalize(RandomFeatures{Tanh{}}, 0).levels[0].eigenvalue == 0);
        CHECK(diagonalize(RandomFeatures{linear()}, 0).tail == 0);
        // a nearly linear activation: the tail is summed, not subtracted
        CHECK(diagonalize(RandomFeatures{activation_named("polynomial(0,1,1e-9)")}, 0).tail == nearly(2e-18, 1e-12));
    }

    TEST_CASE("[identity] a kernel given by its masses is the kernel") {
        const Spectrum<> s = diagonalize(RandomFeatures{Exp{}, 10}, 12);
        KernelMass model{{}, s.tail, 10};
        for (const auto& level : s.levels) model.mass.emplace_back(level.mode.degree, level.mass);
        const Spectrum<> again = diagonalize(model, 0);
        for (std::size_t k = 0; k < s.levels.size(); ++k)
            CHECK(again.levels[k].eigenvalue == nearly(s.levels[k].eigenvalue, 1e-15));
        CHECK_THROWS_AS(diagonalize(KernelMass{{{1, -1.0}}, 0, 10}, 0), DomainError);
        CHECK_THROWS_AS(diagonalize(KernelMass{{}, 0, 10}, 0), DomainError);
    }

    TEST_CASE("[error] a spectrum file: the place of every mistake") {
        const std::string path =
            (std::filesystem::temp_directory_path() / ("lazyrisk_spectrum_test." + std::to_string(getpid()) + ".csv"))
                .string();
        const auto with = [&](const char* text) {
            std::ofstream(path) << text;
            return path;
        };
        const SpectrumFile file =
            read_spectrum(with("eigenvalue,multiplicity,energy\n# a comment\n1, 10, 1\n0.01,100,0.5\ntail,0.2,0.1\n"));
        CHECK(file.model.levels.size() == 2);
        CHECK(file.model.tail_trace == 0.2);
        CHECK(file.target.rest == 0.1);
        CHECK(file.target.energy[1] == std::pair(Mode(1), 0.5));
        CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2,3\n1,-2,3\n")),
                             doctest::Contains(":3:2: multiplicity = -2"), DomainError);
        CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2,x\n")), doctest::Contains(":2:3:"),
                             DomainError);
        CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,energy\n1,2\n")),
                             doctest::Contains("no column multiplicity"), DomainError);
        CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2\n")),
                             doctest::Contains(":2: 2 cells"), DomainError);
        CHECK_THROWS_AS(read_spectrum(with("")), DomainError);
        std::remove(path.c_str());
        CHECK_THROWS_AS(read_spectrum(path), DomainError);
    }

    TEST_CASE(
        "[identity] both layers of a tangent are the first and the features, degree by degree, homogeneous or not") {
        for (const char* name : {"relu", "relu2", "abs", "x^2", "x^3", "leaky-relu(0.2)", "max(x,0)^3", "tanh", "gelu",
                                 "he3", "exp", "cos"})
            for (const double d : {2.0, 3.0, 7.0, 40.0, 1000.0}) {
                const Activation activation = activation_named(name);
                const Spectrum<> both = diagonalize(NeuralTangent{activation, d, TrainedLayers::all}, 9),
                                 first = diagonalize(NeuralTangent{activation, d, TrainedLayers::first}, 9),
                                 values = diagonalize(RandomFeatures{activation, d}, 9);
                REQUIRE(both.levels.size() >= 4);
                CAPTURE(name);
                CAPTURE(d);
                for (const Level<>& level : both.levels) {
                    const Level<>*a = first.find(level.mode), *b = values.find(level.mode);
                    REQUIRE((a != nullptr && b != nullptr));
                    CAPTURE(level.mode.degree);
                    CHECK(std::abs(level.mass - a->mass - b->mass) <=
                          level.mass_error + a->mass_error + b->mass_error + 1e-15 * level.mass);
                    // the blocks of a neuron hold the same: d - 1 directions across and one function or two along
                    const BlockLevel<>& block = both.blocks->levels[std::size_t(level.mode.degree)];
                    CHECK(block.multiplicity *
                              (block.across + block.along[0] * block.along[0] + block.along[1] * block.along[1]) ==
                          nearly(level.mass, 1e-13, 1e-13 * 1e-13));
                }
                CHECK(both.tail == nearly(first.tail + values.tail, 1e-10, 1e-10 * 1e-16));
            }
    }

    TEST_CASE("[identity] tangents of powers: kernels from the moments of the sphere (1.5)") {
        for (const double d : {2.0, 3.0, 11.0, 500.0}) {
            // x^2: 4 t^2 + (1 + 2 t^2)/(1 + 2/d); t^2 = 1/d + a harmonic of degree 2
            const double fourth = 1 / (1 + 2 / d), square = 4 + 2 * fourth;
            const Spectrum<> s = diagonalize(NeuralTangent{activation_named("x^2"), d, TrainedLayers::all}, 4);
            CAPTURE(d);
            CHECK(s.find(0)->mass == nearly(square / d + fourth, 1e-14));
            CHECK(s.find(2)->mass == nearly(square * (1 - 1 / d), 1e-14));
            CHECK(s.find(1)->mass == 0);
            CHECK(s.tail == 0);
            // max(x,0)^2: its trace is 4 E max(x,0)^2 + E max(x,0)^4 = 2 + (3/2)/(1 + 2/d)
            const Spectrum<> half = diagonalize(NeuralTangent{activation_named("relu2"), d, TrainedLayers::all}, 30);
            double trace = half.tail;
            for (const Level<>& level : half.levels) trace += level.mass;
            CHECK(trace == nearly(2 + 1.5 * fourth, 1e-13));
        }
    }
}
