// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The theory alone: activations by name, masses, spectra in files; and formulas, or one sentence that refuses them.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/read_spectrum.hpp"
#include "lazyrisk/risk/resolved.hpp"

using namespace lazyrisk;

namespace {

int wrong = 0;

void check(bool right, const char* what) {
    if (!right) ++wrong, std::printf("wrong: %s\n", what);
}

/// The test error at 60 samples.
template <class Model>
double error_of(const Model& model) {
    return risk(Problem<Model>{.model = model,
                               .target = {.energy = {{1, 1.0}}},
                               .samples = 60,
                               .ridge = Ridge<>::total(0.1),
                               .noise_variance = 0.1})
        .test_error;
}

/// What refuses this; empty where nothing does.
template <class F>
std::string refusal(const F& f) {
    try {
        f();
    } catch (const DomainError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

int main(int, char** arguments) {
    const bool formulas = std::string(arguments[1]) == "formulas";  // else names

    for (const NamedActivation& a : activation_names()) {
        const double error = error_of(Kernel{activation_named(a.name), 20});
        check(error > 0.1 && error < 1e3, a.name.c_str());
    }
    const double by_mass = error_of(KernelMass{.mass = {{1, 0.5}}, .rest = 0.1, .dimension = 20});
    const auto file = std::filesystem::temp_directory_path() / "lazyrisk_theory_spectrum.csv";
    std::ofstream(file) << "eigenvalue,multiplicity,energy\n0.025,20,1\n1e-12,1e11,0\n";
    const SpectrumFile given = read_spectrum(file.string());
    std::filesystem::remove(file);
    const double by_file = risk(Problem<GivenSpectrum>{.model = given.model,
                                                       .target = given.target,
                                                       .samples = 60,
                                                       .ridge = Ridge<>::total(0.1),
                                                       .noise_variance = 0.1})
                               .test_error;
    std::printf("relu %.6g, by mass %.6g, by file %.6g\n", error_of(Kernel{relu(), 20}), by_mass, by_file);
    check(std::abs(by_mass - by_file) < 1e-6 * by_mass, "a mass and the file of its spectrum differ");

    Question kernel{.model = "kernel"};
    kernel.parameters["kernel"] = "exp(t-1)";
    kernel.dim = 20;
    const std::string activation = refusal([] { activation_named("max(x,0)"); }),
                      of_kernel = refusal([&] { DotProduct::of(kernel); }),
                      unknown = refusal([] { activation_named("rleu"); });
    std::printf("%s\n%s\n%s\n", activation.c_str(), of_kernel.c_str(), unknown.c_str());
    check(unknown.find("relu") != std::string::npos, "a slip is not told");
    check((unknown.find("an expression") != std::string::npos) == formulas,
          "formulas are recommended as they should not be");
    if (formulas) {
        check(activation.empty() && of_kernel.empty(), "a formula is refused");
        check(std::abs(error_of(Kernel{activation_named("max(x,0)"), 20}) - error_of(Kernel{relu(), 20})) < 1e-9,
              "max(x,0) is not relu");
    } else {
        check(activation.starts_with("activation = max(x,0): ") &&
                  activation.find("LAZYRISK_TYPED_FORMULAS=ON") != std::string::npos,
              "no refusal of an activation");
        check(of_kernel.starts_with("kernel = exp(t-1): ") &&
                  of_kernel.find("LAZYRISK_TYPED_FORMULAS=ON") != std::string::npos,
              "no refusal of a kernel");
    }
    return wrong;
}
