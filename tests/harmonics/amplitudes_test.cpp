#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/polynomials.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"
#include "lazyrisk/harmonics/waves.hpp"
#include "reference.hpp"

using namespace lazyrisk;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

namespace {

std::string program_name(const std::string& in_table) {
    return in_table == "lrelu0.1" ? "leaky-relu(0.1)" : in_table;
}

}  // namespace

TEST_SUITE("harmonics/amplitudes") {

TEST_CASE("[reference] every amplitude of the table: within 1e-14 for d <= 1e4 and k <= 100, else 1e-12; zeros exact; the bound holds") {
    std::map<std::pair<std::string, double>, int> highest;
    const auto rows = reference::table("staircase_eigen.csv");
    for (const auto& row : rows) {
        int& k = highest[{row.at("activation"), std::stod(row.at("d"))}];
        k = std::max(k, std::stoi(row.at("k")));
    }
    double worst_small = 0, worst_large = 0;
    for (const auto& [which, degrees] : highest) {
        const Amplitudes a = decompose(activation_named(program_name(which.first)), which.second, degrees);
        for (const auto& row : rows) {
            if (row.at("activation") != which.first || std::stod(row.at("d")) != which.second) continue;
            const std::size_t k = std::stoul(row.at("k"));
            CAPTURE(which.first); CAPTURE(which.second); CAPTURE(k);
            const Digits50 lambda(row.at("lambda_dk")), square(row.at("B_lambda2"));
            if (lambda == 0) {
                CHECK(a.value[k] == 0);
                continue;
            }
            const Digits50 exact = lambda < 0 ? Digits50(-sqrt(square)) : Digits50(sqrt(square));
            const double error = double(abs(Digits50(a.value[k]) - exact));
            (which.second <= 1e4 && k <= 100 ? worst_small : worst_large) =
                std::max(error, which.second <= 1e4 && k <= 100 ? worst_small : worst_large);
            CHECK(error <= (which.second <= 1e4 && k <= 100 ? 1e-14 : 1e-12));
            // the table takes the slope 0.1 as a decimal, the program as the nearest double
            const double slope_rounding = which.first == "lrelu0.1" ? 3e-18 : 0;
            CHECK(error <= double(a.error[k]) + slope_rounding);
            CHECK(double(a.error[k]) <= 1e-13);
        }
    }
    MESSAGE("largest errors: ", worst_small, " (d <= 1e4, k <= 100), ", worst_large, " (the rest)");
}

}
