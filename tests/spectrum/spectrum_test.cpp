#include "lazyrisk/spectrum/spectrum.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

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
                CAPTURE(name); CAPTURE(d); CAPTURE(degrees);
                CHECK(sum == doctest::Approx(double(trace)).epsilon(1e-14));
            }
        }
}

TEST_CASE("[reference] multiplicities are the integers B(d,k)") {
    // B(3,k) = 2k+1; B(4,k) = (k+1)^2; B(30,2) = 464, B(30,3) = 4930 (binomials by hand)
    const Spectrum<> three = diagonalize(RandomFeatures{relu(), 3}, 50), four = diagonalize(RandomFeatures{relu(), 4}, 50);
    for (std::size_t k = 0; k <= 50; ++k) {
        CHECK(three.levels[k].multiplicity == 2.0 * double(k) + 1);
        CHECK(four.levels[k].multiplicity == (double(k) + 1) * (double(k) + 1));
    }
    const Spectrum<> thirty = diagonalize(RandomFeatures{relu(), 30}, 4);
    CHECK(thirty.levels[2].multiplicity == 464);
    CHECK(thirty.levels[3].multiplicity == 4930);
    for (const auto& level : diagonalize(RandomFeatures{relu(), 2}, 20).levels) CHECK(level.multiplicity == (level.mode.degree == 0 ? 1 : 2));
}

TEST_CASE("[identity] no eigenvalue beyond the levels exceeds tail_largest; large multiplicities never overflow") {
    for (const char* name : {"relu", "tanh", "exp"})
        for (const double d : {2.0, 10.0, 1000.0}) {
            const Spectrum<> cut = diagonalize(RandomFeatures{activation_named(name), d}, 9);
            const Spectrum<> whole = diagonalize(RandomFeatures{activation_named(name), d}, 200);
            for (std::size_t k = 10; k < whole.levels.size(); ++k) CHECK(whole.levels[k].eigenvalue <= cut.tail_largest * (1 + 1e-12));
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
    CHECK(s.tail == doctest::Approx(0.09084505690810465).epsilon(1e-14));  // 1/4 - 1/(2 pi)
    CHECK(diagonalize(RandomFeatures{Tanh{}}, 0).levels[0].eigenvalue == 0);
    CHECK(diagonalize(RandomFeatures{linear()}, 0).tail == 0);
    // a nearly linear activation: the tail is summed, not subtracted
    CHECK(diagonalize(RandomFeatures{activation_named("polynomial(0,1,1e-9)")}, 0).tail == doctest::Approx(2e-18).epsilon(1e-12));
}

TEST_CASE("[identity] a kernel given by its masses is the kernel") {
    const Spectrum<> s = diagonalize(RandomFeatures{Exp{}, 10}, 12);
    KernelMass model{{}, s.tail, 10};
    for (const auto& level : s.levels) model.mass.emplace_back(level.mode.degree, level.mass);
    const Spectrum<> again = diagonalize(model, 0);
    for (std::size_t k = 0; k < s.levels.size(); ++k) CHECK(again.levels[k].eigenvalue == doctest::Approx(s.levels[k].eigenvalue).epsilon(1e-15));
    CHECK_THROWS_AS(diagonalize(KernelMass{{{1, -1.0}}, 0, 10}, 0), DomainError);
    CHECK_THROWS_AS(diagonalize(KernelMass{{}, 0, 10}, 0), DomainError);
}

TEST_CASE("[error] a spectrum file: the place of every mistake") {
    const std::string path = (std::filesystem::temp_directory_path() / ("lazyrisk_spectrum_test." + std::to_string(getpid()) + ".csv")).string();
    const auto with = [&](const char* text) {
        std::ofstream(path) << text;
        return path;
    };
    const SpectrumFile file = read_spectrum(with("eigenvalue,multiplicity,energy\n# a comment\n1, 10, 1\n0.01,100,0.5\ntail,0.2,0.1\n"));
    CHECK(file.model.levels.size() == 2);
    CHECK(file.model.tail_trace == 0.2);
    CHECK(file.target.rest == 0.1);
    CHECK(file.target.energy[1] == std::pair(Mode(1), 0.5));
    CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2,3\n1,-2,3\n")), doctest::Contains(":3:2: multiplicity = -2"), DomainError);
    CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2,x\n")), doctest::Contains(":2:3:"), DomainError);
    CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,energy\n1,2\n")), doctest::Contains("no column multiplicity"), DomainError);
    CHECK_THROWS_WITH_AS(read_spectrum(with("eigenvalue,multiplicity,energy\n1,2\n")), doctest::Contains(":2: 2 cells"), DomainError);
    CHECK_THROWS_AS(read_spectrum(with("")), DomainError);
    std::remove(path.c_str());
    CHECK_THROWS_AS(read_spectrum(path), DomainError);
}

}
